"""Help between schools in the story: in autumn 2024 the school was strong and offered help; it is not backed today.

Each school offers; its sibling in the trust has asked twice: one request is agreed work, the other waits.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from django.core.files.uploadedfile import SimpleUploadedFile

from kit.uploads import examine
from riskmatrix.models import Evaluation
from schools.models import School
from support.models import Decision, HelpRequest
from support.queries.help_backing import backings
from support.services import approaches, decisions, help_requests, helping
from tests.house.actors import ALDER, BIRCH, Thing
from tests.house.here import Here, on

SIBLING = {ALDER: BIRCH, BIRCH: ALDER}


def helped(here: Here) -> None:
    """Once the matrix of autumn 2024 is agreed."""
    evaluation = Evaluation.objects.get(pk=here.things["moderated evaluation"].args[0])
    with on("2024-11-25"):
        decisions.confirm(
            school=here.school, strand="academic", category="sustain", reason="Agreed after a visit.",
            evaluation=evaluation, by=here.chief,
        )  # fmt: skip
        areas = [
            each.area for each in backings([here.school])[here.school.pk].values() if each.refusal is None
        ]
        offer = helping.offer_help(
            school=here.school, area=areas[0], what=f"We help with {here.word('helpoffer')}.", contact=here.head,
            by=here.head,
        )  # fmt: skip
        here.keep(
            "school that offers help", here.school.urn, offer=offer.pk, area=areas[1], contact=here.head.pk
        )
        sibling = School.objects.filter(trust=here.trust).exclude(pk=here.school.pk).first()
        if sibling is None:
            return
        asking = SIBLING[here.place]
        here.things["offer to ask for"] = Thing(asking, (sibling.urn, offer.pk))
        values = {"school": sibling, "offer": offer, "hours": Decimal(6), "by": here.chief}
        agreed = help_requests.ask(purpose=f"It is for {here.word('helppurpose')}.", **values)
        agreed = help_requests.agree(request=agreed, by=here.head)
        help_requests.say_what_came(
            request=help_requests.agree(request=help_requests.ask(purpose="More of it.", **values), by=here.head),
            hours=Decimal(4), ended_on=evaluation.term.ends_on.replace(month=11, day=25),
            text=f"It came to {here.word('helpoutcome')}.", by=here.head,
        )  # fmt: skip
        waiting = help_requests.ask(purpose="For later.", **values)
    here.keep("work that is agreed", agreed.pk, asks=asking)
    here.keep("request for help", waiting.pk, asks=asking)


def shared_alike(here: Here) -> None:
    """The school has adopted one approach and says whom to ask; its trust has a template for it."""
    code = "sef-format"
    approaches.say(
        school=here.school, approach=code, standing="adopted", since=date(2025, 9, 1), contact=here.head,
        note=f"We {here.word('appnote')}.", by=here.head,
    )  # fmt: skip
    here.keep("shared approach at a school", here.school.urn, code)
    text = SimpleUploadedFile("form.txt", here.word("template").encode(), "text/plain")
    row = approaches.add_template(
        trust=here.trust, approach=code, title=f"Form of {here.place}", why="", upload=examine(text),
        by=here.improver,
    )  # fmt: skip
    here.keep("template of a shared approach", row.pk)


def strong_again(world: object) -> None:
    """Every school is in its first category once more, as rows: laying out what that promises would take too long."""
    for decision in Decision.objects.filter(strand="academic", category="reinforce"):
        decision.pk = None
        decision.category, decision.is_override = "sustain", decision.recommended != "sustain"
        decision.save()


def nobody_asks(world: object) -> None:
    """Every school is strong once more, and no request waits."""
    strong_again(world)
    HelpRequest.objects.waiting().delete()
