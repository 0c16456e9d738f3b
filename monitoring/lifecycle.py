"""The life of a monitoring form, as a table: written as a draft, finished, considered by senior leaders."""

from enum import StrEnum


class Status(StrEnum):
    """Where a form stands."""

    DRAFT = "draft"
    FINISHED = "finished"
    CONSIDERED = "considered"


class Verb(StrEnum):
    """What a person does to move it. Senior leaders may come back to a form they have considered."""

    FINISH = "finish"
    CONSIDER = "consider"


FIRST = Status.DRAFT

MOVES: dict[tuple[Status, Verb], Status] = {
    (Status.DRAFT, Verb.FINISH): Status.FINISHED,
    (Status.FINISHED, Verb.CONSIDER): Status.CONSIDERED,
    (Status.CONSIDERED, Verb.CONSIDER): Status.CONSIDERED,
}

LABEL: dict[Status, str] = {
    Status.DRAFT: "Draft",
    Status.FINISHED: "Finished",
    Status.CONSIDERED: "Considered",
}

STANDING: dict[Status, str] = {
    Status.DRAFT: "It is still being written; only those who write monitoring forms in this school see it.",
    Status.FINISHED: "It can be read but no longer changed, and waits for senior leaders to consider it.",
    Status.CONSIDERED: "Senior leaders have considered it; what was agreed is among the school's actions.",
}

# How far along it is, in the tones of the `status_badge` tag.
TONE: dict[Status, str] = {Status.DRAFT: "open", Status.FINISHED: "current", Status.CONSIDERED: "done"}

AUDIT_VERB: dict[Verb, str] = {Verb.FINISH: "finished", Verb.CONSIDER: "recorded the consideration of"}

DONE: dict[Verb, str] = {
    Verb.FINISH: "The form is finished and can now be read by everybody who sees the school's monitoring.",
    Verb.CONSIDER: "It is recorded that senior leaders considered the form.",
}


class IllegalMove(Exception):
    """The table has no such move."""

    def __init__(self, status: Status, verb: Verb) -> None:
        super().__init__(f"“{verb.value}” is not possible from “{LABEL[status]}”. {STANDING[status]}")
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


def allows(status: Status | str, verb: Verb) -> bool:
    """Whether the table has a move ``verb`` from ``status``."""
    return (Status(status), verb) in MOVES


def diagram() -> str:
    """The table as a Mermaid state diagram."""
    lines = ["stateDiagram-v2"]
    lines += [f"    {status.value}: {LABEL[status]}" for status in Status]
    lines += [f"    [*] --> {FIRST.value}"]
    lines += [f"    {start.value} --> {end.value}: {verb.value}" for (start, verb), end in MOVES.items()]
    return "\n".join(lines) + "\n"
