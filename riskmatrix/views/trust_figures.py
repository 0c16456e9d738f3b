"""The figures of the whole trust."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from riskmatrix import rules_figures as rules
from riskmatrix.queries.trust_figures import trust_figures as page_of
from schools.access.permissions import Permission
from schools.queries.here import SignedIn, current_trust, trusts_of
from schools.views.attempts import address_in


@require_safe
def trust_figures(request: SignedIn) -> HttpResponse:
    trust = current_trust(request, Permission.SEE_FIGURES)
    trusts = trusts_of(request.user, Permission.ENTER_FIGURES)
    context = {
        "page": page_of(trust, request.user),
        "may_enter": rules.may_bring_in(request.user, trust, None),
        "import_url": address_in(trust, trusts, "trust_figures_import"),
        "official_url": address_in(trust, trusts, "trust_figures_official"),
        "trusts": trusts_of(request.user, Permission.SEE_FIGURES),
    }
    return render(request, "riskmatrix/trust_figures.html", context)
