"""Labels on a bell."""

import logging

from celery import shared_task

from support.services import following, new_year

log = logging.getLogger(__name__)


@shared_task
def lay_out_new_year() -> None:
    """Lay out the years at hand for schools that have nothing in them yet: all in September, newcomers later."""
    for year in new_year.years_at_hand():
        schools = new_year.lay_out_year(year=year)
        if schools:
            log.info("year %s laid out for %s schools of trust %s", year.name, schools, year.trust_id)


@shared_task
def follow_calendars() -> None:
    """Let what is promised follow days that were closed or given back since it was laid out."""
    for year in new_year.years_at_hand():
        schools = following.follow_calendars(year=year)
        if schools:
            log.info(
                "year %s: %s schools of trust %s follow their calendar", year.name, schools, year.trust_id
            )
