"""Forgets what let browsers in and no longer does: codes, devices, squares of dots, and the links of ended
invitations. And what was told to colleagues of mails that did not arrive."""

from datetime import datetime, timedelta

from django.db.models import Q

from carnet.core.worker import hourly
from carnet.invitations.models import Code, Device, Handover, Link, Report

# Codes of the last day are counted against those who ask for too many.
CODES_LAST = timedelta(days=1)
# So long an ended link still leads to the page that offers a new one.
LINKS_LAST = timedelta(days=90)
# A mail is tried for three days, and by hand a while longer.
REPORTS_LAST = timedelta(days=30)


def forget(now: datetime) -> int:
    ended = Q(invitation__expires_at__lt=now - LINKS_LAST) | Q(
        invitation__revoked_at__lt=now - LINKS_LAST
    )
    rows = [
        Code.objects.filter(expires_at__lt=now - CODES_LAST),
        Handover.objects.filter(expires_at__lt=now),
        Device.objects.filter(Q(expires_at__lt=now) | ended),
        Link.objects.filter(ended),
        Report.objects.filter(leaves_on__lt=(now - REPORTS_LAST).date()),
    ]
    return sum(some.delete()[0] for some in rows)


forget_hourly = hourly(forget)
