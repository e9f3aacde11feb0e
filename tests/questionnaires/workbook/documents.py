"""Any questionnaire document, for Hypothesis: every key of the format, as authors and as nobody would write it."""

from hypothesis import strategies as st

from carnet.questionnaires.kinds import KINDS

LANGUAGES = ["fr", "nl", "de", "en"]
IDS = st.from_regex(r"[a-z][a-z0-9_]{0,8}", fullmatch=True)
# What spreadsheets change, compute or hide, beside plain words.
ODD = st.sampled_from(
    [
        "=1+1",
        "@x",
        "+3",
        " lead",
        "a\r\nb",
        "a\nb",
        "_x0041_",
        "\u200fمرحبا",
        "a\u00a0?",
        "yes",
        "12",
    ]
    + [
        "1.0",
        "true",
        "null",
        "[a",
        "{{ a }}",
        '"q"',
        "'x",
        "a, b",
        "1250-11 if a",
        "x\x07",
        "\ufeff",
    ]
)
SIGNS = st.characters(exclude_categories=["Cs"])
WORDS = st.one_of(st.sampled_from(["married = yes", "Revenu", "EUR"]), ODD, st.text(SIGNS))
NUMBERS = st.one_of(st.integers(-5, 5), st.sampled_from([0.0, 1.0, 2.5]))
ANY = st.recursive(
    st.one_of(st.none(), st.booleans(), NUMBERS, WORDS),
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(WORDS, inner, max_size=2)),
    max_leaves=4,
)
TEXTS = st.one_of(WORDS, st.dictionaries(st.sampled_from(LANGUAGES), WORDS, max_size=4))
LISTS = st.one_of(st.lists(WORDS, max_size=3), st.lists(IDS, min_size=1, max_size=3), WORDS)
CODE = st.fixed_dictionaries({"code": st.just("1250-11")}, optional={"if": WORDS})
CODES = st.lists(st.one_of(st.just("1250-11/2250-78"), WORDS, CODE), max_size=3)
FILE = st.fixed_dictionaries({}, optional={"accept": LISTS, "min": NUMBERS, "max": NUMBERS})
FORM = st.fixed_dictionaries({}, optional=dict.fromkeys(("scheme", "joint", "partner_left"), WORDS))
SIGNING = st.fixed_dictionaries({}, optional=dict.fromkeys(("by", "if"), WORDS))
PERIOD = st.fixed_dictionaries({"start": st.just("2025-01-01"), "end": WORDS})
FACTS = st.dictionaries(
    st.one_of(IDS, WORDS),
    st.fixed_dictionaries({}, optional={"type": IDS, "from": WORDS}),
    max_size=2,
)
SOURCES = st.dictionaries(st.one_of(IDS, WORDS), TEXTS, max_size=2)


def some(**keys):
    """These keys, each there or not, and anything under some of them."""
    return st.fixed_dictionaries(
        {}, optional={key: st.one_of(usual, ANY) for key, usual in keys.items()}
    )


TEXT_KEYS = ("text", "help", "why", "check_text", "warn_text", "staff_note", "item_label")
WORD_KEYS = (
    *("choice_if", "show_if", "check", "warn_if", "value", "carry", "profile", "unit"),
    *("format", "pattern", "person", "basis", "page", "count"),
)
ABOUT_ITEMS = some(
    **dict.fromkeys(TEXT_KEYS, TEXTS),
    **dict.fromkeys(WORD_KEYS, WORDS),
    **dict.fromkeys(("who", "escapes", "tags", "sources", "was"), LISTS),
    **dict.fromkeys(("min", "max", "max_length"), NUMBERS),
    required=st.one_of(st.booleans(), WORDS),
    unsourced=st.booleans(),
    default=ANY,
    file=FILE,
    codes=CODES,
    choice_map=st.dictionaries(IDS, IDS, max_size=2),
)
CHOICE = st.tuples(IDS, some(text=TEXTS, show_if=WORDS, codes=CODES)).map(
    lambda told: {**told[1], "id": told[0]}
)
CHOICES = st.one_of(
    st.lists(CHOICE, min_size=1, max_size=3), st.lists(CHOICE, max_size=1), IDS, WORDS
)


@st.composite
def items(draw, inside=False):
    kinds = [kind for kind in KINDS if not (inside and kind == "repeat")]
    item = draw(ABOUT_ITEMS) | {"id": draw(IDS), "type": draw(st.sampled_from(kinds))}
    if KINDS[item["type"]].chooses:
        item["choices"] = draw(CHOICES)
    if item["type"] == "repeat":
        item["items"] = draw(st.lists(items(inside=True), max_size=3))
    return item


@st.composite
def documents(draw):
    about = some(
        title=TEXTS,
        complete=LISTS,
        was=LISTS,
        period=PERIOD,
        respondents=LISTS,
        staff_note=TEXTS,
        sources=SOURCES,
        form=FORM,
        declaration=SIGNING,
        facts=FACTS,
    )
    document = draw(about) | {
        "questionnaire": draw(IDS),
        "languages": LANGUAGES[: draw(st.integers(1, 4))],
    }
    if draw(st.booleans()):
        document["choices"] = draw(
            st.one_of(
                st.none(),
                st.dictionaries(st.one_of(IDS, WORDS), st.lists(CHOICE, max_size=3), max_size=3),
            )
        )
    document["sections"] = list(named_once(draw(st.lists(sections(), max_size=3))))
    return document


def named_once(made):
    """No two questions have the same name in different sections: a workbook finds the choices of each by it, and
    reading refuses the second anyway."""
    known = set()
    for section in made:
        kept = [item for item in section["items"] if known.isdisjoint(names_in(item))]
        for item in kept:
            known |= names_in(item)
        yield section | {"items": kept}


def names_in(item):
    return {item["id"], *(inner["id"] for inner in item.get("items") or ())}


@st.composite
def sections(draw):
    about = some(
        title=TEXTS, help=TEXTS, show_if=WORDS, who=LISTS, minutes=NUMBERS, staff_note=TEXTS
    )
    made = draw(st.lists(items(), max_size=4, unique_by=lambda item: item["id"]))
    return draw(about) | {"id": draw(IDS), "items": made}
