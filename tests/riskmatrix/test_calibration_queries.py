"""Calibration from what schools and moderators really rated, and who may see it when."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from kit.refusals import Refused
from riskmatrix.agreement_figures import Share, TooFew
from riskmatrix.calibration_features import FeatureCode, Verdict
from riskmatrix.models import Evaluation, FirstLook, Framework
from riskmatrix.outcomes import State
from riskmatrix.queries.calibration import calibration_of, two_ratings
from riskmatrix.queries.first_look import agreed_terms, to_look_at
from riskmatrix.services import moderation
from riskmatrix.services.first_look import look
from riskmatrix.services.frameworks import PACKS
from riskmatrix.spec import CalibrationSpec, load
from schools.access.roles import Role
from schools.models import AuditEntry, Person, School, Term
from schools.services.calendar import open_term
from schools.services.people import appoint
from schools.services.schools import add_school
from tests.cast import Cast, engage
from tests.riskmatrix.small import small
from tests.states import answered, asked, moderated, rated, settled, submitted

At = Callable[[str], AbstractContextManager[None]]
ClientOf = Callable[[Person], Client]
KPIS = ("staff-voice", "bullying-logs", "single-central-record", "risk-register")
ACADEMIC, OPERATIONAL = "academic", "operational"
RULES = CalibrationSpec(
    least_pairs=4, generous_from=0.5, accurate_within=0.25, accurate_agreement=70, prior_weight=4
)


def few(cast: Cast, **changes: object) -> Framework:
    """Four KPIs, and figures from four ratings on."""
    return small(cast.trust, cast.trust_administrator, *KPIS, **{"calibration": RULES, **changes})


@pytest.fixture
def framework(cast: Cast) -> Framework:
    return few(cast)


@pytest.fixture
def spring(cast: Cast, framework: Framework, at: At) -> Term:
    with at("2027-01-11"):
        term = cast.term(2)
        day = term.starts_on
        due = [day + timedelta(weeks=each) for each in (4, 5, 6)]
        return open_term(
            term=term,
            self_evaluation_due=due[0],
            moderation_due=due[1],
            report_due=due[2],
            by=cast.trust_administrator,
        )


def over(cast: Cast, term: Term, changes: Mapping[str, str], school: School | None = None) -> Evaluation:
    """Everything rated low, moderated so, and agreed."""
    return moderated(cast, school or cast.alder, term, changes=changes)


# --- The figures --------------------------------------------------------------------------------------------------


def test_both_ratings_are_places_on_the_scale_and_what_is_none_stays_none(cast: Cast):
    """Birch is a junior school: a KPI of the early years does not apply."""
    small(cast.trust, None, "staff-voice", "risk-register", "early-years-leadership", calibration=RULES)
    found = over(cast, cast.autumn, {"staff-voice": "critical"}, cast.birch)
    pairs = {each.kpi: (each.own, each.moderated) for each in two_ratings([found])[found.pk]}
    away = [pair for pair in pairs.values() if State.NOT_APPLICABLE in pair]
    assert pairs["staff-voice"] == (0, 3)
    assert pairs["risk-register"] == (0, 0)
    assert len(away) == len(pairs) - 2


def test_a_scale_where_higher_is_better_is_turned_round(cast: Cast):
    spec = load(PACKS / "trust-risk-matrix.yaml")
    steps = [step.code for step in spec.scale.steps]
    levels = tuple(
        level.model_copy(update={"step": step})
        for level, step in zip(spec.scoring.levels, reversed(steps), strict=True)
    )
    few(
        cast,
        polarity="higher_is_better",
        scoring=spec.scoring.model_copy(update={"levels": levels, "gates": ()}),
    )
    found = moderated(cast, cast.alder, cast.autumn, default="critical", changes={KPIS[0]: "high"})
    pairs = {each.kpi: (each.own, each.moderated) for each in two_ratings([found])[found.pk]}
    assert (pairs[KPIS[0]], pairs[KPIS[1]]) == ((0, 1), (0, 0)), (
        "The step named critical is the best there is."
    )


def test_one_term_says_how_far_and_which_way(cast: Cast, framework: Framework):
    over(cast, cast.autumn, {KPIS[0]: "high"})
    known = calibration_of(cast.alder, cast.headteacher)
    whole = known.found.whole
    assert (whole.n, whole.bias, whole.exact) == (4, 0.5, Share(3, 4))
    assert whole.terms == ("the autumn term 2026/27",)
    verdicts = {each.code: each.verdict for each in known.features}
    assert verdicts == {FeatureCode.ACCURATE: Verdict.NOT_MET, FeatureCode.GENEROUS: Verdict.NOT_MET}
    assert whole.shrunk_bias == 0.25, "Drawn towards no difference: there are not three schools."


def test_too_few_is_an_answer(cast: Cast):
    few(cast, calibration=RULES.model_copy(update={"least_pairs": 5}))
    over(cast, cast.autumn, {KPIS[0]: "high"})
    known = calibration_of(cast.alder, cast.headteacher)
    assert known.found.whole.bias == TooFew(4, 5)
    assert {each.verdict for each in known.features} == {Verdict.CANNOT_TELL}


def test_where_the_chief_executive_found_for_the_school_it_is_not_called_generous(
    cast: Cast, framework: Framework
):
    disputed = answered(
        asked(cast, cast.alder, cast.autumn, changes={KPIS[0]: "high"}),
        cast.headteacher,
        {KPIS[0]: "Look again."},
    )
    settled(cast, disputed, {KPIS[0]: "low"})
    assert calibration_of(cast.alder, cast.headteacher).found.whole.bias == 0


def test_only_the_criteria_of_a_strand_and_only_up_to_a_term(cast: Cast, spring: Term, at: At):
    over(cast, cast.autumn, {KPIS[3]: "critical"})
    with at("2027-02-10"):
        over(cast, spring, {KPIS[0]: "high"})
        head = cast.headteacher
        both = calibration_of(cast.alder, head).found
        assert (both.whole.n, list(both.terms)) == (8, ["the autumn term 2026/27", "the spring term 2026/27"])
        assert calibration_of(cast.alder, head, until=cast.autumn).found.whole.n == 4
        academic = calibration_of(cast.alder, head, strand=ACADEMIC).found
        operational = calibration_of(cast.alder, head, strand=OPERATIONAL).found
        assert academic.whole.n + operational.whole.n >= 8, "Safeguarding feeds both."
        assert academic.whole.n < 8


def test_another_scale_is_left_out_and_named(cast: Cast, spring: Term, at: At):
    over(cast, cast.autumn, {KPIS[0]: "high"})
    with at("2027-02-10"):
        base = cast.alder.evaluations.get().framework.spec
        steps = tuple(
            step.model_copy(update={"value": value})
            for step, value in zip(base.scale.steps, (0, 1, 2, 9), strict=True)
        )
        few(cast, version="9", scale=base.scale.model_copy(update={"steps": steps}))
        over(cast, spring, {})
        known = calibration_of(cast.alder, cast.headteacher)
        assert [each.term for each in known.other_scale] == [cast.autumn]
        assert [each.term for each in known.compared] == [spring]
        assert known.found.whole.n == 4
        page = client_page(cast.headteacher, cast.alder)
        assert "Rated on another scale, and so left out: the autumn term 2026/27." in page


def test_a_framework_without_rules_says_so(cast: Cast):
    few(cast, calibration=None)
    over(cast, cast.autumn, {KPIS[0]: "high"})
    known = calibration_of(cast.alder, cast.headteacher)
    assert (known.found, known.features) == (None, ())
    assert "does not say when self-evaluation is accurate" in client_page(cast.headteacher, cast.alder)


def test_three_schools_steady_each_other_and_two_do_not(cast: Cast, framework: Framework):
    """With two, a head could work out the other school's figures from their own."""
    over(cast, cast.autumn, {KPIS[0]: "high"})
    moderated(cast, cast.birch, cast.autumn, changes=dict.fromkeys(KPIS, "critical"))
    assert calibration_of(cast.alder, cast.headteacher).found.whole.shrunk_bias == 0.25
    dune = more(cast, "Dune Infant")
    moderated(cast, dune, cast.autumn, changes=dict.fromkeys(KPIS, "critical"))
    trusts = (0.5 * 4 + 3 * 4 + 3 * 4) / 12
    assert calibration_of(cast.alder, cast.headteacher).found.whole.shrunk_bias == pytest.approx(
        (0.5 + trusts) / 2
    )


def more(cast: Cast, name: str) -> School:
    """A further school of the trust, under Alder's headteacher."""
    by = cast.trust_administrator
    urn = 900_010 + School.objects.count()
    made = add_school(
        trust=cast.trust, urn=urn, name=name, phase="primary", lowest_age=3, highest_age=11, by=by
    )
    appoint(person=cast.headteacher, role=Role.HEADTEACHER, trust=cast.trust, schools=[made], by=by)
    cast.headteacher.forget_posts()
    return made


# --- Who sees it when ---------------------------------------------------------------------------------------------


def client_page(person: Person, school: School) -> str:
    client = Client()
    client.force_login(person)
    answer = client.get(reverse("calibration", args=[school.urn]))
    assert answer.status_code == 200
    return answer.content.decode()


SENTENCE = "the school rated itself on average"


def test_the_head_sees_it_first_and_then_the_trust(cast: Cast, framework: Framework):
    over(cast, cast.autumn, {KPIS[0]: "high"})
    assert to_look_at(cast.headteacher, cast.alder) is not None
    before = client_page(cast.chief_executive, cast.alder)
    assert SENTENCE not in before
    assert "The autumn term 2026/27 is shown once the headteacher has looked at it" in before
    assert not FirstLook.objects.exists(), "The trust's look is nobody's first."

    assert SENTENCE in client_page(cast.headteacher, cast.alder)
    client_page(cast.headteacher, cast.alder)
    assert FirstLook.objects.get().by == cast.headteacher
    assert AuditEntry.objects.filter(verb="looked at calibration first").count() == 1
    assert to_look_at(cast.headteacher, cast.alder) is None
    assert SENTENCE in client_page(cast.chief_executive, cast.alder)
    assert SENTENCE in client_page(cast.head_of_school_improvement, cast.alder)


def test_the_trust_waits_no_longer_than_ten_school_days(cast: Cast, framework: Framework, at: At):
    """Agreed on Monday 23 November 2026."""
    over(cast, cast.autumn, {KPIS[0]: "high"})
    with at("2026-12-04"):
        assert SENTENCE not in client_page(cast.chief_executive, cast.alder)
    with at("2026-12-07"):
        assert SENTENCE in client_page(cast.chief_executive, cast.alder)
    assert not FirstLook.objects.exists()


def test_how_long_the_framework_says(cast: Cast, at: At):
    few(cast, calibration=RULES.model_copy(update={"head_first_school_days": 3}))
    over(cast, cast.autumn, {KPIS[0]: "high"})
    with at("2026-11-25"):
        assert SENTENCE not in client_page(cast.chief_executive, cast.alder)
    with at("2026-11-26"):
        assert SENTENCE in client_page(cast.chief_executive, cast.alder)


def test_a_new_term_is_the_heads_own_again(cast: Cast, spring: Term, at: At):
    over(cast, cast.autumn, {})
    look(school=cast.alder, by=cast.headteacher)
    with at("2027-02-10"):
        over(cast, spring, {KPIS[0]: "critical"})
        known = calibration_of(cast.alder, cast.chief_executive)
        assert [each.term for each in known.compared] == [cast.autumn]
        assert [each.evaluation.term for each in known.waiting] == [spring]
        assert known.found.whole.bias == 0
        assert len(agreed_terms(cast.alder)) == 2


def test_whose_it_is_to_see(cast: Cast, framework: Framework, client_of: ClientOf):
    over(cast, cast.autumn, {})
    look(school=cast.alder, by=cast.headteacher)
    url = reverse("calibration", args=[cast.alder.urn])
    seen = {role.value: client_of(person).get(url).status_code for role, person in cast.everybody().items()}
    allowed = {role for role, status in seen.items() if status == 200}
    assert allowed == {
        "headteacher",
        "chief_executive",
        "deputy_chief_executive",
        "chief_financial_officer",
        "deputy_chief_financial_officer",
        "head_of_school_improvement",
    }
    assert client_of(cast.other_head).get(url).status_code == 404
    assert client_of(cast.foreign_chief).get(url).status_code == 404
    for person in (cast.deputy_headteacher, cast.other_head, cast.chief_executive):
        with pytest.raises(Refused):
            look(school=cast.alder, by=person)


def test_who_moderates_and_governs_at_the_school_sees_none(
    cast: Cast, framework: Framework, client_of: ClientOf
):
    both = engage("Hal Both", Role.HEAD_OF_SCHOOL_IMPROVEMENT, cast.trust, cast.trust_administrator)
    appoint(
        person=both, role=Role.GOVERNOR, trust=cast.trust, schools=[cast.alder], by=cast.trust_administrator
    )
    assert client_of(both).get(reverse("calibration", args=[cast.alder.urn])).status_code == 403


# --- The page -----------------------------------------------------------------------------------------------------


def test_the_page_says_the_sentence_first_and_every_figure(cast: Cast, spring: Term, at: At):
    over(cast, cast.autumn, {KPIS[0]: "high"})
    with at("2027-02-10"):
        over(cast, spring, {KPIS[0]: "critical", KPIS[3]: "high"})
        page = " ".join(client_page(cast.headteacher, cast.alder).split())
    main = page[page.index("<main") :]
    assert main.index("Over two terms the school rated itself on average") < main.index("<h2")
    for words in (
        "Accurate self-evaluation", "Overly generous self-evaluation", "Autumn term 2026/27", "Spring term 2026/27",
        "Only 2 ratings can be compared; at least 4 are needed.",
        "0.5 more kindly", "3 of 4", "Difference from the moderators, in steps",
    ):  # fmt: skip
        assert words in main, words
    assert "data:image/svg+xml;base64," in main


def test_before_anything_is_agreed(cast: Cast, framework: Framework):
    submitted(cast.alder, cast.autumn, cast.headteacher)
    assert "Nothing can be compared yet" in client_page(cast.headteacher, cast.alder)


def test_it_costs_the_same_with_one_term_of_one_school_and_with_more(cast: Cast, spring: Term, at: At):
    def cost(person: Person) -> int:
        client_page(person, cast.alder)
        client = Client()
        client.force_login(person)
        with CaptureQueriesContext(connection) as queries:
            client.get(reverse("calibration", args=[cast.alder.urn]))
        return len(queries)

    over(cast, cast.autumn, {KPIS[0]: "high"})
    one = cost(cast.headteacher), cost(cast.chief_executive)
    with at("2027-02-10"):
        over(cast, spring, {KPIS[0]: "high"})
        moderated(cast, cast.birch, cast.autumn)
        moderated(cast, more(cast, "Dune Infant"), spring)
        assert (cost(cast.headteacher), cost(cast.chief_executive)) == one


def test_no_page_puts_schools_side_by_side_by_it(cast: Cast, framework: Framework, client_of: ClientOf):
    for school in (cast.alder, cast.birch):
        moderated(cast, school, cast.autumn, changes={KPIS[0]: "high"})
    look(school=cast.alder, by=cast.headteacher)
    client = client_of(cast.chief_executive)
    page = client.get(reverse("calibration", args=[cast.alder.urn])).content.decode()
    assert "Birch" not in page
    for name in ("dashboard", "moderation_queue", "schools"):
        listed = client.get(reverse(name)).content.decode()
        assert "calibration" not in listed.lower(), name


def test_a_school_in_the_middle_of_answering_is_not_compared(cast: Cast, framework: Framework):
    asked(cast, cast.alder, cast.autumn, changes={KPIS[0]: "high"})
    assert calibration_of(cast.alder, cast.headteacher).spec is None
    rated(cast.birch, cast.autumn, cast.other_head)
    assert moderation.outstanding(cast.birch.evaluations.get(), ACADEMIC)
