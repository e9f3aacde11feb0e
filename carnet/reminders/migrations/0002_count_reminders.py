from django.db import migrations
from django.db.models import Count, Exists, IntegerField, OuterRef, Subquery

AT_ONCE = 1000


def count(apps, schema_editor):
    """In pieces, each in its own transaction, so that nobody waits long for a dossier; what is counted already is
    counted again to the same."""
    dossiers = apps.get_model("campaigns", "Dossier")._base_manager
    steps = apps.get_model("reminders", "Step")._base_manager
    sent = steps.filter(person="client", reminder__sent_at__isnull=False)
    of_one = sent.filter(dossier=OuterRef("pk")).order_by().values("dossier")
    number = Subquery(of_one.annotate(n=Count("pk")).values("n"), output_field=IntegerField())
    ends = sent.order_by("dossier_id").values_list("dossier_id", flat=True)
    first, last = ends.first() or 0, ends.last() or -1
    for start in range(first, last + 1, AT_ONCE):
        some = dossiers.filter(Exists(of_one), pk__gte=start, pk__lt=start + AT_ONCE)
        some.update(reminded=number)


class Migration(migrations.Migration):
    atomic = False

    dependencies = [("campaigns", "0007_dossier_reminded"), ("reminders", "0001_initial")]

    operations = [migrations.RunPython(count, migrations.RunPython.noop)]
