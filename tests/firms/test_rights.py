import pytest

ADMINISTRATION = [
    "/firm/",
    "/firm/colleagues/",
    "/firm/events/",
    "/firm/notice/",
    "/firm/retention/",
    "/firm/privacy/",
    "/firm/privacy/own/",
    "/firm/privacy/incidents/",
    "/firm/privacy/incidents/add/",
    "/firm/privacy/requests/",
    "/firm/privacy/requests/add/",
]
ACTS = ["role", "invite", "withdraw", "deactivate", "reactivate", "lift"]


@pytest.fixture
def desk(client, accountant):
    client.force_login(accountant)
    client.defaults["HTTP_ACCEPT_LANGUAGE"] = "en"
    return client


@pytest.mark.parametrize("path", ADMINISTRATION)
def test_accountants_are_told_that_only_administrators_may_open_it(desk, path):
    response = desk.get(path)
    assert response.status_code == 403
    assert "Only administrators of the firm may open this page." in response.content.decode()


@pytest.mark.parametrize("act", ACTS)
def test_accountants_change_nobody(desk, accountant, colleague, act):
    response = desk.post(f"/firm/colleagues/{colleague.pk}/{act}/", {"role": "accountant"})
    colleague.refresh_from_db()
    assert response.status_code == 403
    assert (colleague.role, colleague.left_at) == ("administrator", None)


@pytest.mark.parametrize("act", ACTS)
def test_a_stranger_finds_nobody_of_this_firm(client, colleague, stranger, act):
    client.force_login(stranger)
    response = client.post(f"/firm/colleagues/{colleague.pk}/{act}/", {"role": "accountant"})
    colleague.refresh_from_db()
    assert response.status_code == 404
    assert (colleague.role, colleague.left_at) == ("administrator", None)


@pytest.mark.thorough
def test_a_stranger_reads_nothing_of_this_firm(client, colleague, accountant, stranger):
    client.force_login(stranger)
    for path in ADMINISTRATION:
        page = client.get(path).content.decode()
        assert "Claire Dubois" not in page
        assert "Marc Lenoir" not in page


def test_everybody_has_an_account_page(desk):
    assert desk.get("/firm/account/").status_code == 200


def test_accountants_import_only_when_the_firm_says_so(accountant, colleague):
    assert colleague.may_import
    assert not accountant.may_import
    accountant.firm.accountants_import = True
    assert accountant.may_import
