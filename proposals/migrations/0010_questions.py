import django.db.models.deletion
import django.db.models.functions.datetime
import django.db.models.functions.text
import django.db.models.lookups
from django.conf import settings
from django.db import migrations, models

# An answer, and accounts that are closed, are all that may be added to a question.
QUESTIONS_STAY = """
CREATE FUNCTION question_only_answered() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE'
        AND (OLD.answered_at IS NULL
            OR (NEW.answer, NEW.answered_at) = (OLD.answer, OLD.answered_at))
        AND (NEW.asked_by_id IS NULL OR NEW.asked_by_id = OLD.asked_by_id)
        AND (NEW.answered_by_id IS NULL OR OLD.answered_at IS NULL
            OR NEW.answered_by_id = OLD.answered_by_id)
        AND (NEW.id, NEW.council_id, NEW.period_id, NEW.about, NEW.text, NEW.asked_at)
            = (OLD.id, OLD.council_id, OLD.period_id, OLD.about, OLD.text, OLD.asked_at)
        AND NEW.good_id IS NOT DISTINCT FROM OLD.good_id
    THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'a question is never changed, only answered, and once'
        USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER question_is_never_changed BEFORE UPDATE OR DELETE ON proposals_question
    FOR EACH ROW EXECUTE FUNCTION question_only_answered();
"""

QUESTIONS_GO = """
DROP TRIGGER question_is_never_changed ON proposals_question;
DROP FUNCTION question_only_answered();
"""


class Migration(migrations.Migration):
    dependencies = [
        ("councils", "0005_letters"),
        ("proposals", "0009_motions"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Question",
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
                    "council",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="questions",
                        to="councils.council",
                    ),
                ),
                (
                    "period",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="questions",
                        to="proposals.period",
                    ),
                ),
                (
                    "about",
                    models.CharField(
                        choices=[
                            ("leap", "ten times as much, or a tenth"),
                            ("slip", "a unit that may have slipped"),
                            ("gone", "a good that is no longer there"),
                            ("turned", "request and offer changed places"),
                            ("capacity", "more than the council can make"),
                            ("surprise", "an answer nobody expected"),
                            ("ratio", "uses more than it gives"),
                            ("cost", "costs more than the entitlement"),
                            ("twin", "the same proposal twice"),
                            ("single", "only one council offers it"),
                            ("other", "something else"),
                        ],
                        max_length=10,
                        verbose_name="about",
                    ),
                ),
                (
                    "good",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="proposals.good",
                        verbose_name="good",
                    ),
                ),
                ("text", models.TextField(max_length=1000, verbose_name="question")),
                (
                    "asked_at",
                    models.DateTimeField(
                        db_default=django.db.models.functions.datetime.Now(),
                        verbose_name="asked",
                    ),
                ),
                (
                    "asked_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="asked by",
                    ),
                ),
                (
                    "answer",
                    models.TextField(
                        blank=True, max_length=1000, verbose_name="answer"
                    ),
                ),
                (
                    "answered_at",
                    models.DateTimeField(null=True, verbose_name="answered"),
                ),
                (
                    "answered_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="answered by",
                    ),
                ),
            ],
            options={
                "verbose_name": "question",
                "verbose_name_plural": "questions",
                "ordering": ["-asked_at", "-pk"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("answered_at", None)),
                        fields=("council", "period", "about", "good"),
                        name="question_asked_once_until_answered",
                        nulls_distinct=False,
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("text", ""), _negated=True),
                            django.db.models.lookups.LessThanOrEqual(
                                django.db.models.functions.text.Length("text"), 1000
                            ),
                        ),
                        name="question_says_something_short",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("answer", ""), ("answered_at", None)),
                            models.Q(
                                ("answered_at__isnull", False),
                                models.Q(("answer", ""), _negated=True),
                                django.db.models.lookups.LessThanOrEqual(
                                    django.db.models.functions.text.Length("answer"),
                                    1000,
                                ),
                            ),
                            _connector="OR",
                        ),
                        name="question_answered_with_words",
                    ),
                ],
            },
        ),
        migrations.RunSQL(QUESTIONS_STAY, QUESTIONS_GO),
    ]
