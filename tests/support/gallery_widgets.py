"""A page of every shared widget, for looking at them."""

from __future__ import annotations

from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from views.widgets import tokens
from views.widgets.avatar import Avatar, Badge, Dot
from views.widgets.buttons import Button, IconButton, Kind, link
from views.widgets.chips import Chip, Segmented
from views.widgets.fields import CheckBox, SearchBox, Select
from views.widgets.flow import FlowLayout
from views.widgets.forms import FormRow
from views.widgets.labels import ElidedLabel, Heading, KeyCap, Label
from views.widgets.progress import ProgressBar
from views.widgets.states import Skeleton, State, StateView
from views.widgets.surfaces import Card, Ground, Hairline, ScrollColumn
from views.widgets.toast import Toast
from views.widgets.toggles import Slider, Switch
from views.widgets.tokens import Type, Weight


def row(*widgets: QWidget, gap: int = tokens.MEDIUM) -> QHBoxLayout:
    """Widgets side by side."""
    line = QHBoxLayout()
    line.setSpacing(gap)
    for widget in widgets:
        line.addWidget(widget)
    line.addStretch()
    return line


def buttons() -> QVBoxLayout:
    column = QVBoxLayout()
    off = Button("Not now")
    off.setEnabled(False)
    column.addLayout(
        row(
            Button("Review"),
            Button("Add videos", icon="plus", kind=Kind.PRIMARY),
            Button("Sort: newest", icon="align-left"),
            Button("Subscribed", trailing="bell"),
            Button("Cancel", kind=Kind.GHOST),
            Button("Delete account", kind=Kind.DANGER),
            off,
            link("Pause"),
            IconButton("bell", "Notices"),
            IconButton("ellipsis", "More"),
        )
    )
    return column


def chips() -> QWidget:
    box = QWidget()
    flow = FlowLayout(box)
    for index, text in enumerate(
        ["All", "Continue watching", "Subscriptions", "Watch later", "Music", "Under 10 minutes"]
    ):
        chip = Chip(text)
        chip.setChecked(index == 0)
        flow.addWidget(chip)
    return box


def fields() -> QHBoxLayout:
    select = Select("Quality")
    select.addItems(["Auto 1080p", "720p", "360p"])
    ticked = CheckBox("Keep offline")
    ticked.setChecked(True)
    on = Switch("Reduced motion")
    on.setChecked(True)
    slider = Slider("Volume")
    slider.setValue(60)
    slider.setFixedWidth(140)
    search = SearchBox("Filter videos")
    search.setFixedWidth(200)
    return row(
        search, select, ticked, CheckBox("Captions"), on, Switch("Off"), slider,
        Segmented([("grid", "Grid"), ("list", "List")], "Layout"),
        Segmented([("grid", "Grid"), ("list", "List")], "Layout", icons=["layout-grid", "list"]),
    )  # fmt: skip


def form() -> QVBoxLayout:
    column = QVBoxLayout()
    good = FormRow("Title", QLineEdit("Building a telescope mount"), "Shown in lists and on the page")
    bad = FormRow("Password", QLineEdit(), "At least 10 characters")
    bad.show_error("The password has 4 characters, at least 10 are needed.")
    column.addWidget(good)
    column.addWidget(bad)
    return column


def page() -> QWidget:
    """Every widget on one page."""
    ground = Ground()
    outer = QVBoxLayout(ground)
    outer.setContentsMargins(0, 0, 0, 0)
    scroll = ScrollColumn()
    outer.addWidget(scroll)
    column = scroll.column
    column.addWidget(Label("Good afternoon, Mara", Type.HERO))
    column.addWidget(Label("Sunday 22 November. Three things need you.", tone="dim"))
    column.addWidget(Heading("For you", "because you watched “Building a telescope mount”"))
    column.addLayout(buttons())
    column.addWidget(chips())
    column.addLayout(fields())
    card = Card()
    card.column.addLayout(
        row(Label("garden-tour-4k.mov", weight=Weight.SEMIBOLD), Label("1080p of 2160p, 1440p", tone="dim"))
    )
    card.column.addWidget(ProgressBar(0.62))
    card.column.addWidget(ElidedLabel("A very long line " * 30, tone="dim"))
    card.column.addWidget(Hairline())
    card.column.addLayout(
        row(Avatar("Open Optics"), Avatar("Mara Aalto", 30, letters=2), Avatar("Kitchen Lab", 20), Badge(3),
            Badge(120), Dot("positive"), Dot("warning"), KeyCap("Esc"), KeyCap("Ctrl K"))
    )  # fmt: skip
    column.addWidget(card)
    column.addLayout(form())
    states = row(
        StateView(State.EMPTY, "Your library is empty", "Drop videos here, or add them.", action="Add videos",
                  do=lambda: None, drops=True, icon="square-play"),
        StateView(State.ERROR, "The disk is full", "Free 2 GB and try again.", action="Try again",
                  do=lambda: None, details="x"),
    )  # fmt: skip
    column.addLayout(states)
    skeleton = Skeleton(3)
    skeleton._appear()
    column.addWidget(skeleton)
    column.addWidget(Toast("error", "holiday.avi ends after 2 of 61 MB: its index is missing.",
                           [("Details", lambda: None), ("Remove", lambda: None)], stays=0))  # fmt: skip
    return ground
