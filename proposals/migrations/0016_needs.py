"""Special needs, and the people drawn by lot to look at them."""

import django.core.validators
import django.db.models.deletion
import django.db.models.functions.datetime
import uuid
from django.conf import settings
from django.db import migrations, models

NEEDS = """
CREATE FUNCTION need_not_decided() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' AND OLD.decided_at IS NULL
        AND to_jsonb(NEW) - '{state,decided_at}'::text[]
            = to_jsonb(OLD) - '{state,decided_at}'::text[]
    THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'need % stays as it was filed and decided', OLD.id
        USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER need_stays_as_decided BEFORE UPDATE OR DELETE ON proposals_need
    FOR EACH ROW EXECUTE FUNCTION need_not_decided();
CREATE TRIGGER need_is_frozen_once_rounds_run
    BEFORE INSERT OR UPDATE OR DELETE ON proposals_need
    FOR EACH ROW EXECUTE FUNCTION period_is_not_frozen();
CREATE FUNCTION review_not_voted() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' AND OLD.voted_at IS NULL
        AND NEW.need_id = OLD.need_id AND NEW.person_id = OLD.person_id
    THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'a vote about a need is given once'
        USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER review_votes_once BEFORE UPDATE OR DELETE ON proposals_review
    FOR EACH ROW EXECUTE FUNCTION review_not_voted();
"""

NEEDS_GO = """
DROP TRIGGER review_votes_once ON proposals_review;
DROP FUNCTION review_not_voted();
DROP TRIGGER need_is_frozen_once_rounds_run ON proposals_need;
DROP TRIGGER need_stays_as_decided ON proposals_need;
DROP FUNCTION need_not_decided();
"""


class Migration(migrations.Migration):

    dependencies = [
        ("proposals", "0015_credits"), ("ledger", "0002_guards"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Need',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('public_id', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('text', models.TextField(max_length=2000, verbose_name='the need')),
                ('amount', models.DecimalField(decimal_places=2, max_digits=14, verbose_name='amount')),
                ('reviewers', models.PositiveSmallIntegerField(verbose_name='reviewers')),
                ('state', models.CharField(choices=[('filed', 'filed'), ('reviewed', 'under review'), ('granted', 'granted'), ('refused', 'refused')], default='filed', max_length=10, verbose_name='state')),
                ('decided_at', models.DateTimeField(null=True, verbose_name='decided')),
                ('council', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='needs', to='councils.council')),
                ('filed', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='ledger.record')),
                ('period', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='needs', to='proposals.period')),
            ],
            options={
                'verbose_name': 'special need',
                'verbose_name_plural': 'special needs',
                'ordering': ['pk'],
            },
        ),
        migrations.CreateModel(
            name='Review',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('granted', models.BooleanField(null=True, verbose_name='granted')),
                ('voted_at', models.DateTimeField(null=True, verbose_name='voted')),
                ('need', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='reviews', to='proposals.need')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='reviews', to=settings.AUTH_USER_MODEL, verbose_name='person')),
            ],
            options={
                'verbose_name': 'review',
                'verbose_name_plural': 'reviews',
                'ordering': ['need', 'pk'],
            },
        ),
        migrations.AddConstraint(
            model_name='need',
            constraint=models.CheckConstraint(condition=models.Q(('amount__gt', 0), ('amount__lt', 1000000000000)), name='need_amount_above_zero'),
        ),
        migrations.AddConstraint(
            model_name='need',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('decided_at', None), ('state__in', ['filed', 'reviewed'])), models.Q(('decided_at__isnull', False), ('state__in', ['granted', 'refused'])), _connector='OR'), name='need_decided_at_a_moment'),
        ),
        migrations.AddConstraint(
            model_name='review',
            constraint=models.UniqueConstraint(fields=('need', 'person'), name='review_once_a_person'),
        ),
        migrations.AddConstraint(
            model_name='review',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('granted', None), ('voted_at', None)), models.Q(('granted__isnull', False), ('voted_at__isnull', False)), _connector='OR'), name='review_votes_at_a_moment'),
        ),
        migrations.RunSQL(NEEDS, NEEDS_GO),
    ]
