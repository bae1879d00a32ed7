"""Exchanges: markets, customers, orders, trades, and the candles and volumes that triggers keep of them.

Revision 0010, after 0009.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from models.core import types
from models.trading import sums

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

# Columns as name:type; "!" is a part of the key, "?" may be empty.
_TABLES = {
    "exchange": (
        "space_id:Id! name:Words audience:Words created_at:Instant halted:Flag reference:Words tiers:Json "
        "discount_asset:Words discount_ppm:Whole referral_ppm:Whole orders_per_10s:Whole "
        "max_open_orders:Whole"
    ),
    "trading_pair": (
        "space_id:Id! pair:Words! base:Words quote:Words tick:Whole lot:Whole unit:Whole status:Words "
        "reason:Words filters:Json maker_ppm:Whole taker_ppm:Whole created_at:Instant"
    ),
    "trading_customer": (
        "space_id:Id! account_id:Id! number:Whole joined_at:Instant referrer:Id? discount:Flag "
        "stopped:Flag blocked:Flag max_notional:Whole"
    ),
    "trading_order": (
        "space_id:Id! number:Whole! id:Id owner:Id pair:Words side:Words kind:Words status:Words "
        "open:Flag validity:Words self_trade:Words price:Whole stop_price:Whole trailing_bips:Whole "
        "quantity:Whole budget:Whole peak:Whole executed:Whole turnover:Whole prevented:Whole "
        "list_number:Whole list_kind:Words leg:Whole held:Whole hold_id:Id? triggered:Flag extreme:Whole "
        "followed:Whole turn:Whole shown:Whole expires_at:Instant? at:Instant changed_at:Instant "
        "reason:Words"
    ),
    "trading_order_list": (
        "space_id:Id! number:Whole! id:Id owner:Id pair:Words kind:Words open:Flag at:Instant"
    ),
    "trading_trade": (
        "space_id:Id! number:Whole! pair:Words price:Whole quantity:Whole turnover:Whole value:Whole "
        "buyer_made:Flag buyer:Id seller:Id buy_order:Whole sell_order:Whole buy_fee:Whole "
        "buy_fee_asset:Words sell_fee:Whole sell_fee_asset:Words at:Instant"
    ),
    "trading_candle": (
        "space_id:Id! pair:Words! span:Whole! start:Whole! open:Whole high:Whole low:Whole close:Whole "
        "volume:Whole turnover:Whole trades:Whole"
    ),
    "trading_volume": ("space_id:Id! account_id:Id! day:Whole! value:Whole trades:Whole"),
    "trading_alert": (
        "space_id:Id! id:Id! owner:Id pair:Words price:Whole above:Flag note:Words at:Instant "
        "fired_at:Instant?"
    ),
    "trading_told": ("space_id:Id! trade:Whole"),
    "trading_suspicion": ("space_id:Id! id:Id! kind:Words account_id:Id pair:Words details:Json at:Instant"),
}
_INDICES = (
    ("ix_trading_order_book", "trading_order", "space_id pair side price shown", "shown > 0"),
    ("ix_trading_order_open", "trading_order", "space_id owner number", "open = 1"),
    ("ix_trading_order_space_id_owner_number", "trading_order", "space_id owner number", None),
    ("ix_trading_order_list_space_id_owner_number", "trading_order_list", "space_id owner number", None),
    ("ix_trading_trade_space_id_buyer_number", "trading_trade", "space_id buyer number", None),
    ("ix_trading_trade_space_id_pair_at", "trading_trade", "space_id pair at", None),
    ("ix_trading_trade_space_id_seller_number", "trading_trade", "space_id seller number", None),
    ("ix_trading_alert_space_id_owner_id", "trading_alert", "space_id owner id", None),
)


def upgrade() -> None:
    """Bring the database up to this revision."""
    for table, columns in _TABLES.items():
        _create(table, columns.split())
    for name, table, names, where in _INDICES:
        condition = None if where is None else sa.text(where)
        op.create_index(name, table, names.split(), sqlite_where=condition, postgresql_where=condition)
    for statement in sums.CREATE if _is_sqlite() else sums.CREATE_POSTGRES:
        op.execute(statement)


def downgrade() -> None:
    """Take it back to the one before."""
    for statement in sums.DROP if _is_sqlite() else sums.DROP_POSTGRES:
        op.execute(statement)
    for table in reversed(_TABLES):
        op.drop_table(table)


def _is_sqlite() -> bool:
    return op.get_bind().dialect.name == "sqlite"


def _create(table: str, columns: list[str]) -> None:
    """A STRICT table without row ids, as every one of the record."""
    made, keys = [], []
    for column in columns:
        name, kind = column.rstrip("!?").split(":")
        if column.endswith("!"):
            keys.append(name)
        made.append(
            sa.Column(name, getattr(types, kind)(), autoincrement=False, nullable=column.endswith("?"))
        )
    op.create_table(
        table,
        *made,
        sa.PrimaryKeyConstraint(*keys, name=op.f(f"pk_{table}")),
        sqlite_strict=True,
        sqlite_with_rowid=False,
    )
