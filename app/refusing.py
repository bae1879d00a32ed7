"""Why there can be no window."""

from __future__ import annotations

import os
import sys

from app.kernel.application import make_application
from models.core.errors import PersonError
from views.widgets.theme import theme


def refuse(error: PersonError) -> int:
    """Say why there can be no window: on the terminal, and in a small window where there is a screen."""
    print(error, file=sys.stderr)
    if os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY") or sys.platform in ("darwin", "win32"):
        from views.shell.problem import ProblemWindow

        application = make_application()
        theme()
        window = ProblemWindow(error)
        window.show()
        application.exec()
    return 1
