import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


def forget_half_agreed(apps, schema_editor):
    """Agreed ratings are written when the whole moderation comes out. Those of parts finished before that rule
    have been shown to nobody, and are written again from the moderated ones, which stay."""
    ratings = apps.get_model("riskmatrix", "Rating").objects
    ratings.filter(kind="agreed").exclude(evaluation__status="moderated").delete()


class Migration(migrations.Migration):

    dependencies = [
        ('riskmatrix', '0003_evidence'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AlterField(
            model_name='statuschange',
            name='by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.RunPython(forget_half_agreed, migrations.RunPython.noop),
    ]
