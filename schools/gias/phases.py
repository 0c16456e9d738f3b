"""The portal's word for a school's phase, from the register's words and the age range."""

_PHASES = {
    "nursery": "nursery",
    "primary": "primary",
    "middle deemed primary": "middle",
    "middle deemed secondary": "middle",
    "secondary": "secondary",
    "16 plus": "16_plus",
    "all-through": "all_through",
    "all through": "all_through",
}


def phase_of(phase: str | None, kind: str | None, lowest_age: int | None, highest_age: int | None) -> str:
    """A value of ``School.Phase``.

    The register calls infant and junior schools primary; the ages tell them apart: infants leave at seven,
    juniors come at seven. Schools whose type says special are special whatever their phase.
    """
    if "special" in (kind or "").lower():
        return "special"
    found = _PHASES.get((phase or "").lower(), "unknown")
    if found == "primary" and lowest_age is not None and highest_age is not None:
        if highest_age <= 7:
            return "infant"
        if lowest_age >= 7:
            return "junior"
    return found
