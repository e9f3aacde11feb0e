"""Client lists as bookkeeping and practice programs hand them out. A table of data: signs, headers, fields.

Seen in their manuals unless the comment says otherwise; `signs` are headers hardly anybody else writes together.
"""

from carnet.imports.columns.layouts import Layout, layout

PRODUCTS: tuple[Layout, ...] = (
    layout(
        "Octopus",
        signs="extern relatienummer, straat en nummer, btw plichtigheid, is klant, is leverancier,"
        " boekingsrekening als klant, boekingsrekening als leverancier, vennootschapsvorm",
        needed=4,
        columns="""
            Naam: last_name company
            Voornaam: first_name
            Contactpersoon: contact
            Straat en nummer: address
            Extern relatienummer: client_number
            Id: ignore own_number
            Actief: ignore active
            Is klant: ignore customer
            Is leverancier: ignore supplier
            Vennootschapsvorm: ignore legal_form
            BTW plichtigheid: ignore bookkeeping
            BTW nummer: enterprise_number
            Bank rekening nummer: iban
        """,
    ),
    layout(
        "WinBooks",
        signs="adrzip, adrcity, adrstreet1, adrcountry, vatnumber, vatcountry, paydelay, centaccid",
        needed=5,
        columns="""
            type: ignore supplier
            id: client_number
            name: full_name company
            contact: contact
            agent: label
            vatnumber: enterprise_number
            vatcountry: ignore vat_country
            vatid, currid, vattype, centaccid: ignore bookkeeping
            category: ignore sector
            paydelay, paymode: ignore payment_terms
            adrstreet1: street
            adrstreet2: street_2
            bank1: iban
            bank2: ignore bookkeeping
        """,
    ),
    layout(
        "Exact Online",
        signs="SearchCode, AddressLine1, AddressLine2, AddressLine3, VATNumber, ChamberOfCommerce, CountryName,"
        " AccountManagerFullName, TradeName, BankAccounts, MainContact, BSN",
        needed=5,
        columns="""
            Code: client_number
            Name: full_name company
            TradeName: ignore twice
            MainContact: contact
            AddressLine1: street
            AddressLine2: street_2
            AddressLine3: ignore second_address
            CountryName: ignore twice
            ChamberOfCommerce: ignore twice
            AccountManager, AccountManagerFullName: label
            Status: ignore status
            State: ignore region
            BankAccounts: iban
        """,
    ),
    # The names of the columns on the Dutch screen are assumed.
    layout(
        "Exact Online",
        signs="zoekcode, adresregel 1, adresregel 2, adresregel 3, btw-nummer, kvk-nummer,"
        " accountmanager, relatiebeheerder",
        needed=4,
        columns="""
            Code: client_number
            Naam, Naam relatie: full_name company
            Zoekcode: ignore own_number
            Adresregel 1: street
            Adresregel 2: street_2
            KvK-nummer: ignore twice
            Accountmanager, Relatiebeheerder: label
            Contactpersoon, Hoofdcontactpersoon: contact
        """,
    ),
    layout(
        "Yuki",
        signs="Infix, Initials, Contact code, Chamber of Commerce number, Address 1, Phone (private), Email (work)",
        needed=4,
        columns="""
            Name: full_name
            Infix: infix
            Initials: ignore salutation
            Company: company
            Address 1: street
            Address 2: street_2
            Contact code: client_number
            Chamber of Commerce number: ignore twice
            Bank account: iban
        """,
    ),
    layout(
        "Billit",
        signs="ondernemingsnummer, commerciële naam, betalingstermijn, klantennummer, aanspreking, rpr,"
        " vat or cbe, bic, referentie",
        needed=5,
        columns="""
            Klantennummer: client_number
            Naam: last_name company
            Commerciële naam: company
            Referentie: ignore own_number
            VAT or CBE: enterprise_number
        """,
    ),
    layout(
        "NumNum",
        signs="title, company_type, vat_id, vat_country_code, address_zip, address_city, address_country",
        needed=5,
        columns="""
            title: company aside
            company_type: kind
            address: street
            vat_country_code: ignore vat_country
        """,
    ),
    layout(
        "Odoo",
        signs="is_company, company_name, street2, country_id, state_id, bank_ids/acc_number, vat, parent_id, user_id,"
        " category_id, bank_ids/bank",
        needed=4,
        columns="""
            id, ref: client_number
            name: full_name company
            is_company: kind
            company_name, parent_id: company
            street: street
            street2: street_2
            state_id: ignore region
            user_id: label
            category_id: ignore groups
            function, title: ignore profession
            bank_ids/acc_number: iban
        """,
    ),
    layout(
        "Odoo",
        signs="External ID, Is a Company, Company Name, Street2, Tax ID, Company Type, Related Company, Salesperson,"
        " Job Position, Internal Reference",
        needed=4,
        columns="""
            External ID, Reference, Internal Reference: client_number
            Name, Display Name: full_name company
            Is a Company: kind
            Company Type: kind
            Company Name, Related Company, Company: company
            Street: street
            Street2: street_2
            Salesperson: label
            Tags: ignore groups
        """,
    ),
    layout(
        "Teamleader",  # assumed: its manual shows no headers but says that tags sort the clients
        signs="Voornaam, Achternaam, Geslacht, Geboortedatum, Tags, Bedrijf, Functie, GSM",
        needed=8,
        columns="Tags: label",
    ),
    layout(
        "bexio",
        signs="Kontaktart, Name 1, Name 2, Ansprechpartner, Kategorie, PLZ",
        needed=4,
        columns="""
            Nr: client_number
            Kontaktart: kind
            Name 1: last_name company
            Name 2: first_name
            Ansprechpartner: label
            Adresse: street
            Kategorie: ignore sector
        """,
    ),
    layout(
        "bexio",
        signs="Type de contact, Nom 1, Nom 2, Interlocuteur, Personne de contact, Catégorie, NPA",
        needed=4,
        columns="""
            N°: client_number
            Type de contact: kind
            Nom 1: last_name company
            Nom 2: first_name
            Interlocuteur, Personne de contact: label
            Adresse: street
            Catégorie: ignore sector
        """,
    ),
    layout(
        "bexio",
        signs="Contact Type, Name 1, Name 2, Contact partner, Category, Zip Code, Zip",
        needed=4,
        columns="""
            No, Nr: client_number
            Contact Type: kind
            Name 1: last_name company
            Name 2: first_name
            Contact partner: label
            Address: street
            Category: ignore sector
        """,
    ),
    layout(
        "Office Maker",
        signs="Nom société, Nom contact, Code monnaie, NPA, Canton, Fonction, Salutation",
        needed=4,
        columns="""
            Code: client_number
            Nom société: company
            Nom contact: last_name
            Prénom: first_name
            Rue: street
        """,
    ),
    layout(
        "einzly",
        signs="firma_name, kontakt_person, adresse_strasse, adresse_nr, adresse_plz, adresse_ort, adresse_land",
        needed=5,
        columns="""
            firma_name: company
            kontakt_person: full_name
        """,
    ),
    layout(
        "Pennylane",
        signs="Raison sociale, SIREN, N° TVA intracommunautaire, Conditions de paiement, Référence client,"
        " Adresse de facturation",
        needed=4,
        columns="""
            Raison sociale: company
            SIREN: enterprise_number
            N° TVA intracommunautaire: ignore twice
            Référence client: client_number
            Adresse, Adresse de facturation: street
        """,
    ),
    layout(
        "CCH iFirm",
        signs="Entity, FirstNames, LastNames, MailingName, Code, Title",
        needed=4,
        columns="""
            Code: client_number
            Name: full_name company
            MailingName: ignore twice
        """,
    ),
    layout(
        "AdminPulse",
        signs="Klantcode, Nr. boekhouding, Rechtsvorm, Dossiermedewerkers, Boekhoudsoftware, Oprichtingsdatum,"
        " Geboorteland, E-mail factuur, Rijksregisternummer",
        needed=5,
        columns="""
            Status: ignore status
            Type: kind
            Naam: last_name company
            Voornaam: first_name
            Klantcode: client_number
            Nr. boekhouding: ignore bookkeeping
            Rechtsvorm: ignore legal_form
            Ondernemingsnummer: enterprise_number
            BTW-nummer: ignore twice
            Dossiermedewerkers: label
            E-mail factuur: ignore invoice_email
        """,
    ),
    # The French names of these columns are assumed.
    layout(
        "AdminPulse",
        signs="Code client, N° comptabilité, Forme juridique, Collaborateurs du dossier, Logiciel comptable,"
        " Date de constitution, Pays de naissance, E-mail facture, Numéro de registre national",
        needed=5,
        columns="""
            Statut: ignore status
            Type: kind
            Nom: last_name company
            Prénom: first_name
            Code client: client_number
            N° comptabilité: ignore bookkeeping
            Forme juridique: ignore legal_form
            Numéro d'entreprise: enterprise_number
            Numéro de TVA: ignore twice
            Collaborateurs du dossier: label
            E-mail facture: ignore invoice_email
        """,
    ),
    layout(
        "Admin-Consult",
        signs="CustCode, AccCode, IsCompany, CommercialName, VATNr, RegistrationNr, NationalNr, SocialSecurityNumber,"
        " HouseNr, HouseBox, CustomerId, CountryCode, Firstname",
        needed=5,
        columns="""
            CustCode: client_number
            CustomerId, CustomerAddressId, AddressId, CountryId, CompanyId: ignore own_number
            AccCode: ignore bookkeeping
            IsCompany: kind
            Name: last_name company
            Firstname: first_name
            CommercialName: ignore twice
            VATNr: enterprise_number
            RegistrationNr: ignore twice
            NationalNr: national_number
            SocialSecurityNumber: ignore twice
            StreetName: street
            Street1: address
            Street2: street_2
            Nr, HouseNr: house_number
            Box, HouseBox: box
            ProjectManager: label
            Remarks: notes
        """,
    ),
    layout(
        "AccountOn",
        signs="person, Firstname, Lastname, Email, Mobile Number, Mobile, Responsible, Address, Company,"
        " numéro de registre national du partenaire, rijksregisternummer partner, Partner national number",
        needed=6,
        columns="""
            person: kind
            Responsible: label
            Address: address
        """,
    ),
    layout(
        "AccountOn",
        signs="person, Prénom, Nom, Email, Numéro de mobile, GSM, Responsable, Adresse, Société, Langue,"
        " numéro de registre national du partenaire",
        needed=7,
        columns="""
            person: kind
            Responsable: label
            Adresse: address
        """,
    ),
    layout(
        "AccountOn",
        signs="person, Voornaam, Achternaam, Email, Mobiel nummer, GSM, Verantwoordelijke, Adres, Bedrijf, Taal,"
        " rijksregisternummer partner",
        needed=7,
        columns="""
            person: kind
            Verantwoordelijke: label
            Adres: address
        """,
    ),
)
