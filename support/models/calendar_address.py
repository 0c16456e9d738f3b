from __future__ import annotations

import secrets

from django.core.signing import BadSignature, Signer
from django.db import models
from django.urls import reverse

from kit import clock


def random_key() -> str:
    """256 bits that nobody guesses, in 43 letters, digits, hyphens and underscores."""
    return secrets.token_urlsafe(32)


class CalendarAddress(models.Model):
    """The private address under which a calendar program fetches somebody's engagements, without signing in.

    The address is ``key`` and its signature by the installation's secret: the table alone opens no calendar, and the
    page can show the address again. Renewing it gives another key, revoking it takes the row away.
    """

    person = models.OneToOneField("schools.Person", on_delete=models.CASCADE, related_name="calendar_address")
    key = models.CharField(max_length=43, unique=True, default=random_key, editable=False)
    made_at = models.DateTimeField(default=clock.now)

    class Meta:
        verbose_name_plural = "calendar addresses"

    def __str__(self) -> str:
        return f"Calendar of {self.person}"

    @property
    def path(self) -> str:
        """The address without the portal's own."""
        return reverse("calendar_feed", args=[_signer().sign(self.key)])

    @classmethod
    def of_token(cls, token: str) -> CalendarAddress | None:
        """The address that ``token`` stands for; None when it was made up, renewed or revoked since."""
        try:
            key = _signer().unsign(token)
        except BadSignature:
            return None
        return cls.objects.select_related("person").filter(key=key, person__is_active=True).first()


def _signer() -> Signer:
    return Signer(sep=".", salt="support.calendar")
