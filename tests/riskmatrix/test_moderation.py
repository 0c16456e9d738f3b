"""What the trust does with a submitted self-evaluation, lived through the services."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from kit import clock
from kit.saving import Conflict
from riskmatrix.lifecycle import Status
from riskmatrix.models import Evaluation, Framework, Rating
from riskmatrix.queries.blocks import last_term_of
from riskmatrix.queries.evaluation_page import evaluation_page
from riskmatrix.queries.matrix import agreed_matrix
from riskmatrix.queries.moderation_page import parts_of
from riskmatrix.queries.moderation_queue import moderation_queue
from riskmatrix.services import self_evaluation
from riskmatrix.services.frameworks import PACKS, keep, publish
from riskmatrix.services.moderation import (
    agree_as_rated,
    finish_part,
    outstanding,
    return_to_school,
    save_moderated,
)
from riskmatrix.spec import load
from schools.access.roles import Role
from schools.models import AuditEntry, Person
from schools.services.calendar import open_term
from schools.services.people import appoint
from tests.cast import AUTUMN_EVENING, Cast, engage
from tests.riskmatrix.conftest import own
from tests.riskmatrix.test_self_evaluation import refused_with
from tests.states import rated, submitted

ACADEMIC_KPI, OPERATIONAL_KPI = "staff-voice", "risk-register"


@pytest.fixture
def waiting(cast: Cast, framework: Framework) -> Evaluation:
    """Alder's self-evaluation, everything low, submitted."""
    return submitted(cast.alder, cast.autumn, cast.headteacher)


def moderate(
    evaluation: Evaluation, kpi: str, answer: str, by: Person, reason: str = "", version: int = 0
) -> Rating:
    row = own(evaluation, kpi).kpi
    return save_moderated(
        evaluation=evaluation, kpi=row, answer=answer, reason=reason, version=version, by=by
    )


def test_a_moderated_rating_stands_beside_the_schools_own(cast: Cast, waiting: Evaluation):
    by = cast.head_of_school_improvement
    moderated = moderate(waiting, ACADEMIC_KPI, "high", by, "The survey says otherwise.")
    assert (moderated.kind, moderated.answer, moderated.version) == ("moderated", "high", 1)
    assert own(waiting, ACADEMIC_KPI).answer == "low"
    assert Evaluation.objects.get().status == Status.IN_MODERATION
    [entry] = AuditEntry.objects.filter(verb="moderated KPI")
    assert entry.after == {"rating": "high", "commentary": "The survey says otherwise."}


def test_where_it_differs_a_reason_is_required_before_the_part_is_finished(cast: Cast, waiting: Evaluation):
    by = cast.head_of_school_improvement
    refused_with(
        "too-long", moderate, evaluation=waiting, kpi=ACADEMIC_KPI, answer="low", by=by, reason="x" * 5_001
    )
    # Nothing said is nothing begun: the school may still withdraw.
    assert moderate(waiting, ACADEMIC_KPI, "", by).pk is None
    assert Evaluation.objects.get().status == Status.SUBMITTED
    assert moderate(waiting, ACADEMIC_KPI, "high", by).version == 1
    assert agree_as_rated(evaluation=waiting, strand="academic", by=by) == 26
    for version, reason in enumerate(("  \n ", " "), start=1):
        moderate(waiting, ACADEMIC_KPI, "high", by, reason, version=version)
        sentence = refused_with("incomplete", finish_part, evaluation=waiting, strand="academic", by=by)
        assert sentence == "One KPI is rated differently from the school without a reason: Staff voice."
    # The reason may come before the rating.
    moderate(waiting, ACADEMIC_KPI, "", by, "The survey says otherwise.", version=3)
    sentence = refused_with("incomplete", finish_part, evaluation=waiting, strand="academic", by=by)
    assert sentence == "One KPI is not moderated yet: Staff voice."
    moderate(waiting, ACADEMIC_KPI, "high", by, "The survey says otherwise.", version=4)
    finish_part(evaluation=waiting, strand="academic", by=by)


def test_each_part_is_moderated_by_the_role_the_framework_names(cast: Cast, waiting: Evaluation):
    allowed = {
        ACADEMIC_KPI: {Role.HEAD_OF_SCHOOL_IMPROVEMENT},
        OPERATIONAL_KPI: {Role.CHIEF_FINANCIAL_OFFICER, Role.DEPUTY_CHIEF_FINANCIAL_OFFICER},
    }
    for code, roles in allowed.items():
        for role, person in cast.everybody().items():
            version = Rating.objects.filter(kpi__code=code, kind="moderated").values_list(
                "version", flat=True
            )
            arguments = {"evaluation": waiting, "kpi": code, "answer": "low", "by": person}
            if role in roles:
                moderate(**arguments, reason=f"By {role}.", version=version[0] if version else 0)
            else:
                refused_with("not-your-part", moderate, **arguments)


def test_nobody_moderates_their_own_school(cast: Cast, framework: Framework):
    """A chief financial officer who also heads a school."""
    both = engage("Fay Both", Role.CHIEF_FINANCIAL_OFFICER, cast.trust, cast.trust_administrator)
    appoint(
        person=both, role=Role.HEADTEACHER, trust=cast.trust, schools=[cast.alder],
        starts_on=date(2024, 9, 1), by=cast.trust_administrator,
    )  # fmt: skip
    both.forget_posts()
    at_alder = submitted(cast.alder, cast.autumn, cast.headteacher)
    at_birch = submitted(cast.birch, cast.autumn, cast.other_head)
    refused_with("not-your-part", moderate, evaluation=at_alder, kpi=OPERATIONAL_KPI, answer="low", by=both)
    assert moderate(at_birch, OPERATIONAL_KPI, "low", both).by == both


def test_two_moderators_of_one_part_do_not_overwrite_each_other(cast: Cast, waiting: Evaluation):
    cfo, deputy = cast.chief_financial_officer, cast.deputy_chief_financial_officer
    moderate(waiting, OPERATIONAL_KPI, "high", cfo, "Seen on site.")
    with pytest.raises(Conflict) as conflict:
        moderate(waiting, OPERATIONAL_KPI, "critical", deputy, "Worse than that.")
    assert conflict.value.current.commentary == "Seen on site."
    moderate(waiting, OPERATIONAL_KPI, "critical", deputy, "Worse than that.", version=1)
    texts = AuditEntry.objects.filter(verb="moderated KPI").order_by("pk").values_list("after", flat=True)
    assert [text["commentary"] for text in texts] == ["Seen on site.", "Worse than that."]


def test_a_strand_that_moderates_nothing_keeps_nothing_from_being_finished(cast: Cast):
    spec, by = load(PACKS / "trust-risk-matrix.yaml"), cast.head_of_school_improvement
    criteria = tuple(each.model_copy(update={"moderated_by": "academic"}) for each in spec.criteria)
    kept = keep(spec=spec.model_copy(update={"criteria": criteria}), trust=cast.trust, by=None)
    publish(framework=kept, by=None)
    evaluation = submitted(cast.alder, cast.autumn, cast.headteacher)
    assert [part.strand for part in evaluation.parts.all()] == ["academic"]
    assert not cast.chief_financial_officer.notices.filter(key__startswith="evaluation-").exists()
    assert moderation_queue(cast.chief_financial_officer) == []
    refused_with(
        "not-yours", return_to_school, evaluation=evaluation, comment="Why.", by=cast.chief_financial_officer
    )
    # One submitted by an earlier version of the portal has a part that nobody can finish.
    evaluation.parts.create(strand="operational")
    agree_as_rated(evaluation=evaluation, strand="academic", by=by)
    assert finish_part(evaluation=evaluation, strand="academic", by=by).is_moderated


def test_beside_the_next_term_stands_nothing_half_agreed(cast: Cast, waiting: Evaluation):
    improver, cfo = cast.head_of_school_improvement, cast.chief_financial_officer
    agree_as_rated(evaluation=waiting, strand="academic", by=improver)
    finish_part(evaluation=waiting, strand="academic", by=improver)
    with clock.set_to(AUTUMN_EVENING + timedelta(days=100)):
        due = cast.term(2).ends_on
        spring = open_term(
            term=cast.term(2), self_evaluation_due=due, moderation_due=due, report_due=due,
            by=cast.trust_administrator,
        )  # fmt: skip
        later = self_evaluation.begin(school=cast.alder, term=spring, by=cast.headteacher)
        _, last = last_term_of(later)
        assert {kpi.agreed for kpi in last.values()} == {None}
        assert last[ACADEMIC_KPI].own != "unrated"
        agree_as_rated(evaluation=waiting, strand="operational", by=cfo)
        finish_part(evaluation=waiting, strand="operational", by=cfo)
        _, last = last_term_of(later)
        assert None not in {kpi.agreed for kpi in last.values()}


def test_agreeing_the_rest_keeps_what_is_different(cast: Cast, waiting: Evaluation):
    by = cast.head_of_school_improvement
    moderate(waiting, ACADEMIC_KPI, "high", by, "The survey says otherwise.")
    assert agree_as_rated(evaluation=waiting, strand="academic", by=by) == 26
    assert outstanding(waiting, "academic") == []
    assert waiting.ratings.filter(kind="moderated").count() == 27
    assert waiting.ratings.get(kind="moderated", kpi__code=ACADEMIC_KPI).answer == "high"
    assert AuditEntry.objects.filter(verb="agreed KPI as rated").count() == 26
    assert agree_as_rated(evaluation=waiting, strand="academic", by=by) == 0
    refused_with("not-your-part", agree_as_rated, evaluation=waiting, strand="operational", by=by)


def test_two_parts_are_finished_by_two_people_and_then_the_head_is_asked(cast: Cast, waiting: Evaluation):
    improver, cfo = cast.head_of_school_improvement, cast.chief_financial_officer
    sentence = refused_with("incomplete", finish_part, evaluation=waiting, strand="academic", by=improver)
    assert sentence.startswith("27 KPIs are not moderated yet: ")

    moderate(waiting, ACADEMIC_KPI, "high", improver, "The survey says otherwise.")
    agree_as_rated(evaluation=waiting, strand="academic", by=improver)
    half = finish_part(evaluation=waiting, strand="academic", by=improver)
    assert half.status == Status.IN_MODERATION
    assert not half.ratings.filter(kind="agreed").exists()
    with pytest.raises(ValueError, match="Nothing is agreed"):
        agreed_matrix(half)
    refused_with("part-finished", moderate, evaluation=waiting, kpi=ACADEMIC_KPI, answer="low", by=improver)
    refused_with("part-finished", return_to_school, evaluation=waiting, comment="Again.", by=cfo)

    agree_as_rated(evaluation=waiting, strand="operational", by=cfo)
    whole = finish_part(evaluation=waiting, strand="operational", by=cfo)
    assert {(part.strand, part.finished_by) for part in whole.parts.all()} == {
        ("academic", improver),
        ("operational", cfo),
    }
    assert whole.status == Status.ANSWERING
    assert not whole.ratings.filter(kind="agreed").exists()
    with pytest.raises(ValueError, match="Nothing is agreed"):
        agreed_matrix(whole)


def test_where_nothing_differs_it_is_agreed_at_once(cast: Cast, waiting: Evaluation):
    for strand, by in (
        ("academic", cast.head_of_school_improvement),
        ("operational", cast.chief_financial_officer),
    ):
        agree_as_rated(evaluation=waiting, strand=strand, by=by)
        whole = finish_part(evaluation=waiting, strand=strand, by=by)
    assert whole.status == Status.MODERATED
    kinds = {kind: whole.ratings.filter(kind=kind).count() for kind in ("self", "moderated", "agreed")}
    assert kinds == {"self": 39, "moderated": 39, "agreed": 39}
    [notice] = cast.headteacher.notices.filter(subject__contains="has been moderated")
    assert notice.link == f"/evaluations/{waiting.pk}/"


def test_a_deputy_for_the_chief_financial_officer_stands_in(cast: Cast, waiting: Evaluation):
    agree_as_rated(evaluation=waiting, strand="operational", by=cast.deputy_chief_financial_officer)
    finish_part(evaluation=waiting, strand="operational", by=cast.deputy_chief_financial_officer)
    assert waiting.parts.get(strand="operational").finished_by == cast.deputy_chief_financial_officer


def test_returned_with_a_comment_changed_and_submitted_again(cast: Cast, waiting: Evaluation):
    improver, head = cast.head_of_school_improvement, cast.headteacher
    agree_as_rated(evaluation=waiting, strand="academic", by=improver)
    refused_with("comment-missing", return_to_school, evaluation=waiting, comment=" ", by=improver)
    returned = return_to_school(evaluation=waiting, comment="Look at staff voice again.", by=improver)
    assert returned.status == Status.RETURNED
    assert returned.changes.last().comment == "Look at staff voice again."
    assert head.notices.filter(subject__contains="come back with comments").count() == 1
    refused_with(
        "not-in-moderation", moderate, evaluation=waiting, kpi=ACADEMIC_KPI, answer="low", by=improver
    )

    with clock.set_to(AUTUMN_EVENING + timedelta(days=1)):
        rating = own(waiting, ACADEMIC_KPI)
        self_evaluation.save_rating(rating=rating, answer="high", version=1, by=head)
        self_evaluation.submit(evaluation=waiting, by=head)
        assert improver.notices.filter(subject__endswith="self-evaluation again").count() == 1
        # What was moderated before the change answers what is no longer there.
        assert [kpi.code for kpi in outstanding(waiting, "academic")] == [ACADEMIC_KPI]
        assert [(row.moderated, row.total) for row in moderation_queue(improver)] == [(26, 27)]
        sentence = refused_with("incomplete", finish_part, evaluation=waiting, strand="academic", by=improver)
        assert sentence == "One KPI is not moderated yet: Staff voice."
        # Nor is it agreed with all others: somebody has judged it, and looks again.
        assert agree_as_rated(evaluation=waiting, strand="academic", by=improver) == 0
        moderate(waiting, ACADEMIC_KPI, "high", improver, version=1)
        finish_part(evaluation=waiting, strand="academic", by=improver)
    assert waiting.ratings.get(kind="moderated", kpi__code=ACADEMIC_KPI).answer == "high"


def test_agreeing_the_rest_wipes_no_reason(cast: Cast, waiting: Evaluation):
    improver, head, finish = cast.head_of_school_improvement, cast.headteacher, {"strand": "academic"}
    moderate(waiting, ACADEMIC_KPI, "high", improver, "The survey says otherwise.")
    moderate(waiting, "staff-absence-rates", "", improver, "To be looked at.")
    return_to_school(evaluation=waiting, comment="Again, please.", by=improver)
    with clock.set_to(AUTUMN_EVENING + timedelta(days=1)):
        rating = own(waiting, ACADEMIC_KPI)
        self_evaluation.save_rating(rating=rating, commentary="More words.", version=1, by=head)
        self_evaluation.submit(evaluation=waiting, by=head)
        assert agree_as_rated(evaluation=waiting, **finish, by=improver) == 25
        stands = waiting.ratings.get(kind="moderated", kpi__code=ACADEMIC_KPI)
        assert (stands.answer, stands.commentary) == ("high", "The survey says otherwise.")
        assert waiting.ratings.get(kind="moderated", kpi__code="staff-absence-rates").answer == ""
        sentence = refused_with("incomplete", finish_part, evaluation=waiting, **finish, by=improver)
        assert sentence.startswith("2 KPIs are not moderated yet:")
    agreed = AuditEntry.objects.filter(verb="agreed KPI as rated")
    assert {entry.before["rating"] for entry in agreed} == {"unrated"}


def test_what_the_school_asks_to_leave_out_needs_a_word_and_a_look(cast: Cast, framework: Framework):
    asked, improver = "good-level-of-development", cast.head_of_school_improvement
    evaluation = rated(cast.alder, cast.autumn, cast.headteacher, {asked: "not_applicable"})
    self_evaluation.save_rating(rating=own(evaluation, asked), commentary=" ", version=1, by=cast.headteacher)
    submit = {"evaluation": evaluation, "by": cast.headteacher}
    sentence = refused_with("incomplete", self_evaluation.submit, **submit)
    assert sentence.startswith("One KPI is not applicable, and the commentary does not say why:")
    page = evaluation_page(Evaluation.objects.get(), cast.headteacher)
    assert [block.kpi.code for block in page.unexplained] == [asked]
    row = own(evaluation, asked)
    self_evaluation.save_rating(rating=row, commentary="No such class.", version=2, by=cast.headteacher)
    self_evaluation.submit(**submit)
    assert agree_as_rated(evaluation=evaluation, strand="academic", by=improver) == 26
    refused_with("incomplete", finish_part, evaluation=evaluation, strand="academic", by=improver)
    [part, _] = parts_of(evaluation, evaluation_page(evaluation, improver), improver)
    assert [block.kpi.code for _, block in part.to_decide] == [asked]
    moderate(evaluation, asked, "not_applicable", improver)
    finish_part(evaluation=evaluation, strand="academic", by=improver)

    # Where the framework itself says so, no word is needed, and it is agreed with all others.
    birch = submitted(cast.birch, cast.autumn, cast.other_head)
    assert agree_as_rated(evaluation=birch, strand="academic", by=improver) == 27


def test_agreeing_again_with_the_same_words_answers_the_changed_rating(cast: Cast, waiting: Evaluation):
    """The moderated rating is the same as before, but it answers a self-rating that is new."""
    improver, head = cast.head_of_school_improvement, cast.headteacher
    moderate(waiting, ACADEMIC_KPI, "high", improver, "Seen.")
    return_to_school(evaluation=waiting, comment="Again, please.", by=improver)
    with clock.set_to(AUTUMN_EVENING + timedelta(days=1)):
        rating = own(waiting, ACADEMIC_KPI)
        self_evaluation.save_rating(rating=rating, answer="high", version=1, by=head)
        self_evaluation.submit(evaluation=waiting, by=head)
        moderate(waiting, ACADEMIC_KPI, "high", improver, "Seen.", version=1)
        assert ACADEMIC_KPI not in {kpi.code for kpi in outstanding(waiting, "academic")}


def test_returning_is_for_those_who_moderate(cast: Cast, waiting: Evaluation):
    for person in (cast.headteacher, cast.chief_executive, cast.improvement_adviser, cast.foreign_chief):
        refused_with("not-yours", return_to_school, evaluation=waiting, comment="Again.", by=person)
