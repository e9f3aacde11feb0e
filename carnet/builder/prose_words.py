"""The words by which a list of questions gives itself away, in the four languages of the office. Only tables."""

import re

LANGUAGES = ("fr", "nl", "de", "en")
# Small words that tell a language; one that two languages share tells nothing.
SMALL = {
    "fr": "le la les un une des du et ou est êtes vous votre vos avez avec pour par aux au sur dans quel quelle "
    "combien oui non si à été ce qui que numéro montant date joindre nom prénom d l n s",
    "nl": "de het een van en of is bent u uw heeft hebt had met voor op in aan welk welke hoeveel ja neen nee "
    "indien zo werd wordt waren niet naam bedrag datum kopie te naar bij door",
    "de": "der die das ein eine und oder ist sind sie ihr ihre haben hatten mit für auf im von zu wie viele wann "
    "welche wenn falls nein waren wurde werden bitte nicht bei name betrag dem den zur",
    "en": "the a an of and or is are you your have had did do does with for on to what which how many when if "
    "yes not any please was were name amount during from",
}
MARKS = {"fr": "éèêàçùœ", "nl": "ĳ", "de": "äöüß", "en": ""}


def whole(*patterns: str) -> re.Pattern[str]:
    return re.compile("|".join(patterns), re.IGNORECASE)


# -- What heads a column: a role by the words of its cell -------------------------------------------------

HEADERS = {
    "number": whole(
        r"n[°ºor]\.?",
        r"nrs?\.?",
        r"num[ée]ro",
        r"r[ée]f\.?",
        r"code|id|pos\.?",
        r"nummer",
        r"number",
        r"#",
        r"no\.?",
    ),
    "condition": whole(
        r"(?:seulement |uniquement |à remplir )?si\b.*",
        r"(?:enkel |alleen )?(?:indien|als)\b.*",
        r"(?:nur )?(?:wenn|falls)\b.*",
        r"(?:only )?(?:if|when)\b.*",
        r"conditions?|voorwaarden?|bedingung(?:en)?|afhankelijk van|dépend de|abhängig von|depends on",
    ),
    "choices": whole(
        r"(?:votre |uw |ihre |your |mogelijke? )?(?:réponses?|antwoord(?:en)?|antwort(?:en)?|answers?)\b.*",
        r"(?:type|soort|art|format|formaat)\b.*",
        r"(?:oui|ja|yes) ?/ ?(?:non|neen?|nein|no)",
        r"antwort(?:art|möglichkeiten|typ)|choix|choices?|options?|keuzes?|opties|auswahl|"
        r"antwoordmogelijkheden",
    ),
    "staff": whole(r".*\b(?:interne?s?|internal)\b.*"),
    "papers": whole(
        r"beilagen?|bijlagen?|annexes?|pièces?(?: à joindre)?|attachments?|belege?|justificatifs?"
    ),
    "help": whole(
        r"remarques?|explications?|commentaires?|précisions?|aide",
        r"opmerking(?:en)?|toelichting|uitleg|hulp",
        r"bemerkung(?:en)?|hinweise?|erläuterung(?:en)?|anmerkung(?:en)?",
        r"notes?|remarks?|comments?|help(?: text)?|explanation|guidance|hulptekst|hilfetext|texte d['’]aide",
    ),
    "section": whole(
        r"rubri(?:que|ek|k)|th[èe]m[ea]|chapitre|hoofdstuk|onderwerp|abschnitt|bereich|section|topic|"
        r"categor(?:y|ie)",
        r"catégorie|kategorie|partie|deel|volet",
    ),
    "question": whole(
        r"(?:.*\s)?(?:questions?|vra(?:ag|gen)|fragen?)\b.*",
        r"omschrijving|intitulé|description|beschreibung|libellé",
    ),
    "yes": whole(r"oui|ja|yes|o|j|y"),
    "no": whole(r"non|nee|neen|nein|no|n"),
}
SPOKEN = {
    "fr": whole(r"(?:.*\W)?(?:(?-i:FR)|français|french|frans|französisch)(?:\W.*)?"),
    "nl": whole(r"(?:.*\W)?(?:(?-i:NL)|nederlands|néerlandais|dutch|niederländisch)(?:\W.*)?"),
    "de": whole(r"(?:.*\W)?(?:(?-i:DE)|deutsch|allemand|german|duits)(?:\W.*)?"),
    "en": whole(r"(?:.*\W)?(?:(?-i:EN)|english|anglais|engels|englisch)(?:\W.*)?"),
}
ONLY_QUESTIONS = whole(r"questions?|vra(?:ag|gen)|fragen?")

# -- Answers ----------------------------------------------------------------------------------------------

YES, NO = {"oui", "ja", "yes", "o", "j", "y"}, {"non", "nee", "neen", "nein", "no", "n"}
NEITHER = {
    *(
        "n/a",
        "n.a.",
        "nvt",
        "n.v.t.",
        "sans objet",
        "s.o.",
        "ne sait pas",
        "weet niet",
        "weiss nicht",
    ),
    *("weiß nicht", "entfällt", "not sure", "don't know", "nsp", "?", "na"),
}
SEVERAL = whole(
    r"plusieurs (?:réponses|choix)|cochez (?:tou|les)|choix multiples?",
    r"meerdere antwoorden|meerkeuze|kruis aan wat|aanvinken wat",
    r"mehrfach(?:auswahl|nennung)|mehrere antworten|zutreffendes ankreuzen",
    r"(?:tick|select|check|choose) all|all that apply|multiple (?:answers|choice)",
)
# Questions that expect several of the answers beside them.
PLURAL = whole(
    r"^(?:lesquel(?:le)?s|quel(?:le)?s|which (?:of|\w+s)|welke (?:van|\w+en)|welche (?:der|von|\w+en))\b"
)
# In the column of answers: a kind, not a choice.
TYPES = {
    "yes_no": whole(r"(?:oui|ja|yes) ?(?:[/\-–,]|ou|of|oder|or) ?(?:non|neen?|nein|no)"),
    "money": whole(
        r".*\b(?:montant|bedrag|betrag|amount|eur|euros?|chf|franken|francs|gbp|currency)\b.*",
        r".*[€£$].*",
    ),
    "date": whole(r"(?:date|datum|jj/mm/aaaa|dd/mm/jjjj|tt\.mm\.jjjj|dd/mm/yyyy)\b.*"),
    "month": whole(r"mois|maand|monat|month"),
    "year": whole(r"année|jaar|jahr|year|jaartal|jahreszahl"),
    "number": whole(r"(?:nombre|chiffre|aantal|getal|cijfer|zahl|anzahl|number|figure)\b.*"),
    "percent": whole(r"%|pour ?cent(?:age)?|percent(?:age)?|prozent(?:satz)?|procent"),
    "email": whole(r"e-?mail(?:adres(?:se)?|[- ]address)?|courriel"),
    "phone": whole(r"t[ée]l[ée]phone|gsm|telefoon(?:nummer)?|telefon(?:nummer)?|phone(?: number)?"),
    "address": whole(r"adresse|adres|address"),
    "bank_account": whole(r"iban|compte(?: bancaire)?|rekeningnummer|bankkonto|bank account"),
    "country": whole(r"pays|land|country"),
    "file": whole(
        r"(?:fichier|document|pièce jointe|annexe|à joindre|upload|scan|copie|bestand|bijlage|document|"
        r"kopie|datei)"
        r"\b.*",
        r"(?:beleg|anhang|anlage|hochladen|file|attachment|toe te voegen)\b.*",
    ),
    "long_text": whole(
        r"(?:texte? (?:libre|long)|vrije tekst|freitext|free text|long text|commentaire|toelichting|"
        r"comments?)\b.*"
    ),
    "text": whole(r"texte?|tekst|text(?:feld)?|short text|texte court"),
}

# -- Conditions -------------------------------------------------------------------------------------------

IF = (
    r"(?:(?:seulement |uniquement )?si|(?:enkel |alleen )?(?:indien|als|zo)|(?:nur )?(?:falls|wenn|sofern)|"
    r"(?:only )?(?:if|when)|bij|bei)"
)
_YES = (
    r"(?:c['’]est (?:oui|le cas)|réponse (?:est )?oui|oui|affirmatif|ja|dies zutrifft|zutreffend|yes|so|applicable|"
    r"wel)"
)
_NO = r"(?:(?:ce n['’]est )?pas le cas|non|neen?|nein|niet|nicht|no|not)"
IF_YES = whole(
    rf"{IF}\s*['\"«“„]?\s*{_YES}\b['\"»”“]?",
    r"dans l['’]affirmative|le cas échéant|in voorkomend geval|gegebenenfalls|(?:dans ce|in dat|in diesem|"
    r"in that) (?:cas|geval|fall|case)|zutreffendenfalls",
)
IF_NO = whole(
    rf"{IF}\s*['\"«“„]?\s*{_NO}\b['\"»”“]?",
    r"sinon\b|dans la négative|andernfalls|otherwise",
)
# "à la question 4", "bei Frage 10 = ja", "if 3 = yes", "Q4": the question by its number.
NUMBER = r"(?P<number>[A-Z]?\d{1,3}(?:[.\-]?(?:\d{1,2}|[a-z])\b)*)"
OF = (
    r"(?:à la |a la |aan |op |bij |bei |auf |to |in |for )?"
    r"(?:la |de |der |the )?(?:question|vraag|frage|point|punt|q|n[°ro]\.?|nr\.?)\s*"
)
ANSWERED = whole(
    rf"(?:=|:|est|is|ist|répondu|answered|beantwortet)?\s*['\"«“„]?\b({'|'.join(sorted(YES | NO))})\b"
)

# -- What asks nothing, what heads ------------------------------------------------------------------------

TITLE = whole(
    r"\b(?:questionnaire|vragenlijst|fragebogen|check-?list[e]?|checkliste|intake|questions?|vragen|fragen|"
    r"fiche de renseignements|information request|inlichtingen(?:fiche)?|gegevensfiche|déclaration|aangifte|"
    r"steuererklärung|tax return)\b"
)
PART = whole(
    r"(?:rubrique|partie|volet|chapitre|deel|hoofdstuk|rubriek|teil|abschnitt|kapitel|section|part|chapter)\b"
)
NOTICE = whole(
    r"(?:attention|remarque|important|n\.?b\.?|note|let op|opgelet|belangrijk|achtung|hinweis|wichtig|merci|"
    r"veuillez (?:compléter|répondre|remplir|cocher)|gelieve (?:dit|deze|alle)|bitte (?:füllen|beantworten)|"
    r"please (?:answer|complete|fill)|ce questionnaire|deze vragenlijst|dieser fragebogen|"
    r"this (?:questionnaire|form)|"
    r"bedankt|vielen dank|thank|beste|geachte|chers?|chère|madame|monsieur|sehr geehrte|liebe|dear|"
    r"i (?:hereby )?(?:confirm|declare)|je (?:soussigné|déclare|certifie)|ik (?:verklaar|bevestig)|"
    r"ich (?:bestätige|erkläre))\b"
)
EACH = whole(
    r"(?:pour chac(?:un|une)|pour chaque|par (?=\w+ ?:)|voor (?:elke?|ieder)|per (?=\w+ ?:)|für jede[sn]?|"
    r"je (?=\w+ ?:)|"
    r"pro (?=\w+ ?:)|for (?:each|every))\b"
)
BLANKS = re.compile(r"(?:[._…]\s?){4,}|_{3,}")
