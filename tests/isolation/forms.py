"""The forms of a page as a browser would send them, and as somebody would who fills in everything."""

import io
import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any
from urllib.parse import urlencode, urljoin, urlsplit

import pikepdf
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import Resolver404, resolve
from django.utils import timezone
from PIL import Image

from tests.isolation.tables import soon

Sent = dict[str, list[Any]]
TICKED = {"checkbox", "radio"}
MOST_BUTTONS = 4
BUTTONS = {"submit", "image", "reset", "button"}
# What somebody writes into an empty box, by its name or its kind.
WRITTEN = {
    "birth_date": lambda: "30/07/1985",
    "closed_on": lambda: today(),
    "document_names": lambda: "{number}",
    "enterprise_number": lambda: "0403.170.701",
    "iban": lambda: "BE68 5390 0754 7034",
    "mobile": lambda: "+32 470 12 34 56",
    "national_number": lambda: "85.07.30-033.28",
    "partner_national_number": lambda: "",
    "phone": lambda: "+32 2 555 12 12",
    "told_on": lambda: today(),
    "value": lambda: "1250",
    "date": soon,
    "datetime-local": lambda: f"{today()}T00:00",
    "email": lambda: "written@example.org",
    "number": lambda: "1",
    "password": lambda: "carnet-written-2026",
    "time": lambda: "09:00",
    "url": lambda: "https://written.example/",
}


def today() -> str:
    return timezone.localdate().isoformat()


@dataclass
class Control:
    name: str
    kind: str
    value: str
    on: bool = True
    required: bool = False
    most: str = ""
    choices: list[str] = field(default_factory=list)

    def written(self) -> str:
        by_name, by_kind = WRITTEN.get(self.name), WRITTEN.get(self.kind)
        written = (by_name or by_kind or (lambda: "Written"))()
        return self.most if self.kind == "date" and self.most else written

    def file(self) -> SimpleUploadedFile:
        kinds = (make for kind, make in FILES.items() if kind in self.value)
        return next(kinds, a_table)()


@dataclass
class Form:
    action: str
    method: str = "post"
    name: str = ""
    by_script: bool = False
    controls: list[Control] = field(default_factory=list)
    more: Sent = field(default_factory=dict)

    def names(self) -> set[str]:
        return {one.name for one in self.controls if one.name} | self.more.keys()

    @property
    def route(self) -> str:
        """None, where it leads nowhere of ours."""
        try:
            return resolve(urlsplit(self.action).path).view_name
        except Resolver404:
            return ""

    def ways(self) -> Iterator[list[Sent]]:
        """By each of its buttons: as it stands, with what it asks for, with everything, and changed."""
        buttons = {(one.name, one.value) for one in self.controls if one.kind == "submit"}
        for name, value in sorted(buttons)[:MOST_BUTTONS] or [("", "")]:
            pressed = {name: [value]} if name else {}
            ways = [fill(self.controls) | self.more | pressed for fill in FILLING]
            yield [sent for n, sent in enumerate(ways) if sent not in ways[:n]]


def as_it_stands(controls: list[Control]) -> Sent:
    sent: Sent = {}
    for one in controls:
        if one.on and one.kind not in BUTTONS | {"file"}:
            sent.setdefault(one.name, []).append(one.value)
    return sent


def with_what_is_asked(controls: list[Control]) -> Sent:
    return filled_in(controls, [one for one in controls if one.required])


def with_everything(controls: list[Control]) -> Sent:
    return filled_in(controls, controls)


def with_other_words(controls: list[Control]) -> Sent:
    """What stands there is not what stood there."""
    sent = as_it_stands(controls)
    for one in controls:
        if one.kind == "text" and one.value:
            sent[one.name] = [f"{value} 2" for value in sent[one.name]]
        elif one.kind == "number" and one.value.isdigit():
            sent[one.name] = [f"{int(one.value) + 1}"]
    return sent


def filled_in(controls: list[Control], wanted: list[Control]) -> Sent:
    sent = as_it_stands(controls)
    for one in wanted:
        empty = not any(sent.get(one.name, []))
        if one.kind == "file":
            sent[one.name] = [one.file()]
        elif one.kind == "checkbox" and not one.on:
            sent.setdefault(one.name, []).append(one.value)
        elif one.kind == "select" and empty:
            sent[one.name] = [choice for choice in one.choices if choice][:1]
        elif one.kind == "radio" and empty and one.value:
            sent[one.name] = [one.value]
        elif one.kind not in BUTTONS | TICKED | {"hidden", "select"} and empty:
            sent[one.name] = [one.written()]
    return sent


FILLING = (as_it_stands, with_what_is_asked, with_everything, with_other_words)


def a_table() -> SimpleUploadedFile:
    return SimpleUploadedFile("words.csv", b"last_name;email\r\nWords;words@example.org\r\n")


def a_picture() -> SimpleUploadedFile:
    file = io.BytesIO()
    Image.new("RGB", (64, 64), "white").save(file, "PNG")
    return SimpleUploadedFile("words.png", file.getvalue(), "image/png")


def a_paper() -> SimpleUploadedFile:
    file, paper = io.BytesIO(), pikepdf.new()
    paper.add_blank_page()
    paper.save(file)
    return SimpleUploadedFile("words.pdf", file.getvalue(), "application/pdf")


# By what a box for files takes.
FILES = {"pdf": a_paper, "image": a_picture, "png": a_picture}


class Page(HTMLParser):
    """Its forms that are posted, and its links."""

    def __init__(self, text: str, address: str) -> None:
        super().__init__(convert_charrefs=True)
        self.address = address
        self.all: list[Form] = []
        self.links: list[str] = []
        self.loose: list[tuple[str, Control]] = []
        self.inside: list[Form] = []
        self.select: Control | None = None
        self.area: Control | None = None
        self.feed(text)
        for name, control in self.loose:
            for form in self.all:
                if form.name == name:
                    form.controls.append(control)

    @property
    def forms(self) -> list[Form]:
        return [form for form in self.all if form.method == "post"]

    def leads(self) -> Iterator[str]:
        """Where its links lead, and its forms that only ask."""
        for link in self.links:
            yield urljoin(self.address, link).partition("#")[0]
        for form in self.all:
            if form.method == "get":
                yield f"{form.action}?{urlencode(as_it_stands(form.controls), doseq=True)}"

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        told = {name: value or "" for name, value in attrs}
        begin = getattr(self, f"begin_{tag}", None)
        if begin:
            begin(told)
        if "hx-post" in told and tag != "form":
            self.by_script(told)

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self.inside = self.inside[:-1]
        if tag == "select":
            self.select = None
        if tag == "textarea":
            self.area = None

    def handle_data(self, data: str) -> None:
        if self.area:
            self.area.value += data.removeprefix("\n").replace("\n", "\r\n")

    def begin_a(self, told: dict[str, str]) -> None:
        self.links.append(told.get("href", ""))

    def begin_form(self, told: dict[str, str]) -> None:
        action = urljoin(self.address, told.get("action") or told.get("hx-post") or self.address)
        method = "post" if "hx-post" in told else told.get("method", "get").lower()
        self.inside.append(Form(action, method, told.get("id", "")))
        self.all.append(self.inside[-1])

    def by_script(self, told: dict[str, str]) -> None:
        """What stands around it is sent, and what it brings itself."""
        more = {name: [value] for name, value in json.loads(told.get("hx-vals", "{}")).items()}
        around = self.inside[-1].controls if self.inside else []
        action = urljoin(self.address, told["hx-post"])
        self.all.append(Form(action, by_script=True, controls=around, more=more))

    def begin_input(self, told: dict[str, str]) -> None:
        kind = told.get("type", "text")
        ticked = kind in TICKED
        value = told.get("accept" if kind == "file" else "value", "on" if ticked else "")
        self.keep(Control(told.get("name", ""), kind, value, not ticked or "checked" in told), told)

    def begin_button(self, told: dict[str, str]) -> None:
        kind = told.get("type", "submit")
        self.keep(Control(told.get("name", ""), kind, told.get("value", "")), told)
        if "formaction" in told and self.inside:
            form = self.inside[-1]
            action = urljoin(self.address, told["formaction"])
            self.all.append(Form(action, form.method, controls=form.controls))

    def begin_textarea(self, told: dict[str, str]) -> None:
        self.area = self.keep(Control(told.get("name", ""), "text", ""), told)

    def begin_select(self, told: dict[str, str]) -> None:
        self.select = self.keep(Control(told.get("name", ""), "select", ""), told)

    def begin_option(self, told: dict[str, str]) -> None:
        if self.select:
            value = told.get("value", "")
            if "selected" in told or not self.select.choices:
                self.select.value = value
            self.select.choices.append(value)

    def keep(self, control: Control, told: dict[str, str]) -> Control:
        control.required, control.most = "required" in told, told.get("max", "")
        if (control.name or control.kind == "submit") and "disabled" not in told:
            if "form" in told:
                self.loose.append((told["form"], control))
            elif self.inside:
                self.inside[-1].controls.append(control)
        return control
