"""What mails to colleagues have in common: the firm they come from, and readers who may have gone since."""

from datetime import timedelta
from typing import Any

from django.db.models import Model
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import get_language

from carnet.core import mail
from carnet.core.models import Mail
from carnet.firms.models import Colleague, Firm

DAY = timedelta(days=1)


def composed(name: str, firm: Firm, context: dict[str, Any]) -> mail.Letter:
    """The letter of this name (`email/<name>/`), in the language in which it is being composed."""
    told = {"firm": firm, "language": get_language(), **context}
    return mail.Letter(
        subject=render_to_string(f"email/{name}/subject.txt", told).strip(),
        text=render_to_string(f"email/{name}/body.txt", told).strip(),
        html=render_to_string(f"email/{name}/body.html", told),
        sender=firm.sender,
        reply_to=firm.reply_to,
    )


def to_administrators(letter: str, about: Model, *, firm: Firm) -> None:
    """Queue it for each of them."""
    for one in firm.colleagues.administrators():
        mail.post(letter, about=about, to=one.email, language=one.language, firm=firm)


def still_reads(row: Mail, firm: Firm) -> bool:
    """Is whom it is for an administrator of this firm still?"""
    return Colleague.objects.administrators().filter(email=row.to, firm=firm).exists()


def once_a_day(letter: str, colleague: Colleague) -> None:
    """Queue what a colleague is warned of, unless they were warned of the same within a day."""
    lately = timezone.now() - DAY
    told = Mail.objects.filter(letter=letter, about=str(colleague.pk), created_at__gt=lately)
    if not told.exists():
        firm, language = colleague.firm, colleague.language
        mail.post(letter, about=colleague, to=colleague.email, language=language, firm=firm)
