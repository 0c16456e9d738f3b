"""The trust edits its framework in versions."""

from django.urls import path

from riskmatrix.views.frameworks import drafts, editing, publishing, rearranging, versions

urlpatterns = [
    path("frameworks/", versions.frameworks, name="frameworks"),
    path("frameworks/begin/", versions.begin, name="framework_begin"),
    path("frameworks/upload/", versions.upload, name="framework_upload"),
    path("frameworks/<int:pk>/pack/", versions.export, name="framework_export"),
    path("frameworks/<int:pk>/mappings/<slug:code>/", versions.mapping, name="framework_mapping"),
    path("frameworks/<int:pk>/draft/", drafts.draft, name="framework_draft"),
    path("frameworks/<int:pk>/draft/crosswalk/", drafts.crosswalk, name="framework_crosswalk"),
    path("frameworks/<int:pk>/draft/preview/", drafts.preview, name="framework_preview"),
    path("frameworks/<int:pk>/draft/publish/", publishing.publish, name="framework_publish"),
    path("frameworks/<int:pk>/draft/discard/", publishing.discard, name="framework_discard"),
    path("frameworks/<int:pk>/draft/part/<slug:kind>/", editing.part, name="framework_part"),
    path("frameworks/<int:pk>/draft/add/<slug:kind>/", editing.add, name="framework_add"),
    path("frameworks/<int:pk>/draft/<slug:kind>/<slug:code>/", editing.item, name="framework_item"),
    path(
        "frameworks/<int:pk>/draft/<slug:kind>/<slug:code>/remove/",
        rearranging.remove,
        name="framework_remove",
    ),
    path("frameworks/<int:pk>/draft/<slug:kind>/<slug:code>/move/", rearranging.move, name="framework_move"),
]
