"""Who was there, as a shared record says it: the school, and those who owe the engagement."""

from __future__ import annotations

from schools.access.roles import Reach, Role
from schools.models import Post
from support.models import Engagement
from support.record_text import RecordText


def attended(engagement: Engagement, text: RecordText) -> dict[str, bool | None]:
    """By the posts that those present held on the day: ``school`` (a post at this very school) and ``owing``.

    None where the record does not tell: it names nobody, or also people without an account. One query.
    """
    day = engagement.held_on
    if day is None or not (text.present or text.others.strip()):
        return {"school": None, "owing": None}
    school = engagement.school
    posts = Post.objects.held_on(day).filter(person__in=text.present, trust=school.trust_id)
    roles = set(posts.filter(schools=school).values_list("role", flat=True))
    roles |= set(posts.filter(role__in=_TRUST_WIDE).values_list("role", flat=True)) if text.present else set()
    held = {Role(role) for role in roles}
    owed_by = set(engagement.commitment.spec.owed_by)
    unsure = None if text.others.strip() else False
    return {
        "school": any(role.reach is Reach.SCHOOL for role in held) or unsure,
        "owing": bool(owed_by & held) or unsure,
    }


_TRUST_WIDE = [role.value for role in Role if role.reach is Reach.TRUST]
