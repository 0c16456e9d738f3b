"""A school's own ratings of earlier terms, each under the KPI that it is today."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from riskmatrix.crosswalk import same_scale
from riskmatrix.flags import Earlier
from riskmatrix.lifecycle import EDITABLE_BY_SCHOOL
from riskmatrix.lineage import same_kpis
from riskmatrix.models import Evaluation, Framework, Rating
from riskmatrix.spec import FrameworkSpec
from schools.models import Term

# Three years. What has stood longer is said to have stood since then.
LOOK_BACK = 9


@dataclass(frozen=True)
class PastRating:
    """What the school said of a KPI; ``step`` is a code of that term's scale, None when it chose none."""

    pk: int
    step: str | None
    words: str


@dataclass(frozen=True)
class PastTerm:
    """An earlier self-evaluation that was handed in. ``codes`` leads from a KPI of today to the same one then."""

    term: Term
    spec: FrameworkSpec
    codes: Mapping[str, str]
    ratings: Mapping[str, PastRating]

    def of(self, kpi: str) -> PastRating | None:
        """What was said of the KPI that is ``kpi`` today; None where there was no such KPI."""
        return self.ratings.get(self.codes[kpi]) if kpi in self.codes else None

    def earlier(self, kpi: str, now: FrameworkSpec) -> Earlier | None:
        """The same, with its risk where ``now`` has the same scale."""
        found = self.of(kpi)
        if found is None:
            return None
        comparable = found.step is not None and same_scale(self.spec, now)
        risk = self.spec.severity(found.step) if found.step is not None and comparable else None
        return Earlier(str(self.term), risk, found.words)


def handed_in_before(evaluation: Evaluation) -> list[Evaluation]:
    """The school's evaluations of the terms before that of ``evaluation``, newest first; one query.

    One that the school has not handed in (yet, or again) is passed over: the trust has not been asked to read it.
    """
    rows = Evaluation.objects.filter(
        school=evaluation.school_id, term__starts_on__lt=evaluation.term.starts_on
    ).exclude(status__in=EDITABLE_BY_SCHOOL)
    related = rows.select_related("term__year", "framework").only(
        *("school_id", "status", "term__number", "term__starts_on", "term__ends_on", "term__year__name"),
        *("framework__trust_id", "framework__fingerprint"),
    )
    return list(related.order_by("-term__starts_on"))


def past_terms(
    evaluation: Evaluation,
    kpis: Collection[str] | None = None,
    *,
    most: int = LOOK_BACK,
    before: Sequence[Evaluation] | None = None,
) -> list[PastTerm]:
    """The terms before that of ``evaluation`` in which the school handed one in, newest first; three queries, and
    one where it never did.

    One by a framework of another kind is passed over.

    :param evaluation: with its school, term and framework selected.
    :param kpis: codes of today; only the ratings of these are read. None reads all.
    :param before: what ``handed_in_before`` answers, where it is read already.
    """
    before = handed_in_before(evaluation) if before is None else before
    if not before:
        return []
    now = evaluation.framework
    versions = list(
        Framework.objects.published()
        .filter(trust=now.trust_id, key=now.key)
        .defer("document")
        .order_by("published_at", "pk")
    )
    chain = [version.pk for version in versions]
    known = _up_to(chain, now.pk)
    rows = [row for row in before if row.framework_id in known][:most]
    lineage = {
        pk: same_kpis([version.spec for version in versions[chain.index(pk) : chain.index(now.pk) + 1]])
        for pk in {row.framework_id for row in rows}
    }
    asked = (
        None if kpis is None else {codes[kpi] for codes in lineage.values() for kpi in kpis if kpi in codes}
    )
    ratings = _ratings(rows, asked)
    specs = {version.pk: version.spec for version in versions if version.pk in lineage}
    return [
        PastTerm(row.term, specs[row.framework_id], lineage[row.framework_id], ratings[row.pk])
        for row in rows
    ]


def earlier_of(past: list[PastTerm], kpi: str, now: FrameworkSpec) -> list[Earlier]:
    """The KPI in the terms before, newest first, as far back as it is the same one without a gap."""
    found: list[Earlier] = []
    for term in past:
        each = term.earlier(kpi, now)
        if each is None:
            break
        found.append(each)
    return found


def _up_to(chain: list[int], pk: int) -> list[int]:
    return chain[: chain.index(pk) + 1] if pk in chain else []


def _ratings(rows: list[Evaluation], kpis: Collection[str] | None) -> dict[int, dict[str, PastRating]]:
    found: dict[int, dict[str, PastRating]] = {row.pk: {} for row in rows}
    own = Rating.objects.filter(evaluation__in=rows, kind=Rating.Kind.SELF)
    if kpis is not None:
        own = own.filter(kpi__code__in=kpis)
    for evaluation, kpi, pk, step, words in own.order_by().values_list(
        "evaluation", "kpi__code", "pk", "step__code", "commentary"
    ):
        found[evaluation][kpi] = PastRating(pk, step, words)
    return found
