"""Motions: figures a council votes on. What was moved is never edited."""

import django.contrib.postgres.fields
import django.db.models.deletion
import django.db.models.functions.datetime
import uuid
from django.conf import settings
from django.db import migrations, models

# What is decided about it is written once, and an amendment follows its motion.
MOTIONS = """
CREATE FUNCTION motion_as_moved() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE'
        AND (OLD.decided_at IS NULL OR NEW.decided_at = OLD.decided_at)
        AND (OLD.proposal_id IS NULL OR NEW.proposal_id = OLD.proposal_id)
        AND (OLD.amends_id IS NULL) = (NEW.amends_id IS NULL)
        AND to_jsonb(NEW) - '{decided_at,proposal_id,amends_id}'::text[]
            = to_jsonb(OLD) - '{decided_at,proposal_id,amends_id}'::text[]
    THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'motion % stays as it was moved', OLD.id
        USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER motion_stays_as_moved BEFORE UPDATE OR DELETE ON proposals_motion
    FOR EACH ROW EXECUTE FUNCTION motion_as_moved();
"""

MOTIONS_GO = """
DROP TRIGGER motion_stays_as_moved ON proposals_motion;
DROP FUNCTION motion_as_moved();
"""


class Migration(migrations.Migration):

    dependencies = [
        ('councils', '0004_decisions'),
        ('proposals', '0008_comments'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Motion',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('public_id', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('moved_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), verbose_name='moved')),
                ('note', models.TextField(blank=True, max_length=2000, verbose_name='reasons')),
                ('notes', models.JSONField(blank=True, default=dict, verbose_name='notes')),
                ('goods', django.contrib.postgres.fields.ArrayField(base_field=models.IntegerField(), help_text='Keys of goods, ascending.', size=None)),
                ('quantities', django.contrib.postgres.fields.ArrayField(base_field=models.BigIntegerField(), help_text='Positive: requested. Negative: offered.', size=None)),
                ('cutoff', models.DateTimeField(verbose_name='cutoff')),
                ('decided_at', models.DateTimeField(blank=True, editable=False, null=True, verbose_name='decided')),
                ('amends', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='amendments', to='proposals.motion', verbose_name='amends')),
                ('ballot', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='motion', to='councils.ballot')),
                ('council', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='motions', to='councils.council')),
                ('made_by', models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='made', to='proposals.motion')),
                ('moved_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='moved by')),
                ('period', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='motions', to='proposals.period')),
                ('proposal', models.OneToOneField(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='motion', to='proposals.proposal')),
            ],
            options={
                'verbose_name': 'motion',
                'verbose_name_plural': 'motions',
                'ordering': ['-moved_at'],
                'constraints': [models.UniqueConstraint(condition=models.Q(('amends', None), ('decided_at', None)), fields=('council', 'period'), name='motion_one_undecided_at_a_time'), models.CheckConstraint(condition=models.Q(('quantities__len', models.F('goods__len'))), name='motion_one_quantity_a_good'), models.CheckConstraint(condition=models.Func(models.F('goods'), function='each_once_in_order', output_field=models.BooleanField()), name='motion_goods_once_each_in_order'), models.CheckConstraint(condition=models.Q(('amends__isnull', False), models.Func(models.F('quantities'), function='none_is_zero', output_field=models.BooleanField()), _connector='OR'), name='motion_only_an_amendment_takes_out'), models.CheckConstraint(condition=models.Q(('amends', None), ('goods__len__gte', 1), _connector='OR'), name='motion_amendment_changes_something'), models.CheckConstraint(condition=models.Q(('proposal', None), models.Q(('amends', None), ('decided_at__isnull', False)), _connector='OR'), name='motion_submitted_was_decided')],
            },
        ),
        migrations.RunSQL(MOTIONS, MOTIONS_GO),
    ]
