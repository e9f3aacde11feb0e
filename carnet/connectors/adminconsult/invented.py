"""The customers of a firm that does not exist, as its Admin-Consult would tell them: for the stand-in. The same number
and seed give the same people; their numbers pass the check digits and belong to nobody.
"""

from datetime import date, datetime, timedelta
from random import Random
from typing import Any

Row = dict[str, Any]


def _words(text: str) -> list[str]:
    return text.split("," if "," in text else None)


NAMES = {
    "FR": (
        _words("Luc Isabelle Jean-Marie Nathalie Olivier Chantal Élodie Michel Christine Ahmed"),
        _words("Lefèvre Noël Dupont Maréchal Renard Wauters Charlier Fontaine Gérard Lambert"),
        (("5000", "Namur"), ("4000", "Liège"), ("1180", "Uccle"), ("7000", "Mons")),
        _words("Rue de Fer,Avenue Brugmann,Boulevard Tirou,Chaussée de Louvain"),
    ),
    "NL": (
        _words("Ann Pieter Greet Bart Sofie Wim Inge Koen Lotte Yusuf"),
        _words("Peeters,De Smet,Janssens,Willems,Van den Broeck,Mertens,Verhaegen,Aerts"),
        (("9000", "Gent"), ("2000", "Antwerpen"), ("3000", "Leuven"), ("8500", "Kortrijk")),
        _words("Nationalestraat,Coupure Links,Ezelstraat,Bondgenotenlaan"),
    ),
    "DE": (
        _words("Karl Helga Petra Rainer Monika Dieter"),
        _words("Schmitz Lambertz Heinen Keller Pauels Zimmermann"),
        (("4700", "Eupen"), ("4780", "Sankt Vith")),
        _words("Bergstraße,Hauptstraße,Aachener Straße"),
    ),
    "EN": (
        _words("Thomas Emma Grace Oliver"),
        _words("O'Brien Lindqvist Walsh Clarke"),
        (("1040", "Etterbeek"), ("1050", "Ixelles")),
        _words("Rue Lesbroussart,Rue Baron Lambert"),
    ),
}
TRADES = _words("Bouw Toitures Conseil Transport Bakkerij Immo Grafik Consulting")
FORMS = {"FR": "SRL", "NL": "BV", "DE": "GmbH", "EN": "BV"}
EMPLOYEES = [(1, "Claire", "Dubois"), (2, "Els", "Wouters"), (3, "Marc", "Lenoir")]
LINKTYPES = {2: "Aandeelhouder", 4: "Bestuurder", 6: "Contactpersoon", 9: "Echtgenoot/echtgenote"}
MARRIED, DIRECTOR = 9, 4
TASKS = {15: ("PB aangifte", True), 16: ("VenB aangifte", True), 17: ("Oud stramien", False)}
TABLES = (
    *("customers", "customeraddresses", "customerlinktypes", "customerlinkcustomer", "lists"),
    *("employees", "projects", "projectemployees", "taskflow/tasks", "customer/changes"),
)
CLOSING = (71, "Dossier volledig")


def national_number(born: date, serial: int) -> str:
    """A national register number that passes its check digits (royal decree of 3 April 1984)."""
    nine = f"{born:%y%m%d}{serial:03d}"
    return f"{nine}{97 - int(('2' if born.year >= 2000 else '') + nine) % 97:02d}"


def enterprise_number(serial: int) -> str:
    eight = f"0{4_000_000 + serial:07d}"
    return f"{eight}{97 - int(eight) % 97:02d}"


class Office:
    """Tables by the names of their endpoints. Every 25th customer has no address of mail, every 40th a wrong national
    number and every 30th none; every 12th has left; two of ten are companies, and a quarter of the persons married."""

    def __init__(self, relations: int, seed: int, today: date) -> None:
        self.today = today
        self.chance = Random(seed)  # noqa: S311
        self.tables: dict[str, list[Row]] = {name: [] for name in TABLES}
        self.private: dict[int, Row] = {}
        self.data: dict[int, list[Row]] = {task: [] for task in TASKS}
        for ref in range(1, relations + 1):
            self._customer(ref)
        self._marry()
        self._lists()

    def _customer(self, ref: int) -> None:
        language = self.chance.choices(list(NAMES), [45, 45, 5, 5])[0]
        company = self.chance.random() < 0.2
        row = self._company(ref, language) if company else self._person(ref, language)
        left = ref % 12 == 0
        row |= {"IsActive": not left, "DisabledDate": "2024-12-31T00:00:00" if left else None}
        self.tables["customers"].append(row)
        self._addresses(ref, language)
        self._project(ref)
        self._tasks(ref, company)

    def _common(self, ref: int, language: str) -> Row:
        """Empty references are 0, as they come from there."""
        return {
            **{"CustomerId": ref, "CustCode": str(5000 + ref), "AccCode": "", "Language": language},
            **{"AccountancySoftware": 0, "CustomerGroup": 0, "SectorId": 0, "CompanyId": 1},
            **{"Email": "" if ref % 25 == 0 else f"c{ref}@example.org", "Fax": None, "Phone2": ""},
            **{"Phone": f"+32 (81) 22{ref % 10_000:04d}", "Mobile": "", "Remarks": "Betaalt laat"},
            **{"RPR": None, "SocialSecurityNumber": None, "RegistrationNr": ""},
            **{"CreationDate": "2015-03-02T00:00:00", "Nationality": 0, "DateOfBirth": None},
        }

    def _person(self, ref: int, language: str) -> Row:
        firsts, lasts, _places, _streets = NAMES[language]
        trader = self.chance.random() < 0.15
        self.private[ref] = self._of_person(ref)
        return self._common(ref, language) | {
            **{"IsCompany": False, "Firstname": self.chance.choice(firsts)},
            **{"Name": self.chance.choice(lasts), "Title": ""},
            "CommercialName": self.chance.choice(TRADES) if trader else "",
            "VATNr": f"BE{enterprise_number(ref)}" if trader else "",
            "Mobile": f"+32 (470) {ref % 1_000_000:06d}",
        }

    def _of_person(self, ref: int) -> Row:
        born = date(1945, 1, 1) + timedelta(days=self.chance.randrange(22_000))
        number = national_number(born, ref % 997 + 1)
        if ref % 40 == 0:
            number = f"{number[:9]}{(int(number[9:]) + 1) % 97:02d}"
        return {
            "CustomerId": ref,
            "NationalNr": "" if ref % 30 == 0 else number,
            "DateOfBirth": f"{born}T00:00:00",
            **{"Nationality": 22, "Sex": "M", "MaritalStatusId": 0, "ProfessionId": 0},
            **{"EidNr": "592-0000000-00", "SelfEmployedSince": None, "Handicap": False},
        }

    def _company(self, ref: int, language: str) -> Row:
        lasts = NAMES[language][1]
        name = f"{self.chance.choice(lasts)} {self.chance.choice(TRADES)} {FORMS[language]}"
        return self._common(ref, language) | {
            **{"IsCompany": True, "Name": name, "Firstname": None, "CommercialName": ""},
            **{"Title": FORMS[language], "VATNr": f"BE{enterprise_number(ref)}"},
        }

    def _addresses(self, ref: int, language: str) -> None:
        _firsts, _lasts, places, streets = NAMES[language]
        (postcode, city), street = self.chance.choice(places), self.chance.choice(streets)
        house, box = str(self.chance.randrange(1, 250)), "3" if ref % 5 == 0 else ""
        own = {
            **{"CustomerId": ref, "StreetName": street, "HouseNr": house, "HouseBox": box},
            "Street1": f"{street} {house}" + (f" bus {box}" if box else ""),
            **{"Street2": "", "ZipCode": postcode, "City": city, "CountryCode": "BE"},
            **{"CountryId": 22, "InvoiceAddress": False, "ExploitationAddress": False},
        }
        if ref % 9 == 0:
            invoice = {"CustomerId": ref, "StreetName": "Postbus", "InvoiceAddress": True}
            self._keep_address(own | invoice | {"RegisteredOffice": False, "PostalAddress": False})
        registered = ref % 14 != 0
        self._keep_address(own | {"RegisteredOffice": registered, "PostalAddress": not registered})

    def _keep_address(self, row: Row) -> None:
        number = len(self.tables["customeraddresses"]) + 1
        row |= {"CustomerAddressId": number, "AddressId": 9000 + number}
        self.tables["customeraddresses"].append(row)

    def _project(self, ref: int) -> None:
        employee, first, last = EMPLOYEES[ref % len(EMPLOYEES)]
        managed = ref % 17 != 0
        self.tables["projects"].append(
            {
                **{"ProjectId": 100_000 + ref, "CustomerId": ref, "DepartmentId": 0},
                **{"ProjectTitle": f"Dossier {ref}", "IsTaskflowCustomer": True},
                "ProjectManagerId": employee if managed else 0,
                "ProjectManager": f"{first} {last}" if managed else "",
                "IsActive": ref % 13 != 0,
            }
        )
        profile = "Medewerker" if managed else "Dossierbeheerder"
        self.tables["projectemployees"].append(
            {
                **{"ProjectEmployeePk": ref, "ProjectId": 100_000 + ref, "IsActive": True},
                **{"EmployeeId": employee, "Employee": f"{first} {last}"},
                **{"EmployeeProfileId": 1, "EmployeeProfile": profile},
            }
        )

    def _tasks(self, ref: int, company: bool) -> None:
        """Of each year one record in the taskflow of its kind, for two of three customers."""
        if ref % 3 == 0:
            return
        task, (subtask, label) = (16 if company else 15), CLOSING
        for year in (self.today.year - 2, self.today.year - 1, self.today.year):
            done = year < self.today.year - 1
            self.data[task].append(
                {
                    **{"Id": len(self.data[task]) + 1, "Deadline": f"{year}-10-15T00:00:00"},
                    **{"ProjectId": 100_000 + ref, "CustomerId": ref, "company_id": 1},
                    "Opmerking(70)": "",
                    f"{label}({subtask})": int(done),
                    f"{label}({subtask}) date": None,
                    f"{label}({subtask}) who": "",
                }
            )

    def _marry(self) -> None:
        persons = [row["CustomerId"] for row in self.tables["customers"] if not row["IsCompany"]]
        companies = [row["CustomerId"] for row in self.tables["customers"] if row["IsCompany"]]
        for at in range(0, len(persons) - 1, 8):
            self._link(persons[at], persons[at + 1], MARRIED, DateOfMariage="2001-06-30T00:00:00")
            self._move_in(persons[at], persons[at + 1])
        for company, director in zip(companies, persons, strict=False):
            self._link(company, director, DIRECTOR)
        if len(persons) > 3:
            self._link(persons[2], persons[3], MARRIED, EndMandate="2019-01-31T00:00:00")

    def _move_in(self, one: int, other: int) -> None:
        rows = self.tables["customeraddresses"]
        home = next(row for row in reversed(rows) if row["CustomerId"] == one)
        own = ("CustomerId", "CustomerAddressId", "AddressId", "RegisteredOffice", "PostalAddress")
        shared = {name: value for name, value in home.items() if name not in own}
        for row in rows:
            if row["CustomerId"] == other and not row["InvoiceAddress"]:
                row |= shared

    def _link(self, one: int, other: int, kind: int, **more: Any) -> None:
        empty = {"FunctionId": 0, "BeginMandate": None, "EndMandate": None, "DateOfMariage": None}
        row = {"CustomerIdPk": one, "CustomerIdFk": other, "CustomerLinkTypeId": kind, **empty}
        number = len(self.tables["customerlinkcustomer"]) + 1
        row |= {"CustomerLinkCustomerId": number, "ChildOfGiver": False, **more}
        self.tables["customerlinkcustomer"].append(row)

    def _lists(self) -> None:
        self.tables["customerlinktypes"] = [
            {"CustomerLinkTypeId": number, "CustomerLinkTypeDescription": name}
            for number, name in LINKTYPES.items()
        ]
        self.tables["employees"] = [
            {
                **{"EmployeeId": number, "FirstName": first, "LastName": last},
                **{"LoginName": first.lower(), "WorkEmail": f"{first.lower()}@example.org"},
                **{"EmployeeActive": True, "MainDepartmentId": 0},
            }
            for number, first, last in EMPLOYEES
        ]
        self.tables["taskflow/tasks"] = [
            {"TaskId": number, "TaskName": name, "TaskActive": active}
            for number, (name, active) in TASKS.items()
        ]
        for number, name in ((19, "Talen"), (2, "Titels")):
            self.tables["lists"].append({"ListId": number, "ListName": name})
        self.tables["lists/19"] = _values({1: "NL", 2: "FR", 3: "DE", 4: "EN"})
        self.tables["lists/2"] = _values({3: "BV", 4: "SRL", 5: "Eenmanszaak"})
        self.tables["countries"] = _values({22: "België", 74: "Frankrijk", 108: "Italië"})

    def change(self, ref: int, at: datetime, **fields: Any) -> None:
        """Somebody in the office writes something, and the software notes that they did."""
        found = next(row for row in self.tables["customers"] if row["CustomerId"] == ref)
        found |= fields
        log = self.tables["customer/changes"]
        log.append(
            {
                **{"LogId": 60_000_000 + len(log), "Id": ref, "OwnId": 0, "TableName": "CUSTOMER"},
                **{"ActionType": "UPDATE", "DateAction": at.strftime("%Y-%m-%dT%H:%M:%S")},
            }
        )


def _values(listed: dict[int, str]) -> list[Row]:
    return [
        {"ListValueId": number, "ListValue": name, "ExtCode": None, "LegalForm": 0}
        for number, name in listed.items()
    ]
