"""What was sent, put out: as it was sealed, whatever happens afterwards, with what the firm decides told apart."""

import pytest
from django.utils import timezone

from carnet.answers.entering import reset_value, set_value
from carnet.answers.models import Submission
from carnet.campaigns.models import Dossier, State
from carnet.core.sealed import under
from carnet.exports.sent import sent
from carnet.exports.tax_codes import code_summary
from carnet.questionnaires.given import Given, Status
from carnet.questionnaires.personas import documents, persona_of
from carnet.questionnaires.playing import play
from tests import makers as make
from tests.exports.sending import dossier_of, hand_in, keep, paper, sent_by, sent_by_persona
from tests.questionnaires.builders import document, item, said
from tests.questionnaires.library import SHIPPED, compiled

SMALL = document(
    item("rent", "money"),
    item("net", "calc", value="or_zero(rent) * 2", unit="EUR", text={"en": "Net rent"}, codes=["A1"]),
    item("double", "calc", value="or_zero(net) * 2", codes=["A2"]),
    item("lease", "file", required=False, file={"accept": ["pdf"]}, codes=["A3"]),
    item("kids", "repeat", required=False, items=[item("name", "text"), item("cost", "money", codes=["A4"])]),
)  # fmt: skip


def codes(given):
    return {cell.code: cell.entered for row in given.form.rows for cell in row.cells}


@pytest.mark.thorough
@pytest.mark.parametrize("name", sorted(documents()))
def test_a_persona_that_has_sent_gets_the_codes_its_file_expects(firm, name):
    """The same as in the pages, only that all of it went through the database and the seal."""
    made = compiled(documents()[name]["questionnaire"])
    persona = persona_of(documents()[name], made.definition, name)
    submission = sent_by_persona(firm, SHIPPED[persona.questionnaire], play(made, persona))
    given = sent(Submission.objects.get(pk=submission.pk))
    wanted = {**(persona.expected.codes or {}), **persona.expected.differs}
    undecided = persona.expected.undecided
    found = {code: entered for code, entered in codes(given).items() if code not in undecided}
    assert found == {code: value for code, value in wanted.items() if code not in undecided}


@pytest.fixture
def submission(firm):
    answers = said(rent="450") | {"kids": Given(status=Status.ANSWERED)}
    answers |= said(**{"kids/b/name": "Bo", "kids/b/cost": "10", "kids/a/name": "Ada"})
    answers |= said(**{"kids/a/cost": "5.55"})
    return sent_by(firm, SMALL, answers, {"kids": ["b", "a"]})


def again(submission):
    return sent(Submission.objects.get(pk=submission.pk))


def test_what_is_put_out_is_what_was_sent(submission):
    given = again(submission)
    assert codes(given) == {"A1": "900", "A2": "1800", "A4": "15.55"}
    assert given.run.entries == {"kids": ["b", "a"]}
    assert {path: value for path, value in given.run.effective.items()} == given.values


def test_later_answers_and_a_new_revision_change_nothing(firm, submission):
    dossier = Dossier.objects.get(pk=submission.dossier_id)
    dossier.answers.filter(path="rent").update(
        **under(dossier.answers.get(path="rent"), {"value": "99999"})
    )
    dossier.entries.filter(key="a").delete()
    new = document(item("rent", "money", codes=["B9"]))
    Dossier.objects.update(revision=make.revision(firm=firm, document=new), state=State.IN_PROGRESS)
    given = again(submission)
    assert codes(given) == {"A1": "900", "A2": "1800", "A4": "15.55"}


def test_a_question_switched_off_afterwards_was_asked_all_the_same(submission):
    dossier = submission.dossier
    off = {"rent": {"reason": "x", "by": 1, "at": "2026"}}
    Dossier.objects.update(**under(dossier, {"switched_off": off}))
    assert codes(again(submission))["A1"] == "900"


def test_a_value_the_firm_sets_counts_with_all_that_hangs_on_it_and_is_told(colleague, submission):
    dossier, now = submission.dossier, timezone.now()
    set_value(dossier, "net", "1000.50", "As in the ledger", by=colleague, now=now)
    given = again(submission)
    assert codes(given) == {"A1": "1000.5", "A2": "2001", "A4": "15.55"}
    assert given.changed("net")
    assert given.changed("double")
    rows = {row.row.left: row for row in code_summary(given, "en").rows}
    assert rows["A1"].sources[0].by_firm
    assert rows["A1"].sources[0].answer == "€1,000.50"
    assert not rows["A4"].sources[0].by_firm
    reset_value(dossier, "net", by=colleague, now=now)
    assert codes(again(submission))["A1"] == "900"


def with_loose_paper(firm):
    dossier = dossier_of(firm, SMALL)
    keep(dossier, dossier.revision.compiled(), said(rent="450"))
    return paper(dossier, ""), hand_in(dossier)


def test_a_document_the_firm_puts_under_its_question_afterwards_counts_there(firm):
    loose, submission = with_loose_paper(firm)
    given = again(submission)
    assert "A3" not in codes(given)
    assert [one.path for one in given.documents] == [""]
    loose.path = "lease"
    loose.save()
    given = again(submission)
    assert codes(given)["A3"] == "document"
    assert [(one.path, one.moved) for one in given.documents] == [("lease", True)]


def test_what_the_client_moves_after_a_reopening_is_not_of_this_submission(firm):
    loose, submission = with_loose_paper(firm)
    loose.path = "lease"
    loose.save()
    Dossier.objects.update(state=State.IN_PROGRESS)
    assert [one.moved for one in again(submission).documents] == [False]


def test_it_costs_the_same_however_many_answers_there_are(submission, django_assert_num_queries):
    found = Submission.objects.select_related(
        "dossier__client__firm", "dossier__firm", "dossier__campaign", "revision__questionnaire"
    ).get(pk=submission.pk)
    with django_assert_num_queries(3):
        code_summary(sent(found), "en")
