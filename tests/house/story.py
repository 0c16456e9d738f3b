"""Two years in the life of a school, lived through the services: one thing of every kind, in every state.

Autumn 2024 and autumn 2025 are agreed, and by the latter a category is confirmed; spring and summer 2025 are late and
with the chief executive and the head; spring 2026 was never finished (its words are still the school's own), summer
2026 is moderated but not signed off, autumn 2026 has just been submitted. What people type carries a word that occurs
nowhere else in the world, so that a test can ask of any page whose words are on it.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

from governance.models import Report
from governance.services import publishing, reports
from kit import clock
from monitoring.content import HeadText, RequiredActionText, RowText
from monitoring.models import MonitoringForm
from monitoring.services import forms, writing
from riskmatrix.models import Evaluation, Rating
from riskmatrix.services import moderation, self_evaluation
from schools.access.roles import Role
from schools.models import Action, Person, Term
from schools.services import actions, calendar, people
from schools.services.actions import ActionText
from support.models import AimReview, Commitment, Engagement
from support.services import aims, decisions, engagements, requirements
from support.services.new_year import ensure_commitments
from tests.cast import engage
from tests.house import story_answers
from tests.house.here import Here, on
from tests.house.story_evidence import backed, handed_in
from tests.house.story_figures import figured
from tests.house.story_filling_in import shared
from tests.house.story_sheets import a_sheet_waits
from tests.house.story_support_helping import helped, shared_alike
from tests.house.story_support_planning import timed
from tests.house.story_support_plans import planned
from tests.house.story_support_recommendation import answered
from tests.house.story_support_record import recorded
from tests.house.story_support_reviews import prepared, reviewed


def live(here: Here) -> None:
    """From September 2024 to the evening of 23 November 2026."""
    here.keep("school", here.school.urn, urn=here.school.urn, pk=here.school.pk)
    _people(here)
    _moderated(here, here.term(1, 2024), "2024-11-18", story_answers.settled)
    helped(here)
    _moderated(here, here.term(1, 2025), "2025-11-18", story_answers.agreed)
    _decided(here)
    _never_finished(here)
    backed(here)
    a_sheet_waits(here)
    _in_moderation(here)
    _reported(here)
    _monitored(here)
    _agreed(here)
    _promised(here)
    recorded(here)
    shared_alike(here)
    timed(here)
    reviewed(here)
    prepared(here)
    story_answers.with_the_chief(here, _asked(here, here.term(2, 2024), "2026-11-17"))
    story_answers.with_the_head(here, _asked(here, here.term(3, 2024), "2026-11-18"))
    _submitted(here)
    figured(here)
    _closed_for_a_day(here)
    planned(here)


def _people(here: Here) -> None:
    lead = engage(f"Sam {here.word('lead')}", Role.SENIOR_LEADER, here.trust, here.administrator, here.school)
    left = engage(f"Nora {here.word('left')}", Role.GOVERNOR, here.trust, here.administrator, here.school)
    people.deactivate(person=left, by=here.administrator)
    here.lead = lead
    here.keep("person", lead.pk, pk=lead.pk, email=lead.email)
    here.keep("person whose account is closed", left.pk, pk=left.pk)
    here.keep("post", lead.all_posts[0].pk, person=lead.pk)
    here.keep("post of the head", here.head.all_posts[0].pk, person=here.head.pk)


def _rated(here: Here, term: Term, words: str, *, last: bool = True) -> Evaluation:
    """Every KPI rated, the first with a commentary; the last one left open unless ``last``."""
    evaluation = self_evaluation.begin(school=here.school, term=term, by=here.head)
    waiting = list(evaluation.ratings.filter(step=None, not_applicable=False).order_by("kpi__position"))
    for number, rating in enumerate(waiting if last else waiting[:-1]):
        self_evaluation.save_rating(
            rating=rating,
            answer="low" if number % 3 else "moderate",
            commentary=here.word(words) if number == 0 else None,
            version=rating.version,
            by=here.head,
        )
    return evaluation


def _kept(here: Here, evaluation: Evaluation) -> None:
    """The second KPI's words, which are carried from term to term and never written anew."""
    second = evaluation.ratings.filter(kind=Rating.Kind.SELF).order_by("kpi__position")[1]
    self_evaluation.save_rating(
        rating=second, commentary=here.word("kept"), version=second.version, by=here.head
    )


def _own(evaluation: Evaluation) -> Rating:
    """The school's own rating of the first KPI, the one with the commentary."""
    return evaluation.ratings.filter(kind=Rating.Kind.SELF).select_related("kpi").earliest("kpi__position")


def _moderator(here: Here, evaluation: Evaluation, strand: str) -> Person:
    role = {each.code: each.moderator for each in evaluation.framework.spec.strands}[strand]
    return here.improver if role == Role.HEAD_OF_SCHOOL_IMPROVEMENT else here.finance


def _moderated_beside(here: Here, evaluation: Evaluation, words: str) -> None:
    """The first KPI moderated otherwise than the school rated it, all others agreed."""
    own = _own(evaluation)
    strand = moderation.strand_of(evaluation, own.kpi)
    moderation.save_moderated(
        evaluation=evaluation, kpi=own.kpi, answer="high", reason=here.word(words), version=0,
        by=_moderator(here, evaluation, strand),
    )  # fmt: skip
    for each in evaluation.framework.spec.strands:
        moderation.agree_as_rated(
            evaluation=evaluation, strand=each.code, by=_moderator(here, evaluation, each.code)
        )


def _finished(here: Here, evaluation: Evaluation) -> None:
    for strand in evaluation.framework.spec.strands:
        moderation.finish_part(
            evaluation=evaluation, strand=strand.code, by=_moderator(here, evaluation, strand.code)
        )


def _asked(here: Here, term: Term, day: str) -> Evaluation:
    """Both parts are finished; the one rating that differs waits for the head's answer."""
    with on(day):
        evaluation = _rated(here, term, "late")
        self_evaluation.submit(evaluation=evaluation, by=here.head)
        _moderated_beside(here, evaluation, "asked")
        _finished(here, evaluation)
    return evaluation


def _moderated(here: Here, term: Term, day: str, end: Callable[[Here, Evaluation, int], None]) -> None:
    year = term.year.starts_on.year
    with on(day):
        evaluation = _rated(here, term, f"comment{year}")
        here.keep(f"evaluation of {year}", evaluation.pk)
        _kept(here, evaluation)
        self_evaluation.submit(evaluation=evaluation, by=here.head)
        moderation.return_to_school(
            evaluation=evaluation, comment=here.word(f"return{year}"), by=here.improver
        )
        self_evaluation.submit(evaluation=evaluation, by=here.head)
        _moderated_beside(here, evaluation, f"reason{year}")
        _finished(here, evaluation)
        end(here, evaluation, year)
    here.keep("moderated evaluation", evaluation.pk, rating=_own(evaluation).pk)


def _decided(here: Here) -> None:
    """Academic: reinforce, which holds a bit of every kind of promise; operational: sustain."""
    evaluation = Evaluation.objects.get(pk=here.things["moderated evaluation"].args[0])
    with on("2025-11-24"):
        decisions.confirm(
            school=here.school, strand="academic", category="reinforce", reason=here.word("decision"),
            conversation=here.word("talkedover"), evaluation=evaluation, by=here.chief,
        )  # fmt: skip
    answered(here)
    here.keep("decision", evaluation.pk, "academic")
    here.keep("decision not made yet", evaluation.pk, "operational")


def _never_finished(here: Here) -> None:
    with on("2026-02-10"):
        evaluation = _rated(here, here.term(2, 2025), "draft")
    own = _own(evaluation)
    shared(here, evaluation, own, day="2026-02-10")
    here.keep("rating in a draft", own.pk, version=own.version, kpi=own.kpi.code)


def _in_moderation(here: Here) -> None:
    with on("2026-06-09"):
        evaluation = _rated(here, here.term(3, 2025), "comment")
        self_evaluation.submit(evaluation=evaluation, by=here.head)
        _moderated_beside(here, evaluation, "reason")
    here.keep("evaluation that is all moderated", evaluation.pk)


def _submitted(here: Here) -> None:
    evaluation = _rated(here, here.term(1, 2026), "sent")
    handed_in(here, evaluation)
    self_evaluation.submit(evaluation=evaluation, by=here.head)
    own = _own(evaluation)
    here.keep("submitted evaluation", evaluation.pk, version=own.version, kpi=own.kpi.code)
    here.keep("rating to moderate", own.pk, version=own.version, kpi=own.kpi.code)
    here.keep("KPI of a term", evaluation.term_id, own.kpi.code)


def _form(here: Here, words: str) -> MonitoringForm:
    lead = here.lead
    assert lead is not None
    head = HeadText(
        focus=f"Science {here.word(words)}", held_on=date(2026, 11, 12), lead=lead.pk,
        methods=("array", "pupil-voice"), recommendations=f"Recommended: {here.word(words + 'rec')}.",
    )  # fmt: skip
    form = forms.start(school=here.school, by=lead, head=head)
    row = form.rows.get()
    text = RowText(
        who="Year 4",
        evaluation=f"Seen: {here.word(words + 'seen')}.",
        actions=(RequiredActionText(f"Do {here.word(words + 'act')}", "Time", date(2027, 1, 29)),),
    )
    assert writing.save(form=form, by=lead, rows=[writing.RowEdit(row, text, version=row.version)]) == []
    return MonitoringForm.objects.for_page().get(pk=form.pk)


def _monitored(here: Here) -> None:
    with on("2026-11-13"):
        draft = _form(here, "mdraft")
        finished = forms.finish(form=_form(here, "mdone"), by=here.head)
        considered = forms.finish(form=_form(here, "mcons"), by=here.head)
        considered = forms.consider(
            form=considered, version=considered.version, considered_on=date(2026, 11, 13),
            agreed=[ActionText(f"Agreed {here.word('magreed')}", "Science leader", date(2026, 12, 4))],
            by=here.head,
        )  # fmt: skip
    here.keep("draft monitoring form", draft.pk, version=draft.version, row=draft.rows.get().pk)
    here.keep("finished monitoring form", finished.pk, version=finished.version)
    here.keep("considered monitoring form", considered.pk, version=considered.version)


def _agreed(here: Here) -> None:
    def add(words: str) -> Action:
        text = ActionText(f"Do {here.word(words)}", "Deputy headteacher", date(2026, 11, 20))
        return actions.add(school=here.school, text=text, origin="Leaders' meeting", by=here.head)

    with on("2026-11-16"):
        doing = add("action")
        done = actions.complete(action=add("done"), by=here.head)
    here.keep("open action", doing.pk, what=doing.what, seen=actions.seal(actions.text_of(doing)))
    here.keep("action that is done", done.pk)


def _promised(here: Here) -> None:
    with on("2026-08-24"):
        ensure_commitments(here.school, here.year(2026), by=None)
    due = Engagement.objects.filter(school=here.school, commitment__year=here.year(2026))
    due = due.filter(window_start__lte=clock.today())
    planned, held, off = list(due.order_by("due_on")[:3])
    held = engagements.record_held(
        engagement=held,
        held_on=held.window_start,
        note=here.word("note"),
        version=held.version,
        by=here.chief,
    )
    off = engagements.cancel(engagement=off, reason=here.word("off"), version=off.version, by=here.chief)
    here.keep("engagement that was called off", off.pk)
    here.keep("planned engagement", planned.pk, version=planned.version, day=planned.window_start)
    alone = Engagement.objects.filter(school=here.school, commitment__year=here.year(2026), status="planned")
    visit = alone.exclude(commitment__promise__endswith="network").last()
    assert visit is not None
    here.keep("visit to come", visit.pk, version=visit.version)
    here.keep("engagement that was held", held.pk, version=held.version, day=held.window_start)
    review = AimReview.objects.filter(commitment__school=here.school, window_start__lte=clock.today()).last()
    assert review is not None
    aims.review(review=review, status="at_risk", sentence=f"Because {here.word('aim')}.", by=here.improver)
    here.keep("aim review", review.pk)
    commitments = Commitment.objects.running().filter(school=here.school, year=here.year(2026))
    needed = commitments.if_required().first()
    assert needed is not None
    requirements.decide(
        commitment=needed, required=True, sentence=f"Because {here.word('needed')}.", by=here.improver
    )
    here.keep("promise if required", needed.pk)


def _reported(here: Here) -> None:
    """One issued, one ready and not issued, one waiting its turn. Each of the first two holds a word of its own."""
    with on("2025-12-18"):
        issued = _report(here, here.term(1, 2025), "issued")
        publishing.issue(report=issued, by=here.improver)
    with on("2026-07-16"):
        ready = _report(here, here.term(3, 2025), "unissued")
        again = reports.ask_for_report(school=here.school, term=here.term(1, 2025), by=here.improver)
        assert reports.prepare(again)
        waiting = reports.ask_for_report(school=here.school, term=here.term(2, 2025), by=here.improver)
    here.keep("issued report", issued.pk)
    here.keep("report prepared again", again.pk)
    here.keep("report ready to issue", ready.pk)
    here.keep("report being prepared", waiting.pk)


def _report(here: Here, term: Term, words: str) -> Report:
    """The report tells of an open action; afterwards the action says something else, the report does not."""
    text = ActionText(f"Do {here.word(words)}")
    action = actions.add(school=here.school, text=text, origin="Governors' meeting", by=here.head)
    report = reports.ask_for_report(school=here.school, term=term, by=here.improver)
    assert reports.prepare(report)
    actions.keep(action=action, text=ActionText("Settled"), seen=actions.seal(text), by=here.head)
    return Report.objects.get(pk=report.pk)


def _closed_for_a_day(here: Here) -> None:
    day = here.term(2, 2026).starts_on + timedelta(days=14)
    closure = calendar.add_closure(
        year=here.year(2026), school=here.school, starts_on=day, ends_on=day, note=here.word("closure"),
        by=here.head,
    )  # fmt: skip
    here.keep("closure of a school", closure.pk)
