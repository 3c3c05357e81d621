import django.db.models.deletion
import django.db.models.functions
import django.db.models.lookups
from django.conf import settings
from django.db import migrations, models

# Withdrawing, and an account that is closed, are all that may happen to a comment.
COMMENTS_STAY = """
CREATE FUNCTION comment_only_withdrawn() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE'
        AND (OLD.withdrawn_at IS NULL OR NEW.withdrawn_at = OLD.withdrawn_at)
        AND (NEW.author_id IS NULL OR NEW.author_id = OLD.author_id)
        AND (NEW.id, NEW.council_id, NEW.period_id, NEW.text, NEW.written_at)
            = (OLD.id, OLD.council_id, OLD.period_id, OLD.text, OLD.written_at)
    THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'a comment is never changed, only withdrawn'
        USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER comment_is_never_changed BEFORE UPDATE OR DELETE ON proposals_comment
    FOR EACH ROW EXECUTE FUNCTION comment_only_withdrawn();
"""

COMMENTS_GO = """
DROP TRIGGER comment_is_never_changed ON proposals_comment;
DROP FUNCTION comment_only_withdrawn();
"""


class Migration(migrations.Migration):
    dependencies = [
        ("proposals", "0007_draft_changes"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Comment",
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
                ("text", models.TextField(max_length=2000, verbose_name="text")),
                (
                    "written_at",
                    models.DateTimeField(
                        db_default=django.db.models.functions.datetime.Now(),
                        verbose_name="written",
                    ),
                ),
                (
                    "withdrawn_at",
                    models.DateTimeField(
                        blank=True, null=True, verbose_name="withdrawn"
                    ),
                ),
                (
                    "author",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="author",
                    ),
                ),
                (
                    "council",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="comments",
                        to="councils.council",
                    ),
                ),
                (
                    "period",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="comments",
                        to="proposals.period",
                    ),
                ),
            ],
            options={
                "verbose_name": "comment",
                "verbose_name_plural": "comments",
                "ordering": ["written_at", "pk"],
                "indexes": [
                    models.Index(fields=["council", "period"], name="comment_of_a_draft")
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("text", ""), _negated=True),
                            django.db.models.lookups.LessThanOrEqual(
                                django.db.models.functions.Length("text"), 2000
                            ),
                        ),
                        name="comment_says_something_short",
                    )
                ],
            },
        ),
        migrations.RunSQL(COMMENTS_STAY, COMMENTS_GO),
    ]
