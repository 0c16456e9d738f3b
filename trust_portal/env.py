"""Settings come from the environment; each is documented in .env.example."""

import os
from collections.abc import Mapping
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured

DEFAULT_SECRET = "development-only-never-in-production"


class Environment:
    """The environment's text, read as the kind of value a setting needs."""

    def __init__(self, values: Mapping[str, str] | None = None) -> None:
        self.values = os.environ if values is None else values

    def text(self, name: str, default: str = "") -> str:
        return self.values.get(name, "") or default

    def path(self, name: str, default: Path) -> Path:
        return Path(self.values.get(name, "") or default).resolve()

    def flag(self, name: str, default: bool) -> bool:
        return self.text(name, str(default)).strip().lower() in {"1", "true", "yes", "on"}

    def number(self, name: str, default: int) -> int:
        written = self.text(name, str(default))
        try:
            return int(written)
        except ValueError:
            raise ImproperlyConfigured(
                f"{name} is “{written}”; it must be a whole number, for example {default}."
            ) from None

    def words(self, name: str, default: str = "") -> list[str]:
        return [word.strip() for word in self.text(name, default).split(",") if word.strip()]

    def mode(self) -> str:
        """“development” (the demo, tests) or “production”. Unset means production: the safe reading of silence.

        :raises ImproperlyConfigured: for any other word.
        """
        mode = self.text("PORTAL_MODE", "production")
        if mode not in {"development", "production"}:
            raise ImproperlyConfigured(f"PORTAL_MODE is “{mode}”; it must be “development” or “production”.")
        return mode


def refuse_unsafe_production(*, secret: str, debug: bool, hosts: list[str], base_url: str) -> None:
    """Stop before the first request when a production setting would leave the door open.

    :raises ImproperlyConfigured: naming every setting that is wrong and what to do about it.
    """
    wrong = []
    if secret == DEFAULT_SECRET or len(secret) < 50:
        wrong.append("SECRET_KEY is missing or too short: set it to at least 50 random characters.")
    if debug:
        wrong.append("DEBUG is on: it shows settings and code to strangers. Remove it.")
    if not hosts or "*" in hosts:
        wrong.append("ALLOWED_HOSTS is empty or open: name the portal's own host names.")
    if not base_url.startswith("https://"):
        wrong.append("BASE_URL must begin with https://: links in e-mails are made from it.")
    if wrong:
        raise ImproperlyConfigured(
            "The portal does not start in production like this:\n- "
            + "\n- ".join(wrong)
            + "\nFor a trial on your own machine set PORTAL_MODE=development. See .env.example."
        )
