"""What must hold in an offer where it speaks of judging: reviews, appeals, figures, and what is watched."""

from collections.abc import Iterator

from kit.packs import Finding, Place
from support.spec import Offer
from support.spec_judging import Appeals, ByOutcomes, EarlyWarning, Outcomes, Review, Watching
from support.spec_planning import Planning

Part = Appeals | EarlyWarning | Outcomes | Planning | Review | Watching


def findings(offer: Offer) -> Iterator[Finding]:
    """Everything wrong with these parts of ``offer``, in the order of the pack."""
    for place, part in _parts(offer):
        if part.proposed and not part.note:
            yield Finding(place, "This is proposed, but no note says why.", "Add a `note`.")
    yield from _watching(offer)
    roles = {person.code for person in offer.people if person.portal_role}
    for at, strand in enumerate(offer.strands):
        if strand.appeals and strand.appeals.decided_by not in roles:
            yield Finding(
                ("strands", at, "appeals"),
                f"`{strand.appeals.decided_by}` is not a role of the portal under `people`.",
                "Name a role that can sign in and decide.",
            )
        for c, category in enumerate(strand.categories):
            for n, feature in enumerate(category.key_features):
                if isinstance(feature.shown_by, ByOutcomes) and offer.outcomes is None:
                    yield Finding(
                        ("strands", at, "categories", c, "key_features", n),
                        "This is shown by outcomes, but the offer does not say which figures those are.",
                        "Add `outcomes` with its `measures`.",
                    )


def _parts(offer: Offer) -> Iterator[tuple[Place, Part]]:
    yield ("planning",), offer.planning
    if offer.outcomes:
        yield ("outcomes",), offer.outcomes
    if offer.watching:
        yield ("watching",), offer.watching
    if offer.early_warning:
        yield ("early_warning",), offer.early_warning
    for at, strand in enumerate(offer.strands):
        if strand.appeals:
            yield ("strands", at, "appeals"), strand.appeals
        for c, category in enumerate(strand.categories):
            if category.review:
                yield ("strands", at, "categories", c, "review"), category.review


def _watching(offer: Offer) -> Iterator[Finding]:
    known = {category.code for strand in offer.strands for category in strand.categories}
    for n, code in enumerate(offer.watching.much_support if offer.watching else ()):
        if code not in known:
            yield Finding(
                ("watching", "much_support", n),
                f"No strand has a category `{code}`.",
                "Correct the spelling or take it out.",
            )
