"""The chrome reaches every app; no app reaches back for it. Built in through the settings."""

from __future__ import annotations

from typing import Any

from django import template

from governance.queries.rooms import rooms_of
from schools.models import School

register = template.Library()


@register.inclusion_tag("components/school_rooms.html", takes_context=True)
def school_rooms(context: Any, school: School) -> dict[str, Any]:
    """Links to those pages of ``school`` that the person's posts open, each with how it stands."""
    return {"rooms": rooms_of(school, context["request"].user)}
