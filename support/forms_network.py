"""What is typed about a meeting of many schools."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django import forms
from django.utils import timezone

from kit.fields import Day, PlainText
from kit.uploads import UploadField
from schools.services.evidence import TITLE_LIMIT
from support.forms import Sheet
from support.models import Attendance
from support.queries.network_page import NetworkPage, Seat
from support.services.networks import AGENDA_LIMIT, LINE_LIMIT, MOST_MINUTES, PLACE_LIMIT, Arrangement

HOURS = ["%H:%M", "%H.%M", "%I:%M%p", "%I.%M%p", "%I%p"]


class ArrangeForm(Sheet):
    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0)
    day = Day(label="Day", error_messages={"required": "Give the day it takes place."})
    time = forms.TimeField(
        label="Time",
        input_formats=HOURS,
        widget=forms.TimeInput(format="%H:%M", attrs={"autocomplete": "off"}),
        help_text="As in 13:30",
        error_messages={
            "required": "Give the time it begins, as in 13:30.",
            "invalid": "This is not a time. Write it as in 13:30.",
        },
    )
    minutes = forms.IntegerField(
        label="Length in minutes", min_value=5, max_value=MOST_MINUTES, initial=60,
        error_messages={"required": "Give its length in minutes, as in 90."},
    )  # fmt: skip
    place = PlainText(label="Place", limit=PLACE_LIMIT, required=False, help_text="A room, or “Online”.")
    agenda = PlainText(
        label="Agenda", limit=AGENDA_LIMIT, rows=5, required=False, help_text="Every school reads it."
    )

    def __init__(self, data: Any = None, *, page: NetworkPage) -> None:
        initial: dict[str, Any] = {"version": page.meeting.version if page.meeting else 0}
        if page.meeting:
            moment = timezone.localtime(page.meeting.starts_at)
            initial |= {"day": moment.date(), "time": moment.time(), "minutes": page.meeting.minutes}
            initial |= {"place": page.meeting.place, "agenda": page.meeting.agenda}
        elif page.promised.engagement.minutes:
            initial["minutes"] = page.promised.engagement.minutes
        super().__init__(data, initial=initial, auto_id="id_arrange_%s")

    def arrangement(self) -> Arrangement:
        values = self.cleaned_data
        moment = timezone.make_aware(datetime.combine(values["day"], values["time"]))
        return Arrangement(moment, values["minutes"], values["place"], values["agenda"])


class AttendanceForm(Sheet):
    """One choice and one note for each school."""

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0)

    def __init__(self, data: Any = None, *, page: NetworkPage) -> None:
        version = page.meeting.version if page.meeting else 0
        super().__init__(data, initial={"version": version}, auto_id="id_came_%s")
        self.seats: list[Seat] = [seat for seat in page.seats if seat.row.status != "cancelled"]
        for seat in self.seats:
            self.fields[f"answer-{seat.row.pk}"] = forms.ChoiceField(
                label=f"{seat.row.school}",
                choices=Attendance.Answer.choices,
                widget=forms.RadioSelect,
                initial=seat.answer,
                error_messages={"required": f"Say whether {seat.row.school} came."},
            )
            self.fields[f"note-{seat.row.pk}"] = PlainText(
                label=f"Who came, or what was said{_of(seat)}", limit=LINE_LIMIT, required=False,
                initial=seat.attendance.note if seat.attendance else "",
            )  # fmt: skip

    @property
    def rows(self) -> Iterable[tuple[Seat, forms.BoundField, forms.BoundField]]:
        return [(seat, self[f"answer-{seat.row.pk}"], self[f"note-{seat.row.pk}"]) for seat in self.seats]

    def answers(self) -> dict[int, tuple[str, str]]:
        values = self.cleaned_data
        pks = [seat.row.pk for seat in self.seats]
        return {pk: (values[f"answer-{pk}"], values[f"note-{pk}"]) for pk in pks}


def _of(seat: Seat) -> str:
    return f", {seat.row.school}"


class CancelMeetingForm(Sheet):
    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0)
    reason = PlainText(
        label="Why will it not be held?", limit=LINE_LIMIT, rows=2, help_text="Every school reads it.",
        error_messages={"required": "Say why it will not be held."},
    )  # fmt: skip

    def __init__(self, data: Any = None, *, page: NetworkPage) -> None:
        version = page.meeting.version if page.meeting else 0
        super().__init__(data, initial={"version": version}, auto_id="id_cancel_%s")


class PaperForm(Sheet):
    """A file or a link."""

    title = PlainText(
        label="Title", limit=TITLE_LIMIT, error_messages={"required": "Give the paper a title."}
    )
    link = forms.CharField(
        label="Link", required=False, help_text="The address of a page, or a file below.",
        widget=forms.TextInput(attrs={"inputmode": "url", "autocomplete": "off", "spellcheck": "false"}),
    )  # fmt: skip
    file = UploadField(label="File", required=False)

    def __init__(self, data: Any = None, files: Any = None) -> None:
        super().__init__(data, files, auto_id="id_paper_%s")

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        if not self.errors and bool(values.get("link")) == bool(values.get("file")):
            self.add_error("link", "Give a link or a file, one of the two.")
        return values


class ApologiesForm(Sheet):
    seat = forms.IntegerField(widget=forms.HiddenInput)
    note = PlainText(
        label="What the trust should know", limit=LINE_LIMIT, required=False,
        help_text="Who is sent instead, or why nobody can come. Other schools do not read it.",
    )  # fmt: skip

    def __init__(self, data: Any = None) -> None:
        super().__init__(data, auto_id="id_apologies_%s")
