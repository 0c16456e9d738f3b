"""The lists of schools, people and what happened, as columns."""

from __future__ import annotations

from functools import cached_property
from typing import Any

import django_tables2 as tables
from django.template.loader import render_to_string

from schools.models import AuditEntry, Person, Post, School
from schools.queries.audit import Names, changes_of, names_in, verb_said
from schools.queries.people import post_line

NOT_RECORDED = "Not recorded"


class SchoolTable(tables.Table):
    name = tables.Column(linkify=True)
    phase = tables.Column()
    head_posts = tables.Column(verbose_name="Headteacher", orderable=False, default="Nobody at present")
    number_on_roll = tables.Column(verbose_name="Pupils on roll", default=NOT_RECORDED)
    local_authority = tables.Column(default=NOT_RECORDED)
    joined_on = tables.DateColumn(verbose_name="Joined", format="j F Y", default=NOT_RECORDED)
    caption = "Schools"

    class Meta:
        model = School
        fields = ("name", "phase", "head_posts", "number_on_roll", "local_authority", "joined_on")
        order_by = ("name",)
        empty_text = "No school is listed here."

    def render_name(self, value: str, record: School) -> str:
        return f"{value} (closed)" if record.closed_on else value

    def render_head_posts(self, value: list[Post]) -> str:
        return ", ".join(f"{post.person} (acting)" if post.acting else str(post.person) for post in value)


class PeopleTable(tables.Table):
    name = tables.Column(linkify=("person", {"pk": tables.A("pk")}))
    email = tables.Column(attrs={"td": {"class": "address"}})
    posts_here = tables.Column(verbose_name="Posts", orderable=False)
    is_active = tables.Column(verbose_name="Account")
    caption = "People"

    class Meta:
        model = Person
        fields = ("name", "email", "posts_here", "is_active")
        order_by = ("name",)
        empty_text = "Nobody is listed here."

    def render_posts_here(self, value: list[Post]) -> str:
        return render_to_string("schools/_posts.html", {"posts": [post_line(post) for post in value]})

    def render_is_active(self, value: bool, record: Person) -> str:
        if not value:
            return "Closed"
        # Of somebody who works for another trust too, this is not ours to know.
        known = not record.works_elsewhere  # type: ignore[attr-defined]  # people_of() puts it there
        return "No password yet" if known and not record.has_usable_password() else "Open"


class AuditTable(tables.Table):
    at = tables.Column(verbose_name="When", order_by=("at", "pk"))
    by_name = tables.Column(verbose_name="Who")
    verb = tables.Column(verbose_name="Did what")
    thing_name = tables.Column(verbose_name="To what", orderable=False)
    school = tables.Column(orderable=False, default="The trust")
    changes = tables.Column(
        verbose_name="Before and after", orderable=False, accessor="pk", attrs={"td": {"class": "changes"}}
    )
    caption = "What happened"

    class Meta:
        model = AuditEntry
        fields = ("at", "by_name", "verb", "thing_name", "school", "changes")
        order_by = ("-at",)
        empty_text = "Nothing like this has happened."

    @cached_property
    def names(self) -> Names:
        """Asked once for the entries of this page."""
        return names_in([row.record for row in self.paginated_rows])

    def render_at(self, record: AuditEntry) -> str:
        return render_to_string("schools/_when.html", {"entry": record})

    def render_verb(self, value: str) -> str:
        return verb_said(value)

    def render_changes(self, record: AuditEntry) -> str:
        changes: list[Any] = changes_of(record, self.names)
        return render_to_string("schools/_changes.html", {"changes": changes})
