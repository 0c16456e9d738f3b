"""The list of a school's monitoring forms."""

from __future__ import annotations

import django_tables2 as tables
from django.utils.html import format_html
from django.utils.safestring import SafeString

from kit.templatetags.ui import long_date, person_with_role, status_badge
from monitoring.lifecycle import LABEL, TONE, Status
from monitoring.models import MonitoringForm


class MonitoringTable(tables.Table):
    caption = "Monitoring forms, newest first"
    row_header = "focus"

    focus = tables.Column(empty_values=())
    held_on = tables.Column(verbose_name="Date", empty_values=())
    methods = tables.Column(
        verbose_name="Methods", accessor="methods_in_words", orderable=False, default="None yet"
    )
    lead = tables.Column(verbose_name="Monitoring lead", order_by=("lead__name",), empty_values=())
    classes = tables.Column(
        verbose_name="Classes", attrs={"th": {"class": "number"}, "td": {"class": "number"}}
    )
    required = tables.Column(
        verbose_name="Required actions", attrs={"th": {"class": "number"}, "td": {"class": "number"}}
    )
    status = tables.Column()

    class Meta:
        empty_text = "No monitoring form matches. Clear the filter to see all of them."

    def render_focus(self, record: MonitoringForm) -> SafeString:
        return format_html(
            '<a href="{}">{}</a>', record.get_absolute_url(), record.focus or "Without a focus yet"
        )

    def render_held_on(self, record: MonitoringForm) -> SafeString | str:
        return long_date(record.held_on) if record.held_on else "Not dated yet"

    def render_lead(self, record: MonitoringForm) -> SafeString:
        return person_with_role(record.lead, record.lead_title)

    def render_status(self, record: MonitoringForm) -> SafeString:
        status = Status(record.status)
        return status_badge(LABEL[status], TONE[status])
