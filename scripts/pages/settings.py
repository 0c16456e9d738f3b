"""The settings, as .env.example explains them."""

from dataclasses import dataclass
from pathlib import Path

from scripts.pages import PRINTED, table


@dataclass(frozen=True)
class Variable:
    name: str
    example: str
    meaning: str


def variables(path: Path = Path(".env.example")) -> dict[str, list[Variable]]:
    """Section → its variables, each with the comment lines right above it."""
    sections: dict[str, list[Variable]] = {}
    section = ""
    comment: list[str] = []
    for line in path.read_text(encoding="utf-8").splitlines():
        if line.startswith("# ---"):
            section, comment = line.strip("# -"), []
        elif line.startswith("#"):
            comment.append(line.lstrip("# "))
        elif "=" in line:
            name, _, example = line.partition("=")
            sections.setdefault(section, []).append(Variable(name, example, " ".join(comment)))
            comment = []
        else:
            comment = []
    return sections


def page() -> str:
    parts = [
        "# Settings",
        PRINTED,
        "Every setting that differs between machines is a variable of the environment. The commands of the Makefile "
        "need none. `.env.example` holds the same list to copy.",
    ]
    for section, found in variables().items():
        rows = [[f"`{one.name}`", f"`{one.example}`" if one.example else "", one.meaning] for one in found]
        parts += [f"## {section}", table(["Variable", "In the example", "Meaning"], rows)]
    return "\n\n".join(parts)
