"""Every table of the record and the cache, imported together: for migrations, and for the application."""

from __future__ import annotations

import models.accounts.tables
import models.community.tables
import models.core.tables
import models.ledger.holdings
import models.ledger.tables
import models.notifications.tables
import models.trading.tables
import models.video.counts.tables
import models.video.holdings
import models.video.recommend.tables
import models.video.tables

__all__ = ["models"]
