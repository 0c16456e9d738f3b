"""Which past recommendations would be others under a draft of the offer."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from kit.refusals import require
from support import rules_offers
from support import rules_recommendation as rules
from support.models import Offer
from support.queries.offer_differences import differences_for


@require_safe
def offer_differences(request: HttpRequest, pk: int) -> HttpResponse:
    rows = Offer.objects.visible_to(request.user).filter(published_at=None).select_related("trust")
    draft = get_object_or_404(rows, pk=pk)
    require(rules.may_compare(request.user, draft))
    shown = {
        "draft": draft,
        "differences": differences_for(draft, request.user),
        "may_edit": rules_offers.may_edit(request.user, draft),
    }
    return render(request, "support/offer_differences.html", shown)
