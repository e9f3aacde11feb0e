"""XLSForms as Kobo and ODK users write them, made as workbooks: a household survey of some sixty rows, in two
languages, and a short one that uses what we do not have."""

import io

from xlsxwriter import Workbook

HEAD = (
    *("type", "name", "label::Français (fr)", "label::English (en)", "hint::Français (fr)"),
    *("hint::English (en)", "required", "relevant", "constraint"),
    *("constraint_message::Français (fr)", "constraint_message::English (en)"),
    *("calculation", "appearance", "repeat_count", "default", "$kuid"),
)


def row(kind="", name="", fr="", en="", **more):
    told = {"type": kind, "name": name, "label::Français (fr)": fr, "label::English (en)": en}
    return told | {KEYS.get(key, key): text for key, text in more.items()}


KEYS = {
    "hint": "hint::English (en)",
    "message": "constraint_message::English (en)",
    "message_fr": "constraint_message::Français (fr)",
    "count": "repeat_count",
}
HOUSEHOLD = [
    row("start", "start"),
    row("end", "end"),
    row("deviceid", "deviceid"),
    row("begin_group", "respondent", "Le répondant", "The respondent"),
    row("text", "Full_Name", "Nom et prénom", "Full name", required="true"),
    row("integer", "age", "Âge", "Age", required="yes", constraint=". >= 0 and . <= 120", message="Between 0 and 120", message_fr="Entre 0 et 120"),
    row("select_one yes_no", "consent", "Êtes-vous d'accord ?", "Do you agree?", required="yes"),
    row("acknowledge", "signed", "Je certifie", "I certify", relevant="${consent} = 'yes'"),
    row("select_one marital", "marital", "État civil", "Marital status", relevant="${consent} = 'yes' and ${age} >= 16"),
    row("text", "spouse", "Nom du conjoint", "Name of the spouse", relevant="${marital} = '2' or ${marital} = '3'"),
    row("date", "wedding", "Date du mariage", "Date of the wedding", relevant="selected(${marital}, '2')", constraint=". <= today()", message="Not in the future", message_fr="Pas dans l'avenir"),
    row("text", "phone", "Téléphone", "Phone", constraint="regex(., '^[0-9 +]{9,20}$')", message="A phone number"),
    row("text", "remarks", "Remarques", "Remarks", appearance="multiline"),
    row("end_group"),
    row("begin_group", "housing", "Le logement", "Housing", relevant="${consent} = 'yes'"),
    row("select_one dwelling", "dwelling", "Type de logement", "Kind of dwelling", required="yes"),
    row("text", "dwelling_other", "Précisez", "Please specify", relevant="${dwelling} = 'other'"),
    row("decimal", "surface", "Surface (m²)", "Surface (m²)", constraint=". > 0", message="More than 0"),
    row("integer", "rooms", "Nombre de pièces", "Number of rooms", default="1"),
    row("decimal", "rent", "Loyer mensuel", "Monthly rent", relevant="${dwelling} != 'owned'"),
    row("calculate", "rent_year", calculation="${rent} * 12"),
    row("note", "rent_note", "Loyer annuel : ${rent_year}", "Rent a year: ${rent_year}", relevant="${rent} != ''"),
    row("select_multiple comfort", "comfort", "Équipements", "Equipment"),
    row("integer", "heaters", "Combien de radiateurs ?", "How many heaters?", relevant="selected(${comfort}, 'heating')"),
    row("image", "meter", "Photo du compteur", "Photo of the meter", relevant="selected(${comfort}, 'power') and not(selected(${comfort}, 'solar'))"),
    row("geopoint", "place", "Position", "Position"),
    row("begin_group", "insurance", "Assurance", "Insurance", relevant="${surface} > 20"),
    row("select_one yes_no", "insured", "Êtes-vous assuré ?", "Are you insured?"),
    row("decimal", "premium", "Prime annuelle", "Premium a year", relevant="${insured} = 'yes'"),
    row("file", "policy", "Contrat", "Policy", relevant="${insured} = 'yes'"),
    row("end_group"),
    row("end_group"),
    row("begin_group", "family", "La famille", "The family"),
    row("integer", "children_count", "Combien d'enfants ?", "How many children?"),
    row("begin_repeat", "children", "Enfants", "Children", relevant="${children_count} > 0", count="${children_count}"),
    row("text", "child_name", "Prénom", "First name", required="yes"),
    row("date", "child_birth", "Date de naissance", "Date of birth", constraint=". <= today()", message="Not in the future", message_fr="Pas dans l'avenir"),
    row("select_one gender", "child_gender", "Sexe de ${child_name}", "Gender of ${child_name}"),
    row("select_one yes_no", "child_school", "Va à l'école ?", "Goes to school?"),
    row("text", "child_why", "Pourquoi pas ?", "Why not?", relevant="${child_school} = 'no'"),
    row("decimal", "child_cost", "Frais de garde", "Cost of care", relevant="not(${child_school} = 'yes')"),
    row("end_repeat"),
    row("calculate", "listed", calculation="count(${children})"),
    row("calculate", "care", calculation="sum(${child_cost})"),
    row("note", "mismatch", "Vérifiez le nombre", "Check the number", relevant="${listed} != ${children_count}"),
    row("end_group"),
    row("begin_group", "income", "Les revenus", "Income"),
    row("select_multiple sources", "sources", "Sources de revenus", "Sources of income", required="yes"),
    row("decimal", "wage", "Salaire mensuel", "Wage a month", relevant="selected(${sources}, 'wage')"),
    row("decimal", "pension", "Pension mensuelle", "Pension a month", relevant="selected(${sources}, 'pension')"),
    row("calculate", "total", calculation="coalesce(${wage}, 0) + coalesce(${pension}, 0)"),
    row("calculate", "per_head", calculation="round(${total} div (1 + ${children_count}), 2)"),
    row("calculate", "class", calculation="if(${total} > 5000, 'high', 'low')"),
    row("select_one yes_no", "debts", "Avez-vous des dettes ?", "Have you any debts?", relevant="${class} = 'low' or count-selected(${sources}) > 1"),
    row("decimal", "debt", "Combien ?", "How much?", relevant="${debts} = 'yes'", constraint=". <= ${total} * 100", message="Very much"),
    row("time", "call_at", "Quand vous appeler ?", "When to call you?"),
    row("calculate", "region", calculation="pulldata('regions', 'name', 'code', ${phone})"),
    row("note", "thanks", "Merci ${Full_Name} !", "Thank you ${Full_Name}!"),
    row("end_group"),
    row("text", "other", "Autre chose ?", "Anything else?", relevant="string-length(${remarks}) > 0"),
]  # fmt: skip
CHOICES = {
    "yes_no": [("yes", "Oui", "Yes"), ("no", "Non", "No")],
    "marital": [("1", "Célibataire", "Single"), ("2", "Marié", "Married"), ("3", "Cohabitant", "Cohabiting")],
    "dwelling": [("owned", "Propriétaire", "Owned"), ("rented", "Locataire", "Rented"), ("other", "Autre", "Other")],
    "comfort": [("heating", "Chauffage", "Heating"), ("power", "Électricité", "Power"), ("solar", "Solaire", "Solar")],
    "gender": [("f", "Fille", "Girl"), ("m", "Garçon", "Boy")],
    "sources": [("wage", "Salaire", "Wage"), ("pension", "Pension", "Pension"), ("None", "Aucun", "None")],
}  # fmt: skip
SETTINGS = [
    {
        "form_title": "Ménages",
        "form_id": "Household-2025",
        "version": "3",
        "default_language": "Français (fr)",
    }
]


def choices(lists):
    heads = ("label::Français (fr)", "label::English (en)")
    return [
        {"list_name": name, "name": choice, **dict(zip(heads, texts, strict=True))}
        for name, rows in lists.items()
        for choice, *texts in rows
    ]


def workbook(**sheets) -> bytes:
    """Each sheet from its rows; a column for each key, in the order in which they turn up."""
    file = io.BytesIO()
    with Workbook(file, {"in_memory": True, "strings_to_formulas": False}) as book:
        for name, rows in sheets.items():
            sheet = book.add_worksheet(name)
            columns = list(dict.fromkeys(key for told in rows for key in told))
            for line, told in enumerate([dict(zip(columns, columns, strict=True)), *rows]):
                for number, column in enumerate(columns):
                    if told.get(column):
                        sheet.write_string(line, number, told[column])
    return file.getvalue()


def household(rows=HOUSEHOLD) -> bytes:
    return workbook(survey=rows, choices=choices(CHOICES), settings=SETTINGS)


def survey(*rows, **lists) -> bytes:
    """A small one in English, without more than it needs."""
    told = [{"type": kind, "name": name, "label": name, **more} for kind, name, more in rows]
    found = [
        {"list_name": key, "name": c, "label": c} for key, names in lists.items() for c in names
    ]
    return workbook(survey=told, choices=found) if found else workbook(survey=told)
