"""Sends with a form every column of every table that the form does not have, and sees whether anything else changes
than without."""

import re
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache, partial
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.apps import apps
from django.db import models
from django.test import Client

from carnet.core.whose import nobody_yet
from tests.isolation.asking import undone
from tests.isolation.belonging import owned, rows_of
from tests.isolation.canaries import all_rows
from tests.isolation.forms import Form, Page, Sent
from tests.isolation.house import House
from tests.isolation.world import World, noting_writes

WORDS, NUMBER, DAY = "mass-7q@canary.example", 7_700_001, "2077-07-07"
ONE = UUID("77777777-7777-4777-8777-777777777777")
MARK = re.compile(rf"mass-7q|\b{NUMBER}\b|{DAY}|2077, 7, 7|{ONE}|{ONE.hex}")
# A place in the database: the table, the row (counted, where it is new) and the column.
Place = tuple[str, Any, str]
Changes = dict[Place, Any]
GONE = "(gone)"
URLENCODED = "application/x-www-form-urlencoded"
# By kind of column, what is tried in it: first what such a column takes.
TRIED: dict[Any, list[Any]] = {
    models.BooleanField: ["on", "false"],
    models.DateTimeField: [f"{DAY}T07:07:00+00:00"],
    models.DateField: [DAY],
    models.IntegerField: [NUMBER],
    models.UUIDField: [f"{ONE}"],
    models.JSONField: [f'{{"en": "{WORDS}"}}'],
}


def tables() -> list[type[models.Model]]:
    """Those between two others as well."""
    every = apps.get_models(include_auto_created=True)
    return [model for model in every if model.__module__.startswith("carnet.")]


def tried_names(there: House) -> dict[str, list[Any]]:
    """By every name of a column, what is tried in it; what leads to another row leads to one of `there`."""
    found: dict[str, list[Any]] = {}
    for model in tables():
        for one in (*model._meta.concrete_fields, *model._meta.many_to_many):
            for name in {one.name, getattr(one, "attname", one.name)}:
                found.setdefault(name, []).extend(tried(one, there))
    return {name: list(dict.fromkeys(values)) for name, values in sorted(found.items())}


def tried(one: models.Field, there: House) -> list[Any]:
    if one.is_relation:
        kind = one.related_model
        kept = rows_of(kind, there.firm) if kind in owned() else kind._base_manager.all()
        return list(kept.values_list("pk", flat=True)[:1])
    if one.choices:
        return [value for value, _name in one.flatchoices][-1:]
    kinds = (values for kind, values in TRIED.items() if isinstance(one, kind))
    return next(kinds, [WORDS[: getattr(one, "max_length", None) or 99]])


@dataclass
class Deed:
    """What was answered, and of every column that is not as it was what it is now."""

    answer: Any
    changes: Changes


Act = Callable[[], Deed]


@dataclass
class Watch:
    """What changes in the two firms, and what of it nobody may have asked for."""

    world: World
    before: dict = field(default_factory=dict)
    names: dict[str, list[Any]] = field(default_factory=dict)
    problems: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.before = all_rows(tables())
        self.names = tried_names(self.world.there)

    def besides(self, declared: Collection[str]) -> list[dict[str, Any]]:
        """Every column that is not declared, once with the first and once with the last that is tried in it."""
        names = {name: tried for name, tried in self.names.items() if name not in declared}
        return [{name: tried[at] for name, tried in names.items() if tried} for at in (0, -1)]

    def done(self, act: Callable[[], Any]) -> Deed:
        with undone(), noting_writes() as written:
            answer = act()
            return Deed(answer, self.changes(written))

    def changes(self, names: set[str]) -> Changes:
        found: Changes = {}
        for model in (one for one in tables() if one._meta.db_table in names):
            after, label = all_rows([model]), model._meta.label
            before = {key for key in self.before if key[0] == label}
            found |= {(*key, GONE): "" for key in before - after.keys()}
            new = {key: f"new {n}" for n, key in enumerate(sorted(after.keys() - before))}
            for key, row in after.items():
                place = (label, new.get(key, key[1]))
                found |= changed(columns_of(label), place, row, self.before.get(key))
        return found

    def look(self, what: str, act: Act, with_more: Act) -> None:
        """Where something was found, once more: between the first two a second or a minute may have ended."""
        self.problems += [f"{what}: {one}" for one in self.faults(act(), act, with_more())]

    def faults(self, plain: Deed, again: Act, more: Deed) -> Iterator[str]:
        """What is new each time tells nothing."""
        if more.answer.status_code >= 500:
            yield f"{more.answer.status_code}"
        for place, value in more.changes.items():
            if self.strange(place, value):
                yield f"has {place}: {value!r}"
        unasked = unlike(plain.changes, more.changes)
        unasked -= unlike(plain.changes, again().changes) if unasked else set()
        for place in sorted(unasked, key=str):
            now, else_ = (one.changes.get(place, "as it was") for one in (more, plain))
            yield f"{place}: {now!r}, else {else_!r}"

    def strange(self, place: Place, value: Any) -> bool:
        """It was sent besides, or leads to what is another firm's."""
        label, _row, column = place
        if MARK.search(repr(value)):
            return True
        one = columns_of(label).get(column)
        leads = one is not None and one.is_relation
        return leads and (one.related_model._meta.label, value) in self.world.theirs


@dataclass(kw_only=True)
class Walk(Watch):
    """Somebody who sends the forms of pages."""

    who: Client
    # Forms by where they lead and what they hold.
    posted: set[tuple] = field(default_factory=set)
    changing: set[tuple] = field(default_factory=set)

    def routes(self) -> set[str]:
        return {kind[0] for kind in self.posted}

    def page(self, address: str, data: Mapping[str, Any] | None = None) -> Page:
        with undone():
            return page_of(read(self.who.get(address, data, follow=True)))

    def post(self, form: Form, sent: Sent) -> Deed:
        cookies = self.who.cookies.copy()
        headers = {"HX-Request": "true"} if form.by_script else {}
        deed = self.done(lambda: read(self.who.post(form.action, **as_sent(sent), headers=headers)))
        self.who.cookies = cookies  # whoever was signed out goes on
        return deed

    def forms(self, page: Page, always: Collection[str] = ()) -> list[Deed]:
        """Each kind of form once; what another form for the same address has is no stranger to it."""
        deeds, declared = [], declared_on(page)
        for form in page.forms:
            kind = (form.route, *sorted(form.names()))
            if form.route and kind not in self.posted:
                deeds += self.form(kind, form, declared[form.route].union(always))
        return deeds

    def form(self, kind: tuple, form: Form, declared: set[str]) -> list[Deed]:
        self.posted.add(kind)
        deeds = []
        for ways in form.ways():
            sent, deed = self.best(form, ways)
            if deed.changes:
                self.changing.add(kind)
            shown = declared_on(page_of(deed.answer))[form.route]
            self.with_more(form, sent, deed, declared | shown)
            deeds.append(deed)
        return deeds

    def best(self, form: Form, ways: list[Sent]) -> tuple[Sent, Deed]:
        """The first that changes anything, or else the fullest."""
        told = []
        for sent in ways:
            told.append((sent, self.post(form, sent)))
            if told[-1][1].changes:
                return told[-1]
        return max(told, key=lambda one: len(one[0]))

    def with_more(self, form: Form, sent: Sent, plain: Deed, declared: set[str]) -> None:
        """The same again, and every other column besides; with other values where it is a form that does something."""
        act, again = partial(self.post, form, sent), cache(partial(self.post, form, sent))
        for more in self.besides(declared)[: 2 if plain.changes else 1]:
            besides = {name: [value] for name, value in more.items()}
            with_more = partial(self.post, form, besides | sent)
            if any(self.faults(plain, again, with_more())):
                self.look(f"{form.action} {sent}", act, with_more)


@cache
def columns_of(label: str) -> dict[str, models.Field]:
    return {one.attname: one for one in apps.get_model(label)._meta.concrete_fields}


def changed(names: Iterable[str], place: tuple, row: tuple, was: tuple | None) -> Changes:
    old = was or (object(),) * len(row)
    both = zip(names, row, old, strict=True)
    return {(*place, name): now for name, now, then in both if now != then}


def unlike(some: Changes, others: Changes) -> set[Place]:
    nothing = object()
    return {
        place
        for place in some.keys() | others.keys()
        if some.get(place, nothing) != others.get(place, nothing)
    }


def as_sent(sent: Sent) -> dict[str, Any]:
    """In parts only where there is a file, which is read anew each time: parts are slow to take apart."""
    files = [value for values in sent.values() for value in values if hasattr(value, "seek")]
    for file in files:
        file.seek(0)
    plain = {"data": urlencode(sent, doseq=True), "content_type": URLENCODED}
    return {"data": sent} if files else plain


def declared_on(page: Page) -> dict[str, set[str]]:
    """By route, all that its forms on a page hold."""
    found: dict[str, set[str]] = defaultdict(set)
    for form in page.forms:
        found[form.route] |= form.names()
    return found


def read(answer: Any) -> Any:
    """A file that is sent bit by bit is closed at its end."""
    if getattr(answer, "streaming", False):
        with nobody_yet():
            list(answer.streaming_content)
    return answer


def page_of(answer: Any) -> Page:
    """With nothing on it, where a file is sent."""
    asked, kind = answer.request, answer.headers.get("Content-Type", "")
    query = asked["QUERY_STRING"]
    address = f"{asked['PATH_INFO']}?{query}" if query else asked["PATH_INFO"]
    is_page = "html" in kind and not getattr(answer, "streaming", False)
    return Page(answer.content.decode() if is_page else "", address)
