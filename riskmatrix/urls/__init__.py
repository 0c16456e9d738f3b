"""Addresses of the risk matrix, a file for each of its rooms."""

from riskmatrix.urls import answers, evidence, figures, filling_in, frameworks, matrix

urlpatterns = [
    *matrix.urlpatterns,
    *frameworks.urlpatterns,
    *figures.urlpatterns,
    *evidence.urlpatterns,
    *filling_in.urlpatterns,
    *answers.urlpatterns,
]
