"""The life of one self-evaluation, as a table: where it may go stands here, who may move it in the rules."""

from enum import StrEnum


class Status(StrEnum):
    """Where an evaluation stands."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    IN_MODERATION = "in_moderation"
    RETURNED = "returned"
    ANSWERING = "answering"
    DECIDING = "deciding"
    MODERATED = "moderated"


class Verb(StrEnum):
    """What a person does to move it. To withdraw undoes a submission: it leads back to where that came from."""

    SUBMIT = "submit"
    WITHDRAW = "withdraw"
    WITHDRAW_AGAIN = "withdraw_again"
    BEGIN_MODERATION = "begin_moderation"
    RETURN_TO_SCHOOL = "return_to_school"
    FINISH = "finish"
    ASK = "ask"
    ACCEPT = "accept"
    DISAGREE = "disagree"
    LAPSE = "lapse"
    SETTLE = "settle"
    BRING_IN = "bring_in"


class Turn(StrEnum):
    """Whose turn it is."""

    SCHOOL = "school"
    TRUST = "trust"
    HEAD = "head"
    CHIEF = "chief"
    NOBODY = "nobody"


FIRST = Status.DRAFT

MOVES: dict[tuple[Status, Verb], Status] = {
    (Status.DRAFT, Verb.SUBMIT): Status.SUBMITTED,
    (Status.SUBMITTED, Verb.WITHDRAW): Status.DRAFT,
    (Status.SUBMITTED, Verb.WITHDRAW_AGAIN): Status.RETURNED,
    (Status.SUBMITTED, Verb.BEGIN_MODERATION): Status.IN_MODERATION,
    (Status.SUBMITTED, Verb.RETURN_TO_SCHOOL): Status.RETURNED,
    (Status.IN_MODERATION, Verb.RETURN_TO_SCHOOL): Status.RETURNED,
    (Status.IN_MODERATION, Verb.FINISH): Status.MODERATED,
    (Status.RETURNED, Verb.SUBMIT): Status.SUBMITTED,
    (Status.IN_MODERATION, Verb.ASK): Status.ANSWERING,
    (Status.ANSWERING, Verb.ACCEPT): Status.MODERATED,
    (Status.ANSWERING, Verb.DISAGREE): Status.DECIDING,
    (Status.ANSWERING, Verb.LAPSE): Status.MODERATED,
    (Status.DECIDING, Verb.SETTLE): Status.MODERATED,
    (Status.DRAFT, Verb.BRING_IN): Status.MODERATED,
}

LABEL: dict[Status, str] = {
    Status.DRAFT: "Draft",
    Status.SUBMITTED: "Submitted",
    Status.IN_MODERATION: "In moderation",
    Status.RETURNED: "Returned to school",
    Status.ANSWERING: "With the headteacher",
    Status.DECIDING: "With the chief executive",
    Status.MODERATED: "Moderated",
}

TURN: dict[Status, Turn] = {
    Status.DRAFT: Turn.SCHOOL,
    Status.SUBMITTED: Turn.TRUST,
    Status.IN_MODERATION: Turn.TRUST,
    Status.RETURNED: Turn.SCHOOL,
    Status.ANSWERING: Turn.HEAD,
    Status.DECIDING: Turn.CHIEF,
    Status.MODERATED: Turn.NOBODY,
}

STANDING: dict[Status, str] = {
    Status.DRAFT: "The school is writing its self-evaluation; the trust has not been asked to read it yet.",
    Status.SUBMITTED: "The school has submitted it and may still withdraw it until a moderator begins.",
    Status.IN_MODERATION: "The trust is moderating it; the school reads it but does not change it.",
    Status.RETURNED: "The trust has sent it back with comments; the school changes it and submits it again.",
    Status.ANSWERING: "Moderation is finished; the headteacher answers the ratings that differ from the school's own.",
    Status.DECIDING: "The headteacher disagrees with some moderated ratings; the chief executive decides them.",
    Status.MODERATED: "Moderation is finished and the agreed ratings stand.",
}

AUDIT_VERB: dict[Verb, str] = {
    Verb.SUBMIT: "submitted self-evaluation",
    Verb.WITHDRAW: "withdrew self-evaluation",
    Verb.WITHDRAW_AGAIN: "withdrew self-evaluation again",
    Verb.BEGIN_MODERATION: "began moderation",
    Verb.RETURN_TO_SCHOOL: "returned self-evaluation",
    Verb.FINISH: "finished moderation",
    Verb.ASK: "asked headteacher for an answer",
    Verb.ACCEPT: "agreed moderated ratings",
    Verb.DISAGREE: "disagreed with moderated ratings",
    Verb.LAPSE: "let moderated ratings stand unanswered",
    Verb.SETTLE: "decided disagreed ratings",
    Verb.BRING_IN: "brought in past matrix",
}

DONE: dict[Verb, str] = {
    Verb.SUBMIT: "The self-evaluation has gone to the trust for moderation.",
    Verb.WITHDRAW: "The self-evaluation is a draft again and can be changed.",
    Verb.WITHDRAW_AGAIN: "The self-evaluation is yours again, with the trust's comments, and can be changed.",
    Verb.BEGIN_MODERATION: "Moderation has begun; the school can no longer withdraw.",
    Verb.RETURN_TO_SCHOOL: "The self-evaluation has gone back to the school with your comments.",
    Verb.FINISH: "Moderation is finished and the agreed ratings have been recorded.",
    Verb.ASK: "Moderation is finished; the headteacher has been asked to answer the ratings that differ.",
    Verb.ACCEPT: "You have agreed; the moderated ratings are now the agreed ones.",
    Verb.DISAGREE: "Your answer has gone to the chief executive, who decides what you disagree with.",
    Verb.LAPSE: "The time for an answer is over; the moderated ratings are now the agreed ones.",
    Verb.SETTLE: "Your decisions are recorded beside both ratings, and the agreed ratings stand.",
    Verb.BRING_IN: "The past matrix has been brought in, and its agreed ratings stand.",
}

HISTORY: dict[Verb, str] = {
    Verb.SUBMIT: "Submitted to the trust",
    Verb.WITHDRAW: "Withdrawn by the school",
    Verb.WITHDRAW_AGAIN: "Withdrawn by the school to change something again",
    Verb.BEGIN_MODERATION: "Moderation begun",
    Verb.RETURN_TO_SCHOOL: "Returned to the school",
    Verb.FINISH: "Moderation finished",
    Verb.ASK: "Moderation finished; the headteacher asked to answer",
    Verb.ACCEPT: "Agreed by the headteacher",
    Verb.DISAGREE: "Disagreed by the headteacher",
    Verb.LAPSE: "Left to stand without an answer",
    Verb.SETTLE: "Decided by the chief executive",
    Verb.BRING_IN: "Brought in from a spreadsheet",
}

EDITABLE_BY_SCHOOL = frozenset(status for status, turn in TURN.items() if turn is Turn.SCHOOL)


class IllegalMove(Exception):
    """The table has no such move."""

    def __init__(self, status: Status, verb: Verb) -> None:
        doing = verb.value.replace("_", " ")
        super().__init__(f"“{doing}” is not possible from “{LABEL[status]}”. {STANDING[status]}")
        self.status, self.verb = status, verb


def next_status(status: Status | str, verb: Verb | str) -> Status:
    """Where ``verb`` leads from ``status``.

    :raises IllegalMove: when the table has no such move.
    :raises ValueError: for a status or verb that does not exist.
    """
    status, verb = Status(status), Verb(verb)
    try:
        return MOVES[status, verb]
    except KeyError:
        raise IllegalMove(status, verb) from None


def verbs_from(status: Status | str) -> tuple[Verb, ...]:
    """What can be done from ``status``, in the table's order."""
    return tuple(verb for (start, verb) in MOVES if start == status)


def diagram() -> str:
    """The table as a Mermaid state diagram; the reference page is printed from this."""
    lines = ["stateDiagram-v2"]
    lines += [f"    {status.value}: {LABEL[status]}" for status in Status]
    lines += [f"    [*] --> {FIRST.value}"]
    lines += [
        f"    {start.value} --> {end.value}: {verb.value.replace('_', ' ')}"
        for (start, verb), end in MOVES.items()
    ]
    lines += [f"    {status.value} --> [*]" for status in Status if not verbs_from(status)]
    return "\n".join(lines) + "\n"
