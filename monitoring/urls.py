"""Addresses of monitoring."""

from django.urls import path

from monitoring.views import form, list, steps

urlpatterns = [
    path("schools/<int:urn>/monitoring/", list.monitoring, name="monitoring"),
    path("schools/<int:urn>/monitoring/new/", list.monitoring_new, name="monitoring_new"),
    path("monitoring/<int:pk>/", form.monitoring_form, name="monitoring_form"),
    path("monitoring/<int:pk>/finish/", steps.monitoring_finish, name="monitoring_finish"),
    path("monitoring/<int:pk>/considered/", steps.monitoring_consider, name="monitoring_consider"),
    path("monitoring/<int:pk>/pdf/", form.monitoring_pdf, name="monitoring_pdf"),
]
