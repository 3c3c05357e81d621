"""Who approved a plan: before it is published, and never forgotten afterwards."""

import django.db.models.deletion
import django.db.models.functions.datetime
from django.conf import settings
from django.db import migrations, models

STAYS = """
CREATE FUNCTION approval_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (
        SELECT FROM iteration_plan WHERE id = NEW.plan_id AND status = 'settled'
    ) THEN
        RAISE EXCEPTION 'only a settled plan is approved, or an approval taken back'
            USING ERRCODE = 'restrict_violation';
    END IF;
    IF TG_OP = 'UPDATE' AND (
        OLD.withdrawn_at IS NOT NULL
        OR to_jsonb(NEW) - 'withdrawn_at' <> to_jsonb(OLD) - 'withdrawn_at'
    ) THEN
        RAISE EXCEPTION 'an approval is taken back, never changed'
            USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER approval_only_before_publication
    BEFORE INSERT OR UPDATE ON iteration_approval
    FOR EACH ROW EXECUTE FUNCTION approval_stays();
CREATE TRIGGER approval_is_never_deleted BEFORE DELETE ON iteration_approval
    FOR EACH ROW EXECUTE FUNCTION refuse_change();
"""

STAYS_GO = """
DROP TRIGGER approval_is_never_deleted ON iteration_approval;
DROP TRIGGER approval_only_before_publication ON iteration_approval;
DROP FUNCTION approval_stays();
"""


class Migration(migrations.Migration):
    dependencies = [
        ("iteration", "0014_paused_rounds"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Approval",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True,
                        primary_key=True,
                        serialize=False,
                        verbose_name="ID",
                    ),
                ),
                (
                    "at",
                    models.DateTimeField(
                        db_default=django.db.models.functions.datetime.Now(),
                        verbose_name="approved",
                    ),
                ),
                (
                    "withdrawn_at",
                    models.DateTimeField(
                        blank=True, null=True, verbose_name="taken back"
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="approvals",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "plan",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="approvals",
                        to="iteration.plan",
                    ),
                ),
            ],
            options={
                "verbose_name": "approval",
                "verbose_name_plural": "approvals",
                "ordering": ["plan", "pk"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("withdrawn_at", None)),
                        fields=("plan", "person"),
                        name="approval_once_a_person",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("withdrawn_at", None),
                            ("withdrawn_at__gte", models.F("at")),
                            _connector="OR",
                        ),
                        name="approval_taken_back_after_it_was_given",
                    ),
                ],
            },
        ),
        migrations.RunSQL(STAYS, STAYS_GO),
    ]
