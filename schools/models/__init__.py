"""The nouns every app shares: trusts, schools, people, posts, terms, actions, notices, and what happened."""

from schools.models.action import Action
from schools.models.audit import AuditEntry
from schools.models.evidence import Evidence
from schools.models.notice import Notice
from schools.models.person import Person
from schools.models.post import Post
from schools.models.reminder import Reminder
from schools.models.school import Predecessor, School
from schools.models.term import AcademicYear, Closure, HalfTerm, Term
from schools.models.trust import Trust

__all__ = [
    "AcademicYear",
    "Action",
    "AuditEntry",
    "Closure",
    "Evidence",
    "HalfTerm",
    "Notice",
    "Person",
    "Post",
    "Predecessor",
    "Reminder",
    "School",
    "Term",
    "Trust",
]
