"""The words above columns: what our own template writes there, and what other programs and people write.

A table of data. The template writes TITLES, carnet/imports/columns/table.py recognises TITLES and SYNONYMS;
what a word means only in context (“Nom”, “N°”, “Code”) stands in carnet/imports/columns/context.py.
"""

# In AccountOn's order: kind in A, the contact in B to F, the partner's national number in O.
TITLES: dict[str, dict[str, str]] = {
    "kind": {
        "fr": "Type de client",
        "nl": "Soort klant",
        "de": "Mandantentyp",
        "en": "Client type",
    },
    "first_name": {"fr": "Prénom", "nl": "Voornaam", "de": "Vorname", "en": "First name"},
    "last_name": {"fr": "Nom de famille", "nl": "Achternaam", "de": "Nachname", "en": "Last name"},
    "email": {"fr": "E-mail", "nl": "E-mailadres", "de": "E-Mail-Adresse", "en": "E-mail"},
    "mobile": {"fr": "GSM", "nl": "Gsm", "de": "Mobiltelefon", "en": "Mobile"},
    "label": {
        "fr": "Gestionnaire de dossier",
        "nl": "Dossierbeheerder",
        "de": "Sachbearbeiter",
        "en": "Dossier manager",
    },
    "language": {"fr": "Langue", "nl": "Taal", "de": "Sprache", "en": "Language"},
    "street": {"fr": "Rue", "nl": "Straat", "de": "Strasse", "en": "Street"},
    "house_number": {
        "fr": "Numéro de maison",
        "nl": "Huisnummer",
        "de": "Hausnummer",
        "en": "House number",
    },
    "box": {"fr": "Boîte", "nl": "Bus", "de": "Briefkasten", "en": "Box"},
    "postcode": {"fr": "Code postal", "nl": "Postcode", "de": "PLZ", "en": "Postcode"},
    "city": {"fr": "Localité", "nl": "Gemeente", "de": "Ort", "en": "City"},
    "country": {"fr": "Pays", "nl": "Land", "de": "Land", "en": "Country"},
    "national_number": {
        "fr": "Numéro de registre national",
        "nl": "Rijksregisternummer",
        "de": "Nationalregisternummer",
        "en": "National register number",
    },
    "partner_national_number": {
        "fr": "Numéro de registre national du partenaire",
        "nl": "Rijksregisternummer partner",
        "de": "Nationalregisternummer des Partners",
        "en": "National register number of the partner",
    },
    "partner_first_name": {
        "fr": "Prénom du partenaire",
        "nl": "Voornaam partner",
        "de": "Vorname des Partners",
        "en": "Partner's first name",
    },
    "partner_last_name": {
        "fr": "Nom du partenaire",
        "nl": "Achternaam partner",
        "de": "Nachname des Partners",
        "en": "Partner's last name",
    },
    "partner_email": {
        "fr": "E-mail du partenaire",
        "nl": "E-mailadres partner",
        "de": "E-Mail-Adresse des Partners",
        "en": "Partner's e-mail",
    },
    "partner_language": {
        "fr": "Langue du partenaire",
        "nl": "Taal partner",
        "de": "Sprache des Partners",
        "en": "Partner's language",
    },
    "company": {"fr": "Société", "nl": "Bedrijf", "de": "Firma", "en": "Company"},
    "enterprise_number": {
        "fr": "Numéro d'entreprise",
        "nl": "Ondernemingsnummer",
        "de": "Unternehmensnummer",
        "en": "Enterprise number",
    },
    "client_number": {
        "fr": "Numéro client",
        "nl": "Klantnummer",
        "de": "Mandantennummer",
        "en": "Client number",
    },
    "phone": {"fr": "Téléphone", "nl": "Telefoon", "de": "Telefon", "en": "Phone"},
    "birth_date": {
        "fr": "Date de naissance",
        "nl": "Geboortedatum",
        "de": "Geburtsdatum",
        "en": "Birth date",
    },
    "nationality": {
        "fr": "Nationalité",
        "nl": "Nationaliteit",
        "de": "Staatsangehörigkeit",
        "en": "Nationality",
    },
    "country_of_practice": {
        "fr": "Pays d'exercice",
        "nl": "Land van uitoefening",
        "de": "Ausübungsland",
        "en": "Country of practice",
    },
    "iban": {"fr": "IBAN", "nl": "IBAN", "de": "IBAN", "en": "IBAN"},
    "notes": {"fr": "Notes", "nl": "Notities", "de": "Notizen", "en": "Notes"},
}
