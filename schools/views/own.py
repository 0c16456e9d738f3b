"""One's own pages: notices and account."""

from __future__ import annotations

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from schools.forms.people import NameForm, RhythmForm
from schools.models import Notice
from schools.queries.here import SignedIn, my_schools
from schools.queries.people import post_line
from schools.queries.reminders import due_from
from schools.rhythm import in_words
from schools.services.notices import mark_read
from schools.services.people import rename
from schools.services.reminders import set_rhythm
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


@require_safe
def due(request: SignedIn) -> HttpResponse:
    """What waits for this person now: overdue, today, in the next days."""
    person = request.user
    rhythm = in_words(person.reminder_rhythm, person.reminder_weekday)
    return render(request, "schools/due.html", {"digest": due_from(person), "rhythm": rhythm})


@require_http_methods(["GET", "HEAD", "POST"])
def account(request: SignedIn) -> HttpResponse:
    person = request.user
    is_rhythm = "rhythm" in request.POST
    form = NameForm(None if is_rhythm else request.POST or None, initial={"name": person.name})
    rhythm_form = RhythmForm(request.POST if is_rhythm else None, initial={"rhythm": RhythmForm.of(person)})
    if form.is_valid():
        attempt(form, rename, person=person, by=person, **form.cleaned_data)
        if not form.errors:
            messages.success(request, "Your name is saved.")
            return redirect("account")
    if rhythm_form.is_valid():
        set_rhythm(person=person, by=person, **rhythm_form.values())
        messages.success(request, "How often you are reminded is saved.")
        return redirect("account")
    context = {
        "form": form,
        "rhythm_form": rhythm_form,
        "posts": [post_line(post) for post in person.all_posts],
        "schools": my_schools(person),
    }
    bad = form.is_bound or rhythm_form.is_bound
    return render(request, "schools/account.html", context, status=422 if bad else 200)
