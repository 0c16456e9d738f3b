"""The main menu: one line each, shown to those whose posts lead somewhere behind it."""

from dataclasses import dataclass

from django.urls import NoReverseMatch, reverse

from schools.access.checks import has_anywhere
from schools.access.permissions import Permission
from schools.access.scope import trusts_where
from schools.models import Person, School
from schools.queries.here import my_schools


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
    ("Planning", "planning", Permission.RECORD_ENGAGEMENT),
    ("Framework", "frameworks", Permission.EDIT_FRAMEWORK),
    ("Offer", "offers", Permission.EDIT_FRAMEWORK),
    ("Schools", "schools", Permission.SEE_SCHOOL),
    ("Figures", "trust_figures", Permission.SEE_FIGURES),
    ("Reports", "reports", Permission.READ_REPORT),
    ("People", "people", Permission.MANAGE_PEOPLE),
    ("Terms", "terms", Permission.KEEP_CLOSURES),
    ("Trust", "trust_settings", Permission.MANAGE_TRUST),
    ("Audit", "audit", Permission.READ_AUDIT),
]

# Entries about the whole trust: a post for one school opens nothing there.
TRUST_WIDE = {"planning", "trust_figures"}

# Pages that belong to an entry though their addresses do not begin as its own does.
BELONGS: dict[str, str] = {
    "moderation": "moderation_queue",
    "moderation_compare": "moderation_queue",
    "decision": "decisions",
    "offer_differences": "decisions",
    "categories": "dashboard",
    "help_overview": "dashboard",
    "approaches": "dashboard",
    "approach_templates": "offers",
    "fulfilment": "dashboard",
    "decision_answer": "schools",
    "progress": "dashboard",
    "past_matrices": "frameworks",
    "past_term": "frameworks",
    "past_upload": "frameworks",
    "figure_import": "trust_figures",
    "figure_import_columns": "trust_figures",
    # What begins as the settings of the trust do, and is none of them.
    "trust_figures": "trust_figures",
    "trust_figures_import": "trust_figures",
    "trust_figures_official": "trust_figures",
}
# What begins like this is about one school, wherever else it belongs.
OF_A_SCHOOL = (
    "/schools/",
    "/evaluations/",
    "/engagements/",
    "/monitoring/",
    "/actions/",
    "/aim-reviews/",
    "/requirements/",
    "/figure-imports/",
    "/sheets/",
    "/evidence/",
    "/ratings/",
    "/comments/",
    "/appeals/",
    "/reviews/",
    "/review-papers/",
    "/initiatives/",
    "/help-requests/",
    "/improvement-plans/",
    "/rapid-plans/",
)


def links_for(person: Person, path: str, view: str = "") -> list[Link]:
    """The menu of ``person``, with one entry marked: the one to which the page at ``path`` belongs.

    Whoever has a dashboard comes in there, so that it is their home.

    :param view: the name of the page's view, which settles what the address leaves open.
    """
    links = []
    mine = [(title, name) for title, name, permission in MENU if _opens(person, name, permission)]
    names = {name for _, name in mine}
    belongs = BELONGS.get(view, "")
    belongs = belongs if belongs in names else "schools" if path.startswith(OF_A_SCHOOL) else ""
    only = _only_school(person)
    for title, name in mine:
        if name == "home" and "dashboard" in names:
            continue
        try:
            url = reverse(name)
        except NoReverseMatch:
            continue
        if name == "schools" and only is not None:
            title, url = "School", only.get_absolute_url()
        current = name == belongs if belongs else _begins(path, url)
        links.append(Link(title, url, current))
    return links


def _opens(person: Person, name: str, permission: Permission | None) -> bool:
    if permission is None:
        return True
    return bool(trusts_where(person, permission)) if name in TRUST_WIDE else has_anywhere(person, permission)


def _only_school(person: Person) -> School | None:
    """The one school of somebody who has no other: a list of one leads nowhere but there."""
    schools = my_schools(person)
    return schools[0] if len(schools) == 1 and not trusts_where(person, Permission.SEE_SCHOOL) else None


def _begins(path: str, url: str) -> bool:
    return path == url if url == "/" else path.startswith(url)
