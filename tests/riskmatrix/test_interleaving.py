"""Several people at one self-evaluation, in any order that chance finds.

Nobody overwrites what they have not seen, every accepted text can be read again in the audit (but for what the
same person typed over in the same sitting), and the status only ever goes where the lifecycle leads.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import transaction
from hypothesis import Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    rule,
    run_state_machine_as_test,
)

from kit import clock
from kit.refusals import Refused
from kit.saving import Conflict
from riskmatrix.lifecycle import EDITABLE_BY_SCHOOL, FIRST, Status, Verb, next_status
from riskmatrix.models import Evaluation, Rating, Response
from riskmatrix.services import answering, moderation, self_evaluation, settling
from schools.audit import SITTING
from schools.models import AuditEntry, Person
from tests.cast import AUTUMN_EVENING, Cast
from tests.profiles import rounds
from tests.riskmatrix.small import small as small_framework

KPIS = ["single-central-record", "risk-register"]
WITH_TRUST = {Status.SUBMITTED, Status.IN_MODERATION}

which = st.sampled_from(KPIS)
editor = st.sampled_from(["headteacher", "deputy_headteacher"])
answers = st.sampled_from(["low", "high", "high", ""])
texts = st.sampled_from(["Books.", "Visits.", "Minutes."])


@dataclass
class Stands:
    """What the test believes stands in a row."""

    version: int
    answer: str
    text: str
    by: Person | None
    at: datetime


class Interleaving(RuleBasedStateMachine):
    def __init__(self, cast: Cast, evaluation: Evaluation) -> None:
        super().__init__()
        self.savepoint = transaction.atomic()
        self.savepoint.__enter__()
        self.cast, self.evaluation, self.now = cast, evaluation, AUTUMN_EVENING
        self.stands = {kpi: Stands(0, "", "", None, self.now) for kpi in KPIS}
        self.pages = {name: dict.fromkeys(KPIS, 0) for name in ("headteacher", "deputy_headteacher")}
        self.to_be_found: list[tuple[str, str]] = []
        self.finished: set[str] = set()
        self.number = 0

    def teardown(self) -> None:
        transaction.set_rollback(True)
        self.savepoint.__exit__(None, None, None)

    def status(self) -> Status:
        return Status(Evaluation.objects.values_list("status", flat=True).get(pk=self.evaluation.pk))

    def row(self, kpi: str, kind: str = "self") -> Rating | None:
        rows = Rating.objects.filter(evaluation=self.evaluation, kpi__code=kpi, kind=kind)
        return rows.select_related("kpi", "step").first()

    def attempt(self, doing, **arguments) -> str:
        """Do it a moment later; “done”, or why not."""
        self.now += timedelta(seconds=1)
        try:
            with clock.set_to(self.now):
                doing(**arguments)
        except Refused as refused:
            return refused.refusal.code
        except Conflict:
            return "conflict"
        return "done"

    @initialize(start=st.sampled_from(["empty", "crossed", "rated", "submitted", "begun", "asked"]))
    def start_somewhere(self, start: str) -> None:
        """Not always at the very beginning, so that a short walk sees the later rooms as well."""
        if start == "empty":
            return
        if start == "crossed":
            for name in ("headteacher", "deputy_headteacher", "headteacher"):
                self.save(name, KPIS[0], "low", f"By the {name}.")
            return
        for kpi in KPIS:
            self.save("headteacher", kpi, "low", "Begun.")
        if start in {"submitted", "begun", "asked"}:
            self.submit()
        if start == "begun":
            self.moderate(KPIS[0], "low")
        if start == "asked":
            for kpi in KPIS:
                self.moderate(kpi, "critical")
            for strand in ("academic", "operational"):
                self.agree_and_finish(strand)

    @rule(minutes=st.sampled_from([1, 29, 31]))
    def time_passes(self, minutes: int) -> None:
        self.now += timedelta(minutes=minutes)

    @rule(name=editor)
    def load_page(self, name: str) -> None:
        self.pages[name] = {kpi: self.row(kpi).version for kpi in KPIS}

    @rule(name=editor, kpi=which, answer=answers, text=texts, fresh=st.booleans())
    def save(self, name: str, kpi: str, answer: str, text: str, fresh: bool = False) -> None:
        """From the page as it was loaded, or from one loaded this moment."""
        if fresh:
            self.load_page(name)
        self.number += 1
        text = f"{self.number} {text}"
        stands, person, seen = self.stands[kpi], self.cast.holder(name), self.pages[name][kpi]
        editable = self.status() in EDITABLE_BY_SCHOOL
        result = self.attempt(
            self_evaluation.save_rating,
            rating=self.row(kpi), answer=answer, commentary=text, version=seen, by=person,
        )  # fmt: skip
        expected = "not-editable" if not editable else "done" if seen == stands.version else "conflict"
        assert result == expected
        if result != "done":
            return
        same_sitting = stands.by == person and self.now - stands.at < SITTING
        if stands.text and not same_sitting:
            self.to_be_found.append((kpi, stands.text))
        self.stands[kpi] = Stands(stands.version + 1, answer, text, person, self.now)
        self.pages[name][kpi] = stands.version + 1

    @rule(kpi=which, answer=answers, text=texts)
    def write_over(self, kpi: str, answer: str, text: str) -> None:
        """Whoever did not write what stands there reads it and puts something else in its place."""
        by_deputy = self.stands[kpi].by == self.cast.deputy_headteacher
        self.save("headteacher" if by_deputy else "deputy_headteacher", kpi, answer, text, fresh=True)

    @rule(kpi=which, answer=answers, text=texts)
    def write_from_an_old_page(self, kpi: str, answer: str, text: str) -> None:
        """Whoever has not seen what stands there saves all the same."""
        for name, page in self.pages.items():
            if page[kpi] != self.stands[kpi].version:
                self.save(name, kpi, answer, text)
                return

    @rule(name=editor, kpi=which)
    def send_again(self, name: str, kpi: str) -> None:
        """The answer to a save was lost on its way: the same is sent with the version of before."""
        stands = self.stands[kpi]
        if self.status() in EDITABLE_BY_SCHOOL and stands.text:
            arguments = {"answer": stands.answer, "commentary": stands.text, "version": stands.version - 1}
            by = self.cast.holder(name)
            assert (
                self.attempt(self_evaluation.save_rating, rating=self.row(kpi), by=by, **arguments) == "done"
            )

    @rule()
    def submit(self) -> None:
        status, complete = self.status(), all(each.answer for each in self.stands.values())
        result = self.attempt(self_evaluation.submit, evaluation=self.evaluation, by=self.cast.headteacher)
        expected = (
            "not-editable" if status not in EDITABLE_BY_SCHOOL else "done" if complete else "incomplete"
        )
        assert result == expected

    @rule()
    def withdraw(self) -> None:
        before = self.status()
        result = self.attempt(self_evaluation.withdraw, evaluation=self.evaluation, by=self.cast.headteacher)
        assert result == ("done" if before is Status.SUBMITTED else "too-late")

    def moderator(self, strand: str) -> Person:
        by_strand = {"academic": "head_of_school_improvement", "operational": "chief_financial_officer"}
        return self.cast.holder(by_strand[strand])

    @rule(kpi=which, answer=st.sampled_from(["low", "critical"]))
    def moderate(self, kpi: str, answer: str) -> None:
        strand = "academic" if kpi == KPIS[0] else "operational"
        before, open_to_trust = self.row(kpi, "moderated"), self.status() in WITH_TRUST
        self.number += 1
        result = self.attempt(
            moderation.save_moderated,
            evaluation=self.evaluation, kpi=self.row(kpi).kpi, answer=answer, reason=f"{self.number} seen",
            version=before.version if before else 0, by=self.moderator(strand),
        )  # fmt: skip
        expected = (
            "not-in-moderation"
            if not open_to_trust
            else "part-finished"
            if strand in self.finished
            else "done"
        )
        assert result == expected

    @rule(strand=st.sampled_from(["academic", "operational"]))
    def return_it(self, strand: str) -> None:
        before = self.status()
        result = self.attempt(
            moderation.return_to_school,
            evaluation=self.evaluation,
            comment="Again.",
            by=self.moderator(strand),
        )
        if before not in WITH_TRUST:
            assert result == "not-in-moderation"
        else:
            assert result == ("part-finished" if self.finished else "done")

    @rule(strand=st.sampled_from(["academic", "operational"]))
    def agree_and_finish(self, strand: str) -> None:
        before, by = self.status(), self.moderator(strand)
        kpi = KPIS[0] if strand == "academic" else KPIS[1]
        judged = self.row(kpi, "moderated")
        is_older = judged is not None and judged.at < self.row(kpi).at
        arguments = {"evaluation": self.evaluation, "strand": strand, "by": by}
        agreed = self.attempt(moderation.agree_as_rated, **arguments)
        result = self.attempt(moderation.finish_part, **arguments)
        if before in WITH_TRUST and strand not in self.finished and is_older:
            assert (agreed, result) == ("done", "incomplete")
            return
        assert agreed == result
        if before in WITH_TRUST and strand not in self.finished:
            assert result == "done"
            self.finished.add(strand)
        else:
            assert result in {"not-in-moderation", "part-finished"}

    def differing(self) -> set[str]:
        found = {kpi: (self.row(kpi), self.row(kpi, "moderated")) for kpi in KPIS}
        return {
            kpi for kpi, (own, moderated) in found.items() if moderated and own.answer != moderated.answer
        }

    def response(self, kpi: str) -> Response | None:
        return Response.objects.filter(evaluation=self.evaluation, kpi__code=kpi).first()

    @rule(kpi=which, agrees=st.booleans())
    def answer(self, kpi: str, agrees: bool) -> None:
        self.number += 1
        there = self.response(kpi)
        result = self.attempt(
            answering.answer,
            evaluation=self.evaluation, kpi=self.row(kpi).kpi, agrees=agrees, reason=f"{self.number} we think",
            version=there.version if there else 0, by=self.cast.headteacher,
        )  # fmt: skip
        if self.status() is not Status.ANSWERING:
            assert result == "not-answering"
        else:
            assert result == ("done" if kpi in self.differing() else "no-difference")

    @rule()
    def hand_in(self) -> None:
        before = self.status()
        result = self.attempt(answering.hand_in, evaluation=self.evaluation, by=self.cast.headteacher)
        if before is not Status.ANSWERING:
            assert result == "not-answering"
        else:
            assert result == ("done" if all(map(self.response, self.differing())) else "incomplete")

    @rule()
    def the_time_for_an_answer_is_over(self) -> None:
        due = Evaluation.objects.get(pk=self.evaluation.pk).answer_due
        if self.status() is not Status.ANSWERING:
            return
        self.now = max(self.now, datetime.combine(due + timedelta(days=1), AUTUMN_EVENING.timetz()))
        late = {"evaluation": self.evaluation, "by": self.cast.headteacher}
        assert self.attempt(answering.hand_in, **late) == "too-late"
        with clock.set_to(self.now):
            assert [answering.let_unanswered_stand(), answering.let_unanswered_stand()] == [1, 0]
        assert self.status() is Status.MODERATED

    @rule(kpi=which, answer=st.sampled_from(["low", "critical"]))
    def decide(self, kpi: str, answer: str) -> None:
        before, there, said = self.status(), self.row(kpi, "decided"), self.response(kpi)
        result = self.attempt(
            settling.settle,
            evaluation=self.evaluation, kpi=self.row(kpi).kpi, answer=answer, reason="We looked.",
            version=there.version if there else 0, by=self.cast.chief_executive,
        )  # fmt: skip
        if before is not Status.DECIDING:
            assert result == "not-deciding"
        else:
            assert result == ("done" if said and not said.agrees else "not-disagreed")

    @rule()
    def finish_deciding(self) -> None:
        before = self.status()
        open_ones = [
            kpi
            for kpi in KPIS
            if (said := self.response(kpi)) and not said.agrees and not self.row(kpi, "decided")
        ]
        result = self.attempt(
            settling.finish_settling, evaluation=self.evaluation, by=self.cast.deputy_chief_executive
        )
        if before is not Status.DECIDING:
            assert result == "not-deciding"
        else:
            assert result == ("incomplete" if open_ones else "done")

    @invariant()
    def rows_are_what_was_last_accepted(self) -> None:
        for kpi, stands in self.stands.items():
            row = self.row(kpi)
            assert (row.version, row.answer, row.commentary) == (stands.version, stands.answer, stands.text)

    @invariant()
    def every_accepted_text_can_be_read_again(self) -> None:
        entries = AuditEntry.objects.filter(verb="rated KPI", thing_kind="riskmatrix.rating")
        found = {(entry.thing_id, entry.after["commentary"]) for entry in entries}
        for kpi, text in self.to_be_found:
            assert (self.row(kpi).pk, text) in found

    @invariant()
    def the_status_went_where_the_lifecycle_leads(self) -> None:
        status = FIRST
        for change in self.evaluation.changes.order_by("pk"):
            assert change.from_status == status
            status = next_status(status, Verb(change.verb))
            assert change.to_status == status
        assert self.status() == status

    @invariant()
    def agreed_stands_only_when_it_has_come_out(self) -> None:
        """And it is what was decided, or else what was moderated."""
        rows = {
            (row.kpi.code, row.kind): row.answer
            for row in self.evaluation.ratings.select_related("kpi", "step")
        }
        agreed = {kpi: answer for (kpi, kind), answer in rows.items() if kind == "agreed"}
        if self.status() is not Status.MODERATED:
            assert agreed == {}
            return
        assert agreed == {kpi: rows.get((kpi, "decided"), rows[kpi, "moderated"]) for kpi in KPIS}


@pytest.fixture
def small(cast: Cast) -> Evaluation:
    """A self-evaluation of two KPIs, one for each moderator."""
    small_framework(cast.trust, cast.trust_administrator, *KPIS)
    return self_evaluation.begin(school=cast.alder, term=cast.autumn, by=cast.headteacher)


SHORT = settings(max_examples=25, stateful_step_count=25)


@pytest.mark.trial
def test_several_people_at_once_lose_nothing(cast: Cast, small: Evaluation):
    budget = settings(
        SHORT, max_examples=rounds(short=25, long=1_000), stateful_step_count=rounds(short=25, long=60)
    )
    run_state_machine_as_test(lambda: Interleaving(cast, small), settings=budget)


def save_anyway(row: Rating, *, version: int, **columns: Any) -> None:
    """What a save is without the version check."""
    Rating.objects.filter(pk=row.pk).update(**columns, version=row.version + 1)
    row.refresh_from_db()


def test_control_without_the_version_check_the_same_trial_fails(
    cast: Cast, small: Evaluation, monkeypatch: pytest.MonkeyPatch
) -> None:
    """On the very walks of the short trial: somebody's text is written over that the writer has not seen."""
    monkeypatch.setattr(self_evaluation, "save_if_unchanged", save_anyway)
    once = settings(SHORT, derandomize=True, phases=[Phase.generate], report_multiple_bugs=False)
    with pytest.raises(AssertionError) as failed:
        run_state_machine_as_test(lambda: Interleaving(cast, small), settings=once)
    assert "assert 'done' == 'conflict'" in str(failed.value)
