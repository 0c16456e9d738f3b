"""Two people in the same moment, with real threads and real transactions.

Each race is run once with its guards and once, as the control, without them: a race that is not lost without its
guard would show nothing.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from contextvars import copy_context

import pytest
from django.db import connection, transaction
from django.db.models import QuerySet

from kit.refusals import Refused
from kit.saving import Conflict
from kit.statements import Question
from riskmatrix.models import Evaluation, Framework, Rating, StatusChange
from riskmatrix.services import held, moderation, moves, self_evaluation
from riskmatrix.services.frameworks import PACKS, load_pack, publish
from schools.models import AuditEntry
from tests.cast import Cast
from tests.riskmatrix.conftest import own
from tests.states import rated

pytestmark = [pytest.mark.postgresql, pytest.mark.django_db(transaction=True)]

PATIENCE = 20  # seconds; how long anything here may take on a busy machine


@pytest.fixture
def ready(cast: Cast) -> Evaluation:
    """Alder's self-evaluation, complete and not submitted."""
    by = cast.trust_administrator
    publish(framework=load_pack(path=PACKS / "trust-risk-matrix.yaml", trust=cast.trust, by=by), by=by)
    return rated(cast.alder, cast.autumn, cast.headteacher)


def at_once(*doings: Callable[[], object]) -> list[str]:
    """Do all at the same time, each in a thread and a connection of its own; what became of each, by its order."""
    outcomes = [""] * len(doings)

    def run(place: int, doing: Callable[[], object]) -> None:
        try:
            doing()
            outcomes[place] = "done"
        except (Conflict, Refused) as trouble:
            outcomes[place] = trouble.refusal.code if isinstance(trouble, Refused) else "conflict"
        finally:
            connection.close()

    threads = [
        threading.Thread(target=copy_context().run, args=(run, place, doing))
        for place, doing in enumerate(doings)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=2 * PATIENCE)
    return outcomes


def somebody_waits() -> bool:
    """Whether a transaction stands before a lock that another holds."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_locks WHERE NOT granted")
        return bool(cursor.fetchone()[0])


def wait_for(other: Callable[[], bool]) -> None:
    """Until the other is as far, or is held by a lock and cannot come."""
    deadline = time.monotonic() + PATIENCE
    while not (other() or somebody_waits()):
        assert time.monotonic() < deadline, "The other neither came nor was held."
        time.sleep(0.01)


def without_lock(evaluation: Evaluation) -> Evaluation:
    return Evaluation.objects.select_related("school__trust", "term__year", "framework").get(pk=evaluation.pk)


def unlocked_rating(*condition: object, pk: int) -> QuerySet[Rating]:
    rows = held._held(*condition, pk=pk)
    rows.query.select_for_update = False
    return rows


@pytest.fixture
def unlocked(monkeypatch: pytest.MonkeyPatch) -> Callable[[], None]:
    """``unlocked()`` takes the lock of the evaluation away, from saving and from submitting."""

    def take_away() -> None:
        monkeypatch.setattr(self_evaluation, "locked", without_lock)
        monkeypatch.setattr(held, "HELD", Question(unlocked_rating))

    return take_away


def two_saves(cast: Cast, ready: Evaluation, monkeypatch: pytest.MonkeyPatch) -> tuple[list[str], Rating]:
    """Head and deputy save the same KPI from pages of the same version; both have been let in when either writes."""
    arrived: list[int] = []
    changes = self_evaluation._changes

    def both_are_in(*arguments):
        found = changes(*arguments)
        arrived.append(1)
        wait_for(lambda: len(arrived) == 2)
        return found

    monkeypatch.setattr(self_evaluation, "_changes", both_are_in)

    def save(by, text: str) -> Callable[[], object]:
        rating = own(ready, "staff-voice")
        return lambda: self_evaluation.save_rating(rating=rating, commentary=text, version=1, by=by)

    outcomes = at_once(save(cast.headteacher, "The head's."), save(cast.deputy_headteacher, "The deputy's."))
    return outcomes, own(ready, "staff-voice")


def test_of_two_saves_one_wins_and_the_other_is_told(cast, ready, monkeypatch):
    outcomes, stands = two_saves(cast, ready, monkeypatch)
    assert sorted(outcomes) == ["conflict", "done"]
    assert stands.version == 2
    assert stands.commentary == ("The head's." if outcomes[0] == "done" else "The deputy's.")


def test_the_same_sent_twice_at_once_is_saved_once(cast, ready, monkeypatch):
    """The second waits for the first, and then finds what that has saved: the answer and the words."""
    save_if_unchanged = self_evaluation.save_if_unchanged

    def slow(*arguments, **named):
        wait_for(lambda: False)
        save_if_unchanged(*arguments, **named)

    monkeypatch.setattr(self_evaluation, "save_if_unchanged", slow)
    rating, sent = own(ready, "staff-voice"), {"answer": "high", "commentary": "Once.", "version": 1}
    save = lambda: self_evaluation.save_rating(rating=rating.pk, **sent, by=cast.headteacher)  # noqa: E731
    before = AuditEntry.objects.count()
    assert at_once(save, save) == ["done", "done"]
    stands = own(ready, "staff-voice")
    assert (stands.answer, stands.commentary, stands.version) == ("high", "Once.", 2)
    entries = AuditEntry.objects.filter(thing_kind="riskmatrix.rating", thing_id=rating.pk)
    assert AuditEntry.objects.count() == before
    assert entries.get().after == {"rating": "high", "commentary": "Once."}


def test_of_two_saves_one_wins_by_the_version_alone(cast, ready, monkeypatch, unlocked):
    unlocked()
    outcomes, stands = two_saves(cast, ready, monkeypatch)
    assert sorted(outcomes) == ["conflict", "done"]
    assert stands.version == 2


def test_control_without_lock_and_version_a_text_is_lost(cast, ready, monkeypatch, unlocked):
    def save_anyway(row, *, version, **columns):
        type(row).objects.filter(pk=row.pk).update(**columns, version=version + 1)
        row.refresh_from_db()

    unlocked()
    monkeypatch.setattr(self_evaluation, "save_if_unchanged", save_anyway)
    outcomes, _ = two_saves(cast, ready, monkeypatch)
    assert outcomes == ["done", "done"]


def save_while_submitting(cast: Cast, ready: Evaluation, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The deputy's save has been let in when the head presses submit; the order in which both came to pass."""
    happened: list[str] = []
    let_in, submitted = threading.Event(), threading.Event()
    changes = self_evaluation._changes

    def let_in_and_slow(*arguments):
        let_in.set()
        wait_for(submitted.is_set)
        return changes(*arguments)

    monkeypatch.setattr(self_evaluation, "_changes", let_in_and_slow)
    rating = own(ready, "staff-voice")

    def save() -> None:
        self_evaluation.save_rating(rating=rating, commentary="Late.", version=1, by=cast.deputy_headteacher)
        happened.append("saved")

    def submit() -> None:
        let_in.wait(timeout=PATIENCE)
        self_evaluation.submit(evaluation=ready, by=cast.headteacher)
        happened.append("submitted")
        submitted.set()

    assert at_once(save, submit) == ["done", "done"]
    assert own(ready, "staff-voice").commentary == "Late."
    return happened


def test_nothing_is_saved_into_what_has_been_submitted(cast, ready, monkeypatch):
    assert save_while_submitting(cast, ready, monkeypatch)[0] == "saved"


def test_control_without_the_lock_a_text_slips_in_after_submission(cast, ready, monkeypatch, unlocked):
    unlocked()
    assert save_while_submitting(cast, ready, monkeypatch) == ["submitted", "saved"]


def two_submissions(cast: Cast, ready: Evaluation, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The head presses submit in two windows; both have passed the rules when either moves it."""
    arrived: list[int] = []
    rule = self_evaluation.rules.may_submit

    def both_passed(*arguments):
        found = rule(*arguments)
        arrived.append(1)
        wait_for(lambda: len(arrived) == 2)
        return found

    monkeypatch.setattr(self_evaluation.rules, "may_submit", both_passed)
    return sorted(at_once(*[lambda: self_evaluation.submit(evaluation=ready, by=cast.headteacher)] * 2))


def submissions() -> tuple[int, int]:
    return StatusChange.objects.count(), AuditEntry.objects.filter(verb="submitted self-evaluation").count()


def test_it_is_submitted_once(cast, ready, monkeypatch):
    assert two_submissions(cast, ready, monkeypatch) == ["done", "not-editable"]
    assert submissions() == (1, 1)
    assert cast.head_of_school_improvement.notices.filter(key__startswith="evaluation-").count() == 1


def test_it_is_submitted_once_by_the_compare_and_set_alone(cast, ready, monkeypatch, unlocked):
    unlocked()
    assert two_submissions(cast, ready, monkeypatch) == ["done", "moved-meanwhile"]
    assert submissions() == (1, 1)


def test_control_without_both_it_is_submitted_twice(cast, ready, monkeypatch, unlocked):
    def move_anyway(evaluation, verb, *, by, comment=""):
        Evaluation.objects.filter(pk=evaluation.pk).update(status="draft")
        evaluation.status = "draft"
        moves.move(evaluation, verb, by=by, comment=comment)

    unlocked()
    monkeypatch.setattr(self_evaluation, "move", move_anyway)
    assert two_submissions(cast, ready, monkeypatch) == ["done", "done"]
    assert submissions() == (2, 2)


def test_two_people_beginning_begin_the_same(cast: Cast):
    by = cast.trust_administrator
    framework: Framework = load_pack(path=PACKS / "trust-risk-matrix.yaml", trust=cast.trust, by=by)
    publish(framework=framework, by=by)
    begin = {"school": cast.alder, "term": cast.autumn}
    outcomes = at_once(
        lambda: self_evaluation.begin(**begin, by=cast.headteacher),
        lambda: self_evaluation.begin(**begin, by=cast.deputy_headteacher),
    )
    assert outcomes == ["done", "done"]
    assert Evaluation.objects.count() == 1
    assert Rating.objects.count() == 39
    assert AuditEntry.objects.filter(verb="began self-evaluation").count() == 1


@pytest.fixture
def waiting(cast: Cast, ready: Evaluation) -> Evaluation:
    """Alder's self-evaluation, submitted."""
    return self_evaluation.submit(evaluation=ready, by=cast.headteacher)


@pytest.fixture
def unlocked_everywhere(monkeypatch: pytest.MonkeyPatch) -> Callable[[], None]:
    """``unlocked_everywhere()`` takes the lock away from the school's and the trust's services."""

    def take_away() -> None:
        for service in (self_evaluation, moderation):
            monkeypatch.setattr(service, "locked", without_lock)

    return take_away


def both_pass(monkeypatch: pytest.MonkeyPatch, *names: str) -> None:
    """Whoever passed one of these rules waits until the other passed one too, or is held by a lock."""
    arrived: list[int] = []
    for name in names:
        rule = getattr(moderation.rules, name)

        def passed(*arguments, rule=rule):
            found = rule(*arguments)
            arrived.append(1)
            wait_for(lambda: len(arrived) >= 2)
            return found

        monkeypatch.setattr(moderation.rules, name, passed)


def rate_beside(cast: Cast, waiting: Evaluation) -> Callable[[], object]:
    kpi = own(waiting, "staff-voice").kpi
    return lambda: moderation.save_moderated(
        evaluation=waiting, kpi=kpi, answer="high", reason="Seen.", version=0,
        by=cast.head_of_school_improvement,
    )  # fmt: skip


def withdraw_while_it_is_rated(cast: Cast, waiting: Evaluation, monkeypatch) -> tuple[list[str], str, int]:
    both_pass(monkeypatch, "may_withdraw", "may_moderate")
    outcomes = at_once(
        lambda: self_evaluation.withdraw(evaluation=waiting, by=cast.headteacher), rate_beside(cast, waiting)
    )
    return outcomes, Evaluation.objects.get().status, Rating.objects.filter(kind="moderated").count()


def test_what_is_withdrawn_is_not_rated_and_what_is_rated_is_not_withdrawn(cast, waiting, monkeypatch):
    result = withdraw_while_it_is_rated(cast, waiting, monkeypatch)
    assert result in (
        (["done", "not-in-moderation"], "draft", 0),
        (["too-late", "done"], "in_moderation", 1),
    )


def test_control_without_the_lock_both_pass_the_rules(cast, waiting, monkeypatch, unlocked_everywhere):
    """The compare-and-set of the move still lets only one of them through, and the other learns it late."""
    unlocked_everywhere()
    outcomes, _, _ = withdraw_while_it_is_rated(cast, waiting, monkeypatch)
    assert sorted(outcomes) == ["done", "moved-meanwhile"]


@pytest.fixture
def agreed(cast: Cast, waiting: Evaluation) -> Evaluation:
    """All of it moderated as the school rated it, no part finished."""
    for strand, by in both_moderators(cast):
        moderation.agree_as_rated(evaluation=waiting, strand=strand, by=by)
    return waiting


def both_moderators(cast: Cast) -> list[tuple[str, object]]:
    return [("academic", cast.head_of_school_improvement), ("operational", cast.chief_financial_officer)]


def save_while_finishing(
    cast: Cast, agreed: Evaluation, monkeypatch, before=lambda: None
) -> tuple[list[str], set[str]]:
    """A moderator's save in one window, the finish of the part in another; what stands moderated and agreed."""
    moderation.finish_part(evaluation=agreed, strand="operational", by=cast.chief_financial_officer)
    before()
    both_pass(monkeypatch, "may_moderate", "may_finish")
    kpi, by = own(agreed, "staff-voice").kpi, cast.head_of_school_improvement
    outcomes = at_once(
        lambda: moderation.save_moderated(
            evaluation=agreed, kpi=kpi, answer="high", reason="Seen.", version=1, by=by
        ),
        lambda: moderation.finish_part(evaluation=agreed, strand="academic", by=by),
    )
    rows = Rating.objects.filter(evaluation=agreed, kpi=kpi, kind__in=["moderated", "agreed"])
    return outcomes, {row.answer for row in rows.select_related("step")}


def test_what_is_agreed_is_what_was_moderated_last(cast, agreed, monkeypatch):
    outcomes, stands = save_while_finishing(cast, agreed, monkeypatch)
    assert outcomes in (["done", "done"], ["not-in-moderation", "done"])
    assert len(stands) == 1


def test_control_without_the_lock_another_rating_stands_than_is_agreed(
    cast, agreed, monkeypatch, unlocked_everywhere
):
    come_out = moderation.come_out
    finished = threading.Event()

    def agree_first(*arguments, **named):
        come_out(*arguments, **named)
        finished.set()

    def slow(*arguments):
        finished.wait(timeout=PATIENCE)
        return printable(*arguments)

    printable = moderation.printable
    unlocked_everywhere()
    monkeypatch.setattr(moderation, "printable", slow)
    outcomes, stands = save_while_finishing(
        cast, agreed, monkeypatch, lambda: monkeypatch.setattr(moderation, "come_out", agree_first)
    )
    assert outcomes == ["done", "done"]
    assert stands == {"low", "high"}


def two_finishes(cast: Cast, agreed: Evaluation, monkeypatch) -> tuple[list[str], str, int]:
    """Both moderators finish their parts in the same moment: neither commits before the other is as far or held."""
    both_pass(monkeypatch, "may_finish")
    through: list[int] = []

    def finish(strand: str, by) -> Callable[[], object]:
        def doing() -> None:
            with transaction.atomic():
                moderation.finish_part(evaluation=agreed, strand=strand, by=by)
                through.append(1)
                wait_for(lambda: len(through) >= 2)

        return doing

    outcomes = at_once(*[finish(strand, by) for strand, by in both_moderators(cast)])
    told = cast.headteacher.notices.filter(subject__contains="has been moderated").count()
    return outcomes, Evaluation.objects.get().status, told


def test_two_finishes_finish_the_whole_once(cast, agreed, monkeypatch):
    assert two_finishes(cast, agreed, monkeypatch) == (["done", "done"], "moderated", 1)
    assert Rating.objects.filter(kind="agreed").count() == 39


def test_control_without_the_lock_nobody_sees_that_both_are_finished(
    cast, agreed, monkeypatch, unlocked_everywhere
):
    """Each sees the other's part unfinished: both are finished, and the whole never is."""
    unlocked_everywhere()
    assert two_finishes(cast, agreed, monkeypatch) == (["done", "done"], "in_moderation", 0)
