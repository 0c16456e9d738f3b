"""Addresses of improvement plans and rapid plans."""

from django.urls import path

from support.views import improvement_plans, plan_quality, plan_writing, rapid

urlpatterns = [
    path("improvement-plans/", improvement_plans.improvement_plans, name="improvement_plans"),
    path("schools/<int:urn>/improvement-plan/", improvement_plans.improvement_plan, name="improvement_plan"),
    path("improvement-plans/<int:pk>/schedule/", plan_writing.plan_schedule, name="plan_schedule"),
    path(
        "improvement-plans/<int:pk>/priorities/<int:number>/",
        plan_writing.plan_priority,
        name="plan_priority",
    ),
    path("improvement-plans/<int:pk>/quality/", plan_quality.plan_assurance, name="plan_quality"),
    path(
        "improvement-plans/<int:pk>/objectives/<slug:code>/",
        plan_quality.plan_objective,
        name="plan_objective",
    ),
    path("schools/<int:urn>/rapid-plans/", rapid.rapid_plans, name="rapid_plans"),
    path("rapid-plans/<int:pk>/", rapid.rapid_plan, name="rapid_plan"),
]
