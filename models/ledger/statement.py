"""A statement as a file of comma-separated values (RFC 4180), in the way that other programs read numbers."""

from __future__ import annotations

import csv
from io import StringIO

from models.core.text import tr
from models.ledger.assets import asset, plain_amount
from models.ledger.entities import Statement
from models.ledger.purposes import purpose_title
from models.ledger.wording import code_title

_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def to_csv(statement: Statement) -> str:
    """A line an entry, with the balance after it, between the opening and the closing one."""
    what = asset(statement.asset)
    out = StringIO()
    rows = csv.writer(out)
    account = f"{statement.place} · {purpose_title(statement.purpose)}"
    rows.writerow([tr("Account"), _plain(account), tr("Asset"), what.code])
    rows.writerow([tr("From"), statement.since.isoformat(), tr("To, without"), statement.until.isoformat()])
    rows.writerow([])
    rows.writerow([tr("Time"), tr("What"), tr("With"), tr("About"), tr("Amount"), tr("Balance"), tr("Id")])
    rows.writerow(["", tr("Opening balance"), "", "", "", plain_amount(statement.opening, what), ""])
    for line in statement.lines:
        entry = line.entry
        rows.writerow([
            entry.at.isoformat(), _plain(code_title(entry.code)), _plain(entry.other), _plain(entry.about),
            plain_amount(entry.amount, what), plain_amount(line.balance, what), entry.id,
        ])  # fmt: skip
    rows.writerow(["", tr("Closing balance"), "", "", "", plain_amount(statement.closing, what), ""])
    return out.getvalue()


def _plain(text: str) -> str:
    """A text that a spreadsheet would take for a formula is told as the text it is."""
    return f"'{text}" if text.startswith(_FORMULA) else text
