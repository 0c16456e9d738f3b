"""The chapter of schools that help one another: offers, a piece of work that is done, one that runs, one that waits."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import Any

from kit import clock
from kit.uploads import Kind, Upload
from support.models import HelpOffer, HelpRequest
from support.services import approaches, help_requests, helping
from trust_portal.demo.data import read
from trust_portal.demo.stage import Stage

Told = dict[str, Any]


def write(stage: Stage) -> None:
    """Once the categories of the term before are confirmed; what came of it is said in the present term, and before
    the last news, which is left to be mailed.
    """
    before, last = stage.plan.terms[-2], stage.plan.present.days[-10]
    stage.at(before.day(0.84), "18:30", lambda: _offer(stage))
    stage.at(before.day(0.86), "18:30", lambda: _agree(stage, "done"))
    stage.at(last, "18:20", lambda: _end(stage))
    stage.at(last, "18:30", lambda: _agree(stage, "running"))
    stage.at(last, "18:40", lambda: _wait(stage))
    stage.at(last, "18:50", lambda: _withdraw(stage))
    stage.at(last, "19:00", lambda: _share(stage))


def _offer(stage: Stage) -> None:
    for told in read("helping")["offers"].values():
        helping.offer_help(
            school=stage.schools[told["school"]], area=told["area"], what=told["what"],
            contact=stage.people[told["contact"]], by=stage.people[told["contact"]],
        )  # fmt: skip
        stage.count("offers of help")


def _row(stage: Stage, key: str) -> HelpOffer:
    told = read("helping")["offers"][key]
    return HelpOffer.objects.standing().get(school=stage.schools[told["school"]], area=told["area"])


def _ask(stage: Stage, told: Told) -> HelpRequest:
    """The trust asks for a school: it knows who may help."""
    return help_requests.ask(
        school=stage.schools[told["school"]], offer=_row(stage, told["offer"]), purpose=told["purpose"],
        hours=Decimal(told["hours"]), by=stage.people["improvement"],
    )  # fmt: skip


def _agree(stage: Stage, key: str) -> None:
    request = _ask(stage, read("helping")[key])
    help_requests.agree(request=request, by=request.offer.contact)
    stage.count("pieces of work agreed between schools")


def _wait(stage: Stage) -> None:
    _ask(stage, read("helping")["waiting"])


def _end(stage: Stage) -> None:
    told = read("helping")["done"]
    request = HelpRequest.objects.agreed().get(school=stage.schools[told["school"]])
    for side, by in (
        ("given", request.offer.contact),
        ("received", stage.head(told["school"], stage.plan.present.place)),
    ):
        hours, text = told[side]
        help_requests.say_what_came(
            request=request,
            hours=Decimal(hours),
            ended_on=clock.today() - timedelta(days=3),
            text=text,
            by=by,
        )


def _withdraw(stage: Stage) -> None:
    for key, told in read("helping")["offers"].items():
        if "withdrawn" in told:
            helping.withdraw(offer=_row(stage, key), why=told["withdrawn"], by=stage.people[told["contact"]])


def _share(stage: Stage) -> None:
    told = read("helping")
    for version in told["template"]["versions"]:
        approaches.add_template(
            trust=stage.trust, approach=told["template"]["approach"], title=told["template"]["title"],
            why=version["why"], upload=Upload("self-evaluation-form.txt", Kind.TEXT, version["text"].encode()),
            by=stage.people["improvement"],
        )  # fmt: skip
    for school, said in told["approaches"].items():
        head = stage.head(school, stage.plan.present.place)
        for standing in ("adopted", "adapting", "not-yet"):
            for code, weeks in said.get(standing, {}).items():
                approaches.say(
                    school=stage.schools[school], approach=code, standing=standing.replace("-", "_"),
                    since=clock.today() - timedelta(weeks=weeks), by=head,
                    contact=head if code in said["asks"] else None,
                )  # fmt: skip
                stage.count("words on shared approaches")
