"""Importing after `lighten`: PySide's hook does not read every source."""

from __future__ import annotations

import subprocess
import sys

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
