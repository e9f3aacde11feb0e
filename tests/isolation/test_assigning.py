"""What a form does not ask for cannot be set through it: every page's forms are sent once as they are, and once with
every column of every table besides. Nothing more may change, and nothing may hold what was sent besides."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django import forms
from django.core.files.storage import default_storage
from django.forms import models
from django.forms.models import construct_instance
from django.urls import reverse
from django.utils import timezone

from carnet.api.webhooks.models import Pause, Webhook
from carnet.clients.models import Client
from carnet.deliveries.models import Destination
from carnet.firms.forms import AccountForm
from carnet.firms.models import Role
from carnet.portal import thread
from carnet.questionnaires.models import Questionnaire
from tests import cast
from tests import makers as make
from tests.answers.asking import YEARLY
from tests.exports.sending import dossier_of, hand_in, keep
from tests.isolation.assigning import Walk, page_of
from tests.isolation.forms import Form, a_paper
from tests.isolation.tables import filled
from tests.isolation.test_office import own_address
from tests.isolation.test_portal import BY_SECRET, NAMED_BY_UUID
from tests.isolation.world import NO_UUID, signed_in
from tests.portal.conftest import enter
from tests.portal.couples import a_couple, answered
from tests.questionnaires.builders import said
from tests.test_routes import OFFICE, PORTAL, ROUTES

pytestmark = pytest.mark.sqlite

# Read where no page of these two firms shows it.
LISTS = [
    "firms:colleagues",
    "core:outbox",
    "questionnaires:list",
    "clients:list",
    "approvals:returns",
]
FURTHER = ["webhooks:webhook", "deliveries:destination", "retention:page"]
READ = {"reminders:hold": {"invitation"}}
# What a client may be busy with.
STAGES = [("ready", 45, 20), ("sent", 35, 4), ("couple", 42, 12)]
ANSWERED = said(
    full_name="Ann",
    rents="no",
    proof=["a"],
    other="No",
    **{"children/one/child_name": "Tom"},
    **{"children/one/child_birth": "2015-01-01"},
)
QUESTIONS = {"portal:question", "portal:entry"}
WITHIN_YEARLY = {"section": "you", "item": "full_name", "number": 1}
WITHIN_YEARLY |= {"list_id": "children", "entry": "one"}
# What the script of the pages sends, and what stands on them only at times.
BODIES = {
    "portal:ask_to_reopen": {"text": "Written"},
    "portal:uploads": {"path": "proof", "name": "b.pdf", "size": "9", "fingerprint": "b"},
}
# How the page was shown: any of a client's pages may say it.
ENVELOPE = {"page", "key"}


def just_signed_in(world):
    """So that nobody is asked for the password again."""
    who = signed_in(world.here.administrator)
    session = who.session
    session["signed_in_at"] = timezone.now().timestamp()
    session.save()
    return Walk(world, who=who)


def walk_through(walk, routes):
    """Every page, what it leads to when its forms are sent, and what has no form on any of these pages."""
    bodies = filled(walk.world.here.named)
    for route in routes:
        for data in bodies.get(route, [{}]):
            for deed in walk.forms(walk.page(own_address(walk.world.here, route), data)):
                walk.forms(page_of(deed.answer))
    for route in [one for one in routes if one not in walk.routes()]:
        for data in bodies.get(route, [{}]):
            send_directly(walk, route, own_address(walk.world.here, route), data)


def send_directly(walk, route, where, data, always=frozenset()):
    values = {name: value if isinstance(value, list) else [value] for name, value in data.items()}
    form = Form(where, more=values)
    walk.form((route, *sorted(values)), form, form.names() | READ.get(route, set()) | always)


@pytest.mark.thorough
def test_the_office_s_forms(world):
    walk = just_signed_in(world)
    walk_through(walk, OFFICE)
    assert walk.problems == []
    assert len(walk.posted) > 270
    assert len(walk.changing) > 115


def other_states(world):
    """The pages of things that have come further than those everybody starts with."""
    firm, now = world.here.firm, timezone.now()
    later = now + timedelta(days=9)
    invited = make.colleague(firm=firm, joined_at=None)
    invited.invitations.create(fingerprint="0" * 64, expires_at=later)
    make.colleague(firm=firm, left_at=now)
    firm.mails.create(to="a@example.org", subject="A", text="A.", failed_at=now)
    Client.objects.filter(pk=(held := make.client(firm=firm)).pk).update(archived_at=now)
    firm.holds.create(client=held, reason="A dispute")
    temporary = make.client(firm=firm, erase_on=later.date())
    Webhook.objects.filter(firm=firm).update(paused_at=now, paused_why=Pause.HAND)
    Destination.objects.filter(firm=firm).update(on_since=None)
    Questionnaire.objects.filter(pk=cast.a_questionnaire(firm, None)["pk"]).update(retired_at=now)
    cards = [reverse("clients:card", args=[one.pk]) for one in (held, temporary)]
    failed = reverse("core:outbox") + "?state=failed"
    return [
        *map(reverse, LISTS),
        failed,
        *cards,
        *(own_address(world.here, one) for one in FURTHER),
    ]


@pytest.mark.thorough
def test_the_office_s_forms_about_what_has_come_further(world):
    dossier, _who = clients(world)["sent"]
    pages = other_states(world)
    walk = just_signed_in(world)
    crawl(walk, pages, "/nowhere/")
    review = reverse("reviews:review", args=[dossier.pk])
    crawl(walk, [f"{review}?show=all"], f"/dossiers/{dossier.pk}/")
    assert walk.problems == []
    assert len(walk.posted) > 45
    assert len(walk.changing) > 40


def clients(world):
    """By how far they are: one has answered everything, one has sent it, and one is of a couple."""
    firm = world.here.firm
    made = {
        name: dossier_of(firm, YEARLY, entries={"children": ["one"]}) for name in ("ready", "sent")
    }
    for dossier in made.values():
        keep(dossier, dossier.revision.compiled(), ANSWERED)
    hand_in(made["sent"], timezone.now())
    made["couple"] = answered(a_couple(firm, partner_email=""))
    visitors = {name: enter(dossier) for name, dossier in made.items()}
    make.approval(firm=firm, dossier=made["sent"])
    for dossier in made.values():
        papers(dossier)
    return {name: (made[name], visitor.client) for name, visitor in visitors.items()}


def papers(dossier):
    make.document(dossier=dossier)
    dossier.uploads.create(path="proof", name="a.pdf", size=10, fingerprint="a")
    for kept in (*dossier.documents.all(), *dossier.approvals.all()):
        default_storage.save(kept.file, a_paper())


def crawl(walk, waiting, within="/q/", always=frozenset()):
    """From page to page as far as there are links."""
    seen = set(waiting)
    while waiting:
        found = walk.page(waiting.pop())
        found.all += [kept_by_script(form) for form in found.forms if form.route in QUESTIONS]
        walk.forms(found, always)
        new = {
            one: where for where in found.leads() if (one := without_way_back(where)) not in seen
        }
        waiting += [where for where in new.values() if where.startswith(within)]
        seen |= new.keys()


def without_way_back(where):
    path, _mark, query = where.partition("?")
    names = sorted({pair.partition("=")[0] for pair in query.split("&")} - {"return", ""})
    return f"{path}?{names}" if names else path


def kept_by_script(form):
    controls = [one for one in form.controls if one.kind != "submit"]
    return replace(form, action=reverse("portal:save"), controls=controls)


def send_the_rest(walk, dossier):
    """What none of the pages has a form for; a link itself is only known to who holds it."""
    for route in sorted({*PORTAL} - walk.routes() - BY_SECRET):
        kind = NAMED_BY_UUID.get(route, "").partition(" ")[0]
        things = {"document": dossier.documents, "upload": dossier.uploads}
        named = things.get(kind, dossier.approvals).last()
        given = {**WITHIN_YEARLY, "uuid": named.uuid if named else NO_UUID}
        kwargs = {key: given[key] for key in ROUTES[route]}
        where = reverse(route, kwargs=kwargs)
        send_directly(walk, route, where, BODIES.get(route, {}), ENVELOPE)


@pytest.mark.thorough
@pytest.mark.parametrize(("stage", "posted", "changing"), STAGES)
def test_the_client_s_forms(world, stage, posted, changing):
    dossier, who = clients(world)[stage]
    walk = Walk(world, who=who)
    crawl(walk, [reverse(route) for route in PORTAL if not ROUTES[route]], always=ENVELOPE)
    send_the_rest(walk, dossier)
    assert walk.problems == []
    assert len(walk.posted) > posted
    assert len(walk.changing) > changing


def set_whatever_is_posted(form, instance, fields=None, exclude=None):
    """As if a form took every column that is sent."""
    construct_instance(form, instance, fields, exclude)
    others = [one for one in instance._meta.concrete_fields if one.name not in form.fields]
    for one in others:
        if one.name in form.data and not one.is_relation and not one.primary_key:
            setattr(instance, one.name, one.to_python(form.data[one.name]))
    return instance


@pytest.mark.thorough
@pytest.mark.parametrize("route", ["privacy:add_incident", "privacy:add_request"])
def test_a_form_that_takes_every_column(world, monkeypatch, route):
    monkeypatch.setattr(models, "construct_instance", set_whatever_is_posted)
    walk = just_signed_in(world)
    walk_through(walk, [route])
    assert any(": has (" in problem for problem in walk.problems)


@pytest.mark.thorough
def test_a_form_that_takes_a_column_it_does_not_show(world, monkeypatch):
    role = forms.ChoiceField(choices=Role.choices, required=False)
    monkeypatch.setitem(AccountForm.base_fields, "role", role)
    monkeypatch.setattr(AccountForm._meta, "fields", [*AccountForm._meta.fields, "role"])
    walk = just_signed_in(world)
    walk_through(walk, ["firms:account"])
    assert any("'role'" in problem for problem in walk.problems)


@pytest.mark.thorough
def test_a_client_s_page_that_takes_every_column(world, monkeypatch):
    whole = thread.said

    def taking(request, kind):
        message = whole(request, kind)
        sent = {name: request.POST[name] for name in ("path", "person") if name in request.POST}
        if sent:
            for name, value in sent.items():
                setattr(message, name, value)
            message.save()

    monkeypatch.setattr(thread, "said", taking)
    walk = Walk(world, who=clients(world)["ready"][1])
    crawl(walk, [reverse("portal:thread")], "/nowhere/", ENVELOPE)
    assert any("'answers.Message', 'new 0', 'path'" in problem for problem in walk.problems)
