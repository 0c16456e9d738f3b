"""What the files write where there is no number, each with its official meaning, in one table.

Sources: the Government Statistical Service's symbols (“Using symbols and shorthand in tables”, and the edition
before it for ``:`` ``.`` ``..`` ``~``), the abbreviations of the school performance tables, and the notes of the
release named. A marker that stands here in no row is a finding, never a guess.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from riskmatrix.measured import Missing


@dataclass(frozen=True)
class Marker:
    missing: Missing
    meaning: str


class Dialect(StrEnum):
    """Files in which a marker of the table means something else."""

    COMMON = "common"
    EXCLUSIONS_BEFORE_2019 = "exclusions before 2019"
    SCORECARD = "scorecard"


_S, _NA = Missing.SUPPRESSED, Missing.NOT_APPLICABLE
_NC, _NYP = Missing.NOT_COLLECTED, Missing.NOT_YET_PUBLISHED

MARKERS: Mapping[str, Marker] = {
    "SUPP": Marker(_S, "Suppressed: few enough pupils that one could be recognised."),
    "LOWCOV": Marker(_S, "Withheld: the measure covers fewer than half of the pupils."),
    "RE": Marker(_S, "Redacted: withheld so that nobody can be recognised."),
    "c": Marker(_S, "Confidential: the figure would disclose something about a person."),
    "u": Marker(_S, "Withheld as of low reliability."),
    "low": Marker(_S, "Rounds to nought without being nought; the number is not shown."),
    "k": Marker(_S, "Rounds to nought without being nought; the number is not shown."),
    "~": Marker(_S, "Rounds to nought without being nought; the number is not shown."),
    "z": Marker(_NA, "Not applicable."),
    "NA": Marker(_NA, "Not applicable: the field does not apply to this school or year."),
    "N/A": Marker(_NA, "Not applicable: the field does not apply to this school or year."),
    ".": Marker(_NA, "Not applicable: there was nothing to count."),
    "NE": Marker(_NA, "No pupils of the school were entered or eligible."),
    "NEW": Marker(_NA, "A new school that had no eligible pupils."),
    "x": Marker(_NC, "Not available, for instance because it is not collected there."),
    ":": Marker(_NC, "Not available."),
    "..": Marker(_NC, "Not available."),
    "NP": Marker(_NC, "Not published for schools of this kind."),
    "DNS": Marker(_NC, "The school did not submit it."),
    "NYA": Marker(_NYP, "Not yet available."),
    "": Marker(_NC, "The file has nothing in this cell."),
}

DIALECTS: Mapping[Dialect, Mapping[str, Marker]] = {
    Dialect.COMMON: {},
    # “x: one or two exclusions, or a rate based on one or two” (Permanent and fixed-period exclusions in England).
    Dialect.EXCLUSIONS_BEFORE_2019: {"x": Marker(_S, "One or two pupils, or a rate based on one or two.")},
    # A year whose release did not have the column yet.
    Dialect.SCORECARD: {"NA": Marker(_NC, "Not part of that year's scorecard.")},
}

_FOLDED = {marker.casefold(): meaning for marker, meaning in MARKERS.items()}
_FOLDED_DIALECTS = {
    dialect: {marker.casefold(): meaning for marker, meaning in own.items()}
    for dialect, own in DIALECTS.items()
}


def marker_of(text: str, dialect: Dialect = Dialect.COMMON) -> Marker | None:
    """What ``text`` means instead of a number; None when nobody has said.

    :param text: the cell without blanks around it; ``[c]`` is ``c``, and capitals make no difference.
    """
    bare = text[1:-1] if text.startswith("[") and text.endswith("]") else text
    folded = bare.casefold()
    return _FOLDED_DIALECTS[dialect].get(folded) or _FOLDED.get(folded)
