"""Credits of councils, and how they are repaid."""

import django.core.validators
import django.db.models.deletion
import django.db.models.functions.datetime
import uuid
from django.db import migrations, models

CREDITS = """
CREATE FUNCTION credit_not_decided() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' AND OLD.state = 'asked'
        AND to_jsonb(NEW) - '{state,decided_at,reason}'::text[]
            = to_jsonb(OLD) - '{state,decided_at,reason}'::text[]
    THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'credit % stays as it was asked for and decided', OLD.id
        USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER credit_stays_as_decided BEFORE UPDATE OR DELETE ON proposals_credit
    FOR EACH ROW EXECUTE FUNCTION credit_not_decided();
CREATE TRIGGER credit_is_frozen_once_rounds_run
    BEFORE INSERT OR UPDATE OR DELETE ON proposals_credit
    FOR EACH ROW EXECUTE FUNCTION period_is_not_frozen();
CREATE TRIGGER repayment_is_frozen_once_rounds_run
    BEFORE INSERT OR UPDATE OR DELETE ON proposals_repayment
    FOR EACH ROW EXECUTE FUNCTION period_is_not_frozen();
"""

CREDITS_GO = """
DROP TRIGGER repayment_is_frozen_once_rounds_run ON proposals_repayment;
DROP TRIGGER credit_is_frozen_once_rounds_run ON proposals_credit;
DROP TRIGGER credit_stays_as_decided ON proposals_credit;
DROP FUNCTION credit_not_decided();
"""


class Migration(migrations.Migration):

    dependencies = [
        ("proposals", "0014_entitlement_rules"), ("councils", "0004_decisions"),
    ]

    operations = [
        migrations.CreateModel(
            name='Credit',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('public_id', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('amount', models.DecimalField(decimal_places=2, max_digits=14, verbose_name='amount')),
                ('years', models.PositiveSmallIntegerField(verbose_name='years to repay')),
                ('purpose', models.TextField(max_length=2000, verbose_name='what for')),
                ('state', models.CharField(choices=[('asked', 'asked for'), ('granted', 'granted'), ('refused', 'refused'), ('withdrawn', 'withdrawn')], default='asked', max_length=10, verbose_name='state')),
                ('asked_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), verbose_name='asked')),
                ('decided_at', models.DateTimeField(null=True, verbose_name='decided')),
                ('reason', models.TextField(blank=True, verbose_name='reason')),
                ('council', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='credits', to='councils.council')),
                ('period', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='credits', to='proposals.period')),
            ],
            options={
                'verbose_name': 'credit',
                'verbose_name_plural': 'credits',
                'ordering': ['-asked_at', '-pk'],
            },
        ),
        migrations.CreateModel(
            name='Repayment',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('amount', models.DecimalField(decimal_places=2, max_digits=14, verbose_name='amount')),
                ('credit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='repayments', to='proposals.credit')),
                ('period', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='repayments', to='proposals.period')),
            ],
            options={
                'verbose_name': 'repayment',
                'verbose_name_plural': 'repayments',
                'ordering': ['period', 'credit'],
            },
        ),
        migrations.AddConstraint(
            model_name='credit',
            constraint=models.UniqueConstraint(condition=models.Q(('state', 'asked')), fields=('council', 'period'), name='credit_one_asked_for_at_a_time'),
        ),
        migrations.AddConstraint(
            model_name='credit',
            constraint=models.CheckConstraint(condition=models.Q(('amount__gt', 0), ('amount__lt', 1000000000000), ('years__range', (1, 50))), name='credit_above_zero_and_repaid_in_years'),
        ),
        migrations.AddConstraint(
            model_name='credit',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('decided_at', None), ('state', 'asked')), models.Q(('decided_at__isnull', False), models.Q(('state', 'withdrawn'), models.Q(('reason', ''), _negated=True), _connector='OR')), _connector='OR'), name='credit_decided_for_a_reason'),
        ),
        migrations.AddConstraint(
            model_name='repayment',
            constraint=models.UniqueConstraint(fields=('credit', 'period'), name='repayment_once_a_year'),
        ),
        migrations.AddConstraint(
            model_name='repayment',
            constraint=models.CheckConstraint(condition=models.Q(('amount__gt', 0), ('amount__lt', 1000000000000)), name='repayment_above_zero'),
        ),
        migrations.RunSQL(CREDITS, CREDITS_GO),
    ]
