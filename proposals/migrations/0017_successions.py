"""How goods end, and which goods stand in their place."""

import uuid

import django.db.models.deletion
from django.db import migrations, models
from django.db.models import F, Q
from django.db.models.functions import Now

# A row can only be undone, once, and only before a year has opened with it.
STAY = """
CREATE FUNCTION succession_only_undone() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP <> 'UPDATE' OR OLD.undone_at IS NOT NULL OR NEW.undone_at IS NULL
        OR (OLD.id, OLD.good_id, OLD.kind, OLD.act, OLD.recorded_at)
            <> (NEW.id, NEW.good_id, NEW.kind, NEW.act, NEW.recorded_at)
    THEN
        RAISE EXCEPTION 'a succession is never changed, only undone, and once'
            USING ERRCODE = 'restrict_violation';
    END IF;
    IF EXISTS (
        SELECT FROM proposals_period AS year
        JOIN proposals_catalogueentry AS entry
            ON entry.period_id IN (year.id, year.previous_id)
        WHERE year.frozen_at > OLD.recorded_at AND (
            entry.good_id = OLD.good_id
            OR entry.period_id = year.id AND entry.good_id IN (
                SELECT good_id FROM proposals_successor WHERE succession_id = OLD.id
            )
        )
    ) THEN
        RAISE EXCEPTION 'succession % stays: a year has opened with it', OLD.id
            USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER succession_in_use_stays BEFORE UPDATE OR DELETE ON proposals_succession
    FOR EACH ROW EXECUTE FUNCTION succession_only_undone();
CREATE TRIGGER successor_is_never_changed
    BEFORE UPDATE OR DELETE ON proposals_successor
    FOR EACH ROW EXECUTE FUNCTION refuse_change();
"""

STAY_GO = """
DROP TRIGGER successor_is_never_changed ON proposals_successor;
DROP TRIGGER succession_in_use_stays ON proposals_succession;
DROP FUNCTION succession_only_undone();
"""

# No good stands in its own place, by whatever way round.
CIRCLE = """
CREATE FUNCTION successor_descends() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    origin bigint;
BEGIN
    SELECT good_id INTO origin FROM proposals_succession WHERE id = NEW.succession_id;
    IF EXISTS (
        WITH RECURSIVE below AS (
            SELECT NEW.good_id AS id
            UNION
            SELECT next.good_id
            FROM below
            JOIN proposals_succession AS gone
                ON gone.good_id = below.id AND gone.undone_at IS NULL
            JOIN proposals_successor AS next ON next.succession_id = gone.id
        )
        SELECT FROM below WHERE id = origin
    ) THEN
        RAISE EXCEPTION 'good % would succeed itself', origin
            USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER successor_is_never_its_own_ancestor BEFORE INSERT ON proposals_successor
    FOR EACH ROW EXECUTE FUNCTION successor_descends();
"""

CIRCLE_GO = """
DROP TRIGGER successor_is_never_its_own_ancestor ON proposals_successor;
DROP FUNCTION successor_descends();
"""

# At the end of the transaction, when all successors are there. All shares of one
# succession have one denominator, so that they can be added up exactly; where a part
# keeps its unit it is neither more nor less than it was.
SHARES = """
CREATE FUNCTION successors_take_all() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    parts record;
BEGIN
    SELECT count(*) AS number, coalesce(sum(share_numerator), 0) AS shares,
           coalesce(max(share_denominator), 0) AS most,
           coalesce(min(share_denominator), 0) AS least
    INTO parts FROM proposals_successor WHERE succession_id = NEW.id;
    IF parts.most <> parts.least OR parts.shares <> parts.most
        OR parts.number <> ALL (CASE NEW.kind
            WHEN 'retire' THEN ARRAY[0]
            WHEN 'split' THEN ARRAY[greatest(parts.number, 2)]
            ELSE ARRAY[1] END)
    THEN
        RAISE EXCEPTION 'the successors of % do not take exactly all of it', NEW.id
            USING ERRCODE = 'check_violation';
    END IF;
    IF NEW.kind = 'split' AND EXISTS (
        SELECT FROM proposals_successor AS part
        JOIN proposals_good AS fresh ON fresh.id = part.good_id
        JOIN proposals_good AS whole ON whole.id = NEW.good_id
        WHERE part.succession_id = NEW.id AND fresh.unit = whole.unit
            AND part.numerator <> part.denominator
    ) THEN
        RAISE EXCEPTION 'a part of % in the same unit is exactly its share', NEW.id
            USING ERRCODE = 'check_violation';
    END IF;
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER succession_takes_exactly_all
    AFTER INSERT ON proposals_succession DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW EXECUTE FUNCTION successors_take_all();
"""

SHARES_GO = """
DROP TRIGGER succession_takes_exactly_all ON proposals_succession;
DROP FUNCTION successors_take_all();
"""

KEY = models.BigAutoField(
    auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
)
KINDS = [
    ("retire", "not offered any more"),
    ("merge", "merged"),
    ("split", "split"),
    ("convert", "counted in another unit"),
]
LARGEST = 10**12


def to(model, name):
    """A key to another row that must stay."""
    return models.ForeignKey(
        on_delete=django.db.models.deletion.PROTECT, related_name=name, to=model
    )


def number(words, **default):
    return models.BigIntegerField(verbose_name=words, **default)


class Migration(migrations.Migration):
    dependencies = [("proposals", "0016_needs"), ("ledger", "0002_guards")]

    operations = [
        migrations.CreateModel(
            name="Succession",
            fields=[
                ("id", KEY),
                ("good", to("proposals.good", "successions")),
                (
                    "kind",
                    models.CharField(choices=KINDS, max_length=10, verbose_name="kind"),
                ),
                ("act", models.UUIDField(default=uuid.uuid4, editable=False)),
                (
                    "recorded_at",
                    models.DateTimeField(db_default=Now(), verbose_name="recorded"),
                ),
                (
                    "undone_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="undone"),
                ),
            ],
            options={
                "verbose_name": "succession",
                "verbose_name_plural": "successions",
                "ordering": ["-recorded_at", "pk"],
                "indexes": [models.Index(fields=["act"], name="succession_by_act")],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("good",),
                        condition=Q(("undone_at", None)),
                        name="succession_a_good_ends_once",
                    ),
                    models.CheckConstraint(
                        condition=Q(
                            ("undone_at", None),
                            ("undone_at__gte", F("recorded_at")),
                            _connector="OR",
                        ),
                        name="succession_undone_after_it_was_recorded",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Successor",
            fields=[
                ("id", KEY.clone()),
                ("share_numerator", number("numerator of the share", default=1)),
                ("share_denominator", number("denominator of the share", default=1)),
                ("numerator", number("numerator of the factor", default=1)),
                ("denominator", number("denominator of the factor", default=1)),
                ("good", to("proposals.good", "predecessors")),
                ("succession", to("proposals.succession", "successors")),
            ],
            options={
                "verbose_name": "successor of a good",
                "verbose_name_plural": "successors of goods",
                "ordering": ["succession", "pk"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("succession", "good"),
                        name="successor_once_a_succession",
                    ),
                    models.CheckConstraint(
                        condition=Q(
                            ("share_numerator__gte", 1),
                            ("share_numerator__lte", F("share_denominator")),
                        ),
                        name="successor_share_above_zero_and_at_most_one",
                    ),
                    models.CheckConstraint(
                        condition=Q(
                            ("denominator__range", (1, LARGEST)),
                            ("numerator__range", (1, LARGEST)),
                        ),
                        name="successor_factor_above_zero",
                    ),
                ],
            },
        ),
        migrations.RunSQL(STAY, STAY_GO),
        migrations.RunSQL(CIRCLE, CIRCLE_GO),
        migrations.RunSQL(SHARES, SHARES_GO),
    ]
