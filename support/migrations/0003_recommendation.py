"""Reviews, exit criteria and conversations; what the school says to a decision, and what becomes of an appeal."""

import django.db.models.deletion
import kit.clock
from django.conf import settings
from django.db import migrations, models


MESSAGE = "A published offer and a decision that was made are never changed."
NEW = ("support_appeal", "support_appealoutcome", "support_decisionanswer")


def stand(apps, schema_editor):
    """These rows stand as decisions do; SQLite lost the decisions' own trigger when their table got columns."""
    if schema_editor.connection.vendor == "postgresql":
        tables, does = NEW, "EXECUTE FUNCTION support_row_stands()"
    else:
        tables, does = ("support_decision", *NEW), f"BEGIN SELECT RAISE(ABORT, '{MESSAGE}'); END"
        schema_editor.execute("DROP TRIGGER IF EXISTS support_decision_stands")
    for table in tables:
        schema_editor.execute(
            f"CREATE TRIGGER {table}_stands BEFORE UPDATE ON {table} FOR EACH ROW WHEN (TRUE) {does}"
        )


class Migration(migrations.Migration):

    dependencies = [
        ('riskmatrix', '0006_matrix_upload'),
        ('schools', '0004_evidence'),
        ('support', '0002_decisions_stand'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Appeal',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('reason', models.TextField()),
                ('at', models.DateTimeField(default=kit.clock.now)),
            ],
            options={
                'ordering': ['at', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='AppealOutcome',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('reason', models.TextField()),
                ('at', models.DateTimeField(default=kit.clock.now)),
            ],
            options={
                'ordering': ['at', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='DecisionAnswer',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('text', models.TextField()),
                ('at', models.DateTimeField(default=kit.clock.now)),
            ],
            options={
                'ordering': ['at', 'pk'],
            },
        ),
        migrations.AddField(
            model_name='decision',
            name='conversation',
            field=models.TextField(blank=True),
        ),
        migrations.AddField(
            model_name='decision',
            name='exit_criteria',
            field=models.TextField(blank=True),
        ),
        migrations.AddField(
            model_name='decision',
            name='review_on',
            field=models.DateField(help_text='When it is looked at again at the latest.', null=True),
        ),
        migrations.AddConstraint(
            model_name='decision',
            constraint=models.CheckConstraint(condition=models.Q(('review_on__isnull', True), ('review_on__gt', models.F('starts_on')), _connector='OR'), name='a_decision_is_reviewed_later'),
        ),
        migrations.AddField(
            model_name='appeal',
            name='by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='appeal',
            name='decision',
            field=models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='appeal', to='support.decision'),
        ),
        migrations.AddField(
            model_name='appealoutcome',
            name='appeal',
            field=models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='outcome', to='support.appeal'),
        ),
        migrations.AddField(
            model_name='appealoutcome',
            name='by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='appealoutcome',
            name='decision',
            field=models.OneToOneField(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='from_appeal', to='support.decision'),
        ),
        migrations.AddField(
            model_name='decisionanswer',
            name='by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='decisionanswer',
            name='decision',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='answers', to='support.decision'),
        ),
        migrations.AddConstraint(
            model_name='appeal',
            constraint=models.CheckConstraint(condition=models.Q(('reason', ''), _negated=True), name='appeal_has_a_reason'),
        ),
        migrations.AddConstraint(
            model_name='appealoutcome',
            constraint=models.CheckConstraint(condition=models.Q(('reason', ''), _negated=True), name='appeal_outcome_has_a_reason'),
        ),
        migrations.AddConstraint(
            model_name='decisionanswer',
            constraint=models.CheckConstraint(condition=models.Q(('text', ''), _negated=True), name='decision_answer_has_words'),
        ),
        migrations.RunPython(stand, migrations.RunPython.noop, elidable=False),
    ]
