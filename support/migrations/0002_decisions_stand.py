"""The database itself keeps a published offer and every decision as they were, whoever asks."""

from django.db import migrations

MESSAGE = "A published offer and a decision that was made are never changed."
# Each table with the condition under which a row stands.
STANDS = {
    "support_offer": "OLD.published_at IS NOT NULL",
    "support_decision": "TRUE",
    "support_aimfinding": "TRUE",
    "support_requirementdecision": "TRUE",
}


def stand(apps, schema_editor):
    on_postgresql = schema_editor.connection.vendor == "postgresql"
    if on_postgresql:
        schema_editor.execute(
            f"""
            CREATE FUNCTION support_row_stands() RETURNS trigger LANGUAGE plpgsql AS $$
            BEGIN RAISE EXCEPTION '{MESSAGE}' USING ERRCODE = 'restrict_violation'; END $$;
            """
        )
    for table, condition in STANDS.items():
        does = (
            "EXECUTE FUNCTION support_row_stands()"
            if on_postgresql
            else f"BEGIN SELECT RAISE(ABORT, '{MESSAGE}'); END"
        )
        schema_editor.execute(
            f"CREATE TRIGGER {table}_stands BEFORE UPDATE ON {table} FOR EACH ROW WHEN ({condition}) {does}"
        )


class Migration(migrations.Migration):
    dependencies = [("support", "0001_initial")]
    operations = [migrations.RunPython(stand, migrations.RunPython.noop, elidable=False)]
