"""Every module that registers something by being imported: commands, queries, what can be talked about.

`models.core.registry.complete` imports it before the first command runs, so that no start waits for a domain
nobody has opened. A test holds it complete.
"""

from __future__ import annotations

import models.accounts.about
import models.accounts.commands
import models.accounts.queries
import models.community.commands
import models.community.follow_commands
import models.community.follow_queries
import models.community.moderation_commands
import models.community.moderation_queries
import models.community.queries
import models.community.reaction_commands
import models.community.removal_commands
import models.core.jobs
import models.ledger.address_commands
import models.ledger.audit
import models.ledger.commands
import models.ledger.crossing
import models.ledger.queries
import models.notifications.commands
import models.notifications.queries
import models.notifications.tellers
import models.portable.export
import models.portable.take_in
import models.sample.queries
import models.trading.admitting
import models.trading.alerts
import models.trading.amending
import models.trading.backtest_runs
import models.trading.cancelling
import models.trading.customers
import models.trading.ends
import models.trading.listing
import models.trading.markets
import models.trading.overview
import models.trading.own_queries
import models.trading.paper_account
import models.trading.placing
import models.trading.queries
import models.trading.reports
import models.trading.risk
import models.trading.telling
import models.trading.watching
import models.trading.watchlist
import models.video.analytics.queries
import models.video.caption_commands
import models.video.caption_queries
import models.video.channel_commands
import models.video.channel_queries
import models.video.clip_commands
import models.video.commands
import models.video.history_commands
import models.video.history_queries
import models.video.member_commands
import models.video.playlist_commands
import models.video.playlist_matching
import models.video.playlist_queries
import models.video.queries
import models.video.recommend.commands
import models.video.recommend.learning
import models.video.recommend.queries
import models.video.showing
import models.video.sound_commands
import models.video.targets
import models.video.watch_commands

__all__ = ["models"]
