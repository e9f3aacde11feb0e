import pytest

from carnet.core.reading.decoding import encoding_of
from carnet.core.workbooks.refusals import UnclosedQuote
from carnet.imports.reading.sheet import read_source
from tests.files import workbooks
from tests.imports.reading.outcomes import cells_here, read_here, sheet_here

HEADERS = ["Prénom", "Nom", "E-mail", "Langue"]
ANN = ["Ann", "Peeters", "ann@example.org", "fr"]
ZOE = ["Zoé", "D’Hœst", "zoe@example.org", "fr"]
PEOPLE = "André;Rue de l’Église;Liège\nZoë;Chaussée de Namur;Genève\nJürgen;Strasse;Köln\nFrançois;Été;Noël"


def numbered(data: bytes) -> list[tuple[int, list]]:
    return [(row.line, list(row.cells)) for row in sheet_here(data).rows]


@pytest.mark.parametrize("sign", [";", ",", "\t", "|"])
@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16", "utf-16-le", "utf-16-be"]
)
def test_text_files_are_read_in_the_usual_signs_and_encodings(sign, encoding):
    source = read_here(workbooks.text([HEADERS, ZOE], sign=sign, encoding=encoding))
    assert (source.format, source.encoding, source.delimiter) == ("csv", encoding, sign)
    assert [list(row.cells) for row in source.sheets[0].rows] == [HEADERS, ZOE]


@pytest.mark.thorough
def test_a_text_file_comes_through_the_sealed_child():
    for encoding in ("utf-16", "mac_roman", "cp850"):
        source = read_source(PEOPLE.replace("’", "'").encode(encoding))
        assert (source.encoding, source.sheets[0].rows[0].cells[0]) == (encoding, "André")


@pytest.mark.parametrize("encoding", ["cp1252", "mac_roman"])
@pytest.mark.parametrize(
    "text",
    [
        PEOPLE,
        PEOPLE.upper().replace("ß", "SS"),
        "Andrée",
        "D’Hœst",
        "ÉMILIE",
        "Müller;Zoë",
        "25 €;Liège",
    ],
)
def test_the_encoding_of_old_programs_is_the_one_that_makes_words(text, encoding):
    assert text.encode(encoding).decode(encoding_of(text.encode(encoding))) == text


@pytest.mark.parametrize("text", ["André;Liège;Zoë", "FRANÇOIS;HÉLÈNE", "Müller;Köln"])
def test_dos_programs_are_understood_too(text):
    assert text.encode("cp850").decode(encoding_of(text.encode("cp850"))) == text


def test_what_could_be_windows_is_windows():
    assert encoding_of("naïve 25 € – “quoted” ½ ©".encode("cp1252")) == "cp1252"


def test_utf8_with_one_broken_sign_stays_utf8():
    data = ("Hélène;Émilie\n" * 50).encode() + b"\xe9;x\n"
    assert encoding_of(data) == "utf-8"
    assert cells_here(data)[-1] == ("\ufffd", "x")


def test_a_separator_line_is_obeyed_and_counted():
    data = b"\xef\xbb\xbfsep=|\r\n" + workbooks.text([HEADERS, ANN], sign="|")
    assert numbered(data) == [(2, HEADERS), (3, ANN)]


def test_line_breaks_in_quotes_belong_to_their_cell_and_rows_are_counted():
    data = b'Nom;Rue\r\n"Peeters";"Rue Haute\r\n12"\r\n\r\n;\r\nMaes;"dit ""Jan"""\r\n'
    assert numbered(data) == [
        (1, ["Nom", "Rue"]),
        (2, ["Peeters", "Rue Haute\n12"]),
        (5, ["Maes", 'dit "Jan"']),
    ]


def test_old_macintosh_line_ends_are_line_ends():
    assert cells_here(b"Nom;Rue\rMaes;Haute\r") == [("Nom", "Rue"), ("Maes", "Haute")]


def test_ragged_rows_keep_what_they_have():
    assert cells_here(b"Nom;Rue;CP;;;\nMaes\nJan;Haute;1000;x\n") == [
        ("Nom", "Rue", "CP", ""),
        ("Maes", "", "", ""),
        ("Jan", "Haute", "1000", "x"),
    ]


@pytest.mark.parametrize(
    ("text", "sign"),
    [
        ("Nom;Adresse\nMaes;Rue Haute 1, 1000 Bruxelles\nJan;Rue Basse 2, 4000 Liège", ";"),
        ("Nom,Adresse\nMaes,Rue Haute; 1\nJan,Rue Basse", ","),
        ("Nom;Solde;Avance\nMaes;1,50;2,50\nJan;3,50;4,00\nZoé;1,00;2,00", ";"),
        ("Liste des clients; état 2024\n\nNom\tRue\tCP\nMaes\tHaute\t1000", "\t"),
        ('Nom, Rue\nMaes, "Haute, 1"\nJan, "Basse, 2"', ","),
        ("E-mail\nann@example.org\njan@example.org", ";"),
    ],
)
def test_the_sign_between_columns_is_the_one_that_cuts_all_lines_alike(text, sign):
    assert read_here(text.encode()).delimiter == sign


def test_spaces_before_a_quote_do_no_harm():
    assert cells_here(b'Nom, Rue\nMaes, "Haute, 1"\n')[1] == ("Maes", "Haute, 1")


def test_lines_that_were_quoted_as_a_whole_are_cut_after_all():
    data = b'"Nom,Rue,CP"\r\n"Maes,""Haute, 1"",1000"\r\n"Jan,Basse,4000"\r\n'
    assert cells_here(data) == [
        ("Nom", "Rue", "CP"),
        ("Maes", "Haute, 1", "1000"),
        ("Jan", "Basse", "4000"),
    ]


def test_a_file_that_ends_in_quotes_is_refused_rather_than_swallowed():
    with pytest.raises(UnclosedQuote) as problem:
        cells_here(b'Nom;Rue\nMaes;"Haute\nJan;Basse\nZoe;x')
    assert problem.value.about == {"line": "2"}


@pytest.mark.parametrize("name", ["xlsx", "html"])
def test_what_a_file_is_called_counts_for_nothing(name):
    """A .csv that is a workbook, an .xls that is text."""
    data = workbooks.workbook([HEADERS]) if name == "xlsx" else b"<table><tr><td>Nom</table>"
    assert read_here(data).format == name
