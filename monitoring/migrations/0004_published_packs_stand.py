"""Nothing of a pack is left open, and the database itself keeps a published one as it was, whoever asks."""

import django.db.models.deletion
from django.db import migrations, models

MESSAGE = "A published monitoring form is frozen: a change is a new version."
TABLE = "monitoring_formpack"


def freeze(apps, schema_editor):
    on_postgresql = schema_editor.connection.vendor == "postgresql"
    if on_postgresql:
        schema_editor.execute(
            f"""
            CREATE FUNCTION {TABLE}_stands() RETURNS trigger LANGUAGE plpgsql AS $$
            BEGIN RAISE EXCEPTION '{MESSAGE}' USING ERRCODE = 'restrict_violation'; END $$;
            """
        )
    does = (
        f"EXECUTE FUNCTION {TABLE}_stands()"
        if on_postgresql
        else f"BEGIN SELECT RAISE(ABORT, '{MESSAGE}'); END"
    )
    for event in ("UPDATE", "DELETE"):
        schema_editor.execute(
            f"CREATE TRIGGER {TABLE}_stands_{event.lower()} BEFORE {event} ON {TABLE} "
            f"FOR EACH ROW WHEN (OLD.published_at IS NOT NULL) {does}"
        )


def thaw(apps, schema_editor):
    on = f" ON {TABLE}" if schema_editor.connection.vendor == "postgresql" else ""
    for event in ("update", "delete"):
        schema_editor.execute(f"DROP TRIGGER IF EXISTS {TABLE}_stands_{event}{on}")
    if on:
        schema_editor.execute(f"DROP FUNCTION IF EXISTS {TABLE}_stands()")


class Migration(migrations.Migration):
    dependencies = [("monitoring", "0003_each_trust_gets_its_packs")]

    operations = [
        migrations.RemoveField("formpack", "content"),
        migrations.AlterField(
            "formpack",
            "trust",
            models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="%(class)ss",
                to="schools.trust",
            ),
        ),
        *(
            migrations.AlterField("formpack", name, models.CharField(max_length=120))
            for name in ("title", "author", "checker")
        ),
        migrations.AlterField("formpack", "next_review", models.DateField()),
        migrations.AlterField("formpack", "document", models.TextField()),
        migrations.AlterField(
            "formpack", "fingerprint", models.CharField(help_text="SHA-256 of the document.", max_length=64)
        ),
        migrations.AlterModelOptions("formpack", options={"ordering": ["-created_at", "-pk"]}),
        migrations.AddConstraint(
            "formpack",
            models.UniqueConstraint(fields=("trust", "key", "version"), name="one_formpack_a_version"),
        ),
        migrations.RunPython(freeze, thaw, elidable=False),
    ]
