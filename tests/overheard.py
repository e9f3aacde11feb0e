"""Listens to the log while each test runs: a line that says something of a person fails the test that wrote it.

What any logger says in this process, in any thread, is read as an installed Carnet would write it, in both shapes.
Of child processes the lines of log that reach this one are read: on the error output they inherit, and on pipes that
`communicate` empties, and what the server of tests/browser wrote, for its forms alone: its people are not known here.
Unread are other log files of children, pipes a test reads line by line, children under `pytest -s`, and what a test
hands to a formatter by itself.

What is looked for owes nothing to the patterns of carnet/core/logs.py. The words of people are taken where they are
stored (by Django's ORM and by many_rows), sealed, or made a password or token of, whoever the test let do that. Names
and sealed texts of up to three words are looked for word by word, unless a word has fewer than four letters or is one
of the log itself (ORDINARY); anything else as a whole, or by how it begins. What is typed and never stored is found by
its form alone, and so is what a sealed file holds.
"""

import json
import logging
import re
import secrets
import subprocess
from dataclasses import dataclass, field
from functools import lru_cache, partial

import pytest
from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser
from django.db.models.sql.subqueries import InsertQuery, UpdateQuery

from carnet.core import crypto, logs, many_rows

# By table, what of its rows is a person's. What rests sealed is a person's wherever it stands.
OF_PEOPLE = {
    "clients.Client": "first_name last_name email street company enterprise_number phone mobile iban notes"
    " partner_first_name partner_last_name partner_email",
    "clients.Note": "text",
    "campaigns.Note": "text",
    "answers.Answer": "remark",
    "answers.Document": "name",
    "answers.Upload": "name",
    "approvals.Approval": "name",
    "core.Mail": "to subject",
    "firms.Colleague": "name email",
    "invitations.Invitation": "email called lookup",
}
OF_PEOPLE = {label: frozenset(names.split()) for label, names in OF_PEOPLE.items()}
NAMES = {
    "first_name",
    "last_name",
    "street",
    "company",
    "name",
    "called",
    "partner_first_name",
    "partner_last_name",
}
FILES = {"Document", "Upload", "Approval"}  # whose names are those of files
# What makers and tests name people, and a log says of itself.
ORDINARY = frozenset(
    ["carnet", "client", "colleague", "company", "debug", "error", "failed", "info", "warning"]
)
LETTERS, SHORTEST_WHOLE, SHORTEST_CODE, BEGINNING, NAME_WORDS, LONGEST = 4, 8, 6, 24, 3, 100_000
WORD = re.compile(r"\w+")
# How a line of log begins; anything else a child writes is for whoever called it.
OF_A_LOG = re.compile(r'\d{4}-\d\d-\d\d \d\d:\d\d:\d\d,\d{3} [A-Z]+ \S+ |\{"time": ')

NAMES_NOBODY = re.compile(
    r"\b[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\b"  # uuid
    r"|\b(?=\d*[a-f])[0-9a-f]{24,}\b"  # id of a request, digest, key of a form
    r"|\b\d{4}-\d\d-\d\d(?:[T ]\d\d:\d\d(?::\d\d(?:[.,]\d+)?)?(?:\+\d\d:\d\d|Z)?)?"
)
# Where an error came from: names of code.
FRAME = re.compile(r"[\w.-]+/[\w.-]+\.py:\d+ [\w<>]+")
FORMS = {
    "an address": re.compile(r"[^\s@\"'(<]@[^\s@]"),
    "a link": re.compile(r"/q/(?!\[link\]|<)[^\s\"']"),
    "a number": re.compile(r"\d(?:[\s./\\()_·–-]{0,3}\d){8}"),
}  # fmt: skip


@dataclass
class Heard:
    logger: str
    place: str
    shapes: tuple[str, ...]
    route: str = ""  # as it stands in urls.py

    def bare(self, shape):
        """Without the names that are code's own."""
        for own in (self.logger, self.route):
            shape = shape.replace(own, " ") if len(own) >= LETTERS else shape
        return FRAME.sub(" ", shape)


@dataclass
class Known:
    """What is known of people, and what was said, since the last test. Texts are taken apart only if anything was
    said."""

    texts: list = field(default_factory=list)  # what each is, and itself
    said: list = field(default_factory=list)
    below: set = field(default_factory=set)  # what an install would not have written
    judged: int = 0  # how many of those that were said

    def forget(self):
        self.texts.clear()
        self.said.clear()
        self.below.clear()
        self.judged = 0


known = Known()


class Ear(logging.Handler):
    """Takes down, in both shapes, what the install's settings would let through."""

    line, json = logs.Line(), logs.Json()

    def emit(self, record):
        try:
            shapes = (self.line.format(record), self.json.format(record))
        except (TypeError, ValueError):  # nobody can write it
            return
        if record.levelno < lowest(record.name):
            known.below.update(shapes)
            return
        place = f"{record.pathname}:{record.lineno} in {record.funcName}"
        known.said.append(Heard(record.name, place, shapes, route_of(record)))


EAR = Ear()


def route_of(record):
    match = getattr(getattr(record, "request", None), "resolver_match", None)
    return match.route if match else getattr(record, "route", "")


@lru_cache
def lowest(name):
    """The level of this logger in settings.LOGGING, whatever a test has set meanwhile."""
    while name and name not in settings.LOGGING["loggers"]:
        name = name.rpartition(".")[0]
    found = settings.LOGGING["loggers"].get(name, settings.LOGGING["root"])
    return logging.getLevelNamesMapping()[found["level"]]


def told(text, words=None):
    """What kinds of things this line says of people; `words` as `taken_apart` returns them."""
    bare = NAMES_NOBODY.sub(" ", text)
    found = [kind for kind, form in FORMS.items() if form.search(bare)]
    words, wholes = words or ({}, {})
    spoken = set(WORD.findall(text.casefold()))
    found += [f"{words[word]} ({word})" for word in spoken & words.keys()]
    return found + [f"{kind} ({whole})" for whole, kind in wholes.items() if whole in text]


def taken_apart(texts):
    """Single words, and whole texts or how they begin, each with what it is."""
    words, wholes = {}, {}
    for kind, text in texts:
        for one, is_name in readings(kind, text):
            if len(one) >= SHORTEST_WHOLE and one.casefold() not in ORDINARY:
                wholes[one[:BEGINNING].strip()] = kind
            found = WORD.findall(one.casefold()) if is_name else []
            if len(found) <= NAME_WORDS:
                words |= dict.fromkeys(filter(tells, found), kind)
    return words, wholes


def readings(kind, text):
    """The text itself; of a sealed one the text it is JSON of, or all texts in what it is JSON of; and whether its
    words are looked for. Not those in an object: beside what a person said stand the questions."""
    if not isinstance(text, bytes):
        model, _dot, name = kind.partition(".")
        return [(text, name in NAMES and model not in FILES)] if isinstance(text, str) else []
    try:
        plain = text.decode()
    except UnicodeDecodeError:  # a key
        return []
    try:
        value = json.loads(plain)
    except ValueError:
        return [(plain, True)]
    if isinstance(value, dict | list):
        return [(leaf, False) for leaf in leaves(value)]
    return [(str(value), isinstance(value, str))]


def leaves(value):
    if isinstance(value, dict | list):
        for inner in value.values() if isinstance(value, dict) else value:
            yield from leaves(inner)
    elif isinstance(value, str):
        yield value


def tells(word):
    letters = sum(map(str.isalpha, word))
    code = word.isdigit() and len(word) >= SHORTEST_CODE
    return code or (letters >= LETTERS and word not in ORDINARY)


def from_a_child(text):
    """Takes down the lines of log in what a child process wrote, unless they are our own."""
    lines = [line for line in (text or "").splitlines() if OF_A_LOG.match(line)]
    own = known.below.union(*(heard.shapes for heard in known.said)) if lines else ()
    known.said += [
        Heard(logger_of(line), "a child process", (line,)) for line in lines if line not in own
    ]


def logger_of(line):
    return json.loads(line)["logger"] if line.startswith("{") else line.split(" ", 4)[3]


def complaint():
    """One sentence for each line that says too much; empty if none does."""
    new, known.judged = known.said[known.judged :], len(known.said)
    apart, found = taken_apart(known.texts) if new else None, {}
    for heard in new:
        for shape in heard.shapes:
            if kinds := told(heard.bare(shape), apart):
                what = f"{heard.logger} told the log {', '.join(kinds)}"
                found.setdefault((heard.place, what), f"{what} at {heard.place}: {shape}")
    return "\n".join(found.values())


def taught(function, listen):
    """The function, which tells `listen` what it is called with and what it returns."""

    def listened(*words, **options):
        result = function(*words, **options)
        listen(result, *words, **options)
        return result

    return listened


def hear_inserted(_result, query, fields, rows, **_options):
    names = OF_PEOPLE.get(query.model._meta.label, ()) if query.model else ()
    for name in names:
        known.texts += [(f"{query.model.__name__}.{name}", getattr(row, name)) for row in rows]


def hear_updated(_result, query, values):
    for column, model, value in values:
        model = model or query.model
        if column.name in OF_PEOPLE.get(model._meta.label, ()):
            known.texts.append((f"{model.__name__}.{column.name}", value))


def hear_rows(_result, _self, model, shared, fields, values):
    names = OF_PEOPLE.get(model._meta.label, ())
    for at, column in enumerate(fields):
        if column.name in names:
            kind = f"{model.__name__}.{column.name}"
            known.texts += [(kind, row[at]) for row in values]


@dataclass(frozen=True)
class Cipher:
    """AES-GCM, overheard before it seals."""

    inner: object

    def encrypt(self, nonce, data, bound):
        if len(data) < LONGEST:
            known.texts.append(("a sealed value", data))
        return self.inner.encrypt(nonce, data, bound)


def sealing(function, version, firm, key):
    begin, cipher = function(version, firm, key)
    return begin, Cipher(cipher)


def hear_password(_result, _user, password):
    known.texts.append(("a password", password))


def hear_token(token, *_words):
    known.texts.append(("a secret", token))


def hear_child(written, *_words, **_options):
    for text in written:
        from_a_child(text.decode(errors="replace") if isinstance(text, bytes) else text)


def pytest_configure(config):
    """Once for each process of the tests; Django is set up by now."""
    InsertQuery.insert_values = taught(InsertQuery.insert_values, hear_inserted)
    UpdateQuery.add_update_fields = taught(UpdateQuery.add_update_fields, hear_updated)
    many_rows.Rows.__init__ = taught(many_rows.Rows.__init__, hear_rows)
    crypto._sealing = partial(sealing, crypto._sealing)
    AbstractBaseUser.set_password = taught(AbstractBaseUser.set_password, hear_password)
    secrets.token_urlsafe = taught(secrets.token_urlsafe, hear_token)
    subprocess.Popen.communicate = taught(subprocess.Popen.communicate, hear_child)


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup():
    """Before each test: whoever calls django.setup() while tests are collected takes all handlers away."""
    if EAR not in logging.getLogger().handlers:
        logging.getLogger().addHandler(EAR)


@pytest.fixture(scope="session", autouse=True)
def requests_are_told():
    """As where programs gather the log."""
    with pytest.MonkeyPatch.context() as monkeypatch:
        monkeypatch.setattr(settings, "LOG_FORMAT", "json")
        yield


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_runtest_call(item):
    result = yield
    complain(item)
    return result


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_runtest_teardown(item):
    """What a test that failed had said, and what was said while it was tidied up."""
    try:
        result = yield
        complain(item)
    finally:
        known.forget()
    return result


def complain(item):
    """Outside of pytest's capturing, which has kept what children wrote to the error output."""
    for _when, stream, text in item._report_sections:
        if stream == "stderr":
            from_a_child(text)
    if found := complaint():
        pytest.fail(f"The log must say nothing of a person.\n{found}", pytrace=False)
