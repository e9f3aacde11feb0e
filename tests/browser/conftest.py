"""A whole Carnet in a process of its own, and Debian's Chromium to look at it."""

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import pytest
from playwright.sync_api import sync_playwright

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


@pytest.fixture(scope="session")
def site(tmp_path_factory):
    """The address of a Carnet with its demo firm, web server and worker, on a new data folder."""
    port = free_port()
    folder = tmp_path_factory.mktemp("site")
    keep = {key: value for key, value in os.environ.items() if not key.startswith("DJANGO_")}
    environment = {
        **keep,
        "PORT": str(port),
        "DATA_DIR": str(folder),
        "DATABASE_URL": "",
        "DEBUG": "0",
    }
    with (folder / "log").open("w") as log:
        process = subprocess.Popen(
            [sys.executable, "manage.py", "serve", "--demo"],
            cwd=ROOT, env=environment, stdout=log, stderr=log,
        )  # fmt: skip
        try:
            wait_for(f"http://localhost:{port}/account/login/", process, folder / "log")
            yield f"http://localhost:{port}"
        finally:
            process.terminate()
            process.wait(timeout=15)


def wait_for(address, process, log):
    for _ in range(1200):
        if process.poll() is not None:
            break
        try:
            urllib.request.urlopen(address, timeout=2)
        except OSError:
            time.sleep(0.2)
        else:
            return
    pytest.fail(f"Carnet did not start:\n{log.read_text()[-4000:]}")


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
