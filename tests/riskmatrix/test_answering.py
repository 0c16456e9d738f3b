"""The headteacher answers what was moderated otherwise, the chief executive decides, or nobody answers in time."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import date

import pytest

from kit.refusals import Refused
from kit.saving import Conflict
from riskmatrix import rules_answers
from riskmatrix.lifecycle import Status
from riskmatrix.models import Evaluation, Framework, Rating, Response
from riskmatrix.queries.agreed_trail import trails_of
from riskmatrix.queries.matrix import agreed_matrix
from riskmatrix.services import answering
from riskmatrix.services.settling import finish_settling, settle
from riskmatrix.tasks import let_unanswered_stand
from schools.access.roles import Role
from schools.models import AuditEntry, Notice, Person
from schools.services.calendar import add_closure
from schools.services.people import appoint
from tests.cast import Cast, engage
from tests.riskmatrix.conftest import own
from tests.riskmatrix.small import small
from tests.states import answered, asked, settled

VOICE, REGISTER, CENTRAL = "staff-voice", "risk-register", "single-central-record"
At = Callable[[str], AbstractContextManager[None]]


@pytest.fixture
def framework(cast: Cast) -> Framework:
    """Three KPIs of the trust's own, two of them academic."""
    return small(cast.trust, cast.trust_administrator, VOICE, REGISTER, CENTRAL)


@pytest.fixture
def waiting(cast: Cast, framework: Framework) -> Evaluation:
    """Alder's, everything low, moderated to high in one academic and one operational KPI."""
    return asked(cast, cast.alder, cast.autumn, changes={VOICE: "high", REGISTER: "critical"})


def refused(code: str, doing: Callable[..., object], *given: object, **named: object) -> str:
    """It is refused with ``code``; the sentence is returned."""
    with pytest.raises(Refused) as caught:
        doing(*given, **named)
    assert caught.value.refusal.code == code
    return caught.value.refusal.sentence


def say(evaluation: Evaluation, kpi: str, by: Person, reason: str = "", version: int = 0) -> Response:
    return answering.answer(
        evaluation=evaluation,
        kpi=own(evaluation, kpi).kpi,
        agrees=not reason,
        reason=reason,
        version=version,
        by=by,
    )


def decide(
    evaluation: Evaluation, kpi: str, answer: str, by: Person, reason: str = "We looked.", version: int = 0
) -> Rating:
    row = own(evaluation, kpi).kpi
    return settle(evaluation=evaluation, kpi=row, answer=answer, reason=reason, version=version, by=by)


def agreed(evaluation: Evaluation) -> dict[str, str]:
    rows = evaluation.ratings.filter(kind="agreed").select_related("kpi", "step")
    return {row.kpi.code: row.answer for row in rows}


# --- Asked --------------------------------------------------------------------------------------------------------


def test_the_head_is_asked_until_ten_school_days_later(cast: Cast, waiting: Evaluation):
    """23 November 2026 is a Monday; ten school days later it is Monday 7 December."""
    assert waiting.status == Status.ANSWERING
    assert Evaluation.objects.get().answer_due == date(2026, 12, 7)
    [notice] = cast.headteacher.notices.filter(subject__contains="differ from yours")
    assert notice.link == f"/evaluations/{waiting.pk}/answers/"
    assert "Monday 7 December 2026" in notice.body
    assert agreed(waiting) == {}


def test_closed_days_and_holidays_give_no_time_for_an_answer(cast: Cast, framework: Framework, at: At):
    by = cast.trust_administrator
    add_closure(
        year=cast.year_2026,
        school=cast.alder,
        starts_on=date(2026, 12, 14),
        ends_on=date(2026, 12, 14),
        by=by,
    )
    with at("2026-12-11"):
        asked(cast, cast.alder, cast.autumn, changes={VOICE: "high"})
    due = Evaluation.objects.get().answer_due
    assert due > date(2027, 1, 4), "The holiday at Christmas lies between."
    from schools.queries.calendar import calendar_of

    days = [d for d in calendar_of(cast.year_2026, cast.alder).school_days if date(2026, 12, 11) < d <= due]
    assert len(days) == 10
    assert date(2026, 12, 14) not in days


def test_a_framework_without_answering_agrees_at_once(cast: Cast, framework: Framework):
    small(cast.trust, None, VOICE, REGISTER, CENTRAL, answering=None, version="9")
    found = asked(cast, cast.alder, cast.autumn, changes={VOICE: "high"})
    assert found.status == Status.MODERATED
    assert agreed(found)[VOICE] == "high"


# --- Answered -----------------------------------------------------------------------------------------------------


def test_all_agreed_the_moderated_ratings_are_the_agreed_ones(cast: Cast, waiting: Evaluation):
    done = answered(waiting, cast.headteacher)
    assert done.status == Status.MODERATED
    assert len(agreed(done)) == 3
    assert (agreed(done)[VOICE], agreed(done)[REGISTER]) == ("high", "critical")
    assert done.changes.last().by == cast.headteacher
    assert AuditEntry.objects.filter(verb="recorded agreed ratings").count() == 1
    told = Notice.objects.filter(subject__contains="has answered your ratings")
    assert {notice.person for notice in told} == {
        cast.head_of_school_improvement,
        cast.chief_financial_officer,
    }


def test_only_the_headteacher_answers_each_rating_that_differs_and_gives_reasons(
    cast: Cast, waiting: Evaluation
):
    for role, person in cast.everybody().items():
        if role is not Role.HEADTEACHER:
            refused("not-yours", say, waiting, VOICE, person)
            refused("not-yours", answering.hand_in, evaluation=waiting, by=person)
    for stranger in (cast.other_head, cast.foreign_head):
        refused("not-yours", say, waiting, VOICE, stranger)
    head = cast.headteacher
    refused("no-difference", say, waiting, CENTRAL, head)
    row = own(waiting, VOICE).kpi
    for reason in ("", " \n"):
        arguments = {
            "evaluation": waiting,
            "kpi": row,
            "agrees": False,
            "reason": reason,
            "version": 0,
            "by": head,
        }
        refused("reason-missing", answering.answer, **arguments)
    refused("too-long", say, waiting, VOICE, head, "x" * 5_001)
    assert not Response.objects.exists()
    sentence = refused("incomplete", answering.hand_in, evaluation=waiting, by=head)
    assert sentence == "2 ratings have no answer yet: Staff voice; Risk register."
    say(waiting, VOICE, head)
    sentence = refused("incomplete", answering.hand_in, evaluation=waiting, by=head)
    assert sentence == "One rating has no answer yet: Risk register."
    assert Evaluation.objects.get().status == Status.ANSWERING


def test_answers_are_saved_one_by_one_and_overwrite_nobody(cast: Cast, waiting: Evaluation):
    second = engage("Nia Acting", Role.HEADTEACHER, cast.trust, cast.trust_administrator, cast.alder)
    first = say(waiting, VOICE, cast.headteacher, "Few answered that survey.")
    assert (first.version, first.agrees) == (1, False)
    with pytest.raises(Conflict) as conflict:
        say(waiting, VOICE, second)
    assert conflict.value.current.reason == "Few answered that survey."
    assert say(waiting, VOICE, cast.headteacher, "Few answered that survey.").version == 1, "Sent twice."
    assert say(waiting, VOICE, second, version=1).version == 2
    texts = AuditEntry.objects.filter(verb="answered moderated rating").order_by("pk")
    assert [entry.after["reason"] for entry in texts] == ["Few answered that survey.", ""]
    with pytest.raises(Conflict):
        say(waiting, REGISTER, second, version=3)
    assert not Response.objects.filter(kpi__code=REGISTER).exists()


# --- Decided ------------------------------------------------------------------------------------------------------


@pytest.fixture
def disputed(cast: Cast, waiting: Evaluation) -> Evaluation:
    """The head disagrees about staff voice and agrees with the risk register."""
    return answered(waiting, cast.headteacher, {VOICE: "Few answered that survey."})


def test_what_is_disagreed_goes_to_the_chief_executive_and_the_deputy(cast: Cast, disputed: Evaluation):
    assert disputed.status == Status.DECIDING
    assert agreed(disputed) == {}
    told = Notice.objects.filter(subject__contains="disagrees with one moderated rating")
    assert {n.person for n in told} == {cast.chief_executive, cast.deputy_chief_executive}
    assert {n.link for n in told} == {f"/evaluations/{disputed.pk}/disagreements/"}
    refused("not-answering", say, disputed, VOICE, cast.headteacher, version=1)


def test_the_decision_is_kept_beside_both_and_becomes_the_agreed_one(cast: Cast, disputed: Evaluation):
    refused("incomplete", finish_settling, evaluation=disputed, by=cast.chief_executive)
    decide(disputed, VOICE, "moderate", cast.chief_executive, "Half of each.")
    done = finish_settling(evaluation=disputed, by=cast.chief_executive)
    assert done.status == Status.MODERATED
    rows = {row.kind: row.answer for row in done.ratings.filter(kpi__code=VOICE).select_related("step")}
    assert rows == {"self": "low", "moderated": "high", "decided": "moderate", "agreed": "moderate"}
    assert agreed(done)[REGISTER] == "critical"
    assert cast.headteacher.notices.filter(subject__contains="is decided").count() == 1
    kpi = next(k for c in agreed_matrix(done).criteria for k in c.kpis if k.code == VOICE)
    assert "We saw Staff voice otherwise." in kpi.reason
    assert "Chief executive's decision: Half of each." in kpi.reason
    trail = trails_of(done).by_kpi[VOICE]
    assert (trail.answer.agrees, trail.answer.reason) == (False, "Few answered that survey.")
    assert (trail.decision.row.by, trail.decision.text) == (cast.chief_executive, "Half of each.")


def test_a_decision_for_the_school_leaves_the_moderated_rating_where_it_is(cast: Cast, disputed: Evaluation):
    done = settled(cast, disputed, {VOICE: "low"})
    assert agreed(done)[VOICE] == "low"
    assert done.ratings.get(kpi__code=VOICE, kind="moderated").answer == "high"


def test_only_the_chief_executive_and_the_deputy_decide_only_what_is_disagreed(
    cast: Cast, disputed: Evaluation
):
    allowed = {Role.CHIEF_EXECUTIVE, Role.DEPUTY_CHIEF_EXECUTIVE}
    for role, person in cast.everybody().items():
        if role not in allowed:
            refused("not-yours", decide, disputed, VOICE, "low", person)
            refused("not-yours", finish_settling, evaluation=disputed, by=person)
    refused("not-yours", decide, disputed, VOICE, "low", cast.foreign_chief)
    chief = cast.chief_executive
    refused("not-disagreed", decide, disputed, REGISTER, "low", chief)
    refused("no-answer", decide, disputed, VOICE, "", chief)
    refused("no-such-step", decide, disputed, VOICE, "splendid", chief)
    refused("reason-missing", decide, disputed, VOICE, "low", chief, " ")
    refused("too-long", decide, disputed, VOICE, "low", chief, "x" * 5_001)
    assert not Rating.objects.filter(kind="decided").exists()
    decide(disputed, VOICE, "low", chief)
    with pytest.raises(Conflict):
        decide(disputed, VOICE, "high", cast.deputy_chief_executive, "Other.")
    assert decide(disputed, VOICE, "high", cast.deputy_chief_executive, "Other.", version=1).version == 2


def test_nobody_decides_about_their_own_school(cast: Cast, disputed: Evaluation):
    both = engage("Cass Both", Role.CHIEF_EXECUTIVE, cast.trust, cast.trust_administrator)
    appoint(
        person=both, role=Role.GOVERNOR, trust=cast.trust, schools=[cast.alder], starts_on=date(2024, 9, 1),
        by=cast.trust_administrator,
    )  # fmt: skip
    both.forget_posts()
    refused("own-school", decide, disputed, VOICE, "low", both)
    refused("own-school", finish_settling, evaluation=disputed, by=both)


def test_before_anything_is_disagreed_there_is_nothing_to_decide(cast: Cast, waiting: Evaluation):
    refused("not-deciding", decide, waiting, VOICE, "low", cast.chief_executive)
    refused("not-deciding", finish_settling, evaluation=waiting, by=cast.chief_executive)


# --- Not answered -------------------------------------------------------------------------------------------------


def test_on_the_last_day_the_head_may_still_answer_and_nothing_lapses(
    cast: Cast, waiting: Evaluation, at: At
):
    with at("2026-12-07 23:30"):
        assert answering.let_unanswered_stand() == 0
        refused(
            "too-early", answering.close_unanswered, evaluation=waiting, by=cast.head_of_school_improvement
        )
        assert answered(waiting, cast.headteacher).status == Status.MODERATED


def test_after_the_last_day_the_moderated_ratings_stand_once(cast: Cast, waiting: Evaluation, at: At):
    say(waiting, VOICE, cast.headteacher, "Few answered that survey.")
    with at("2026-12-08 05:35"):
        refused("too-late", say, waiting, REGISTER, cast.headteacher)
        refused("too-late", answering.hand_in, evaluation=waiting, by=cast.headteacher)
        let_unanswered_stand()
        assert answering.let_unanswered_stand() == 0, "Asked twice, it happens once."
        assert not answering._let_stand_if_late(waiting.pk), (
            "As a second worker would who read the list before."
        )
    done = Evaluation.objects.get()
    assert done.status == Status.MODERATED
    assert (agreed(done)[VOICE], len(agreed(done))) == ("high", 3)
    last = done.changes.last()
    assert (last.said, last.by) == ("Left to stand without an answer", None)
    [entry] = AuditEntry.objects.filter(verb="let moderated ratings stand unanswered")
    assert (entry.by, entry.by_name) == (None, "The portal")
    assert Response.objects.get().reason == "Few answered that survey.", "What was written stays."
    assert cast.headteacher.notices.filter(subject__contains="stand").count() == 1
    refused("not-answering", say, done, REGISTER, cast.headteacher)


def test_what_has_been_answered_never_lapses(cast: Cast, disputed: Evaluation, at: At):
    with at("2027-02-01"):
        assert answering.let_unanswered_stand() == 0
    assert Evaluation.objects.get().status == Status.DECIDING


def test_a_moderator_may_close_it_after_the_date(cast: Cast, waiting: Evaluation, at: At):
    with at("2026-12-08"):
        for person in (cast.headteacher, cast.chief_executive, cast.improvement_adviser, cast.foreign_chief):
            refused("not-yours", answering.close_unanswered, evaluation=waiting, by=person)
        by = cast.head_of_school_improvement
        assert answering.close_unanswered(evaluation=waiting, by=by).status == Status.MODERATED
        refused("not-answering", answering.close_unanswered, evaluation=waiting, by=by)
    assert Evaluation.objects.get().changes.last().by == cast.head_of_school_improvement


def test_nobody_closes_the_answers_of_their_own_school(cast: Cast, waiting: Evaluation, at: At):
    both = engage("Fay Both", Role.CHIEF_FINANCIAL_OFFICER, cast.trust, cast.trust_administrator)
    appoint(
        person=both, role=Role.HEADTEACHER, trust=cast.trust, schools=[cast.alder], starts_on=date(2024, 9, 1),
        by=cast.trust_administrator,
    )  # fmt: skip
    both.forget_posts()
    with at("2026-12-08"):
        refused("not-yours", answering.close_unanswered, evaluation=waiting, by=both)


def test_what_the_head_writes_is_the_schools_own_until_it_is_handed_in(cast: Cast, waiting: Evaluation):
    for person in (cast.chief_executive, cast.head_of_school_improvement, cast.improvement_adviser):
        assert rules_answers.may_read_answers(person, waiting).code == "with-the-head"
    assert rules_answers.may_read_answers(cast.deputy_headteacher, waiting) is None
    done = answered(waiting, cast.headteacher, {VOICE: "Few answered that survey."})
    assert rules_answers.may_read_answers(cast.chief_executive, done) is None


def test_an_audit_that_fails_leaves_everything_as_it_was(
    cast: Cast, waiting: Evaluation, monkeypatch: pytest.MonkeyPatch
):
    for code in (VOICE, REGISTER):
        say(waiting, code, cast.headteacher)

    def broken(**_: object) -> None:
        raise RuntimeError("The record cannot be written.")

    monkeypatch.setattr("riskmatrix.services.outcome.audit.record", broken)
    with pytest.raises(RuntimeError):
        answering.hand_in(evaluation=waiting, by=cast.headteacher)
    assert Evaluation.objects.get().status == Status.ANSWERING
    assert agreed(waiting) == {}
