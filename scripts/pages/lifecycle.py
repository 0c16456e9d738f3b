"""Where a self-evaluation may go, and who moves it."""

from riskmatrix.lifecycle import FIRST, HISTORY, LABEL, MOVES, STANDING, TURN, Status
from scripts.pages import PRINTED, table


def page() -> str:
    arrows = [f"    [*] --> {FIRST.value}"]
    arrows += [f"    {status.value}: {LABEL[status]}" for status in Status]
    arrows += [f"    {start.value} --> {end.value}: {HISTORY[verb]}" for (start, verb), end in MOVES.items()]
    rows = [[LABEL[status], TURN[status].value, STANDING[status]] for status in Status]
    return "\n\n".join(
        [
            "# The life of a self-evaluation",
            PRINTED,
            "```mermaid\nstateDiagram-v2\n" + "\n".join(arrows) + "\n```",
            table(["Status", "Whose turn", "What it means"], rows),
        ]
    )
