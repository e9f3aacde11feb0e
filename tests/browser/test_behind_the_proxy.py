"""Carnet behind the Caddy of deploy/, and a browser that reports what the policy stopped.
Chromium does so over HTTPS only."""

import json
import os
import sqlite3
import ssl
import subprocess
import sys
import time
import urllib.error
import urllib.request
from contextlib import closing
from pathlib import Path

import pytest

from tests.browser.conftest import CHROMIUM, FLAGS, ROOT, Server, free_port

pytestmark = pytest.mark.browser
# So that they come at once, and from a site whose certificate nobody vouches for.
REPORTING = ["--short-reporting-delay", "--ignore-certificate-errors"]
SECRET = "s3cr3t-of-Anns-link"


@pytest.fixture(scope="module")
def carnet(tmp_path_factory):
    server = Server(tmp_path_factory.mktemp("behind"))
    server.https = f"https://localhost:{free_port()}"
    server.environment |= {"BEHIND_PROXY": "1", "SITE_URL": server.https, "LOG_FORMAT": "json"}
    server.start()
    try:
        yield server
    finally:
        server.stop()


@pytest.fixture(scope="module")
def proxy(carnet, tmp_path_factory):
    """Its file as it is, but for the ports of this machine. The log's lines."""
    folder = tmp_path_factory.mktemp("proxy")
    text = (ROOT / "deploy" / "Caddyfile").read_text()
    text = text.replace("admin off", f"admin off\n\tskip_install_trust\n\thttp_port {free_port()}")
    text = text.replace(" 8000 {", f" {carnet.address.rpartition(':')[2]} {{")
    (folder / "Caddyfile").write_text(text)
    home = {"XDG_DATA_HOME": str(folder), "XDG_CONFIG_HOME": str(folder)}
    caddy = [str(Path(sys.executable).parent / "caddyserver"), "run", "--adapter", "caddyfile"]
    with (folder / "log").open("w") as log, subprocess.Popen(
        [*caddy, "--config", str(folder / "Caddyfile")],
        env={**os.environ, **home, "SITE_NAME": carnet.https, "WEB": "127.0.0.1"},
        stderr=log,
    ) as process:  # fmt: skip
        wait_for(lambda: status(f"{carnet.https}/account/login/")[0] == 200)
        yield lambda: (folder / "log").read_text()
        process.terminate()


def status(address, **headers):
    """And the headers of the answer."""
    request = urllib.request.Request(address, headers=headers)
    unsafe = ssl._create_unverified_context()
    try:
        with urllib.request.urlopen(request, context=unsafe, timeout=30) as answer:
            return answer.status, answer.headers
    except urllib.error.HTTPError as refused:
        return refused.code, refused.headers
    except OSError:
        return 0, {}


def wait_for(found, seconds=40):
    until = time.monotonic() + seconds
    while not (answer := found()):
        assert time.monotonic() < until
        time.sleep(0.2)
    return answer


def test_what_the_policy_stopped_is_reported_by_the_browser(carnet, proxy, chromium):
    browser = chromium.browser_type.launch(executable_path=CHROMIUM, args=[*FLAGS, *REPORTING])
    with closing(browser):
        page = browser.new_page()
        page.goto(f"{carnet.https}/account/login/?{SECRET}")
        assert reported(carnet) == []
        page.evaluate(
            "for (const [tag, key, value] of [['script', 'textContent', 'window.ran = 1'],"
            "                                 ['img', 'src', 'https://evil.example/Ann.png']])"
            "  document.body.append(Object.assign(document.createElement(tag), {[key]: value}))"
        )
        assert page.evaluate("window.ran") is None
        found = wait_for(lambda: len(reported(carnet)) == 2 and reported(carnet))
    assert found == [
        ("account/login/", "img-src", "evil.example"),
        ("account/login/", "script-src-elem", "inline"),
    ]
    log = carnet.log.read_text()
    assert "CSP: script-src-elem forbids inline on account/login/" in log
    assert SECRET not in log


def reported(carnet):
    with closing(sqlite3.connect(carnet.folder / "carnet.sqlite3")) as database:
        query = "SELECT route, directive, blocked FROM core_violation ORDER BY directive"
        return database.execute(query).fetchall()


def test_figures_and_probes_are_not_for_the_internet(carnet, proxy):
    for path in ("/metrics", "/healthz/well"):
        assert status(carnet.https + path)[0] == 404
    assert status(f"{carnet.address}/healthz/live")[0] == 200


def test_the_proxy_and_carnet_log_one_id_and_it_is_not_the_visitors(carnet, proxy):
    made = status(f"{carnet.https}/account/login/", **{"X-Request-Id": "made-up-by-me"})[1]
    assert made["X-Request-Id"] != "made-up-by-me"
    assert made["X-Request-Id"] in carnet.log.read_text()


def test_no_log_names_a_clients_link_or_whom_somebody_looks_for(carnet, proxy, browser_for):
    """Not where files of the page are fetched, and not when Carnet is away."""
    page = browser_for(ignore_https_errors=True)
    page.goto(f"{carnet.https}/q/{SECRET}.x/")
    page.goto(f"{carnet.https}/account/login/?q={SECRET}")
    page.goto(f"{carnet.https}/clients/?q={SECRET}")
    carnet.stop()
    assert status(f"{carnet.https}/q/{SECRET}.x/")[0] >= 500
    lines = [json.loads(line) for line in proxy().splitlines()]
    seen = {line["request"]["uri"] for line in lines if "request" in line}
    assert {"/account/login/", "/static/core/ui.css", "/q/"} <= seen
    assert SECRET not in proxy() + carnet.log.read_text()
