from django.db import migrations

# What shipped before adoptions were remembered; its first revision is the text that was taken over.
SHIPPED = ("be_income_tax_short", "client_record_update")


def remember(apps, schema_editor):
    adoptions = apps.get_model("questionnaires", "Adoption").objects
    revisions = apps.get_model("questionnaires", "Revision").objects
    for revision in revisions.filter(questionnaire__key__in=SHIPPED, number=1):
        adoptions.get_or_create(
            questionnaire_id=revision.questionnaire_id,
            defaults={
                "revision": revision,
                "document": revision.document,
                "digest": revision.digest,
                "adopted_at": revision.published_at,
                "adopted_by_id": revision.published_by_id,
            },
        )


class Migration(migrations.Migration):
    dependencies = [("questionnaires", "0003_adoption")]

    operations = [migrations.RunPython(remember, migrations.RunPython.noop)]
