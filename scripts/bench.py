"""`make bench`: how things compare, measured side by side in one run on a throw-away PostgreSQL, which writes to the
disk what it says is saved, as it does for real.

Milliseconds differ from machine to machine and from hour to hour; the ratios are what to look at. To add one: a
function that takes the stage and returns a Comparison, and its name in COMPARISONS. What is compared request by
request stands in bench_web.py, how the planner grows in bench_planning.py. `python -m scripts.bench pdf dashboard`
measures only those.
"""

import os
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from statistics import median
from typing import TYPE_CHECKING

from scripts.servers import servers

if TYPE_CHECKING:
    from scripts.bench_stage import Stage


@dataclass(frozen=True)
class Comparison:
    """``measured`` against ``base``, both in seconds, taken in turns."""

    question: str
    base_name: str
    base: float
    name: str
    measured: float
    note: str = ""

    def line(self) -> str:
        ratio = self.measured / self.base
        return (
            f"{self.question}\n  {self.base_name}: {self.base * 1000:.1f} ms; {self.name}: "
            f"{self.measured * 1000:.1f} ms; ratio {ratio:.2f}{f'. {self.note}' if self.note else ''}\n"
        )


def in_turns(first: Callable[[], object], second: Callable[[], object], rounds: int) -> tuple[float, float]:
    """The median seconds of each; taken in turns, so that a slow moment of the machine meets both."""
    times: tuple[list[float], list[float]] = ([], [])
    for turn in range(rounds + 2):
        for kept, work in zip(times, (first, second), strict=True):
            began = time.perf_counter()
            work()
            if turn >= 2:  # the first two load what is loaded once
                kept.append(time.perf_counter() - began)
    return median(times[0]), median(times[1])


def saving_a_rating(stage: "Stage") -> Comparison:
    from itertools import cycle

    from riskmatrix.models import Rating
    from riskmatrix.services.self_evaluation import save_rating

    rating = stage.untouched()
    head = stage.heads[rating.evaluation.school_id]
    words = cycle(["First thoughts.", "Second thoughts."])

    def bare() -> None:
        Rating.objects.filter(pk=rating.pk).update(commentary=next(words))

    def saved() -> None:
        rating.refresh_from_db()
        save_rating(rating=rating, commentary=next(words) + " More.", version=rating.version, by=head)

    base, measured = in_turns(bare, saved, 100)
    question = "What does a saved rating cost, with its rule, lock, version and audit entry?"
    return Comparison(question, "bare UPDATE", base, "save_rating", measured)


def dashboard(stage: "Stage") -> Comparison:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    from governance.queries.dashboard import dashboard_page
    from governance.queries.heat_map import Choice
    from schools.models import Person

    def look() -> None:
        # As a request does it: the person and their posts are read anew.
        chief = Person.objects.get(pk=stage.cast.chief_executive.pk)
        dashboard_page(chief, stage.cast.trust, Choice())

    def measured(count: int) -> tuple[float, int]:
        stage.schools(count)
        took, _ = in_turns(look, lambda: None, 15)
        with CaptureQueriesContext(
            connection,
        ) as queries:
            look()
        return took, len(queries)

    few, few_queries = measured(6)
    many, many_queries = measured(60)
    note = f"{few_queries} and {many_queries} queries"
    return Comparison(
        "How does the dashboard grow with the trust?", "6 schools", few, "60 schools", many, note
    )


def pdf(stage: "Stage") -> Comparison:
    from django.template.loader import render_to_string

    from governance.models import Report
    from governance.services.printing import print_report
    from governance.services.reports import ask_for_report, prepare
    from kit.pdf import render
    from schools.models import School
    from scripts.bench_stage import EVENING

    stage.schools(6)
    school = School.objects.get(pk=next(iter(stage.heads)))
    report = ask_for_report(school=school, term=stage.cast.autumn, by=stage.cast.head_of_school_improvement)
    prepare(report)
    report = Report.objects.get(pk=report.pk)
    html = render_to_string("pdf/base.html", {"title": "One page"})

    def page() -> None:
        render(html, title="One page", author="Nobody", identifier="page", issued_at=EVENING)

    base, measured = in_turns(page, lambda: print_report(report), 3)
    question = "What does a school's report cost beyond starting the cage?"
    return Comparison(question, "an empty page", base, "a termly report", measured)


COMPARISONS = [saving_a_rating, dashboard, pdf]


def main() -> int:
    with servers(durable=True) as places:
        os.environ |= places | {"DJANGO_SETTINGS_MODULE": "scripts.bench_settings"}
        import django

        django.setup()
        from django.conf import settings
        from django.test.utils import get_runner

        from kit import clock
        from scripts.bench_planning import Growth, planning_a_year
        from scripts.bench_requests import Pace
        from scripts.bench_stage import EVENING, Stage
        from scripts.bench_web import evaluation_page_of_all, saving_while_typing

        runner = get_runner(settings)(verbosity=0, interactive=False)
        databases = runner.setup_databases()
        try:
            stage = Stage()
            comparisons: list[Callable[[Stage], Pace | Comparison | Growth]]
            comparisons = [*COMPARISONS, saving_while_typing, evaluation_page_of_all, planning_a_year]
            for compare in comparisons:
                if sys.argv[1:] and compare.__name__ not in sys.argv[1:]:
                    continue
                with clock.set_to(EVENING):
                    print(compare(stage).line(), flush=True)
        finally:
            runner.teardown_databases(databases)
    return 0


if __name__ == "__main__":
    sys.exit(main())
