"""A questionnaire with one question of every kind, in four languages, and answers to it."""

EVERY = "A question of every kind"
LANGUAGES = ("en", "fr", "nl", "de")


def say(en, de=""):
    return dict.fromkeys(LANGUAGES, en) | ({"de": de} if de else {})


def item(name, kind, en, de="", **fields):
    return {"id": name, "type": kind, "text": say(en, de), **fields}


def choices(**listed):
    return [{"id": name, "text": say(words)} for name, words in listed.items()]


PERSON = [
    item("married", "yes_no", "Are you married?", "Sind Sie verheiratet?", carry="confirm"),
    item(
        "home",
        "one",
        "Where do you live?",
        "Wie wohnen Sie?",
        choices=choices(own="In my own house", rented="In a rented flat"),
    ),
    item(
        "income",
        "many",
        "What do you live on?",
        "Wovon leben Sie?",
        choices=choices(pension="A pension", rent="Rent", work="Work"),
        help=say("Tick all that apply.", "Kreuzen Sie alles an."),
    ),
    item("called", "text", "What is your name?", "Wie heißen Sie?", why=say("For the cover.")),
    item("story", "long_text", "What has changed?", "Was hat sich geändert?", required=False),
    item("mail", "email", "Your e-mail address", "Ihre E-Mail-Adresse", page="reach"),
    item("tel", "phone", "Your phone number", "Ihre Telefonnummer", page="reach"),
    item(
        "born",
        "date",
        "When were you born?",
        "Wann sind Sie geboren?",
        check="this < today()",
        check_text=say("Enter a day in the past.", "Geben Sie einen Tag in der Vergangenheit an."),
    ),
    item("moved", "month", "When did you move here?", "Wann sind Sie eingezogen?"),
    item("retired", "year", "Since when are you retired?", "Seit wann sind Sie in Rente?"),
    item("country", "country", "Where were you born?", "Wo sind Sie geboren?", help=say("Then.")),
    item("address", "address", "Your address", "Ihre Adresse"),
    item(
        "number", "id_number", "Your national number", "Ihre Nationalnummer", format="be_national"
    ),
    item("account", "bank_account", "Your bank account", "Ihr Bankkonto"),
]
MONEY = [
    item("intro", "note", "Only what you received yourself.", "Nur was Sie selbst erhielten."),
    item(
        "pension",
        "money",
        "How much pension did you receive?",
        "Wie hoch war Ihre Rente?",
        help=say("As on the form.", "Wie auf dem Formular."),
        warn_if="this > 100000",
        warn_text=say("That is a lot.", "Das ist sehr viel."),
    ),
    item("rooms", "number", "How many rooms do you let?", "Wie viele Zimmer?", min=0, max=9),
    item("share", "percent", "How much of the house is yours?", "Wie viel gehört Ihnen?"),
    item("yearly", "calc", "Your part", "Ihr Teil", value="pension * share / 100"),
]
CHILD = [
    item("child_name", "text", "First name", "Vorname"),
    item("child_birth", "date", "Date of birth", "Geburtsdatum"),
]
FAMILY = [
    item(
        "children",
        "repeat",
        "Your children",
        "Ihre Kinder",
        item_label="{{ child_name }}",
        carry="confirm_each",
        items=CHILD,
    ),
]
PAPERS = [
    item(
        "form",
        "file",
        "The pension form",
        "Das Rentenformular",
        file={"accept": ["pdf", "image"]},
        page="papers",
    ),
    item("beside", "text", "What is on it?", "Was steht darauf?", required=False, page="papers"),
    item("truth", "declaration", "All this is true.", "Alles ist wahr."),
]
SECTIONS = {
    "person": (say("About you", "Zu Ihrer Person"), PERSON),
    "money": (say("Money", "Geld"), MONEY),
    "family": (say("Family", "Familie"), FAMILY),
    "papers": (say("Papers", "Unterlagen"), PAPERS),
}
DOCUMENT = {
    "questionnaire": "every_kind",
    "title": say(EVERY, "Fragen aller Art"),
    "languages": list(LANGUAGES),
    "sections": [
        {"id": name, "title": title, "items": items} for name, (title, items) in SECTIONS.items()
    ],
}


def grouped(name):
    """The same questions, with as many on a page as fit."""
    sections = [
        section | {"items": [one | {"page": section["id"]} for one in section["items"]]}
        for section in DOCUMENT["sections"]
    ]
    return DOCUMENT | {"questionnaire": name, "sections": sections}


HELGA = {
    "married": "no",
    "home": "own",
    "income": ["pension", "rent"],
    "called": "Helga Lambertz",
    "story": "Nichts.",
    "mail": "helga@example.org",
    "tel": "+32 470 00 01 10",
    "born": {"day": "19", "month": "10", "year": "1955"},
    "moved": {"month": "6", "year": "1980"},
    "retired": "2020",
    "country": "BE",
    "address": {"street": "Hauptstraße 51", "postcode": "4780", "city": "Sankt Vith"},
    "number": "85.07.30-033.28",
    "account": "BE68 5390 0754 7034",
    "pension": "1.234,50",
    "rooms": "2",
    "share": "50",
    "children": 2,
    "child_name": "Karl",
    "child_birth": {"day": "3", "month": "4", "year": "1980"},
    "truth": {"agreed": "yes", "name": "Helga Lambertz"},
}
