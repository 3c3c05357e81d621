"""How many people publish a plan: fixed, like the other rules, when the year opens."""

import django.core.validators
from django.db import migrations, models

STAYS = """
CREATE FUNCTION period_publishers_stay() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'who publishes the plan of % is fixed since its first round opened',
        OLD.code USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER period_publishers_are_frozen BEFORE UPDATE ON proposals_period
    FOR EACH ROW WHEN (
        OLD.frozen_at IS NOT NULL AND OLD.publishers <> NEW.publishers
    )
    EXECUTE FUNCTION period_publishers_stay();
"""

STAYS_GO = """
DROP TRIGGER period_publishers_are_frozen ON proposals_period;
DROP FUNCTION period_publishers_stay();
"""


class Migration(migrations.Migration):
    dependencies = [("proposals", "0010_questions")]

    operations = [
        migrations.AddField(
            model_name="period",
            name="publishers",
            field=models.PositiveSmallIntegerField(
                db_default=2,
                default=2,
                help_text=(
                    "So many different people approve a plan before it is published."
                ),
                validators=[
                    django.core.validators.MinValueValidator(1),
                    django.core.validators.MaxValueValidator(20),
                ],
                verbose_name="people who publish a plan",
            ),
        ),
        migrations.AddConstraint(
            model_name="period",
            constraint=models.CheckConstraint(
                condition=models.Q(("publishers__range", (1, 20))),
                name="period_plan_published_by_somebody",
            ),
        ),
        migrations.RunSQL(STAYS, STAYS_GO),
    ]
