"""The whole way: thirty questions from nothing, published, answered, changed meanwhile, answered on, and read."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from tests.answers.pictures import picture
from tests.browser.answering import Walk, go_on, sign_and_send
from tests.browser.building import Builder
from tests.browser.conftest import PHONE, sign_in
from tests.browser.desk import adopt, arrive
from tests.browser.solar import Accountant
from tests.browser.stumbling import RULES
from tests.browser.test_pages import faults

pytestmark = pytest.mark.browser

HOME = [
    "Do you own a house?",
    "Do you let a house?",
    "Do you have a loan?",
    "Do you own a car?",
    "Did you move last year?",
    "Do you employ somebody at home?",
    "Do you have a safe abroad?",
]
MONEY = [
    "Rent you received",
    "Interest you paid",
    "Gifts you made",
    "Wages you paid at home",
    "Maintenance you paid",
    "Premium of your life insurance",
    "Pension savings",
    "Childcare you paid",
]
WORDS = [
    "Street of your house",
    "Name of your bank",
    "Name of your employer",
    "Profession",
    "Name of your doctor",
    "Town of your birth",
    "Name of your insurer",
]
TITLE = "Thirty questions"
FIRST, LAST = "Odile", "Vandermeulen"
CLIENT = {"first_name": FIRST, "last_name": LAST, "email": "odile@example.org"}
# What the client says, by question; the amounts and names are found again in the office.
SAYS = {
    "own_house": "yes",
    "let_house": "yes",
    "loan": "no",
    "own_car": "yes",
    "move_last_year": "no",
    "employ_somebody_at_home": "yes",
    "safe_abroad": "no",
    "rent_received": "801",
    "interest_paid": "802",
    "gifts_made": "803",
    "wages_paid_at_home": "804",
    "maintenance_paid": "805",
    "premium_life_insurance": "806",
    "pension_savings": "807",
    "childcare_paid": "808",
    "street_house": "Rue des Bruyeres",
    "name_bank": "Bank of Bruges",
    "name_employer": "Brewery Bosteels",
    "profession": "Cooper",
    "name_doctor": "Doctor Dhondt",
    "town_birth": "Turnhout",
    "name_insurer": "Insurer Ixelles",
    "how_shall_we_write": "telephone",
    "what_own": ["boat", "wood"],
    "when_born": {"day": "3", "month": "4", "year": "1980"},
    "what_else_should_we": "Everything is well",
    "children": 1,
    "children_name": "Josephine",
    "date_birth": {"day": "5", "month": "6", "year": "2015"},
    "solar_panels": "yes",
}
# What the office reads for those that are not typed as they stand.
READS = {
    "how_shall_we_write": "By telephone",
    "what_own": "A wood",
    "when_born": "1980",
    "date_birth": "2015",
}


def built(page, site):
    """Sections, pasted lines, choices, a list, a paper and one condition: thirty questions."""
    builder = Builder(page, site, TITLE)
    builder.open("sections.begin")
    builder.write("title.en", "House and home")
    builder.paste("yes_no", HOME)
    builder.add("section", "Money")
    builder.paste("money", MONEY)
    builder.add("section", "You")
    builder.paste("text", WORDS)
    builder.open("items.name_insurer")
    builder.add("one", "How shall we write to you?")
    builder.choices("By e-mail", "On paper", "By telephone", "Not at all")
    builder.add("many", "What do you own?")
    builder.choices("A boat", "A horse", "A wood")
    builder.add("date", "When were you born?")
    builder.add("long_text", "What else should we know?")
    builder.add("repeat", "Children")
    builder.add("date", "Date of birth", where="inside")
    builder.open("items.children")
    builder.add("file", "Statement of your loan", where="behind")
    builder.only_if("items.rent_received", "let_house", "yes")
    expect(page.locator("#problems")).to_contain_text("Nothing is left to repair.")
    return builder


def changed_meanwhile(builder):
    """Other words, one question more, one elsewhere, one asked of fewer: to those who are answering, too."""
    page = builder.page
    builder.begin()
    builder.open("items.maintenance_paid")
    builder.write("text.en", "Maintenance you paid to a former partner")
    builder.open("items.own_car")
    builder.add("yes_no", "Do you have solar panels?")
    builder.open("items.gifts_made")
    builder.move_to("sections.you")
    builder.open("items.rent_received")
    page.locator(".build-rules dd a").first.click()
    page.get_by_role("link", name="Change: ").click()
    builder.condition("loan", "yes")
    page.locator("a.back").click()
    builder.publish("in_progress")
    builder.moved(2, "1 dossier moved to it.")


def deleted_meanwhile(builder):
    """An answer would lose its question: who has begun keeps the revision he has."""
    builder.begin()
    builder.open("items.name_doctor")
    builder.page.get_by_role("button", name="Delete", exact=True).click()
    expect(builder.page.locator("#row-items\\.name_doctor")).to_have_count(0)
    builder.publish("not_started")


def until(walk, path):
    """Answers page by page, and stops before this one is answered."""
    while not walk.phone.url.endswith(f"/{path}/"):
        walk.step()


def photographs(photo):
    def take(phone):
        phone.set_input_files("input[capture]", photo)
        expect(phone.locator("ul.files:not([data-under-way]) > li")).to_contain_text([photo.name])

    return take


def test_a_questionnaire_changes_while_a_client_answers_it_and_nothing_is_lost(
    site, browser_for, tmp_path
):
    office, phone, desk = browser_for(), browser_for(PHONE, language="en-GB"), browser_for()
    sign_in(office, site)
    sign_in(desk, site)
    builder = built(office, site)
    assert len(builder.questions()) == 30
    assert faults(office, office.url) == []
    builder.publish()
    arrive(desk, phone, site, TITLE, **CLIENT)
    phone.locator("main .button").first.click()
    walk = half_way(phone, tmp_path)
    changed_meanwhile(builder)
    goes_on(phone, site)
    until(walk, "town_birth")
    deleted_meanwhile(builder)
    walk.answer_all()
    sign_and_send(phone, f"{FIRST} {LAST}")
    nothing_is_lost(desk, site, walk)


def half_way(phone, tmp_path):
    """An amount is typed, and the page still open."""
    photo = tmp_path / "loan.jpg"
    photo.write_bytes(picture("JPEG"))
    walk = Walk(phone, SAYS | {"statement_loan": photographs(photo)})
    until(walk, "maintenance_paid")
    phone.fill("[name=maintenance_paid]", SAYS["maintenance_paid"])
    walk.note(["maintenance_paid"])
    return walk


def goes_on(phone, site):
    """As if nothing had happened; at home a banner tells what was added."""
    go_on(phone)
    expect(phone).to_have_url(f"{site}/q/s/money/premium_life_insurance/")
    expect(phone.locator("main .errors, main .notice")).to_have_count(0)
    phone.goto(f"{site}/q/tasks/")
    expect(phone.locator("main")).to_contain_text("has added 1 question since you were last here")


def nothing_is_lost(office, site, walk):
    """Each answer that is still asked, the one of the deleted question too; and the hidden one beside them."""
    seen = {path.rpartition("/")[2] for path in walk.seen}
    assert set(SAYS) - seen == {"children"}
    office.goto(f"{site}/clients/?q={LAST}")
    office.locator("table.rows tbody tr a.main").first.click()
    office.locator("main a[href^='/dossiers/']").first.click()
    office.wait_for_url("**/dossiers/*/")
    main = office.locator("main")
    for path, said in SAYS.items():
        if path not in ("rent_received", "children") and said not in ("yes", "no"):
            expect(main).to_contain_text(READS.get(path, str(said)))
    for words in ("Maintenance you paid to a former partner", "Do you have solar panels?"):
        expect(main).to_contain_text(words)
    expect(main).to_contain_text("loan.jpg")
    expect(main).not_to_contain_text("Rent you received")
    office.goto(f"{office.url}review/?show=hidden")
    expect(office.locator("main")).to_contain_text("Answered before, counts for nothing: €801")


def test_a_question_about_solar_panels_is_published_in_a_dozen_presses(site, browser_for):
    office = browser_for(language="fr-BE")
    sign_in(office, site)
    adopt(office, site, "ch_income_tax")
    office.wait_for_url("**/questionnaires/*/")
    seen = {}
    who = Accountant(office, look=lambda page, name: seen.update({name: stumbled(page)}))
    who.add_the_question()
    who.for_owners_only()
    who.publish()
    assert seen == {"builder": [], "builder-rule": [], "builder-changes": []}
    assert (who.presses, who.fields) == (12, 6)
    expect(office.locator("#revision-2")).to_be_visible()


def stumbled(page):
    return Axe().run(page, options=RULES).response["violations"]
