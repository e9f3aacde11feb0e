"""What a screen reader says of every kind of question, through the browser's accessibility tree: each input has the
question as its name, its help and its error as its description, and what is saved is told as a live region."""

import pytest

from tests.browser.answering import go_on
from tests.browser.every_kind import SECTIONS
from tests.browser.visiting import enter

pytestmark = pytest.mark.browser

INPUTS = {"textbox", "radio", "checkbox", "combobox", "spinbutton", "searchbox", "listbox"}
GROUPED = {"yes_no", "one", "many", "date", "month", "address", "file", "declaration"}
ASKING = [
    (section, item)
    for section, (_title, items) in SECTIONS.items()
    for item in items
    if item["type"] not in {"note", "calc", "repeat"}
]


@pytest.fixture
def phone(server, browser_for):
    return enter(browser_for, server, "spoken")


def tree(page):
    """Every node a screen reader finds, as role, name, description and the properties that are set."""
    session = page.context.new_cdp_session(page)
    nodes = session.send("Accessibility.getFullAXTree")["nodes"]
    session.detach()
    return [told(node) for node in nodes if not node["ignored"]]


def told(node):
    def word(key):
        return node.get(key, {}).get("value", "")

    properties = {one["name"]: one["value"].get("value") for one in node.get("properties", [])}
    return {"role": word("role"), "name": word("name"), "description": word("description")} | {
        "id": node["nodeId"],
        "properties": properties,
    }


def of_main(nodes):
    return [node for node in nodes if node["role"] in INPUTS]


def groups(nodes):
    return [node for node in nodes if node["role"] in {"group", "radiogroup"}]


def test_every_input_says_its_question_its_help_and_its_error(server, phone):
    for section, item in ASKING:
        phone.goto(f"{server.address}/q/s/{section}/{item['id']}/")
        nodes = tree(phone)
        says_its_question(item, nodes)
        says_what_helps(item, nodes)
        says_what_is_live(nodes)


def says_its_question(item, nodes):
    question = item["text"]["en"]
    inputs = of_main(nodes)
    assert all(node["name"].strip() for node in inputs), (item["id"], inputs)
    asking = groups(nodes) if item["type"] in GROUPED else inputs
    assert any(node["name"].startswith(question) for node in asking), (item["id"], asking)


def says_what_helps(item, nodes):
    beside = groups(nodes) if item["type"] in GROUPED else of_main(nodes)
    for words in (item[key]["en"] for key in ("help", "why") if key in item):
        assert any(words in node["description"] for node in beside), (item["id"], words, beside)


def says_what_is_live(nodes):
    lines = [node for node in nodes if node["role"] == "status"]
    assert all(node["properties"].get("live") in {"polite", "off"} for node in lines)


WRONG = {
    "person/called": None,
    "person/born": {"day": "31", "month": "2", "year": "1955"},
    "person/number": "12",
    "person/account": "BE00",
    "money/pension": "many",
    "money/rooms": "99",
    "person/country": None,
    "papers/truth": None,
}


def test_an_error_is_read_with_its_input(server, phone):
    for path, words in WRONG.items():
        section, _slash, name = path.partition("/")
        phone.goto(f"{server.address}/q/s/{section}/{name}/")
        for part, word in words.items() if isinstance(words, dict) else [("", words)]:
            if word is not None:
                phone.fill(f'[name="{name}-{part}"]' if part else f"[name={name}]", word)
        go_on(phone)
        nodes = tree(phone)
        assert phone.title().startswith("Error:"), path
        error = phone.locator(f"#q-{name}-error").inner_text().strip()
        read = [node for node in nodes if error in node["description"]]
        assert read, (path, error, of_main(nodes), groups(nodes))
        alerts = [node for node in nodes if node["role"] == "alert"]
        assert alerts, path
        marked = [node for node in of_main(nodes) if node["properties"].get("invalid") == "true"]
        assert marked, path


def test_the_line_that_tells_what_is_saved_is_live(server, phone):
    phone.goto(f"{server.address}/q/s/person/called/")
    phone.fill("[name=called]", "Rosa")
    phone.wait_for_function("/Saved \\d/.test(document.getElementById('saved').textContent)")
    lines = [node for node in tree(phone) if node["role"] == "status"]
    assert any(node["properties"].get("live") == "polite" for node in lines), lines


def test_headings_landmarks_and_buttons_have_names(server, phone):
    for path in ("/q/start/", "/q/tasks/", "/q/s/family/children/", "/q/s/papers/form/"):
        phone.goto(f"{server.address}{path}")
        nodes = tree(phone)
        levels = [node["properties"]["level"] for node in nodes if node["role"] == "heading"]
        assert levels[0] == 1, path
        assert levels.count(1) == 1, path
        assert {"banner", "main", "contentinfo"} <= {node["role"] for node in nodes}, path
        for node in nodes:
            if node["role"] in {"button", "link", "image"}:
                assert node["name"].strip(), (path, node)
