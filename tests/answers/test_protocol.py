"""Property 9 of questionnaire-engine.md §3.1: two people answer at once, replies get lost, requests come
twice or in the wrong order. Whatever happens, nothing that was acknowledged is missing from the events,
nothing is overwritten unseen, and what is stored at the end is one of the possible orders."""

from dataclasses import dataclass, field

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from carnet.answers import actions
from carnet.answers.actions import Said
from carnet.questionnaires.given import Given, Status
from tests import makers as make

QUESTIONS = ("full_name", "rents", "other")
VALUES = ("yes", "no", "Ann")
STEPS = st.lists(
    st.tuples(
        st.integers(0, 1),
        st.sampled_from(["look", "answer", "answer", "send", "send", "again"]),
        st.integers(0, 2),
        st.integers(0, 2),
    ),
    max_size=25,
)

OVERTAKEN = [(0, "answer", 0, 0), (0, "answer", 0, 1), (0, "send", 0, 1), (0, "send", 0, 0)]


@dataclass
class Page:
    """One person's page: what it showed, what waits to be sent, what was sent before."""

    name: str
    person: str
    shown: dict[str, int] = field(default_factory=dict)
    waiting: list[tuple[str, Said]] = field(default_factory=list)
    sent: list[tuple[str, Said]] = field(default_factory=list)
    moment: int = 0

    def answer(self, question, value):
        self.moment += 1
        said = Said(question, Given(value, Status.ANSWERED), base_rev=self.shown.get(question, 0))
        self.waiting.append((f"{self.name}.{self.moment:04}", said))


class World:
    """The dossier and what must be true of it, kept beside in plain dicts."""

    def __init__(self, dossier, now):
        self.dossier, self.now = dossier, now
        self.pages = [Page("p0", "client"), Page("p1", "partner")]
        self.acknowledged = []

    def step(self, who, what, question, number):
        page = self.pages[who]
        if what == "look":
            page.shown = dict(self.dossier.answers.values_list("path", "rev"))
        elif what == "answer":
            page.answer(QUESTIONS[question], VALUES[number])
        elif what == "send" and page.waiting:
            request = page.waiting.pop(number % len(page.waiting))
            page.sent.append(request)
            self.deliver(page, request)
        elif what == "again" and page.sent:
            before = self.stored()
            self.deliver(page, page.sent[number % len(page.sent)])
            assert self.stored() == before, "a repeated request changed something"

    def deliver(self, page, request):
        key, said = request
        before = self.stored().get(said.path)
        saved = actions.save(
            self.dossier, [said], person=page.person, device=page.name, key=key, now=self.now
        )
        if saved.changed and before:
            rev, device, _value = before
            assert said.base_rev == rev or device == page.name, "an unseen answer was overwritten"
        if not saved.conflicts:
            self.acknowledged.append((said.path, said.given.value))

    def stored(self):
        rows = self.dossier.answers.all()
        return {row.path: (row.rev, row.device, row.value) for row in rows}


@pytest.fixture
def questions(ann, dossier):
    return dossier.revision


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@example(steps=OVERTAKEN)
@given(steps=STEPS)
def test_property_9_no_answer_is_lost_or_overwritten_unseen(steps, questions, firm, now):
    campaign = make.campaign(firm=firm, revision=questions)
    world = World(make.dossier(client=make.client(firm=firm), campaign=campaign), now)
    for step in steps:
        world.step(*step)
    events = list(world.dossier.answer_events.order_by("id"))
    told = {(event.path, event.new["value"]) for event in events}
    assert set(world.acknowledged) <= told
    counted = [event for event in events if not {"conflict", "overtaken"} & event.new.keys()]
    current = {}
    for event in counted:
        assert event.old == current.get(event.path), "the events are not one order of changes"
        current[event.path] = event.new
    stored = world.stored()
    assert {path: value for path, (_rev, _device, value) in stored.items()} == {
        path: new["value"] for path, new in current.items()
    }
    for path, (rev, _device, _value) in stored.items():
        assert rev == sum(event.path == path for event in counted)
