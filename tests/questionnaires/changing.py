"""Random questionnaires, and what a firm and Carnet may each make of one: for the laws of merging."""

import copy

from hypothesis import strategies as st

from tests.questionnaires.builders import item

WORDS = ["Rent", "Wages", "Gifts", "Pension"]


def section(number, *items):
    title = {"en": f"Part {number}", "fr": f"Partie {number}"}
    return {"id": f"s{number}", "title": title, "items": list(items)}


def question(item_id, kind="yes_no", **fields):
    return item(item_id, kind, text={"en": f"Ask {item_id}", "fr": f"Demande {item_id}"}, **fields)


def a_choice(choice_id):
    return {"id": choice_id, "text": {"en": choice_id, "fr": choice_id}}


def base_document():
    inner = [question("q3"), question("q4", "text")]
    asked_if = question("q1", show_if="q0 = yes")
    uses = [a_choice(name) for name in ("home", "rented", "empty")]
    return {
        "questionnaire": "small",
        "title": {"en": "Small", "fr": "Petit"},
        "languages": ["en", "fr"],
        "choices": {"uses": copy.deepcopy(uses)},
        "sections": [
            section(0, question("q0"), asked_if, question("q2", "one", choices="uses")),
            section(1, question("l0", "repeat", items=inner), question("q5", "money")),
            section(2, question("q6", "one", choices=uses), question("q7", show_if="q6 = home")),
        ],
    }  # fmt: skip


class Editor:
    """Somebody who changes a document; `own` begins the ids of what is new."""

    def __init__(self, draw, document, own):
        self.draw, self.document, self.own = draw, document, own
        self.added = 0

    def one(self, things):
        return self.draw(st.sampled_from(list(things)))

    def homes(self, lists=True):
        sections = self.document["sections"]
        inner = [part for one in sections for part in one["items"] if "items" in part]
        return [*sections, *(inner if lists else [])]

    def placed(self):
        return [(home, part) for home in self.homes() for part in home["items"]]

    def new_id(self):
        self.added += 1
        return f"{self.own}{self.added}"

    def reword(self):
        _home, part = self.one(self.placed())
        part["text"] = part["text"] | {self.one(["en", "fr"]): f"{self.own} {self.one(WORDS)}"}

    def rename(self):
        self.one(self.document["sections"])["title"]["en"] = f"{self.own} {self.one(WORDS)}"

    def hang(self):
        (_home, part), (_other, on) = self.one(self.placed()), self.one(self.placed())
        part["show_if"] = f"answered({on['id']})"

    def add(self):
        home = self.one(self.homes())
        home["items"].insert(self.draw(st.integers(0, 3)), question(self.new_id()))

    def add_section(self):
        self.document["sections"].append(
            {**section(9, question(self.new_id())), "id": self.new_id()}
        )

    def add_choice(self):
        lists = [part["choices"] for _h, part in self.placed() if isinstance(part.get("choices"), list)]  # fmt: skip
        self.one([*lists, self.document["choices"]["uses"]]).append(a_choice(self.new_id()))

    def drop_choice(self):
        uses = self.document["choices"]["uses"]
        if len(uses) > 1:
            uses.remove(self.one(uses))

    def remove(self):
        home, part = self.one(self.placed())
        if len(home["items"]) > 1:
            home["items"].remove(part)

    def give_another_id(self):
        _home, part = self.one(self.placed())
        if not part.get("was") and not part["id"].startswith(self.own):
            part["was"] = [part["id"]]
            part["id"] = self.new_id()

    def remove_section(self):
        if len(self.document["sections"]) > 1:
            self.document["sections"].remove(self.one(self.document["sections"]))

    def move(self):
        home, part = self.one(self.placed())
        if len(home["items"]) > 1:
            home["items"].remove(part)
            target = self.one(self.homes(lists="items" not in part))
            target["items"].insert(self.draw(st.integers(0, 3)), part)

    def to_list(self):
        home, part = self.one(self.placed())
        if "items" not in part and home in self.document["sections"]:
            kept = {"id": part["id"], "text": part["text"]}
            part.clear()
            part.update(kept, type="repeat", items=[question(self.new_id())])

    def to_text(self):
        _home, part = self.one(self.placed())
        kept = {"id": part["id"], "text": part["text"]}
        part.clear()
        part.update(kept, type="text")


CHANGES = [
    *("reword", "rename", "hang", "add", "add_section", "add_choice", "drop_choice", "remove"),
    *("remove_section", "move", "to_list", "to_text"),
]


@st.composite
def changed(draw, own, ids=True):
    """The base document after a few changes by one side; `ids`: that of a question may be another."""
    editor = Editor(draw, base_document(), own)
    changes = [*CHANGES, "give_another_id"] if ids else CHANGES
    for name in draw(st.lists(st.sampled_from(changes), max_size=6)):
        getattr(editor, name)()
    return editor.document
