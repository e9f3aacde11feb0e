"""A whole Carnet in a process of its own, and Debian's Chromium to look at it."""

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import pytest
from playwright.sync_api import sync_playwright

from tests import overheard

ROOT = Path(__file__).parent.parent.parent
CHROMIUM = os.environ.get("CHROMIUM") or shutil.which("chromium") or "/usr/bin/chromium"
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
PHONE = {"width": 390, "height": 844}
DESK = {"width": 1280, "height": 900}


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Server:
    """A Carnet with its demo firm, web server and worker, on a new data folder; it may die and come back."""

    def __init__(self, folder):
        self.folder, self.log = folder, folder / "log"
        self.address = f"http://localhost:{free_port()}"
        keep = {key: value for key, value in os.environ.items() if not key.startswith("DJANGO_")}
        port = self.address.rpartition(":")[2]
        own = {"PORT": port, "DATA_DIR": str(folder), "DATABASE_URL": "", "DEBUG": "0"}
        self.environment = keep | own

    def start(self):
        with self.log.open("a") as log:
            self.process = subprocess.Popen(
                [sys.executable, "manage.py", "serve", "--demo"],
                cwd=ROOT, env=self.environment, stdout=log, stderr=log, start_new_session=True,
            )  # fmt: skip
        self.wait()

    def wait(self):
        for _ in range(1200):
            if self.process.poll() is not None:
                break
            try:
                urllib.request.urlopen(f"{self.address}/account/login/", timeout=2)
            except OSError:
                time.sleep(0.2)
            else:
                return
        pytest.fail(f"Carnet did not start:\n{self.log.read_text()[-4000:]}")

    def kill(self):
        """As when the power goes: nothing is finished, nothing tidied up."""
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait(timeout=15)

    def stop(self):
        """What it told its log is judged then, with the last test that used it."""
        self.process.terminate()
        self.process.wait(timeout=15)
        overheard.from_a_child(self.log.read_text())

    def run(self, module):
        """What this module's `main` prints, run beside the server on the same data."""
        code = f"import django; django.setup(); from {module} import main; main()"
        environment = {**self.environment, "DJANGO_SETTINGS_MODULE": "config.settings"}
        command = [sys.executable, "-c", code]
        ran = subprocess.run(
            command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False
        )
        assert ran.returncode == 0, ran.stderr[-4000:]
        return ran.stdout


@pytest.fixture(scope="session")
def server(tmp_path_factory):
    server = Server(tmp_path_factory.mktemp("site"))
    server.start()
    try:
        yield server
    finally:
        server.stop()


@pytest.fixture(scope="session")
def site(server):
    return server.address


@pytest.fixture(scope="session")
def chromium():
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def browser_for(chromium):
    """Opens browsers that know nothing of each other: `browser_for(width=…, javascript=…)`."""
    opened = []

    def open_one(viewport=DESK, *, javascript=True, language="en", **options):
        context = chromium.new_context(
            viewport=viewport, java_script_enabled=javascript, locale=language, **options
        )
        context.set_default_timeout(15_000)
        opened.append(context)
        return context.new_page()

    yield open_one
    for context in opened:
        context.close()


def sign_in(
    page, site, email="claire@demo.example", password="carnet-demo-2026", language="English"
):
    page.goto(f"{site}/account/login/")
    page.get_by_role("button", name=language).click()
    page.fill("input[name=login]", email)
    page.fill("input[name=password]", password)
    page.press("input[name=password]", "Enter")
    page.wait_for_url(f"{site}/clients/**")
