"""What a draft changes, in sentences for whoever publishes it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from support.spec import Engagement, Offer
from support.wording import frequency, people


def told(before: Offer | None, now: Offer) -> tuple[str, ...]:
    """What is other in ``now``, the weightiest first: strands, categories, each engagement, then the rules.

    :param before: the version that is in force; None for the trust's first.
    """
    number = sum(1 for _ in now.engagements())
    if before is None:
        return (
            f"It is the trust's first offer: {number} engagements in {_listed(s.title for s in now.strands)}.",
        )
    if before.key != now.key:
        return (f"It takes the place of another offer, “{before.title}”. It has {number} engagements.",)
    found = [*_shape(before, now), *_engagements(before, now), *_rules(before, now), *_words(before, now)]
    return tuple(found) or ("Nothing changes but its version.",)


def _shape(before: Offer, now: Offer) -> Iterator[str]:
    were, are = ({s.code: s for s in offer.strands} for offer in (before, now))
    yield from _came_and_went(
        "strand", {c: s.title for c, s in were.items()}, {c: s.title for c, s in are.items()}
    )
    for code in (each for each in are if each in were):
        old, new = ({c.code: c.title for c in side.categories} for side in (were[code], are[code]))
        yield from _came_and_went(f"category of {are[code].title}", old, new)
        if list(old) != list(new) and set(old) == set(new):
            yield f"The categories of {are[code].title} stand in another order."
        if were[code].confirmed_by != are[code].confirmed_by:
            yield f"The category of {are[code].title} is confirmed by the {people(now, [are[code].confirmed_by])}."


def _came_and_went(what: str, old: dict[str, str], new: dict[str, str]) -> Iterator[str]:
    if came := [title for code, title in new.items() if code not in old]:
        yield f"New {what}: {_listed(came)}."
    if went := [title for code, title in old.items() if code not in new]:
        yield f"Left out, {what}: {_listed(went)}."


def _engagements(before: Offer, now: Offer) -> Iterator[str]:
    old = {each.code: (f"{s.title}, {c.title}", each) for s, c, each in before.engagements()}
    new = {each.code: (f"{s.title}, {c.title}", each) for s, c, each in now.engagements()}
    for code, (where, each) in new.items():
        if code not in old:
            yield f"{where}: “{each.title}” is promised anew, {frequency(each.rhythm)}."
        else:
            was, before_it = old[code]
            if said := [*_moved(was, where), *_changed(before_it, before, each, now)]:
                yield f"{where}: “{each.title}” {'; '.join(said)}."
    for code, (where, each) in old.items():
        if code not in new:
            yield f"{where}: “{each.title}” is no longer promised."


def _moved(was: str, where: str) -> Iterator[str]:
    if was != where:
        yield f"stood in {was} before"


def _changed(old: Engagement, before: Offer, new: Engagement, now: Offer) -> Iterator[str]:
    if old.rhythm != new.rhythm:
        yield f"is promised {frequency(new.rhythm)}, before {frequency(old.rhythm)}"
    if old.owed_by != new.owed_by:
        yield f"is owed by: {people(now, new.owed_by)}"
    who = [(e.attended_by, [(s.code, s.attended_by) for s in e.streams]) for e in (old, new)]
    if who[0] != who[1]:
        yield f"is attended by: {people(now, new.attended_by) or 'nobody who is named'}"
    if old.minutes != new.minutes:
        yield f"lasts {new.minutes} minutes" if new.minutes else "has no set length any more"
    if old.network != new.network:
        yield (
            "is attended by schools together" if new.network else "is no longer attended by schools together"
        )
    if old.record != new.record:
        yield "asks for other things in its record"
    if old.promise != new.promise:
        yield "counts as another promise"
    if (old.title, old.means, old.note, old.proposed) != (new.title, new.means, new.note, new.proposed):
        yield "is said in other words"


def _rules(before: Offer, now: Offer) -> Iterator[str]:
    were = {strand.code: strand.recommendation for strand in before.strands}
    for strand in now.strands:
        if strand.code in were and were[strand.code] != strand.recommendation:
            yield f"{strand.title}: the category is recommended by another rule."
    appeals = {strand.code: strand.appeals for strand in before.strands}
    for strand in now.strands:
        if strand.code in appeals and appeals[strand.code] != strand.appeals:
            who = f"the {people(now, [strand.appeals.decided_by])}" if strand.appeals else "nobody"
            days = strand.appeals.answer_within_school_days if strand.appeals else None
            until = f" within {days} school days" if days else ""
            yield f"{strand.title}: an appeal is decided by {who}{until}."
    if before.outcomes != now.outcomes:
        yield "Results of assessments are compared by another rule."
    if before.watching != now.watching:
        yield "When support is looked at again is said by another rule."
    if before.early_warning != now.early_warning:
        yield "When it is said that something promised may lapse is decided by another rule."
    if before.schedule != now.schedule:
        yield "Frequencies are counted by another rule."
    if before.planning != now.planning:
        yield "Days are planned by another rule."
    if before.without_category != now.without_category:
        yield "A school without a category is promised by another rule."


def _words(before: Offer, now: Offer) -> Iterator[str]:
    old = {(s.code, c.code): c for s in before.strands for c in s.categories}
    for strand in now.strands:
        for category in strand.categories:
            was = old.get((strand.code, category.code))
            bare = {"engagements": (), "helps_others": False}
            if was and was.helps_others != category.helps_others:
                may = (
                    "may offer help to others" if category.helps_others else "no longer offer help to others"
                )
                yield f"{strand.title}, {category.title}: its schools {may}."
            if was and was.model_copy(update=bare) != category.model_copy(update=bare):
                yield f"{strand.title}, {category.title} is described in other words."
    if before.people != now.people:
        yield "The people whom it names are others, or called otherwise."


def _listed(titles: Iterable[str]) -> str:
    return ", ".join(f"“{title}”" for title in titles)
