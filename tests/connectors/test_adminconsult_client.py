"""Tokens, refusals and odd answers of the software that stands in, over HTTP; and that the key is told to nobody."""

import json
import logging
import traceback
from datetime import UTC, datetime, timedelta

import pytest

from carnet.connectors.adminconsult import CONNECTOR, answers
from carnet.connectors.adminconsult.client import base_of
from carnet.connectors.adminconsult.standin import KEY
from carnet.connectors.adminconsult.tokens import good_until
from carnet.connectors.calling import Answer
from carnet.connectors.contract import Scope, Settings
from carnet.connectors.standin import Reply, running
from carnet.connectors.trouble import Trouble
from tests.connectors.consult import desk, fetched, records

NOW = datetime(2026, 11, 26, 12, tzinfo=UTC)


def trouble_of(call):
    with pytest.raises(Trouble) as caught:
        call()
    return caught.value


@pytest.mark.thorough
def test_a_connection_that_works_is_checked_with_all_its_rights(settings):
    with desk(settings) as office:
        office.session().check()
    assert office.asked() == [
        *("apisettings", "customers", "customeraddresses", "customerlinktypes"),
        *("customerlinkcustomer", "employees", "projects", "projectemployees", "taskflow/tasks"),
        *("customers", "customers/1/private"),
    ]


def test_every_right_that_is_lacking_is_named_at_once(settings):
    refused = ["projects", "customers/.*/private"]
    with desk(settings, refused=refused) as office:
        trouble = trouble_of(office.session().check)
    assert (trouble.code, trouble.said) == ("not_allowed", "projects, customers/1/private")


def test_a_slow_pace_does_not_keep_the_page_waiting(settings):
    with desk(settings) as office:
        office.pace.per_minute = 3
        office.session().check()
    assert office.clock.seconds == 0
    assert office.asked() == ["apisettings", "customers"]


@pytest.mark.parametrize("errors", ["object", "array", "plain"])
def test_a_wrong_key_is_said_to_be_wrong_and_not_repeated(settings, errors):
    with desk(settings, errors=errors) as office:
        trouble = trouble_of(office.session(key="geheim/123").check)
    assert trouble.code == "wrong_key"
    assert trouble.said == "Api key ••• is unknown"


def test_a_key_of_any_signs_arrives_whole(settings):
    with desk(settings, key="a/b?c=é#%20") as office:
        assert office.session().groups()


@pytest.mark.parametrize("errors", ["object", "array", "plain"])
@pytest.mark.parametrize("nothing", [404, 204])
def test_whichever_way_errors_are_written_nothing_is_no_error(settings, errors, nothing):
    with desk(settings, 0, errors=errors, nothing=nothing) as office:
        assert records(office.session()) == {}


@pytest.mark.thorough
@pytest.mark.parametrize("errors", ["object", "array", "plain"])
def test_an_endpoint_the_key_may_not_use_ends_the_run(settings, errors):
    with desk(settings, errors=errors, refused=["employees"]) as office:
        trouble = trouble_of(lambda: fetched(office.session()))
    assert trouble.code == "not_allowed"
    assert trouble.said == "employees: No valid configuration for token"
    assert not trouble.passing


@pytest.mark.parametrize("errors", ["object", "array", "plain"])
def test_throttling_says_how_long_to_wait_and_the_step_can_be_taken_again(settings, errors):
    with desk(settings, errors=errors, rate=5) as office:
        office.pace.per_minute = 100
        session = office.session()
        state = session.fetch(Scope(), None).state
        # The limit is known now; another program uses it up.
        office.software._times += [0.0] * 5
        trouble = trouble_of(lambda: session.fetch(Scope(), state))
        assert (trouble.code, trouble.passing) == ("throttled", True)
        assert trouble.wait >= 60
        office.clock.sleep(trouble.wait)
        assert session.fetch(Scope(), state).state["stage"] == "links"


def test_a_throttled_token_call_is_throttling_and_no_wrong_key(settings):
    with desk(settings, rate=0) as office:
        assert trouble_of(office.session().check).code == "throttled"


def test_one_token_serves_all_calls_and_the_next_session(settings):
    with desk(settings) as office:
        office.session().check()
        office.session().groups()
    assert office.tokens == 1


def test_a_token_is_renewed_before_it_ends(settings):
    with desk(settings, lasts=600) as office:
        session = office.session()
        session.groups()
        office.clock.sleep(569)
        session.groups()
        assert office.tokens == 1
        office.clock.sleep(2)
        session.groups()
    assert office.tokens == 2
    assert len(office.asked()) == 3  # none was refused


def test_a_kept_token_that_has_ended_is_not_tried(settings):
    with desk(settings) as office:
        office.session().groups()
        office.kept["token_until"] = (datetime.now(UTC) - timedelta(seconds=1)).isoformat()
        office.session().groups()
    assert office.tokens == 2
    assert len(office.asked()) == 2


def test_a_token_is_renewed_when_it_is_refused(settings):
    """The server was started anew, say."""
    with desk(settings) as office:
        session = office.session()
        session.groups()
        office.software._tokens.clear()
        assert session.groups()
        office.software._tokens.clear()
        assert office.session().groups()
    assert office.tokens == 3


def test_in_the_middle_of_a_run_a_lost_token_costs_a_call_and_nothing_else(settings):
    with desk(settings, 12, forgets=15) as office:
        found = records(office.session())
    with desk(settings, 12) as quiet:
        assert records(quiet.session()) == found
    assert (office.tokens, quiet.tokens) == (2, 1)


def test_a_kept_token_of_another_key_is_not_used(settings):
    with desk(settings) as office:
        office.session().groups()
        assert trouble_of(office.session(key="other").groups).code == "wrong_key"


@pytest.mark.parametrize("hours", [-6, 6])
def test_a_clock_in_another_zone_does_no_harm(settings, hours):
    with desk(settings, hours_ahead=hours, lasts=600) as office:
        session = office.session()
        session.groups()
        office.clock.sleep(500)
        session.groups()
        assert office.tokens == 1
        office.clock.sleep(200)
        session.groups()
    assert office.tokens == 2


@pytest.mark.parametrize(
    ("said", "until"),
    [
        ("2026-11-26T12:30:00Z", "2026-11-26T12:29:30+00:00"),
        ("2026-11-26T13:30:00", "2026-11-26T12:29:30+00:00"),  # in Brussels
        ("2026-11-26T13:30:00.1234567", "2026-11-26T12:29:30.123456+00:00"),
        ("2026-11-26T12:00:10Z", "2026-11-26T12:00:05+00:00"),
        ("2026-11-26T12:00:00Z", None),
        ("1800", None),
        ("", None),
    ],
)
def test_how_long_a_token_is_good(said, until):
    found = good_until(said, NOW)
    assert (found and found.astimezone(UTC).isoformat()) == until


@pytest.mark.parametrize(
    ("address", "base"),
    [
        ("https://consult.example.be:2100", "https://consult.example.be:2100"),
        (" https://consult.example.be:2100/ ", "https://consult.example.be:2100"),
        ("https://consult.example.be:2100/api/v1/customers", "https://consult.example.be:2100"),
        ("https://consult.example.be:2100/doc#/", "https://consult.example.be:2100"),
        ("https://example.be/consult/api/v1", "https://example.be/consult"),
        ("https://api.example.be/docs", "https://api.example.be/docs"),
    ],
)
def test_an_address_is_taken_as_people_copy_it(address, base):
    assert base_of(address) == base


class Says:
    """Gives tokens, and to all else one answer."""

    def __init__(self, *replies, token=None):
        self.replies = replies
        self.token = token or Reply(body={"TokenGuid": "a-b", "TimeToLive": "2999-01-01T00:00:00"})
        self.made = 0

    def answer(self, request):
        if "/token/" in request.path:
            return self.token
        self.made += 1
        return self.replies[min(self.made, len(self.replies)) - 1]


def says(settings, *replies, **how):
    """What comes of it when everything is answered so."""
    with desk(settings) as office, running(Says(*replies, **how)) as address:
        return trouble_of(office.session(address=address).groups)


@pytest.mark.thorough
@pytest.mark.parametrize(
    ("reply", "code"),
    [
        (Reply(500, {"ErrorMessage": "Object reference not set"}), "broken"),
        (Reply(503, "Service unavailable"), "broken"),
        (Reply(401, {"ErrorMessage": "Token?"}), "wrong_key"),
        (Reply(403, "<html>Forbidden</html>"), "not_allowed"),
        (Reply(404, "<html>Not found</html>"), "missing"),
        (Reply(429, ""), "throttled"),
        (Reply(302, "", {"Location": "https://example.org/"}), "odd"),
        (Reply(400, [{"ErrorMessage": "Filter"}, {"ErrorMessage": "Page"}]), "odd"),
        (Reply(200, "<html>Sign in</html>"), "odd"),
        (Reply(200, '[{"TaskId": 1, "Ta'), "odd"),
        (Reply(200, [1, 2]), "odd"),
        (Reply(200, {"ErrorMessage": "something"}), "odd"),
        (Reply(200, [{"TaskId": 1}], cut=True), "cut"),
    ],
)
def test_each_answer_that_is_none_is_its_own_trouble(settings, reply, code):
    assert says(settings, reply).code == code


def test_several_errors_are_all_told(settings):
    reply = Reply(400, [{"ErrorMessage": "Filter"}, {"ErrorMessage": "Page"}])
    assert says(settings, reply).said == "taskflow/tasks: Filter; Page"


def test_a_page_that_follows_itself_is_trouble(settings):
    link = {"link": '<http://inside/api/v1/x?page=2>; rel="next",'}
    reply = Reply(200, [{"TaskId": 1, "TaskName": "a"}], link)
    assert says(settings, reply, reply, reply).code == "odd"


def test_pages_that_go_round_in_a_circle_are_left(settings):
    pages = [
        Reply(200, [{"TaskId": each}], {"link": f'<http://inside?page={following}>; rel="next",'})
        for each, following in ((1, 2), (2, 3), (3, 2))
    ]
    with desk(settings) as office, running(Says(*pages)) as address:
        found = office.session(address=address).groups()
    assert {group.key for group in found} == {"1", "2", "3"}


@pytest.mark.parametrize(
    "token",
    [
        Reply(200, {"Token": "x"}),
        Reply(200, "x"),
        Reply(200, ["x"]),
        Reply(200, {"TokenGuid": "a\r\nb"}),
        Reply(200, '{"TokenGuid": "a-b", "Time'),
        Reply(200, {"TokenGuid": "  "}),
        Reply(204),
    ],
)
def test_a_token_that_is_none_is_trouble(settings, token):
    trouble = says(settings, Reply(200, []), token=token)
    assert trouble.code in ("odd", "wrong_key")
    assert "a\r\nb" not in trouble.said
    assert "a-b" not in trouble.said


def test_another_program_at_the_address_is_not_said_to_refuse_the_key(settings):
    assert says(settings, token=Reply(404, "<html>IIS</html>")).code == "missing"
    assert says(settings, token=Reply(502, "Bad gateway")).code == "broken"


def test_nobody_at_the_address_is_unreachable(settings):
    with desk(settings) as office:
        with running(Says()) as gone:
            pass
        assert trouble_of(office.session(address=gone).check).code == "unreachable"


@pytest.mark.thorough
def test_a_slow_answer_is_given_up(settings, monkeypatch):
    monkeypatch.setattr("carnet.connectors.calling.TIMES", 0.2)
    with desk(settings, slow=3) as office:
        trouble = trouble_of(lambda: fetched(office.session()))
        assert (trouble.code, trouble.passing) == ("slow", True)


def test_a_host_inside_the_network_is_never_called_because_a_page_names_it(settings):
    """All pages were fetched, though every link names a host nobody knows."""
    with desk(settings, most=7) as office:
        assert len(records(office.session())) == 30


@pytest.mark.thorough
def test_key_and_token_are_nowhere(settings, caplog):
    caplog.set_level(logging.DEBUG)
    told = []
    with desk(settings, 12) as office:
        pieces, mark = fetched(office.session())
        told += [json.dumps([piece.data for piece in pieces]), mark]
        told += [repr(record) for record in office.session().records(pieces)]
        for switch in ({"refused": ["customers"]}, {"refused": [], "cut": 3}, {"rate": 0}):
            del office.software.calls[:]
            office.software.switches |= switch
            told.append(trouble_text(office.session()))
        office.software.switches["rate"] = 480
        told.append(trouble_text(office.session(key=f"{KEY}-2")))
        told += [repr(office.session()), str(vars(office.session().client))]
        token = office.kept["token"]
    told.append(caplog.text)
    assert "customers" in "".join(told)
    assert not [text for text in told if KEY in text or KEY.replace("/", "%2F") in text]
    assert not [text for text in told if token in text]


def trouble_text(session):
    try:
        fetched(session)
    except Trouble as trouble:
        return trouble.said + "".join(traceback.format_exception(trouble))
    raise AssertionError("there was none")


def test_a_server_that_repeats_the_token_does_not_get_it_shown(settings):
    trouble = says(settings, Reply(400, {"ErrorMessage": "What is a-b?"}))
    assert trouble.said == "taskflow/tasks: What is •••?"


def test_settings_are_those_of_the_page(settings):
    names = {setting.name: (setting.kind, setting.required) for setting in CONNECTOR.settings}
    assert names == {
        **{"address": ("url", True), "key": ("secret", True)},
        **{"subtask": ("text", False), "user": ("text", False)},
    }
    assert "geheim" not in repr(Settings({"key": "geheim"}))


@pytest.mark.parametrize("proven", [True, False])
def test_an_unproven_token_is_renewed_whatever_the_refusal_says(proven):
    words = b'{"ErrorMessage": "No valid configuration for token"}'
    answer = Answer(403, {}, words)
    assert answers.refuses_token(answer, proven=proven) is not proven
