"""Last term's words in a self-evaluation that has just begun: emptied by one button."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from kit.refusals import require
from riskmatrix import rules
from riskmatrix.services import carried_words
from riskmatrix.views.self_evaluation import fetch


@require_http_methods(["GET", "HEAD", "POST"])
def clear(request: HttpRequest, pk: int) -> HttpResponse:
    """Empty the commentaries that were carried from last term and have not been changed."""
    found = fetch(request, pk)
    require(rules.may_edit(request.user, found))
    if request.method == "POST":
        number = carried_words.clear(evaluation=found, by=request.user)
        said = "One commentary is" if number == 1 else f"{number} commentaries are"
        messages.success(request, f"{said} empty now." if number else "There was nothing to empty.")
        return redirect(found)
    number = carried_words.carried_unchanged(found).count()
    if not number:
        messages.success(request, "There was nothing to empty.")
        return redirect(found)
    still = "One commentary that still says" if number == 1 else f"{number} commentaries that still say"
    context = {
        "evaluation": found,
        "title": "Empty last term's words?",
        "will_happen": [
            f"{still} word for word what you said last term {'is' if number == 1 else 'are'} emptied.",
            "What you have changed or written this term stays.",
            "Last term's self-evaluation keeps its words; you can read and copy them there.",
        ],
        "confirm_label": "Empty them",
        "cancel_url": found.get_absolute_url(),
    }
    return render(request, "riskmatrix/carried_clear.html", context)
