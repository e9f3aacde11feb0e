import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from carnet.audit.models import Event
from carnet.firms.colour import readable
from tests import makers as make

SETTINGS = "/firm/"


def typed(**changes):
    values = {
        "name": "Fiduciaire Dubois",
        "colour": "#1f5c4a",
        "languages": ["fr", "nl", "de", "en"],
        "default_country": "BE",
        "phone": "",
        "email": "",
        "sender_name": "",
        "reply_to": "",
        "proof": "code",
        "keep_days": "30",
        "idle_days": "60",
        "hidden_days": "30",
        "mails_per_hour": "500",
        "mails_per_day": "2000",
    }
    return {**values, **changes}


def upload(format="PNG"):
    file = io.BytesIO()
    Image.new("RGB", (900, 300), "#336699").save(file, format)
    return SimpleUploadedFile(f"logo.{format.lower()}", file.getvalue())


def test_settings_are_saved_and_noted(office, firm):
    response = office.post(
        SETTINGS,
        typed(
            languages=["fr", "nl"],
            default_country="LU",
            sender_name="Claire from Dubois",
            reply_to="desk@example.org",
            accountants_import="on",
            keep_days="10",
            hidden_days="90",
        ),
    )
    firm.refresh_from_db()
    assert response.headers["Location"] == SETTINGS
    assert (firm.languages, firm.default_country, firm.keep_days) == (["fr", "nl"], "LU", 10)
    assert (firm.sender, firm.reply_to) == ("Claire from Dubois", "desk@example.org")
    assert firm.accountants_import
    assert firm.hidden_days == 90
    assert Event.objects.get(what="settings changed").facts == {
        "fields": [
            "accountants_import",
            "default_country",
            "hidden_days",
            "keep_days",
            "languages",
            "reply_to",
            "sender_name",
        ]
    }


@pytest.mark.parametrize("colour", ["z", "#12345", "teal", "#12345g"])
def test_what_is_no_colour_is_refused(office, firm, colour):
    assert (
        "Write a colour such as #1f5c4a."
        in office.post(SETTINGS, typed(colour=colour)).content.decode()
    )


def test_a_colour_on_which_white_cannot_be_read_is_refused_with_a_better_one(office, firm):
    page = office.post(SETTINGS, typed(colour="#ffcc00")).content.decode()
    firm.refresh_from_db()
    assert "White text on #ffcc00 is hard to read: its contrast is 1.5" in page
    assert f"The nearest darker colour that works is {readable('#ffcc00')}." in page
    assert firm.colour == "#1f5c4a"


def test_at_least_one_language_is_offered(office):
    page = office.post(SETTINGS, typed(languages=[])).content.decode()
    assert "Choose at least one language." in page


def test_a_mistake_leaves_the_frame_of_the_page_alone(office):
    page = office.post(SETTINGS, typed(name="Wrong Name", keep_days="0")).content.decode()
    assert 'value="Wrong Name"' in page
    assert "Wrong Name</span>" not in page


@pytest.mark.parametrize(
    ("written", "kept"),
    [("02 555 12 12", "+32 2 555 12 12"), ("+352 27 12 34 56", "+352 27 12 34 56")],
)
def test_a_phone_number_is_kept_as_the_world_reads_it(office, firm, written, kept):
    office.post(SETTINGS, typed(phone=written))
    firm.refresh_from_db()
    assert firm.phone == kept


@pytest.mark.thorough
def test_a_phone_number_that_cannot_be_is_refused(office):
    page = office.post(SETTINGS, typed(phone="12")).content.decode()
    assert "12 is not a phone number we know." in page


@pytest.mark.thorough
def test_countries_are_named_in_the_language_of_the_reader(office):
    assert "Deutschland" not in office.get(SETTINGS).content.decode()
    german = office.get(SETTINGS, headers={"Accept-Language": "de"}).content.decode()
    assert german.index("Belgien") < german.index("Österreich") < german.index("Zypern")


@pytest.mark.thorough
def test_a_logo_is_drawn_anew_served_to_everybody_and_replaced(office, client, firm):
    office.post(SETTINGS, {**typed(), "logo": upload("JPEG")})
    firm.refresh_from_db()
    first, storage = firm.logo.name, firm.logo.storage
    response = client.get(firm.logo_url)
    drawn = Image.open(io.BytesIO(b"".join(response.streaming_content)))
    assert (drawn.format, drawn.size) == ("PNG", (600, 200))
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert "immutable" in response.headers["Cache-Control"]
    assert first.endswith(".png")

    office.post(SETTINGS, {**typed(), "logo": upload()})
    firm.refresh_from_db()
    assert firm.logo.name != first
    assert firm.logo_url != response.request["PATH_INFO"]
    assert storage.exists(firm.logo.name)


@pytest.mark.thorough
@pytest.mark.django_db(transaction=True)
def test_a_replaced_or_removed_logo_leaves_no_file(office, firm):
    office.post(SETTINGS, {**typed(), "logo": upload()})
    firm.refresh_from_db()
    name, storage = firm.logo.name, firm.logo.storage
    office.post(SETTINGS, typed(remove_logo="on"))
    firm.refresh_from_db()
    assert (firm.logo.name, firm.logo_url) == ("", "")
    assert not storage.exists(name)


def test_a_drawing_in_svg_is_refused(office, firm):
    drawing = SimpleUploadedFile("logo.png", b'<svg xmlns="http://www.w3.org/2000/svg"></svg>')
    page = office.post(SETTINGS, {**typed(), "logo": drawing}).content.decode()
    firm.refresh_from_db()
    assert "SVG drawings cannot be used as a logo." in page
    assert not firm.logo


@pytest.mark.django_db
def test_the_style_sheet_carries_the_colour_of_the_firm_alone(client, colleague):
    firm = make.firm(colour="#123456")
    response = client.get(firm.style_url)
    assert response.content == b":root{--firm-accent:#123456}"
    assert response.headers["Content-Type"] == "text/css"
    assert "immutable" in response.headers["Cache-Control"]
    stale = client.get(firm.style_url.replace("123456", "654321"))
    assert stale.headers["Cache-Control"] == "no-cache"


def test_an_unknown_firm_has_no_style_and_no_logo(client, firm, colleague):
    nobody = "00000000-0000-0000-0000-000000000000"
    assert client.get(f"/firm/style/{nobody}.css").status_code == 404
    assert client.get(f"/firm/logo/{nobody}.png").status_code == 404
    assert client.get(f"/firm/logo/{firm.uuid}.png").status_code == 404
