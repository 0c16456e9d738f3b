"""The database itself refuses to change or delete what happened, whoever asks.

One exception, for text that saves itself: an entry with a ``sitting`` may grow, in ``after`` and ``until`` alone,
while each save follows the one before within half an hour (schools/audit.py).
"""

from django.db import migrations

FIXED = ("id", "at", "by_id", "by_name", "verb", "trust_id", "school_id", "thing_kind", "thing_id", "thing_name")
MESSAGE = "An audit entry is never changed or deleted."


def same(difference: str) -> str:
    return " AND ".join(f"NEW.{column} {difference} OLD.{column}" for column in (*FIXED, "sitting"))


def append_only(apps, schema_editor):
    table = "schools_auditentry"
    if schema_editor.connection.vendor == "postgresql":
        kept = same("IS NOT DISTINCT FROM") + " AND NEW.before::text IS NOT DISTINCT FROM OLD.before::text"
        schema_editor.execute(
            f"""
            CREATE FUNCTION audit_is_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
            BEGIN
                IF TG_OP = 'UPDATE' THEN
                    IF OLD.sitting <> '' AND {kept}
                        AND NEW.until >= OLD.until AND NEW.until <= OLD.until + interval '30 minutes' THEN
                        RETURN NEW;
                    END IF;
                END IF;
                RAISE EXCEPTION '{MESSAGE}' USING ERRCODE = 'restrict_violation';
            END $$;
            CREATE TRIGGER audit_rows_stand BEFORE UPDATE OR DELETE ON {table}
                FOR EACH ROW EXECUTE FUNCTION audit_is_append_only();
            CREATE TRIGGER audit_table_stands BEFORE TRUNCATE ON {table}
                FOR EACH STATEMENT EXECUTE FUNCTION audit_is_append_only();
            """
        )
    else:
        schema_editor.execute(
            f"""
            CREATE TRIGGER audit_rows_stand BEFORE UPDATE ON {table}
            WHEN NOT (OLD.sitting <> '' AND {same("IS")} AND NEW.before IS OLD.before
                AND NEW.until >= OLD.until AND julianday(NEW.until) <= julianday(OLD.until) + 0.5 / 24)
            BEGIN SELECT RAISE(ABORT, '{MESSAGE}'); END
            """
        )
        schema_editor.execute(
            f"""
            CREATE TRIGGER audit_rows_stay BEFORE DELETE ON {table}
            BEGIN SELECT RAISE(ABORT, '{MESSAGE}'); END
            """
        )


class Migration(migrations.Migration):
    dependencies = [("schools", "0001_initial")]
    operations = [migrations.RunPython(append_only, migrations.RunPython.noop, elidable=False)]
