"""The evening at the matrix: comparing terms, sharing the work, forms and sheets."""

from django.urls import path

from riskmatrix.views import history, offline, on_paper, past_matrices, teamwork

urlpatterns = [
    path("evaluations/<int:pk>/work/", teamwork.work, name="work"),
    path("ratings/<int:pk>/comment/", teamwork.comment_add, name="comment_add"),
    path("comments/<int:pk>/settle/", teamwork.comment_settle, name="comment_settle"),
    path("schools/<int:urn>/matrix/compare/", history.compare_terms, name="terms_compare"),
    path("schools/<int:urn>/kpis/<slug:code>/", history.kpi, name="kpi_history"),
    path("schools/<int:urn>/kpis/<slug:code>/chart.svg", history.kpi_chart, name="kpi_chart"),
    # On paper and in sheets
    path("evaluations/<int:pk>/offline/", offline.offline, name="evaluation_offline"),
    path("evaluations/<int:pk>/offline/blank.pdf", on_paper.blank, name="evaluation_blank_pdf"),
    path("evaluations/<int:pk>/offline/filled.pdf", on_paper.filled, name="evaluation_filled_pdf"),
    path("evaluations/<int:pk>/offline/sheet.xlsx", offline.workbook, name="evaluation_sheet"),
    path("evaluations/<int:pk>/offline/sheet.csv", offline.plain_table, name="evaluation_sheet_csv"),
    path("sheets/<int:pk>/", offline.upload, name="matrix_upload"),
    path("past-matrices/", past_matrices.terms, name="past_matrices"),
    path("past-matrices/<int:pk>/", past_matrices.term, name="past_term"),
    path("past-matrices/<int:pk>/template.xlsx", past_matrices.template, name="past_template"),
    path("past-sheets/<int:pk>/", past_matrices.upload, name="past_upload"),
]
