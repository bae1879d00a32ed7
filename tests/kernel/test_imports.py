"""Importing after `lighten`: PySide's hook does not read every source, what describes signatures runs when it
is asked, and stand-ins import at first use."""

from __future__ import annotations

import subprocess
import sys
from importlib import import_module

from app.kernel.imports import later

SCRIPT = """
import linecache
from app.start import lighten
lighten()
import app.kernel.paths
import wave
print([name for name in linecache.cache if name.endswith(("wave.py", "paths.py"))])
"""


def test_sources_are_not_read_when_modules_are_imported() -> None:
    read = subprocess.run([sys.executable, "-c", SCRIPT], capture_output=True, text=True, check=True)
    assert read.stdout.strip() == "[]"
    plain = SCRIPT.replace("lighten()\n", "import PySide6.QtCore\n", 1)
    found = subprocess.run([sys.executable, "-c", plain], capture_output=True, text=True, check=True)
    assert "wave.py" in found.stdout, "PySide's hook is gone, and app.kernel.imports with it"


DESCRIBED = """
import app.kernel.imports
from app.start import lighten
lighten()
from PySide6.QtCore import QRect, QTimer
from PySide6.QtWidgets import QLabel
assert set(app.kernel.imports._unread) == app.kernel.imports.DESCRIBING
for call in (lambda: QRect("a", 1), lambda: QRect().contains("x"), lambda: QTimer.singleShot("x", 1)):
    try:
        call()
    except TypeError as error:
        print(error)
print(QRect.moveTo.__doc__, QLabel.__init__.__doc__)
from PySide6.support.signature import get_signature, layout, parser
print(get_signature(QRect.moveTo), layout.create_signature.__name__, hasattr(parser, "no_such_thing"))
import PySide6.support.signature.lib.pyi_generator as pyi
print(pyi.Formatter.__name__)
"""


def test_what_describes_signatures_runs_when_it_is_asked_and_says_the_same() -> None:
    light = subprocess.run([sys.executable, "-c", DESCRIBED], capture_output=True, text=True, check=True)
    told = DESCRIBED.replace("lighten()\n", "", 1).replace("assert", "assert not")
    plain = subprocess.run([sys.executable, "-c", told], capture_output=True, text=True, check=True)
    assert "QRect.__init__(left: int, top: int, width: int, height: int, /)" in light.stdout
    assert light.stdout == plain.stdout


def test_a_stand_in_imports_its_module_when_something_of_it_is_asked_for() -> None:
    sys.modules.pop("wave", None)
    with later("wave", WAVE_FORMAT_PCM=0):
        stand_in = import_module("wave")
        assert stand_in.WAVE_FORMAT_PCM == 0 and not hasattr(stand_in, "__file__")
        assert sys.modules["wave"] is stand_in
    assert "wave" not in sys.modules
    opened = stand_in.open
    assert opened is import_module("wave").open and sys.modules["wave"] is not stand_in
    with later("wave"):
        assert import_module("wave").open is opened, "what is imported already stays"
