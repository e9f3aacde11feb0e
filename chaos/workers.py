"""Sites of which only workers run, and how they are waited for."""

import time
from collections.abc import Callable

from django.conf import settings

from chaos.site import Site

HANGS_AFTER = 150


def opened(*, broken: bool) -> Site:
    """Claims lapse soon, so that what a killed worker held is taken up while somebody watches."""
    site = Site()
    site.hasty()
    if broken:
        site.breakable()
    return site


def posting_to(site: Site) -> None:
    """Where open_post_office (tests/post_office.py) has opened one."""
    site.environment |= {
        "MAIL_HOST": settings.MAIL_HOST,
        "MAIL_PORT": str(settings.MAIL_PORT),
        "MAIL_SECURITY": "none",
        "MAIL_FROM": "desk@example.org",
    }


def wait(until: Callable[[], bool], seconds: float = HANGS_AFTER) -> bool:
    """False when it has not come to be so."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if until():
            return True
        time.sleep(0.01)
    return False
