"""Rules of entitlements, version by version, and what councils say of themselves."""

import django.core.validators
import django.db.models.deletion
import django.db.models.functions.datetime
from decimal import Decimal
from django.db import migrations, models

DECIDED = """
CREATE FUNCTION entitlement_rule_not_decided() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    touched bigint[];
BEGIN
    IF TG_TABLE_NAME = 'proposals_entitlementrule' THEN
        IF OLD.decided_at IS NULL THEN
            RETURN coalesce(NEW, OLD);
        END IF;
    ELSE
        IF TG_OP <> 'INSERT' THEN
            touched := touched || OLD.rule_id;
        END IF;
        IF TG_OP <> 'DELETE' THEN
            touched := touched || NEW.rule_id;
        END IF;
        IF NOT EXISTS (
            SELECT FROM proposals_entitlementrule
            WHERE id = ANY(touched) AND decided_at IS NOT NULL
        ) THEN
            RETURN coalesce(NEW, OLD);
        END IF;
    END IF;
    RAISE EXCEPTION 'a rule of entitlements that was decided is never changed'
        USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER entitlement_rule_stays_as_decided
    BEFORE UPDATE OR DELETE ON proposals_entitlementrule
    FOR EACH ROW EXECUTE FUNCTION entitlement_rule_not_decided();
CREATE TRIGGER entitlement_rate_stays_as_decided
    BEFORE INSERT OR UPDATE OR DELETE ON proposals_entitlementrate
    FOR EACH ROW EXECUTE FUNCTION entitlement_rule_not_decided();
CREATE TRIGGER entitlement_rule_is_frozen_once_rounds_run
    BEFORE INSERT OR UPDATE OR DELETE ON proposals_entitlementrule
    FOR EACH ROW EXECUTE FUNCTION period_is_not_frozen();
CREATE TRIGGER head_count_is_frozen_once_rounds_run
    BEFORE INSERT OR UPDATE OR DELETE ON proposals_headcount
    FOR EACH ROW EXECUTE FUNCTION period_is_not_frozen();
"""

DECIDED_GO = """
DROP TRIGGER head_count_is_frozen_once_rounds_run ON proposals_headcount;
DROP TRIGGER entitlement_rule_is_frozen_once_rounds_run ON proposals_entitlementrule;
DROP TRIGGER entitlement_rate_stays_as_decided ON proposals_entitlementrate;
DROP TRIGGER entitlement_rule_stays_as_decided ON proposals_entitlementrule;
DROP FUNCTION entitlement_rule_not_decided();
"""


class Migration(migrations.Migration):

    dependencies = [
        ("proposals", "0013_practice"), ("councils", "0004_decisions"),
    ]

    operations = [
        migrations.AddField(
            model_name='entitlement',
            name='reckoning',
            field=models.JSONField(blank=True, default=dict, editable=False),
        ),
        migrations.CreateModel(
            name='EntitlementRule',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('version', models.PositiveSmallIntegerField(editable=False, verbose_name='version')),
                ('per', models.CharField(choices=[('member', 'for each member who works'), ('hour', 'for each hour worked')], default='member', max_length=10, verbose_name='effort is paid')),
                ('rate', models.DecimalField(decimal_places=2, default=Decimal('0'), max_digits=12, validators=[django.core.validators.MinValueValidator(0), django.core.validators.MaxValueValidator(Decimal('1E+8'))], verbose_name='credits for that')),
                ('hours', models.DecimalField(decimal_places=2, default=Decimal('1500'), max_digits=7, validators=[django.core.validators.MinValueValidator(0), django.core.validators.MaxValueValidator(8784)], verbose_name='usual hours of a member in the year')),
                ('rating', models.CharField(choices=[('equal', 'every hour counts the same'), ('cap', 'as the council rates it, up to the same cap for all'), ('ratio', 'as the council rates it, up to its own ratio of last year')], default='equal', max_length=10, verbose_name='how effort counts')),
                ('cap', models.DecimalField(decimal_places=3, default=Decimal('1'), max_digits=5, validators=[django.core.validators.MinValueValidator(0), django.core.validators.MaxValueValidator(10)], verbose_name='cap of the mean rating')),
                ('carry_forward', models.BooleanField(default=False, verbose_name='what was left over last year is carried forward')),
                ('repay_years', models.PositiveSmallIntegerField(default=5, validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(50)], verbose_name='years to repay, at most')),
                ('borrowing_limit', models.DecimalField(blank=True, decimal_places=2, max_digits=18, null=True, validators=[django.core.validators.MinValueValidator(0)], verbose_name='all councils together may borrow')),
                ('reviewers', models.PositiveSmallIntegerField(default=3, validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(15)], verbose_name='reviewers of a special need')),
                ('decided_at', models.DateTimeField(editable=False, null=True, verbose_name='decided')),
                ('reason', models.TextField(blank=True, editable=False, verbose_name='reason')),
                ('period', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='entitlement_rules', to='proposals.period')),
            ],
            options={
                'verbose_name': 'rule of entitlements',
                'verbose_name_plural': 'rules of entitlements',
                'ordering': ['period', '-version'],
            },
        ),
        migrations.CreateModel(
            name='EntitlementRate',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('position', models.PositiveSmallIntegerField(verbose_name='position')),
                ('code', models.SlugField(max_length=40, verbose_name='short name')),
                ('source', models.CharField(choices=[('allowance', 'allowance'), ('compensation', 'compensation')], default='allowance', max_length=20, verbose_name='source')),
                ('name_en', models.CharField(max_length=80, verbose_name='name in English')),
                ('name_de', models.CharField(blank=True, max_length=80, verbose_name='name in German')),
                ('amount', models.DecimalField(decimal_places=2, default=Decimal('0'), max_digits=12, validators=[django.core.validators.MinValueValidator(0), django.core.validators.MaxValueValidator(Decimal('1E+8'))], verbose_name='credits per person')),
                ('works', models.BooleanField(default=False, verbose_name='paid for effort')),
                ('additional', models.BooleanField(default=False, verbose_name='in addition to another row')),
                ('counted', models.BooleanField(default=True, verbose_name='councils say how many')),
                ('area', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='councils.council')),
                ('good', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='proposals.good')),
                ('rule', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='rates', to='proposals.entitlementrule')),
            ],
            options={
                'verbose_name': 'row of a rule of entitlements',
                'verbose_name_plural': 'rows of rules of entitlements',
                'ordering': ['rule', 'position'],
            },
        ),
        migrations.CreateModel(
            name='HeadCount',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('heads', models.JSONField(default=dict, verbose_name='people')),
                ('rating', models.DecimalField(decimal_places=3, default=Decimal('1'), max_digits=5, verbose_name='mean effort rating')),
                ('hours', models.DecimalField(blank=True, decimal_places=2, max_digits=7, null=True, verbose_name='mean hours of a member who works')),
                ('origin', models.CharField(choices=[('council', 'said by the council'), ('file', 'from a file')], default='council', max_length=10, verbose_name='origin')),
                ('said_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), verbose_name='said')),
                ('council', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='head_counts', to='councils.council')),
                ('period', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='head_counts', to='proposals.period')),
            ],
            options={
                'verbose_name': 'head count',
                'verbose_name_plural': 'head counts',
                'ordering': ['period', 'council'],
            },
        ),
        migrations.AddConstraint(
            model_name='entitlementrule',
            constraint=models.UniqueConstraint(fields=('period', 'version'), name='entitlement_rule_version_once'),
        ),
        migrations.AddConstraint(
            model_name='entitlementrule',
            constraint=models.UniqueConstraint(condition=models.Q(('decided_at', None)), fields=('period',), name='entitlement_rule_one_being_written'),
        ),
        migrations.AddConstraint(
            model_name='entitlementrule',
            constraint=models.CheckConstraint(condition=models.Q(('hours__range', (0, 8784)), ('rate__range', (0, Decimal('1E+8'))), ('cap__range', (0, 10)), ('repay_years__range', (1, 50)), models.Q(('borrowing_limit', None), ('borrowing_limit__range', (0, 1000000000000000)), _connector='OR')), name='entitlement_rule_figures_in_range'),
        ),
        migrations.AddConstraint(
            model_name='entitlementrule',
            constraint=models.CheckConstraint(condition=models.Q(('decided_at', None), models.Q(('reason', ''), _negated=True), _connector='OR'), name='entitlement_rule_decided_for_a_reason'),
        ),
        migrations.AddConstraint(
            model_name='entitlementrate',
            constraint=models.UniqueConstraint(fields=('rule', 'code'), name='entitlement_rate_code_once'),
        ),
        migrations.AddConstraint(
            model_name='entitlementrate',
            constraint=models.CheckConstraint(condition=models.Q(('amount__range', (0, Decimal('1E+8')))), name='entitlement_rate_not_below_zero'),
        ),
        migrations.AddConstraint(
            model_name='entitlementrate',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('source', 'allowance'), _negated=True), models.Q(('area', None), ('counted', True)), _connector='OR'), name='entitlement_rate_of_allowances_is_counted'),
        ),
        migrations.AddConstraint(
            model_name='entitlementrate',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('source', 'compensation'), _negated=True), models.Q(('additional', True), ('works', False)), _connector='OR'), name='entitlement_rate_of_a_compensation_is_additional'),
        ),
        migrations.AddConstraint(
            model_name='headcount',
            constraint=models.UniqueConstraint(fields=('council', 'period'), name='head_count_once_a_council'),
        ),
        migrations.AddConstraint(
            model_name='headcount',
            constraint=models.CheckConstraint(condition=models.Q(('rating__range', (0, 10)), models.Q(('hours', None), ('hours__range', (0, 8784)), _connector='OR')), name='head_count_figures_in_range'),
        ),
        migrations.RunSQL(DECIDED, DECIDED_GO),
    ]
