"""A plan made with other servers balances together with what is assigned there."""

from django.db import migrations, models

BALANCE = """
CREATE OR REPLACE FUNCTION plan_balances() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    offender text;
BEGIN
    SELECT good.code INTO offender
    FROM (
        SELECT line.good, sum(line.quantity) AS excess
        FROM (
            SELECT each.good, each.quantity::numeric
            FROM iteration_assignment AS assignment,
                unnest(assignment.goods, assignment.quantities) AS each (good, quantity)
            WHERE assignment.plan_id = NEW.id
            %(elsewhere)s
        ) AS line (good, quantity)
        GROUP BY line.good
    ) AS sums
    JOIN proposals_good AS good ON good.id = sums.good
    WHERE sums.excess > 0 OR (
        sums.excess < 0
        AND good.category NOT IN ('labour', 'resource', 'capital', 'pollutant')
    )
    ORDER BY good.code
    LIMIT 1;
    IF FOUND THEN
        RAISE EXCEPTION 'the plan does not balance: %%', offender
            USING ERRCODE = 'check_violation';
    END IF;
    RETURN NULL;
END $$;
"""
ELSEWHERE = """
            UNION ALL
            SELECT other.key::bigint,
                (other.value ->> 0)::numeric - (other.value ->> 1)::numeric
            FROM jsonb_each(NEW.elsewhere) AS other
"""


class Migration(migrations.Migration):

    dependencies = [
        ('iteration', '0020_practice_entitlements_may_go'),
    ]

    operations = [
        migrations.AddField(
            model_name='plan',
            name='accord',
            field=models.CharField(blank=True, db_default='', editable=False, max_length=64),
        ),
        migrations.AddField(
            model_name='plan',
            name='elsewhere',
            field=models.JSONField(db_default={}, default=dict, editable=False),
        ),
        migrations.RunSQL(
            BALANCE % {"elsewhere": ELSEWHERE}, BALANCE % {"elsewhere": ""}
        ),
    ]
