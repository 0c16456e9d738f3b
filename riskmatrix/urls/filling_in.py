"""The evening at the matrix: comparing terms, sharing the work, forms and sheets."""

from django.urls import path

from riskmatrix.views import teamwork

urlpatterns = [
    path("evaluations/<int:pk>/work/", teamwork.work, name="work"),
    path("ratings/<int:pk>/comment/", teamwork.comment_add, name="comment_add"),
    path("comments/<int:pk>/settle/", teamwork.comment_settle, name="comment_settle"),
]
