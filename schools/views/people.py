"""The people of the trust and their posts, for its administrator."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from django_tables2 import RequestConfig

from kit.refusals import require
from schools.access.permissions import Permission
from schools.filters import PeopleFilter
from schools.forms.people import EndPostForm, NewPersonForm, PostForm
from schools.models import Person, Post
from schools.queries.here import SignedIn, current_trust, trusts_of
from schools.queries.mail import unsent_mail
from schools.queries.people import people_of, person_page, post_line
from schools.rules import may_end_post
from schools.services import people as service
from schools.tables import PeopleTable
from schools.views.attempts import address_in, attempt, form_page

PER_PAGE = 50


@require_safe
def people(request: SignedIn) -> HttpResponse:
    trust = current_trust(request, Permission.MANAGE_PEOPLE)
    filter_ = PeopleFilter(request.GET or None, people_of(trust, request.user), of=trust, user=request.user)
    table = PeopleTable(filter_.qs)
    RequestConfig(request, paginate={"per_page": PER_PAGE}).configure(table)
    trusts = trusts_of(request.user, Permission.MANAGE_PEOPLE)
    context = {"trust": trust, "trusts": trusts, "filter": filter_, "table": table}
    context["add_url"] = address_in(trust, trusts, "person_add")
    context["unsent"] = unsent_mail(trust, request.user)
    return render(request, "schools/people.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def person_add(request: SignedIn) -> HttpResponse:
    trust = current_trust(request, Permission.MANAGE_PEOPLE)
    form = NewPersonForm(request.POST or None, trust=trust)
    if form.is_valid():
        post = attempt(form, service.engage, trust=trust, by=request.user, **form.values())
        if post is not None:
            # By the address that was typed: it may belong to somebody another trust has named.
            added = form.cleaned_data["email"]
            messages.success(request, f"{added} has been added. They are told by e-mail.")
            return redirect("person", pk=post.person_id)
    return form_page(request, form, "Add a person", ("People", reverse("people")), trust=trust)


@require_safe
def person(request: SignedIn, pk: int) -> HttpResponse:
    found = _fetch(request, pk)
    return render(request, "schools/person.html", {"page": person_page(found, request.user)})


@require_http_methods(["GET", "HEAD", "POST"])
def post_add(request: SignedIn, pk: int) -> HttpResponse:
    trust = current_trust(request, Permission.MANAGE_PEOPLE)
    found = _fetch(request, pk)
    form = PostForm(request.POST or None, trust=trust)
    if form.is_valid():
        post = attempt(form, service.appoint, person=found, trust=trust, by=request.user, **form.values())
        if post is not None:
            messages.success(request, f"{found} now has the post of {post.title}.")
            return redirect("person", pk=pk)
    return form_page(
        request, form, f"Add a post for {found}", (found.name, reverse("person", args=[pk])), trust=trust
    )


@require_http_methods(["GET", "HEAD", "POST"])
def post_end(request: SignedIn, pk: int) -> HttpResponse:
    posts = Post.objects.visible_to(request.user).select_related("person", "trust")
    post = get_object_or_404(posts, pk=pk)
    form = EndPostForm(request.POST or None)
    if form.is_valid():
        if attempt(form, service.end_post, post=post, by=request.user, **form.cleaned_data):
            messages.success(request, f"The post of {post.title} ends for {post.person}.")
            return redirect("person", pk=post.person_id)
    elif not form.is_bound:
        require(may_end_post(request.user, post, max(form.initial["ends_on"], post.starts_on)))
    line = post_line(post)
    context = {
        "form": form,
        "title": f"End a post of {post.person}",
        "where": f"{line.title}, {line.where}",
        "will_happen": ["From the day after, the post opens nothing.", "What was done in it stays as it is."],
        "confirm_label": "End the post",
        "cancel_url": reverse("person", args=[post.person_id]),
    }
    return render(request, "components/confirm.html", context, status=422 if form.is_bound else 200)


@require_POST
def person_close(request: SignedIn, pk: int) -> HttpResponse:
    found = _fetch(request, pk)
    service.deactivate(person=found, by=request.user)
    messages.success(request, f"{found} can no longer sign in.")
    return redirect("person", pk=pk)


@require_POST
def person_reopen(request: SignedIn, pk: int) -> HttpResponse:
    found = _fetch(request, pk)
    service.reactivate(person=found, by=request.user)
    messages.success(request, f"{found} can sign in again.")
    return redirect("person", pk=pk)


@require_POST
def person_invite(request: SignedIn, pk: int) -> HttpResponse:
    trust = current_trust(request, Permission.MANAGE_PEOPLE)
    found = _fetch(request, pk)
    service.invite_again(person=found, trust=trust, by=request.user)
    messages.success(request, f"A new link goes to {found.email}.")
    return redirect("person", pk=pk)


def _fetch(request: SignedIn, pk: int) -> Person:
    """Somebody with a post in a trust whose people this person manages; else 404."""
    current_trust(request, Permission.MANAGE_PEOPLE)
    found: Person = get_object_or_404(Person.objects.visible_to(request.user), pk=pk)
    return found
