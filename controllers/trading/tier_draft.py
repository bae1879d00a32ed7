"""Fees as they are typed: the tiers by volume, the discount asset, what whoever brings a customer gets."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from models.core.errors import Invalid
from models.core.text import tr
from models.ledger.assets import asset, parse_amount, short_amount
from models.trading.amounts import parse_percent, percent_of
from models.trading.customers import Rules
from models.trading.entities import FeeTier


@dataclass(frozen=True, slots=True)
class TierDraft:
    """A row: from which volume on, in the reference asset, and the fees in percent."""

    volume: str = ""
    maker: str = ""
    taker: str = ""


@dataclass(frozen=True, slots=True)
class FeesDraft:
    """What stands in the form."""

    tiers: tuple[TierDraft, ...]
    discount_asset: str
    discount: str
    referral: str

    def fields(self, reference: str) -> dict[str, Any]:
        """The fields of `SetFeeTiers`; `Invalid` for the field that is wrong ("volume.0": the first row)."""
        tiers = []
        for n, row in enumerate(self.tiers):
            if not row.maker.strip() or not row.taker.strip():
                name = "taker_ppm" if row.maker.strip() else "maker_ppm"
                raise Invalid(tr("Say what is paid; 0 is nothing."), field=f"{name}.{n}")
            volume = parse_amount(row.volume, asset(reference), f"volume.{n}") if row.volume.strip() else 0
            maker, taker = (
                parse_percent(text, 4, f"{name}.{n}")
                for name, text in (("maker_ppm", row.maker), ("taker_ppm", row.taker))
            )
            tiers.append(FeeTier(volume, maker, taker))
        discount = parse_percent(self.discount, 4, "discount_ppm") if self.discount_asset else 0
        return {
            "tiers": tuple(tiers),
            "discount_asset": self.discount_asset,
            "discount_ppm": discount,
            "referral_ppm": parse_percent(self.referral, 4, "referral_ppm"),
        }


def written(rules: Rules) -> FeesDraft:
    """The fees of an exchange as they would be typed."""
    reference = asset(rules.reference)
    tiers = tuple(
        TierDraft(
            short_amount(tier.volume, reference).removesuffix(f"\u00a0{reference.code}"),
            percent_of(tier.maker_ppm, 4),
            percent_of(tier.taker_ppm, 4),
        )
        for tier in rules.tiers
    )
    discount, referral = percent_of(rules.discount_ppm, 4), percent_of(rules.referral_ppm, 4)
    return FeesDraft(tiers, rules.discount_asset, discount, referral)
