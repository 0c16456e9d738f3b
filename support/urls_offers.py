"""The trust edits its offer in versions."""

from django.urls import path

from support.views.offers import editing, publishing, versions

urlpatterns = [
    path("offers/", versions.offers, name="offers"),
    path("offers/begin/", versions.begin, name="offer_begin"),
    path("offers/upload/", versions.upload, name="offer_upload"),
    path("offers/<int:pk>/pack/", versions.export, name="offer_export"),
    path("offers/<int:pk>/draft/", publishing.draft, name="offer_draft"),
    path("offers/<int:pk>/draft/publish/", publishing.publish, name="offer_publish"),
    path("offers/<int:pk>/draft/discard/", publishing.discard, name="offer_discard"),
    path("offers/<int:pk>/draft/part/<slug:kind>/", editing.part, name="offer_part"),
    path("offers/<int:pk>/draft/add/<slug:kind>/", editing.add, name="offer_add"),
    path("offers/<int:pk>/draft/<slug:kind>/<slug:code>/", editing.item, name="offer_item"),
    path("offers/<int:pk>/draft/<slug:kind>/<slug:code>/remove/", editing.remove, name="offer_remove"),
    path("offers/<int:pk>/draft/<slug:kind>/<slug:code>/move/", editing.move_part, name="offer_move"),
]
