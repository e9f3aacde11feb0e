"""What a firm's limits hold back, for pages that send mails."""

from datetime import datetime
from typing import Any

from django import template
from django.conf import settings
from django.utils import timezone
from django.utils.formats import date_format

from carnet.core import allowance

register = template.Library()


@register.filter
def about(at: datetime) -> str:
    """14:00 of today, another day with its date."""
    here = timezone.localtime(at)
    today = here.date() == timezone.localdate()
    return date_format(here, "TIME_FORMAT" if today else "SHORT_DATETIME_FORMAT")


@register.inclusion_tag("core/_held_back.html")
def held_back(firm: Any) -> dict[str, Any]:
    return {"held": allowance.held_back(firm, timezone.now()) if settings.MAIL_HOST else None}
