"""The lists of a school's actions."""

from __future__ import annotations

from typing import Any

import django_tables2 as tables
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from kit.templatetags.ui import due_date, long_date
from schools.models import Action


class ActionTable(tables.Table):
    """:param may_keep: whether each row has its button."""

    caption = "Open actions, the soonest first"
    row_header = "what"

    what = tables.Column(verbose_name="Action", orderable=False)
    owner = tables.Column(verbose_name="Who sees to it", default="Nobody named")
    due_on = tables.Column(verbose_name="Done by", empty_values=())
    check_impact_on = tables.Column(verbose_name="Impact checked on", empty_values=())
    origin = tables.Column(verbose_name="Agreed in", orderable=False)
    tick = tables.TemplateColumn(
        template_name="schools/_action_tick.html", verbose_name="Tick off", orderable=False
    )

    class Meta:
        empty_text = "Nothing is open."

    def __init__(self, *args: Any, may_keep: bool, **more: Any) -> None:
        self.may_keep = may_keep
        super().__init__(*args, exclude=() if may_keep else ("tick",), **more)

    def render_what(self, record: Action) -> SafeString | str:
        if not self.may_keep:
            return record.what
        return format_html('<a href="{}">{}</a>', reverse("action", args=[record.pk]), record.what)

    def render_due_on(self, record: Action) -> SafeString:
        # On a phone a cell is a grid: what belongs together needs one element round it.
        return format_html("<span>{}</span>", due_date(record.due_on))

    def render_check_impact_on(self, record: Action) -> SafeString | str:
        return long_date(record.check_impact_on) if record.check_impact_on else "No date set"

    def render_origin(self, record: Action) -> SafeString | str:
        if not record.origin_url:
            return record.origin
        return format_html('<a href="{}">{}</a>', record.origin_url, record.origin)


class DoneTable(ActionTable):
    caption = "Actions done, the latest first"

    done_on = tables.Column(verbose_name="Done on")
    impact = tables.Column(verbose_name="What was found", orderable=False, default="Not written yet")

    class Meta:
        empty_text = "Nothing is done yet."
        exclude = ("due_on",)
        sequence = ("what", "owner", "done_on", "check_impact_on", "impact", "origin", "tick")

    def render_done_on(self, record: Action) -> SafeString:
        return long_date(record.done_on)
