"""The trust's calendar: years, terms with their due dates, days without pupils."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from kit.refusals import Refusal, require
from schools.access.checks import has_anywhere
from schools.access.permissions import Permission
from schools.forms.terms import ClosureForm, DueDatesForm, MovedYearForm, YearForm
from schools.models import AcademicYear, Closure, Term
from schools.queries.calendar import calendar_of
from schools.queries.here import SignedIn, current_trust, trusts_of
from schools.queries.terms import closable_schools, next_start_year, terms_page
from schools.rules import may_keep_closures, may_manage_terms
from schools.services import calendar as service
from schools.typical_year import typical_year
from schools.views.attempts import address_in, attempt, form_page


@require_safe
def terms(request: SignedIn) -> HttpResponse:
    trust, trusts = current_trust(request), trusts_of(request.user)
    page = terms_page(trust, request.user)
    context = {
        "page": page,
        "trust": trust,
        "trusts": trusts,
        "add_url": "" if page.cannot_manage else address_in(trust, trusts, "year_add"),
        "closure_url": address_in(trust, trusts, "closure_add"),
    }
    return render(request, "schools/terms.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def year_add(request: SignedIn) -> HttpResponse:
    trust = current_trust(request, Permission.MANAGE_TERMS)
    start = _start_year(request) or next_start_year(trust)
    form = YearForm(request.POST or None, proposed=typical_year(start))
    if form.is_valid():
        calendar = form.cleaned_data["calendar"]
        year = attempt(form, service.add_year, trust=trust, calendar=calendar, by=request.user)
        if year is not None:
            messages.success(request, f"The year {year} is there. Its terms can now be opened.")
            return redirect("terms")
    return form_page(
        request, form, f"Add the year {form.proposed.name}", _back(), trust=trust,
        lead="These are the dates of a typical year. Change them to the trust's own.",
    )  # fmt: skip


@require_http_methods(["GET", "HEAD", "POST"])
def year_edit(request: SignedIn, pk: int) -> HttpResponse:
    year = get_object_or_404(AcademicYear.objects.visible_to(request.user).select_related("trust"), pk=pk)
    require(may_manage_terms(request.user, year.trust))
    form = MovedYearForm(request.POST or None, proposed=calendar_of(year))
    if form.is_valid():
        calendar = form.cleaned_data["calendar"]
        if attempt(form, service.change_year, year=year, calendar=calendar, by=request.user):
            messages.success(request, f"The dates of {year} are saved.")
            return redirect("terms")
    return form_page(request, form, f"Dates of {year}", _back(), trust=year.trust)


@require_http_methods(["GET", "HEAD", "POST"])
def term_open(request: SignedIn, pk: int) -> HttpResponse:
    """Open a term with its due dates; of an open one, change them."""
    rows = Term.objects.visible_to(request.user).select_related("year__trust")
    term = get_object_or_404(rows, pk=pk)
    require(may_manage_terms(request.user, term.year.trust))
    form = DueDatesForm(request.POST or None, term=term)
    verb = service.change_due_dates if term.opened_at else service.open_term
    if form.is_valid() and attempt(form, verb, term=term, by=request.user, **form.cleaned_data):
        messages.success(
            request, f"The headteachers are told when the work of the {term.in_a_sentence} is due."
        )
        return redirect("terms")
    title = f"Due dates of the {term.in_a_sentence}" if term.opened_at else f"Open the {term.in_a_sentence}"
    return form_page(request, form, title, _back(), trust=term.year.trust)


@require_http_methods(["GET", "HEAD", "POST"])
def closure_add(request: SignedIn) -> HttpResponse:
    trust = current_trust(request)
    if not has_anywhere(request.user, Permission.KEEP_CLOSURES):
        require(Refusal("not-yours", "Your posts do not let you add closures."))
    whole_trust = may_manage_terms(request.user, trust) is None
    schools = closable_schools(trust, request.user)
    form = ClosureForm(request.POST or None, schools=schools, whole_trust=whole_trust)
    if form.is_valid():
        year = _year_of(request, form)
        if year and attempt(form, service.add_closure, year=year, by=request.user, **form.values()):
            messages.success(request, "The days have been added.")
            return redirect("terms")
    return form_page(request, form, "Add days without pupils", _back(), trust=trust)


@require_http_methods(["GET", "HEAD", "POST"])
def closure_remove(request: SignedIn, pk: int) -> HttpResponse:
    rows = Closure.objects.visible_to(request.user).select_related("year__trust", "school")
    closure = get_object_or_404(rows, pk=pk)
    require(may_keep_closures(request.user, closure.year, closure.school))
    if request.method == "POST":
        service.remove_closure(closure=closure, by=request.user)
        messages.success(request, "The days are school days again.")
        return redirect("terms")
    context = {
        "title": "Make these days school days again",
        "where": str(closure.school or closure.year.trust),
        "will_happen": [
            f"{closure} is removed from the calendar.",
            "Promises already laid out stay as they are.",
        ],
        "undo": "You can add the days again.",
        "confirm_label": "Remove the closure",
        "cancel_url": reverse("terms"),
    }
    return render(request, "components/confirm.html", context)


def _back() -> tuple[str, str]:
    return "Terms", reverse("terms")


def _start_year(request: SignedIn) -> int | None:
    typed = request.GET.get("start", "")
    return int(typed) if typed.isdecimal() and 2000 <= int(typed) <= 2100 else None


def _year_of(request: SignedIn, form: ClosureForm) -> AcademicYear | None:
    """The year in which the typed days begin, or an error on the form."""
    day = form.cleaned_data["starts_on"]
    years = AcademicYear.objects.filter(trust=current_trust(request)).select_related("trust")
    year = years.filter(starts_on__lte=day, ends_on__gte=day).first()
    if year is None:
        form.add_error("starts_on", "The trust has no year yet in which this day lies. Add the year first.")
    return year
