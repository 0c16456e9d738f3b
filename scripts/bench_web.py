"""The two comparisons that are made request by request: saving while typing, and the page of all KPIs."""

from __future__ import annotations

from collections.abc import Callable
from itertools import count

from django.http import HttpResponse
from django.urls import reverse

from riskmatrix.models import Rating
from scripts.bench_bare import page as bare_page
from scripts.bench_bare import save as bare_save
from scripts.bench_requests import Browser, InProcess, Pace, Site, in_rounds
from scripts.bench_server import web_server
from scripts.bench_stage import Stage


def saving_while_typing(stage: Stage) -> Pace:
    """As it is for real: through the web server, and a save is on the disk before it is called saved."""
    with web_server() as site:
        return saving_at(site, stage)


def saving_at(site: Site, stage: Stage) -> Pace:
    """One headteacher, one KPI, other words with every request, as it is after each pause of typing."""
    rating = stage.untouched(902)
    head = stage.heads[rating.evaluation.school_id]
    browser, bare, portal = Browser.of(head), *_addresses(bare_save, "rating_save", rating.pk)
    step, version, asked = stage.framework.steps.all()[1], count(), count()

    def typed() -> dict[str, object]:
        words = f"What we saw this term, in a sentence or two, and what we do next: {next(asked)}."
        # Each save counts the version up by one, whichever view makes it.
        return {"answer": step.code, "commentary": words, "version": next(version), "typed_by": head.pk}

    def update() -> None:
        browser.ask(site, bare, typed())

    def save() -> None:
        browser.ask(site, portal, {f"{rating.kpi.code}-{name}": value for name, value in typed().items()})

    return Pace(
        "How many saves a second, with rule, lock, version and audit entry?",
        "a bare view with the same UPDATE",
        "the portal's autosave",
        *in_rounds(update, save, rounds=100, a_round=10),
    )


def _addresses(bare: Callable[..., HttpResponse], portal: str, pk: int) -> tuple[str, str]:
    """Of the bare view and of the portal's route."""
    return reverse(bare, args=[pk]), reverse(portal, args=[pk])


def evaluation_page_of_all(stage: Stage) -> Pace:
    """Every KPI on one page, all of them rated, still to be submitted."""
    evaluation = stage.drafted(stage.new_school(901))
    number = evaluation.ratings.filter(kind=Rating.Kind.SELF).count()
    browser, site = Browser.of(evaluation.begun_by), InProcess()
    bare, portal = _addresses(bare_page, "evaluation", evaluation.pk)

    def crispy() -> None:
        browser.ask(site, bare)

    def page() -> None:
        browser.ask(site, f"{portal}?all")

    return Pace(
        f"How many pages of a self-evaluation a second, all {number} KPIs on one?",
        "a plain crispy formset of the same fields",
        "the portal's page, with guidance, evidence, flags and talk",
        *in_rounds(crispy, page, rounds=20, a_round=2),
    )
