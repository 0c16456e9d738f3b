"""External reviews and initiatives in the story: one with findings, one to come; a school's and the trust's."""

from __future__ import annotations

from datetime import date

from django.core.files.uploadedfile import SimpleUploadedFile

from kit.uploads import examine
from schools.models import Person, Trust
from schools.services.actions import ActionText
from support.services import findings, initiatives, reviews
from support.services.reviews import Commission
from tests.house.actors import Thing
from tests.house.here import Here, on


def reviewed(here: Here) -> None:
    """A review was carried out, one finding is an action, one needs none, one is open; another is commissioned."""
    with on("2026-10-05"):
        what = Commission("send", here.word("reviewer"), date(2026, 11, 6), f"Why: {here.word('revwhy')}.")
        review = reviews.commission(school=here.school, what=what, by=here.improver)
    with on("2026-11-06"):
        reviews.carry_out(
            review=review, carried_out_on=date(2026, 11, 5), reviewer=here.word("reviewer"),
            summary=f"It says {here.word('revsummary')}.", by=here.improver,
        )  # fmt: skip
        file = SimpleUploadedFile("report.txt", here.word("revfile").encode(), "text/plain")
        paper = reviews.add_report(review=review, upload=examine(file), by=here.improver)
        found = [
            findings.add(review=review, text=f"Found: {here.word('revfound')} {number}.", by=here.improver)
            for number in range(3)
        ]
        action = ActionText(f"Do {here.word('revaction')}", "Headteacher", date(2027, 1, 29))
        findings.make_action(finding=found[0], text=action, by=here.head)
        findings.leave(finding=found[1], reason=f"Because {here.word('revnone')}.", by=here.improver)
        again = Commission("governance", "Mr Lund", date(2026, 12, 11), f"Why: {here.word('revwhy')}.")
        to_come = reviews.commission(school=here.school, what=again, by=here.chief)
    here.keep("review with findings", review.pk, finding=found[2].pk)
    here.keep("report of a review", paper.pk)
    here.keep("review to come", to_come.pk)


def prepared(here: Here) -> None:
    """The head brings something in: explored, with a question left open, and in preparation."""
    with on("2026-11-09"):
        row = initiatives.begin(
            trust=here.trust, school=here.school, title=here.word("inittitle"), aim=f"For {here.word('initaim')}.",
            settle_by=date(2026, 12, 1), by=here.head,
        )  # fmt: skip
        initiatives.settle(
            initiative=row, stage="explore", question="problem", sentence=f"It is {here.word('initanswer')}.",
            by=here.head,
        )  # fmt: skip
        initiatives.move_on(
            initiative=row, seen="explore", reason=f"As {here.word('initreason')}.", by=here.head,
            settle_by=date(2026, 12, 1),
        )  # fmt: skip
    here.keep("initiative", row.pk)


def of_the_trust(place: str, trust: Trust, by: Person, word: str) -> Thing:
    """Something the whole trust brings in."""
    with on("2026-11-09"):
        row = initiatives.begin(trust=trust, school=None, title=f"One scheme {word}", aim="Alike.", by=by)
    return Thing(place, (row.pk,))
