"""Whose schools a figure is of: the official statistics' kinds of school, in one word each."""

from enum import StrEnum


class Phase(StrEnum):
    """Key stage 2 and the early years stand under primary: the stage counts there, not the kind of school."""

    NURSERY = "nursery"
    PRIMARY = "primary"
    SECONDARY = "secondary"
    SPECIAL = "special"
    ALTERNATIVE_PROVISION = "alternative-provision"
    ALL = "all"
    UNKNOWN = "unknown"


_WORDS = {
    "nursery": Phase.NURSERY,
    "state-funded nursery": Phase.NURSERY,
    "pri": Phase.PRIMARY,
    "primary": Phase.PRIMARY,
    "state-funded primary": Phase.PRIMARY,
    "sec": Phase.SECONDARY,
    "secondary": Phase.SECONDARY,
    "state-funded secondary": Phase.SECONDARY,
    "spe": Phase.SPECIAL,
    "special": Phase.SPECIAL,
    "special school": Phase.SPECIAL,
    "state-funded special": Phase.SPECIAL,
    "state-funded special school": Phase.SPECIAL,
    "pupil referral unit": Phase.ALTERNATIVE_PROVISION,
    "state-funded ap school": Phase.ALTERNATIVE_PROVISION,
    "state-funded alternative provision": Phase.ALTERNATIVE_PROVISION,
    "total": Phase.ALL,
    "all": Phase.ALL,
    "all schools": Phase.ALL,
}

# A school of the portal (the values of School.Phase) beside which figures it belongs. The statistics count
# all-through schools as secondary. A middle school is deemed one or the other, and the portal does not know which.
_OF_SCHOOLS = {
    "nursery": Phase.NURSERY,
    "infant": Phase.PRIMARY,
    "junior": Phase.PRIMARY,
    "primary": Phase.PRIMARY,
    "secondary": Phase.SECONDARY,
    "all_through": Phase.SECONDARY,
    "special": Phase.SPECIAL,
}


def phase_of_words(words: str) -> Phase | None:
    """The phase that a file's words for a kind of school mean; None for kinds that are not compared here."""
    return _WORDS.get(words.lower())


def phase_of_school(phase: str) -> Phase | None:
    """:param phase: a value of ``School.Phase``; None where no published kind of school is its own."""
    return _OF_SCHOOLS.get(phase)


def phase_of_establishment(number: int) -> Phase:
    """By the ranges in which the department gives out establishment numbers (the last four digits).

    They say what the school was set up as: an all-through school may stand in any.
    Source: https://www.get-information-schools.service.gov.uk/glossary
    """
    match number:
        case n if 2000 <= n <= 3999 or 5200 <= n <= 5299:
            return Phase.PRIMARY
        case n if 4000 <= n <= 4999 or 5400 <= n <= 5999 or 6900 <= n <= 6999:
            return Phase.SECONDARY
        case n if 7000 <= n <= 7999:
            return Phase.SPECIAL
        case n if 1000 <= n <= 1099:
            return Phase.NURSERY
        case n if 1100 <= n <= 1199:
            return Phase.ALTERNATIVE_PROVISION
        case _:
            return Phase.UNKNOWN
