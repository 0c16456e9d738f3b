"""Every address, by room. The door (kit/door.py) is closed for all but those that open themselves."""

from django.urls import include, path

from trust_portal import errors
from trust_portal.views import health

urlpatterns = [
    path("", include("governance.urls")),
    path("", include("support.urls")),
    path("", include("monitoring.urls")),
    path("", include("riskmatrix.urls")),
    path("", include("schools.urls")),
    path("", include("trust_portal.pages")),
    path("accounts/", include("trust_portal.account_urls")),
    path("healthz", health, name="health"),
]

handler400 = errors.bad_request
handler403 = errors.forbidden
handler404 = errors.not_found
handler500 = errors.server_error
