"""The chrome reaches every app; no app reaches back for it. Built in through the settings."""

from __future__ import annotations

from typing import Any

from django import template
from django.urls import reverse

from schools.access.checks import has
from schools.access.permissions import Permission
from schools.models import School

register = template.Library()

ROOMS: list[tuple[str, str, str, Permission]] = [
    (
        "self_evaluation",
        "Self-evaluation",
        "This term's ratings and commentary",
        Permission.SEE_SELF_EVALUATION,
    ),
    ("matrices", "Risk matrix", "What was agreed, term by term", Permission.SEE_AGREED_MATRIX),
    ("plan", "Support", "The categories and what they promise", Permission.SEE_PLAN),
    ("monitoring", "Monitoring", "What leaders saw in classrooms", Permission.SEE_MONITORING),
    ("actions", "Actions", "What the school has agreed to do", Permission.SEE_ACTIONS),
]


@register.inclusion_tag("components/school_rooms.html", takes_context=True)
def school_rooms(context: Any, school: School) -> dict[str, Any]:
    """Links to those pages of ``school`` that the person's posts open."""
    person = context["request"].user
    return {
        "rooms": [
            {"url": reverse(name, args=[school.urn]), "title": title, "about": about}
            for name, title, about, permission in ROOMS
            if has(person, permission, school)
        ]
    }
