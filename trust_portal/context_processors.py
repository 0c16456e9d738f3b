"""What every page needs: the token of its forms, the portal's name, and the navigation of this person."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.middleware.csrf import get_token
from django.utils.functional import SimpleLazyObject

from trust_portal.navigation import links_for


def one_token(request: HttpRequest) -> dict[str, Any]:
    """One CSRF token for all forms of a page; without this each of a hundred forms masks one of its own."""
    return {"csrf_token": SimpleLazyObject(lambda: get_token(request))}


def chrome(request: HttpRequest) -> dict[str, Any]:
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return {"portal_name": settings.PORTAL_NAME, "navigation": [], "my_posts": []}
    view = getattr(request.resolver_match, "view_name", None) or ""
    return {
        "portal_name": settings.PORTAL_NAME,
        "navigation": links_for(user, request.path, view),
        "my_posts": user.current_posts,
        "unread_notices": SimpleLazyObject(user.notices.unread().count),
    }
