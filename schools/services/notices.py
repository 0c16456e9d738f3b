"""Telling people: a row in the transaction of what happened, an e-mail as soon as a worker gets to it."""

from datetime import datetime, timedelta
from smtplib import SMTPDataError, SMTPRecipientsRefused

from allauth.account import app_settings
from allauth.account.adapter import get_adapter
from allauth.account.utils import user_pk_to_url_str
from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction

from kit import clock
from kit.bell import ring
from kit.leases import LostLease
from schools import audit
from schools.models import Notice, Person, Trust
from schools.queries.reminders import due_from
from schools.rhythm import Rhythm

# A notice whose key begins so carries a link with which its person sets a password.
INVITATION = "invitation"
# A notice whose key begins so says what is due; it is written anew when it is sent.
DIGEST = "digest"
# While the mail server is away a notice waits as long again as it has waited already, within these bounds.
SHORTEST_PAUSE, LONGEST_PAUSE = timedelta(minutes=1), timedelta(hours=1)
# Longer than a weekend with the holidays around it; older news helps nobody, and stays readable in the portal.
PATIENCE = timedelta(days=7)


def tell(person: Person, *, key: str, subject: str, body: str, link: str) -> None:
    """Make ``person`` know something, once for each ``key``; the e-mail goes out after the transaction.

    :param link: a path of the portal; the e-mail carries it as a full address.
    """
    notice, new = Notice.objects.get_or_create(
        person=person, key=key, defaults={"subject": subject[:200], "body": body, "link": link}
    )
    if new:
        from schools.tasks import send_notice

        transaction.on_commit(lambda: ring(send_notice, notice.pk))


class MailServerAway(Exception):
    """The mail server cannot be reached or takes nothing from the portal: other notices will fare no better."""


def send(notice: Notice) -> bool:
    """Send one notice as an e-mail if nobody else is sending it. It carries no more than the notice.

    :raises MailServerAway: when the notice is left to wait for the mail server.
    """
    if not notice.claim():
        return False
    if not notice.person.is_active:
        notice.finish(failure="The account is closed, so nothing was sent.")
        return False
    if _is_overtaken(notice):
        notice.finish(failure="Another digest took its place, or the person wants none any more.")
        return False
    words = _words(notice)
    if words is None:
        notice.finish(failure="What it was about was done before it could be sent.")
        return False
    subject, said = words
    body = f"{notice.person.name},\n\n{said}\n\n{_address(notice)}\n"
    try:
        EmailMessage(" ".join(subject.split()), body, to=[notice.person.email]).send()
    except OSError as error:
        if not _is_refused(error):
            _wait_for_the_server(notice, error)
            if isinstance(error, (SMTPRecipientsRefused, SMTPDataError)):
                return False
            raise MailServerAway(notice.failure) from error
        notice.put_back(
            f"The mail server refused the message: {error}"[:500],
            away_since=notice.away_since or clock.now(),
            not_before=clock.now() + LONGEST_PAUSE,
        )
        return False
    try:
        notice.finish(sent_at=clock.now(), failure="", away_since=None, not_before=None)
    except LostLease:
        return False
    return True


def _is_overtaken(notice: Notice) -> bool:
    """Whether it is a digest of somebody who wants none now, or who has a later one: both would say the same."""
    if not notice.key.startswith(f"{DIGEST}:"):
        return False
    later = notice.person.notices.filter(key__startswith=f"{DIGEST}:", created_at__gt=notice.created_at)
    return notice.person.reminder_rhythm == Rhythm.NONE or later.exists()


def _words(notice: Notice) -> tuple[str, str] | None:
    """Subject and body. A digest says what is due now, not what was when it was written; None when nothing is."""
    if not notice.key.startswith(f"{DIGEST}:"):
        return notice.subject, notice.body
    digest = due_from(notice.person)
    return (digest.subject, digest.body(settings.BASE_URL)) if digest.number else None


def _is_refused(error: OSError) -> bool:
    """Whether the server is there and will never take this very message: it answers 5xx (RFC 5321, 4.2.1).

    Everything else may pass: no connection, a wrong password in the settings, a mailbox that is busy (4xx).
    """
    match error:
        case SMTPRecipientsRefused():
            return all(code >= 500 for code, _ in error.recipients.values())
        case SMTPDataError():
            return int(error.smtp_code) >= 500
    return False


def _wait_for_the_server(notice: Notice, error: OSError) -> None:
    """Put it off, without spending one of its tries; give it up when that has gone on too long."""
    now = clock.now()
    since = notice.away_since or now
    why = f"The mail server could not be reached: {error}"[:500]
    if now - since > PATIENCE:
        notice.hand_back(why, away_since=since, job_state=Notice.JobState.FAILED)
        return
    pause = min(LONGEST_PAUSE, max(SHORTEST_PAUSE, now - since))
    notice.hand_back(why, away_since=since, not_before=now + pause)


def how_long_a_link_lasts() -> str:
    """“the link lasts three days”, whatever the setting says."""
    days = settings.PASSWORD_RESET_TIMEOUT // (24 * 60 * 60)
    return f"the link lasts {days} days" if days > 1 else "the link lasts one day"


def _address(notice: Notice) -> str:
    """Where the message leads. A link that opens an account is made here and stored nowhere."""
    if not notice.key.startswith(f"{INVITATION}:"):
        return f"{settings.BASE_URL}{notice.link}"
    token = app_settings.PASSWORD_RESET_TOKEN_GENERATOR().make_token(notice.person)
    return str(get_adapter().get_reset_password_from_key_url(f"{user_pk_to_url_str(notice.person)}-{token}"))


def mark_read(*, notices: list[Notice], by: Person) -> None:
    """Take notices off the person's list of what is new; other people's stay as they are."""
    Notice.objects.visible_to(by).unread().filter(pk__in=[n.pk for n in notices]).update(read_at=clock.now())


@transaction.atomic
def file_away(*, trust: Trust, before: datetime) -> int:
    """Mail nothing any more of what the trust's people were told before a moment; it stays on their lists.

    For a past that is brought in: nobody wants a year's mail in one morning. What has been sent stays sent.

    :returns: how many notices will not be mailed.
    """
    people = Person.objects.filter(posts__trust=trust)
    past = Notice.objects.filter(Notice.idle(), person__in=people, created_at__lt=before)
    unsent = past.update(job_state=Notice.JobState.DONE)
    audit.record(by=None, verb="filed away notices", thing=trust, trust=trust, after={"unsent": unsent})
    return unsent
