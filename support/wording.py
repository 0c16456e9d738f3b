"""Frequencies and people of an offer in words, as a headteacher would say them."""

from collections.abc import Sequence

from support.spec import AtLeast, Offer, Once, Recurring, Rhythm, StandingAim

ORDINALS = {2: "second", 3: "third", 4: "fourth", 5: "fifth", 6: "sixth", 7: "seventh", 8: "eighth"}
WINDOWS = {
    "school_week": "school week",
    "monthly": "month",
    "half_term": "half-term",
    "half_termly": "half-term",
    "term": "term",
    "termly": "term",
    "year": "school year",
    "annual": "school year",
}


def frequency(rhythm: Rhythm) -> str:
    """“every third school week”, “at least 2 each half-term”, “once, by the end of the term”."""
    match rhythm:
        case Recurring(every="school_weeks", weeks=weeks, times=times):
            week = (
                "every school week"
                if weeks == 1
                else f"every {ORDINALS[weeks]} school week"
                if weeks in ORDINALS
                else f"every {weeks} school weeks"
            )
            return week if times == 1 else f"{times} in {week}"
        case Recurring(every=every, within_months=int(months)):
            return f"once each {WINDOWS[every]}, within {months} months of the last"
        case Recurring(every=every, times=times):
            return f"once each {WINDOWS[every]}" if times == 1 else f"{times} each {WINDOWS[every]}"
        case AtLeast(times=times, window=window):
            return f"at least {times} each {WINDOWS[window]}"
        case Once(by=by):
            return f"once, by the end of the {WINDOWS[by]}"
        case StandingAim():
            return "a standing aim, reviewed each half-term"
        case _:
            return "if required"


def people(offer: Offer, codes: Sequence[str]) -> str:
    """“Headteacher, chief executive and chair of governors”."""
    labels = [offer.person_label(code) for code in codes]
    said = [label if at == 0 else f"{label[0].lower()}{label[1:]}" for at, label in enumerate(labels)]
    return said[0] if len(said) == 1 else f"{', '.join(said[:-1])} and {said[-1]}" if said else ""
