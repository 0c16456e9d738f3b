"""What is chosen and typed when a school shares the work and talks about it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms

from kit.fields import Day, PlainText
from kit.refusals import Refusal
from riskmatrix.models import Evaluation
from riskmatrix.queries.readable import ReadableTerm
from riskmatrix.queries.teamwork import WorkRow, titled
from riskmatrix.rules_filling_in import may_be_due
from riskmatrix.services.talk import COMMENT_LIMIT
from riskmatrix.services.teamwork import Hands, Wish, hands
from schools.models import Person

NOBODY = [("", "Nobody in particular")]


class HandsForm(forms.Form):
    """Who has one criterion in hand, until when, and what the page showed when it was opened."""

    use_required_attribute = False

    person = forms.ChoiceField(required=False)
    due_on = Day(required=False, help_text="")
    seen = forms.CharField(required=False, widget=forms.HiddenInput())

    def __init__(
        self, data: Any, *, evaluation: Evaluation, row: WorkRow, people: dict[int, tuple[Person, str]]
    ) -> None:
        self.evaluation, self.criterion = evaluation, row.spec.code
        in_hand, title = row.in_hand, row.spec.title
        stands = hands(in_hand.assignment) if in_hand else Hands()
        shown = {"person": stands.person or "", "due_on": stands.due_on, "seen": written(stands)}
        super().__init__(data, prefix=row.spec.code, initial=shown)
        choices = NOBODY + titled(people.values())
        if in_hand and in_hand.person.pk not in people:
            choices += titled([(in_hand.person, in_hand.role)])
        who, due = self.fields["person"], self.fields["due_on"]
        who.choices = choices  # type: ignore[attr-defined]
        who.label, due.label = f"Who has {title} in hand", f"By when {title} is done"
        who.widget.attrs["class"], due.widget.attrs["class"] = "form-select", "form-control"

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        if "due_on" not in values or "person" not in values or not self.wish().is_one:
            return values
        if values["due_on"] and not values["person"]:
            self.add_error("person", "Choose who has it in hand, or take the date out.")
        elif refusal := may_be_due(values["due_on"], self.evaluation):
            self.add_error("due_on", refusal.sentence)
        return values

    def wish(self) -> Wish:
        values = self.cleaned_data
        wanted = Hands(int(values["person"]) if values["person"] else None, values["due_on"])
        return Wish(self.criterion, read(values.get("seen", "")), wanted)


class WorkForm:
    """The page of shared work: a form for each criterion, taken or refused together."""

    def __init__(
        self,
        data: Any,
        *,
        evaluation: Evaluation,
        rows: Sequence[WorkRow],
        people: dict[int, tuple[Person, str]],
    ) -> None:
        self.is_bound = data is not None
        self.refused = ""
        self.lines = [(row, HandsForm(data, evaluation=evaluation, row=row, people=people)) for row in rows]

    @property
    def forms(self) -> list[HandsForm]:
        return [form for _, form in self.lines]

    @property
    def errors(self) -> list[str]:
        """What stands before the page's title is said by this: whether there is anything to mend."""
        return [self.refused] * bool(self.refused) + [title for form in self.forms for title in form.errors]

    def is_valid(self) -> bool:
        return all([form.is_valid() for form in self.forms])

    def wishes(self) -> list[Wish]:
        return [form.wish() for form in self.forms]

    def refuse(self, refusal: Refusal) -> None:
        """Put what the service said at the top of the page."""
        self.refused = refusal.sentence

    def non_form_errors(self) -> list[str]:
        return [self.refused] if self.refused else []


def written(stands: Hands) -> str:
    return f"{stands.person or ''}|{stands.due_on or ''}"


def read(seen: str) -> Hands:
    """What ``written`` wrote; anything else stands for nobody."""
    person, _, day = seen.partition("|")
    try:
        return Hands(int(person) if person else None, date.fromisoformat(day) if day else None)
    except ValueError:
        return Hands()


class CommentForm(forms.Form):
    use_required_attribute = False

    text = PlainText(
        label="Comment",
        limit=COMMENT_LIMIT,
        rows=2,
        help_text="Only those who fill in this self-evaluation at the school read it. Name no pupil.",
        error_messages={"required": "Write a comment first."},
    )


class TwoTermsForm(forms.Form):
    """Which two terms stand beside each other; the latest two when nothing is asked for."""

    use_required_attribute = False

    one = forms.ChoiceField(label="One term")
    other = forms.ChoiceField(label="Another term")

    def __init__(self, data: Any, *, terms: Sequence[ReadableTerm]) -> None:
        self.terms = {str(term.evaluation.term_id): term for term in terms}
        latest = list(self.terms)[-2:]
        asked = "one" in data or "other" in data
        shown = dict(zip(("one", "other"), latest, strict=False))
        super().__init__(shown | data.dict() if asked else None, initial=shown)
        for field in self.fields.values():
            newest_first = reversed(self.terms.items())
            field.choices = [(pk, str(term.evaluation.term)) for pk, term in newest_first]  # type: ignore[attr-defined]
            field.widget.attrs["class"] = "form-select"
            field.error_messages["invalid_choice"] = "Choose one of the terms of the list."

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        if values.get("one") and values.get("one") == values.get("other"):
            raise forms.ValidationError("Choose two different terms.")
        return values

    def pair(self) -> tuple[ReadableTerm, ReadableTerm] | None:
        """The two, the earlier first; None where there are no two, or something else was asked for."""
        if len(self.terms) < 2 or (self.is_bound and not self.is_valid()):
            return None
        values = self.cleaned_data if self.is_bound else self.initial
        one, other = sorted(
            (self.terms[values["one"]], self.terms[values["other"]]),
            key=lambda term: term.evaluation.term.starts_on,
        )
        return one, other
