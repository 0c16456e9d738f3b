"""The evening at the matrix: comparing terms, sharing the work, forms and sheets."""

from django.urls import path

from riskmatrix.views import history, teamwork

urlpatterns = [
    path("evaluations/<int:pk>/work/", teamwork.work, name="work"),
    path("ratings/<int:pk>/comment/", teamwork.comment_add, name="comment_add"),
    path("comments/<int:pk>/settle/", teamwork.comment_settle, name="comment_settle"),
    path("schools/<int:urn>/matrix/compare/", history.compare_terms, name="terms_compare"),
    path("schools/<int:urn>/kpis/<slug:code>/", history.kpi, name="kpi_history"),
    path("schools/<int:urn>/kpis/<slug:code>/chart.svg", history.kpi_chart, name="kpi_chart"),
]
