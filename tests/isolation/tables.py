"""What forms and addresses of the office call the things they name, and what has to be filled in to get that far.
A name the product reads and nobody placed here turns test_walk.py red."""

from datetime import timedelta
from typing import Any

from django.utils import timezone

from carnet.campaigns.bulk_steps import STEPS as OF_DOSSIERS
from carnet.clients.bulk_steps import STEPS as OF_CLIENTS
from carnet.invitations.bulk_steps import STEPS as OF_INVITATIONS

# What may stand there (House.named), by the name of the field or the filter.
NAMING = {
    "after": ["client", "campaign", "dossier", "event"],
    "before": ["client", "campaign", "dossier", "event"],
    "by": ["colleague"],
    "campaign": ["campaign"],
    "client": ["client"],
    "clients": ["client"],
    "connection": ["connection"],
    "doc": ["document"],
    "entry": ["bank entry"],
    "dossiers": ["dossier"],
    "import": ["import"],
    "imported": ["import number"],
    "into": ["campaign"],
    "invitation": ["invitation"],
    "key": ["campaign uuid", "approval key", "destination"],
    "label": ["label"],
    "made": ["note"],
    "number": ["client", "dossier", "campaign"],
    "query": ["filter"],
    "questionnaire": ["questionnaire"],
    "replaces": ["approval"],
    "revision": ["revision"],
    "selection": ["of clients", "of dossiers"],
}
SEVERAL = {"clients", "dossiers"}
# Words, days, choices, and numbers within what the path names.
PLAIN = {
    *("act", "action", "add", "again", "all", "answer", "archived", "at", "back", "besides"),
    *("called", "changes", "choices", "client_told", "code", "columns", "count", "country", "day"),
    *("days", "digest", "do", "document_names", "draft", "due", "due_date", "email", "end"),
    *("everyone", "everything", "failed", "field", "first", "foreign", "generation", "help"),
    *("here", "issues", "keep", "kind", "kinds", "lang", "language", "languages", "last"),
    *("late", "length", "letter", "line", "lines", "look", "managers", "members", "message"),
    *("message_fr", "most", "name", "name_or_new", "national_number", "new_label", "next"),
    *("next_year", "note", "numbers", "on", "onward", "page", "partner"),
    *("partner_national_number", "partners", "path", "per_day", "period_end", "period_start"),
    *("persona", "policy", "promised", "q", "reach", "reason", "reference", "remind_days"),
    *("reminder_most", "reminders_after", "reminders_before", "reminders_on", "required"),
    *("reset", "role", "schedule", "scope", "section", "sections", "seen", "send_on"),
    *("send_time", "settle", "shared", "show", "software", "sort", "spread", "stage", "start"),
    *("state", "stay", "subject", "subject_fr", "take", "take_out", "template", "temporary"),
    *(
        "text",
        "type",
        "unit",
        "unreached",
        "until",
        "urlencode",
        "uuid",
        "value",
        "version",
        "wanted",
    ),
    *("what", "when", "whose", "words", "year", "framed", "part", "choice"),
    # Of the registers of incidents and requests.
    *("bases", "began_at", "closed_on", "concerned", "consequences", "controller", "found_at"),
    *("further", "identity", "measures", "not_reported", "not_told", "officer", "outcome"),
    *("people", "processors", "received_on", "reported_at", "risk", "title", "told_on"),
    *("transfers", "who"),
    *("from", "one", "over", "part", "right", "to"),
}


def soon() -> str:
    return (timezone.localdate() + timedelta(days=30)).isoformat()


def filled(named: dict[str, Any]) -> dict[str, list[dict[str, Any]]]:
    """By route, what a form needs besides before it looks at what it names. Taken from the firm's own."""
    some_clients = {"clients": [named["client"]], "count": "1"}
    some_dossiers = {"dossiers": [named["dossier"]], "count": "1"}
    told = {
        "label": named["label"],
        "language": "fr",
        "number": "1",
        "text": "Words",
        "day": soon(),
    }
    terms = {"client": named["client"], "questionnaire": named["questionnaire"], "due_date": soon()}
    message = {**terms, "do": "prepare", "key": "", "into": ""}
    return {
        "clients:bulk": [
            {**some_clients, **told, "action": one} for one in (*OF_CLIENTS, "invite", "export")
        ],
        "campaigns:bulk": [{**some_dossiers, **told, "action": one} for one in OF_DOSSIERS],
        "invitations:bulk": [{**some_dossiers, **told, "action": one} for one in OF_INVITATIONS],
        "reminders:bulk": [{**some_dossiers, **told}],
        "exports:campaign": [{**some_dossiers, "wanted": ["pdf"], "what": "pdf"}],
        "approvals:filed": [{"dossiers": [named["dossier"]], "on": "2026-06-01"}],
        "campaigns:note": [{"text": "Words"}],
        "campaigns:invite": [terms, {**terms, "into": named["campaign"]}],
        "invitations:check": [terms, {**terms, "field": "email", "value": "x@example.org"}],
        "invitations:message": [
            message,
            {**message, "do": "invite"},
            {**message, "into": named["campaign"]},
        ],
        "invitations:plan": [message],
        "invitations:preview": [message],
        "invitations:look": [message],
        "reminders:hold": [{"day": soon()}],
        "reminders:release": [{"day": soon()}],
        "trail:trail": [{"kind": one} for one in ("clients.client", "campaigns.dossier")],
        "trail:file": [{"kind": one} for one in ("clients.client", "campaigns.dossier")],
        "approvals:ask": [{"words": "Words"}],
        "privacy:add_request": [{"kind": "access", "received_on": "2026-06-01"}],
    }


# What a client's pages read that names a thing of the dossier.
OF_PORTAL = ("down", "join", "order", "remove", "removed", "restore", "separate", "take", "up")
