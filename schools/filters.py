"""What the lists can be narrowed down by."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Any

import django_filters as filters
from django import forms
from django.db.models import Q, QuerySet
from django.utils import timezone

from kit import clock
from kit.fields import Day
from schools.forms.people import roles_by_reach
from schools.models import AuditEntry, Person, Post, School, Trust
from schools.queries.audit import entries_of, verb_said, verbs_of

PORTAL = "portal"


class DayFilter(filters.Filter):
    field_class = Day


class Narrowing(filters.FilterSet):
    """A filter of one trust's list; the trust of the address stays in it."""

    trust = filters.CharFilter(widget=forms.HiddenInput, method="same")

    def __init__(self, data: Any, queryset: QuerySet[Any], *, of: Trust, user: Person) -> None:
        super().__init__(data, queryset)
        self.of, self.user = of, user
        self.prepare()

    def prepare(self) -> None:
        """Fill in the choices, which depend on the trust."""

    def same(self, queryset: QuerySet[Any], name: str, value: object) -> QuerySet[Any]:
        return queryset

    def choose(self, name: str, choices: list[Any], everything: str) -> None:
        self.form.fields[name].empty_label = everything
        self.form.fields[name].choices = choices

    def schools(self) -> list[tuple[int, str]]:
        rows = School.objects.visible_to(self.user).filter(trust=self.of)
        return [(school.pk, school.name) for school in rows]


class PeopleFilter(Narrowing):
    name = filters.CharFilter(label="Name or e-mail address", method="named")
    school = filters.ChoiceFilter(label="School", method="same")
    role = filters.ChoiceFilter(label="Role", method="same")
    state = filters.ChoiceFilter(label="Account", method="same")

    def prepare(self) -> None:
        self.choose("school", self.schools(), "Every school")
        self.choose("role", roles_by_reach(), "Every role")
        states = [
            ("now", "Holds a post today"),
            ("none", "Holds no post today"),
            ("closed", "Account closed"),
        ]
        self.choose("state", states, "Everybody")

    def named(self, queryset: QuerySet[Person], name: str, value: str) -> QuerySet[Person]:
        return queryset.filter(Q(name__icontains=value) | Q(email__icontains=value))

    def filter_queryset(self, queryset: QuerySet[Person]) -> QuerySet[Person]:
        """School and role are asked of one and the same post."""
        queryset = super().filter_queryset(queryset)
        values = self.form.cleaned_data.get
        posts = Post.objects.filter(trust=self.of)
        if values("school"):
            posts = posts.filter(schools=values("school"))
        if values("role"):
            posts = posts.filter(role=values("role"))
        if values("state") == "now":
            posts = posts.held_on(clock.today())
        if values("state") == "none":
            held = Post.objects.filter(trust=self.of).held_on(clock.today())
            queryset = queryset.exclude(pk__in=held.values("person"))
        if values("state") == "closed":
            queryset = queryset.filter(is_active=False)
        return queryset.filter(pk__in=posts.values("person"))


class AuditFilter(Narrowing):
    who = filters.ChoiceFilter(label="Who", method="by_whom")
    school = filters.ChoiceFilter(field_name="school")
    verb = filters.ChoiceFilter(label="Did what", field_name="verb")
    since = DayFilter(label="From", method="not_before")
    until = DayFilter(label="To", method="not_after")

    def prepare(self) -> None:
        entries = entries_of(self.of, self.user)
        people = Person.objects.filter(pk__in=entries.order_by().values("by"))
        self.choose("who", [*((each.pk, each.name) for each in people), (PORTAL, "The portal")], "Everybody")
        self.choose("school", self.schools(), "The trust and its schools")
        self.choose("verb", [(verb, verb_said(verb)) for verb in verbs_of(self.of, self.user)], "Everything")

    def by_whom(self, queryset: QuerySet[AuditEntry], name: str, value: str) -> QuerySet[AuditEntry]:
        return queryset.filter(by=None) if value == PORTAL else queryset.filter(by=int(value))

    def not_before(self, queryset: QuerySet[AuditEntry], name: str, value: date) -> QuerySet[AuditEntry]:
        return queryset.filter(until__gte=_midnight(value))

    def not_after(self, queryset: QuerySet[AuditEntry], name: str, value: date) -> QuerySet[AuditEntry]:
        return queryset.filter(at__lt=_midnight(value + timedelta(days=1)))


class SchoolFilter(filters.FilterSet):
    name = filters.CharFilter(label="Name", lookup_expr="icontains")
    phase = filters.ChoiceFilter(choices=School.Phase.choices, empty_label="Every phase")
    state = filters.ChoiceFilter(
        label="State", method="in_state", choices=[("open", "Open"), ("closed", "Closed")], empty_label="All"
    )

    def __init__(self, data: Any, queryset: QuerySet[School]) -> None:
        """Offers the phases that there are among ``queryset``."""
        super().__init__(data, queryset)
        self.here = list(queryset.order_by().values_list("phase", flat=True))
        titles = [(code, title) for code, title in School.Phase.choices if code in self.here]
        self.form.fields["phase"].choices = titles

    @property
    def is_worth_it(self) -> bool:
        """Whether there is more than one school to choose among."""
        return len(self.here) > 1

    def in_state(self, queryset: QuerySet[School], name: str, value: str) -> QuerySet[School]:
        return queryset.filter(closed_on__isnull=value == "open")


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))
