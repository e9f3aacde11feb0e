from carnet.core import catalogues


def write(root, path, text):
    file = root / path
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text)


def product(root):
    write(
        root,
        "carnet/desk/views.py",
        'title = _("Clients")\nngettext("%(n)d client", "%(n)d clients", n)\n',
    )
    write(
        root,
        "carnet/desk/templates/desk/list.html",
        "{% load i18n %}<p title=\"{% translate 'Add' %}\">{% blocktranslate trimmed %}\n"
        '  Hello {{ name }}.\n{% endblocktranslate %}</p>{{ _("It\'s done") }}',
    )


def collect(root):
    catalogues.collect(root, "fr", catalogues.sentences(root))


def problems_of(root):
    return catalogues.problems(root, "fr", catalogues.sentences(root))


def test_sentences_are_found_in_code_and_pages(tmp_path):
    product(tmp_path)
    assert {key[1:] for key in catalogues.sentences(tmp_path)} == {
        ("Clients", ""),
        ("%(n)d client", "%(n)d clients"),
        ("Add", ""),
        ("Hello %(name)s.", ""),
        ("It's done", ""),
    }


def test_a_catalogue_tells_what_it_lacks(tmp_path):
    product(tmp_path)
    collect(tmp_path)
    problems = problems_of(tmp_path)
    assert "not translated: 'Clients'" in problems
    assert len(problems) == 5


def test_collecting_again_keeps_what_was_translated(tmp_path):
    product(tmp_path)
    collect(tmp_path)
    file = catalogues.catalogue_file(tmp_path, "fr")
    file.write_text(
        file.read_text().replace('msgid "Add"\nmsgstr ""', 'msgid "Add"\nmsgstr "Ajouter"')
    )
    collect(tmp_path)
    assert 'msgstr "Ajouter"' in file.read_text()
    assert "not translated: 'Add'" not in problems_of(tmp_path)


def test_a_lost_placeholder_and_a_doubt_are_told(tmp_path):
    product(tmp_path)
    write(
        tmp_path,
        "locale/fr/LC_MESSAGES/django.po",
        'msgid ""\nmsgstr "Content-Type: text/plain; charset=utf-8\\n"\n\n'
        'msgid "Hello %(name)s."\nmsgstr "Bonjour %(nom)s."\n\n'
        '#, fuzzy\nmsgid "Add"\nmsgstr "Ajouter"\n\nmsgid "Old"\nmsgstr "Vieux"\n',
    )
    problems = problems_of(tmp_path)
    assert "other placeholders: 'Hello %(name)s.' → 'Bonjour %(nom)s.'" in problems
    assert "unsure (fuzzy): 'Add'" in problems
    assert "no longer used: 'Old'" in problems
