"""The database itself keeps a published framework as it was, whoever asks: every evaluation was made by it.

Its row, its steps, its criteria and its KPIs can then be neither changed nor deleted, and none can be added.
"""

from django.db import migrations

MESSAGE = "A published framework is frozen: a change is a new version."
FRAMEWORK = "riskmatrix_framework"
# The rows below a framework, each with the condition that finds the framework of a row called ROW.
BELOW = {
    "riskmatrix_scalestep": "f.id = ROW.framework_id",
    "riskmatrix_criterion": "f.id = ROW.framework_id",
    "riskmatrix_kpi": "f.id = (SELECT c.framework_id FROM riskmatrix_criterion c WHERE c.id = ROW.criterion_id)",
}


def is_published(condition, row):
    found = condition.replace("ROW", row)
    return f"EXISTS (SELECT 1 FROM {FRAMEWORK} f WHERE f.published_at IS NOT NULL AND {found})"


def freeze(apps, schema_editor):
    write = on_postgresql if schema_editor.connection.vendor == "postgresql" else on_sqlite
    for statement in write():
        schema_editor.execute(statement)


def on_sqlite():
    refuse = f"BEGIN SELECT RAISE(ABORT, '{MESSAGE}'); END"
    for event in ("UPDATE", "DELETE"):
        yield (
            f"CREATE TRIGGER framework_stands_{event.lower()} BEFORE {event} ON {FRAMEWORK} "
            f"WHEN OLD.published_at IS NOT NULL {refuse}"
        )
    for table, condition in BELOW.items():
        for event, rows in (("INSERT", ["NEW"]), ("UPDATE", ["OLD", "NEW"]), ("DELETE", ["OLD"])):
            when = " OR ".join(is_published(condition, row) for row in rows)
            yield f"CREATE TRIGGER {table}_stands_{event.lower()} BEFORE {event} ON {table} WHEN {when} {refuse}"


def on_postgresql():
    refuse = f"RAISE EXCEPTION '{MESSAGE}' USING ERRCODE = 'restrict_violation';"
    yield function("framework_stands", f"IF OLD.published_at IS NOT NULL THEN {refuse} END IF;")
    yield trigger("framework_stands", FRAMEWORK, "BEFORE UPDATE OR DELETE", "ROW")
    for table, condition in BELOW.items():
        body = f"""
            IF TG_OP <> 'INSERT' THEN
                IF {is_published(condition, "OLD")} THEN {refuse} END IF;
            END IF;
            IF TG_OP <> 'DELETE' THEN
                IF {is_published(condition, "NEW")} THEN {refuse} END IF;
            END IF;
        """
        yield function(f"{table}_stands", body)
        yield trigger(f"{table}_stands", table, "BEFORE INSERT OR UPDATE OR DELETE", "ROW")
    any_published = f"EXISTS (SELECT 1 FROM {FRAMEWORK} WHERE published_at IS NOT NULL)"
    yield function("frameworks_stay", f"IF {any_published} THEN {refuse} END IF;")
    for table in (FRAMEWORK, *BELOW):
        yield trigger("frameworks_stay", table, "BEFORE TRUNCATE", "STATEMENT")


def function(name, body):
    return f"""
        CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            {body}
            IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
            RETURN NEW;
        END $$;
    """


def trigger(name, table, when, each):
    return f"CREATE TRIGGER {name} {when} ON {table} FOR EACH {each} EXECUTE FUNCTION {name}();"


class Migration(migrations.Migration):
    dependencies = [("riskmatrix", "0001_initial")]
    operations = [migrations.RunPython(freeze, migrations.RunPython.noop, elidable=False)]
