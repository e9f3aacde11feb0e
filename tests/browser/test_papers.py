"""Photos from a phone: sent at once in pieces, through lost connections and pages loaded anew."""

import os
import re
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from PIL import Image
from playwright.sync_api import expect

from tests.answers.pictures import pdf, picture
from tests.browser.conftest import PHONE, sign_in
from tests.browser.test_pages import RULES
from tests.browser.walking import come_in, press

pytestmark = pytest.mark.browser

SHOTS = os.environ.get("SHOTS")
PIECE = "**/q/uploads/*/?offset=*"


@pytest.fixture
def files(tmp_path):
    """A photo larger than a phone's screen, a small one, and a PDF of three pieces."""
    noise = Image.effect_noise((3600, 2700), 60).convert("RGB")
    noise.save(tmp_path / "payslip.jpg", quality=90)
    (tmp_path / "small.png").write_bytes(picture("PNG"))
    (tmp_path / "IMG_1.HEIC").write_bytes(picture("HEIF"))
    (tmp_path / "lease.pdf").write_bytes(pdf(pages=2) + b"\n%" + os.urandom(3 * 2**20))
    (tmp_path / "anim.gif").write_bytes(picture("GIF"))
    return tmp_path


@pytest.fixture
def phone_for(site, browser_for):
    def phone_for(address, **options):
        office = browser_for()
        sign_in(office, site)
        phone = browser_for(PHONE, **options)
        come_in(phone, office, site, address)
        phone_for.office = office
        phone.context.add_cookies([{"name": "language", "value": "en", "url": site}])
        phone.goto(f"{site}/q/tasks/")
        return phone

    return phone_for


def go_to_papers(phone, site):
    """The question that asks for an identity document stands for itself."""
    phone.goto(f"{site}/q/s/personal/id_document/")
    expect(phone.locator("h1")).to_contain_text("identity document")


def shoot(phone, name):
    if SHOTS:
        Path(SHOTS).mkdir(exist_ok=True)
        phone.screenshot(path=f"{SHOTS}/{name}.png", full_page=True)


def is_start(request):
    return request.url.endswith("/q/uploads/")


def listed(phone):
    return phone.locator("ul.files:not([data-under-way]) > li")


def test_a_lost_connection_costs_no_more_than_a_piece(site, phone_for, files):
    phone = phone_for("client09@example.org")
    go_to_papers(phone, site)
    shoot(phone, "question-empty")
    sent = []
    phone.on("request", lambda one: sent.append(one.url) if "?offset=" in one.url else None)

    def lose(route):
        phone.unroute(PIECE)
        phone.context.set_offline(True)
        route.abort("internetdisconnected")

    phone.route(re.compile(r"offset=1048576$"), lose)
    phone.set_input_files("input[type=file]:not([capture])", files / "lease.pdf")
    expect(phone.locator("[data-under-way]")).to_contain_text("No connection.")
    shoot(phone, "question-offline")
    assert sent[-1].endswith("offset=1048576")
    phone.unroute_all()
    phone.context.set_offline(False)
    expect(listed(phone)).to_contain_text(["lease.pdf"])
    expect(phone.locator("[data-under-way] li")).to_have_count(0)
    offsets = [int(re.search(r"offset=(\d+)", one)[1]) // 2**20 for one in sent]
    assert offsets == [0, 1, 1, 2, 3]


def test_a_page_loaded_anew_shows_what_is_there_and_goes_on_with_the_rest(site, phone_for, files):
    phone = phone_for("client02@example.org")
    go_to_papers(phone, site)
    phone.set_input_files("input[capture]", files / "small.png")
    expect(listed(phone)).to_contain_text(["small.jpg"])
    phone.route(re.compile(r"offset=1048576$"), lambda route: route.abort())
    phone.set_input_files("input[type=file]:not([capture])", files / "lease.pdf")
    expect(phone.locator("[data-under-way]")).to_contain_text("No connection.")
    phone.unroute_all()
    phone.once("dialog", lambda dialog: dialog.accept())
    phone.reload()
    expect(listed(phone)).to_contain_text(["small.jpg"])
    expect(phone.locator("[data-under-way]")).to_contain_text("lease.pdf Interrupted.")
    shoot(phone, "question-interrupted")
    sent = []
    phone.on("request", lambda one: sent.append(one.url) if "?offset=" in one.url else None)
    phone.set_input_files("input[type=file]:not([capture])", files / "lease.pdf")
    expect(listed(phone)).to_contain_text(["small.jpg", "lease.pdf"])
    assert "offset=0" not in "".join(sent)
    expect(phone.get_by_text("These pages belong together")).to_be_visible()
    shoot(phone, "question-filled")
    assert not Axe().run(phone, options=RULES).response["violations"]


def test_a_large_photo_is_made_smaller_and_a_refusal_is_told(site, phone_for, files):
    phone = phone_for("client03@example.org")
    go_to_papers(phone, site)
    announced = []
    phone.on("request", lambda one: announced.append(one.post_data) if is_start(one) else None)
    phone.set_input_files("input[capture]", files / "payslip.jpg")
    expect(listed(phone)).to_contain_text(["payslip.jpg"])
    size = int(re.search(r'name="size"\s+(\d+)', announced[0])[1])
    assert 0 < size < (files / "payslip.jpg").stat().st_size
    phone.set_input_files("input[type=file]:not([capture])", files / "anim.gif")
    failed = phone.locator("[data-under-way] li.failed")
    expect(failed).to_contain_text("“anim.gif” is a GIF or BMP picture.")
    expect(failed.get_by_role("button", name="Try again")).to_be_visible()
    shoot(phone, "question-refused")
    assert not Axe().run(phone, options=RULES).response["violations"]


def test_a_promise_gives_way_to_the_document(site, phone_for, files):
    phone = phone_for("client07@example.org")
    go_to_papers(phone, site)
    phone.get_by_role("button", name="I will send it later").click()
    phone.fill("input[type=date]", "2027-05-12")
    shoot(phone, "question-later")
    phone.locator("main form .actions button").click()
    phone.goto(f"{site}/q/tasks/")
    expect(phone.locator("main")).to_contain_text("I will send it by")
    shoot(phone, "tasks-promised")
    go_to_papers(phone, site)
    phone.set_input_files("input[capture]", files / "small.png")
    expect(listed(phone)).to_contain_text(["small.jpg"])
    expect(phone.locator("[data-kept]")).to_have_count(0)
    phone.locator("main form .actions button").click()
    go_to_papers(phone, site)
    expect(listed(phone)).to_contain_text(["small.jpg"])
    expect(phone.locator("[data-kept]")).to_have_count(0)


def test_everything_is_dropped_at_once_then_assigned_and_joined(site, phone_for, files):
    phone = phone_for("client04@example.org")
    shoot(phone, "tasks")
    phone.get_by_role("link", name="Drop everything here").click()
    shoot(phone, "shoebox-empty")
    phone.set_input_files(
        "#files", [files / name for name in ("small.png", "IMG_1.HEIC", "lease.pdf")]
    )
    expect(listed(phone)).to_have_count(3)
    shoot(phone, "shoebox")
    assert not Axe().run(phone, options=RULES).response["violations"]
    phone.get_by_role("link", name="These pages belong together").click()
    phone.get_by_role("button", name="Turn small.jpg").click()
    shoot(phone, "join")
    assert not Axe().run(phone, options=RULES).response["violations"]
    phone.locator("li").filter(has_text="lease.pdf").get_by_role("checkbox").uncheck()
    phone.get_by_role("button", name="Make one PDF of it").click()
    expect(listed(phone)).to_have_count(2)
    whole = listed(phone).filter(has_text="Separate again")
    whole.locator("select").select_option(label="A new identity document, if the old one expires")
    phone.get_by_role("button", name="Assign", exact=True).click()
    expect(phone.locator("main")).to_contain_text("1 file assigned.")
    expect(listed(phone)).to_contain_text(["lease.pdf"])
    go_to_papers(phone, site)
    expect(listed(phone)).to_contain_text(["2 pages"])


def test_the_pages_are_as_narrow_as_the_smallest_phone(site, phone_for, files):
    phone = phone_for("client06@example.org")
    phone.goto(f"{site}/q/shoebox/")
    phone.set_input_files("#files", [files / "small.png", files / "lease.pdf"])
    expect(listed(phone)).to_have_count(2)
    phone.set_viewport_size({"width": 320, "height": 700})
    for address in ("/q/shoebox/", "/q/join/", "/q/s/personal/id_document/", "/q/tasks/"):
        phone.goto(f"{site}{address}")
        width = "document.documentElement.scrollWidth"
        assert phone.evaluate(width) == 320, address


def test_without_scripts_files_are_sent_the_ordinary_way(site, phone_for, files):
    phone = phone_for("client12@example.org", javascript=False)
    phone.goto(f"{site}/q/shoebox/")
    phone.set_input_files("#files", [files / "small.png", files / "IMG_1.HEIC"])
    shoot(phone, "shoebox-no-script")
    phone.get_by_role("button", name="Send the files").click()
    expect(listed(phone)).to_have_count(2)
    go_to_papers(phone, site)
    phone.set_input_files("input[type=file]:not([capture])", files / "lease.pdf")
    phone.locator("main form .actions button").click()
    go_to_papers(phone, site)
    expect(listed(phone)).to_contain_text(["lease.pdf"])
    office = phone_for.office
    office.goto(f"{site}/clients/?q=client12")
    press(office, office.locator("table.rows a.main").first)
    links = office.locator("main a[href^='/dossiers/']").all()
    for address in [link.get_attribute("href") for link in links]:  # other stories invite too
        office.goto(f"{site}{address}")
        if office.get_by_text("Not yet assigned to a question").count():
            break
    expect(office.locator("main")).to_contain_text("Not yet assigned to a question")
    shoot(office, "dossier")
    office.locator("select[name=path]").first.select_option(index=1)
    office.get_by_role("button", name="Assign", exact=True).first.click()
    expect(office.locator("select[name=path]")).to_have_count(1)
    assert not Axe().run(office, options=RULES).response["violations"]
