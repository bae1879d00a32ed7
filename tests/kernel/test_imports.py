"""Importing after `lighten`: PySide's hook does not read every source, and stand-ins import at first use."""

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
