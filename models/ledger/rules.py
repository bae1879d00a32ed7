"""What a transfer may not do: each rule by its name, with a sentence that says the limit."""

from __future__ import annotations

from typing import ClassVar

from models.core.errors import Conflict
from models.core.text import tr
from models.ledger.assets import MOST, asset, format_amount


class RuleBroken(Conflict):
    """A transfer or hold that the ledger refuses; `rule` is the rule's name, for programs."""

    rule: ClassVar[str] = ""


class InsufficientFunds(RuleBroken):
    """More is wanted than is available."""

    rule = "insufficient_funds"

    def __init__(self, code: str, available: int, wanted: int) -> None:
        has, needs = (format_amount(amount, asset(code)) for amount in (max(0, available), wanted))
        super().__init__(
            tr("{available} are available, and {wanted} are needed.", available=has, wanted=needs),
            what_now=tr("Take less, or add money first."),
            field="amount",
        )


class AmountTooSmall(RuleBroken):
    """Less than the smallest unit."""

    rule = "amount_too_small"

    def __init__(self, code: str) -> None:
        least = format_amount(1, asset(code))
        super().__init__(tr("The smallest amount is {least}.", least=least), field="amount")


class LimitReached(RuleBroken):
    """A balance, or what is set aside of it, would need more than 64 bits."""

    rule = "limit_reached"

    def __init__(self, code: str) -> None:
        most = format_amount(MOST, asset(code))
        super().__init__(tr("A balance can be {most} at most.", most=most), field="amount")


class AccountMissing(RuleBroken):
    """An account that was never opened here."""

    rule = "account_missing"

    def __init__(self) -> None:
        super().__init__(tr("There is no such account here."))


class SameAccount(RuleBroken):
    """From an account to itself."""

    rule = "same_account"

    def __init__(self) -> None:
        super().__init__(tr("A transfer goes from one account to another one."))


class OtherAsset(RuleBroken):
    """Between accounts of different assets."""

    rule = "other_asset"

    def __init__(self, one: str, other: str) -> None:
        super().__init__(
            tr("{one} cannot be put into an account of {other}.", one=one, other=other), field="asset"
        )


class OtherContent(RuleBroken):
    """The id was used for something else."""

    rule = "other_content"

    def __init__(self) -> None:
        super().__init__(tr("This transfer has the number of another one, so it was not made."))


class HoldMissing(RuleBroken):
    """A hold that was never made here."""

    rule = "hold_missing"

    def __init__(self) -> None:
        super().__init__(tr("There is no such amount set aside here."))


class HoldOver(RuleBroken):
    """The hold was posted, voided, or has expired."""

    rule = "hold_over"

    def __init__(self) -> None:
        super().__init__(tr("This amount is set aside no longer."))


class HoldGoesOn(RuleBroken):
    """The hold has not expired yet."""

    rule = "hold_goes_on"

    def __init__(self) -> None:
        super().__init__(tr("This amount is still set aside."))


class MoreThanHeld(RuleBroken):
    """More is to be posted than is left of the hold."""

    rule = "more_than_held"

    def __init__(self, code: str, left: int) -> None:
        super().__init__(tr("{left} of it are left.", left=format_amount(left, asset(code))), field="amount")
