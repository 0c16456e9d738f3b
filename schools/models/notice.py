from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q

from kit import clock
from kit.leases import Leased

if TYPE_CHECKING:
    from schools.models.person import Person


class NoticeQuerySet(models.QuerySet["Notice"]):
    def visible_to(self, user: Person) -> NoticeQuerySet:
        return self.filter(person=user)

    def unread(self) -> NoticeQuerySet:
        return self.filter(read_at__isnull=True)

    def stuck(self) -> NoticeQuerySet:
        """Those whose mail was tried and has not gone out: it waits for the mail server, or was given up."""
        given_up = Q(job_state=Notice.JobState.FAILED)
        return self.filter(given_up | Q(job_state=Notice.JobState.QUEUED, not_before__isnull=False))


class Notice(Leased):
    """Something a person should know: a line in the portal and an e-mail. The key makes it happen once."""

    person = models.ForeignKey("schools.Person", on_delete=models.CASCADE, related_name="notices")
    key = models.CharField(max_length=200)
    subject = models.CharField(max_length=200)
    body = models.TextField()
    link = models.CharField(max_length=200, help_text="A path of the portal.")
    created_at = models.DateTimeField(default=clock.now, editable=False)
    # Since when its mail could not be handed over, and when that is tried again.
    away_since = models.DateTimeField(null=True, editable=False)
    not_before = models.DateTimeField(null=True, editable=False)
    sent_at = models.DateTimeField(null=True, editable=False)
    read_at = models.DateTimeField(null=True, editable=False)

    objects = NoticeQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at", "-pk"]
        constraints = [models.UniqueConstraint(fields=["person", "key"], name="a_notice_comes_once")]

    def __str__(self) -> str:
        return self.subject

    @classmethod
    def waiting(cls) -> Q:
        return cls.idle() & (Q(not_before__isnull=True) | Q(not_before__lte=clock.now()))
