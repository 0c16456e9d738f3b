"""What the demo trust promises to whoever starts it, each asked of the rows after one telling of the story."""

from __future__ import annotations

from collections import Counter

from django.contrib.auth import authenticate
from django.db.models import F

from governance.models import Report
from governance.services import reports
from governance.storage import fetch
from kit import clock
from monitoring.models import MonitoringForm
from riskmatrix.lifecycle import Status
from riskmatrix.models import Evaluation, EvidenceUse, Framework, MatrixUpload, Rating, Response
from riskmatrix.queries.matrix import agreed_matrices
from riskmatrix.queries.moderation_queue import progress_of
from riskmatrix.queries.offline import compared
from schools.access.roles import Role
from schools.models import AcademicYear, Action, AuditEntry, Evidence, Notice, Person, Post
from schools.rhythm import FRIDAY
from support.models import (
    AimFinding,
    AppealOutcome,
    Appointment,
    ApproachStanding,
    ApproachTemplate,
    Decision,
    Engagement,
    HelpOffer,
    HelpOutcome,
    HelpRequest,
    NetworkMeeting,
    Record,
    RecordVersion,
    RequirementDecision,
)
from support.queries.capacity import capacity_page
from support.queries.categories import standing_decisions
from support.services import new_year
from tests.house.demo_told import Told, promise
from trust_portal.demo.timing import LATE


@promise
def six_schools_of_every_phase_one_with_a_predecessor(told: Told) -> None:
    phases = Counter(told.trust.schools.values_list("phase", flat=True))
    assert phases == {"infant": 1, "junior": 1, "primary": 2, "secondary": 1, "special": 1}
    newcomer = told.school("Pellbrook")
    assert newcomer.joined_on == told.terms[-1].starts_on
    assert [each.name for each in newcomer.predecessors.all()] == ["Pellbrook Community Primary School"]
    assert not newcomer.evaluations.exists()


@promise
def four_terms_in_two_years(told: Told) -> None:
    assert len(told.terms) == 4
    assert len({term.year_id for term in told.terms}) == 2


@promise
def every_role_is_held_today(told: Told) -> None:
    held = set(Post.objects.current().filter(trust=told.trust).values_list("role", flat=True))
    assert held == {role.value for role in Role}
    assert Post.objects.current().filter(acting=True).count() == 1
    two = Person.objects.get(name="Naomi Kessler")
    assert len({school.pk for post in two.current_posts for school in post.schools.all()}) == 2
    deputy = Post.objects.get(role=Role.DEPUTY_CHIEF_EXECUTIVE)
    assert deputy.starts_on < told.day < deputy.ends_on


@promise
def everybody_listed_can_sign_in(told: Told) -> None:
    assert {role.title for role in Role} <= {row["role"] for row in told.sign_ins}
    for row in told.sign_ins:
        assert row["email"].endswith(".example")
        person = authenticate(None, email=row["email"], password=row["password"])
        assert person is not None, row["email"]
        assert person.name == row["name"]


@promise
def somebody_looks_after_the_installation_and_sees_nothing_else(told: Told) -> None:
    row = next(row for row in told.sign_ins if row["role"] == "Looks after the installation")
    keeper = Person.objects.get(email=row["email"])
    assert keeper.is_staff
    assert keeper.all_posts == []
    assert Person.objects.filter(is_staff=True).count() == 1


@promise
def history_is_moderated_and_the_present_term_has_a_school_at_every_step(told: Told) -> None:
    past = Evaluation.objects.filter(term__in=told.terms[:-1])
    assert past.count() == 15
    assert set(past.values_list("status", flat=True)) == {Status.MODERATED}
    assert told.status_of("Osierbank") == Status.MODERATED
    assert told.status_of("Quillhurst Junior") == Status.MODERATED
    assert told.status_of("Brackendyke") == Status.IN_MODERATION
    assert told.status_of("Quillhurst Infant") == Status.SUBMITTED
    assert told.status_of("Tarrowmere") == Status.DRAFT
    assert told.status_of("Pellbrook") is None
    parts = Evaluation.objects.of(told.school("Brackendyke"), told.terms[-1]).parts.all()
    assert {part.strand: bool(part.finished_at) for part in parts} == {"academic": True, "operational": False}
    draft = progress_of(told.terms[-1], [told.school("Tarrowmere")])[0]
    assert 10 < draft.answered < draft.total - 10
    assert told.terms[-1].is_overdue


@promise
def some_handed_in_late_and_one_was_sent_back(told: Told) -> None:
    late, returned = set(), []
    for evaluation in Evaluation.objects.filter(term__in=told.terms[:-1]).select_related(
        "school", "term__year"
    ):
        changes = list(evaluation.changes.all())
        first = next(change for change in changes if change.verb == "submit")
        if first.at.date() > evaluation.term.self_evaluation_due:
            late.add((told.terms.index(evaluation.term) + 1, evaluation.school.name.split()[0]))
        returned += [change for change in changes if change.verb == "return_to_school"]
    assert late == {(place, school.split("-")[0].capitalize()) for place, school in LATE}
    assert len(returned) == 1
    assert returned[0].comment
    verbs = [change.verb for change in returned[0].evaluation.changes.all()]
    assert verbs.count("submit") == 2


@promise
def heads_answer_what_differs_and_the_chief_executive_decides_where_they_disagree(told: Told) -> None:
    answers = Response.objects.filter(evaluation__school__trust=told.trust)
    assert answers.filter(agrees=True).count() >= 20
    decided = Rating.objects.filter(kind=Rating.Kind.DECIDED, evaluation__school__trust=told.trust)
    assert decided.count() == answers.filter(agrees=False).count() == 2
    own = {
        (row.evaluation_id, row.kpi_id): row.answer
        for row in Rating.objects.filter(kind=Rating.Kind.SELF).select_related("step")
    }
    for_the_school = [
        row.answer == own[row.evaluation_id, row.kpi_id] for row in decided.select_related("step")
    ]
    assert sorted(for_the_school) == [False, True], "One decision goes each way."
    assert not Evaluation.objects.filter(school__trust=told.trust).being_answered().exists()


@promise
def every_head_has_looked_at_the_calibration_of_the_past(told: Told) -> None:
    past = Evaluation.objects.moderated().filter(school__trust=told.trust).exclude(term=told.terms[-1])
    assert past.exists()
    assert not past.filter(first_look=None).exists()


@promise
def moderators_disagree_with_reasons_and_ratings_move_both_ways(told: Told) -> None:
    moderated = Rating.objects.filter(kind=Rating.Kind.MODERATED, by__isnull=False).select_related(
        "step", "kpi"
    )
    own = {
        (rating.evaluation_id, rating.kpi_id): rating.answer
        for rating in Rating.objects.filter(kind=Rating.Kind.SELF).select_related("step")
    }
    different = [each for each in moderated if each.answer != own[each.evaluation_id, each.kpi_id]]
    assert len(different) >= 25
    assert all(each.commentary for each in different)
    last = Evaluation.objects.filter(term=told.terms[2]).select_related("framework", "school", "term")
    for matrix in agreed_matrices(list(last)).values():
        moves = Counter(kpi.movement for criterion in matrix.criteria for kpi in criterion.kpis)
        assert {"higher", "lower"} <= set(moves), (matrix.evaluation, moves)


@promise
def no_commentary_is_written_twice(told: Told) -> None:
    written = Rating.objects.filter(kind=Rating.Kind.SELF).exclude(commentary="")
    assert written.count() > 600
    carried = written.filter(commentary=F("carried_from__commentary"))
    assert {rating.step for rating in carried} == {None}, (
        "Whoever rates writes; the rest still has last term's words."
    )
    assert carried.exists()
    again = Counter(written.exclude(pk__in=carried).values_list("commentary", flat=True))
    assert [text for text, times in again.items() if times > 1] == []
    assert [text for text in again if "{" in text or "  " in text] == []
    unsaid = Rating.objects.filter(kind=Rating.Kind.SELF, step__isnull=False, commentary="")
    assert not unsaid.exists()


@promise
def ratings_are_backed_and_some_evidence_is_used_again(told: Told) -> None:
    uses = EvidenceUse.objects.exclude(evaluation__term=told.terms[3]).select_related("evaluation")
    assert {use.evaluation.school_id for use in uses} == {row.school_id for row in Evaluation.objects.all()}
    again = Counter(uses.values_list("evidence", flat=True))
    assert max(again.values()) == 3, "Once in each past term."
    assert {bool(piece.link) for piece in Evidence.objects.all()} == {True, False}


@promise
def all_four_categories_stand_in_both_strands_after_the_last_past_term(told: Told) -> None:
    of_term = Decision.objects.filter(evaluation__term=told.terms[2])
    for strand in ("academic", "operational"):
        found = set(of_term.filter(strand=strand).values_list("category", flat=True))
        assert found == {"sustain", "refine", "reinforce", "stabilise"}, strand
    overrides = Decision.objects.filter(is_override=True)
    assert overrides.count() == 2
    assert all(each.reason for each in overrides)
    assert "Pellbrook" not in str(standing_decisions([told.school("Pellbrook")]))


@promise
def promises_were_kept_missed_and_once_called_off(told: Told) -> None:
    rows = Engagement.objects.filter(school__trust=told.trust)
    held, missed = rows.filter(status=Engagement.Status.HELD), rows.missed()
    assert held.count() > 150
    assert 0.02 < missed.count() / (held.count() + missed.count()) < 0.2
    assert not held.filter(note="").exists()
    assert rows.filter(why_cancelled__contains="burst main").count() == 1
    assert rows.still_planned().exists()
    assert AimFinding.objects.count() > 10
    assert RequirementDecision.objects.exists()


@promise
def support_is_seen_at_every_step(told: Told) -> None:
    ended = Decision.objects.exclude(exit_criteria="").exclude(review_on=None)
    assert ended.filter(answers__isnull=False).exists()
    outcome = AppealOutcome.objects.get()
    assert (outcome.decision, outcome.by.name) == (None, "Helen Tsang")
    assert outcome.appeal.decision.school == told.school("Quillhurst Junior")
    moved = Appointment.objects.exclude(reason="").exclude(starts_at=None)
    assert moved.count() == Appointment.objects.exists(), "One of those that were agreed, if any was."
    for each in moved:
        assert each.engagement.appointments.count() == 2
        assert each.engagement.starts_at == each.starts_at
    assert RecordVersion.objects.exists()
    assert Record.objects.filter(versions=None).exists()
    ahead = Engagement.objects.still_planned().filter(commitment__promise="headteacher-network")
    assert NetworkMeeting.objects.count() == ahead.filter(due_on__gt=told.day).exists()
    for meeting in NetworkMeeting.objects.all():
        seats = Engagement.objects.filter(commitment__year=meeting.year, key=meeting.key, status="planned")
        assert set(seats.values_list("starts_at", flat=True)) == {meeting.starts_at}
        assert seats.count() > 1


@promise
def monitoring_is_at_every_step_and_its_actions_too(told: Told) -> None:
    forms = Counter(MonitoringForm.objects.values_list("status", flat=True))
    assert forms["draft"] == 3
    assert forms["finished"] >= 2
    assert forms["considered"] >= 13, forms
    actions = list(Action.objects.all())
    assert sum(action.is_overdue for action in actions) >= 2
    assert any(action.done_on and action.impact for action in actions)
    methods = {method.code for form in MonitoringForm.objects.all() for method in form.methods.all()}
    named = {"array", "learning-walk", "pupil-lesson-study", "work-scrutiny", "pupil-voice", "data"}
    assert named <= methods, named - methods


@promise
def every_past_report_is_issued_and_speaks_of_its_own_school(told: Told) -> None:
    names = set(told.trust.schools.values_list("name", flat=True))
    issued = Report.objects.issued().select_related("school")
    assert issued.count() == 15
    for report in Report.objects.select_related("school"):
        content = report.document.model_dump_json()
        assert report.school.name in content
        assert not any(name in content for name in names - {report.school.name}), report
        assert report.document.is_moderated
        assert report.document.criteria
        assert report.document.engagements
        assert fetch(report.pdf, report.sha256).startswith(b"%PDF-")
    waiting = Report.objects.get(issued_at=None)
    assert waiting.is_ready
    assert waiting.school == told.school("Osierbank")
    assert AuditEntry.objects.filter(verb="downloaded report").count() == 15


@promise
def nothing_lies_ahead_and_nothing_happens_by_itself(told: Told) -> None:
    assert not AuditEntry.objects.filter(at__gt=clock.now()).exists()
    assert not Engagement.objects.filter(held_on__gt=told.day).exists()
    assert reports.notice_due_terms() == 0
    assert reports.sweep() == []
    assert [new_year.lay_out_year(year=year) for year in new_year.years_at_hand()] in ([0], [0, 0])


@promise
def people_are_reminded_each_in_their_rhythm_and_warned_early(told: Told) -> None:
    weekly = told.person(Role.HEAD_OF_SCHOOL_IMPROVEMENT).notices.filter(key__startswith="digest:")
    assert weekly.count() >= 2
    assert {notice.created_at.strftime("%a") for notice in weekly} == {"Thu"}
    assert any("no day is agreed" in notice.body for notice in weekly)
    first = told.person(Role.CHIEF_EXECUTIVE).notices.filter(key=f"digest:{told.day}")
    assert first.count() == (1 if told.day.weekday() <= FRIDAY else 0)


@promise
def the_trust_can_plan_its_days(told: Told) -> None:
    """When people work is known but for deputies, and somebody has promised more than they have days for."""
    year = AcademicYear.objects.select_related("trust").get(
        trust=told.trust, starts_on__lte=told.day, ends_on__gte=told.day
    )
    found = capacity_page(year, [], None, "")
    known = {line.name for line in found.lines if line.row.year.there is not None}
    assert len(known) == 4
    assert any(line.row.year.over or any(cell.over for cell in line.row.halves) for line in found.lines)


@promise
def only_the_last_news_is_left_to_be_mailed(told: Told) -> None:
    waiting = Notice.objects.filter(Notice.waiting())
    assert 2 <= waiting.count() <= 18, f"{waiting.count()} are waiting"
    assert all(notice.created_at.date() >= told.terms[-1].self_evaluation_due for notice in waiting)
    assert Notice.objects.exclude(Notice.waiting()).filter(sent_at__isnull=False).count() == 0


@promise
def a_sheet_and_the_next_version_of_the_framework_wait_for_their_second_step(told: Told) -> None:
    sheet = MatrixUpload.objects.waiting().get()
    assert sheet.evaluation is not None
    assert (sheet.evaluation.school, sheet.findings) == (told.school("Tarrowmere"), [])
    assert len(compared(sheet, sheet.evaluation).to_save) == 2
    draft = Framework.objects.get(trust=told.trust, published_at=None)
    in_force = Framework.objects.in_force(told.trust)
    assert in_force is not None
    assert draft.spec.kpi("staff-voice").question != in_force.spec.kpi("staff-voice").question


@promise
def schools_help_each_other_and_share_approaches(told: Told) -> None:
    """One piece of work is done on both sides, one runs, one request waits; of one school the distance is not known."""
    assert Counter(HelpRequest.objects.values_list("answer", flat=True)) == {"agreed": 2, "": 1}
    assert set(HelpOutcome.objects.values_list("side", flat=True)) == {"giving", "receiving"}
    assert HelpOffer.objects.standing().count() == 2
    unknown = [school.urn for school in told.trust.schools.all() if school.easting is None]
    assert len(unknown) == 1
    standings = set(ApproachStanding.objects.values_list("standing", flat=True))
    assert standings == {"adopted", "adapting", "not_yet"}
    assert list(ApproachTemplate.objects.values_list("number", flat=True)) == [2, 1]
