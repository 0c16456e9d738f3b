"""The few of allauth's pages that are used: sign in and out, change and reset a password."""

from allauth.account import views
from django.urls import path, re_path
from django.views.decorators.http import require_http_methods

# The framework's form views would take a PUT for a POST, and send somebody signed in home by any method.
asked = require_http_methods(["GET", "HEAD", "POST"])

urlpatterns = [
    path("login/", asked(views.login), name="account_login"),
    path("logout/", asked(views.logout), name="account_logout"),
    path("inactive/", asked(views.account_inactive), name="account_inactive"),
    path("password/change/", asked(views.password_change), name="account_change_password"),
    path("password/reset/", asked(views.password_reset), name="account_reset_password"),
    path("password/reset/done/", asked(views.password_reset_done), name="account_reset_password_done"),
    re_path(
        r"^password/reset/key/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$",
        asked(views.password_reset_from_key),
        name="account_reset_password_from_key",
    ),
    path(
        "password/reset/key/done/",
        asked(views.password_reset_from_key_done),
        name="account_reset_password_from_key_done",
    ),
]
