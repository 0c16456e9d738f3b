"""What a report says of the figures behind its ratings: frozen with the rest, every missing one in words. Pure."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class FigureLine(_Part):
    """One measure: its value or why there is none, for what time, and what stands beside it."""

    title: str
    words: str
    period: str = ""
    is_missing: bool = False
    beside: tuple[str, ...] = ()
    note: str = ""


class FiguresOfKpi(_Part):
    title: str
    known: tuple[FigureLine, ...]


class FiguresPart(_Part):
    """The KPIs of one criterion that have figures; ``not_collected`` are its measures without any."""

    criterion: str
    kpis: tuple[FiguresOfKpi, ...]
    not_collected: tuple[str, ...]
