"""What a school has agreed to do: the lists, a new action, one action, the tick."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from django_tables2 import RequestConfig

from kit.saving import Conflict
from schools.access.permissions import Permission
from schools.action_tables import ActionTable, DoneTable
from schools.forms.actions import ActionForm, NewActionForm
from schools.models import Action, School
from schools.queries.actions import actions_page
from schools.services import actions as service


def fetch(request: HttpRequest, pk: int) -> Action:
    """An action of a school in which this person keeps actions; else 404."""
    schools = School.objects.visible_to(request.user, Permission.KEEP_ACTIONS)
    return get_object_or_404(Action.objects.filter(school__in=schools).select_related("school__trust"), pk=pk)


@require_safe
def actions(request: HttpRequest, urn: int) -> HttpResponse:
    school = get_object_or_404(School.objects.visible_to(request.user, Permission.SEE_ACTIONS), urn=urn)
    done = request.GET.get("show") == "done"
    page = actions_page(school, request.user, done=done)
    table = (DoneTable if done else ActionTable)(page.rows, may_keep=page.may_keep is None)
    RequestConfig(request, paginate={"per_page": 25}).configure(table)
    return render(request, "schools/actions.html", {"page": page, "table": table})


@require_http_methods(["GET", "HEAD", "POST"])
def action_new(request: HttpRequest, urn: int) -> HttpResponse:
    schools = School.objects.visible_to(request.user, Permission.KEEP_ACTIONS)
    school = get_object_or_404(schools.select_related("trust"), urn=urn)
    form = NewActionForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        service.add(school=school, text=form.text(), origin=form.cleaned_data["origin"], by=request.user)
        messages.success(request, "The action is added.")
        return redirect("actions", urn)
    return render(request, "schools/action.html", {"school": school, "form": form})


@require_http_methods(["GET", "HEAD", "POST"])
def action(request: HttpRequest, pk: int) -> HttpResponse:
    found = fetch(request, pk)
    text = service.text_of(found)
    form = ActionForm(request.POST or None, initial=text.__dict__)
    context = {"school": found.school, "action": found, "form": form, "seen": service.seal(text)}
    if request.method == "POST" and form.is_valid():
        try:
            service.keep(action=found, text=form.text(), seen=request.POST.get("seen", ""), by=request.user)
        except Conflict:
            return render(request, "schools/action.html", {**context, "theirs": text, "mine": form.text()})
        messages.success(request, "The action is saved.")
        return redirect("actions", found.school.urn)
    if request.method == "POST":
        context["seen"] = request.POST.get("seen", "")
    return render(request, "schools/action.html", context)


@require_POST
def action_done(request: HttpRequest, pk: int) -> HttpResponse:
    """Tick an action off, or with ``done=no`` take the tick away again."""
    found = fetch(request, pk)
    if request.POST.get("done") == "no":
        service.open_again(action=found, by=request.user)
        messages.success(request, f"“{found.what}” is open again.")
    else:
        service.complete(action=found, by=request.user)
        messages.success(
            request,
            f"“{found.what}” is done. It stands among the actions done, where it can be opened again.",
        )
    return redirect("actions", found.school.urn)
