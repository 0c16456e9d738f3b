"""Where schools help one another: what a school offers and finds, a request, and the whole trust's."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from kit.refusals import Refusal, Refused, require
from schools.access.checks import has_anywhere
from schools.access.permissions import Permission
from schools.models import School
from support import rules_helping as rules
from support.forms_helping import AskForm, DeclineForm, OfferHelpForm, OutcomeForm, WithdrawForm
from support.matching import Offered, match
from support.models import HelpOffer, HelpRequest
from support.queries.help_backing import backing_of
from support.queries.help_request_page import help_request_page
from support.queries.help_trust import help_of_trusts
from support.queries.helping import HelpingPage, contacts_of, helping_page, party
from support.services import help_requests
from support.services import helping as service

# Refusals about what was typed go back beside the field; the others are a page of their own.
FIELD_OF = {
    "offered": "area",
    "not-at-the-school": "contact",
    "words-missing": "purpose",
    "no-hours": "hours",
    "in-the-future": "ended_on",
    "before-it-was-agreed": "ended_on",
    "asked": "purpose",
}


@require_http_methods(["GET", "HEAD", "POST"])
def helping(request: HttpRequest, urn: int) -> HttpResponse:
    """What the school offers, which offers of others suit it, and the hours between them."""
    school = _school(request, urn)
    page = helping_page(school, request.user, whole="all" in request.GET)
    form = OfferHelpForm(school=school, areas=page.to_offer)
    withdrawals = {line.offer.pk: WithdrawForm(offer=line.offer.pk) for line in page.offers}
    if request.method == "POST":
        require(page.may_offer)
        if request.POST.get("do") == "withdraw":
            offer = _own_offer(page, request.POST.get("offer", ""))
            withdrawals[offer.pk] = WithdrawForm(request.POST, offer=offer.pk)
            if _withdrawn(withdrawals[offer.pk], offer, request):
                return redirect("helping", urn)
        else:
            form = OfferHelpForm(request.POST, school=school, areas=page.to_offer)
            if _done(form, service.offer_help, school=school, by=request.user):
                messages.success(request, "The other schools of the trust can see your offer now.")
                return redirect("helping", urn)
    wrong = next((each for each in (form, *withdrawals.values()) if each.errors), form)
    own = [(line, withdrawals[line.offer.pk]) for line in page.offers]
    context = {"page": page, "school": school, "form": form, "own": own, "wrong": wrong}
    return render(request, "support/helping.html", context, status=422 if wrong.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def help_ask(request: HttpRequest, urn: int, pk: int) -> HttpResponse:
    """The school asks for what another one offers."""
    school = _school(request, urn)
    rows = HelpOffer.objects.visible_to(request.user).filter(school__trust=school.trust_id)
    offer = get_object_or_404(rows.select_related("school__trust", "contact"), pk=pk)
    require(rules.may_ask(request.user, school, offer, backing_of(offer)))
    form = AskForm(request.POST or None)
    if request.method == "POST" and _done(
        form, help_requests.ask, school=school, offer=offer, by=request.user
    ):
        messages.success(request, f"{offer.school} is told. You read the answer here.")
        return redirect("helping", urn)
    found = match(party(school), offer.area, [Offered(offer.pk, offer.area, party(offer.school))])[0]
    context = {
        "school": school,
        "offer": offer,
        "contact": contacts_of([offer])[offer.pk],
        "match": found,
        "form": form,
    }
    return render(request, "support/help_ask.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def help_request(request: HttpRequest, pk: int) -> HttpResponse:
    """One request: the answer, and at the end what both schools say came of it."""
    rows = HelpRequest.objects.visible_to(request.user).select_related(
        "offer__school__trust", "offer__contact", "school__trust", "by", "answered_by"
    )
    found = get_object_or_404(rows.prefetch_related("outcomes__by"), pk=pk)
    page = help_request_page(found, request.user)
    forms: dict[str, Form] = {"decline": DeclineForm(), "outcome": OutcomeForm(side=page.side)}
    if request.method == "POST":
        step = request.POST.get("do", "")
        if step not in STEPS:
            raise Http404
        name, kind, serve, said = STEPS[step]
        form = kind(request.POST)
        if _done(form, serve, request=found, by=request.user):
            messages.success(request, said)
            return redirect(found)
        forms[name] = form
    context = {
        "page": page,
        **{f"{name}_form": form for name, form in forms.items()},
    }
    status = 422 if any(form.errors for form in forms.values()) else 200
    return render(request, "support/help_request.html", context, status=status)


@require_safe
def help_overview(request: HttpRequest) -> HttpResponse:
    """Every offer of the trust with its backing, and the hours that schools gave one another."""
    if not has_anywhere(request.user, Permission.SEE_DASHBOARD):
        require(Refusal("not-yours", "Your posts do not open this page."))
    trusts = help_of_trusts(request.user, whole="all" in request.GET)
    return render(request, "support/help_overview.html", {"trusts": trusts})


# The button: the form on the page, what is done, what is said.
STEPS: dict[str, tuple[str, type[Form], Callable[..., Any], str]] = {
    "agree": ("agree", Form, help_requests.agree, "It is agreed. The other school is told."),
    "decline": ("decline", DeclineForm, help_requests.decline, "The other school reads your reason."),
    "take-back": ("take_back", Form, help_requests.take_back, "The request is taken back."),
    "outcome": ("outcome", OutcomeForm, help_requests.say_what_came, "It is recorded for both schools."),
}


def _school(request: HttpRequest, urn: int) -> School:
    schools = School.objects.visible_to(request.user, Permission.SEE_PLAN).select_related("trust")
    return get_object_or_404(schools, urn=urn)


def _own_offer(page: HelpingPage, sent: str) -> HelpOffer:
    """The offer that was sent, among the school's own."""
    for line in page.offers:
        if str(line.offer.pk) == sent:
            return line.offer
    raise Http404


def _withdrawn(form: WithdrawForm, offer: HelpOffer, request: HttpRequest) -> bool:
    if not form.is_valid():
        return False
    service.withdraw(offer=offer, why=form.cleaned_data["why"], by=request.user)
    messages.success(request, f"Help with {offer.area_title} is no longer offered.")
    return True


def _done(form: Form, serve: Callable[..., Any], **more: Any) -> bool:
    """Whether it was done; what is to be mended stands beside its field otherwise."""
    if not form.is_valid():
        return False
    try:
        serve(**more, **form.cleaned_data)
    except Refused as refused:
        field = FIELD_OF.get(refused.refusal.code)
        if field not in form.fields:
            raise
        form.add_error(field, refused.refusal.sentence)
        return False
    return True
