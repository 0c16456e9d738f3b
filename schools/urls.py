"""Addresses of schools, people, terms and one's own pages."""

from django.urls import include, path

from schools.views import own, people, schools, terms, trust

urlpatterns = [
    path("schools/", schools.schools, name="schools"),
    path("schools/add/", schools.school_add, name="school_add"),
    path("schools/<int:urn>/", schools.school, name="school"),
    path("schools/<int:urn>/edit/", schools.school_edit, name="school_edit"),
    path("switch-school/", schools.switch_school, name="switch_school"),
    path("people/", people.people, name="people"),
    path("people/add/", people.person_add, name="person_add"),
    path("people/<int:pk>/", people.person, name="person"),
    path("people/<int:pk>/close/", people.person_close, name="person_close"),
    path("people/<int:pk>/reopen/", people.person_reopen, name="person_reopen"),
    path("people/<int:pk>/invite/", people.person_invite, name="person_invite"),
    path("people/<int:pk>/posts/add/", people.post_add, name="post_add"),
    path("posts/<int:pk>/end/", people.post_end, name="post_end"),
    path("terms/", terms.terms, name="terms"),
    path("terms/years/add/", terms.year_add, name="year_add"),
    path("terms/years/<int:pk>/edit/", terms.year_edit, name="year_edit"),
    path("terms/<int:pk>/open/", terms.term_open, name="term_open"),
    path("closures/add/", terms.closure_add, name="closure_add"),
    path("closures/<int:pk>/remove/", terms.closure_remove, name="closure_remove"),
    path("trust/", trust.trust_settings, name="trust_settings"),
    path("audit/", trust.audit, name="audit"),
    path("accent.css", trust.accent_css, name="accent_css"),
    path("notices/", own.notices, name="notices"),
    path("due/", own.due, name="due"),
    path("account/", own.account, name="account"),
    path("", include("schools.action_urls")),
]
