"""What the firm does with personal data in Carnet, read from what it has and what is switched on (GDPR 30; Swiss FADP
12): each activity, who gets something of it, and what protects it. What only the firm knows is its Statement."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from django.conf import settings
from django.db.models import Count, Q
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from carnet.api.keys.models import Key
from carnet.connectors.registry import connector_of
from carnet.deliveries.models import Destination
from carnet.firms.models import Firm
from carnet.retention.clocks import rules
from carnet.retention.rules import Kind, Rule

# What a card can hold, and in which columns.
ON_A_CARD = [
    (gettext_lazy("name, e-mail address, language"), ["email"]),
    (gettext_lazy("postal address"), ["street", "city"]),
    (gettext_lazy("telephone numbers"), ["phone", "mobile"]),
    (gettext_lazy("date of birth"), ["birth_date"]),
    (gettext_lazy("nationality"), ["nationality"]),
    (gettext_lazy("company and its number"), ["company", "enterprise_number"]),
    (gettext_lazy("bank account"), ["iban"]),
    (
        gettext_lazy("national number"),
        ["national_number_index", "partner_national_number_index"],
    ),
    (
        gettext_lazy("partner: name, e-mail address, language"),
        ["partner_first_name", "partner_last_name", "partner_email"],
    ),
    (gettext_lazy("notes of colleagues"), ["notes"]),
]
MOST_CAMPAIGNS = 40


@dataclass(frozen=True)
class Activity:
    name: str
    purpose: str
    people: str
    data: list[str]
    kept: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Recipient:
    name: str
    gets: str
    since: str = ""


def activities(firm: Firm) -> list[Activity]:
    found = [_clients(firm), _questionnaires(firm), _mails(firm), _connections(firm)]
    return [one for one in (*found, _approvals(firm), _colleagues(firm), _duties()) if one]


def _clients(firm: Firm) -> Activity | None:
    data = held(firm)
    if not data:
        return None
    return Activity(
        _("Client files"),
        _("To know who the clients are, and to reach them."),
        _("Clients, their partners, and people who act for companies"),
        data,
        _kept(firm, Kind.CLIENT),
    )


def held(firm: Firm) -> list[str]:
    """Of what a card can hold, that which is on at least one."""
    counts = {
        f"n{number}": Count("pk", filter=_filled(columns))
        for number, (_label, columns) in enumerate(ON_A_CARD)
    }
    found = firm.clients.aggregate(**counts)
    return [str(label) for number, (label, _c) in enumerate(ON_A_CARD) if found[f"n{number}"]]


def _filled(columns: list[str]) -> Q:
    filled = Q()
    for column in columns:
        empty = Q(**{f"{column}__isnull": True}) if column == "birth_date" else Q(**{column: ""})
        filled |= ~empty
    return filled


def _questionnaires(firm: Firm) -> Activity | None:
    names = list(firm.campaigns.order_by("-pk").values_list("name", flat=True)[:MOST_CAMPAIGNS])
    if not names:
        return None
    return Activity(
        _("Questionnaires, answers and documents"),
        _("To receive what is needed for the work the clients have given the firm."),
        _("Clients, their partners, children and others they answer about"),
        [
            _("what is asked, which may include income, health costs, gifts and membership"),
            _("documents handed in, messages, remarks of colleagues"),
            _("times of opening, answering and sending"),
            *names,
        ],
        [*_kept(firm, Kind.DOSSIER), *_kept(firm, Kind.UNANSWERED)],
    )


def _mails(firm: Firm) -> Activity | None:
    if not firm.mails.exists():
        return None
    return Activity(
        _("Mails"),
        _("To invite and remind clients, and to tell colleagues what has happened."),
        _("Clients, their partners, colleagues"),
        [_("e-mail address, what the mail is about, when it left and whether it arrived")],
        [_("with the dossier they are about")],
    )


def _connections(firm: Firm) -> Activity | None:
    names = [f"{_software(one.connector)} ({one.name})" for one in firm.connections.order_by("pk")]
    if not names and not firm.imports.exists():
        return None
    return Activity(
        _("Bringing in lists of clients"),
        _("To take over clients from a file or from the practice software."),
        _("Clients and their partners"),
        [_("what the list holds and Carnet has a place for"), *names],
        _kept(firm, Kind.CLIENT),
    )


def _approvals(firm: Firm) -> Activity | None:
    if not firm.dossiers.filter(approvals__isnull=False).exists():
        return None
    return Activity(
        _("Approval of documents"),
        _("To prove that a client has approved what the firm files in the client’s name."),
        _("Clients and their partners"),
        [_("the document, who approved it, when and how it was known who it was")],
        _kept(firm, Kind.DOSSIER),
    )


def _colleagues(firm: Firm) -> Activity:
    return Activity(
        _("Accounts of colleagues, and who did what"),
        _("To let in whoever works here and nobody else, and to be able to say who did what."),
        _("Colleagues"),
        [
            _("name, e-mail address, role, language, last sign-in"),
            _("what was done when and on what; no contents"),
        ],
        [_("as long as the firm uses Carnet: the trail can only be added to")],
    )


def _duties() -> Activity:
    return Activity(
        _("Registers of incidents and of people’s requests"),
        _("To do what the law on data protection asks for, and to prove it."),
        _("Whoever asks about their data"),
        [_("what was asked when, what was answered; no copy of the data")],
        [_("as long as the firm uses Carnet")],
    )


def _kept(firm: Firm, kind: Kind) -> list[str]:
    rule = rules(firm).get(kind)
    return [_told(rule)] if rule else []


def _told(rule: Rule) -> str:
    if rule.months:
        years = rule.months // 12
        length = ngettext("%(count)s year", "%(count)s years", years) % {"count": years}
    else:
        length = ngettext("%(count)s day", "%(count)s days", rule.days) % {"count": rule.days}
    words = {"what": rule.kind.label, "length": length, "event": rule.event.label}
    told = _("%(what)s: %(length)s, counted from: %(event)s (%(source)s)")
    return told % {**words, "source": rule.source}


def recipients(firm: Firm) -> list[Recipient]:
    return [*_of_the_install(), *_programs(firm), *_destinations(firm)]


def _of_the_install() -> Iterator[Recipient]:
    if settings.MAIL_HOST:
        gets = _("every mail, with the address it goes to")
        yield Recipient(_("Mail server %(host)s") % {"host": settings.MAIL_HOST}, gets)
    if settings.BOUNCE_HOST:
        gets = _("mails that could not be delivered")
        yield Recipient(_("Mailbox at %(host)s") % {"host": settings.BOUNCE_HOST}, gets)


def _programs(firm: Firm) -> Iterator[Recipient]:
    for one in firm.webhooks.filter(paused_at=None):
        gets = _("that something happened, and on what; no names")
        name = _("Program at %(host)s") % {"host": urlsplit(one.url).hostname}
        yield Recipient(name, gets, _day(one.created_at))
    for key in Key.objects.filter(firm=firm).standing(timezone.now()):
        gets = _("what it asks for, within: %(rights)s") % {"rights": ", ".join(key.scopes)}
        yield Recipient(
            _("Program with the key %(name)s") % {"name": key.name}, gets, _day(key.created_at)
        )


def _destinations(firm: Firm) -> Iterator[Recipient]:
    for one in Destination.objects.filter(firm=firm).on().order_by("pk"):
        yield Recipient(str(one), ", ".join(one.contents), _day(one.on_since))


def _day(moment) -> str:
    return date_format(timezone.localtime(moment), "DATE_FORMAT") if moment else ""


def _software(key: str) -> str:
    connector = connector_of(key)
    return str(connector.name) if connector else key


def measures(firm: Firm) -> list[str]:
    """Of this installation as it runs now; what is off is said to be off."""
    return [one for one in (*_always(), *_chosen(firm)) if one]


def _always() -> list[str]:
    return [
        _(
            "National numbers, answers, documents and secrets are encrypted where they rest (AES-256-GCM)."
        ),
        _("Each firm sees only its own data; every page is tested as a stranger."),
        _("Passwords are kept as Argon2 hashes; wrong tries have to wait longer and longer."),
        _("A session ends after an hour without activity, and after twelve hours."),
        _("Who did what is noted in a chain in which no entry can be changed unnoticed."),
        _(
            "Clients open their questionnaire with a link only they have, and prove who they are on a new device."
        ),
        _(
            "Files are opened in a process of their own, without network; photos lose place and camera."
        ),
    ]


def _chosen(firm: Firm) -> list[str]:
    erasing = hasattr(firm, "retention")
    return [
        _("Every colleague needs a second step to sign in.")
        if firm.second_step
        else _("A second step at sign-in is each colleague’s own choice."),
        _("What need not be kept any longer is erased by itself.")
        if erasing
        else _(
            "What need not be kept any longer is not erased by itself: nobody has switched that on."
        ),
        _mail_line(),
        _held_clients(firm),
    ]


def _mail_line() -> str:
    if not settings.MAIL_HOST:
        return ""
    if settings.MAIL_SECURITY == "none":
        return _("The connection to the mail server is not encrypted.")
    return _("The connection to the mail server is encrypted (TLS).")


def _held_clients(firm: Firm) -> str:
    count = firm.holds.filter(lifted_at=None).count()
    told = ngettext(
        "%(count)s client is held back from erasing, with a reason.",
        "%(count)s clients are held back from erasing, each with a reason.",
        count,
    )
    return told % {"count": count} if count else ""
