"""`make pictures`: takes the pictures of docs/images anew, on the way through the portal's main journey.

The journey takes more than the guide shows: all lie in var/pictures, and those that docs/images has are renewed.
"""

import shutil
import sys
from pathlib import Path

from scripts.run_tests import run
from scripts.servers import servers

JOURNEY = "tests/journeys/test_the_story.py"
IMAGES, TAKEN = Path("docs/images"), Path("var/pictures")


def renew(taken: Path, shown: Path = IMAGES) -> list[str]:
    """Put what was taken in the place of what is shown; the names of those that nobody took."""
    missing = []
    for picture in sorted(shown.glob("*.png")):
        if (taken / picture.name).exists():
            shutil.copyfile(taken / picture.name, picture)
        else:
            missing.append(picture.name)
    return missing


def main() -> int:
    shutil.rmtree(TAKEN, ignore_errors=True)
    TAKEN.mkdir(parents=True)
    with servers() as places:
        outcome = run("Pictures", places | {"PORTAL_PICTURES": str(TAKEN.resolve())}, JOURNEY)
    if outcome.verdict:
        print("The journey did not come to its end; the pictures stay as they are.")
        return outcome.verdict
    if missing := renew(TAKEN):
        print(f"Nobody takes {', '.join(missing)} any more: look for it in {JOURNEY}.")
        return 1
    print(f"The pictures in {IMAGES} are those of today. Look at them before you commit them.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
