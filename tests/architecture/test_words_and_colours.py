"""Words for people go through `tr`, colours, fonts and distances come from the theme, SQL stays below."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from tests.support import rules
from tests.support.code import Module, modules

Rule = Callable[[Module], Iterator[str]]


@pytest.mark.parametrize(
    ("rule", "tops"),
    [
        (rules.untranslated, ("app", "views", "controllers", "models")),
        (rules.painted_by_hand, ("app", "views", "controllers")),
        (rules.sql, ("app", "views", "controllers")),
    ],
)
def test_house_rules(rule: Rule, tops: tuple[str, ...]) -> None:
    told = [sentence for module in modules(*tops) for sentence in rule(module)]
    assert not told, "\n".join(told)


def test_message_boxes_have_one_home() -> None:
    homes = [
        module.path for module in modules("app", "views", "controllers") if rules.uses_message_box(module)
    ]
    assert len(homes) <= 1, f"toasts and side panels before message boxes: {homes}"


@pytest.mark.parametrize(
    ("rule", "source"),
    [
        (rules.untranslated, 'label.setText("Add videos")'),
        (rules.untranslated, 'label.setToolTip(f"{count} videos")'),
        (rules.untranslated, 'menu.addAction("Open", slot)'),
        (rules.untranslated, 'menu.addAction(icon, "Open")'),
        (rules.untranslated, 'QLabel("Empty", parent)'),
        (rules.untranslated, 'table.setHorizontalHeaderLabels(["Name", tr("Size")])'),
        (rules.untranslated, 'raise Invalid("This is not a video.", field="file")'),
        (rules.untranslated, 'raise Invalid(tr("No."), what_now="Try another.")'),
        (rules.untranslated, 'label.setText("Yes" if ok else tr("No"))'),
        (rules.untranslated, 'tr(f"{count} videos")'),
        (rules.painted_by_hand, 'BLUE = "#4457dd"'),
        (rules.painted_by_hand, "painter.setPen(QColor(1, 2, 3))"),
        (rules.painted_by_hand, "painter.setPen(Qt.GlobalColor.red)"),
        (rules.painted_by_hand, 'label.setFont(QFont("Inter", 11))'),
        (rules.painted_by_hand, "font.setPixelSize(13)"),
        (rules.painted_by_hand, 'label.setStyleSheet("color: red")'),
        (rules.painted_by_hand, "layout.setContentsMargins(8, 0, 8, 0)"),
        (rules.sql, 'connection.execute("SELECT id FROM video")'),
        (rules.sql, 'connection.execute("PRAGMA user_version")'),
    ],
)
def test_a_planted_breach_is_seen(rule: Rule, source: str) -> None:
    assert list(rule(Module("views/video/planted.py", source)))


@pytest.mark.parametrize(
    ("rule", "source"),
    [
        (rules.untranslated, 'label.setText(tr("{count} videos", count=3))'),
        (rules.untranslated, 'label.setText(" · ")'),
        (rules.untranslated, "label.setText(card.title)"),
        (rules.untranslated, 'label.setObjectName("title")'),
        (rules.untranslated, 'raise Invalid(tr("This is not a video."), field="file")'),
        (rules.painted_by_hand, "painter.setPen(theme.colour(Role.TEXT))"),
        (rules.painted_by_hand, "QColor(colour)"),
        (rules.painted_by_hand, "layout.setContentsMargins(0, 0, 0, 0)"),
        (rules.painted_by_hand, "painter.fillRect(box, Qt.GlobalColor.transparent)"),
        (rules.sql, 'notice(tr("Select a video"))'),
    ],
)
def test_what_is_allowed_passes(rule: Rule, source: str) -> None:
    assert not list(rule(Module("views/video/planted.py", source)))


def test_the_theme_may_hold_colours() -> None:
    assert not list(rules.painted_by_hand(Module("views/widgets/theme.py", 'ACCENT = QColor("#4457dd")')))
