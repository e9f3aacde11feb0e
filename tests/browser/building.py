"""Builds a questionnaire in the builder as an accountant would, and brings it to the clients."""

from playwright.sync_api import expect

ROWS = ".build-row:not(.root, .section)"


class Builder:
    """The page where one questionnaire is changed."""

    def __init__(self, page, site, title):
        self.page, self.site = page, site
        page.goto(f"{site}/questionnaires/new/")
        page.fill("[name=title]", title)
        page.select_option("[name=first]", "en")
        page.get_by_role("button", name="Begin", exact=True).click()
        page.wait_for_url("**/build/")
        self.base = page.url.removesuffix("build/")

    def go(self, rest=""):
        self.page.goto(f"{self.base}build/{rest}")

    def open(self, part):
        """With the mouse, in the outline; unless it is open."""
        if self.page.locator("#form").get_attribute("data-part") == part:
            return
        self.page.locator(f"#row-{part}".replace(".", "\\.")).click()
        expect(self.page.locator("#form")).to_have_attribute("data-part", part)

    def unfold(self):
        fold = self.page.locator(".build-add")
        if fold.get_attribute("open") is None:
            fold.locator("summary").first.click()

    def add(self, kind, words, where=""):
        """Behind what is open."""
        self.unfold()
        self.page.fill("#add-words", words)
        if where:
            self.page.check(f"[name=where][value={where}]")
        self.page.click(f"button[name=kind][value={kind}]")
        expect(self.page.locator("#opened")).to_have_text(words)

    def paste(self, kind, lines):
        self.unfold()
        self.page.fill("#paste-lines", "\n".join(f"- {line}" for line in lines))
        self.page.select_option("#paste-kind", kind)
        self.page.click("button[value=paste]")
        expect(self.page.locator("#opened")).to_have_text(lines[0])

    def write(self, name, words):
        self.page.fill(f"[name='{name}']", words)
        self.saved()

    def choices(self, *lines):
        """Pasted into the question that is open."""
        fold = self.page.locator(".build-paste").first
        if fold.get_attribute("open") is None:
            fold.locator("summary").click()
        self.page.fill("[name=lines][id=lines-]", "\n".join(lines))
        self.page.click("[value=add_choices]")
        expect(self.page.locator(".build-choices > li")).to_have_count(len(lines))

    def move_to(self, home):
        """To the front of a section or list."""
        part = self.page.locator("#form").get_attribute("data-part")
        self.page.locator(".build-elsewhere summary").click()
        self.page.select_option("#move-home", home)
        self.page.get_by_role("button", name="Move", exact=True).click()
        inside = self.page.locator(f"ol[data-home='{home}'] > li").first
        expect(inside).to_have_attribute("data-part", part)

    def begin(self):
        """A new draft of what is published."""
        self.page.goto(self.base)
        self.page.get_by_role("button", name="Change the questions").click()
        self.page.wait_for_url("**/build/")

    def pick(self, name, value):
        self.page.select_option(f"[name={name}]", value)
        self.saved()

    def saved(self):
        expect(self.page.locator("#saved")).to_contain_text("Saved ")

    def only_if(self, part, subject, answer):
        """A condition through the rule's page, picked from what is offered."""
        self.open(part)
        self.page.locator(".build-rules dd a").first.click()
        self.page.get_by_role("link", name="Add a condition").click()
        self.condition(subject, answer)
        self.page.locator("a.back").click()
        self.page.wait_for_url("**/build/part/**")

    def condition(self, subject, answer):
        """Picked from what is offered; what can be said of it follows by itself."""
        self.page.select_option("#id_subject", subject)
        stated = self.page.locator("#condition [name=subject][type=hidden]")
        expect(stated).to_have_value(subject)
        self.page.check(f"[name=values][value={answer}]")
        self.page.get_by_role("button", name="Put it in").click()
        expect(self.page.locator("#rule")).to_have_value(f"{subject} = {answer}")

    def questions(self):
        """The ids, in the order of the outline."""
        rows = self.page.locator(f"{ROWS}").all()
        return [row.get_attribute("data-part").removeprefix("items.") for row in rows]

    def publish(self, reach=""):
        """What changes, who gets it, Publish; the sentence that says so."""
        self.page.get_by_role("link", name="What changes, and publish").click()
        self.page.wait_for_url("**/draft/")
        if reach:
            self.page.check(f"[name=reach][value={reach}]")
        self.page.get_by_role("button", name="Publish").click()
        self.page.wait_for_url("**/revisions/")

    def moved(self, number, words):
        """The worker has brought revision `number` to the dossiers."""
        card = self.page.locator(f"#revision-{number}")
        for _ in range(120):
            if words in card.inner_text():
                return
            self.page.wait_for_timeout(500)
            self.page.reload()
        expect(card).to_contain_text(words)
