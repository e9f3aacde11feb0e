"""The bank in the office: keep, find, insert, and see later what is newer."""

from datetime import UTC, datetime

import pytest

from carnet.audit.models import Event
from carnet.builder import bank_actions, drafts, grid_actions
from carnet.builder.models import BankEntry, BankOrigin, Did
from carnet.questionnaires.actions import discard, publish, publish_draft
from carnet.questionnaires.outline import items_of
from tests.questionnaires.builders import document, item

NOW = datetime(2026, 2, 1, 12, tzinfo=UTC)


def published(firm, key, *items):
    made = {**document(*items), "questionnaire": key}
    return publish(firm, made, by=None, now=NOW).questionnaire


@pytest.fixture
def donor(firm):
    return published(firm, "donor", item("owner"), item("panels", "number", show_if="owner = yes"))


@pytest.fixture
def home(firm):
    return published(firm, "home", item("first"))


def at(questionnaire, rest=""):
    return f"/questionnaires/{questionnaire.pk}/build/bank/{rest}"


def keep(office, questionnaire, part="items.panels", name="Solar panels"):
    data = {"part": part, "name": name}
    return office.post(at(questionnaire, "save/"), data, follow=True).content.decode()


def insert(office, questionnaire, query, after="items.first"):
    return office.post(at(questionnaire, f"look/?{query}"), {"after": after}, follow=True)


def now(questionnaire):
    return items_of(grid_actions.words_now(questionnaire))


def reword(questionnaire, item_id, words, by, **fields):
    def alter(old):
        items = [
            {**one, "text": {"en": words}, **fields} if one["id"] == item_id else one
            for one in old["sections"][0]["items"]
        ]
        return {**old, "sections": [{**old["sections"][0], "items": items}]}

    draft = drafts.draft_of(questionnaire, by=by, now=NOW)
    drafts.change(draft, alter, by=by, now=NOW, what=Did.SET)


@pytest.mark.thorough
def test_kept_in_one_questionnaire_and_inserted_into_another(office, donor, home):
    assert "“Solar panels” is in the bank as revision 1." in keep(office, donor)
    page = office.get(at(home, "?q=PANELS")).content.decode()
    assert "Solar panels" in page
    entry = BankEntry.objects.get()
    page = office.get(at(home, f"look/?entry={entry.pk}&after=items.first")).content.decode()
    assert "It speaks of “owner” (Question owner), which this questionnaire does not have." in page
    assert '<option value="items.first" selected>' in page
    page = insert(office, home, f"entry={entry.pk}").content.decode()
    assert "Inserted into the draft as panels." in page
    assert list(now(home)) == ["first", "panels"]
    origin = BankOrigin.objects.get()
    assert (origin.part, origin.entry, origin.entry_revision) == ("items.panels", entry, 1)
    assert home.draft.edits.get().did == Did.INSERT
    assert "origin" not in str(home.draft.document), "the document says only what is asked"


def test_a_part_of_a_draft_is_kept_too(office, donor, colleague):
    reword(donor, "panels", "How many solar panels?", colleague)
    keep(office, donor)
    assert BankEntry.objects.get().fragment["part"]["text"] == {"en": "How many solar panels?"}


@pytest.mark.thorough
def test_saved_again_under_its_name_it_is_the_next_revision_unless_nothing_changed(
    office, donor, colleague
):
    keep(office, donor)
    assert "as revision 1." in keep(office, donor)
    reword(donor, "panels", "How many?", colleague)
    assert "as revision 2." in keep(office, donor)
    assert BankEntry.objects.count() == 1
    assert Event.objects.filter(what="bank entry saved").count() == 2


@pytest.mark.thorough
def test_a_question_of_carnet_is_found_and_inserted(office, home):
    page = office.get(at(home, "?q=hypothe")).content.decode()
    assert "key=be_income_tax" in page
    part = "items.civil_status"
    page = insert(office, home, f"key=be_income_tax&part={part}", "items.first").content.decode()
    assert "Inserted into the draft as civil_status." in page
    origin = BankOrigin.objects.get()
    assert (origin.shipped, origin.shipped_part, origin.entry) == ("be_income_tax", part, None)


def test_before_it_is_inserted_its_texts_read_like_texts_and_it_goes_to_the_end(office, home):
    page = office.get(at(home, "look/?key=be_income_tax&part=sections.partner")).content.decode()
    assert "{{" not in page
    assert "your partner" in page
    assert '<option value="sections.all" selected>' in page


@pytest.mark.parametrize("query", ["entry=999", "entry=x", "key=none&part=items.x", ""])
def test_what_is_in_no_bank_is_not_found(office, home, query):
    assert office.get(at(home, f"look/?{query}")).status_code == 404


@pytest.mark.thorough
def test_a_place_nobody_offers_is_refused(office, donor, home):
    keep(office, donor)
    query = f"entry={BankEntry.objects.get().pk}"
    response = office.post(at(home, f"look/?{query}"), {"after": "items.gone"})
    assert "Select a valid choice" in response.content.decode()
    assert home.draft is None


@pytest.mark.thorough
def test_another_firms_entries_are_not_there(office, donor, home, stranger):
    theirs = published(stranger.firm, "theirs", item("x"))
    entry = bank_actions.save(theirs, "items.x", "Theirs", by=stranger, now=NOW)
    assert office.get(at(home, f"look/?entry={entry.pk}")).status_code == 404
    assert office.post(at(home, f"entries/{entry.pk}/remove/")).status_code == 404
    assert "Theirs" not in office.get(at(home)).content.decode()


@pytest.mark.thorough
def test_removed_from_the_bank_it_stays_where_it_was_inserted(office, donor, home):
    keep(office, donor)
    entry = BankEntry.objects.get()
    insert(office, home, f"entry={entry.pk}")
    office.post(at(home, f"entries/{entry.pk}/remove/"))
    assert "panels" in now(home)
    page = office.get(at(home, "updates/")).content.decode()
    assert "removed from the bank" in page


# -- Updates ---------------------------------------------------------------------------------


@pytest.fixture
def taken(office, donor, home, colleague):
    """Inserted, and changed in the bank since."""
    keep(office, donor)
    insert(office, home, f"entry={BankEntry.objects.get().pk}")
    reword(donor, "panels", "How many panels?", colleague, required=False)
    keep(office, donor)
    return home


def update(office, questionnaire, **data):
    origin = BankOrigin.objects.latest("pk")
    path = at(questionnaire, f"updates/{origin.pk}/")
    page = office.get(path).content.decode()
    seen = page.partition('name="seen" value="')[2].partition('"')[0]
    office.post(path, {"seen": seen, **data})
    return page


@pytest.mark.thorough
def test_newer_words_of_the_bank_are_offered_and_nothing_happens_by_itself(office, taken):
    assert "1 newer" in office.get(at(taken)).content.decode()
    assert now(taken)["panels"]["text"] == {"en": "Question panels"}
    page = update(office, taken)
    assert "Question panels" in page
    assert "How many panels?" in page
    assert now(taken)["panels"]["text"] == {"en": "Question panels"}, "left"
    assert "nothing newer" in office.get(at(taken, "updates/")).content.decode()


@pytest.mark.thorough
def test_taken_they_come_into_the_draft_and_are_not_offered_again(office, taken):
    update(office, taken, take=["items.panels"])
    assert now(taken)["panels"]["text"] == {"en": "How many panels?"}
    assert now(taken)["panels"]["required"] is False
    assert "nothing newer" in office.get(at(taken, "updates/")).content.decode()


@pytest.mark.thorough
@pytest.mark.parametrize(
    ("over", "words"), [([], "My panels"), (["items.panels"], "How many panels?")]
)
def test_own_words_stay_unless_they_are_given_up(office, taken, colleague, over, words):
    reword(taken, "panels", "My panels", colleague)
    page = update(office, taken, take=["items.panels"], over=over)
    assert "changed by you: stays" in page
    assert now(taken)["panels"]["text"] == {"en": words}
    assert now(taken)["panels"]["required"] is False, "what only the bank changed comes in"


@pytest.mark.thorough
def test_a_discarded_draft_takes_the_origin_along(office, taken, colleague):
    assert discard(taken.draft, by=colleague)
    assert BankOrigin.objects.count() == 0
    assert "1 newer" not in office.get(at(taken)).content.decode()


@pytest.mark.thorough
def test_it_is_known_under_its_new_id_and_in_the_next_draft(office, donor, home, colleague):
    keep(office, donor, "items.owner", "Owner")
    insert(office, home, f"entry={BankEntry.objects.get().pk}")
    assert publish_draft(home.draft, by=colleague, now=NOW)
    reword(home, "owner", "Question owner", colleague, id="owns", was=["owner"])
    reword(donor, "owner", "Do you own your home?", colleague)
    keep(office, donor, "items.owner", "Owner")
    update(office, home, take=["items.owns"])
    assert now(home)["owns"]["text"] == {"en": "Do you own your home?"}
    assert now(home)["owns"]["was"] == ["owner"]


@pytest.mark.thorough
def test_a_page_overtaken_by_a_newer_revision_is_shown_once_more(office, taken):
    origin = BankOrigin.objects.latest("pk")
    response = office.post(
        at(taken, f"updates/{origin.pk}/"), {"seen": "old", "take": ["items.panels"]}
    )
    assert "Something has changed since you opened this page." in response.content.decode()
    assert now(taken)["panels"]["text"] == {"en": "Question panels"}


@pytest.mark.thorough
def test_a_newer_carnet_is_offered_like_a_newer_entry(office, home, colleague):
    insert(office, home, "key=be_income_tax&part=items.civil_status")
    reword(home, "civil_status", "As it was", colleague)
    origin = BankOrigin.objects.get()
    base = {**origin.base, "part": {**origin.base["part"], "text": {"en": "As it was"}}}
    BankOrigin.objects.filter(pk=origin.pk).update(base=base, digest="0" * 64)
    page = update(office, home, take=["items.civil_status"])
    assert "As it was" in page
    assert "What was your situation" in now(home)["civil_status"]["text"]["en"]


def test_only_administrators_come_here(client, home, accountant):
    client.force_login(accountant)
    for rest in ("", "look/", "save/", "updates/"):
        assert client.get(at(home, rest)).status_code == 403


def test_two_firms_may_use_one_name(donor, colleague, stranger):
    theirs = published(stranger.firm, "theirs", item("x"))
    bank_actions.save(donor, "items.owner", "Same", by=colleague, now=NOW)
    assert bank_actions.save(theirs, "items.x", "Same", by=stranger, now=NOW).revision == 1
