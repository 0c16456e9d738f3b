"""What each printed page of docs/reference is made of."""

PRINTED = "*Printed from the code by `make docs`; `make check` compares it: change the code, not the page.*"


def table(headers: list[str], rows: list[list[str]]) -> str:
    """A Markdown table; a cell holds no line break."""
    lines = [headers, ["---"] * len(headers), *rows]
    return "\n".join("| " + " | ".join(cell.replace("|", "\\|") for cell in line) + " |" for line in lines)
