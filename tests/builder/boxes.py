"""What a browser would post of the builder's form, as it stands on the page."""

from html.parser import HTMLParser


class Form(HTMLParser):
    def __init__(self):
        super().__init__(convert_charrefs=True)
        self.inside, self.fields, self.area, self.select = False, {}, "", ""

    def handle_starttag(self, tag, attrs):
        said = dict(attrs)
        if tag == "form":
            self.inside = said.get("id") == "form"
        if not self.inside:
            return
        name, kind = said.get("name"), said.get("type")
        if tag == "input" and (kind != "checkbox" or "checked" in said):
            self.fields.setdefault(name, []).append(said.get("value", ""))
        elif tag == "textarea":
            self.area, self.fields[name] = name, [""]
        elif tag == "select":
            self.select = name
        elif tag == "option" and (self.select not in self.fields or "selected" in said):
            self.fields[self.select] = [said["value"]]

    def handle_endtag(self, tag):
        self.inside = self.inside and tag != "form"
        self.area = "" if tag == "textarea" else self.area

    def handle_data(self, data):
        if self.area:
            self.fields[self.area] = [data.removeprefix("\n").replace("\n", "\r\n")]


def boxes(page):
    form = Form()
    form.feed(page.content.decode())
    assert any(name.startswith("seen.") for name in form.fields)
    return {name: words for name, words in form.fields.items() if name != "csrfmiddlewaretoken"}
