"""Columns that are recognised and left out on purpose, and the reason in words.

A table of data, and its sentences. A column is never left out because nobody knows what it is without
saying so: that one has no note at all.
"""

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

# By note. Readable here, normalised when loaded; separated by commas.
ASIDE: dict[str, str] = {
    "salutation": """
        titre, titre civil, civilité, salutation, formule de politesse, titre de civilité, titel,
        aanspreking, aanspreektitel, aanhef, aanspreekvorm, title, salutation title, name prefix,
        prefix, suffix, name suffix, suffixe, achtervoegsel, honorific, anrede, briefanrede,
        namenszusatz, initials, initiales, initialen, voorletters, politesse""",
    "middle_name": """
        middle name, middle names, deuxième prénom, autres prénoms, middelste naam, tweede voornaam,
        weitere vornamen, weiterer vorname, additional name, second prénom, zweiter vorname""",
    "sex": "sexe, genre, m f, h f, geslacht, m v, sex, gender, geschlecht",
    "marital_status": """
        état civil, situation familiale, situation maritale, régime matrimonial, burgerlijke staat,
        gezinstoestand, gezinssituatie, huwelijksstelsel, marital status, civil status, family status,
        zivilstand, familienstand, gehuwd, marié, marié(e), married, verheiratet""",
    "profession": """
        profession, métier, fonction, activité, beroep, functie, occupation, job title, job, function,
        position, job position, beruf, funktion, service, département société, afdeling, department,
        abteilung, organization title, organization department, role, rôle, employeur, werkgever""",
    "website": """
        site web, site internet, page web, site, url, website, webpagina, webstek, webpage, homepage,
        home page, web page, web, webseite, internet, www, linkedin, facebook""",
    "payment_terms": """
        délai de paiement, conditions de paiement, mode de paiement, betalingstermijn,
        betalingsvoorwaarden, betalingsvoorwaarde, betaalwijze, payment terms, payment term, paydelay,
        paymode, payment method, zahlungsfrist, zahlungsbedingungen, discount, remise, korting, tarif,
        tarief, price list, pricelist""",
    "active": """
        actif, inactif, archivé, actif inactif, actief, inactief, gearchiveerd, active, is active,
        isactive, inactive, archived, aktiv, inaktiv, archiviert""",
    "fax": "fax, n° fax, télécopie, faxnummer, fax number, fax nr, telefax, faxnummer 1, facsimile",
    "bic": "bic, swift, bic swift, code bic, bic-code, swift code, bank_ids/bank, bank, banque",
    "region": """
        région, canton, province, département, dép/région, provincie, regio, gewest, kanton,
        state, state_id, region, state province, county, bundesland, bundesland/kanton, adrstate,
        district, arrondissement, po box, p.o. box, case postale, postfach, postbus, boîte
        postale, latitude, longitude, code ins, ins""",
    "legal_form": """
        forme juridique, forme légale, nature juridique, rechtsvorm, vennootschapsvorm, ondernemingsvorm,
        legal form, legal status, legal entity type, rechtsform""",
    "bookkeeping": """
        code monnaie, monnaie, devise, munt, valuta, currency, currid, currency code, währung,
        régime tva, assujetti tva, assujetti, assujettissement, btw plichtigheid, btw-plichtig, btw-regime,
        btw plicht, vat regime, vattype, vat type, vatid, vat liable, centaccid, code comptable,
        compte comptable, compte général, n° comptable, boekingsrekening als klant,
        boekingsrekening als leverancier, boekhoudnummer, nr. boekhouding, boekhoudsoftware,
        logiciel comptable, accountancy software, date de clôture, clôture, exercice, exercice comptable,
        boekjaar, afsluitdatum, account payable, account receivable, vat country, vatcountry,
        vat country code, bank 2, honoraires, ereloon, solde, saldo, balance, credit limit, centralisation,
        mandat, mandaat, taux horaire, forfait""",
    "sector": """
        secteur, secteur d'activité, code nace, nace, nacebel, sector, branche, nace code, nace-code,
        industry, categories, category, catégorie client, groupe, groupe de clients, groep, klantengroep,
        customer group, kategorie, kundengruppe, rubrique""",
    "card": """
        photo, foto, image, avatar, logo, surnom, bijnaam, nickname, spitzname, phonetic first name,
        phonetic middle name, phonetic last name, yomi name, given name yomi, additional name yomi,
        family name yomi, maiden name, nom de jeune fille, meisjesnaam, hobby, location, occupation notes,
        billing information, directory server, mileage, sensitivity, subject, priority, e-mail type,
        type de messagerie, e-mail-typ, e-mailtype, e-mail display name, e-mailweergavenaam,
        nom complet de l'adresse de messagerie, e-mail: angezeigter name, keywords, private, gender label,
       """,
    "own_number": """
        id, uid record, uuid, guid, record id, row id, ligne, volgnummer, n° d'ordre, no ordre, volgnr,
        numéro d'ordre, regelnummer, line, search code, zoekcode, code de recherche, suchbegriff, suchcode,
        identifiant, identifiant interne, intern nummer, internal id, référence interne, acc code, acccode,
        klantreferentie, referentie, référence, reference, ref, référence externe, n° de rang, rang""",
    "dates": """
        date de création, créé le, date création, date d'entrée, client depuis, date de début, date de fin,
        date de modification, modifié le, dernière modification, aanmaakdatum, aangemaakt op, startdatum,
        einddatum, klant sinds, datum van oprichting, oprichtingsdatum, date de constitution,
        date de création de la société, gewijzigd op, laatst gewijzigd, creation date, created on, created,
        created at, created_at, create_date, last updated, updated at, updated_at, modified on,
        last updated on, write_date, start date, end date, erstellt am, geändert am, eintrittsdatum,
        date de décès, overlijdensdatum, date of death, sterbedatum, disabled date""",
    "birth_place": """
        lieu de naissance, pays de naissance, commune de naissance, geboorteplaats, geboorteland,
        birth place, place of birth, country of birth, geburtsort, geburtsland""",
    "court": "tribunal, greffe, rechtbank, arrondissement judiciaire, handelsregister, registre du commerce",
    "papers": """
        n° de carte d'identité, numéro de carte d'identité, carte d'identité, n° carte d'identité,
        n° ci, permis, permis de séjour, identiteitskaart, identiteitskaartnummer, nummer identiteitskaart,
        identity card number, id card, passport, paspoort, passeport, n° passeport, verblijfsvergunning,
        ausweisnummer, aufenthaltsbewilligung, bewilligung""",
    "mailings": """
        newsletter, nieuwsbrief, mailing, consentement rgpd, gdpr consent, opt in, opt out,
        consentement, consent, gdpr, rgpd, toestemming, newsletter opt in, infolettre,
        carte de voeux, kerstkaart""",
    "groups": "group membership, groupes, groepen, groups",
    "invoice_email": """
        e-mail facture, e-mail factuur, e-mail facturation, facturatie e-mail, factuur e-mail,
        invoice email, billing email, rechnungs-e-mail, email factuur, email facture,
        e-mail comptabilité, cc""",
    "second_email": """
        e-mail 2, email 2, e-mail 2 address, e-mail 3, e-mail 3 address, email 3, mail 2, e-mailadres 2,
        e-mailadres 3, e-mail 2 value, e-mail 3 value, autre e-mail, e-mail secondaire, adresse e-mail 2,
        adresse de messagerie 2, adresse de messagerie 3, secondary email, other email, e-mail-adresse 2,
        mail second, e-mail 2 label, e-mail 2 type, e-mail 3 label, e-mail 3 type""",
    "second_address": """
        rue 3, straat 3, street 3, address line 3, adresse 3, adr 3, adresregel 3, adrstreet 3, strasse 3,
        ville 2, code postal 2, adresse de facturation, facturatieadres, factuuradres, billing address,
        adresse de livraison, leveringsadres, delivery address, shipping address, rechnungsadresse,
        lieferadresse, siège d'exploitation, exploitatieadres""",
}

WHAT = {
    "salutation": gettext_lazy("salutation or title"),
    "middle_name": gettext_lazy("further first names"),
    "sex": gettext_lazy("sex"),
    "marital_status": gettext_lazy("marital status"),
    "profession": gettext_lazy("profession or function"),
    "website": gettext_lazy("website"),
    "payment_terms": gettext_lazy("terms of payment"),
    "active": gettext_lazy("whether the client is active"),
    "status": gettext_lazy("status"),
    "fax": gettext_lazy("fax"),
    "bic": gettext_lazy("code of the bank (BIC)"),
    "region": gettext_lazy("region or post office box"),
    "legal_form": gettext_lazy("legal form"),
    "bookkeeping": gettext_lazy("details of bookkeeping and invoicing"),
    "sector": gettext_lazy("sector or category"),
    "card": gettext_lazy("details of an address book"),
    "own_number": gettext_lazy("number or reference of the program itself"),
    "dates": gettext_lazy("date of the record"),
    "birth_place": gettext_lazy("place of birth"),
    "court": gettext_lazy("court or register"),
    "papers": gettext_lazy("identity papers"),
    "mailings": gettext_lazy("mailings"),
    "flag": gettext_lazy("yes or no"),
}
REASONS = {
    "groups": gettext_lazy("Left out: these are groups of an address book, not dossier managers."),
    "boss": gettext_lazy("Left out: this is the contact's own superior, not the dossier manager."),
    "invoice_email": gettext_lazy("Left out: invoices go to this address, not questionnaires."),
    "second_email": gettext_lazy("Left out: a client has one e-mail address here, the first."),
    "second_address": gettext_lazy("Left out: a client has one address here, the first."),
    "twice": gettext_lazy("Left out: another column is already read for the same."),
    "partner": gettext_lazy(
        "Left out: of the partner, names, e-mail, language and national number are kept."
    ),
    "others": gettext_lazy("Left out: this is about somebody else than the client."),
    "reserved": gettext_lazy(
        "Left out: the law lets only certain bodies keep this number, so it is not read."
    ),
    "supplier": gettext_lazy(
        "Tells customers from suppliers: rows that are only about a supplier are left out."
    ),
    "unclear": gettext_lazy("Left out: what stands in this column is not what its header says."),
    "empty": gettext_lazy("Left out: nothing stands in this column."),
}


def reason(note: str) -> str | Promise:
    """Why a column with this note is left out, in words; nothing for a column nobody recognised."""
    if note in WHAT:
        return _("Left out on purpose: %(what)s.") % {"what": WHAT[note]}
    return REASONS.get(note, "")
