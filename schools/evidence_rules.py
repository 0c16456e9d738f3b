"""Who keeps a school's evidence, and what a piece of it must be."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from kit import clock
from kit.refusals import Refusal
from kit.text import printable
from schools.access.checks import has, works_at
from schools.access.permissions import Permission

if TYPE_CHECKING:
    from schools.models import Person, School

LINK_LIMIT = 500
YEARS_BACK = 20
_MB = 1024 * 1024


def may_keep_evidence(user: Person, school: School) -> Refusal | None:
    """Add and withdraw pieces: the school's own people who fill in its self-evaluation."""
    if has(user, Permission.EDIT_SELF_EVALUATION, school) and works_at(user, school):
        return None
    return Refusal("not-yours", f"The leaders of {school} keep its evidence.")


def is_a_day_gone_by(day: date) -> Refusal | None:
    """Whether evidence can speak about ``day``: work seen, or figures taken, by now and within living memory."""
    today = clock.today()
    if day > today:
        return Refusal(
            "in-the-future",
            "This day lies ahead. Give the day on which the work was seen or the figures were taken.",
        )
    if day.year < today.year - YEARS_BACK:
        return Refusal("long-ago", f"This is more than {YEARS_BACK} years ago. Check the year.")
    return None


def is_a_web_address(link: str) -> Refusal | None:
    """Whether ``link`` is an address that a browser opens as a page, and gives nobody's password away."""
    try:
        parts = urlsplit(link)
        host, _ = parts.hostname, parts.port
    except ValueError:
        host = None
    if not host or parts.scheme not in ("http", "https") or _odd(link):
        return Refusal(
            "no-web-address",
            "This is not the address of a page. Copy it from the browser's address line; it begins with https://",
        )
    if "@" in parts.netloc:
        return Refusal(
            "credentials",
            "The address holds a user name or a password. Take out what stands between // and @, and change that "
            "password if it is a real one.",
        )
    if len(link) > LINK_LIMIT:
        return Refusal(
            "link-too-long",
            f"The address has {len(link):,} characters; at most {LINK_LIMIT:,} are taken. Use the short link that "
            "the program offers under Share.",
        )
    return None


def _odd(link: str) -> bool:
    """Blanks, invisible signs and backslashes: browsers read past them, each in its own way."""
    return printable(link) != link or "\\" in link or any(sign.isspace() for sign in link)


def fits(school: School, used: int, size: int, quota: int) -> Refusal | None:
    """Whether there is room for another file.

    :param used: bytes of the school's evidence so far; ``size`` those of the new file, ``quota`` the most there
        may be.
    """
    if used + size <= quota:
        return None
    return Refusal(
        "quota",
        f"{school} has used {used / _MB:,.1f} of the {quota / _MB:,.0f} MB it has for evidence, and this file has "
        f"{size / _MB:,.1f} MB. Withdraw files that no longer back anything, or leave this one where the school keeps "
        "its documents and add a link to it.",
    )
