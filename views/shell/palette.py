"""Search (Ctrl+K) and commands (Ctrl+Shift+P): one panel that finds things, places and what can be done."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtCore import QModelIndex, Qt, QTimer, Slot
from PySide6.QtGui import QKeyEvent, QPalette
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QListView, QWidget

from app.kernel.actions import Action, Actions
from app.kernel.finding import Finder, Found, score
from models.core.text import tr
from views.shell.floating import Floating
from views.shell.keys import native
from views.shell.navigation import parse
from views.shell.palette_rows import PaletteModel, RowDelegate
from views.widgets import tokens
from views.widgets.announcing import announce
from views.widgets.labels import KeyCap, Label
from views.widgets.states import Mark
from views.widgets.surfaces import Hairline
from views.widgets.theme import accent_of, theme
from views.widgets.tokens import Type

_WIDE = 760
_FIELD = 52
_FOOT = 33
_MOST = 548
_EACH = 6
_COMMANDS = ">"
_LATE = 120  # ms that a finder may take before the groups of others are shown without it


class Palette(Floating):
    """Typing finds, arrows choose, Enter opens, Tab completes, Esc leaves; a `>` finds commands only."""

    def __init__(
        self,
        host: QWidget,
        actions: Actions,
        finders: Sequence[Finder],
        *,
        places: Callable[[], Sequence[Found]],
        go: Callable[[str], object],
        do: Callable[[str], object],
    ) -> None:
        """`places` are offered before anything is typed; `go` follows a link, `do` does an action."""
        super().__init__(host, tr("Search"), _WIDE, _FIELD)
        self._actions, self._finders, self._places = actions, finders, places
        self._go, self._do = go, do
        self._question = 0
        self._answers: dict[int, Sequence[Found]] = {}
        self._waiting: set[int] = set()
        self.field = _Field(self)
        self.model = PaletteModel(self)
        self.list = QListView()
        self._nothing = Label("", tone="dim")
        self._late = QTimer(self)
        self._late.setSingleShot(True)
        self._late.setInterval(_LATE)
        self._late.timeout.connect(self._show)
        self._build()
        self.field.textChanged.connect(self._typed)
        self.list.clicked.connect(self._clicked)

    def _build(self) -> None:
        head = QHBoxLayout()
        head.setContentsMargins(tokens.LARGE, 0, tokens.LARGE, 0)
        head.setSpacing(tokens.MEDIUM)
        head.addWidget(Mark("search", 17, "text"))
        head.addWidget(self.field, 1)
        head.addWidget(KeyCap(tr("Esc")))
        top = QWidget()
        top.setFixedHeight(_FIELD - 1)
        top.setLayout(head)
        self.column.addWidget(top)
        self.column.addWidget(Hairline())
        self.list.setModel(self.model)
        self.list.setItemDelegate(RowDelegate(self.list))
        self.list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.list.setMouseTracking(True)
        self.list.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setAccessibleName(tr("Found"))
        self.list.entered.connect(self._hovered)
        self._nothing.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._nothing.setContentsMargins(0, tokens.WIDE, 0, tokens.WIDE)
        self._nothing.hide()
        self.column.addWidget(self.list, 1)
        self.column.addWidget(self._nothing)
        self.column.addWidget(Hairline())
        self.column.addWidget(self._foot())

    @staticmethod
    def _foot() -> QWidget:
        foot = QWidget()
        foot.setFixedHeight(_FOOT)
        row = QHBoxLayout(foot)
        row.setContentsMargins(tokens.LARGE, 0, tokens.LARGE, 0)
        row.setSpacing(tokens.TINY + tokens.HAIR)
        for keys, meaning in (
            (("↑", "↓"), tr("choose")),
            ((tr("Enter"),), tr("open")),
            ((tr("Tab"),), tr("complete")),
            ((_COMMANDS,), tr("commands only")),
        ):
            for key in keys:
                row.addWidget(KeyCap(key))
            row.addWidget(Label(meaning, Type.CAPTION, tone="dim"))
            row.addSpacing(tokens.MEDIUM)
        row.addStretch()
        return foot

    # -- opening --------------------------------------------------------------------------------------

    def ask(self, text: str = "") -> None:
        """Open with `text` typed."""
        palette = self.field.palette()
        palette.setColor(QPalette.ColorRole.Text, theme().colours.text)
        palette.setColor(QPalette.ColorRole.Highlight, accent_of(self).selection)
        self.field.setPalette(palette)
        self.field.setText(text)
        self.open_panel(self.field)
        self._typed(text)

    def close_panel(self) -> None:
        self._late.stop()
        self._question += 1
        super().close_panel()

    # -- finding --------------------------------------------------------------------------------------

    @property
    def _words(self) -> str:
        return self.field.text().removeprefix(_COMMANDS).strip()

    @Slot(str)
    def _typed(self, text: str) -> None:
        self._question += 1
        self._answers = {}
        only_commands = text.startswith(_COMMANDS)
        asked = [] if only_commands or not self._words else list(enumerate(self._finders))
        self._waiting = {number for number, _ in asked}
        for number, finder in asked:
            finder.find(self._words, _EACH, partial(self._answered, self._question, number))
        if self._waiting:
            self._late.start()
        else:
            self._show()

    def _answered(self, question: int, number: int, found: Sequence[Found]) -> None:
        if question != self._question:
            return  # an answer to what was typed before
        self._answers[number] = found
        self._waiting.discard(number)
        if not self._waiting:
            self._late.stop()
            self._show()

    @Slot()
    def _show(self) -> None:
        words = self._words
        groups: list[tuple[str, Sequence[Found]]] = []
        if parse(words) is not None:
            groups.append((tr("Link"), [Found(title=words, icon="link", kind=tr("Link"), link=words)]))
        if not self.field.text().startswith(_COMMANDS):
            places = [(score(words, found.title), found) for found in self._places()]
            fitting = [found for points, found in places if points >= (1 if not words else 40)]
            groups += [
                (finder.title, self._answers.get(number, ())) for number, finder in enumerate(self._finders)
            ]
            groups.append((tr("Go to"), fitting[:_EACH]))
        groups.append((tr("Commands"), self._commands(words)))
        self.model.show_groups(groups, words)
        empty = self.model.rowCount() == 0 and not self._waiting
        self._nothing.setText(tr("Nothing found for “{words}”. Try fewer letters.", words=words))
        self._nothing.setVisible(empty)
        self.list.setVisible(not empty)
        body = self._nothing.sizeHint().height() if empty else self.model.height() + tokens.SMALL
        self.set_height(min(_MOST, _FIELD + body + _FOOT + 3))
        self._choose(self.model.next_thing(-1, 1))
        if words:
            self._say(self._nothing.text() if empty else "")

    def _commands(self, words: str) -> list[Found]:
        alone = self.field.text().startswith(_COMMANDS)
        known = [each for each in self._actions.all() if each.enabled and (alone or each.in_palette)]
        ranked = sorted(((score(words, action.title), action) for action in known), key=lambda pair: -pair[0])
        least = 1 if alone or not words else 40  # beside found things, letters in order are no match
        fitting = [self._found(action) for points, action in ranked if points >= least]
        return fitting if alone else fitting[:_EACH]

    def _found(self, action: Action) -> Found:
        return Found(
            title=action.title,
            detail=native(self._actions.shortcut(action.id)),
            icon=action.icon or "command",
            kind=tr("Command"),
            open=partial(self._do, action.id),
        )

    # -- choosing -------------------------------------------------------------------------------------

    def _choose(self, row: int) -> None:
        index = self.model.index(row, 0) if row >= 0 else QModelIndex()
        self.list.setCurrentIndex(index)
        if row == self.model.next_thing(-1, 1):
            self.list.scrollToTop()

    def move_choice(self, step: int) -> None:
        """Choose the next thing, going round."""
        if self.model.rowCount():
            self._choose(self.model.next_thing(self.list.currentIndex().row(), step))
            self._say()

    def _say(self, text: str = "") -> None:
        """Tell what is chosen, as the keys stay in the field."""
        chosen = self.list.currentIndex().data(Qt.ItemDataRole.AccessibleTextRole)
        announce(self.field, text or chosen or "", at_once=True)

    @Slot(QModelIndex)
    def _hovered(self, index: QModelIndex) -> None:
        if self.model.row(index).found:
            self.list.setCurrentIndex(index)

    @Slot(QModelIndex)
    def _clicked(self, index: QModelIndex) -> None:
        self.list.setCurrentIndex(index)
        self.open_chosen()

    @property
    def chosen(self) -> Found | None:
        index = self.list.currentIndex()
        return self.model.row(index).found if index.isValid() else None

    def complete(self) -> None:
        """Fill the field with the chosen title."""
        if self.chosen is not None:
            prefix = _COMMANDS if self.field.text().startswith(_COMMANDS) else ""
            self.field.setText(prefix + self.chosen.title)

    def open_chosen(self) -> None:
        if self._waiting:
            self._show()  # what is chosen belongs to what was typed before
        found = self.chosen
        if found is None:
            return
        if found.completes and found.open is None and not found.link:
            self.field.setText(found.title)
            return
        self.close_panel()
        if found.open is not None:
            found.open()
        elif found.link:
            self._go(found.link)


class _Field(QLineEdit):
    """The palette's field: what moves the choice goes to the palette, the rest is typing."""

    def __init__(self, palette: Palette) -> None:
        super().__init__(palette.panel)
        self._palette = palette
        self.setProperty("bare", True)
        self.setProperty("ring", False)
        self.setFont(theme().font(Type.FIELD))
        self.setPlaceholderText(tr("Search or jump to…"))
        self.setAccessibleName(tr("Search or jump to"))
        self.setMaxLength(1000)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        match event.key():
            case Qt.Key.Key_Down:
                self._palette.move_choice(1)
            case Qt.Key.Key_Up:
                self._palette.move_choice(-1)
            case Qt.Key.Key_Return | Qt.Key.Key_Enter:
                self._palette.open_chosen()
            case Qt.Key.Key_Escape:
                self._palette.close_panel()
            case _:
                super().keyPressEvent(event)

    def focusNextPrevChild(self, forward: bool) -> bool:
        self._palette.complete()
        return True
