"""The first version of the contract: its operations, by subject. A subject is a router of its own file."""

import logging

from django.core.exceptions import RequestDataTooBig
from django.db import OperationalError
from django.http import Http404, HttpRequest, HttpResponse
from ninja import NinjaAPI
from ninja.errors import HttpError, ValidationError
from ninja.operation import Operation

from carnet.api import campaigns, clients, dossiers, imports, labels, questionnaires, sent
from carnet.api.contract.door import busy
from carnet.api.contract.problems import Problem, answer
from carnet.api.contract.reading import Strict, misshapen
from carnet.api.contract.shapes import Renderer
from carnet.core.files_away import RETRY_AFTER
from carnet.core.shelf import Away

log = logging.getLogger(__name__)
PREFIX = "/api/v1/"
ABOUT = """Clients, campaigns, dossiers, answers, documents and imports of one firm. A key opens it, which
administrators make in the settings under “Keys”. docs/api.md has examples."""


class Api(NinjaAPI):
    def get_openapi_operation_id(self, operation: Operation) -> str:
        return operation.view_func.__name__


api = Api(
    title="Carnet",
    version="1",
    description=ABOUT,
    openapi_url="",
    urls_namespace="api",
    parser=Strict(),
    renderer=Renderer(),
)
api.add_router("clients", clients.router, tags=["clients"])
api.add_router("labels", labels.router, tags=["labels"])
api.add_router("questionnaires", questionnaires.router, tags=["questionnaires"])
api.add_router("campaigns", campaigns.router, tags=["campaigns"])
api.add_router("campaigns", dossiers.of_campaigns, tags=["dossiers"])
api.add_router("dossiers", dossiers.router, tags=["dossiers"])
api.add_router("dossiers", sent.router, tags=["what was sent"])
api.add_router("imports", imports.router, tags=["imports"])


@api.exception_handler(Problem)
def problem(request: HttpRequest, found: Problem) -> HttpResponse:
    return answer(found)


@api.exception_handler(ValidationError)
def shape(request: HttpRequest, found: ValidationError) -> HttpResponse:
    return answer(misshapen(found.errors))


@api.exception_handler(Http404)
def missing(request: HttpRequest, found: Http404) -> HttpResponse:
    return answer(Problem("not-found"))


@api.exception_handler(HttpError)
def unreadable(request: HttpRequest, found: HttpError) -> HttpResponse:
    """All that ninja itself raises here is about a body that was not read; the reason is inside."""
    why = found.__cause__
    if isinstance(why, RequestDataTooBig):
        return answer(Problem("too-large"))
    return answer(why if isinstance(why, Problem) else Problem("unreadable"))


@api.exception_handler(Away)
def away(request: HttpRequest, found: Away) -> HttpResponse:
    return answer(Problem("away", headers={"Retry-After": RETRY_AFTER}))


@api.exception_handler(OperationalError)
def occupied(request: HttpRequest, found: OperationalError) -> HttpResponse:
    return answer(busy(request, found))


@api.exception_handler(Exception)
def fault(request: HttpRequest, found: Exception) -> HttpResponse:
    """The edge where what nobody foresaw becomes an answer; the log has the rest."""
    match = request.resolver_match  # the address itself may name a client
    log.error("%s %s failed", request.method, match.route if match else "-", exc_info=found)
    return answer(Problem("fault"))
