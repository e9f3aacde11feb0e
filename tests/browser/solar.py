"""An accountant adds a question about solar panels, for owners only, in French and Dutch, up to *published*; the
presses and the fields are counted. The pictures of the manual are taken on this way (tools/pictures.py)."""

from playwright.sync_api import expect

FRENCH = "Avez-vous des panneaux solaires sur l'un de ces biens ?"
DUTCH = "Hebt u zonnepanelen op een van deze eigendommen?"


class Accountant:
    """Who is at the page of a questionnaire that nobody changes; `look` is told where they are."""

    def __init__(self, page, look=lambda page, name: None):
        self.page, self.look, self.presses, self.fields = page, look, 0, 0

    def press(self, what):
        self.presses += 1
        self.page.locator(what).first.click()

    def write(self, field, words):
        self.fields += 1
        self.page.fill(field, words)

    def pick(self, field, value):
        self.fields += 1
        self.page.select_option(field, value)

    def add_the_question(self):
        self.press("form[action$='/build/begin/'] button")
        self.press("#row-items\\.properties")
        expect(self.page.locator("#form")).to_have_attribute("data-part", "items.properties")
        self.press(".build-add > summary")
        self.write("#add-words", FRENCH)
        self.press("[name=where][value=behind]")
        self.press("button[name=kind][value=yes_no]")
        expect(self.page.locator("#opened")).to_have_text(FRENCH, timeout=20_000)
        self.write("[name='text.nl']", DUTCH)
        expect(self.page.locator("#saved")).not_to_be_empty()
        self.look(self.page, "builder")

    def for_owners_only(self):
        self.press(".build-rules dd a")
        self.press("#sentence a.button")
        self.pick("#id_subject", "properties")
        self.page.locator("#condition [name=operator]").wait_for()
        self.pick("#id_measure", "count")
        self.page.locator("#condition [name=value]").wait_for()
        self.pick("#condition [name=operator]", "at_least")
        self.write("#condition [name=value]", "1")
        self.look(self.page, "builder-rule")
        self.press("[data-states] .actions button")
        expect(self.page.locator("#rule")).to_have_value("count(properties) >= 1")
        self.press("a.back")

    def publish(self):
        self.press("#bar a.button:not(.quiet)")
        self.page.wait_for_url("**/draft/")
        self.look(self.page, "builder-changes")
        self.press("#lacking button[value=open]")
        self.press("form[action$='/publish/'] .actions button")
        self.page.wait_for_url("**/revisions/")
