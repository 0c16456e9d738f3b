"""Addresses of support."""

from django.urls import path

from support import urls_helping, urls_offers, urls_reviews
from support.views import (
    aims,
    appeals,
    calendar,
    capacity,
    categories,
    decisions,
    engagement,
    fulfilment,
    network,
    offer,
    offer_differences,
    plan,
    planned_days,
    planning,
    record,
)

urlpatterns = [
    *urls_offers.urlpatterns,
    *urls_reviews.urlpatterns,
    *urls_helping.urlpatterns,
    path("schools/<int:urn>/plan/", plan.plan, name="plan"),
    path("schools/<int:urn>/plan/calendar/", planned_days.plan_calendar, name="plan_calendar"),
    path("schools/<int:urn>/offer/", offer.offer, name="offer"),
    path("decisions/", decisions.decisions, name="decisions"),
    path("evaluations/<int:pk>/decision/<slug:strand>/", decisions.decision, name="decision"),
    path("decisions/<int:pk>/answer/", appeals.decision_answer, name="decision_answer"),
    path("appeals/<int:pk>/", appeals.appeal, name="appeal"),
    path("categories/", categories.categories, name="categories"),
    path("offers/<int:pk>/differences/", offer_differences.offer_differences, name="offer_differences"),
    path("engagements/<int:pk>/", engagement.engagement, name="engagement"),
    path("engagements/<int:pk>/record/", record.record, name="record"),
    path("engagements/<int:pk>/record/share/", record.record_share, name="record_share"),
    path("fulfilment/", fulfilment.fulfilment, name="fulfilment"),
    path("fulfilment/sheet/", fulfilment.fulfilment_sheet, name="fulfilment_sheet"),
    path("schools/<int:urn>/fulfilment/", fulfilment.of_school, name="school_fulfilment"),
    path("planning/", planning.planning, name="planning"),
    path("account/planned/", planned_days.own_calendar, name="own_calendar"),
    path("planning/capacity/", capacity.capacity, name="capacity"),
    path("planning/advisers/<int:pk>/", planning.adviser_time, name="adviser_time"),
    path("network-meetings/", network.network_meetings, name="network_meetings"),
    path("network-meetings/<int:year>/<str:key>/", network.network_meeting, name="network_meeting"),
    path("network-papers/<int:pk>/", network.meeting_paper, name="meeting_paper"),
    path("account/calendar/", calendar.calendar_address, name="calendar_address"),
    path("calendar/<str:token>.ics", calendar.calendar_feed, name="calendar_feed"),
    path("aim-reviews/<int:pk>/", aims.aim_review, name="aim_review"),
    path("requirements/<int:pk>/", aims.requirement, name="requirement"),
]
