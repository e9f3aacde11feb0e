import ast
from pathlib import Path
from types import SimpleNamespace

import pytest

from carnet.audit import phrases
from carnet.audit.record import record, trail


@pytest.mark.parametrize(
    ("kind", "facts", "reads"),
    [
        ("firms.firm", {"fields": ["colour", "phone"]}, "colour, phone"),
        ("firms.colleague", {"role": "accountant"}, "role accountant"),
        ("firms.firm", {"count": 3, "new": 2}, "number 3 · new 2"),
        ("questionnaires.revision", {"number": 3}, "revision 3"),
        ("clients.client", {"erased": {"clients.Note": 2, "files": 1}}, "Note 2, files 1"),
        ("clients.client", {"fields": ["dossiers"]}, "dossiers"),
        ("gone.thing", {"odd": 1}, "odd 1"),
        ("firms.firm", {}, ""),
        ("campaigns.dossier", {"to": "2026-11-29"}, "new date 29 November 2026"),
        ("clients.client", {"kept": True}, "kept yes"),
        ("campaigns.dossier", {"sha256": "ab" * 32}, "sha256 abababababab…"),
    ],
)
def test_facts_are_told_in_the_words_of_the_forms(kind, facts, reads):
    assert phrases.facts(SimpleNamespace(kind=kind, facts=facts)) == reads


def test_a_phrase_nobody_listed_is_shown_as_it_was_written():
    event = SimpleNamespace(what="cat fed", kind="home.cat", key="7")
    assert (phrases.what(event), phrases.thing(event)) == ("Cat fed", "cat 7")


def test_the_trail_of_a_thing_is_its_own_newest_first(firm, colleague, accountant):
    record("role changed", accountant, firm=firm, by=colleague, role="administrator")
    record("role changed", accountant, firm=firm, by=colleague, role="accountant")
    record("signed in", colleague, firm=firm, by=colleague)
    roles = [event.facts["role"] for event in trail(accountant, firm=firm)]
    assert roles == ["accountant", "administrator"]


# By their own names, and by the name they bear where "record" means something else.
RECORDERS = {"record", "record_all", "trace", "trace_all"}


def recorded():
    """The phrases the stages write."""
    for path in Path(phrases.__file__).parent.parent.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            called = getattr(node, "func", None)
            name = getattr(called, "attr", "") or getattr(called, "id", "")
            if name in RECORDERS and node.args and isinstance(node.args[0], ast.Constant):
                yield node.args[0].value
        yield from constants(path)


def constants(path):
    """Of stages that record: `MOVED = gettext_noop("wave moved")`."""
    text = path.read_text()
    if "carnet.audit" in text:
        for node in ast.parse(text).body:
            value = getattr(node, "value", None)
            called = isinstance(node, ast.Assign) and isinstance(value, ast.Call)
            if called and getattr(value.func, "id", "") == "gettext_noop":
                yield value.args[0].value


@pytest.mark.thorough
def test_every_recorded_phrase_is_listed_for_translation():
    assert set(recorded()) - phrases.PHRASES == set()
