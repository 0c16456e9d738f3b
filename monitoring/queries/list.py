"""The list of a school's monitoring."""

from __future__ import annotations

from django.db.models import Count, F, Q, QuerySet

from monitoring.models import FormMethod, FormPack, MonitoringForm
from schools.models import Person, School, Term


def forms_of(school: School, user: Person) -> QuerySet[MonitoringForm]:
    """The forms of ``school`` that ``user`` may see, newest first, drafts without a date before all others.

    Each carries ``classes`` and ``required`` (numbers of rows and of required actions), its methods and its lead.
    """
    standing = Q(rows__removed_at__isnull=True)
    return (
        MonitoringForm.objects.visible_to(user)
        .filter(school=school)
        .select_related("lead")
        .prefetch_related("methods")
        .annotate(
            classes=Count("rows", filter=standing & ~Q(rows__who=""), distinct=True),
            required=Count("rows__required_actions", filter=standing, distinct=True),
        )
        # Said again: a query that counts by group passes over the order of the model.
        .order_by(F("held_on").desc(nulls_first=True), "-pk")
    )


def methods_to_choose(school: School) -> list[tuple[str, str]]:
    """(code, title) of the current pack's methods, then of those that only older forms of the school used."""
    pack = FormPack.objects.in_force(school.trust_id)
    titles = {method.code: method.title for method in pack.spec.methods} if pack else {}
    used = FormMethod.objects.filter(form__school=school).values_list("code", "title").distinct()
    for code, title in used:
        titles.setdefault(code, title)
    return list(titles.items())


def terms_to_choose(school: School) -> list[Term]:
    """The terms of the school's trust, newest first."""
    return list(Term.objects.of(school.trust_id).order_by("-starts_on"))
