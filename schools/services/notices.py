"""Telling people: a row in the transaction of what happened, an e-mail as soon as a worker gets to it."""

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction

from kit import clock
from kit.bell import ring
from kit.leases import LostLease
from schools.models import Notice, Person


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


def send(notice: Notice) -> bool:
    """Send one notice as an e-mail if nobody else is sending it. The message carries no more than the notice."""
    if not notice.claim():
        return False
    body = f"{notice.person.name},\n\n{notice.body}\n\n{settings.BASE_URL}{notice.link}\n"
    try:
        EmailMessage(" ".join(notice.subject.split()), body, to=[notice.person.email]).send()
    except OSError as error:
        notice.put_back(f"The mail server could not be reached: {error}")
        return False
    try:
        notice.finish(sent_at=clock.now(), failure="")
    except LostLease:
        return False
    return True


def mark_read(*, notices: list[Notice], by: Person) -> None:
    """Take notices off the person's list of what is new."""
    Notice.objects.visible_to(by).unread().filter(pk__in=[n.pk for n in notices]).update(read_at=clock.now())
