"""What a school does with its self-evaluation, lived through the services."""

from __future__ import annotations

from datetime import timedelta

import pytest

from kit import clock
from kit.refusals import Refused
from kit.saving import Conflict
from riskmatrix.lifecycle import Status
from riskmatrix.models import Evaluation, Framework, Rating
from riskmatrix.queries.evaluation_page import evaluation_page
from riskmatrix.services import moderation
from riskmatrix.services.self_evaluation import begin, save_rating, submit, unanswered, withdraw
from schools.models import AuditEntry
from tests.cast import AUTUMN_EVENING, Cast
from tests.riskmatrix.conftest import own
from tests.states import rated, submitted


def refused_with(code: str, call, **arguments) -> str:
    with pytest.raises(Refused) as refused:
        call(**arguments)
    assert refused.value.refusal.code == code
    return refused.value.refusal.sentence


def typing_of(rating: Rating) -> list[tuple[str, str, str]]:
    """(who, text before, text after) of each sitting, in the order they happened."""
    entries = AuditEntry.objects.filter(verb="rated KPI", thing_id=rating.pk).order_by("pk")
    return [(entry.by_name, entry.before["commentary"], entry.after["commentary"]) for entry in entries]


def test_beginning_lays_out_every_kpi_unrated(cast: Cast, evaluation: Evaluation, framework: Framework):
    assert evaluation.status == Status.DRAFT
    assert evaluation.framework == framework
    assert evaluation.ratings.count() == 39
    assert {rating.answer for rating in evaluation.ratings.all()} == {""}
    assert len(unanswered(evaluation)) == 39
    assert begin(school=cast.alder, term=cast.autumn, by=cast.deputy_headteacher) == evaluation


def test_early_years_start_as_not_applicable_in_a_junior_school(cast: Cast, framework: Framework):
    evaluation = begin(school=cast.birch, term=cast.autumn, by=cast.other_head)
    excused = evaluation.ratings.filter(not_applicable=True)
    assert {rating.kpi.criterion.code for rating in excused.select_related("kpi__criterion")} == {
        "early-years"
    }
    assert excused.count() == 3

    # The school may still rate them, and take that back.
    saved = save_rating(rating=excused[0], answer="low", version=0, by=cast.other_head)
    assert saved.answer == "low"
    assert save_rating(rating=saved, answer="not_applicable", version=1, by=cast.other_head).not_applicable


def test_who_may_begin(cast: Cast, framework: Framework):
    at = {"school": cast.alder, "term": cast.autumn}
    for person in (cast.governor, cast.chief_executive, cast.other_head, cast.foreign_head):
        refused_with("not-yours", begin, **at, by=person)
    refused_with("term-not-open", begin, school=cast.alder, term=cast.term(2), by=cast.headteacher)
    refused_with("no-framework", begin, school=cast.cedar, term=cast.foreign_autumn, by=cast.foreign_head)
    assert not Evaluation.objects.exists()


def test_saving_keeps_rating_and_text_each_without_the_other(cast: Cast, rating: Rating):
    saved = save_rating(rating=rating, answer="high", version=0, by=cast.headteacher)
    saved = save_rating(rating=saved, commentary="  Two  spaces\r\nkept.", version=1, by=cast.headteacher)
    assert (saved.answer, saved.commentary, saved.version) == ("high", "  Two  spaces\nkept.", 2)
    assert (saved.by, saved.at) == (cast.headteacher, AUTUMN_EVENING)
    assert save_rating(rating=saved, answer="", version=2, by=cast.headteacher).answer == ""


def test_the_second_of_two_people_is_told_and_no_text_is_lost(cast: Cast, rating: Rating):
    head, deputy = cast.headteacher, cast.deputy_headteacher
    page_of_deputy = Rating.objects.get(pk=rating.pk)
    save_rating(rating=rating, commentary="The head's text.", version=0, by=head)

    with pytest.raises(Conflict) as conflict:
        save_rating(rating=page_of_deputy, commentary="The deputy's text.", version=0, by=deputy)
    assert conflict.value.current.commentary == "The head's text."
    assert own(rating.evaluation, rating.kpi.code).commentary == "The head's text."

    # The deputy has seen it and decides for their own: what it replaces stays on record.
    save_rating(rating=page_of_deputy, commentary="The deputy's text.", version=1, by=deputy)
    assert typing_of(rating) == [
        ("Hanna Osei", "", "The head's text."),
        ("Dev Patel", "The head's text.", "The deputy's text."),
    ]


def test_the_same_sent_twice_is_no_conflict(cast: Cast, rating: Rating):
    """The answer to the first was lost on its way, and the page tries again."""
    for _ in range(2):
        again = save_rating(rating=rating, answer="low", commentary="Once.", version=0, by=cast.headteacher)
    assert again.version == 1
    assert len(typing_of(rating)) == 1


def test_a_sitting_is_one_entry_and_another_begins_after_half_an_hour(cast: Cast, rating: Rating):
    moment = AUTUMN_EVENING
    for version, (text, minutes) in enumerate([("a", 0), ("ab", 10), ("abc", 29), ("later", 31)]):
        moment += timedelta(minutes=minutes)
        with clock.set_to(moment):
            save_rating(rating=rating, commentary=text, version=version, by=cast.headteacher)
    assert typing_of(rating) == [("Hanna Osei", "", "abc"), ("Hanna Osei", "abc", "later")]


def test_what_an_answer_may_be(cast: Cast, rating: Rating):
    by = {"version": 0, "by": cast.headteacher}
    assert "applies to this school" in refused_with(
        "applies", save_rating, rating=rating, answer="not_applicable", **by
    )
    refused_with("no-such-step", save_rating, rating=rating, answer="catastrophic", **by)
    assert own(rating.evaluation, rating.kpi.code).version == 0


def test_a_text_over_the_limit_is_refused_whole(cast: Cast, rating: Rating):
    text = "é" * 5_000
    saved = save_rating(rating=rating, commentary=text, version=0, by=cast.headteacher)
    sentence = refused_with(
        "too-long", save_rating, rating=saved, commentary=text + "ab", version=1, by=cast.headteacher
    )
    assert sentence == "This has 5,002 characters. Shorten it by 2 to fit the limit of 5,000."
    assert own(rating.evaluation, rating.kpi.code).commentary == text


def test_only_the_schools_own_leaders_edit(cast: Cast, rating: Rating):
    by_role = {
        role: True
        for role in ("headteacher", "deputy_headteacher", "senior_leader", "school_business_manager")
    }
    for role, person in cast.everybody().items():
        arguments = {"rating": rating, "commentary": f"By {role}.", "by": person}
        arguments["version"] = Rating.objects.get(pk=rating.pk).version
        if role in by_role:
            save_rating(**arguments)
        else:
            refused_with("not-yours", save_rating, **arguments)


def test_an_incomplete_one_is_not_submitted_and_names_what_is_missing(cast: Cast, framework: Framework):
    evaluation = rated(cast.alder, cast.autumn, cast.headteacher, {"staff-voice": "", "risk-register": ""})
    sentence = refused_with("incomplete", submit, evaluation=evaluation, by=cast.headteacher)
    assert sentence == "2 KPIs have no rating yet: Staff voice; Risk register."
    assert Evaluation.objects.get().status == Status.DRAFT

    save_rating(rating=own(evaluation, "staff-voice"), answer="low", version=1, by=cast.headteacher)
    sentence = refused_with("incomplete", submit, evaluation=evaluation, by=cast.headteacher)
    assert sentence == "One KPI has no rating yet: Risk register."


def test_only_the_head_submits(cast: Cast, framework: Framework):
    evaluation = rated(cast.alder, cast.autumn, cast.headteacher)
    for person in (cast.deputy_headteacher, cast.governor, cast.head_of_school_improvement, cast.other_head):
        refused_with("not-yours", submit, evaluation=evaluation, by=person)
    assert submit(evaluation=evaluation, by=cast.headteacher).status == Status.SUBMITTED
    refused_with("not-editable", submit, evaluation=evaluation, by=cast.headteacher)


def test_submitted_it_is_read_only_and_the_moderators_are_told(cast: Cast, framework: Framework):
    evaluation = submitted(cast.alder, cast.autumn, cast.headteacher)
    rating = own(evaluation, "staff-voice")
    refused_with("not-editable", save_rating, rating=rating, answer="high", version=1, by=cast.headteacher)
    for moderator in (cast.head_of_school_improvement, cast.chief_financial_officer):
        [notice] = moderator.notices.filter(key__startswith="evaluation-")
        assert notice.subject == "Alder Primary has submitted its self-evaluation"
        assert notice.link == f"/evaluations/{evaluation.pk}/moderation/"
    assert not cast.chief_executive.notices.filter(key__startswith="evaluation-").exists()


def test_the_head_withdraws_until_moderation_begins(cast: Cast, framework: Framework):
    evaluation = submitted(cast.alder, cast.autumn, cast.headteacher)
    refused_with("not-yours", withdraw, evaluation=evaluation, by=cast.deputy_headteacher)
    withdraw(evaluation=evaluation, by=cast.headteacher)
    rating = own(evaluation, "staff-voice")
    save_rating(rating=rating, answer="high", version=1, by=cast.headteacher)

    submit(evaluation=evaluation, by=cast.headteacher)
    moderation.save_moderated(
        evaluation=evaluation,
        kpi=rating.kpi,
        answer="high",
        reason="",
        version=0,
        by=cast.head_of_school_improvement,
    )
    sentence = refused_with("too-late", withdraw, evaluation=evaluation, by=cast.headteacher)
    assert "can no longer be withdrawn" in sentence
    assert Evaluation.objects.get().status == Status.IN_MODERATION


def test_withdrawn_after_a_return_it_is_sent_back_as_it_was(cast: Cast, framework: Framework):
    improver, head = cast.head_of_school_improvement, cast.headteacher
    evaluation = submitted(cast.alder, cast.autumn, head)
    moderation.return_to_school(evaluation=evaluation, comment="Look again.", by=improver)
    submit(evaluation=evaluation, by=head)
    assert withdraw(evaluation=evaluation, by=head).status == Status.RETURNED
    page = evaluation_page(Evaluation.objects.get(), head)
    assert page.last_comment is not None
    assert page.last_comment.comment == "Look again."
    submit(evaluation=evaluation, by=head)
    assert withdraw(evaluation=evaluation, by=head).status == Status.RETURNED

    # Withdrawn from its first submission it is a draft, and what comes then is submitted again all the same.
    birch = submitted(cast.birch, cast.autumn, cast.other_head)
    assert withdraw(evaluation=birch, by=cast.other_head).status == Status.DRAFT
    submit(evaluation=birch, by=cast.other_head)
    said = improver.notices.filter(key__startswith=f"evaluation-{birch.pk}-").order_by("pk")
    assert [notice.subject for notice in said] == [
        "Birch Junior has submitted its self-evaluation",
        "Birch Junior has withdrawn its self-evaluation",
        "Birch Junior has submitted its self-evaluation again",
    ]


def test_every_move_is_a_row_and_an_audit_entry(cast: Cast, framework: Framework):
    evaluation = submitted(cast.alder, cast.autumn, cast.headteacher)
    withdraw(evaluation=evaluation, by=cast.headteacher)
    moves = [(change.from_status, change.to_status, change.by) for change in evaluation.changes.all()]
    assert moves == [
        ("draft", "submitted", cast.headteacher),
        ("submitted", "draft", cast.headteacher),
    ]
    entries = AuditEntry.objects.filter(thing_kind="riskmatrix.evaluation").order_by("pk")
    assert [entry.verb for entry in entries] == [
        "began self-evaluation",
        "submitted self-evaluation",
        "withdrew self-evaluation",
    ]
    assert all(entry.school == cast.alder and entry.trust == cast.trust for entry in entries)


def test_the_change_and_its_audit_entry_stand_or_fall_together(
    cast: Cast, rating: Rating, monkeypatch: pytest.MonkeyPatch
):
    def broken(**arguments):
        raise RuntimeError("The disk is full.")

    monkeypatch.setattr("riskmatrix.services.self_evaluation.audit.record_typing", broken)
    with pytest.raises(RuntimeError, match="disk"):
        save_rating(rating=rating, answer="low", version=0, by=cast.headteacher)
    assert own(rating.evaluation, rating.kpi.code).answer == ""
