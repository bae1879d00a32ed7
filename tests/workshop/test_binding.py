"""A canary: some releases of the binding lose references to None and True, and abort in the end."""

from __future__ import annotations

import sys

from PySide6.QtCore import QObject, Qt, Signal

CALLS = 2_000


class Sender(QObject):
    told = Signal(bool)
    asked = Signal(object)


def test_reference_counts_of_none_and_true_stay() -> None:
    sender, heard = Sender(), 0

    def hear(_: object) -> None:
        nonlocal heard
        heard += 1

    sender.told.connect(hear, Qt.ConnectionType.DirectConnection)
    sender.asked.connect(hear, Qt.ConnectionType.DirectConnection)
    before = sys.getrefcount(None), sys.getrefcount(True)
    for _ in range(CALLS):
        sender.told.emit(True)
        sender.asked.emit(None)
        sender.setObjectName("")
        sender.setParent(None)
    lost = before[0] - sys.getrefcount(None), before[1] - sys.getrefcount(True)
    assert heard == 2 * CALLS
    assert max(map(abs, lost)) < CALLS // 10, f"references lost to None, True: {lost}"
