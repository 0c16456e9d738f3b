"""The main menu: one line each, shown to those whose posts lead somewhere behind it."""

from dataclasses import dataclass

from django.urls import NoReverseMatch, reverse

from schools.access.checks import has_anywhere
from schools.access.permissions import Permission
from schools.models import Person


@dataclass(frozen=True)
class Link:
    title: str
    url: str
    current: bool


MENU: list[tuple[str, str, Permission | None]] = [
    ("Home", "home", None),
    ("Dashboard", "dashboard", Permission.SEE_DASHBOARD),
    ("Moderation", "moderation_queue", Permission.MODERATE),
    ("Decisions", "decisions", Permission.CONFIRM_CATEGORY),
    ("Schools", "schools", Permission.SEE_SCHOOL),
    ("Reports", "reports", Permission.READ_REPORT),
    ("People", "people", Permission.MANAGE_PEOPLE),
    ("Terms", "terms", Permission.KEEP_CLOSURES),
    ("Trust", "trust_settings", Permission.MANAGE_TRUST),
    ("Audit", "audit", Permission.READ_AUDIT),
]


def links_for(person: Person, path: str) -> list[Link]:
    """The menu of ``person``; the page at ``path`` or below it is marked as the current one."""
    links = []
    for title, name, permission in MENU:
        if permission is not None and not has_anywhere(person, permission):
            continue
        try:
            url = reverse(name)
        except NoReverseMatch:
            continue
        current = path == url if url == "/" else path.startswith(url)
        links.append(Link(title, url, current))
    return links
