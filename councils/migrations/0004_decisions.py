"""A council's rule and what a ballot is decided by; who may vote is kept by triggers."""

import django.contrib.postgres.fields
import django.db.models.deletion
import django.db.models.functions.datetime
from django.conf import settings
from django.db import migrations, models

# Closed before there were outcomes: counted, and no more is known.
CLOSED_BEFORE = """
UPDATE councils_ballot SET outcome = 'counted' WHERE closed_at IS NOT NULL;
"""

VOTES = """
CREATE OR REPLACE FUNCTION ballot_is_open() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    opened timestamptz;
    house bigint;
BEGIN
    SELECT opened_at, council_id INTO opened, house FROM councils_ballot
        WHERE id = NEW.ballot_id
            AND closed_at IS NULL
            AND closes_at > statement_timestamp()
            AND NEW.option < cardinality(options)
        FOR SHARE;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'the ballot is closed, or has no option %', NEW.option
            USING ERRCODE = 'check_violation';
    END IF;
    IF NOT EXISTS (
        SELECT FROM councils_membership
        WHERE council_id = house AND person_id = NEW.person_id
            AND since <= opened AND (until IS NULL OR until > opened)
    ) OR NOT EXISTS (
        SELECT FROM councils_membership
        WHERE council_id = house AND person_id = NEW.person_id AND until IS NULL
    ) THEN
        RAISE EXCEPTION 'who votes had a seat when the ballot opened, and has one now'
            USING ERRCODE = 'check_violation';
    END IF;
    IF TG_OP = 'UPDATE' THEN
        IF (NEW.ballot_id, NEW.person_id) IS DISTINCT FROM (OLD.ballot_id, OLD.person_id)
        THEN
            RAISE EXCEPTION 'a vote stays in its ballot, and its person''s'
                USING ERRCODE = 'check_violation';
        END IF;
        IF OLD.entered_by_id IS NULL AND NEW.entered_by_id IS NOT NULL THEN
            RAISE EXCEPTION 'nobody enters over a vote a person has cast'
                USING ERRCODE = 'check_violation';
        END IF;
    END IF;
    RETURN NEW;
END $$;
"""

VOTES_BEFORE = """
CREATE OR REPLACE FUNCTION ballot_is_open() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM FROM councils_ballot
        WHERE id = NEW.ballot_id
            AND closed_at IS NULL
            AND closes_at > statement_timestamp()
            AND NEW.option < cardinality(options)
        FOR SHARE;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'the ballot is closed, or has no option %', NEW.option
            USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
"""

# All but the close, which is written once.
BALLOTS = """
CREATE FUNCTION ballot_as_opened() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.closed_at IS NOT NULL THEN
        RAISE EXCEPTION 'ballot % is closed and stays as it was counted', OLD.id
            USING ERRCODE = 'restrict_violation';
    END IF;
    IF (
        OLD.council_id, OLD.question, OLD.options, OLD.opened_at, OLD.opened_by_id,
        OLD.closes_at, OLD.method, OLD.quorum, OLD.majority, OLD.hidden,
        OLD.closes_early
    ) IS DISTINCT FROM (
        NEW.council_id, NEW.question, NEW.options, NEW.opened_at, NEW.opened_by_id,
        NEW.closes_at, NEW.method, NEW.quorum, NEW.majority, NEW.hidden,
        NEW.closes_early
    ) THEN
        RAISE EXCEPTION 'ballot % stays as it was opened', OLD.id
            USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER ballot_stays_as_opened BEFORE UPDATE ON councils_ballot
    FOR EACH ROW EXECUTE FUNCTION ballot_as_opened();
CREATE TRIGGER ballot_is_never_deleted BEFORE DELETE ON councils_ballot
    FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER decision_rule_is_never_changed
    BEFORE UPDATE OR DELETE ON councils_decisionrule
    FOR EACH ROW EXECUTE FUNCTION refuse_change();
"""

BALLOTS_GO = """
DROP TRIGGER decision_rule_is_never_changed ON councils_decisionrule;
DROP TRIGGER ballot_is_never_deleted ON councils_ballot;
DROP TRIGGER ballot_stays_as_opened ON councils_ballot;
DROP FUNCTION ballot_as_opened();
"""


class Migration(migrations.Migration):

    dependencies = [
        ('councils', '0003_joining'),
    ]

    operations = [
        migrations.CreateModel(
            name='DecisionRule',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('method', models.CharField(choices=[('delegates', 'delegates submit'), ('majority', 'by majority'), ('consensus', 'by consensus')], default='majority', max_length=10, verbose_name='how the council decides')),
                ('quorum', models.PositiveSmallIntegerField(default=0, help_text='Percent of those entitled to vote who must take part.', verbose_name='quorum')),
                ('majority', models.CharField(choices=[('half', 'more than half'), ('two_thirds', 'at least two thirds')], default='half', max_length=10, verbose_name='majority')),
                ('hidden', models.BooleanField(default=False, verbose_name='result hidden until the close')),
                ('closes_early', models.BooleanField(default=False, verbose_name='closes when everybody has voted')),
                ('days', models.PositiveSmallIntegerField(default=7, help_text='In days.', verbose_name='a ballot stands at most')),
                ('submits', models.BooleanField(default=True, verbose_name='what is carried is submitted at the close')),
                ('since', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), verbose_name='since')),
            ],
            options={
                'verbose_name': 'decision rule',
                'verbose_name_plural': 'decision rules',
                'ordering': ['council', '-since'],
            },
        ),
        migrations.AddField(
            model_name='ballot',
            name='closes_early',
            field=models.BooleanField(default=False, verbose_name='closes when everybody has voted'),
        ),
        migrations.AddField(
            model_name='ballot',
            name='electors',
            field=models.PositiveIntegerField(blank=True, editable=False, null=True, verbose_name='entitled to vote'),
        ),
        migrations.AddField(
            model_name='ballot',
            name='hidden',
            field=models.BooleanField(default=False, verbose_name='result hidden until the close'),
        ),
        migrations.AddField(
            model_name='ballot',
            name='majority',
            field=models.CharField(choices=[('half', 'more than half'), ('two_thirds', 'at least two thirds')], default='half', max_length=10, verbose_name='majority'),
        ),
        migrations.AddField(
            model_name='ballot',
            name='method',
            field=models.CharField(choices=[('delegates', 'delegates submit'), ('majority', 'by majority'), ('consensus', 'by consensus')], default='majority', max_length=10, verbose_name='how the council decides'),
        ),
        migrations.AddField(
            model_name='ballot',
            name='opened_by',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='opened by'),
        ),
        migrations.AddField(
            model_name='ballot',
            name='outcome',
            field=models.CharField(blank=True, choices=[('carried', 'carried'), ('rejected', 'not carried'), ('no_quorum', 'too few took part'), ('amended', 'replaced by its amended version'), ('withdrawn', 'taken back'), ('counted', 'counted')], editable=False, max_length=10, verbose_name='outcome'),
        ),
        migrations.AddField(
            model_name='ballot',
            name='quorum',
            field=models.PositiveSmallIntegerField(default=0, help_text='Percent of those entitled to vote who must take part.', verbose_name='quorum'),
        ),
        migrations.AddField(
            model_name='ballot',
            name='tally',
            field=django.contrib.postgres.fields.ArrayField(base_field=models.PositiveIntegerField(), blank=True, editable=False, null=True, size=None),
        ),
        migrations.AddField(
            model_name='vote',
            name='reason',
            field=models.TextField(blank=True, max_length=1000, verbose_name='reason'),
        ),
        migrations.RunSQL(CLOSED_BEFORE, migrations.RunSQL.noop),
        migrations.AddConstraint(
            model_name='ballot',
            constraint=models.CheckConstraint(condition=models.Q(('quorum__lte', 100)), name='ballot_quorum_is_a_share'),
        ),
        migrations.AddConstraint(
            model_name='ballot',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('closed_at', None), ('outcome', '')), models.Q(('closed_at__isnull', False), models.Q(('outcome', ''), _negated=True)), _connector='OR'), name='ballot_closed_has_an_outcome'),
        ),
        migrations.AddConstraint(
            model_name='ballot',
            constraint=models.CheckConstraint(condition=models.Q(('method', 'delegates'), _negated=True), name='ballot_is_decided_by_votes'),
        ),
        migrations.AddConstraint(
            model_name='vote',
            constraint=models.CheckConstraint(condition=models.Q(('entered_by', None), models.Q(('entered_by', models.F('person')), _negated=True), _connector='OR'), name='vote_is_entered_by_somebody_else'),
        ),
        migrations.AddField(
            model_name='decisionrule',
            name='ballot',
            field=models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='rule', to='councils.ballot', verbose_name='ballot'),
        ),
        migrations.AddField(
            model_name='decisionrule',
            name='council',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='decision_rules', to='councils.council'),
        ),
        migrations.AddField(
            model_name='decisionrule',
            name='set_by',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='set by'),
        ),
        migrations.AddConstraint(
            model_name='decisionrule',
            constraint=models.CheckConstraint(condition=models.Q(('quorum__lte', 100)), name='decisionrule_quorum_is_a_share'),
        ),
        migrations.AddConstraint(
            model_name='decisionrule',
            constraint=models.CheckConstraint(condition=models.Q(('days__range', (1, 60))), name='decisionrule_ballot_stands_one_to_sixty_days'),
        ),
        migrations.RunSQL(VOTES, VOTES_BEFORE),
        migrations.RunSQL(BALLOTS, BALLOTS_GO),
    ]
