"""Self-evaluation, moderation and the agreed matrix."""

from django.urls import path

from riskmatrix.views import (
    agreed,
    framework,
    moderation,
    progress,
    saving,
    saving_page,
    self_evaluation,
    submitting,
)

urlpatterns = [
    path("schools/<int:urn>/self-evaluation/", self_evaluation.school_evaluation, name="self_evaluation"),
    path("schools/<int:urn>/matrix/", agreed.matrices, name="matrices"),
    path("evaluations/<int:pk>/", self_evaluation.evaluation, name="evaluation"),
    path("evaluations/<int:pk>/save/", saving_page.save_page, name="evaluation_save"),
    path("evaluations/<int:pk>/submit/", submitting.submit, name="evaluation_submit"),
    path("evaluations/<int:pk>/withdraw/", submitting.withdraw, name="evaluation_withdraw"),
    path("evaluations/<int:pk>/agreed/", agreed.matrix, name="agreed_matrix"),
    path("evaluations/<int:pk>/moderation/", moderation.moderation, name="moderation"),
    path("evaluations/<int:pk>/moderation/save/", saving_page.save_moderation_page, name="moderation_save"),
    path("evaluations/<int:pk>/moderation/agree/", moderation.agree_as_rated, name="moderation_agree"),
    path("evaluations/<int:pk>/moderation/return/", moderation.return_to_school, name="moderation_return"),
    path("evaluations/<int:pk>/moderation/finish/", moderation.finish, name="moderation_finish"),
    path("ratings/<int:pk>/save/", saving.save_rating, name="rating_save"),
    path("ratings/<int:pk>/moderate/", saving.save_moderated, name="rating_moderate"),
    path("frameworks/<int:pk>/", framework.framework, name="framework"),
    path("moderation/", moderation.queue, name="moderation_queue"),
    path("terms/<int:pk>/compare/<slug:kpi>/", moderation.compare, name="moderation_compare"),
    path("terms/<int:pk>/progress/", progress.progress, name="progress"),
    path("terms/<int:pk>/remind/", progress.remind, name="progress_remind"),
]
