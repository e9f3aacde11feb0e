"""Address books as Google, Outlook and telephones hand them out. A table of data: signs, headers, fields.

Outlook writes the headers of its own language; the German ones are ordinary knowledge.
"""

from carnet.imports.columns.layouts import Layout, layout

ADDRESS_BOOKS: tuple[Layout, ...] = (
    layout(
        "Google",
        signs="File As, Phonetic First Name, Name Prefix, Organization Name, E-mail 1 - Label, E-mail 1 - Value,"
        " Phone 1 - Label, Phone 1 - Value, Labels",
        needed=4,
        columns="""
            First Name: first_name
            Last Name: last_name
            File As: ignore card
            Organization Name: company
            Labels: ignore groups
            Address 1 - Formatted: address
            Address 1 - Street: street
            Address 1 - Extended Address: street_2
        """,
    ),
    layout(
        "Google",
        signs="Given Name, Family Name, Additional Name, Yomi Name, Group Membership, E-mail 1 - Type,"
        " E-mail 1 - Value, Phone 1 - Type, Phone 1 - Value",
        needed=4,
        columns="""
            Name: full_name
            Given Name: first_name
            Family Name: last_name
            Group Membership: ignore groups
            Organization 1 - Name: company
            Address 1 - Formatted: address
            Address 1 - Street: street
            Address 1 - Extended Address: street_2
        """,
    ),
    layout(
        "Outlook",
        signs="First Name, Middle Name, Last Name, Business Street, Business City, Home Street, Home City,"
        " Business Phone, Mobile Phone, E-mail Address, E-mail Type, Web Page",
        needed=5,
        columns="""
            Title, Suffix: ignore salutation
            Manager's Name, Manager: ignore boss
            Categories: ignore groups
            Company: company
            Notes: notes
        """,
    ),
    layout(
        "Outlook",
        signs="Deuxième prénom, Suffixe, Rue (bureau), Ville (bureau), Rue (domicile), Ville (domicile),"
        " Téléphone (bureau), Tél. mobile, Adresse de messagerie, Adresse de courrier, Page Web, Service",
        needed=4,
        columns="""
            Titre, Suffixe: ignore salutation
            Nom: last_name
            Responsable, Nom du responsable: ignore boss
            Catégories: ignore groups
            Service: ignore profession
        """,
    ),
    layout(
        "Outlook",
        signs="Middelste naam, Achtervoegsel, Werkadres straat, Werkadres plaats, Huisadres straat, Huisadres plaats,"
        " Telefoon op werk, Mobiele telefoon, Webpagina, Afdeling, Naam manager",
        needed=4,
        columns="""
            Titel, Achtervoegsel: ignore salutation
            Naam manager, Naam van manager: ignore boss
            Categorieën: ignore groups
            Bedrijf: company
        """,
    ),
    layout(
        "Outlook",
        signs="Weitere Vornamen, Suffix, Straße geschäftlich, Ort geschäftlich, Straße privat, Ort privat,"
        " Telefon geschäftlich, Mobiltelefon, Abteilung, Position, Webseite",
        needed=4,
        columns="""
            Anrede, Suffix: ignore salutation
            Name des/der Vorgesetzten, Vorgesetzter: ignore boss
            Kategorien: ignore groups
            Firma: company
        """,
    ),
)
