"""What administrators and colleagues do to their firm and to themselves, each with its trace.

Who may do it is decided by the views (access.py); how the mails read, by letters.py.
"""

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any

from allauth.mfa.models import Authenticator
from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils.text import slugify

from carnet.audit import record as audit
from carnet.core import mail
from carnet.firms.models import Colleague, ColleagueInvitation, Firm, Notice, Role, Tries
from carnet.firms.notices import latest


class AlreadySetUp(Exception):
    """Somebody works here already; the set-up page is for an empty install."""


class AddressTaken(Exception):
    """The address signs in already. `colleague` tells who, when it is somebody of the same firm."""

    def __init__(self, colleague: Colleague | None) -> None:
        super().__init__("address taken")
        self.colleague = colleague


class LastAdministrator(Exception):
    """The firm would be left without anybody who may open its settings."""


class AlreadyJoined(Exception):
    """The invitation was used, or withdrawn, a moment ago."""


class NoticeMoved(Exception):
    """Somebody else has published another version of the privacy notice since the page was opened."""


def is_set_up() -> bool:
    return Colleague.objects.exists()


@transaction.atomic
def set_up(*, firm_name: str, name: str, email: str, password: str, language: str) -> Colleague:
    """The first firm and its administrator."""
    if is_set_up():
        raise AlreadySetUp
    try:
        with transaction.atomic():
            firm = Firm.objects.create(name=firm_name, slug=_free_slug(firm_name), first=True)
    except IntegrityError:
        raise AlreadySetUp from None
    colleague = Colleague.objects.add(
        firm=firm,
        email=email,
        name=name,
        role=Role.ADMINISTRATOR,
        password=password,
        language=language,
    )
    audit.record("firm set up", firm, firm=firm, by=colleague)
    return colleague


def _free_slug(name: str) -> str:
    slug = slugify(name)[:40] or "firm"
    return f"{slug}-2" if Firm.objects.filter(slug=slug).exists() else slug


@transaction.atomic
def change_settings(firm: Firm, *, fields: Collection[str], by: Colleague) -> None:
    """Save the fields a form has set on the firm. A logo that was replaced is deleted."""
    before = str(Firm.objects.get(pk=firm.pk).logo)
    firm.save(update_fields=fields)
    if before and before != str(firm.logo):
        transaction.on_commit(lambda: firm.logo.storage.delete(before))
    audit.record("settings changed", firm, firm=firm, by=by, fields=sorted(fields))


@transaction.atomic
def publish_notice(
    firm: Firm, texts: Mapping[str, str], *, after: int, by: Colleague, now: datetime
) -> Notice | None:
    """The next version, by language; None where nothing differs. `after` is the number that was read while writing."""
    Firm.objects.select_for_update().get(pk=firm.pk)
    newest = latest(firm)
    before, number = (newest.texts, newest.number) if newest else ({}, 0)
    wanted = {language: text for language, text in {**before, **texts}.items() if text}
    if wanted == before:
        return None
    if number != after:
        raise NoticeMoved
    made = firm.privacy_notices.create(number=number + 1, texts=wanted, published_at=now, by=by)
    audit.record("privacy notice changed", made, firm=firm, by=by, number=made.number)
    return made


@transaction.atomic
def invite(*, firm: Firm, email: str, role: str, language: str, by: Colleague) -> Colleague:
    try:
        with transaction.atomic():
            colleague = Colleague.objects.add(firm=firm, email=email, role=role, language=language)
    except IntegrityError:
        raise AddressTaken(firm.colleagues.filter(email__iexact=email).first()) from None
    _mail_invitation(colleague)
    audit.record("colleague invited", colleague, firm=firm, by=by, role=role)
    return colleague


@transaction.atomic
def invite_again(colleague: Colleague, *, by: Colleague) -> None:
    """A new link; earlier ones stop working."""
    if colleague.joined_at or colleague.left_at:
        raise AlreadyJoined
    _mail_invitation(colleague)
    audit.record("colleague invited again", colleague, firm=colleague.firm, by=by)


def _mail_invitation(colleague: Colleague) -> None:
    colleague.invitations.filter(used_at=None).delete()
    invitation = colleague.invitations.create()
    mail.post(
        "colleague",
        about=invitation,
        to=colleague.email,
        language=colleague.language,
        firm=colleague.firm,
    )


@transaction.atomic
def withdraw_invitation(colleague: Colleague, *, by: Colleague) -> None:
    """Somebody who never joined leaves nothing behind, so the address is free again."""
    audit.record("colleague's invitation withdrawn", colleague, firm=colleague.firm, by=by)
    deleted, _tables = Colleague.objects.filter(pk=colleague.pk, joined_at=None).delete()
    if not deleted:
        raise AlreadyJoined


def usable_invitation(token: str, now: datetime) -> ColleagueInvitation | None:
    usable = ColleagueInvitation.objects.usable(token, now)
    return usable.select_related("colleague__firm").first()


@transaction.atomic
def join(
    invitation: ColleagueInvitation, *, name: str, password: str, language: str, now: datetime
) -> Colleague:
    open_ones = ColleagueInvitation.objects.open().filter(expires_at__gt=now)
    if not open_ones.filter(pk=invitation.pk).update(used_at=now):
        raise AlreadyJoined
    colleague = Colleague.objects.select_related("firm").get(pk=invitation.colleague_id)
    colleague.name, colleague.language, colleague.joined_at = name, language, now
    colleague.set_password(password)
    colleague.save(update_fields=["name", "language", "joined_at", "password"])
    audit.record("colleague joined", colleague, firm=colleague.firm, by=colleague)
    return colleague


@transaction.atomic
def change_role(colleague: Colleague, role: str, *, by: Colleague) -> None:
    administrators = _hold(colleague.firm)
    if role != Role.ADMINISTRATOR and administrators == {colleague.pk}:
        raise LastAdministrator
    changed = Colleague.objects.filter(pk=colleague.pk).exclude(role=role).update(role=role)
    if changed:
        audit.record("role changed", colleague, firm=colleague.firm, by=by, role=role)


@transaction.atomic
def deactivate(colleague: Colleague, *, by: Colleague, now: datetime) -> None:
    """Sessions end with it, and so do mails that have not left (letters.py asks again)."""
    if _hold(colleague.firm) == {colleague.pk}:
        raise LastAdministrator
    working = Colleague.objects.filter(pk=colleague.pk, left_at=None)
    if working.update(left_at=now, generation=F("generation") + 1):
        colleague.invitations.filter(used_at=None).delete()
        audit.record("colleague deactivated", colleague, firm=colleague.firm, by=by)


@transaction.atomic
def take_second_step_away(colleague: Colleague, *, by: Colleague | None) -> bool:
    """For who has lost phone and codes. Open sessions end: the phone may be in other hands. False without any."""
    count, _kinds = Authenticator.objects.filter(user=colleague).delete()
    if count:
        Colleague.objects.filter(pk=colleague.pk).update(generation=F("generation") + 1)
        audit.record("second step taken away", colleague, firm=colleague.firm, by=by)
    return bool(count)


@transaction.atomic
def lift_wait(colleague: Colleague, *, by: Colleague) -> bool:
    """After wrong tries, whoever's they were. False when nothing was counted."""
    count, _kinds = Tries.objects.filter(colleague=colleague).delete()
    if count:
        audit.record("sign-in allowed again", colleague, firm=colleague.firm, by=by)
    return bool(count)


@transaction.atomic
def reactivate(colleague: Colleague, *, by: Colleague) -> None:
    if Colleague.objects.filter(pk=colleague.pk).exclude(left_at=None).update(left_at=None):
        audit.record("colleague reactivated", colleague, firm=colleague.firm, by=by)


def _hold(firm: Firm) -> set[Any]:
    """Its administrators, while nobody else changes any: two who demote each other come in turn.

    SQLite's transactions (IMMEDIATE) come in turn anyway; there the lock is no statement at all.
    """
    Firm.objects.select_for_update().get(pk=firm.pk)
    return set(firm.colleagues.administrators().values_list("pk", flat=True))


@transaction.atomic
def change_account(colleague: Colleague, *, fields: Collection[str]) -> None:
    colleague.save(update_fields=fields)
    audit.record(
        "account changed", colleague, firm=colleague.firm, by=colleague, fields=sorted(fields)
    )


@transaction.atomic
def change_language(colleague: Colleague, language: str) -> None:
    other = Colleague.objects.filter(pk=colleague.pk).exclude(language=language)
    if other.update(language=language):
        audit.record(
            "account changed", colleague, firm=colleague.firm, by=colleague, fields=["language"]
        )


@transaction.atomic
def end_sessions(colleague: Colleague) -> None:
    """Everywhere. The view keeps the browser that asked for it."""
    Colleague.objects.filter(pk=colleague.pk).update(generation=F("generation") + 1)
    colleague.refresh_from_db(fields=["generation"])
    audit.record("sessions ended", colleague, firm=colleague.firm, by=colleague)
