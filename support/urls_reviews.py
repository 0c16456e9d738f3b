"""Addresses of external reviews and of initiatives."""

from django.urls import path

from support.views import initiatives, reviews

urlpatterns = [
    path("schools/<int:urn>/reviews/", reviews.school_reviews, name="school_reviews"),
    path("schools/<int:urn>/reviews/commission/", reviews.review_commission, name="review_commission"),
    path("reviews/<int:pk>/", reviews.review, name="review"),
    path("review-papers/<int:pk>/", reviews.review_paper, name="review_paper"),
    path("initiatives/", initiatives.initiatives, name="initiatives"),
    path("initiatives/begin/", initiatives.initiative_begin, name="initiative_begin"),
    path("initiatives/<int:pk>/", initiatives.initiative, name="initiative"),
]
