"""The two comparisons that are made request by request: saving while typing, and the page of all KPIs."""

from __future__ import annotations

from itertools import count

from django.core.handlers.wsgi import WSGIHandler
from django.urls import reverse

from riskmatrix.models import Rating
from scripts.bench_bare import bare_site
from scripts.bench_requests import Browser, Pace, in_rounds
from scripts.bench_stage import Stage


def saving_while_typing(stage: Stage) -> Pace:
    """One headteacher, one KPI, other words with every request, as it is after each pause of typing."""
    rating = stage.untouched(902)
    head = stage.heads[rating.evaluation.school_id]
    browser, portal, bare = Browser.of(head), WSGIHandler(), bare_site()
    step, address, version = stage.framework.steps.all()[1], reverse("rating_save", args=[rating.pk]), count()
    asked = count()

    def typed() -> dict[str, object]:
        words = f"What we saw this term, in a sentence or two, and what we do next: {next(asked)}."
        # Each save counts the version up by one, whichever view makes it.
        return {"answer": step.code, "commentary": words, "version": next(version), "typed_by": head.pk}

    def update() -> None:
        browser.ask(bare, f"/save/{rating.pk}/", typed())

    def save() -> None:
        browser.ask(portal, address, {f"{rating.kpi.code}-{name}": value for name, value in typed().items()})

    return Pace(
        "How many saves a second, with rule, lock, version, audit entry and progress?",
        "a bare view with the same UPDATE",
        "the portal's autosave",
        *in_rounds(update, save, rounds=40, a_round=25),
    )


def evaluation_page_of_all(stage: Stage) -> Pace:
    """Every KPI on one page, all of them rated, still to be submitted."""
    evaluation = stage.drafted(stage.new_school(901))
    number = evaluation.ratings.filter(kind=Rating.Kind.SELF).count()
    browser, portal, bare = Browser.of(evaluation.begun_by), WSGIHandler(), bare_site()
    address = f"{reverse('evaluation', args=[evaluation.pk])}?all"

    def crispy() -> None:
        browser.ask(bare, f"/page/{evaluation.pk}/")

    def page() -> None:
        browser.ask(portal, address)

    return Pace(
        f"How many pages of a self-evaluation a second, all {number} KPIs on one?",
        "a plain crispy formset of the same fields",
        "the portal's page, with guidance, evidence, flags and talk",
        *in_rounds(crispy, page, rounds=20, a_round=2),
    )
