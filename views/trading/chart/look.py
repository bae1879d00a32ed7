"""How a chart looks, as plain data: what a layout keeps of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from models.trading.studies import Kind, Study
from views.trading.chart.bars import BarStyle
from views.trading.chart.frame import Scale
from views.trading.chart.state import ChartState


def look_data(chart: ChartState) -> dict[str, object]:
    """Style, scale, volume, profile, studies and how high their panes are."""
    return {
        "style": str(chart.style),
        "scale": str(chart.scale),
        "volume": chart.has_volume,
        "profile": chart.has_profile,
        "panes": dict(chart.shares),
        "studies": [[str(followed.study.kind), *followed.study.parameters] for followed in chart.followed],
    }


def put_look(chart: ChartState, look: Mapping[str, object]) -> None:
    """The reverse of `look_data`; what is not there stays as it is. Raises `ValueError` for what is none."""
    studies = look.get("studies", [])
    if not isinstance(studies, Sequence) or isinstance(studies, str):
        raise ValueError(f"no studies in {look!r}")
    found = [Study(Kind(str(name)), tuple(float(one) for one in rest)) for name, *rest in studies]
    style, scale = BarStyle(str(look.get("style", chart.style))), Scale(str(look.get("scale", chart.scale)))
    panes = look.get("panes", chart.shares)
    if not isinstance(panes, Mapping) or not all(
        type(share) is float and 0 < share < 1 for share in panes.values()
    ):
        raise ValueError(f"no heights of panes in {look!r}")
    chart.style, chart.scale = style, scale
    chart.shares = {str(name): float(share) for name, share in panes.items()}
    chart.has_volume = bool(look.get("volume", chart.has_volume))
    chart.has_profile = bool(look.get("profile", chart.has_profile))
    if "studies" in look:
        chart.set_studies(found)
