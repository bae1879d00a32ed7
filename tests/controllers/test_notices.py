"""The notice channel, from any thread, and bugs that nobody caught."""

from __future__ import annotations

import logging
import sys
import threading

import pytest
from PySide6.QtCore import QThread
from pytestqt.qtbot import QtBot

from app.kernel.notices import Notice, NoticeKind, Notices, watch_for_bugs
from models.core.errors import Unavailable
from tests.support.logfail import ExpectLog


@pytest.fixture
def notices(qapp: object) -> Notices:
    return Notices()


def test_history_is_newest_first_and_counts_what_is_unread(notices: Notices) -> None:
    notices.post("one")
    notices.post("two", NoticeKind.WARNING)
    assert [notice.text for notice in notices.history] == ["two", "one"]
    assert notices.unread == 2
    notices.mark_read()
    notices.post("three")
    assert [notices.is_unread(notice) for notice in notices.history] == [True, False, False]
    notices.dismiss(notices.history[0].number)
    assert notices.unread == 0


def test_a_later_notice_of_a_key_takes_the_place_of_the_first(notices: Notices) -> None:
    notices.post("1 of 2 added", key="import")
    notices.post("other")
    notices.post("2 of 2 added", key="import")
    assert [notice.text for notice in notices.history] == ["2 of 2 added", "other"]


def test_history_is_bounded(notices: Notices) -> None:
    for number in range(300):
        notices.post(str(number))
    assert len(notices.history) == 200
    assert notices.history[0].text == "299"


def test_a_notice_from_another_thread_arrives_on_the_qt_thread(notices: Notices, qtbot: QtBot) -> None:
    threads: list[QThread] = []
    notices.posted.connect(lambda _: threads.append(QThread.currentThread()))
    worker = threading.Thread(target=notices.post, args=("from afar",))
    with qtbot.waitSignal(notices.posted):
        worker.start()
    worker.join()
    assert threads == [notices.thread()]


def test_an_error_for_people_keeps_its_sentence_and_a_bug_its_details(notices: Notices) -> None:
    notices.error(Unavailable("The disk is full.", what_now="Free 2 GB."))
    try:
        raise ZeroDivisionError("planted")
    except ZeroDivisionError as problem:
        notices.error(problem)
        notices.error(problem)
    bug, person = notices.history
    assert person.text == "The disk is full. Free 2 GB."
    assert "planted" not in bug.text
    assert "ZeroDivisionError: planted" in bug.details
    assert "test_notices.py" in bug.details


def test_uncaught_bugs_are_logged_and_told_and_the_program_goes_on(
    notices: Notices, qtbot: QtBot, expect_log: ExpectLog
) -> None:
    hooks = sys.excepthook, threading.excepthook
    restore = watch_for_bugs(notices)
    seen: list[Notice] = []
    notices.posted.connect(seen.append)
    try:
        with expect_log("app.kernel.notices", "nobody caught this", level=logging.ERROR):
            try:
                raise KeyError("main")
            except KeyError as problem:
                sys.excepthook(KeyError, problem, problem.__traceback__)

            def fail() -> None:
                raise ValueError("worker")

            worker = threading.Thread(target=fail)
            worker.start()
            qtbot.waitUntil(lambda: len(seen) == 2)
            worker.join()
    finally:
        restore()
    assert (sys.excepthook, threading.excepthook) == hooks
    assert ["KeyError: 'main'" in seen[0].details, "ValueError: worker" in seen[1].details] == [True, True]
