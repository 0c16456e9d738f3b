"""A trust with its framework and offer published, and a school whose risk matrix is moderated."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from riskmatrix.models import Evaluation
from riskmatrix.services import frameworks
from schools.models import Term
from schools.services.calendar import open_term
from support.models import Decision
from support.services import offers
from support.services.decisions import confirm
from tests.cast import Cast
from tests.states import moderated


@pytest.fixture
def offered(cast: Cast, at: Any) -> Cast:
    """The cast, with framework and offer published on the first day of the school year 2026/27."""
    with at("2026-09-01 08:00"):  # by the installation's own commands: the administrator came in November
        framework = frameworks.load_pack(
            path=frameworks.PACKS / "trust-risk-matrix.yaml", trust=cast.trust, by=None
        )
        frameworks.publish(framework=framework, by=None)
        offers.publish(offer=offers.load_pack(trust=cast.trust, by=None), by=None)
    return cast


@pytest.fixture
def evaluation(offered: Cast, at: Any) -> Evaluation:
    """Alder's, of the autumn term, moderated on the first day: everything low."""
    with at("2026-09-01 09:00"):
        return moderated(offered, offered.alder, offered.autumn)


@pytest.fixture
def choose(offered: Cast, evaluation: Evaluation) -> Callable[..., Decision]:
    """``choose("refine", strand="academic")``: the person in charge confirms it by ``evaluation``."""
    people = {"academic": offered.chief_executive, "operational": offered.chief_financial_officer}

    def confirmed(category: str, strand: str = "academic", **more: Any) -> Decision:
        values = {"evaluation": evaluation, "reason": "Agreed after a visit.", "by": people[strand]} | more
        values = {"exit_criteria": "Teaching is sound." if category == "stabilise" else ""} | values
        return confirm(school=values["evaluation"].school, strand=strand, category=category, **values)

    return confirmed


@pytest.fixture
def open_spring(offered: Cast, at: Any) -> Term:
    """The spring term 2027, open."""
    with at("2027-01-05"):
        return open_term(
            term=offered.term(2),
            self_evaluation_due=date(2027, 3, 5),
            moderation_due=date(2027, 3, 12),
            report_due=date(2027, 3, 19),
            by=offered.trust_administrator,
        )
