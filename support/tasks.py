"""Labels on a bell."""

import logging

from celery import shared_task

from support.services import new_year

log = logging.getLogger(__name__)


@shared_task
def lay_out_new_year() -> None:
    """Lay out the years at hand for schools that have nothing in them yet: all in September, newcomers later."""
    for year in new_year.years_at_hand():
        schools = new_year.lay_out_year(year=year)
        if schools:
            log.info("year %s laid out for %s schools of trust %s", year.name, schools, year.trust_id)
