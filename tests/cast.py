"""Who and what the routes are asked about: for every route one object of a firm that is not the stranger's."""

from datetime import date, timedelta
from uuid import uuid4

from django.utils import timezone

from carnet.answers.models import Reach, Rollout, Submission
from carnet.api.keys.actions import make as make_key
from carnet.api.webhooks.models import Delivery, Webhook
from carnet.builder import bank_actions, grid_actions
from carnet.builder.grid import Cell, fingerprint
from carnet.builder.models import BankOrigin, Scenario
from carnet.campaigns.models import Wave
from carnet.clients.list_models import SavedView
from carnet.clients.merging import chosen, merge
from carnet.core.models import Mail
from carnet.deliveries.models import Delivery as SentBack
from carnet.deliveries.models import Destination
from carnet.exports.models import Export
from carnet.imports.models import Import
from carnet.invitations.models import Invitation
from carnet.privacy.models import Incident, PersonRequest
from carnet.questionnaires.actions import draft
from carnet.reviews.models import ToAsk
from tests import makers as make
from tests.questionnaires.builders import document, item

NEVER = {
    "pk": 999_999,
    "other": 999_998,
    "entry": 999_994,
    "origin": 999_993,
    "submission": 999_997,
    "number": 999_996,
    "scenario": 999_995,
    "uuid": uuid4(),
    "token": "no.such-link",
}


def never_existed(keys):
    """Arguments that fit the route and name nothing."""
    return {key: NEVER.get(key, "nothing") for key in keys}


def arguments(name, keys, *, firm, by):
    """Arguments that name a real object of `firm`. A route missing here fails loudly."""
    maker = BY_ROUTE.get(name) or BY_SPACE[name.split(":")[0]]
    made = maker(firm, by)
    return {key: made[key] for key in keys}


def a_client(firm, by):
    return {"pk": make.client(firm=firm).pk, "other": make.client(firm=firm).pk}


def a_merge(firm, by):
    winner, loser = make.client(firm=firm), make.client(firm=firm)
    return {"pk": merge(winner, loser, chosen(winner, loser, {}), by=by, now=timezone.now()).pk}


def a_privacy_entry(firm, by):
    """An incident and a request under one number."""
    number = 1 + max(
        (Incident.objects.order_by("-pk").values_list("pk", flat=True).first() or 0),
        (PersonRequest.objects.order_by("-pk").values_list("pk", flat=True).first() or 0),
    )
    Incident.objects.create(
        pk=number, firm=firm, title="Lost", what="Lost", concerned="x", found_at=timezone.now()
    )
    today = timezone.localdate()
    PersonRequest.objects.create(
        pk=number, firm=firm, kind="access", received_on=today, due_on=today, who="Somebody"
    )
    return {"pk": number}


def a_view(firm, by):
    return {"pk": SavedView.objects.create(firm=firm, colleague=by, name="Mine", shared=True).pk}


def a_view_of_dossiers(firm, by):
    view = SavedView.objects.create(firm=firm, colleague=by, name="Mine", page="dossiers")
    return {"pk": view.pk}


def a_colleague(firm, by):
    return {"pk": make.colleague(firm=firm).pk}


def a_questionnaire(firm, by):
    return {"pk": make.revision(firm=firm).questionnaire_id}


def a_banked_part(firm, by):
    """Kept in the bank, inserted into the draft of the same questionnaire, and changed in the bank since."""
    now, small = timezone.now(), {**make.SMALL, "questionnaire": "banked"}
    questionnaire = make.revision(firm=firm, document=small).questionnaire
    entry = bank_actions.save(questionnaire, "items.moved", "Moved", by=by, now=now)
    bank_actions.take(questionnaire, bank_actions.of_entry(entry), "items.moved", by=by, now=now)
    origin = BankOrigin.objects.filter(entry=entry).latest("pk")
    words = Cell("items.moved.text", "en", fingerprint("Did you move?"), "Have you moved?")
    grid_actions.save(questionnaire, [words], by=by, now=now)
    bank_actions.save(questionnaire, "items.moved", "Moved", by=by, now=now)
    return {"pk": questionnaire.pk, "entry": entry.pk, "origin": origin.pk, "language": "en"}


def an_import(firm, by):
    kept = Import.objects.create(firm=firm, name="c.xlsx", size=1, sha256="0" * 64, file="c", by=by)
    return {"uuid": kept.uuid}


def a_campaign(firm, by):
    return {"pk": make.campaign(firm=firm).pk}


def an_export(firm, by):
    campaign = make.campaign(firm=firm)
    export = Export.objects.create(
        firm=firm, campaign=campaign, language="fr", wanted=["pdf"], total=0
    )
    return {"pk": campaign.pk, "uuid": export.uuid}


def a_mail(firm, by):
    mail = Mail.objects.create(
        firm=firm, to="ann@example.org", subject="Hello", text="Hello.", kept=True
    )
    return {"uuid": mail.uuid}


def an_invitation(firm, by):
    a_dossier(firm, by)
    return {"pk": firm.invitations.latest("pk").pk}


CALCULATED = document(
    item("moved"), item("rooms", "number"), item("twice", "calc", value="or_zero(rooms) * 2")
)


def a_dossier(firm, by):
    campaign = make.campaign(firm=firm, revision=make.revision(firm=firm, document=CALCULATED))
    dossier = make.dossier(client=make.client(firm=firm), campaign=campaign)
    Invitation.objects.create(
        firm=firm,
        dossier=dossier,
        email="ann@example.org",
        lookup=uuid4().hex[:12],
        expires_at=dossier.created_at,
    )
    submission = Submission.objects.create(
        dossier=dossier, content={"parts": [], "values": {}}, sha256="0" * 64, language="fr",
        revision=dossier.revision, reference=uuid4().hex[:12], person="client",
    )  # fmt: skip
    document = make.document(dossier=dossier)
    in_tray = ToAsk.objects.create(dossier=dossier, colleague=by, path="moved", words="Sure?")
    found = {
        "number": in_tray.pk,
        "submission": submission.pk,
        "uuid": document.uuid,
        "question": "moved",
        "person": "partner",
        "rest": "tasks/",
        "path": "twice",
    }
    return {"pk": dossier.pk, **found}


def a_wave(firm, by):
    campaign = make.campaign(firm=firm)
    return {"pk": Wave.objects.create(firm=firm, campaign=campaign, send_at=timezone.now()).pk}


def a_webhook(firm, by):
    webhook = Webhook(firm=firm, events=["client.created"])
    webhook.url, webhook.secret = "https://hook.example/carnet", "whsec_c2VjcmV0"
    webhook.save()
    told = Delivery.objects.create(
        webhook=webhook, message=uuid4(), event="webhook.test", body="{}", done_at=timezone.now()
    )
    return {"uuid": webhook.uuid, "pk": told.pk}


def a_destination(firm, by):
    """With the page of what a client sent, which may be sent there by hand."""
    destination = Destination.objects.create(
        firm=firm,
        name="Server",
        kind="folder",
        what=["record"],
        when=["hand"],
        on_since=timezone.now(),
    )
    pk = a_dossier(firm, by)["pk"]
    sent = Submission.objects.get(dossier=pk)
    return {
        "uuid": destination.uuid,
        "pk": SentBack.objects.create(
            destination=destination, dossier_id=pk, submission=sent, done_at=timezone.now()
        ).pk,
    }


def a_dossier_to_send_back(firm, by):
    uuid = a_destination(firm, by)["uuid"]
    return {"uuid": uuid, "pk": firm.dossiers.latest("pk").pk}


def a_connection(firm, by):
    return {"uuid": make.connection(firm=firm).uuid}


def an_adminpulse(firm, by):
    """Nobody is signed in there, so that no page asks the network."""
    made = make.connection(firm=firm, connector="adminpulse", name="Ours", settings_sealed={})
    return {"uuid": made.uuid}


def a_run(firm, by):
    return {"uuid": make.connection(firm=firm).runs.create().uuid}


def a_language(firm, by):
    return {"language": "fr"}


def a_revision(firm, by):
    revision = make.revision(firm=firm)
    Rollout.objects.get_or_create(revision=revision, defaults={"reach": Reach.NEW})
    draft(firm, {**revision.document, "title": "New"}, by=by, now=revision.published_at)
    return {"pk": revision.questionnaire_id, "number": revision.number}


def a_scenario(firm, by):
    scenario, _made = Scenario.objects.get_or_create(
        questionnaire=make.revision(firm=firm).questionnaire,
        name="A couple",
        defaults={
            "trial": {"start": "2025-01-01", "end": "2025-12-31"},
            "came": {"asked": [], "values": {}, "wrong": [], "codes": {}},
            "today": date(2026, 3, 1),
        },
    )
    return {"pk": scenario.questionnaire_id, "scenario": scenario.pk}


def a_draft(firm, by):
    """With a part of it that the builder opens, and one that may go."""
    revision = make.revision(firm=firm)
    draft(firm, revision.document, by=by, now=revision.published_at)
    return {"pk": revision.questionnaire_id, "part": "root"}


def a_rule(firm, by):
    """A question of a draft, and where its condition stands."""
    return {**a_draft(firm, by), "part": "items.moved", "key": "show_if"}


def a_key(firm, by):
    days = timezone.now() + timedelta(days=30)
    made, _secret = make_key(firm, name="Sync", scopes=["clients:read"], expires_at=days, by=by)
    return {"pk": made.pk}


def an_approval(firm, by):
    made = a_dossier(firm, by)
    return {"pk": made["pk"], "person": "client", "uuid": make.approval(firm=firm, by=by).uuid}


BY_ROUTE = {
    "builder:bank_remove": a_banked_part,
    "builder:bank_update": a_banked_part,
    "builder:words_take_out": a_banked_part,
    "clients:undo_merge": a_merge,
    "clients:delete_view": a_view,
    "campaigns:delete_view": a_view_of_dossiers,
    "campaigns:note": a_dossier,
    "imports:from": a_connection,
    "imports:run": a_run,
    "imports:stop": a_run,
    "reminders:campaign": a_campaign,
    "reminders:letter": an_invitation,
    "exports:campaign": a_campaign,
    "exports:download": an_export,
    "exports:delete": an_export,
    "exports:codes": a_dossier,
    "exports:codes_file": a_dossier,
    "exports:excel": a_dossier,
    "exports:json": a_dossier,
    "exports:pdf": a_dossier,
    "exports:zip": a_dossier,
    "deliveries:add_connection": a_connection,
    "deliveries:send": a_dossier_to_send_back,
    "builder:rule": a_rule,
    "builder:uses": a_rule,
    "invitations:wave": a_wave,
    "invitations:preview": a_language,
    "invitations:look": a_language,
    "builder:open_scenario": a_scenario,
    "builder:scenario_right": a_scenario,
    "builder:drop_scenario": a_scenario,
}
BY_SPACE = {
    "approvals": an_approval,
    "builder": a_draft,
    "clients": a_client,
    "retention": a_client,
    "privacy": a_privacy_entry,
    "exports": a_client,
    "firms": a_colleague,
    "questionnaires": a_questionnaire,
    "imports": an_import,
    "campaigns": a_campaign,
    "core": a_mail,
    "invitations": a_dossier,
    "reviews": a_dossier,
    "reminders": a_dossier,
    "together": a_dossier,
    "revisions": a_revision,
    "webhooks": a_webhook,
    "deliveries": a_destination,
    "connections": a_connection,
    "connection_fields": an_adminpulse,
    "adminpulse": an_adminpulse,
    "keys": a_key,
}
