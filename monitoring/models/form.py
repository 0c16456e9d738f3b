from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q
from django.urls import reverse

from kit import clock
from monitoring.content import NAME_LIMIT, TEXT_LIMIT, HeadText, in_words
from monitoring.lifecycle import FIRST, LABEL, Status

if TYPE_CHECKING:
    from datetime import date

    from schools.models import Person


class MonitoringFormQuerySet(models.QuerySet["MonitoringForm"]):
    def visible_to(self, user: Person) -> MonitoringFormQuerySet:
        """Drafts for those who write in the school, finished forms for those who see its monitoring."""
        from schools.access.permissions import Permission
        from schools.access.scope import reachable_schools
        from schools.models import School

        writes = School.objects.filter(reachable_schools(user, Permission.WRITE_MONITORING))
        sees = School.objects.filter(reachable_schools(user, Permission.SEE_MONITORING))
        return self.filter(
            Q(status=Status.DRAFT, school__in=writes) | (~Q(status=Status.DRAFT) & Q(school__in=sees))
        )

    def finished(self) -> MonitoringFormQuerySet:
        """Forms that stand: finished, whether or not senior leaders have considered them yet."""
        return self.exclude(status=Status.DRAFT)

    def for_page(self) -> MonitoringFormQuerySet:
        """With everything one form's page shows, however many rows it has."""
        people = ("lead", "started_by", "saved_by", "finished_by", "considered_by")
        return self.select_related("school__trust", "pack", *people).prefetch_related(
            "methods", "agreed_actions", "rows__required_actions", "rows__saved_by"
        )

    def dated_within(self, first: date, last: date) -> MonitoringFormQuerySet:
        return self.filter(held_on__gte=first, held_on__lte=last)


class MonitoringForm(models.Model):
    """What was looked at in one piece of monitoring, how, what was found and what should happen next."""

    school = models.ForeignKey("schools.School", on_delete=models.PROTECT, related_name="monitoring_forms")
    pack = models.ForeignKey("monitoring.FormPack", on_delete=models.PROTECT, related_name="forms")
    status = models.CharField(
        max_length=12, choices=[(status.value, LABEL[status]) for status in Status], default=FIRST
    )
    focus = models.CharField(max_length=NAME_LIMIT, blank=True)
    held_on = models.DateField("date", null=True, blank=True)
    lead = models.ForeignKey(
        "schools.Person", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    lead_title = models.CharField(
        max_length=80, blank=True, help_text="The lead's role when they were chosen."
    )
    other_method = models.CharField(max_length=NAME_LIMIT, blank=True)
    recommendations = models.TextField("recommendations to senior leaders", blank=True, max_length=TEXT_LIMIT)

    version = models.PositiveIntegerField(default=1)
    started_by = models.ForeignKey("schools.Person", on_delete=models.PROTECT, related_name="+")
    started_at = models.DateTimeField(default=clock.now, editable=False)
    saved_by = models.ForeignKey("schools.Person", on_delete=models.PROTECT, related_name="+")
    saved_at = models.DateTimeField(default=clock.now, editable=False)
    finished_by = models.ForeignKey("schools.Person", null=True, on_delete=models.PROTECT, related_name="+")
    finished_at = models.DateTimeField(null=True, editable=False)
    considered_on = models.DateField("considered by senior leaders on", null=True, blank=True)
    considered_by = models.ForeignKey("schools.Person", null=True, on_delete=models.PROTECT, related_name="+")
    agreed_actions = models.ManyToManyField("schools.Action", related_name="+", blank=True)

    objects = MonitoringFormQuerySet.as_manager()

    class Meta:
        ordering = [models.F("held_on").desc(nulls_first=True), "-pk"]
        indexes = [models.Index(fields=["school", "held_on"])]
        constraints = [
            models.CheckConstraint(
                name="monitoring_finished_facts_together",
                condition=Q(status=Status.DRAFT, finished_at__isnull=True, finished_by__isnull=True)
                | (
                    ~Q(status=Status.DRAFT)
                    & ~Q(focus="")
                    & Q(finished_at__isnull=False, finished_by__isnull=False)
                    & Q(held_on__isnull=False, lead__isnull=False)
                ),
            ),
            models.CheckConstraint(
                name="monitoring_considered_facts_together",
                condition=Q(
                    status=Status.CONSIDERED, considered_on__isnull=False, considered_by__isnull=False
                )
                | (~Q(status=Status.CONSIDERED) & Q(considered_on__isnull=True, considered_by__isnull=True)),
            ),
            models.CheckConstraint(
                name="monitoring_lead_with_title",
                condition=Q(lead__isnull=True, lead_title="") | (Q(lead__isnull=False) & ~Q(lead_title="")),
            ),
        ]

    def __str__(self) -> str:
        """“Monitoring of Science, 29 April 2026”: the name it goes by as the origin of what was agreed."""
        about = f"Monitoring of {self.focus}" if self.focus else "Monitoring without a focus"
        return f"{about}, {self.held_on:%-d %B %Y}" if self.held_on else f"{about}, not dated"

    def get_absolute_url(self) -> str:
        return reverse("monitoring_form", args=[self.pk])

    @property
    def is_draft(self) -> bool:
        return self.status == Status.DRAFT

    @property
    def methods_in_words(self) -> str:
        """“Array monitoring, pupil voice”, the other method as its own words say."""
        methods = list(self.methods.all())
        named = [method.title for method in methods if not (method.needs_words and self.other_method)]
        if any(method.needs_words for method in methods) and self.other_method:
            named.append(self.other_method)
        return in_words(named)

    @property
    def head_text(self) -> HeadText:
        return HeadText(
            focus=self.focus,
            held_on=self.held_on,
            lead=self.lead_id,
            methods=tuple(method.code for method in self.methods.all()),
            other_method=self.other_method,
            recommendations=self.recommendations,
        )


class FormMethod(models.Model):
    """A method ticked on a form. The title is the pinned pack's, kept here so that lists need not open packs."""

    form = models.ForeignKey(MonitoringForm, on_delete=models.CASCADE, related_name="methods")
    place = models.PositiveSmallIntegerField(help_text="Its place in the pack.")
    code = models.CharField(max_length=40)
    title = models.CharField(max_length=80)
    needs_words = models.BooleanField(
        default=False, help_text="Its title says nothing without the form's own words."
    )

    class Meta:
        ordering = ["place"]
        constraints = [models.UniqueConstraint(fields=["form", "code"], name="a_method_is_ticked_once")]

    def __str__(self) -> str:
        return self.title
