"""When Debian's Chromium first paints a page that a server of this process sends it, from the start of the navigation;
each time with an empty cache, as on the first visit."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Thread

from django.conf import settings
from django.core.handlers.wsgi import WSGIHandler
from django.core.servers.basehttp import ThreadedWSGIServer
from django.test import Client as Browser
from django.test.testcases import QuietWSGIRequestHandler
from playwright.sync_api import sync_playwright

CHROMIUM = os.environ.get("CHROMIUM") or shutil.which("chromium") or ""
PAINTED = "performance.getEntriesByName('first-contentful-paint')[0].startTime"
DESK = {"width": 1280, "height": 900}


class Unavailable(Exception):
    """No browser here."""


def first_paints(browser: Browser, address: str, rounds: int) -> list[float]:
    """Milliseconds, for whoever `browser` is signed in as."""
    if not CHROMIUM:
        raise Unavailable("Chromium is not installed.")
    cookie = browser.cookies[settings.SESSION_COOKIE_NAME]
    with served() as here, sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        times = []
        for _round in range(rounds):
            visit = chromium.new_context(viewport=DESK)
            visit.add_cookies([{"name": cookie.key, "value": cookie.value, "url": here}])
            page = visit.new_page()
            page.goto(here + address)
            page.locator("#outline").wait_for()
            times.append(page.evaluate(PAINTED))
            visit.close()
        chromium.close()
    return times


@contextmanager
def served() -> Iterator[str]:
    settings.ALLOWED_HOSTS = [*settings.ALLOWED_HOSTS, "localhost"]
    server = ThreadedWSGIServer(("localhost", 0), QuietWSGIRequestHandler)
    server.set_app(WSGIHandler())
    Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://localhost:{server.server_port}"
    finally:
        server.shutdown()
