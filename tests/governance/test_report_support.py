"""What governors read about the trust's promises, gathered and not printed."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager

from governance.content import EngagementLine, ReportContent
from governance.models import Report
from governance.queries.dashboard import Choice, dashboard_page
from governance.queries.report import gather
from support.models import AimReview, Commitment, Decision, Engagement
from support.models.engagement import called_off
from support.queries.fulfilment import fulfilment
from support.services import aims, engagements, requirements
from tests.cast import Cast

At = Callable[[str], AbstractContextManager[None]]
Choose = Callable[..., Decision]


def gathered(cast: Cast) -> ReportContent:
    return gather(Report(school=cast.alder, term=cast.autumn))


def academic(content: ReportContent) -> list[EngagementLine]:
    return [line for line in content.engagements if line.strand == "Academic"]


def line_of(content: ReportContent, title: str) -> EngagementLine:
    (line,) = [line for line in academic(content) if title in line.title]
    return line


def test_after_a_change_the_line_says_what_is_promised_now(offered: Cast, choose: Choose, at: At) -> None:
    with at("2026-09-01 10:00"):
        choose("sustain")
    with at("2026-10-12"):
        choose("stabilise")
        content = gathered(offered)

    line = line_of(content, "Progress meeting")
    assert line.title.endswith("and the chair of governors, each month")
    assert line.sentence == "Until 11 October 2026: once each term."
    assert line.ahead == 10
    entitled = content.categories[0].entitles_to
    titles = [line.title for line in academic(content)]
    assert [title for title in entitled if title in titles] == titles  # in the offer's order, as it is now


def test_a_promise_that_ended_keeps_what_was_missed_and_says_why(
    offered: Cast, choose: Choose, at: At
) -> None:
    with at("2026-09-01 10:00"):
        choose("sustain")
    with at("2027-01-18"):
        choose("stabilise")
        content = gathered(offered)

    line = line_of(content, "Monitoring visit made together")
    assert (line.promised, line.held, line.missed, line.ahead) == (1, 0, 1, 0)
    assert line.sentence == "The category changed from Sustain to Stabilise on 18 January 2027."
    assert academic(content)[-1] == line


def test_standing_aims_and_what_is_promised_if_required_reach_the_governors(
    offered: Cast, choose: Choose, at: At
) -> None:
    with at("2026-09-01 10:00"):
        choose("reinforce")
    with at("2026-10-12"):
        before = gathered(offered)
        review = AimReview.objects.filter(commitment__promise="external-consultant").first()
        assert review is not None
        aims.review(review=review, status="at_risk", sentence="Nobody found.", by=offered.chief_executive)
        reviews = Commitment.objects.get(promise="reviews")
        by = offered.head_of_school_improvement
        requirements.decide(commitment=reviews, required=False, sentence="Done last year.", by=by)
        after = gathered(offered)

    assert [(aim.title, aim.status, aim.sentence) for aim in before.aims] == [
        ("Help from other schools of the trust", "Not reviewed yet", ""),
        ("An external consultant in place", "Not reviewed yet", ""),
    ]
    assert (after.aims[1].status, after.aims[1].sentence) == ("At risk", "Nobody found.")
    assert after.aims[1].when == "Autumn term, first half"
    assert [each.answer for each in before.requirements] == ["Not decided yet"]
    assert [(each.answer, each.sentence) for each in after.requirements] == [
        ("Not required", "Done last year.")
    ]


def test_cancelling_what_was_missed_does_not_make_it_unpromised(
    offered: Cast, choose: Choose, at: At
) -> None:
    with at("2026-09-01 10:00"):
        choose("sustain")
    with at("2026-10-12"):
        missed = Engagement.objects.missed().filter(commitment__promise="headteacher-network")[0]
        before = line_of(gathered(offered), "Headteachers’ network")
        engagements.cancel(engagement=missed, reason="Forgotten.", version=1, by=offered.chief_executive)
        content = gathered(offered)
        (row,) = dashboard_page(offered.chief_executive, offered.trust, Choice()).rows[:1]

    assert (before.promised, before.missed, before.cancelled) == (2, 2, 0)
    line = line_of(content, "Headteachers’ network")
    assert (line.promised, line.missed, line.cancelled) == (2, 1, 1)
    assert "1 was cancelled" in " ".join(content.headline)
    assert (row.engagements.promised_to_date, row.engagements.cancelled) == (3, 1)  # one of another network


def test_what_a_change_of_category_called_off_is_not_promised(offered: Cast, choose: Choose, at: At) -> None:
    with at("2026-09-01 10:00"):
        choose("sustain")
    with at("2026-10-12"):
        choose("stabilise")
        kept = fulfilment([offered.alder], offered.year_2026)[offered.alder.pk]["academic"]

    assert Engagement.objects.filter(called_off()).count() > 5
    assert kept.cancelled == 0
