"""A small questionnaire with one of everything the client's side treats differently."""


def two(en: str, fr: str) -> dict[str, str]:
    return {"en": en, "fr": fr}


YEARLY = {
    "questionnaire": "yearly",
    "title": two("Yearly questions", "Questions annuelles"),
    "languages": ["fr", "en"],
    "sections": [
        {
            "id": "you",
            "title": two("About you", "Vous"),
            "items": [
                {
                    "id": "full_name",
                    "type": "text",
                    "text": two("What is your name?", "Quel est votre nom ?"),
                    "profile": "client.full_name",
                },
                {
                    "id": "rents",
                    "type": "yes_no",
                    "text": two("Do you let a property?", "Louez-vous un bien ?"),
                },
                {
                    "id": "rent",
                    "type": "money",
                    "text": two("How much rent did you receive?", "Quel loyer avez-vous reçu ?"),
                    "show_if": "rents == 'yes'",
                    "warn_if": "this > 100000",
                    "warn_text": two("That is a lot.", "C'est beaucoup."),
                },
            ],
        },
        {
            "id": "family",
            "title": two("Your family", "Votre famille"),
            "items": [
                {
                    "id": "children",
                    "type": "repeat",
                    "text": two("Children", "Enfants"),
                    "item_label": "{{ child_name }}",
                    "max": 4,
                    "items": [
                        {
                            "id": "child_name",
                            "type": "text",
                            "text": two("First name", "Prénom"),
                        },
                        {
                            "id": "child_birth",
                            "type": "date",
                            "text": two("Date of birth", "Date de naissance"),
                        },
                    ],
                }
            ],
        },
        {
            "id": "papers",
            "title": two("Documents", "Documents"),
            "items": [
                {
                    "id": "proof",
                    "type": "file",
                    "text": two("A proof of address", "Un justificatif de domicile"),
                },
                {
                    "id": "other",
                    "type": "long_text",
                    "required": False,
                    "text": two("Anything else?", "Autre chose ?"),
                },
            ],
        },
    ],
}
