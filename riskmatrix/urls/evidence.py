"""What backs a judgement."""

from django.urls import URLPattern, path

from riskmatrix.views import carried, evidence, kpi_evidence

urlpatterns: list[URLPattern] = [
    path("schools/<int:urn>/evidence/", evidence.school_evidence, name="school_evidence"),
    path("schools/<int:urn>/evidence/new/", evidence.evidence_add, name="evidence_add"),
    path("evidence/<int:pk>/file/", evidence.evidence_download, name="evidence_download"),
    path("evidence/<int:pk>/withdraw/", evidence.evidence_withdraw, name="evidence_withdraw"),
    path("evidence/laid/<int:pk>/take-away/", kpi_evidence.evidence_take_away, name="evidence_take_away"),
    path("ratings/<int:pk>/evidence/new/", kpi_evidence.kpi_evidence_add, name="kpi_evidence_add"),
    path("ratings/<int:pk>/evidence/reuse/", kpi_evidence.kpi_evidence_reuse, name="kpi_evidence_reuse"),
    path("evaluations/<int:pk>/carried/", carried.clear, name="carried_clear"),
]
