"""The list of people to switch to: one click, or their password."""

from __future__ import annotations

from uuid import UUID

from PySide6.QtCore import QRect, QRectF, QSize, Qt, Signal, Slot
from PySide6.QtGui import QFontMetrics, QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QVBoxLayout, QWidget

from controllers.accounts.session import Session
from models.accounts.entities import Account
from models.core.errors import PersonError
from models.core.text import tr
from views.accounts.forms import LogInForm, RecoverForm
from views.widgets import tokens
from views.widgets.avatar import paint_avatar
from views.widgets.icons import pixmap
from views.widgets.labels import Label
from views.widgets.paint import mirrored, rounded, smooth
from views.widgets.theme import theme
from views.widgets.tokens import Type, Weight

_HIGH = tokens.ROW_TOUCH + tokens.SMALL
_AVATAR = tokens.HUGE


class PersonRow(QAbstractButton):
    """A person: picture, name, and whether a password will be asked for. Enter and Space choose it."""

    def __init__(self, account: Account, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFixedHeight(_HIGH)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setProperty("radius", tokens.RADIUS_ITEM)
        self.show_account(account)

    def show_account(self, account: Account) -> None:
        self.account = account
        self.remark = tr("Asks for the password") if account.has_password else tr("No password")
        self.setText(account.name)
        self.setAccessibleName(account.name)
        self.setAccessibleDescription(self.remark)
        self.setToolTip(tr("Switch to {name}", name=account.name))
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(240, _HIGH)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.click()
            return
        super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        colours = theme().colours
        painter = smooth(self)
        if self.isDown() or self.underMouse():
            ground = colours.pressed if self.isDown() else colours.hover
            rounded(painter, self.rect(), tokens.RADIUS_ITEM, ground)
        top = (self.height() - _AVATAR) // 2
        avatar = QRect(tokens.SMALL, top, _AVATAR, _AVATAR)
        paint_avatar(painter, QRectF(mirrored(self, avatar)), self.account.name)
        icon = QRect(self.width() - tokens.SMALL - tokens.ICON_SMALL, 0, tokens.ICON_SMALL, self.height())
        if self.account.has_password:
            at = mirrored(self, icon)
            lock = pixmap("lock", tokens.ICON_SMALL, colours.dim, self.devicePixelRatioF())
            painter.drawPixmap(at.x(), (self.height() - tokens.ICON_SMALL) // 2, lock)
        start = avatar.right() + tokens.MEDIUM
        self._paint_text(painter, start, icon.left() - tokens.SMALL - start)

    def _paint_text(self, painter: QPainter, start: int, wide: int) -> None:
        colours = theme().colours
        lines = (
            (self.account.name, theme().font(Type.BODY, Weight.MEDIUM), colours.text),
            (self.remark, theme().font(Type.CAPTION), colours.dim),
        )
        metrics = [QFontMetrics(font) for _, font, _ in lines]
        top = (self.height() - sum(each.height() for each in metrics)) // 2
        for (text, font, ink), metric in zip(lines, metrics, strict=True):
            painter.setFont(font)
            painter.setPen(ink)
            shown = metric.elidedText(text, Qt.TextElideMode.ElideRight, wide)
            room = mirrored(self, QRect(start, top, wide, metric.height()))
            painter.drawText(room, int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeading), shown)
            top += metric.height()


class PeopleList(QWidget):
    """The people of this machine: without whoever is signed in, or all of them where nobody is.

    Choosing one without a password signs in at once; another one's password is asked for below their row.
    """

    asked = Signal()

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self.rows: dict[UUID, PersonRow] = {}
        self.form: LogInForm | None = None  # or a `RecoverForm` in its place
        self.trouble = Label("", Type.BODY, tone="negative", wrap=True)
        self.trouble.setVisible(False)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(tokens.TINY)
        self._column.addWidget(self.trouble)
        session.changed.connect(self.reset)
        session.people_changed.connect(self._refresh)
        self._refresh()

    @Slot()
    def reset(self) -> None:
        """Close the form and show who is there now."""
        self._close_form()
        self.trouble.setVisible(False)
        self._refresh()

    def go(self) -> None:
        """Put the focus on the list; where there is one person alone, ask for their password at once."""
        rows = list(self.rows.values())
        if len(rows) == 1 and rows[0].account.has_password:
            self._choose(rows[0].account)
        elif rows:
            rows[0].setFocus(Qt.FocusReason.TabFocusReason)

    @Slot()
    def _refresh(self) -> None:
        """Bring the rows up to date; those that stay keep their place under the focus."""
        people = self._session.others
        for id_ in self.rows.keys() - {person.id for person in people}:
            if self.form is not None and self.form.account.id == id_:
                self._close_form()
            row = self.rows.pop(id_)
            self._column.removeWidget(row)
            row.hide()
            row.deleteLater()
        for person in people:
            known = self.rows.get(person.id)
            if known is None:
                row = self.rows[person.id] = PersonRow(person, self)
                row.clicked.connect(self._chosen)
            else:
                known.show_account(person)
        self.rows = {person.id: self.rows[person.id] for person in people}
        self._order()

    def _order(self) -> None:
        place = 0
        before: QWidget | None = None
        for id_, row in self.rows.items():
            for widget in (row, self.form if self.form and self.form.account.id == id_ else None):
                if widget is None:
                    continue
                if self._column.indexOf(widget) != place:
                    self._column.insertWidget(place, widget)
                if before is not None:
                    QWidget.setTabOrder(before, widget)
                before, place = widget, place + 1

    @Slot()
    def _chosen(self) -> None:
        row = self.sender()
        if isinstance(row, PersonRow):
            self._choose(row.account)

    def _choose(self, account: Account) -> None:
        self._close_form()
        self.trouble.setVisible(False)
        self.asked.emit()
        if not account.has_password:
            self._session.switch(account.id, None, self._failed)
            return
        form = LogInForm(self._session, account, self)
        form.forgot.connect(self._forgot)
        self._open(form)

    @Slot()
    def _forgot(self) -> None:
        if self.form is not None:
            account = self.form.account
            self._close_form()
            self._open(RecoverForm(self._session, account, self))

    def _open(self, form: LogInForm) -> None:
        self.form = form
        form.cancelled.connect(self._cancelled)
        self._order()
        form.show()
        form.begin()

    def _failed(self, error: PersonError) -> None:
        self.trouble.setText(str(error))
        self.trouble.setVisible(True)

    @Slot()
    def _cancelled(self) -> None:
        if self.form is not None:
            row = self.rows.get(self.form.account.id)
            self._close_form()
            if row is not None:
                row.setFocus(Qt.FocusReason.TabFocusReason)

    @Slot()
    def _close_form(self) -> None:
        if self.form is not None:
            self._column.removeWidget(self.form)
            self.form.hide()
            self.form.deleteLater()
            self.form = None
