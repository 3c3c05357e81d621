"""Years for practice: what they are made of may be deleted, and nothing else may."""

import django.db.models.deletion
from django.db import migrations, models

# A year is made for practice or for real, and stays what it is.
STAYS = """
CREATE FUNCTION period_stays_what_it_is() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'a year does not become one for practice, nor a real one'
        USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER period_for_practice_or_for_real BEFORE UPDATE ON proposals_period
    FOR EACH ROW WHEN (OLD.practice IS DISTINCT FROM NEW.practice)
    EXECUTE FUNCTION period_stays_what_it_is();
"""

STAYS_GO = """
DROP TRIGGER period_for_practice_or_for_real ON proposals_period;
DROP FUNCTION period_stays_what_it_is();
"""


class Migration(migrations.Migration):
    dependencies = [
        ("councils", "0006_first_key_and_practice"),
        ("proposals", "0012_restored"),
    ]

    operations = [
        migrations.AddField(
            model_name="good",
            name="practice",
            field=models.BooleanField(
                db_default=False,
                default=False,
                editable=False,
                verbose_name="for practice",
            ),
        ),
        migrations.AddField(
            model_name="period",
            name="practice",
            field=models.BooleanField(
                db_default=False,
                default=False,
                editable=False,
                verbose_name="practice year",
            ),
        ),
        migrations.AddField(
            model_name="period",
            name="rehearses",
            field=models.ForeignKey(
                blank=True,
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="rehearsals",
                to="proposals.period",
                verbose_name="rehearses",
            ),
        ),
        migrations.AddConstraint(
            model_name="period",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("rehearses", None), ("practice", True), _connector="OR"
                ),
                name="period_rehearsing_is_for_practice",
            ),
        ),
        migrations.RunSQL(STAYS, STAYS_GO),
    ]
