"""A moderator begins a part blind, or has the school's ratings shown after all."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from riskmatrix.services.blind import begin_blind, end_blind
from riskmatrix.views.moderation import fetch


@require_POST
def rate_blind(request: HttpRequest, pk: int) -> HttpResponse:
    found = fetch(request, pk)
    strand, ends = request.POST.get("strand", ""), request.POST.get("blind") == "no"
    change = end_blind if ends else begin_blind
    change(evaluation=found, strand=strand, by=request.user)
    said = "The school's ratings are shown again." if ends else "You rate this part blind."
    messages.success(request, said)
    return redirect("moderation", pk=pk)
