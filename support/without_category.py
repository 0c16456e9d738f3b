"""What a school is owed before anybody has confirmed its category: what all categories share."""

from support.spec import AtLeast, Engagement, Offer, Recurring, Rhythm


def times_a_year(rhythm: Rhythm) -> int | None:
    """How often in a usual year (39 school weeks, 11 months, 6 half-terms, 3 terms), to compare two rhythms.

    None for what has no frequency. What a school is promised comes from its own calendar (``schedule``).
    """
    usual = {"monthly": 11, "half_termly": 6, "termly": 3, "annual": 1}
    windows = {"school_week": 39, "half_term": 6, "term": 3, "year": 1}
    match rhythm:
        case Recurring(every="school_weeks", weeks=weeks, times=times):
            return times * (windows["school_week"] // weeks)
        case Recurring(every=every, times=times):
            return times * usual[every]
        case AtLeast(window=window, times=times):
            return times * windows[window]
        case _:
            return None


def common_engagements(spec: Offer, strand: str) -> tuple[Engagement, ...]:
    """What every category of the strand promises: owed to a school whose category nobody has confirmed yet.

    Engagements are the same when their ``promise`` is. Where the rhythm differs, the pack's
    ``without_category.rule`` decides: ``least`` takes the engagement of the category that promises it least
    often (every category gives at least that much), ``identical`` leaves it out. What has no frequency is
    shared only when identical.

    :raises KeyError: for a strand the offer does not have.
    """
    categories = spec.strand(strand).categories
    common = []
    for promise in dict.fromkeys(engagement.promise for engagement in categories[0].engagements):
        found = [e for category in categories for e in category.engagements if e.promise == promise]
        if len(found) < len(categories):
            continue
        if all((each.rhythm, each.streams) == (found[0].rhythm, found[0].streams) for each in found):
            common.append(found[0])
        elif spec.without_category.rule == "least":
            rates = [(times_a_year(each.rhythm), each) for each in found]
            known = [(rate, each) for rate, each in rates if rate is not None]
            if len(known) == len(found):
                common.append(min(known, key=lambda pair: pair[0])[1])
    return tuple(common)
