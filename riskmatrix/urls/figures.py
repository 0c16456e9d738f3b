"""Figures, their benchmarks and their imports."""

from django.urls import path

from riskmatrix.views import figure_files, figure_imports, figures, trust_figures

_SCHOOL = "schools/<int:urn>/figures/"
_IMPORT = "figure-imports/<int:pk>/"

urlpatterns = [
    path(_SCHOOL, figures.figures, name="figures"),
    path(f"{_SCHOOL}import/", figure_files.bring_in, name="figures_import"),
    path(f"{_SCHOOL}template.<slug:ending>", figure_files.school_template, name="figures_template"),
    path(f"{_SCHOOL}of/<slug:code>/", figures.measure, name="figure_history"),
    path(f"{_SCHOOL}of/<slug:code>/chart.svg", figures.chart, name="figure_chart"),
    path(f"{_SCHOOL}of/<slug:code>/enter/", figures.enter, name="figure_enter"),
    path(_IMPORT, figure_imports.figure_import, name="figure_import"),
    path(f"{_IMPORT}columns/", figure_files.columns, name="figure_import_columns"),
    path(f"{_IMPORT}apply/", figure_imports.apply, name="figure_import_apply"),
    path(f"{_IMPORT}undo/", figure_imports.undo, name="figure_import_undo"),
    path(f"{_IMPORT}throw-away/", figure_imports.throw_away, name="figure_import_throw_away"),
    path("trust/figures/", trust_figures.trust_figures, name="trust_figures"),
    path("trust/figures/import/", figure_files.bring_in_for_all, name="trust_figures_import"),
    path("trust/figures/official/", figure_files.official, name="trust_figures_official"),
    path(
        "trust/figures/template.<slug:ending>",
        figure_files.trust_template,
        name="trust_figures_template",
    ),
]
