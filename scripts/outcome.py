"""What a run of pytest came to, and what the whole of `make test` makes of it."""

import json
import signal
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Outcome:
    """What one run of pytest came to.

    :ivar code: as ``Popen.wait`` gives it: negative when a signal ended the run.
    """

    name: str
    code: int
    seconds: float
    outcomes: Mapping[str, int]
    deselected: Mapping[str, int]

    @property
    def verdict(self) -> int:
        """0 only for a run that ended well and told of tests that passed."""
        return abs(self.code) or (0 if self.outcomes.get("passed") else 1)

    def lines(self) -> list[str]:
        passed = self.outcomes.get("passed", 0)
        failed = self.outcomes.get("failed", 0) + self.outcomes.get("error", 0)
        skipped = self.outcomes.get("skipped", 0)
        closing = f"{self.name}: {passed} passed, {failed} failed" + (
            f", {skipped} skipped" if skipped else ""
        )
        if self.code < 0:
            closing += f", ended by {signal.Signals(-self.code).name}"
        elif not self.outcomes:
            closing += "; it did not come to its end"
        left_out = ", ".join(f"{name} {count}" for name, count in sorted(self.deselected.items()))
        return [
            f"    {sum(self.deselected.values())} deselected{f' ({left_out})' if left_out else ''}, "
            f"{self.seconds:.0f} s, exit code {self.code}",
            closing,
        ]


def exit_code(outcomes: Sequence[Outcome]) -> int:
    """That of the first run that did not go well; 1 when there was none at all."""
    return next((outcome.verdict for outcome in outcomes if outcome.verdict), 0 if outcomes else 1)


def read_counts(path: Path) -> dict[str, int]:
    """What pytest_counts wrote; nothing when it did not come to that."""
    return dict(json.loads(path.read_text())) if path.exists() else {}
