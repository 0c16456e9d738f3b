"""What a file is given with, and what comes of reading it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from pathlib import Path

from riskmatrix.published.figures import PublishedFigure
from schools.gias.records import Finding


class Kind(StrEnum):
    """The kinds of file that are known, each recognised by its headers."""

    ABSENCE = "performance table, absence"
    CENSUS = "performance table, school census"
    KS2 = "performance table, key stage 2"
    SCORECARD = "school places scorecard"
    TIDY = "tidy file of Explore Education Statistics"
    METADATA = "metadata of a tidy file"
    FIELDS = "list of fields of a performance table"
    AREAS = "list of local authorities"


@dataclass(frozen=True)
class SourceFile:
    """A file as somebody has it.

    :param academic_year: as in 2018/19, for files that do not say it themselves.
    :param upto: the last day counted, for a year to date; the files do not say it.
    """

    name: str
    data: bytes | Path
    academic_year: str | None = None
    upto: date | None = None


@dataclass(frozen=True)
class Parsed:
    """One file as read.

    ``urns`` holds, by establishment number (seven digits), the URN this file gives the school.
    """

    file: str
    kind: Kind | None
    encoding: str = ""
    rows: int = 0
    figures: tuple[PublishedFigure, ...] = ()
    urns: Mapping[str, str] = field(default_factory=dict)
    findings: tuple[Finding, ...] = ()
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Published:
    """All files together. With findings nothing should be brought in; ``figures`` then lack what is wrong.

    ``urns`` holds all URNs the files give an establishment number; a conversion to an academy makes two.
    """

    files: tuple[Parsed, ...]
    figures: tuple[PublishedFigure, ...]
    urns: Mapping[str, frozenset[str]]
    findings: tuple[Finding, ...]
    notes: tuple[str, ...]
