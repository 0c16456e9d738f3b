"""Records, network meetings and calendars in the story: what the trust shared and what it did not, who cannot come."""

from __future__ import annotations

from datetime import date, datetime

from django.core.files.uploadedfile import SimpleUploadedFile

from kit.uploads import examine
from support.models import Engagement, NetworkMeeting
from support.record_text import ActionLine, RecordText
from support.services import attendance, calendar_addresses, networks, papers, records
from support.services.networks import Arrangement
from tests.cast import LONDON
from tests.house.here import Here, on

KEY = "headteacher-network:2026-27:week-9:1"
MADE_UP = "abcdefghijklmnopqrstuvwxyz0123456789abcdefg.abcdefghijklmnopqrstuvwxyz0123456789abcdefg"


def recorded(here: Here) -> None:
    """The engagement that was held has a record: one version is shared, the draft of another is not."""
    row = Engagement.objects.get(pk=here.things["engagement that was held"].args[0])
    agreed = (ActionLine(f"Do {here.word('recaction')}", "Headteacher", "29 January 2027"),)
    first = RecordText(
        seen=f"Seen: {here.word('recseen')}.", others=f"Ola {here.word('recguest')}", actions=agreed
    )
    draft = records.save(
        engagement=row, text=first, internal=here.word("internal"), version=0, by=here.improver
    )
    records.share(engagement=row, version=draft.version, why="", by=here.improver)
    records.add_view(engagement=row, text=f"We say {here.word('ownview')}.", by=here.head)
    draft = records.save(
        engagement=row, text=RecordText(seen=f"Not shared: {here.word('recdraft')}."), internal=here.word("internal"),
        version=draft.version + 1, by=here.improver,
    )  # fmt: skip
    here.keep("engagement with a record", row.pk, version=draft.version)
    seat = Engagement.objects.get(school=here.school, key=KEY)
    here.keep("network meeting", seat.commitment.year_id, KEY, seat=seat.pk)
    for person in (here.head, here.chief, here.improver):
        calendar_addresses.renew(by=person)
    assert here.lead is not None
    token = calendar_addresses.renew(by=here.lead).path.removeprefix("/calendar/").removesuffix(".ics")
    here.keep("calendar address", token)


def met(schools: dict[str, Here], words: dict[str, dict[str, str]], trust_of: dict[str, str]) -> None:
    """Each trust's heads are to meet; every school sends its apologies. After all schools have lived."""
    for place, here in schools.items():
        said = words[trust_of[place]]
        with on("2026-11-02"):
            meeting = NetworkMeeting.objects.filter(year=here.year(2026), key=KEY).first()
            if meeting is None:
                for what in ("agenda", "place"):
                    said[what] = f"x{what}qz{trust_of[place]}"
                moment = datetime.combine(date(2026, 11, 19), datetime.min.time(), LONDON).replace(hour=9)
                found = Arrangement(moment, 60, said["place"], said["agenda"])
                meeting = networks.arrange(
                    year=here.year(2026), key=KEY, arrangement=found, version=0, by=here.chief
                )
                said["paper"] = f"xpaperqz{trust_of[place]}"
                text = SimpleUploadedFile("paper.txt", said["paper"].encode(), "text/plain")
                papers.add_file(meeting=meeting, title="Minutes", upload=examine(text), by=here.chief)
            attendance.send_apologies(
                meeting=meeting,
                seat=Engagement.objects.get(school=here.school, key=KEY),
                note=here.word("apology"),
                by=here.head,
            )
        here.keep("paper of a network meeting", meeting.papers.get().pk)
