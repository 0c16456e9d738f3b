"""The portal's own template tags, built in everywhere. The gallery shows each of them in every state.

A *step* is an object or a dict with ``code``, ``label``, ``shape``, ``position`` (1 for the least risk) and
``of`` (how many steps the scale has); or one of the words ``unrated``, ``not_applicable``, ``suppressed``.
Nothing at all is unrated. None of these is ever shown like a step.
"""

from collections.abc import Iterable, Iterator
from datetime import date, datetime
from functools import lru_cache
from typing import Any

from django import template
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from kit import clock
from kit.marks import Movement, draw, look_of, print_class
from kit.text import paragraphs

register = template.Library()

ARROWS = {
    Movement.HIGHER: ("up", "higher risk than {}"),
    Movement.LOWER: ("down", "lower risk than {}"),
    Movement.SAME: ("level", "same as {}"),
    Movement.NOT_COMPARABLE: ("broken", "not comparable with {}"),
    Movement.FIRST: ("first", "rated for the first time"),
}
# What a badge looks like, told apart by edge, weight and shape, not by colour.
TONES = {"quiet": "", "open": "", "current": "", "done": "tick", "late": "alert", "stopped": "cross"}


@register.simple_tag
def risk(step: Any) -> SafeString:
    """A chip: shape, word, and a shade that darkens as risk rises."""
    look = look_of(step)
    return format_html('<span class="risk {}">{}{}</span>', look.css, draw(look.shape), look.label)


@register.simple_tag
def risk_on_paper(step: Any) -> SafeString:
    """The chip as ``pdf.css`` draws it."""
    return format_html('<span class="risk {}">{}</span>', print_class(step), look_of(step).label)


@register.simple_tag
def risk_shape(step: Any) -> SafeString:
    """The shape of a step alone, where its word already stands beside it."""
    return draw(look_of(step).shape)


@register.simple_tag
def shape(name: str) -> SafeString:
    """Any shape of kit/marks.py by its name, such as ``tick``; write the word beside it."""
    return draw(name)


@register.filter
def risk_class(step: Any) -> str:
    """``shade-1`` to ``shade-5``, or ``is-unrated`` and the like."""
    return look_of(step).css


@register.filter
def risk_label(step: Any) -> str:
    return look_of(step).label


@register.simple_tag
def movement(
    moved: str | int | None, since: str = "last term", short: bool = False, why: str = ""
) -> SafeString:
    """An arrow and what it means. ``moved`` is a Movement or the number of steps risk rose by.
    ``short`` hides the words from the eye, not from a screen reader; ``why`` is a sentence that comes with them,
    shown under the pointer. None says nothing."""
    if moved is None or moved == "":
        return format_html("{}", "")
    kind = Movement.by(moved) if isinstance(moved, int) else Movement(moved)
    arrow, words = ARROWS[kind]
    hover = format_html(' title="{}"', why) if why else ""
    hidden = format_html('<span class="visually-hidden">. {}</span>', why) if why else ""
    return format_html(
        '<span class="moved is-{}"{}>{}<span class="{}">{}</span>{}</span>',
        kind.value,
        hover,
        draw(arrow),
        "visually-hidden" if short else "moved-words",
        words.format(since),
        hidden,
    )


@register.inclusion_tag("components/heat_cell.html")
def heat_cell(
    step: Any, moved: str | int | None = None, url: str = "", column: str = "", why: str = ""
) -> dict[str, Any]:
    """A cell of a heat map: ``column`` is its criterion, said again where the table turns into lists; ``why`` is
    the sentence that comes with the movement."""
    return {"step": step, "look": look_of(step), "moved": moved, "url": url, "column": column, "why": why}


@register.inclusion_tag("components/risk_legend.html")
def risk_legend(steps: Iterable[Any], movement_too: bool = True, meanings: bool = True) -> dict[str, Any]:
    """What the marks mean; each step may carry its ``meaning``, said unless ``meanings`` is false."""
    marks = [*steps, "unrated", "not_applicable"]
    return {"steps": marks, "movement_too": movement_too, "meanings": meanings}


def _day(moment: date | datetime) -> date:
    if not isinstance(moment, datetime):
        return moment
    return (timezone.localtime(moment) if timezone.is_aware(moment) else moment).date()


@register.filter
def in_words(moment: date | datetime | None) -> str:
    """Friday 11 December 2026"""
    return f"{_day(moment):%A} {_day(moment).day} {_day(moment):%B %Y}" if moment else ""


@register.simple_tag
def long_date(moment: date | datetime | None) -> SafeString:
    """The day in words, marked up for machines."""
    if not moment:
        return format_html("{}", "")
    return format_html('<time datetime="{}">{}</time>', _day(moment).isoformat(), in_words(moment))


@register.simple_tag
def due_date(moment: date | datetime | None) -> SafeString:
    """The day in words, and how far off it is."""
    if not moment:
        return format_html("{}", "No date set")
    days = (_day(moment) - clock.today()).days
    far = {0: "today", 1: "tomorrow", -1: "1 day overdue"}.get(
        days, f"in {days} days" if days > 0 else f"{-days} days overdue"
    )
    css = "far is-late" if days < 0 else "far"
    return format_html('{}<span class="{}">, {}</span>', long_date(moment), css, far)


@register.simple_tag
def progress_bar(done: int, total: int, label: str = "done") -> SafeString:
    """“12 of 39 KPIs rated” over a bar; ``label`` ends the sentence."""
    words = f"{done} of {total} {label}"
    return format_html(
        '<span class="progress-line"><progress value="{}" max="{}" aria-label="{}"></progress>'
        '<span class="progress-words">{}</span></span>',
        done, max(total, 1), label, words,
    )  # fmt: skip


@register.simple_tag
def status_badge(words: str, tone: str = "quiet") -> SafeString:
    """A state in a word. ``tone``: quiet, open, current, done, late or stopped."""
    mark = draw(TONES[tone]) if TONES[tone] else ""
    return format_html('<span class="status is-{}">{}{}</span>', tone, mark, words)


@register.simple_tag
def person_with_role(person: Any, role: Any = None) -> SafeString:
    """“Amira Khan, headteacher”; without ``role`` (words or a post) the first post held today."""
    if not person:
        return format_html("{}", "Nobody yet")
    held = role or next(iter(getattr(person, "current_posts", [])), None)
    title = held if isinstance(held, str) else getattr(held, "title", "")
    if not title:
        return format_html('<span class="person">{}</span>', person)
    said = title if title[1:2].isupper() else f"{title[0].lower()}{title[1:]}"
    return format_html('<span class="person">{}, <span class="person-role">{}</span></span>', person, said)


@register.filter
def plain(text: str | None) -> SafeString:
    """What a person wrote, in its paragraphs, escaped."""
    return format_html_join("", '<p class="typed">{}</p>', ((part,) for part in paragraphs(text or "")))


@register.simple_tag
def row_url(name: str, pk: int) -> str:
    """The address of a route with one number, for pages with a hundred of them: Django is asked once a route."""
    before, after = _round_number(name)
    return f"{before}{pk}{after}"


@register.simple_block_tag(end_name="endaddress")
def address(content: str, name: str, *further: str) -> SafeString:
    """The same where the number stands in it: ``{% address 'rating_save' %}{{ rating.pk }}{% endaddress %}``.

    :param further: what else the route asks for, after the number.
    """
    before, after = _round_number(name, *further)
    return format_html("{}{}{}", before, content, after)


@lru_cache(maxsize=1000)
def _round_number(name: str, *further: str) -> tuple[str, str]:
    unlikely = 987654321
    before, _, after = reverse(name, args=[unlikely, *further]).partition(str(unlikely))
    return before, after


def _errors(form: Any) -> Iterator[tuple[str, str]]:
    """(id of the field or nothing, “Label: sentence”) of each error of a form or a formset."""
    for sentence in form.non_form_errors() if hasattr(form, "non_form_errors") else form.non_field_errors():
        yield "", sentence
    for inner in getattr(form, "forms", None) or []:
        yield from _errors(inner)
    if hasattr(form, "visible_fields"):
        for field in form.visible_fields():
            for sentence in field.errors:
                yield field.id_for_label or f"{field.auto_id}_0", f"{field.label}: {sentence}"


@register.inclusion_tag("components/error_summary.html")
def field_errors_summary(*forms: Any) -> dict[str, Any]:
    """What has to be mended, linked to where; takes the focus. Nothing for forms without errors."""
    return {"errors": [error for form in forms if form and form.is_bound for error in _errors(form)]}
