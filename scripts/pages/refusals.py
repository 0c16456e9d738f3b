"""Every refusal: its code and the sentence a person reads."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from scripts.pages import PRINTED, table

APPS = ("kit", "schools", "riskmatrix", "monitoring", "support", "governance")


@dataclass(frozen=True, order=True)
class Found:
    app: str
    code: str
    sentence: str


def page() -> str:
    parts = [
        "# Refusals",
        PRINTED,
        "What the portal does not do is said as a value with a code and a sentence: the page shows the sentence where "
        "the button would be, the service refuses with the same one. “…” stands for what depends on the case.",
    ]
    for app in APPS:
        if found := sorted(set(_in(Path(app)))):
            rows = [[f"`{one.code}`", one.sentence] for one in found]
            parts += [f"## {app}", table(["Code", "Sentence"], rows)]
    return "\n\n".join(parts)


def _in(app: Path) -> Iterator[Found]:
    for path in sorted(app.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "Refusal":
                given = {word.arg: word.value for word in node.keywords}
                given |= dict(zip(("code", "sentence"), node.args, strict=False))
                found = Found(
                    app.name, *(_words(given[name]) for name in ("code", "sentence") if name in given)
                )
                if found.code != "…":  # one that passes on another's
                    yield found


def _words(node: ast.expr) -> str:
    """The text of an expression; what only a case can say becomes “…”."""
    if isinstance(node, ast.Constant):
        return str(node.value)
    if isinstance(node, ast.JoinedStr):
        return "".join(_words(part) for part in node.values)
    if isinstance(node, ast.BinOp):
        return _words(node.left) + _words(node.right)
    return "…"
