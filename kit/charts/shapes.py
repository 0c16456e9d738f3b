"""The shapes of the risk scale and of movement, as small SVG pictures.

The embedded font has none of ○ ◐ ▲ ◆ ↑ ↓, and a system's font is not to be relied on.
"""

INK = "#1b2430"

# Each shape on a field of 16 x 16. The four steps of the risk scale fill up and sharpen as risk rises; what
# is not a step looks like none of them; movement is an arrow with a shaft, so that it is never taken for
# "high".
SHAPES: dict[str, str] = {
    "low": '<circle cx="8" cy="8" r="5.6" fill="none" stroke="{c}" stroke-width="1.8"/>',
    "moderate": (
        '<circle cx="8" cy="8" r="5.6" fill="none" stroke="{c}" stroke-width="1.8"/>'
        '<path d="M8 2.4 A5.6 5.6 0 0 1 8 13.6 Z" fill="{c}"/>'
    ),
    "high": '<path d="M8 1.8 L15 14 L1 14 Z" fill="{c}"/>',
    "critical": '<path d="M8 0.6 L15.4 8 L8 15.4 L0.6 8 Z" fill="{c}"/>',
    "not-rated": (
        '<rect x="2.4" y="2.4" width="11.2" height="11.2" fill="none" stroke="{c}" stroke-width="1.4"'
        ' stroke-dasharray="2.2 1.6"/>'
    ),
    "not-applicable": '<path d="M3 8 H13" fill="none" stroke="{c}" stroke-width="1.8"/>',
    "suppressed": (
        '<path d="M8 2.5 V13.5 M3.2 5.2 L12.8 10.8 M12.8 5.2 L3.2 10.8"'
        ' fill="none" stroke="{c}" stroke-width="1.7"/>'
    ),
    "up": '<path d="M8 14 V3 M3.4 7.4 L8 2.6 L12.6 7.4" fill="none" stroke="{c}" stroke-width="2"/>',
    "down": '<path d="M8 2 V13 M3.4 8.6 L8 13.4 L12.6 8.6" fill="none" stroke="{c}" stroke-width="2"/>',
    "level": '<path d="M2.5 5.6 H13.5 M2.5 10.4 H13.5" fill="none" stroke="{c}" stroke-width="2"/>',
}


def shape(name: str, colour: str = INK) -> bytes:
    """A shape of SHAPES as an SVG of 16 x 16, for pages and PDF alike; a word always stands beside it.

    :raises KeyError: for a name that is not in SHAPES.
    """
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 16 16" width="16" height="16">'
        + SHAPES[name].format(c=colour)
        + "</svg>"
    ).encode()
