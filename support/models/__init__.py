"""The offer, who is in which category, what that promises, and what became of each promise."""

from support.models.adviser_time import AdviserTime
from support.models.aim import AimFinding, AimReview
from support.models.appeal import Appeal, AppealOutcome, DecisionAnswer
from support.models.appointment import Appointment
from support.models.approach import ApproachStanding, ApproachTemplate
from support.models.calendar_address import CalendarAddress
from support.models.commitment import Commitment, Shortfall
from support.models.decision import Decision
from support.models.engagement import Engagement
from support.models.helping import HelpOffer, HelpOutcome, HelpRequest
from support.models.initiative import Initiative, InitiativeAnswer, InitiativeMove
from support.models.network import Attendance, MeetingPaper, NetworkMeeting
from support.models.offer import Offer
from support.models.plan import ImprovementPlan, PlanPriority, PlanProgress, PlanStep, PlanVersion
from support.models.rapid import RapidFinding, RapidPlan
from support.models.record import Record, RecordVersion, SchoolView
from support.models.requirement import RequirementDecision
from support.models.review import Finding, Review, ReviewEnd, ReviewPaper, ReviewReport

__all__ = [
    "AdviserTime",
    "AimFinding",
    "AimReview",
    "Appeal",
    "AppealOutcome",
    "Appointment",
    "ApproachStanding",
    "ApproachTemplate",
    "Attendance",
    "CalendarAddress",
    "Commitment",
    "Decision",
    "DecisionAnswer",
    "Engagement",
    "Finding",
    "HelpOffer",
    "HelpOutcome",
    "HelpRequest",
    "ImprovementPlan",
    "Initiative",
    "InitiativeAnswer",
    "InitiativeMove",
    "MeetingPaper",
    "NetworkMeeting",
    "Offer",
    "PlanPriority",
    "PlanProgress",
    "PlanStep",
    "PlanVersion",
    "RapidFinding",
    "RapidPlan",
    "Record",
    "RecordVersion",
    "RequirementDecision",
    "Review",
    "ReviewEnd",
    "ReviewPaper",
    "ReviewReport",
    "SchoolView",
    "Shortfall",
]
