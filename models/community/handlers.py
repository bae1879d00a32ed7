"""Every command and query of the community, imported together: a follow-up that waits needs its handler."""

from __future__ import annotations

import models.community.follow_commands
import models.community.follow_queries

__all__ = ["models"]
