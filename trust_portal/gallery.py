"""The gallery: every component in every state, on one page, for those who look after the installation."""

from dataclasses import replace
from datetime import timedelta

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from kit import clock
from kit.marks import SHAPES
from schools.models import Person
from trust_portal import samples
from trust_portal.navigation import Link
from trust_portal.samples import FIVE, FOUR, THREE


@require_safe
def gallery(request: HttpRequest) -> HttpResponse:
    """Staff only; to anybody else the page does not exist."""
    if not (isinstance(request.user, Person) and request.user.is_staff):
        raise Http404
    today = clock.today()
    links = [
        Link("Overview", "#lists", True),
        Link("Self-evaluation", "#lists", False),
        Link("Plan", "#lists", False),
    ]
    missing = ["unrated", "not_applicable", "suppressed"]
    context = {
        "today": today,
        "now": clock.now(),
        "scales": [("Three steps", THREE), ("Four steps", FOUR), ("Five steps", FIVE), ("No step", missing)],
        "four": FOUR,
        "five": FIVE,
        "high": samples.HIGH,
        "own_words": {"code": "unrated", "label": "Not yet rated"},
        "shapes": SHAPES,
        "movements": ["higher", "lower", "same", "not_comparable", "first"],
        "criteria": samples.CRITERIA,
        "heat_rows": samples.heat_rows(),
        "table": samples.sample_table(request),
        "no_rows": samples.NoRows([], empty_text="No school has joined yet. Import them from the register."),
        "blank": samples.SampleForm(auto_id="blank_%s"),
        "wrong": samples.sample_bound("id_%s"),
        "single": samples.SampleForm(auto_id="single_%s"),
        "single_wrong": samples.sample_bound("single_wrong_%s"),
        "filter": samples.FilterForm({"phase": "p"}, auto_id="filter_%s"),
        "tasks": samples.tasks(today),
        "links": links,
        "counted": [replace(links[0], current=False), links[1]],
        "page": Paginator(range(200), 10).page(4),
        "facts": [("Headteacher", "Amira Khan"), ("On roll", 214), ("Joined the trust", None)],
        "figures": [
            {"number": "27 of 39", "label": "KPIs rated", "url": "#lists", "note": "Due in 9 days"},
            {"number": 3, "label": "Engagements held this term", "url": "#lists"},
            {"number": "Not known", "label": "Attendance this term"},
        ],
        "history": [
            {"at": today, "by": "Amira Khan", "role": "Headteacher", "words": "Submitted", "note": ""},
            {"at": today - timedelta(days=2), "by": "Jon Reed", "role": "Head of school improvement",
             "words": "Returned", "note": "Please say more about attendance.\n\nThe rest is clear."},
        ],
        "rooms": [
            {"title": "Self-evaluation", "url": "#lists", "is_late": True,
             "about": "Autumn term: draft, 18 of 39 KPIs rated, 7 days overdue"},
            {"title": "Plan", "url": "#lists", "about": "Academic: Reinforce. Operational: Refine"},
            {"title": "Monitoring", "url": "#lists", "about": "2 in draft"},
        ],
        "reason": samples.ReasonForm(auto_id="reason_%s"),
        "will_happen": ["The trust no longer sees your ratings.", "The moderators are told, with your reason."],
        "chart": samples.sample_chart(),
        "mine": "We have appointed a second attendance officer.",
        "theirs": "Attendance is still below 93 per cent.\n\nA plan is being written.",
    }  # fmt: skip
    return render(request, "gallery/gallery.html", context)
