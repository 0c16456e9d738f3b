"""The trust's framework, to read: what is rated, what each step means, how it adds up, and why."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from riskmatrix.models import Framework
from riskmatrix.queries.framework_page import framework_page


@require_safe
def framework(request: HttpRequest, pk: int) -> HttpResponse:
    """A published version, for everybody with a post in its trust."""
    found = get_object_or_404(Framework.objects.visible_to(request.user).published(), pk=pk)
    return render(request, "riskmatrix/framework.html", {"page": framework_page(found)})
