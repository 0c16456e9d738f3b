"""A pack that served everybody becomes one of each trust, and every form is pinned to the one of its own trust."""

import hashlib
import json

from django.db import migrations


def hand_out(apps, schema_editor):
    FormPack = apps.get_model("monitoring", "FormPack")
    MonitoringForm = apps.get_model("monitoring", "MonitoringForm")
    Trust = apps.get_model("schools", "Trust")
    for shared in FormPack.objects.filter(trust=None).order_by("pk"):
        document = json.dumps(shared.content, ensure_ascii=False, separators=(",", ":"))
        for trust in Trust.objects.order_by("pk"):
            own = FormPack.objects.create(
                trust=trust,
                key=shared.key,
                version=shared.version,
                content=shared.content,
                title=shared.content["title"],
                author=shared.content["author"],
                checker=shared.content["checker"],
                next_review=shared.content["next_review"],
                document=document,
                fingerprint=hashlib.sha256(document.encode()).hexdigest(),
                created_at=shared.published_at,
                published_at=shared.published_at,
            )
            MonitoringForm.objects.filter(pack=shared, school__trust=trust).update(pack=own)
        shared.delete()


class Migration(migrations.Migration):
    dependencies = [("monitoring", "0002_packs_of_a_trust"), ("schools", "0002_audit_is_append_only")]
    operations = [migrations.RunPython(hand_out, migrations.RunPython.noop)]
