"""Sums of amounts in two halves of 32 bits: near the edge of 64 bits no database could hold them in one."""

from __future__ import annotations

from typing import Any

from sqlalchemy import SQLColumnExpression, func, literal_column


def halves(amount: SQLColumnExpression[int]) -> tuple[Any, Any]:
    """The columns to select for a sum; `whole` puts them together."""
    return (
        func.sum(amount.bitwise_rshift(literal_column("32"))),
        func.sum(amount.bitwise_and(literal_column("4294967295"))),
    )


def whole(high: Any, low: Any) -> int:
    """The sum; of no rows it is nothing."""
    return (int(high or 0) << 32) + int(low or 0)
