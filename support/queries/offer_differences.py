"""Which past recommendations would have been others under a draft of the offer: looked at before it is published."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from schools.access.permissions import Permission
from schools.access.scope import trusts_where
from schools.models import Person, School, Term, Trust
from support import spec
from support.models import Offer
from support.queries.past_recommendations import PastTerm, past_terms
from support.queries.recommendation import rated_strand
from support.recommend import recommend
from support.what_would_change import looked_at

CANNOT_TELL = "Cannot tell"
NO_STRAND = "No such strand"


@dataclass(frozen=True)
class Difference:
    """A strand of a school in a past term: what was recommended, and what ``candidate`` would recommend."""

    school: School
    term: Term
    strand: str
    was: str
    would_be: str


@dataclass(frozen=True)
class Differences:
    """``compared`` counts the recommendations looked at; ``unnamed`` those that differ at schools not shown."""

    found: tuple[Difference, ...]
    compared: int
    unnamed: int = 0

    @property
    def differing(self) -> int:
        return len(self.found) + self.unnamed

    @property
    def schools(self) -> int:
        return len({each.school.pk for each in self.found})


def differences(candidate: spec.Offer, trust: Trust, in_force: Offer | None) -> Differences:
    """Every agreed term of every open school of ``trust``; a fixed number of queries.

    What was recommended is what was kept with the decision; where nobody has decided, what the offer in force says.

    :param in_force: None before the trust has published an offer; then only what was decided is compared.
    """
    schools = list(School.objects.filter(trust=trust).open())
    compared, found = 0, []
    for past in past_terms(schools):
        for strand, was in _recommended_then(past, in_force).items():
            compared += 1
            would_be = _by(candidate, strand, past)
            if was.code != would_be.code:
                where = past.evaluation
                found.append(Difference(where.school, where.term, was.strand, was.title, would_be.title))
    return Differences(tuple(found), compared)


def differences_for(draft: Offer, user: Person) -> Differences:
    """The same for a stored draft; schools whose category ``user`` could not confirm are counted, not named."""
    every = differences(draft.spec, draft.trust, Offer.objects.in_force(draft.trust_id))
    named = set(School.objects.visible_to(user, Permission.CONFIRM_CATEGORY).values_list("pk", flat=True))
    shown = tuple(each for each in every.found if each.school.pk in named)
    return Differences(shown, every.compared, len(every.found) - len(shown))


def drafts_of(user: Person) -> Collection[Offer]:
    """The drafts by which those who confirm categories might have to decide next, the latest first."""
    trusts = trusts_where(user, Permission.CONFIRM_CATEGORY)
    return list(Offer.objects.filter(trust__in=trusts, published_at=None))


@dataclass(frozen=True)
class _Said:
    """A recommended category; its code is empty where the portal cannot tell."""

    strand: str
    code: str
    title: str


def _said(strand: spec.Strand, category: str | None) -> _Said:
    title = strand.category(category).title if category else CANNOT_TELL
    return _Said(strand.title, category or "", title)


def _recommended_then(past: PastTerm, in_force: Offer | None) -> dict[str, _Said]:
    """By strand, what was recommended then."""
    then = {
        strand: _said(decision.strand_spec, decision.recommended) for strand, decision in past.decided.items()
    }
    if in_force is not None:
        for strand in in_force.spec.strands:
            then.setdefault(strand.code, _by(in_force.spec, strand.code, past))
    return then


def _by(offer: spec.Offer, code: str, past: PastTerm) -> _Said:
    strand = {each.code: each for each in offer.strands}.get(code)
    if strand is None:
        return _Said("", NO_STRAND, NO_STRAND)
    rated = rated_strand(past.evaluation.framework.spec, code, past.answers)
    return _said(strand, recommend(strand, rated.scores(looked_at(strand))).category)
