"""Candles and volumes, kept true by triggers on the trades (docs/decisions/020).

Whatever inserts a trade, a command or an import, the candles of its minute and its day and the volumes of its
two persons follow in the same transaction; trades are never changed or deleted one by one. A sum that would
need more than 64 bits stays at the most there is. `REBUILD` makes all of it anew from the trades.
"""

from __future__ import annotations

from typing import Final

from models.trading.candles import DAY, FINE

MOST: Final = (1 << 63) - 1
_US: Final = 1_000_000

TABLES: Final = ("trading_candle", "trading_volume")


def _add(table: str, name: str) -> str:
    """A sum that stops at the most, where SQLite would go on in floating point."""
    return (
        f"{name} = CASE WHEN {table}.{name} > {MOST} - excluded.{name} THEN {MOST}"
        f" ELSE {table}.{name} + excluded.{name} END"
    )


def _candle(span: int, greatest: str, least: str) -> str:
    """The statement that adds the trade `new` to its candle of so many seconds."""
    table, us = "trading_candle", span * _US
    sums = ", ".join(_add(table, name) for name in ("volume", "turnover", "trades"))
    return (
        f"INSERT INTO {table} (space_id, pair, span, start, open, high, low, close, volume, turnover, trades)"
        f" VALUES (new.space_id, new.pair, {span}, new.at / {us} * {span}, new.price, new.price, new.price,"
        " new.price, new.quantity, new.turnover, 1)"
        " ON CONFLICT (space_id, pair, span, start) DO UPDATE SET"
        f" high = {greatest}({table}.high, excluded.high), low = {least}({table}.low, excluded.low),"
        f" close = excluded.close, {sums}"
    )


def _volume(person: str) -> str:
    table = "trading_volume"
    sums = ", ".join(_add(table, name) for name in ("value", "trades"))
    return (
        f"INSERT INTO {table} (space_id, account_id, day, value, trades)"
        f" VALUES (new.space_id, new.{person}, new.at / {DAY * _US}, new.value, 1)"
        f" ON CONFLICT (space_id, account_id, day) DO UPDATE SET {sums}"
    )


def _statements(greatest: str, least: str) -> tuple[str, ...]:
    return (
        *(_candle(span, greatest, least) for span in (FINE, DAY)),
        *(_volume(person) for person in ("buyer", "seller")),
    )


_NAME: Final = "sum_trade_insert"

CREATE: Final = (
    f"CREATE TRIGGER IF NOT EXISTS {_NAME} AFTER INSERT ON trading_trade BEGIN\n    "
    + ";\n    ".join(_statements("max", "min"))
    + ";\nEND",
)
"""What a migration runs on SQLite; again after a batch change of the trades, which drops it."""

DROP: Final = (f"DROP TRIGGER IF EXISTS {_NAME}",)

CREATE_POSTGRES: Final = (
    f"CREATE FUNCTION {_NAME}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN\n    "
    + ";\n    ".join(_statements("greatest", "least"))
    + ";\n    RETURN NULL;\nEND $$",
    f"CREATE TRIGGER {_NAME} AFTER INSERT ON trading_trade FOR EACH ROW EXECUTE FUNCTION {_NAME}()",
)
DROP_POSTGRES: Final = (
    f"DROP TRIGGER IF EXISTS {_NAME} ON trading_trade",
    f"DROP FUNCTION IF EXISTS {_NAME}()",
)

REBUILD: Final = (
    *(f"DELETE FROM {table}" for table in TABLES),
    *(
        "INSERT INTO trading_candle"
        " SELECT DISTINCT space_id, pair,"
        f" {span}, at / {span * _US} * {span}, first_value(price) OVER ordered, max(price) OVER whole,"
        " min(price) OVER whole, last_value(price) OVER whole, sum(quantity) OVER whole,"
        " sum(turnover) OVER whole, count(*) OVER whole FROM trading_trade"
        f" WINDOW ordered AS (PARTITION BY space_id, pair, at / {span * _US} ORDER BY number),"
        " whole AS (ordered ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING)"
        for span in (FINE, DAY)
    ),
    "INSERT INTO trading_volume SELECT space_id, person, at / "
    f"{DAY * _US}, sum(value), count(*) FROM (SELECT space_id, buyer AS person, at, value FROM trading_trade"
    " UNION ALL SELECT space_id, seller, at, value FROM trading_trade) AS sides GROUP BY 1, 2, 3",
)
