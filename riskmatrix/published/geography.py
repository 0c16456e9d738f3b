"""Where a tidy file's row lies: its geographic level, and the columns that level needs."""

from __future__ import annotations

from riskmatrix.published.cells import Cells
from riskmatrix.published.figures import ENGLAND, Area, AreaKind, establishment, local_authority, school

_PLACES = (
    "country",
    "region",
    "lad",
    "pcon",
    "ward",
    "opportunity_area",
    "english_devolved_area",
    "mayoral_combined_authority",
    "local_enterprise_partnership",
    "planning_area",
)
_SCHOOL = ("estab", "laestab", "school_estab", "school_laestab", "urn", "school_urn", "school_name")
_OTHERS = ("trust_id", "trust_name", "sponsor_id", "sponsor_name", "institution_id", "institution_name")
_MORE = ("old_la_code", "new_la_code", "la_name", "rsc_name", "rsc_region_lead_name", "provider_ukprn")

COLUMNS = frozenset(
    (
        *(f"{place}_{part}" for place in _PLACES for part in ("code", "name")),
        *_SCHOOL,
        *_OTHERS,
        *_MORE,
        "provider_name",
    )
)

COMPARED = ("national", "regional", "local authority", "school")

# Levels that Explore Education Statistics knows and the portal compares nothing with.
_OTHER = (
    "english devolved area",
    "institution",
    "local authority district",
    "local enterprise partnership",
    "mat",
    "mayoral combined authority",
    "opportunity area",
    "parliamentary constituency",
    "planning area",
    "provider",
    "rsc region",
    "sponsor",
    "ward",
)

_BLANK = frozenset({"", "z", "x", ":", "."})
_TAKE = "Take the file as published, or add it."


def level_of(cells: Cells) -> str | None:
    """The row's level in small letters; None leaves a finding."""
    words = cells.text("geographic_level")
    level = words.lower()
    if level in COMPARED or level in _OTHER:
        return level
    problem = f"“{words[:40]}” is no geographic level."
    cells.find("geographic_level", problem, "Write National, Regional, Local authority or School.")
    return None


def area_of(level: str, cells: Cells) -> Area | None:
    """The area of a row on one of the levels ``COMPARED``; None leaves a finding."""
    match level:
        case "national":
            return _england(cells)
        case "regional":
            code = _code(cells, "region_code")
            if code:
                return Area(AreaKind.REGION, code, cells.text("region_name"))
            cells.find("region_code", "The row is of a region and has no code of one.", _TAKE)
        case "local authority":
            code = _code(cells, "old_la_code") or _code(cells, "new_la_code")
            if code:
                return local_authority(code, cells.text("la_name"))
            cells.find("old_la_code", "The row is of a local authority and has no code of one.", _TAKE)
        case _:
            return _school(cells)
    return None


def _england(cells: Cells) -> Area | None:
    code = _code(cells, "country_code")
    if code == ENGLAND.code:
        return ENGLAND
    problem = f"{code[:40]} is not England." if code else "The row is of a country and has no code of one."
    cells.find("country_code", problem, f"England is {ENGLAND.code}.")
    return None


def _school(cells: Cells) -> Area | None:
    """By its URN where the file has it, otherwise by the number of authority and establishment."""
    for column in ("school_urn", "urn"):
        urn = _code(cells, column)
        if urn.isdecimal() and len(urn) <= 7:
            return school(int(urn), _code(cells, "old_la_code"))
    number = _code(cells, "laestab") or _code(cells, "school_laestab")
    if number.isdecimal() and len(number) == 7:
        return establishment(number)
    cells.find("laestab", "The row is of a school and has neither its URN nor its number.", _TAKE)
    return None


def _code(cells: Cells, column: str) -> str:
    text = cells.text(column)
    return "" if text.lower() in _BLANK else text
