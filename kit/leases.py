"""A job is a row; whoever holds its lease may work on it.

The broker may lose a message, deliver it twice or keep it for an hour: it is only a bell. A worker claims the row
with one UPDATE, renews the lease while it works and finishes with a compare-and-set, so that a worker that was
killed is replaced when its lease runs out and one that was only slow finds that the row is no longer its own.
"""

import uuid
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from kit import clock


def _runs_until() -> datetime:
    return clock.now() + timedelta(seconds=settings.JOB_LEASE_SECONDS)


class LostLease(Exception):
    """The row belongs to another worker by now: stop, without a trace."""


class Leased(models.Model):
    """The columns of a job row. States: queued → running → done, or failed after ``MAX_ATTEMPTS``."""

    MAX_ATTEMPTS = 3

    class JobState(models.TextChoices):
        QUEUED = "queued", "waiting its turn"
        RUNNING = "running", "being prepared"
        DONE = "done", "done"
        FAILED = "failed", "could not be prepared"

    job_state = models.CharField(max_length=10, choices=JobState, default=JobState.QUEUED)
    progress = models.PositiveSmallIntegerField(default=0)
    attempts = models.PositiveSmallIntegerField(default=0)
    lease_token = models.UUIDField(null=True, editable=False)
    lease_until = models.DateTimeField(null=True, editable=False)
    failure = models.TextField(blank=True)

    class Meta:
        abstract = True

    @classmethod
    def idle(cls) -> Q:
        """Rows that nobody works on: queued ones, and running ones whose worker has gone quiet."""
        return Q(job_state=cls.JobState.QUEUED) | Q(
            job_state=cls.JobState.RUNNING, lease_until__lt=clock.now()
        )

    @classmethod
    def waiting(cls) -> Q:
        """Rows somebody should work on now: all that are idle, where a kind of job says nothing else."""
        return cls.idle()

    def claim(self) -> bool:
        """Take the row if it is free. False when another worker has it or its attempts are used up."""
        token = uuid.uuid4()
        rows = type(self)._default_manager.filter(self.waiting(), pk=self.pk)
        spent = rows.filter(attempts__gte=self.MAX_ATTEMPTS)
        if spent.update(
            job_state=self.JobState.FAILED, failure="The work stopped three times without finishing."
        ):
            return False
        taken = rows.update(
            job_state=self.JobState.RUNNING,
            lease_token=token,
            lease_until=_runs_until(),
            attempts=F("attempts") + 1,
        )
        if taken:
            self.refresh_from_db()
        return bool(taken)

    def renew(self, **changes: Any) -> None:
        """Say that the work goes on (``progress=40``).

        :raises LostLease: when the row was given to somebody else.
        """
        self._as_holder(lease_until=_runs_until(), **changes)

    def finish(self, **changes: Any) -> None:
        """Write the outcome and give the row back, in one UPDATE.

        :raises LostLease: when the row was given to somebody else; nothing is written.
        """
        self._as_holder(
            job_state=self.JobState.DONE, progress=100, lease_token=None, lease_until=None, **changes
        )

    def put_back(self, failure: str, **changes: Any) -> None:
        """After an error: wait for another try, or fail with the sentence when the tries are used up."""
        state = self.JobState.FAILED if self.attempts >= self.MAX_ATTEMPTS else self.JobState.QUEUED
        self._as_holder(job_state=state, lease_token=None, lease_until=None, failure=failure, **changes)

    def hand_back(self, why: str, **changes: Any) -> None:
        """What the work needs is away, so that nothing was tried: wait again, with as many tries as before."""
        self._as_holder(
            **{
                "job_state": self.JobState.QUEUED,
                "attempts": F("attempts") - 1,
                "lease_token": None,
                "lease_until": None,
                "failure": why,
            }
            | changes
        )

    def _as_holder(self, **changes: Any) -> None:
        holder = type(self)._default_manager.filter(pk=self.pk, lease_token=self.lease_token)
        if self.lease_token is None or not holder.update(**changes):
            raise LostLease
        self.refresh_from_db()
