"""What must hold in an offer beyond its types; each finding names the place and the remedy."""

from collections.abc import Iterable, Iterator, Sequence

from kit.packs import Finding, Place
from support import spec_checks_judging
from support.spec import AtLeast, Category, Offer, Recurring, Rhythm, Strand


def findings(offer: Offer) -> Iterator[Finding]:
    """Everything wrong with ``offer``, in the order of the pack."""
    yield from _once_each("people", [p.code for p in offer.people], ("people",))
    yield from _once_each("strands", [s.code for s in offer.strands], ("strands",))
    yield from _notes(offer)
    yield from _engagement_codes(offer)
    yield from _promises_in_one_strand(offer)
    yield from _networks(offer)
    yield from _people(offer)
    for at, strand in enumerate(offer.strands):
        yield from _strand(strand, ("strands", at))
    yield from spec_checks_judging.findings(offer)


def _strand(strand: Strand, place: Place) -> Iterator[Finding]:
    yield from _once_each("categories", [c.code for c in strand.categories], (*place, "categories"))
    features = [feature.code for category in strand.categories for feature in category.key_features]
    repeated = _repeated(features)
    for at, category in enumerate(strand.categories):
        for n, feature in enumerate(category.key_features):
            if feature.code in repeated:
                where = (*place, "categories", at, "key_features", n)
                yield Finding(where, f"The key feature `{feature.code}` stands twice.", "Rename one.")
        yield from _category(category, (*place, "categories", at))
    yield from _thresholds(strand, (*place, "recommendation", "thresholds"))
    yield from _gates(strand, (*place, "recommendation", "gates"))


def _category(category: Category, place: Place) -> Iterator[Finding]:
    listed, place = category.engagements, (*place, "engagements")
    yield from _once_each("engagements", [e.promise for e in listed], place, "promise")
    yield from _once_each("engagements", [e.title.casefold() for e in listed], place, "title")
    for at, engagement in enumerate(listed):
        yield from _rhythm(engagement.rhythm, (*place, at, "rhythm"))
        streams = (*place, at, "streams")
        yield from _once_each("streams", [stream.code for stream in engagement.streams], streams)
        record = (*place, at, "record")
        yield from _once_each("record's fields", [field.code for field in engagement.record], record)


def _rhythm(rhythm: Rhythm, place: Place) -> Iterator[Finding]:
    if not isinstance(rhythm, Recurring):
        return
    if rhythm.within_months is not None and (rhythm.every, rhythm.times) != ("annual", 1):
        yield Finding(
            (*place, "within_months"),
            "Only what is held once a year can be due within months of the last.",
            "Take `within_months` out, or make it annual.",
        )
    if rhythm.every != "school_weeks" and (rhythm.weeks != 1 or rhythm.first_week is not None):
        yield Finding(
            place, "School weeks are counted only where it is held every so many of them.", "Take them out."
        )


def _thresholds(strand: Strand, place: Place) -> Iterator[Finding]:
    thresholds = strand.recommendation.thresholds
    if [t.category for t in thresholds] != [c.code for c in strand.categories]:
        order = ", ".join(category.code for category in strand.categories)
        yield Finding(place, "The thresholds do not name every category once.", f"List in order: {order}.")
    ends = [t.at_most for t in thresholds]
    if ends[-1] is not None or None in ends[:-1]:
        yield Finding(
            place, "Only the last category is open-ended.", "Give `at_most` to every threshold but the last."
        )
    known = [end for end in ends if end is not None]
    if known != sorted(set(known)):
        yield Finding(place, "The thresholds do not rise.", "Put the smaller `at_most` first.")


def _gates(strand: Strand, place: Place) -> Iterator[Finding]:
    codes = [category.code for category in strand.categories]
    gates = strand.recommendation.gates
    yield from _once_each("gates", [gate.code for gate in gates], place)
    for at, gate in enumerate(gates):
        if gate.at_best not in codes:
            remedy = f"Use one of {', '.join(codes[1:])}."
            yield Finding((*place, at, "at_best"), f"There is no category `{gate.at_best}`.", remedy)
        elif gate.at_best == codes[0]:
            yield Finding(
                (*place, at, "at_best"),
                "A gate at the first category holds nothing.",
                "Name a later one.",
            )


def _engagement_codes(offer: Offer) -> Iterator[Finding]:
    repeated = _repeated([engagement.code for _, _, engagement in offer.engagements()])
    for place, category in _categories(offer):
        for at, engagement in enumerate(category.engagements):
            if engagement.code in repeated:
                sentence = f"The code `{engagement.code}` is used more than once."
                yield Finding((*place, "engagements", at, "code"), sentence, "Give each its own code.")


def _promises_in_one_strand(offer: Offer) -> Iterator[Finding]:
    home: dict[str, str] = {}
    for at, strand in enumerate(offer.strands):
        for promise in sorted({e.promise for c in strand.categories for e in c.engagements}):
            if home.setdefault(promise, strand.code) != strand.code:
                yield Finding(
                    ("strands", at),
                    f"The promise `{promise}` already belongs to the strand `{home[promise]}`.",
                    "Give it another name here: a promise is counted in one strand.",
                )


def _networks(offer: Offer) -> Iterator[Finding]:
    """A meeting of many schools is one for all of them, and there are meetings to hold."""
    shared = {e.promise for _, _, e in offer.engagements() if e.network}
    for place, category in _categories(offer):
        for at, engagement in enumerate(category.engagements):
            where = (*place, "engagements", at, "network")
            if engagement.promise in shared and not engagement.network:
                sentence = (
                    f"The promise `{engagement.promise}` is a network meeting in another category only."
                )
                yield Finding(where, sentence, "Write `network: true` here too, or nowhere.")
            elif engagement.network and not isinstance(engagement.rhythm, Recurring | AtLeast):
                yield Finding(where, "There are no meetings here to share.", "Take out `network`.")


def _people(offer: Offer) -> Iterator[Finding]:
    known = {person.code for person in offer.people}
    roles = {person.code for person in offer.people if person.portal_role}
    for at, strand in enumerate(offer.strands):
        if strand.confirmed_by not in roles:
            yield Finding(
                ("strands", at, "confirmed_by"),
                f"`{strand.confirmed_by}` is not a role of the portal under `people`.",
                "Name a role that can sign in and confirm.",
            )
    for place, category in _categories(offer):
        for at, engagement in enumerate(category.engagements):
            streams = [code for stream in engagement.streams for code in stream.attended_by]
            for code in dict.fromkeys((*engagement.owed_by, *engagement.attended_by, *streams)):
                if code not in known:
                    yield Finding(
                        (*place, "engagements", at),
                        f"`{code}` does not stand under `people`.",
                        "Correct the spelling or add the person there.",
                    )


def _notes(offer: Offer) -> Iterator[Finding]:
    """A proposal without a note would be a silent repair."""
    noted: list[tuple[Place, bool]] = [
        (("schedule",), offer.schedule.proposed and not offer.schedule.note),
        (("without_category",), offer.without_category.proposed and not offer.without_category.note),
    ]
    for at, strand in enumerate(offer.strands):
        rule, place = strand.recommendation, ("strands", at, "recommendation")
        noted.append((place, rule.proposed and not rule.note))
        noted += [((*place, "gates", n), g.proposed and not g.note) for n, g in enumerate(rule.gates)]
    for category_place, category in _categories(offer):
        noted.append((category_place, category.proposed and not category.note))
        noted += [
            ((*category_place, "engagements", n), e.proposed and not e.note)
            for n, e in enumerate(category.engagements)
        ]
    for where, missing in noted:
        if missing:
            yield Finding(where, "This is proposed, but no note says why.", "Add a `note`.")


def _categories(offer: Offer) -> Iterator[tuple[Place, Category]]:
    for s, strand in enumerate(offer.strands):
        for c, category in enumerate(strand.categories):
            yield ("strands", s, "categories", c), category


def _once_each(what: str, values: Sequence[str], place: Place, field: str = "code") -> Iterator[Finding]:
    seen: set[str] = set()
    for at, value in enumerate(values):
        if value in seen:
            sentence = f"Two of the {what} have the {field} `{value}`."
            yield Finding((*place, at, field), sentence, f"Change one {field}.")
        seen.add(value)


def _repeated(values: Iterable[str]) -> set[str]:
    seen: set[str] = set()
    return {value for value in values if value in seen or seen.add(value)}  # type: ignore[func-returns-value]
