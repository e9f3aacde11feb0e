"""Calls the API in all the ways its own document allows and forbids, and judges every answer by that document."""

import itertools
from collections import Counter
from dataclasses import dataclass, field
from ipaddress import ip_address

import schemathesis
from django.db import connections
from schemathesis import engine
from schemathesis.config import SchemathesisConfig
from schemathesis.engine.events import NonFatalError, ScenarioFinished

from config.wsgi import application

DOCUMENT = "/api/v1/openapi.json"
# Our rules know more than the shape tells (a check digit, a free client number), so what has the right shape may be
# refused. The others judge: no 5xx, nothing undocumented, every refusal of what has a wrong shape, every door.
CHECKS = {
    "positive_data_acceptance": {"enabled": False},
    "unsupported_method": {"enabled": True},
}


TEXT = str | None
SENSIBLE = {
    "clients": {
        "first_name": "Ann", "last_name": "Peeters", "email": "ann@example.org", "language": "nl",
        "kind": "person", "client_number": "", "country": "BE", "nationality": "", "phone": "",
        "mobile": "", "birth_date": "", "iban": "", "enterprise_number": "", "national_number": "",
        "partner_national_number": "", "partner_email": "", "partner_language": "",
        "country_of_practice": "", "postcode": "3000",
    },
    "campaigns": {"period_start": None, "period_end": None, "due_date": "2099-12-31"},
}  # fmt: skip


@dataclass(frozen=True)
class Size:
    """`examples` for each operation, and the edges of each parameter; `stories` are chains of operations."""

    edges: bool
    examples: int
    stories: int
    least: int


@dataclass
class Run:
    cases: int = 0
    statuses: Counter = field(default_factory=Counter)
    failures: list[str] = field(default_factory=list)


networks = itertools.count()


def site(environ, start_response):
    """The whole site. schemathesis calls it in threads of its own, which would end with open connections. Each call
    comes from a network of its own, or the first wrong keys would answer for all others."""
    calling = {**environ, "REMOTE_ADDR": str(ip_address(2**24 + next(networks)))}
    answer = application(calling, start_response)
    try:
        return [b"".join(answer)]
    finally:
        answer.close()
        connections.close_all()


def run(secret: str, size: Size, questionnaire: int) -> Run:
    settings = {
        "headers": {"Authorization": f"Bearer {secret}"} if secret else {},
        "generation": {"deterministic": True, "max-examples": size.examples, "database": "none"},
        "phases": {
            "coverage": {"enabled": size.edges},
            "stateful": {"generation": {"max-examples": size.stories}},
        },
        "checks": CHECKS,
    }
    schema = schemathesis.openapi.from_wsgi(
        DOCUMENT, site, config=SchemathesisConfig.from_dict(settings)
    )

    def map_body(context, body):
        return sensible(context.operation.label, body, questionnaire)

    schema.hook(map_body)
    found = Run()
    for event in engine.from_schema(schema).execute():
        if isinstance(event, ScenarioFinished):
            note(found, event.recorder)
        elif isinstance(event, NonFatalError):
            found.failures.append(f"{event.label}: {event.info} {event.info.traceback}")
    return found


def sensible(label, body, questionnaire):
    """Chance finds no client with an address. What has the wrong shape keeps it."""
    wanted = SENSIBLE.get(label.removeprefix("POST /api/v1/"), {})
    if not isinstance(body, dict):
        return body
    taken = {key: value for key, value in wanted.items() if isinstance(body.get(key), TEXT)}
    if type(body.get("questionnaire")) is int and 0 < body["questionnaire"] <= 2**53:
        taken["questionnaire"] = questionnaire
    return body | taken


def note(found: Run, recorder) -> None:
    for case_id, interaction in recorder.interactions.items():
        found.cases += 1
        if interaction.response:
            found.statuses[interaction.response.status_code] += 1
        for check in recorder.checks.get(case_id, []):
            if check.failure_info:
                fault = check.failure_info.failure
                found.failures.append(
                    f"{recorder.label} · {check.name}: {fault.title}. {fault.message}\n"
                    f"{check.failure_info.code_sample}"
                )
