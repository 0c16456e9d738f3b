"""A person, a post, the end of one."""

from __future__ import annotations

from typing import Any

from crispy_forms.layout import Fieldset
from django import forms

from kit import clock
from kit.fields import Day, PlainText
from schools.access.roles import Reach, Role
from schools.forms.layout import set_out
from schools.models import Person, School, Trust
from schools.rhythm import WEEKDAYS, Rhythm

GROUPS = {
    "At one school": Reach.SCHOOL,
    "For assigned schools": Reach.ASSIGNED,
    "For the whole trust": Reach.TRUST,
}
POST_FIELDS = ("role", "schools", "acting", "starts_on", "ends_on")


def roles_by_reach() -> list[tuple[str, list[tuple[str, str]]]]:
    """The roles as a list of choices, under how far they reach."""
    return [
        (heading, [(role.value, role.title) for role in Role if role.reach is reach])
        for heading, reach in GROUPS.items()
    ]


class PostForm(forms.Form):
    """A post of the trust; ``values()`` is what ``appoint`` takes."""

    role = forms.ChoiceField(label="Role", error_messages={"required": "Choose the role."})
    schools = forms.ModelMultipleChoiceField(
        queryset=School.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        label="School or schools",
        help_text="One for a role at a school, each assigned one for an adviser, none for a role of the trust.",
    )
    acting = forms.BooleanField(
        required=False,
        label="Acting",
        help_text="The post is empty or its holder is away, and this person holds it meanwhile.",
    )
    starts_on = Day(label="First day")
    ends_on = Day(label="Last day", required=False, help_text="Leave it empty when it is not known.")

    def __init__(self, *args: Any, trust: Trust, button: str = "Add the post", **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["role"].choices = [("", "Choose a role"), *roles_by_reach()]  # type: ignore[attr-defined]
        self.fields["schools"].queryset = School.objects.filter(trust=trust).open()  # type: ignore[attr-defined]
        self.fields["starts_on"].initial = clock.today
        self.helper = set_out(button, *self.parts())

    def parts(self) -> list[object]:
        return list(POST_FIELDS)

    def values(self) -> dict[str, Any]:
        return {**self.cleaned_data, "schools": list(self.cleaned_data["schools"])}


class NewPersonForm(PostForm):
    """Somebody new with their first post; ``values()`` is what ``engage`` takes."""

    name = PlainText(
        limit=150,
        label="Name",
        help_text="As colleagues know them, for example Amira Khan",
        error_messages={"required": "Give their name."},
    )
    email = forms.EmailField(
        max_length=254,
        label="E-mail address",
        help_text="They sign in with it, and get a link there to set their password.",
        error_messages={
            "required": "Give their e-mail address.",
            "invalid": "This is not an e-mail address. Write it as in name@school.example.",
        },
    )

    field_order = ("name", "email", *POST_FIELDS)

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, button="Add the person", **more)

    def parts(self) -> list[object]:
        return [Fieldset("The person", "name", "email"), Fieldset("Their post", *POST_FIELDS)]


class EndPostForm(forms.Form):
    ends_on = Day(label="Last day of the post")

    def __init__(self, data: Any = None) -> None:
        super().__init__(data, initial={"ends_on": clock.today()})


class NameForm(forms.Form):
    name = PlainText(limit=150, label="Name", error_messages={"required": "Give your name."})

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self.helper = set_out("Save the name", "name")


class RhythmForm(forms.Form):
    """How often one is reminded; one choice, so that no day is asked of somebody who wants no digest."""

    rhythm = forms.ChoiceField(
        label="Remind me by e-mail",
        widget=forms.RadioSelect,
        choices=[
            ("daily", "On each working day on which there is something new"),
            *((f"weekly-{at}", f"Each week on {day}") for at, day in enumerate(WEEKDAYS)),
            ("none", "Never; I look at what is due in the portal"),
        ],
        error_messages={"required": "Choose how often you are reminded."},
    )

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self.helper = set_out("Save the reminders", "rhythm")

    @classmethod
    def of(cls, person: Person) -> str:
        """The choice that stands for ``person``."""
        weekly = person.reminder_rhythm == Rhythm.WEEKLY
        return f"weekly-{person.reminder_weekday}" if weekly else person.reminder_rhythm

    def values(self) -> dict[str, Any]:
        """What ``set_rhythm`` takes."""
        rhythm, _, weekday = self.cleaned_data["rhythm"].partition("-")
        return {"rhythm": rhythm, "weekday": int(weekday or 0)}
