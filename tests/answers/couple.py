"""A questionnaire for couples: questions for both, for each alone, lists and documents of each, and two signatures."""

from tests.answers.asking import two

BOTH_SIGN = {
    "questionnaire": "couple",
    "title": two("A couple's questionnaire", "Questionnaire d'un couple"),
    "languages": ["fr", "en"],
    "respondents": ["client", "partner"],
    "declaration": {"by": "each", "if": "married = yes"},
    "sections": [
        {
            "id": "home",
            "title": two("Your home", "Votre logement"),
            "items": [
                {
                    "id": "married",
                    "type": "yes_no",
                    "text": two("Are you married?", "Êtes-vous mariés ?"),
                },
                {
                    "id": "garden",
                    "type": "text",
                    "required": False,
                    "text": two("Describe the garden.", "Décrivez le jardin."),
                },
            ],
        },
        {
            "id": "hers",
            "title": two("Your own income", "Vos revenus"),
            "who": ["client"],
            "items": [
                {
                    "id": "salary",
                    "type": "text",
                    "text": two("Secret salary of Ann", "Salaire secret d'Ann"),
                },
                {
                    "id": "payslip",
                    "type": "file",
                    "text": two("Secret payslip of Ann", "Fiche secrète d'Ann"),
                    "required": False,
                },
                {
                    "id": "jobs",
                    "type": "repeat",
                    "text": two("Secret jobs of Ann", "Emplois secrets d'Ann"),
                    "item_label": "{{ employer }}",
                    "items": [
                        {
                            "id": "employer",
                            "type": "text",
                            "text": two("Secret employer of Ann", "Employeur secret d'Ann"),
                        }
                    ],
                },
            ],
        },
        {
            "id": "theirs",
            "title": two("Income of the partner", "Revenus du partenaire"),
            "who": ["partner"],
            "items": [
                {
                    "id": "pension",
                    "type": "text",
                    "text": two("Secret pension of Dana", "Pension secrète de Dana"),
                }
            ],
        },
    ],
}
