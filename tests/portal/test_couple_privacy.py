"""Every page of the portal, walked by each of a couple with the addresses and fields of the other's own part: nothing
of it shows, and nothing moves there. A new page is red until it is said here what to try on it."""

import itertools

import pytest
from django.urls import reverse
from django.utils import timezone

from carnet.answers.actions import Hand, Said, add_entry, save
from carnet.answers.asking_again import ask_again
from carnet.answers.models import Document
from carnet.answers.papers import hand_in
from carnet.core.sealed import opened
from carnet.invitations.models import Person
from carnet.questionnaires.given import Given, Status
from tests import makers as make
from tests.answers.asking import two
from tests.answers.pictures import pdf, upload
from tests.exports.pages import words_in
from tests.portal.conftest import dossier_for
from tests.portal.couples import signed_by
from tests.test_routes import ROUTES

SECRET = "zq47"  # in every answer, name of a file and message of the one whose part it is
PAIRS = [(Person.CLIENT, Person.PARTNER), (Person.PARTNER, Person.CLIENT)]
STATES = ["open", "asked_again", "sent"]


def item(name, kind="text", **fields):
    words = {"text": two(f"Secret {name}", f"Secret {name}"), "required": False}
    return {"id": name, "type": kind, **words} | fields


def own_part(person):
    """Of one alone: an answer, one of last year's, a document, a list."""
    inner = [item(f"{person}_employer", carry="confirm")]
    listing = {"items": inner, "item_label": f"{{{{ {person}_employer }}}}"}
    return {
        "id": f"of_{person}",
        "title": two(f"Part of the {person}", person),
        "who": [str(person)],
        "items": [
            item(f"{person}_salary"),
            item(f"{person}_old", carry="confirm"),
            item(f"{person}_payslip", "file"),
            item(f"{person}_jobs", "repeat", carry="confirm_each", **listing),
        ],
    }


SHARED = {
    "id": "home",
    "title": two("Your home", "Votre logement"),
    "items": [
        {"id": "moved", "type": "text", "text": two("Moved?", "?"), "carry": "confirm"},
        {"id": "deed", "type": "file", "text": two("The deed", "L'acte"), "required": False},
    ],
}
DOCUMENT = {
    "questionnaire": "pair",
    "title": two("For two", "Pour deux"),
    "languages": ["fr", "en"],
    "respondents": ["client", "partner"],
    "declaration": {"by": "each"},
    "sections": [SHARED, *(own_part(person) for person in Person.values)],
}


class Part:
    """What is one's alone in a dossier, and how it looked at first."""

    def __init__(self, dossier, person):
        self.dossier, self.person = dossier, person
        self.entry = add_entry(dossier, f"{person}_jobs", person=person, now=timezone.now())
        self.inside = f"{self.entry.path}/{person}_employer"
        by = Hand(person, "", "", timezone.now())
        for path in (self.named("payslip"), ""):
            hand_in(dossier, [upload(pdf(), f"{SECRET}-{path}.pdf")], path=path, by=by)
        self.papers = list(dossier.documents.filter(person=person).order_by("pk"))
        self.upload = dossier.uploads.create(
            path=self.named("payslip"), name=f"{SECRET}.pdf", size=9, person=person
        )
        self.say()
        self.approval = self.asked()

    def asked(self):
        """A document put up for the approval of this person alone."""
        mine = self.dossier.invitations.filter(person=self.person).first()
        name = {"name": f"{SECRET}-return.pdf", "words": f"{SECRET}17"}
        made = make.approval(firm=self.dossier.firm, dossier=self.dossier, **name)
        made.voices.update(person=self.person, invitation=mine)
        return made

    def named(self, what):
        return f"{self.person}_{what}"

    def say(self):
        said = [Said(self.named("salary"), Given(f"{SECRET}11", Status.ANSWERED), f"{SECRET}12")]
        said += [Said(self.named("jobs"), Given(status=Status.ANSWERED))]
        save(self.dossier, said, person=self.person, device="", key="", now=timezone.now())
        for path in (self.named("old"), self.inside):
            self.dossier.answers.create(
                path=path, value=f"{SECRET}13", status="prefilled", source="last year", rev=1
            )
        for text in ("14", "15"):
            self.dossier.messages.create(
                path=self.named("salary"), text=SECRET + text, person=self.person
            )

    def state(self):
        """All that must stay as it is."""
        dossier, person = self.dossier, self.person
        mine = dossier.answers.filter(path__contains=f"{person}_").order_by("path")
        return [
            list(opened(mine.all(), "path", "rev", "value", "status", "confirmed", "remark")),
            list(
                dossier.entries.filter(list_path=self.named("jobs")).values_list(
                    "key", "deleted_at"
                )
            ),
            list(
                Document.objects.filter(pk__in=[one.pk for one in self.papers])
                .order_by("pk")
                .values_list("path", "removed_at", "joined_into")
            ),
            list(dossier.documents.values_list("pk", flat=True)),
            list(dossier.uploads.filter(person=person).values_list("uuid", "received", "state")),
            list(dossier.asked_again.values_list("path", "done_at", "closed_at")),
            list(dossier.messages.filter(path__contains=person).values_list("pk", "person")),
            list(self.approval.voices.values_list("state", "read_at", "decided_at")),
        ]

    def arguments(self, name):
        known = {
            "section": f"of_{self.person}",
            "item": self.named("employer") if name == "portal:entry" else self.named("salary"),
            "list_id": self.named("jobs"),
            "entry": self.entry.key,
            "uuid": self.uuid_for(name),
            "key": "x",
            "number": 1,
        }
        return {key: known[key] for key in ROUTES[name]}

    def uuid_for(self, name):
        if "approv" in name:
            return self.approval.uuid
        return self.upload.uuid if "upload" in name else self.papers[0].uuid

    def fields(self):
        """What a form on the owner's own page would post."""
        salary, payslip = self.named("salary"), self.named("payslip")
        return {
            f"{salary}-here": "1",
            salary: "stolen",
            f"{salary}-remark": "stolen",
            f"{payslip}-here": "1",
            f"{payslip}-remove": self.papers[0].pk,
            f"{self.inside}-here": "1",
            self.inside: "stolen",
            f"{self.named('jobs')}-here": "1",
            "page": "p",
            "key": "k",
        }


def buttons(part, name):
    return [{name: one.pk} for one in part.papers]


def on_pages(part):
    """Fields of the other's, and the buttons of one's own question with the other's file."""
    strayed = [
        {"deed-here": "1", f"deed-{button}": one.pk}
        for button in ("remove", "restore", "separate")
        for one in part.papers
    ]
    return [part.fields(), {**part.fields(), "deed-here": "1"}, *strayed]


def on_still(part):
    old = [part.named("old"), part.inside]
    tries = [{"right": f"{path}@1"} for path in old] + [{"undo": path} for path in old]
    gone = [{"gone": part.entry.path, "seq": "999"}, {"undo": f"{part.entry.path}/"}]
    return [*tries, *gone, {"seen": " ".join(f"{path}@1" for path in old)}]


def on_shoebox(part):
    tries = [one for name in ("remove", "restore", "separate") for one in buttons(part, name)]
    return [*tries, {f"what-{part.papers[1].pk}": "deed"}]


def on_join(part):
    files = [one.pk for one in part.papers]
    paths = (part.named("payslip"), "", "deed")
    return [{"path": path, "order": files, "take": files, "join": "1"} for path in paths]


def once(_part):
    return [{}]


def only_looked_at(_part):
    return []


# What is tried at each address besides looking at it.
TRIED = {
    "start": only_looked_at,
    "tasks": only_looked_at,
    "check": only_looked_at,
    "asked": only_looked_at,
    "copy": only_looked_at,
    "download_copy": once,
    "download_pdf": once,
    "size": once,
    "sent": only_looked_at,
    "return": only_looked_at,
    "approve": lambda _part: [
        {"do": "accept", "agreed": "on", "name": "Eve"},
        {"do": "decline", "reason": "x"},
    ],
    "approval_file": only_looked_at,
    "approval_page": only_looked_at,
    "paper": only_looked_at,
    "notice": only_looked_at,
    "document": only_looked_at,
    "small": only_looked_at,
    "section": once,
    "question": on_pages,
    "entry": on_pages,
    "save": on_pages,
    "still": on_still,
    "add": once,
    "remove": lambda _part: [{"seq": "999"}],
    "restore": once,
    "uploads": lambda part: [{"path": part.named("payslip"), "name": "x.pdf", "size": "9"}],
    "upload": once,
    "finish_upload": once,
    "forget_upload": once,
    "shoebox": on_shoebox,
    "join": on_join,
    "leave": once,
    "later": lambda _part: [{"day": timezone.localdate().isoformat(), "reason": "x"}],
    "partner": lambda _part: [{"first_name": "Eve", "email": "eve@example.org"}],
    "thread": lambda part: [{"text": "hello", "path": part.named("salary"), "key": "a"}],
    "ask_to_reopen": lambda part: [{"text": "hello", "path": part.named("salary"), "key": "b"}],
    "phone": once,
    "take_over": once,
    "send": lambda part: [{"seq": part.dossier.seq}],
}
# Before anybody is let in, there is nobody's part to see: tests/portal/test_entry.py.
DOORS = {"link", "code", "code_again"}
# The same with one's own section, list or question in the address and the other's in the form.
OWN_WAYS = ["/q/still/home/", "/q/s/home/moved/", "/q/s/home/deed/", "/q/save/"]


def test_it_is_decided_for_every_page_what_to_try():
    portal = {name.partition(":")[2] for name in ROUTES if name.startswith("portal:")}
    assert portal - DOORS == set(TRIED)


@pytest.fixture
def dossier(firm, colleague):
    names = {"first_name": "Ann", "partner_first_name": "Dana", "email": "someone@example.org"}
    ann = make.client(firm=firm, partner_email="dana@example.org", **names)
    found = dossier_for(ann, make.revision(firm=firm, document=DOCUMENT), language="en")
    found.answers.create(path="moved", value="no", status="prefilled", source="last year", rev=1)
    return found


def bring_to(dossier, state, part, other, colleague):
    if state == "open":
        return
    now = timezone.now()
    save(
        dossier,
        [Said("moved", Given("no", Status.ANSWERED), base_rev=1)],
        person=other,
        device="",
        key="",
        now=now,
    )
    for path in (part.named("old"), part.inside):
        dossier.answers.filter(path=path).update(status="answered")
    for person in Person.values:
        signed_by(dossier, person)
    dossier.refresh_from_db()
    if state == "asked_again":
        ask_again(dossier, {part.named("salary"): f"{SECRET}16"}, by=colleague, now=now)


def told(response):
    """The page, or what a file holds; where it leads and what it is called, too."""
    headers = " ".join(f"{name}: {value}" for name, value in response.headers.items())
    if response.streaming:
        return headers + b"".join(response.streaming_content).decode("latin-1")
    if response.content.startswith(b"%PDF"):
        return headers + words_in(response.content)
    return headers + response.content.decode()


def cases():
    """One of them among the quick tests."""
    for (owner, other), state in itertools.product(PAIRS, STATES):
        quick = owner == Person.CLIENT and state == "open"
        yield pytest.param(owner, other, state, marks=() if quick else pytest.mark.thorough)


def steps(part):
    """(method, address, form), sending last: it may end the visit."""
    for name, tries in TRIED.items():
        address = reverse(f"portal:{name}", kwargs=part.arguments(f"portal:{name}"))
        yield from [("get", address, {}), ("get", f"{address}?path={part.named('payslip')}", {})]
        yield ("get", f"{address}?removed={part.entry.key}", {})
        yield ("get", f"{address}?removed={part.papers[0].pk}", {})
        for address_ in [address, *(OWN_WAYS if name in ("question", "save", "still") else [])]:
            yield from (("post", address_, form) for form in tries(part))


@pytest.mark.thorough
@pytest.mark.parametrize(("owner", "other", "state"), list(cases()))
def test_nothing_of_the_others_part_shows_or_moves(
    dossier, colleague, come_in, owner, other, state
):
    mine, theirs = come_in(dossier, owner), come_in(dossier, other)
    part = Part(dossier, owner)
    bring_to(dossier, state, part, other, colleague)
    before = part.state()
    for method, address, form in steps(part):
        response = getattr(theirs.client, method)(address, form, follow=True)
        page = told(response)
        assert SECRET not in page, (method, address, form)
        assert "Secret" not in page.replace(f"Secret {other}", ""), (method, address, form)
        assert part.state() == before, (method, address, form)
    assert SECRET in told(
        mine.client.get("/q/copy/" if state == "sent" else "/q/asked/", follow=True)
    ) or (SECRET in mine.visit("/q/check/").text)
