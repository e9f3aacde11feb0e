"""Lists as Belgian bookkeeping and invoicing programs hand them out."""

from functools import partial

from tests.files.layouts.cells import first_last
from tests.files.layouts.listing import Layout, Listing
from tests.files.layouts.writing import csv_file, xlsx
from tests.files.people import people, with_companies


def octopus() -> Layout:
    """The template of its manual, and an e-mail column that the firm has added at the end."""
    persons = people(9, seed=11, where="BE-nl")
    persons += with_companies(people(3, seed=12, where="BE-nl"), seed=12)
    listing = Listing(
        """
        Actief > ignore < "A"
        Id > ignore < client_number
        Extern relatienummer > client_number
        Naam > last_name
        Voornaam > first_name
        Contactpersoon > contact|full_name|ignore < nothing
        Straat en nummer > street|address < street_line
        Postcode > postcode
        Gemeente > city
        Land > country
        Vennootschapsvorm > ignore < "6"
        BTW plichtigheid > ignore < "1"
        BTW nummer > enterprise_number < vat_printed
        Bank rekening nummer > iban
        Is klant > ignore < "ja"
        Is leverancier > ignore < nothing
        Boekingsrekening als klant > ignore < "400000"
        Boekingsrekening als leverancier > ignore < nothing
        E-mail > email
        """,
        persons,
    )
    for row in (9, 10):
        listing.company(row, persons[row], name="Naam", contact="Contactpersoon", empty="Voornaam")
    listing.company(11, persons[11], name="Naam", empty="Voornaam")
    listing.spoil(4, "E-mail", "")
    other = [["Relatienummer", "Boekstuk", "Bedrag"], ["12001", "2024/118", 412.5]]
    write = partial(xlsx, name="Export relaties", others={"Openstaande verrichtingen": other})
    return listing.layout(
        "octopus.xlsx",
        write,
        counts=(12, 11, 1),
        language="nl",
        source="Octopus",
        sheet="Export relaties",
    )


def winbooks() -> Layout:
    """K_THIRD.CSV: the name in one column, last name first in capitals; VAT number without country."""
    persons = people(8, seed=21)
    persons += with_companies(people(2, seed=22), seed=22)
    listing = Listing(
        """
        type > ignore < "C"
        id > client_number
        name > full_name < LAST_first
        contact > contact|full_name|ignore < nothing
        language > language < language_letter
        currid > ignore < "EUR"
        category > ignore < nothing
        paydelay > ignore < "30"
        paymode > ignore < nothing
        vattype > ignore < nothing
        vatnumber > enterprise_number < vat_digits
        vatcountry > ignore < "BE"
        vatid > ignore < nothing
        centaccid > ignore < "400000"
        agent > label
        adrcountry > country
        adrzip > postcode
        adrcity > city
        adrstreet1 > street|address < street_line
        adrstreet2 > ignore < nothing
        phone1 > phone < phone_slashed
        phone2 > ignore < nothing
        fax > ignore < nothing
        email > email
        bank1 > iban
        bank2 > ignore < nothing
        """,
        persons,
    )
    for row in (8, 9):
        listing.company(row, persons[row], name="name", contact="contact")
    write = partial(csv_file, sign=",", encoding="cp1252", quoted=True)
    return listing.layout("K_THIRD.CSV", write, counts=(10, 10, 0), source="WinBooks")


def exact_online() -> Layout:
    """Codes padded with spaces to 18 signs."""
    persons = people(10, seed=31, where="BE-nl")
    persons += with_companies(people(2, seed=32, where="BE-nl"), seed=32)
    listing = Listing(
        """
        Code > client_number
        Name > full_name < first_last
        SearchCode > ignore < nothing
        TradeName > ignore|company < nothing
        AddressLine1 > street|address < street_line
        AddressLine2 > ignore < nothing
        AddressLine3 > ignore < nothing
        Postcode > postcode
        City > city
        State > ignore < nothing
        Country > country
        CountryName > ignore < country_nl
        Email > email
        Phone > phone < phone_abroad
        Fax > ignore < nothing
        Website > ignore < "www.example.org"
        Language > language < locale_dash
        VATNumber > enterprise_number < vat
        ChamberOfCommerce > ignore < vat_digits
        BSN > ignore|national_number < nothing
        AccountManagerFullName > label
        Remarks > notes
        Status > ignore < "C"
        BankAccounts > iban
        MainContact > contact|full_name|ignore < nothing
        """,
        persons,
    )
    for row in (10, 11):
        listing.company(row, persons[row], name="Name", contact="MainContact")
    for row, person in enumerate(persons):
        code = person.client_number
        listing.put(row, "Code", code.rjust(18), client_number=code)
    listing.put(1, "Remarks", 'Belt "altijd" terug', notes='Belt "altijd" terug')
    write = partial(csv_file, sign=",", encoding="utf-8-sig")
    return listing.layout(
        "Accounts.csv",
        write,
        counts=(12, 12, 0),
        language="nl",
        source="Exact Online",
    )


def yuki() -> Layout:
    """Dutch particles stand in a column of their own, and belong to the last name."""
    persons = people(9, seed=41, where="BE-nl")
    listing = Listing(
        """
        Name > ignore|full_name < first_last
        First name > first_name
        Initials > ignore < nothing
        Infix > infix|ignore < nothing
        Last name > last_name
        Company > company
        Address 1 > street|address < street_line
        Address 2 > ignore < nothing
        Postal code > postcode
        City > city
        Country > country < country_en
        Phone > phone < phone_local
        Phone (private) > mobile|ignore < nothing
        Email (work) > email
        Website > ignore < nothing
        Notes > notes
        Contact code > client_number
        VAT number > enterprise_number < vat
        Chamber of Commerce number > ignore < nothing
        Bank account > iban
        """,
        persons,
    )
    for row, (infix, last) in {2: ("van den", "Berg"), 6: ("de", "Wit")}.items():
        listing.put(row, "Infix", infix)
        listing.put(row, "Last name", last, last_name=f"{infix} {last}")
        listing.put(row, "Name", f"{persons[row].first_name} {infix} {last}")
    listing.put(4, "Notes", "Regel één\nregel twee", notes="Regel één\nregel twee")
    return listing.layout(
        "ExportAddressen 2026-02-14.csv",
        partial(csv_file, quoted=True),
        counts=(9, 9, 0),
        language="nl",
        source="Yuki",
    )


def billit() -> Layout:
    persons = with_companies(people(8, seed=51, where="BE-nl"), seed=51)
    listing = Listing(
        """
        Klantennummer > client_number < client_number_int
        Commerciële naam > company
        Aanspreking > ignore < meneer
        Voornaam > first_name
        Familienaam > last_name
        Ondernemingsnummer > enterprise_number
        Straat > street
        Huisnummer > house_number
        Bus > box
        Postcode > postcode < postcode_number
        Gemeente > city
        Land > country < country_nl
        E-mail > email
        Telefoon > phone < phone_local
        Taal > language < language_name
        IBAN > iban < iban_spaced
        BIC > ignore < "GKCCBEBB"
        Betalingstermijn > ignore < "30"
        Referentie > ignore < nothing
        RPR > ignore < "RPR Antwerpen"
        """,
        persons,
    )
    for row, person in enumerate(persons):
        number = int(person.client_number)
        listing.put(row, "Klantennummer", number, client_number=str(number))
    return listing.layout(
        "billit-klanten.xlsx",
        partial(xlsx, name="Klanten"),
        counts=(8, 8, 0),
        language="nl",
        source="Billit",
    )


def numnum() -> Layout:
    """`title` is what the customer is called: a company where there is a form, else the person again."""
    persons = with_companies(people(6, seed=61), seed=61, every=2)
    listing = Listing(
        """
        title > company|ignore < named
        company_type > kind|ignore < form
        last_name > last_name
        first_name > first_name
        vat_id > enterprise_number < vat_digits
        vat_country_code > ignore < "BE"
        address > street|address < street_line
        address_zip > postcode
        address_city > city
        address_country > country
        email > email
        telephone > phone < phone_abroad
        """,
        persons,
    )
    for row, person in enumerate(persons):
        name = person.company.name if person.company else ""
        told = {"company": name, "kind": "company"} if name else {}
        listing.put(row, "title", name or first_last(person))
        listing.put(row, "company_type", person.company.form if person.company else "", **told)
    return listing.layout("numnum.xlsx", xlsx, counts=(6, 6, 0))


def odoo_technical() -> Layout:
    """Field names as headers, as an export for re-import has them."""
    persons = people(8, seed=71) + with_companies(people(1, seed=72), seed=72)
    listing = Listing(
        """
        id > client_number < nothing
        name > full_name < first_last
        is_company > kind < "False"
        company_name > company < nothing
        street > street|address < street_line
        street2 > ignore < nothing
        zip > postcode
        city > city
        state_id > ignore < nothing
        country_id > country < country_en
        phone > phone < phone_abroad
        mobile > mobile < mobile_abroad
        email > email
        vat > enterprise_number < vat
        lang > language < locale
        bank_ids/acc_number > iban
        bank_ids/bank > ignore < nothing
        """,
        persons,
    )
    for row in range(9):
        key = f"__export__.res_partner_{row + 140}"
        listing.put(row, "id", key, client_number=key)
    listing.put(0, "company_name", "Garage Noël", company="Garage Noël")
    listing.put(8, "is_company", "True")
    listing.company(8, persons[8], name="name")
    write = partial(csv_file, sign=",", quoted=True)
    return listing.layout("res.partner.csv", write, counts=(9, 9, 0), source="Odoo")


def odoo_labels() -> Layout:
    """The same with the names of the screen, as a workbook, booleans and all."""
    persons = people(7, seed=75, where="BE-nl")
    listing = Listing(
        """
        External ID > client_number < nothing
        Name > full_name < first_last
        Is a Company > kind < nothing
        Company Name > company
        Street > street|address < street_line
        Street2 > ignore < nothing
        Zip > postcode
        City > city
        Country > country < country_en
        Tax ID > enterprise_number < vat
        Phone > phone < phone_abroad
        Mobile > mobile < mobile_abroad
        Email > email
        Language > language < language_in_english
        """,
        persons,
    )
    for row in range(7):
        key = f"base.partner_{row + 30}"
        listing.put(row, "External ID", key, client_number=key)
        listing.put(row, "Is a Company", False)
    return listing.layout(
        "Contact (res.partner).xlsx",
        partial(xlsx, name="Sheet1"),
        counts=(7, 7, 0),
        language="nl",
        source="Odoo",
    )


def teamleader() -> Layout:
    """Dates year first; tags, separated by commas, are what the firm sorts its clients by."""
    persons = people(8, seed=81, where="BE-nl")
    listing = Listing(
        """
        Voornaam > first_name
        Achternaam > last_name
        Geslacht > ignore < sex
        Geboortedatum > birth_date < born_iso
        Bedrijf > company < nothing
        Functie > ignore < nothing
        E-mail > email
        Telefoon > phone < phone_abroad
        GSM > mobile < mobile_abroad
        Straat > street
        Nummer > house_number
        Postcode > postcode
        Gemeente > city
        Land > country < country_nl
        Taal > language < LANGUAGE
        Tags > label < nothing
        IBAN > iban
        Opmerkingen > notes
        """,
        persons,
    )
    listing.put(0, "Tags", "particulier, aangifte", label=("aangifte", "particulier"))
    listing.put(3, "Tags", "particulier", label=("particulier",))
    listing.spoil(5, "E-mail", "geen e-mail")
    return listing.layout(
        "teamleader-contacten.xlsx",
        partial(xlsx, name="Contacten"),
        counts=(8, 7, 1),
        language="nl",
    )


BELGIAN = (
    *(octopus, winbooks, exact_online, yuki, billit, numnum, odoo_technical, odoo_labels),
    teamleader,
)
