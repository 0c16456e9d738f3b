"""One's own pages: notices and account."""

from __future__ import annotations

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from schools.forms.people import NameForm
from schools.models import Notice
from schools.queries.here import SignedIn, my_schools
from schools.queries.people import post_line
from schools.services.notices import mark_read
from schools.services.people import rename
from schools.views.attempts import attempt

PER_PAGE = 25


@require_http_methods(["GET", "HEAD", "POST"])
def notices(request: SignedIn) -> HttpResponse:
    """What one should know, latest first. POST takes the notices of the page off the list of what is new."""
    mine = Notice.objects.visible_to(request.user)
    page = Paginator(mine, PER_PAGE).get_page(request.GET.get("page"))
    if request.method == "POST":
        mark_read(notices=list(page), by=request.user)
        return redirect(request.get_full_path())
    some_new = any(notice.read_at is None for notice in page)
    return render(request, "schools/notices.html", {"page": page, "some_new": some_new})


@require_http_methods(["GET", "HEAD", "POST"])
def account(request: SignedIn) -> HttpResponse:
    person = request.user
    form = NameForm(request.POST or None, initial={"name": person.name})
    if form.is_valid():
        attempt(form, rename, person=person, by=person, **form.cleaned_data)
        if not form.errors:
            messages.success(request, "Your name is saved.")
            return redirect("account")
    posts = [post_line(post) for post in person.all_posts]
    context = {"form": form, "posts": posts, "schools": my_schools(person)}
    return render(request, "schools/account.html", context, status=422 if form.is_bound else 200)
