"""A page, a thread, a library's line and at last the process itself that break, full of words that must not leave.
Started as `python -m tests.core.breaking`; where DEFAULTS names a server, with Sentry's library as it comes."""

import logging
import os
import sys
import threading

CANARIES = {
    place: f"zq{place}47"
    for place in ("name", "link", "query", "cookie", "header", "form", "variable", "words", "cause")
    + ("crumb", "library", "thread", "argument", "end")
}
ADDRESS, NUMBER = "zqann@zqexample.org", "85.07.30-033.28"
REQUEST_ID = "zz11-of-the-proxy"


def page(request, token):
    variable = [CANARIES["variable"], CANARIES["name"], ADDRESS, NUMBER]
    logging.getLogger("carnet.x").info("looks at %s", CANARIES["crumb"])
    try:
        raise KeyError(CANARIES["cause"], variable)
    except KeyError as cause:
        raise RuntimeError(f"{CANARIES['words']} {ADDRESS} {NUMBER}") from cause


def thread():
    raise LookupError(CANARIES["thread"])


def ask() -> None:
    """As a web server does."""
    visitor = RequestFactory()
    visitor.cookies["language"] = CANARIES["cookie"]
    request = visitor.post(
        f"/broken/{CANARIES['link']}/?q={CANARIES['query']}",
        {"last_name": CANARIES["form"]},
        headers={"x-word": CANARIES["header"], "x-request-id": REQUEST_ID},
    )
    b"".join(get_wsgi_application()(request.environ, lambda *_: None))


def main() -> None:
    ask()
    logging.getLogger("elsewhere").error("no room for %s", CANARIES["library"])
    started = threading.Thread(target=thread)
    started.start()
    started.join()
    raise ValueError(CANARIES["end"])


if __name__ == "__main__":
    import django
    from django.conf import settings
    from django.core.wsgi import get_wsgi_application
    from django.test import RequestFactory
    from django.urls import path

    if dsn := os.environ.get("DEFAULTS"):
        import sentry_sdk

        sentry_sdk.init(dsn=dsn, send_default_pii=bool(os.environ.get("WITH_PEOPLE")))
    django.setup()
    settings.MIDDLEWARE = ["carnet.core.request_ids.RequestIds"]  # no other asks for a database
    settings.ROOT_URLCONF = __name__
    settings.ALLOWED_HOSTS = ["testserver"]
    urlpatterns = [path("broken/<token>/", page)]
    handler500 = "carnet.core.views.failed"
    sys.argv.append(CANARIES["argument"])
    main()
