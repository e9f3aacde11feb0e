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

# Readable here, normalised when loaded; separated by commas (which normalising removes anyway).
SYNONYMS: dict[str, str] = {
    "first_name": """
        prénom, prénoms, prénom du client, prénom client, prénom contribuable, prénom du contribuable,
        voornaam, voornamen, voornaam klant, roepnaam, vorname, vornamen,
        first name, first names, firstname, firstnames, given name, forename, fname""",
    "last_name": """
        nom de famille, patronyme, nom contribuable, achternaam, familienaam, nachname, familienname,
        last name, last names, lastname, lastnames, surname, family name, lname""",
    "full_name": """
        nom complet, nom et prénom, nom & prénom, nom prénom, prénom et nom, prénom nom, contribuable,
        volledige naam, naam en voornaam, naam voornaam, voornaam en naam, voornaam naam, klant,
        full name, display name, file as, fn, mailing name, client, client name, customer name, customer,
        name vorname, name und vorname, vorname name, vorname und name, vollständiger name, mandant""",
    "email": """
        e-mail, email, mail, courriel, adresse e-mail, adresse email, adresse mail, adresse courriel,
        adresse électronique, adresse de messagerie, adresse de courrier, e-mail 1, email 1, mel,
        mailadres, e-mailadres, emailadres, e-mail adres, e-mail address, email address, email work,
        e-mail 1 value, mail address, e-mail-adresse, email-adresse, mailadresse""",
    "language": """
        langue, langue du client, langue de correspondance, code langue, langue de contact,
        taal, taalcode, voertaal, correspondentietaal, taal klant,
        language, lang, language code, locale, preferred language,
        sprache, korrespondenzsprache, sprachcode""",
    "address": """
        adresse, adresse complète, domicile, adresse postale, adresse du domicile, adresse domicile,
        adres, volledig adres, thuisadres, domicilie, woonadres, postadres,
        address, full address, home address, postal address, address 1 formatted, anschrift,
        vollständige adresse, rue et numéro, rue & n°, rue et n°, rue n°, rue + n°, rue numéro,
        straat en nummer, straat + nr, straat en nr, straat nr, straat & nr, straat nummer,
        strasse und nummer, straße und hausnummer, strasse nr, strasse / nr, street and number""",
    "street": """
        rue, voie, nom de rue, adr1, adresse 1, ligne adresse 1, rue (domicile), rue (bureau), adresse rue,
        straat, straatnaam, huisadres straat, werkadres straat,
        street, street name, street 1, street1, street address, address line 1, address 1, adrstreet1,
        home street, business street, address 1 street, strasse, straße, adresse_strasse""",
    "house_number": """
        numéro de maison, n° de maison, numéro maison, n° de rue, numéro de rue, huisnr, huisnummer,
        house number, house nr, housenumber, street number, hausnummer, haus nr, hausnr, adresse_nr""",
    "box": """
        boîte, bte, bt, n° de boîte, n° boîte, numéro de boîte, bus, busnr, busnummer, box, house box,
        box number, apt, unit, briefkasten""",
    "postcode": """
        code postal, cp, npa, code postal (domicile), code postal (bureau), code postal domicile,
        postcode, postnummer, huisadres postcode, werkadres postcode,
        post code, postal code, zip, zip code, zipcode, adrzip, address_zip, home postal code,
        business postal code, address 1 postal code, plz, postleitzahl, adresse_plz""",
    "city": """
        localité, ville, commune, ville (domicile), ville (bureau), gemeente, plaats, woonplaats, stad,
        localiteit, huisadres plaats, werkadres plaats, city, town, locality, adrcity, address_city,
        home city, business city, address 1 city, ort, wohnort, stadt, ortschaft, adresse_ort""",
    "country": """
        pays, code pays, pays de résidence, pays du domicile, pays/région (domicile),
        pays/région (bureau), land, landcode, land/regio (thuis), land/regio (werk), woonland,
        country, country code, country name, country_id, adrcountry, address_country, country/region,
        home country/region, business country/region, address 1 country, adresse_land, wohnsitzland""",
    "company": """
        société, entreprise, raison sociale, nom société, nom de la société, nom de l'entreprise,
        nom entreprise, dénomination, dénomination sociale, nom commercial, firme, nom de la firme,
        bedrijf, bedrijfsnaam, firma, onderneming, vennootschap, handelsnaam, commerciële naam,
        maatschappelijke naam, naam bedrijf, naam vennootschap, naam onderneming,
        company, company name, organization, organisation, organization name, organization 1 name,
        org, trade name, commercial name, business name, entity, firma_name, firmenname, unternehmen,
        gesellschaft""",
    "enterprise_number": """
        n° d'entreprise, numéro d'entreprise, n° entreprise, numéro entreprise, n° BCE, numéro BCE, BCE,
        TVA, n° TVA, n° de TVA, numéro TVA, numéro de TVA, n° TVA intracommunautaire, SIREN, SIRET,
        n° SIREN, n° IDE, numéro IDE, IDE, matricule société, ondernemingsnummer, ondernemingsnr,
        KBO, KBO-nummer, KBO-nr, btw, btw-nummer, btw-nr, KvK, KvK-nummer, enterprise number,
        company number, CBE, CBE number, vat, vat number, vat nr, vat_id, vatnumber, vat no, tax id,
        vat or cbe, registration nr, chamber of commerce, chamber of commerce number, UID, UID-nummer,
        UID-Nr, MWST-nummer, MWST-Nr, MwSt-Nr., USt-IdNr, USt-Id-Nr, unternehmensnummer""",
    "label": """
        étiquette, étiquettes, gestionnaire, gestionnaire de dossier, gestionnaire du dossier,
        responsable du dossier, responsable de dossier, responsable dossier, collaborateur,
        chargé de dossier, titulaire du dossier, etiket, label, labels, dossierbeheerder, beheerder,
        dossierverantwoordelijke, verantwoordelijke, dossiermedewerker, dossiermedewerkers,
        dossiermedewerker(s), medewerker, hoofdverantwoordelijke, klantverantwoordelijke,
        tag, tags, responsible, responsible person, manager, dossier manager, file manager,
        case manager, account manager, account manager full name, project manager, agent, owner,
        assigned to, zuständig, betreuer, sachbearbeiter, sachbearbeiterin, mandatsverantwortlicher,
        mandatsleiter""",
    "national_number": """
        numéro de registre national, n° de registre national, n° registre national, registre national,
        numéro registre national, numéro du registre national, n° du registre national,
        numéro national, n° national, NN, NRN, RN, n° RN, NISS, n° NISS, numéro NISS, matricule national,
        rijksregisternummer, rijksregister, rijksregisternr, rijksregister nr, RRN, RR-nummer, RR-nr,
        INSZ, INSZ-nummer, INSZ-nr, nationaal nummer, national register number, national register no,
        national registration number, national number, national nr, national id,
        national identification number, SSIN, nationalregisternummer, nationale nummer, NR-Nummer""",
    "partner_national_number": """
        numéro de registre national du partenaire, numéro de registre national partenaire,
        n° de registre national du partenaire, n° registre national partenaire,
        registre national partenaire, numéro national partenaire, n° national partenaire,
        NN partenaire, NRN partenaire, RN partenaire, NISS partenaire, NISS du partenaire,
        numéro de registre national du conjoint, n° registre national conjoint, NISS conjoint,
        NISS du conjoint, RN conjoint, NN conjoint, n° national conjoint, n° national du conjoint,
        matricule conjoint, rijksregisternummer partner, rijksregisternummer van de partner,
        rijksregisternr partner, rijksregisternummer echtgenoot, rijksregisternummer echtgenote,
        INSZ partner, RRN partner, partner national number, partner national register number,
        partner's national number, partner's national register number,
        national register number of the partner, national register number partner,
        national number partner, partner NRN, partner SSIN, spouse national number, spouse SSN,
        nationalregisternummer des Partners,
        nationalregisternummer partner""",
    "partner_first_name": """
        prénom du partenaire, prénom partenaire, prénom du conjoint, prénom conjoint,
        voornaam partner, voornaam van de partner, voornaam echtgenoot, voornaam echtgenote,
        partner first name, partner's first name, first name partner, spouse first name,
        vorname partner, vorname des partners, vorname ehepartner""",
    "partner_last_name": """
        nom du partenaire, nom partenaire, nom de famille du partenaire, nom du conjoint, nom conjoint,
        naam partner, achternaam partner, familienaam partner, naam van de partner, naam echtgenoot,
        partner last name, partner's last name, last name partner, partner surname, spouse last name,
        nachname partner, nachname des partners, name partner, nachname ehepartner""",
    "partner_email": """
        e-mail du partenaire, e-mail partenaire, email partenaire, email du partenaire,
        e-mail conjoint, e-mail du conjoint, email conjoint, e-mailadres partner, e-mail partner,
        email partner, mailadres partner, partner e-mail, partner email, partner's e-mail,
        spouse email, e-mail-adresse des partners, e-mail-adresse partner, e-mail des partners""",
    "partner_language": """
        langue du partenaire, langue partenaire, langue conjoint, langue du conjoint, taal partner,
        taal van de partner, partner language, partner's language, spouse language,
        sprache partner, sprache des partners""",
    "phone": """
        téléphone, tél, tel, n° de téléphone, n° téléphone, numéro de téléphone, téléphone (domicile),
        téléphone (bureau), téléphone fixe, téléphone privé, telefoon, telefoonnummer, telefoonnr,
        telefoon thuis, telefoon op werk, vaste telefoon, phone, phone number, phone1, phone 1, telephone,
        telephone number, home phone, business phone, phone (private), landline, phone 1 value,
        telefon, telefonnummer, festnetz, tél. fixe""",
    "mobile": """
        GSM, n° GSM, n° de GSM, numéro de GSM, numéro GSM, portable, téléphone portable, mobile,
        tél. mobile, téléphone mobile, n° mobile, natel, cellulaire, gsm-nummer, gsm-nr, mobiel,
        mobiele telefoon, mobiel nummer, mobile number, mobile phone, cell, cell phone,
        mobil, mobiltelefon, mobilnummer, handy, handynummer""",
    "birth_date": """
        date de naissance, date naissance, né(e) le, né le, naissance, anniversaire, geboortedatum,
        verjaardag, geboren op, birth date, birthdate, date of birth, DOB, birthday, BDAY,
        geburtsdatum, geburtstag, geboren am""",
    "nationality": """
        nationalité, nationaliteit, nationality, citizenship, nationalität, staatsangehörigkeit""",
    "country_of_practice": """
        pays d'exercice, pays d'activité, pays d'exercice de l'activité, pays de travail,
        pays de pratique, land van uitoefening, land van activiteit, werkland, country of practice,
        country of activity, practice country, country of work, working country, ausübungsland,
        tätigkeitsland, land der tätigkeit, arbeitsland""",
    "iban": """
        IBAN, compte bancaire, n° de compte, n° compte, numéro de compte, compte IBAN, n° IBAN, RIB,
        rekening, rekeningnummer, rekeningnr, bankrekening, bankrekeningnummer, bank rekening nummer,
        IBAN-nummer, bank account, account number, bank1, bank_ids/acc_number,
        kontonummer, bankkonto, IBAN-Nr""",
    "notes": """
        notes, note, remarque, remarques, commentaire, commentaires, commentaire(s), observations,
        notities, nota, opmerking, opmerkingen, commentaar, remarks, remark, comment, comments,
        description, bemerkung, bemerkungen, bemerkung(en), notiz, notizen, notiz(en), anmerkungen""",
    "kind": """
        type de client, type client, personne/société, soort klant, type klant, persoon/bedrijf,
        kind, is_company, contact type, client type, company_type, kontaktart, kundentyp,
        personne ou société, person or company""",
    "client_number": """
        code client, n° client, n° de client, numéro client, numéro de client, réf. client,
        référence client, id externe, klantcode, klantennummer, klantnummer, klantnr, klantennr,
        extern relatienummer, customer code, client code, client number, client no, custcode,
        customer id, client id, contact code, external id, unique identifier,
        kundennummer, kundencode, kunden-nr, mandantennummer, mandanten-nr""",
}
