"""Every command and query of the community, imported together: a follow-up that waits needs its handler."""

from __future__ import annotations

import models.community.commands
import models.community.follow_commands
import models.community.follow_queries
import models.community.moderation_commands
import models.community.moderation_queries
import models.community.queries
import models.community.reaction_commands
import models.community.removal_commands

__all__ = ["models"]
