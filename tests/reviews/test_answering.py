"""A message of a client answered, and what the colleague is told of the mail."""

import pytest

from carnet.core.models import Mail
from tests.reviews.test_sending_back import dossier, end_links  # noqa: F401

MAIL, NO_MAIL = "gets a mail", "has no link that works: no mail was sent"


def answer(office, pk, path=""):
    posted = {"text": "Two twelfths.", "path": path, "key": "k"}
    response = office.post(f"/dossiers/{pk}/messages/answer/", posted, follow=True)
    (told,) = response.context["messages"]
    return str(told)


def mails():
    return Mail.objects.filter(letter="answered").count()


def test_a_mail_is_promised_where_one_goes(office, dossier):  # noqa: F811
    assert MAIL in answer(office, dossier.pk)
    assert mails() == 2


@pytest.mark.thorough
@pytest.mark.parametrize(
    ("ended", "path", "sent"),
    [
        (["client", "partner"], "", 0),
        (["partner"], "pension", 0),  # a question of the partner alone
        (["partner"], "salary", 1),
        (["client"], "", 1),
    ],
)
def test_none_is_promised_to_whom_no_link_works(office, dossier, ended, path, sent):  # noqa: F811
    end_links(dossier, *ended)
    assert (MAIL if sent else NO_MAIL) in answer(office, dossier.pk, path)
    assert mails() == sent
    assert dossier.messages.get().text == "Two twelfths."
