"""Words above columns and the field they name, in four languages and in the technical names of programs.

A table of data. What a word means only in context (“Nom”, “N°”, “Code”) stands in context.py, whose it is
(“… du conjoint”, “… (bureau)”) in whose.py, and what is left out on purpose in aside.py.
"""

# Readable here, normalised when loaded; separated by commas (which normalising removes anyway).
SYNONYMS: dict[str, str] = {
    "first_name": """
        prénom, prénoms, prénom usuel, voornaam, voornamen, roepnaam, vorname, vornamen, rufname,
        first name, first names, firstname, firstnames, given name, given names, forename,
        forenames, fname, christian name""",
    "last_name": """
        nom de famille, nom patronymique, patronyme, nom de naissance, achternaam, familienaam,
        geslachtsnaam, nachname, familienname, last name, last names, lastname, lastnames, surname,
        family name, lname, nom usuel""",
    "full_name": """
        nom complet, nom et prénom, nom & prénom, nom prénom, prénom et nom, prénom nom, nom et
        prénoms, nom(s) et prénom(s), noms et prénoms, volledige naam, naam en voornaam, naam
        voornaam, voornaam en naam, voornaam naam, voornaam achternaam, achternaam voornaam,
        achternaam en voornaam, familienaam en voornaam, familienaam voornaam, full name,
        fullname, display name, file as, fn, formatted name, mailing name, name and first name,
        first name last name, last name first name, first name and last name, name vorname, name
        und vorname, vorname name, vorname und name, nachname vorname, vorname nachname,
        vollständiger name, weergavenaam, nom affiché, anzeigename, titulaire, titularis""",
    "infix": "infix, tussenvoegsel, voorvoegsel, voorvoegsels, tussenvoegsels, particule",
    "email": """
        e-mail, email, e-mails, mail, courriel, adresse e-mail, adresse email, adresse mail,
        adresse courriel, adresse électronique, adresse de messagerie, adresse de courrier, e-mail
        1, email 1, mail 1, mel, mél, mailadres, e-mailadres, emailadres, e-mail adres, email
        adres, e-mailadres 1, e-mail address, email address, emailaddress, e-mail 1 value, mail
        address, e-mail 1 address, e-mail-adresse, email-adresse, mailadresse, elektronische post,
        e-mail principal, primary email, main email, e-mail principale""",
    "language": """
        langue, langue de correspondance, code langue, langue de contact, langue parlée, lg,
        taal, taalcode, voertaal, correspondentietaal, taalkeuze, taalrol, rôle linguistique,
        language, lang, language code, locale, preferred language, correspondence language,
        sprache, korrespondenzsprache, sprachcode, muttersprache""",
    "address": """
        adresse, adresse complète, domicile, adresse postale, adresse du domicile, adresse légale,
        adres, volledig adres, thuisadres, domicilie, woonadres, postadres, domicilieadres,
        address, full address, home address, postal address, address 1 formatted, anschrift,
        vollständige adresse, wohnadresse, postanschrift, wohnsitz, adresse formatée, adr, siège
        social, adresse du siège social, maatschappelijke zetel, zetel, sitz, rue et numéro, rue &
        n°, rue et n°, rue n°, rue + n°, rue numéro, rue et n° de rue, straat en nummer, straat +
        nr, straat en nr, straat nr, straat & nr, straat nummer, straat en huisnummer, straat
        huisnummer, street and no, street and number, strasse und nummer, straße und hausnummer,
        strasse nr, strasse / nr, strasse und hausnummer, strasse hausnummer""",
    "street": """
        rue, voie, nom de rue, nom de la rue, libellé voie, adr 1, adresse 1, ligne adresse 1,
        adresse rue, adresse ligne 1, straat, straatnaam, straat 1, adres 1, adresregel 1,
        adreslijn 1, street, street name, street 1, street address, address line 1, address 1,
        adrstreet 1, address 1 street, address street, strasse, straße,
        adresse_strasse, strasse 1, adresszeile 1, avenue, rue avenue""",
    "street_2": """
        complément d'adresse, complément adresse, adresse 2, adr 2, adresse ligne 2, ligne adresse
        2, rue 2, suite adresse, adres 2, adresregel 2, adreslijn 2, adresaanvulling, straat 2,
        toevoeging adres, street 2, address line 2, address 2, adrstreet 2, extended address,
        address 1 extended address, address complement, adresszusatz, adresszeile 2, strasse 2""",
    "house_number": """
        numéro de maison, n° de maison, numéro maison, n° maison, n° de rue, numéro de rue, n°
        rue, numéro de voie, huisnr, huisnummer, house number, house nr, housenumber, street
        number, street no, hausnummer, haus nr, hausnr, adresse_nr""",
    "box": """
        boîte, bte, bt, n° de boîte, n° boîte, numéro de boîte, n° bte, bus, busnr, busnummer, bus
        nr, box, house box, box number, box nr, apt, unit, apartment, appartement, app,
        briefkasten, bfk, boîte postale n°, nr bus, toevoeging, huisnummertoevoeging""",
    "postcode": """
        code postal, codepostal, cp, c.p., npa, cpostal, postcode, postnummer, postkode, post
        code, postal code, postalcode, zip, zip code, zipcode, adrzip, address_zip, address 1
        postal code, plz, postleitzahl, adresse_plz""",
    "city": """
        localité, ville, commune, gemeente, plaats, woonplaats, stad, localiteit, plaatsnaam,
        city, town, locality, adrcity, address_city, address 1 city, municipality, ort, wohnort,
        stadt, ortschaft, gemeinde, adresse_ort, ville localité, localité commune""",
    "town": """
        code postal et localité, code postal localité, cp localité, cp et localité, cp commune, cp
        et commune, cp ville, cp et ville, cp + localité, code postal et ville, code postal ville,
        code postal et commune, code postal commune, npa localité, npa et localité, npa ville, npa
        lieu, postcode en gemeente, postcode gemeente, postcode en plaats, postcode plaats,
        postcode woonplaats, postcode stad, postcode + gemeente, postcode and city, zip city,
        postal code and city, plz ort, plz und ort, plz wohnort, postleitzahl und ort""",
    "country": """
        pays, code pays, pays de résidence, pays du domicile, pays de domicile, pays/région, pays
        iso, land, landcode, land/regio, woonland, land van verblijf, country, country code,
        country name, countrycode, country_id, adrcountry, address_country, country/region,
        address 1 country, country of residence, adresse_land, wohnsitzland, land/region,
        ländercode, land code""",
    "company": """
        société, entreprise, raison sociale, nom société, nom de la société, nom de l'entreprise,
        nom entreprise, dénomination, dénomination sociale, nom commercial, firme, nom de la
        firme, enseigne, raison sociale ou nom, bedrijf, bedrijfsnaam, firma, onderneming,
        vennootschap, handelsnaam, commerciële naam, maatschappelijke naam, naam bedrijf, naam
        vennootschap, naam onderneming, benaming, company, company name, organization,
        organisation, organization name, organization 1 name, org, trade name, commercial name,
        business name, firma_name, firmenname, unternehmen, gesellschaft, related company, société
        liée""",
    "enterprise_number": """
        n° d'entreprise, numéro d'entreprise, n° entreprise, numéro entreprise, n° BCE, numéro
        BCE, BCE, TVA, n° TVA, n° de TVA, numéro TVA, numéro de TVA, n° TVA intracommunautaire,
        TVA intracommunautaire, TVA BCE, n° TVA BCE, SIREN, SIRET, n° SIREN, n° SIRET, n° IDE,
        numéro IDE, IDE, matricule société, ondernemingsnummer, ondernemingsnr, KBO, KBO-nummer,
        KBO-nr, btw, btw-nummer, btw-nr, btw of kbo, KvK, KvK-nummer, KvK-nr, enterprise number,
        enterprise no, company number, company no, CBE, CBE number, vat, vat number, vat nr,
        vat_id, vatnumber, vat no, vatnr, tax id, vat or cbe, registration nr, chamber of
        commerce, chamber of commerce number, UID-nummer, UID-Nr, MWST-nummer, MWST-Nr, MwSt-Nr.,
        MWSTNr, USt-IdNr, USt-Id-Nr, UST-IDNR, unternehmensnummer, n° d'identification TVA, numéro
        d'identification TVA, n° RCS, numéro RCS""",
    "household": """
        ménage, n° de ménage, numéro de ménage, n° ménage, id ménage, foyer, n° foyer, foyer fiscal,
        n° de foyer, gezin, gezinsnummer, gezinsnr, gezins id, gezinscode, huishouden, household,
        household number, household id, family id, haushalt, haushaltsnummer, haushalt id""",
    "label": """
        étiquette, étiquettes, gestionnaires, gestionnaires de dossier, dossierbeheerders,
        gestionnaire, gestionnaire de dossier, gestionnaire du dossier, gestionnaire dossier,
        responsable du dossier, responsable de dossier, responsable dossier, responsable client,
        collaborateur, collaborateurs, collaborateur en charge, chargé de dossier,
        chargé du dossier, titulaire du dossier, associé responsable, etiket, etiketten, label,
        labels, dossierbeheerder, beheerder, dossierverantwoordelijke, verantwoordelijke,
        dossiermedewerker, dossiermedewerkers, dossiermedewerker(s), medewerker, medewerkers,
        hoofdverantwoordelijke, klantverantwoordelijke, klantbeheerder, tag, tags, responsible,
        responsible person, manager, dossier manager, file manager, case manager, account manager,
        account manager full name, accountmanager, project manager, agent, owner, assigned to,
        salesperson, vendeur, verkoper, zuständig, betreuer, sachbearbeiter, sachbearbeiterin,
        mandatsverantwortlicher, mandatsleiter, responsible e-mail, collaborateur(s) du dossier,
        collaborateurs de dossier""",
    "national_number": """
        numéro de registre national, n° de registre national, n° registre national,
        registre national, numéro registre national, numéro du registre national,
        n° du registre national, reg nat, n° reg nat, numéro national, n° national, NN, NRN, RN,
        n° RN, n° NN, n° NRN, NISS, n° NISS, numéro NISS, matricule national,
        n° matricule national, rijksregisternummer, rijksregister, rijksregisternr,
        rijksregister nr, rijksreg nr, rijksreg nummer, nr rijksregister, RRN, RR, RRNR,
        RR-nummer, RR-nr, INSZ, INSZ-nummer, INSZ-nr, nationaal nummer,
        rijksregisternummer (insz), national register number, national register no,
        national register, national registration number, national number, national nr,
        national no, national id, national identification number, SSIN, nationalregisternummer,
        nationalregister nr, nationale nummer, NR-Nummer, bisnummer, n° bis""",
    "phone": """
        téléphone, tél, tel, n° de téléphone, n° téléphone, numéro de téléphone, numéro téléphone,
        n° tél, téléphone fixe, tél. fixe, fixe, téléphone 1, tél 1, telefoon, telefoonnummer,
        telefoonnr, telefoon nr, tel nr, vaste telefoon, vast nummer, telefoon 1, phone, phone
        number, phone no, phone 1, telephone, telephone number, landline, phone 1 value, telefon,
        telefonnummer, telefon nr, festnetz, telefon 1, tel voice, téléphone 2, tél 2, telefoon 2,
        phone 2, phone 2 value, phone 3, phone 3 value, phone 4 value, telefon 2, autre téléphone,
        other phone, tel home, tel work, car phone, company main phone, primary phone, home phone
        2, business phone 2""",
    "mobile": """
        GSM, n° GSM, n° de GSM, numéro de GSM, numéro GSM, portable, téléphone portable, mobile,
        n° mobile, n° portable, tél. mobile, téléphone mobile, tél. portable, tél. gsm, téléphone
        gsm, natel, cellulaire, gsm-nummer, gsm-nr, gsm nr, mobiel, mobiele telefoon, mobiel
        nummer, gsm nummer, mobile number, mobile phone, mobile no, mobile phone number, cell,
        cell phone, tel cell, mobil, mobiltelefon, mobilnummer, mobiltel, handy, handynummer,
        natel nr""",
    "birth_date": """
        date de naissance, date naissance, né(e) le, né le, née le, naissance, anniversaire, dt
        naissance, ddn, geboortedatum, verjaardag, geboren op, gebdatum, geb datum, geboorte,
        birth date, birthdate, date of birth, DOB, birthday, BDAY, born, born on, geburtsdatum,
        geburtstag, geboren am, geb am""",
    "nationality": """
        nationalité, nationaliteit, nationality, citizenship, nationalität, staatsangehörigkeit,
        nationalités""",
    "country_of_practice": """
        pays d'exercice, pays d'activité, pays d'exercice de l'activité, pays de travail,
        pays de pratique, pays d'emploi, land van uitoefening, land van activiteit, werkland,
        land van tewerkstelling, country of practice, country of activity, practice country,
        country of work, working country, country of employment, ausübungsland, tätigkeitsland,
        land der tätigkeit, land der ausübung, arbeitsland""",
    "iban": """
        IBAN, compte bancaire, n° de compte, n° compte, numéro de compte, compte IBAN, n° IBAN,
        RIB, n° de compte bancaire, compte en banque, n° compte bancaire, rekening,
        rekeningnummer, rekeningnr, bankrekening, bankrekeningnummer, bank rekening nummer,
        IBAN-nummer, iban nr, bank account, bank accounts, account number, bank account number,
        bank 1, bank_ids/acc_number, bank_ids, kontonummer, bankkonto, IBAN-Nr, bankverbindung""",
    "notes": """
        notes, note, remarque, remarques, commentaire, commentaires, commentaire(s), observations,
        observation, notities, notitie, nota, nota's, opmerking, opmerkingen, commentaar, remarks,
        remark, comment, comments, description, memo, bemerkung, bemerkungen, bemerkung(en),
        notiz, notizen, notiz(en), anmerkung, anmerkungen, infos, informations""",
    "kind": """
        type de client, type client, personne/société, soort klant, type klant, persoon/bedrijf,
        klanttype, contact type, client type, company_type, kontaktart, kundentyp, kundenart,
        personne ou société, person or company, type de contact, contacttype, kind of client, type
        de personne, mandantentyp, type personne, soort persoon, pp pm, pp ou pm, type relatie,
        relatietype, is_company, is a company, est une société, is een bedrijf, is bedrijf, ist
        ein unternehmen, est une entreprise, entreprise (oui/non), société (oui/non), bedrijf
        (ja/nee)""",
    "client_number": """
        code client, n° client, n° de client, numéro client, numéro de client, réf. client, réf
        client, référence client, id externe, id client, code dossier, n° dossier, n° de dossier,
        numéro de dossier, numéro dossier, réf. dossier, klantcode, klantennummer, klantnummer,
        klantnr, klantennr, klant nr, klant id, dossiernummer, dossiernr, dossier nr, dossiercode,
        extern relatienummer, relatienummer, relatiecode, customer code, client code, client
        number, client no, customer number, customer no, custcode, customer id, client id, contact
        code, contact id, external id, unique identifier, client ref, client reference,
        kundennummer, kundencode, kunden-nr, kunden-id, mandantennummer, mandanten-nr,
        mandantennr, debiteurnummer, debiteurennummer, debitorennummer, id_client""",
}
