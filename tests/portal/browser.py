"""A browser without JavaScript: reads the forms of a page and posts what a browser would post."""

from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import urlencode, urljoin


@dataclass
class Form:
    action: str
    method: str
    fields: dict[str, list[str]] = field(default_factory=dict)
    buttons: list[tuple[str, str, str]] = field(default_factory=list)
    labels: list[str] = field(default_factory=list)


class Page(HTMLParser):
    """Forms, links and text of a page."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.forms, self.links, self.words = [], {}, []
        self.tag, self.link, self.button, self.select, self.area = "", None, None, None, None
        self.feed(html)
        self.text = " ".join(" ".join(self.words).split())

    def handle_starttag(self, tag, attributes):
        found = dict(attributes)
        self.tag = tag
        act = getattr(self, f"start_{tag}", None)
        if act:
            act(found)

    def start_form(self, found):
        self.forms.append(Form(found.get("action", ""), found.get("method", "get")))

    def start_a(self, found):
        self.link = [found.get("href", ""), ""]

    def start_input(self, found):
        name, kind = found.get("name"), found.get("type", "text")
        if not name or kind == "file":
            return
        if kind not in ("radio", "checkbox") or "checked" in found:
            self.forms[-1].fields.setdefault(name, []).append(found.get("value", "on") or "")

    def start_select(self, found):
        self.select = found["name"]
        self.forms[-1].fields[self.select] = [""]

    def start_option(self, found):
        if "selected" in found:
            self.forms[-1].fields[self.select] = [found.get("value", "")]

    def start_textarea(self, found):
        self.area = found["name"]
        self.forms[-1].fields[self.area] = [""]

    def start_button(self, found):
        self.button = [found.get("name", ""), found.get("value", ""), ""]

    def handle_data(self, data):
        if self.tag in ("script", "style"):
            return
        self.words.append(data)
        for open_one in (self.link, self.button):
            if open_one is not None:
                open_one[-1] += data
        if self.area:
            self.forms[-1].fields[self.area][0] += data

    def handle_endtag(self, tag):
        if tag == "a" and self.link:
            self.links.setdefault(" ".join(self.link[1].split()), self.link[0])
            self.link = None
        if tag == "button" and self.button and self.forms:
            self.forms[-1].buttons.append(tuple(self.button))
            self.button = None
        if tag == "textarea":
            # A browser leaves out the line feed straight after the tag.
            self.area = None
        self.tag = ""


class Visitor:
    """Somebody with the pages before them; follows links and presses buttons by their words."""

    def __init__(self, client) -> None:
        self.client, self.response, self.page = client, None, None

    def visit(self, address: str) -> "Visitor":
        self.response = self.client.get(address, follow=True)
        return self._look()

    def follow(self, words: str) -> "Visitor":
        address = next(url for text, url in self.page.links.items() if words in text)
        return self.visit(urljoin(self.address, address))

    def press(self, words: str, **answers) -> "Visitor":
        """Fill in the form that has this button and press it; `None` unticks."""
        form, (name, value, _text) = next(
            (form, button)
            for form in self.page.forms
            for button in form.buttons
            if words in button[2]
        )
        data = dict(form.fields)
        data.update({key.replace("__", "-"): _listed(answer) for key, answer in answers.items()})
        if name:
            data[name] = [value]
        return self._send(form, {key: values for key, values in data.items() if values})

    def _send(self, form: Form, data: dict) -> "Visitor":
        address = urljoin(self.address, form.action)
        if form.method == "get":
            return self.visit(f"{address}?{urlencode(data, doseq=True)}")
        self.sent = (address, data)
        self.response = self.client.post(address, data, follow=True)
        return self._look()

    def again(self) -> "Visitor":
        """Press reload: the same form is sent once more, to the letter."""
        self.response = self.client.post(*self.sent, follow=True)
        return self._look()

    @property
    def address(self) -> str:
        request = self.response.request
        return request["PATH_INFO"] + (
            "?" + request["QUERY_STRING"] if request["QUERY_STRING"] else ""
        )

    @property
    def text(self) -> str:
        return self.page.text

    def _look(self) -> "Visitor":
        assert self.response.status_code == 200, (self.response.status_code, self.address)
        html = self.response.content.decode()
        assert html.count("<h1") == 1, self.address
        self.page = Page(html)
        return self


def _listed(answer) -> list:
    if answer is None:
        return []
    return answer if isinstance(answer, list) else [answer]
