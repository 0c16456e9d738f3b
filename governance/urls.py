"""Addresses of what looks across everything."""

from django.urls import path

from governance.views import dashboard, home, reports

urlpatterns = [
    path("", home.home, name="home"),
    path("dashboard/", dashboard.dashboard, name="dashboard"),
    path("reports/", reports.report_list, name="reports"),
    path("reports/<int:pk>/", reports.report, name="report"),
    path("reports/<int:pk>/pdf/", reports.report_pdf, name="report_pdf"),
    path("reports/<int:pk>/chart.svg", reports.report_chart, name="report_chart"),
    path("reports/<int:pk>/progress/", reports.report_progress, name="report_progress"),
    path("reports/<int:pk>/issue/", reports.report_issue, name="report_issue"),
    path("schools/<int:urn>/reports/ask/", reports.report_ask, name="report_ask"),
]
