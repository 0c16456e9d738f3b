"""What a trust decides about its own portal."""

from __future__ import annotations

from django.db import transaction

from kit.refusals import require
from schools import audit
from schools.accent import can_be_read
from schools.models import Person, Trust
from schools.rules import may_manage_trust


@transaction.atomic
def change_settings(*, trust: Trust, accent: str, issues_reports_itself: bool, by: Person) -> Trust:
    """Change the trust's colour and whether its reports go out without a look.

    :param accent: ``#rrggbb``.
    :raises Refused: ``not-yours``, ``no-colour``, ``too-pale``.
    """
    require(may_manage_trust(by, trust))
    accent = accent.strip().lower()
    require(can_be_read(accent))
    stands = Trust.objects.select_for_update().get(pk=trust.pk)
    wanted = {"accent": accent, "issues_reports_itself": issues_reports_itself}
    after = {name: value for name, value in wanted.items() if getattr(stands, name) != value}
    if after:
        before = {name: getattr(stands, name) for name in after}
        Trust.objects.filter(pk=trust.pk).update(**after)
        audit.record(by=by, verb="changed settings", thing=trust, trust=trust, before=before, after=after)
    trust.refresh_from_db()
    return trust
