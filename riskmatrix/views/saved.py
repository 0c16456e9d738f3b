"""What the page is told of a save: the line that says so, and what else on it is different now.

Written here and not in a template, because it is drawn with every pause of somebody typing; of the line the template
``_saved_line.html`` says the same.
"""

from __future__ import annotations

from django.utils.html import format_html
from django.utils.safestring import SafeString

from kit.marks import draw
from kit.templatetags.ui import progress_bar
from riskmatrix.models import Rating
from riskmatrix.queries.counting import section_progress

VERSION = '<input type="hidden" name="{0}-version" id="version-{0}" value="{1}" hx-swap-oob="true">'
CARRIED = '<span id="carried-{}" hx-swap-oob="true">{}</span>'
PROGRESS = (
    '<span class="count-done" id="progress-{}" hx-swap-oob="true">{}</span>'
    '<span class="contents-total" id="progress-all" hx-swap-oob="true">{}</span>'
)


def saved_answer(saved: Rating, code: str) -> SafeString:
    """:param saved: a school's own rating as the service has saved it; ``code``, of its KPI."""
    return format_html(
        "{}{}{}{}",
        saved_line(saved),
        format_html(VERSION, code, saved.version),
        format_html(CARRIED, code, _since_carried(saved)) if saved.carried_from_id else "",
        "" if saved.only_words_changed else _progress(saved),
    )


def saved_line(saved: Rating) -> SafeString:
    by = format_html(" by {}", saved.by) if saved.by else ""
    return format_html('<p class="saved-line">{}Saved {}{}</p>', draw("tick"), saved.saved_when, by)


def _since_carried(saved: Rating) -> str:
    if not saved.commentary.strip():
        return " and emptied."
    is_same = saved.commentary == saved.carried_words  # type: ignore[attr-defined]  # read with it
    return ", unchanged." if is_same else " and changed."


def _progress(saved: Rating) -> SafeString:
    progress = section_progress(saved)
    here, all_of_it = progress.here, progress.everywhere
    counted = f"{here.rated} of {here.applicable}" if here.applicable else "Not applicable"
    return format_html(
        PROGRESS,
        progress.criterion,
        counted,
        progress_bar(all_of_it.rated, all_of_it.applicable, all_of_it.label),
    )
