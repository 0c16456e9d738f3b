from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models

from kit import clock

if TYPE_CHECKING:
    from schools.models.person import Person


class AuditQuerySet(models.QuerySet["AuditEntry"]):
    def visible_to(self, user: Person) -> AuditQuerySet:
        from schools.access.permissions import Permission
        from schools.access.scope import trusts_where

        return self.filter(trust__in=trusts_where(user, Permission.READ_AUDIT))


class AuditEntry(models.Model):
    """What happened: who, when, what, before and after. Append-only, which the database itself enforces.

    Autosaved text would write an entry with every pause of the typist. Such an entry carries the ``sitting`` it
    belongs to, and grows until the sitting ends: the database lets ``after`` and ``until`` of that entry change
    for as long as each save follows the one before within half an hour, and nothing else, ever.
    """

    at = models.DateTimeField(default=clock.now, db_index=True)
    until = models.DateTimeField(default=clock.now)
    by = models.ForeignKey("schools.Person", null=True, on_delete=models.PROTECT, related_name="+")
    by_name = models.CharField(max_length=150)
    verb = models.CharField(max_length=60)
    trust = models.ForeignKey("schools.Trust", null=True, on_delete=models.PROTECT, related_name="+")
    school = models.ForeignKey("schools.School", null=True, on_delete=models.PROTECT, related_name="+")
    thing_kind = models.CharField(max_length=60)
    thing_id = models.BigIntegerField(null=True)
    thing_name = models.CharField(max_length=300)
    before: Any = models.JSONField(null=True, encoder=DjangoJSONEncoder)
    after: Any = models.JSONField(null=True, encoder=DjangoJSONEncoder)
    sitting = models.CharField(max_length=80, blank=True)

    objects = AuditQuerySet.as_manager()

    class Meta:
        ordering = ["-at", "-pk"]
        verbose_name_plural = "audit entries"
        indexes = [
            models.Index(fields=["trust", "-at"]),
            models.Index(fields=["thing_kind", "thing_id"]),
        ]

    def __str__(self) -> str:
        return f"{self.by_name}: {self.verb} {self.thing_name}"
