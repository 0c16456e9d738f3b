import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import kit.clock


class Migration(migrations.Migration):
    """Room for packs that belong to a trust; what is there moves in the next migration."""

    dependencies = [
        ("monitoring", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RemoveConstraint(model_name="formpack", name="one_pack_an_edition"),
        migrations.RenameField(model_name="formpack", old_name="edition", new_name="version"),
        migrations.AlterField("formpack", "version", models.CharField(max_length=120)),
        migrations.AlterField("formpack", "key", models.SlugField(max_length=80)),
        migrations.AlterField("formpack", "published_at", models.DateTimeField(editable=False, null=True)),
        migrations.AddField(
            "formpack",
            "trust",
            models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="%(class)ss",
                to="schools.trust",
            ),
        ),
        *(
            migrations.AddField("formpack", name, models.CharField(max_length=120, default=""))
            for name in ("title", "author", "checker")
        ),
        migrations.AddField("formpack", "next_review", models.DateField(null=True)),
        migrations.AddField("formpack", "document", models.TextField(default="")),
        migrations.AddField(
            "formpack",
            "fingerprint",
            models.CharField(default="", help_text="SHA-256 of the document.", max_length=64),
        ),
        migrations.AddField(
            "formpack", "created_at", models.DateTimeField(default=kit.clock.now, editable=False)
        ),
        migrations.AddField(
            "formpack",
            "published_by",
            models.ForeignKey(
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
    ]
