"""How councils end, which councils go on in their place, and when others joined."""

import uuid

import django.db.models.deletion
from django.db import migrations, models
from django.db.models import F, Q
from django.db.models.functions import Now

# A row says when a council went: it can only be ended, and once.
STAY = """
CREATE FUNCTION departure_only_ends() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' AND OLD.ended_at IS NULL AND NEW.ended_at IS NOT NULL
        AND (OLD.id, OLD.council_id, OLD.kind, OLD.act, OLD.at)
            = (NEW.id, NEW.council_id, NEW.kind, NEW.act, NEW.at)
    THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'a departure is never changed, only ended, and once'
        USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER departure_is_never_changed
    BEFORE UPDATE OR DELETE ON councils_departure
    FOR EACH ROW EXECUTE FUNCTION departure_only_ends();
CREATE TRIGGER heir_is_never_changed BEFORE UPDATE OR DELETE ON councils_heir
    FOR EACH ROW EXECUTE FUNCTION refuse_change();
"""

STAY_GO = """
DROP TRIGGER heir_is_never_changed ON councils_heir;
DROP TRIGGER departure_is_never_changed ON councils_departure;
DROP FUNCTION departure_only_ends();
"""

# No council inherits from itself, by whatever way round.
CIRCLE = """
CREATE FUNCTION heir_descends() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    origin bigint;
BEGIN
    SELECT council_id INTO origin FROM councils_departure WHERE id = NEW.departure_id;
    IF EXISTS (
        WITH RECURSIVE below AS (
            SELECT NEW.council_id AS id
            UNION
            SELECT heir.council_id
            FROM below
            JOIN councils_departure AS gone
                ON gone.council_id = below.id AND gone.ended_at IS NULL
            JOIN councils_heir AS heir ON heir.departure_id = gone.id
        )
        SELECT FROM below WHERE id = origin
    ) THEN
        RAISE EXCEPTION 'council % would succeed itself', origin
            USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER heir_is_never_its_own_ancestor BEFORE INSERT ON councils_heir
    FOR EACH ROW EXECUTE FUNCTION heir_descends();
"""

CIRCLE_GO = """
DROP TRIGGER heir_is_never_its_own_ancestor ON councils_heir;
DROP FUNCTION heir_descends();
"""

# At the end of the transaction, when all heirs are there. All shares of one departure
# have one denominator, so that they can be added up exactly.
SHARES = """
CREATE FUNCTION heirs_take_all() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    heirs record;
BEGIN
    SELECT count(*) AS number, coalesce(sum(numerator), 0) AS parts,
           coalesce(max(denominator), 0) AS most, coalesce(min(denominator), 0) AS least
    INTO heirs FROM councils_heir WHERE departure_id = NEW.id;
    IF heirs.most <> heirs.least OR heirs.parts <> heirs.most
        OR heirs.number <> ALL (CASE NEW.kind
            WHEN 'merge' THEN ARRAY[1]
            WHEN 'split' THEN ARRAY[greatest(heirs.number, 2)]
            ELSE ARRAY[0] END)
    THEN
        RAISE EXCEPTION 'the heirs of departure % do not take exactly all of it', NEW.id
            USING ERRCODE = 'check_violation';
    END IF;
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER departure_is_inherited_exactly
    AFTER INSERT ON councils_departure DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW EXECUTE FUNCTION heirs_take_all();
"""

SHARES_GO = """
DROP TRIGGER departure_is_inherited_exactly ON councils_departure;
DROP FUNCTION heirs_take_all();
"""

KEY = models.BigAutoField(
    auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
)
KINDS = [
    ("leave", "has left"),
    ("retire", "ends with the year"),
    ("merge", "is merged"),
    ("split", "is split"),
]


def to(model, name):
    """A key to another row that must stay."""
    return models.ForeignKey(
        on_delete=django.db.models.deletion.PROTECT, related_name=name, to=model
    )


class Migration(migrations.Migration):
    dependencies = [
        ("councils", "0006_first_key_and_practice"),
        ("ledger", "0002_guards"),
    ]

    operations = [
        migrations.AddField(
            model_name="council",
            name="joined_at",
            field=models.DateTimeField(
                blank=True, editable=False, null=True, verbose_name="joined"
            ),
        ),
        migrations.CreateModel(
            name="Departure",
            fields=[
                ("id", KEY),
                ("council", to("councils.council", "departures")),
                (
                    "kind",
                    models.CharField(choices=KINDS, max_length=10, verbose_name="kind"),
                ),
                ("act", models.UUIDField(default=uuid.uuid4, editable=False)),
                ("at", models.DateTimeField(db_default=Now(), verbose_name="at")),
                (
                    "ended_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="ended"),
                ),
            ],
            options={
                "verbose_name": "departure",
                "verbose_name_plural": "departures",
                "ordering": ["-at", "pk"],
                "indexes": [models.Index(fields=["act"], name="departure_by_act")],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("council",),
                        condition=Q(("ended_at", None)),
                        name="departure_one_at_a_time",
                    ),
                    models.CheckConstraint(
                        condition=Q(
                            ("ended_at", None),
                            ("ended_at__gte", F("at")),
                            _connector="OR",
                        ),
                        name="departure_ends_after_it_began",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Heir",
            fields=[
                ("id", KEY.clone()),
                (
                    "numerator",
                    models.BigIntegerField(verbose_name="numerator of the share"),
                ),
                (
                    "denominator",
                    models.BigIntegerField(verbose_name="denominator of the share"),
                ),
                ("council", to("councils.council", "inherits")),
                ("departure", to("councils.departure", "heirs")),
            ],
            options={
                "verbose_name": "successor",
                "verbose_name_plural": "successors",
                "ordering": ["departure", "pk"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("departure", "council"), name="heir_once_a_departure"
                    ),
                    models.CheckConstraint(
                        condition=Q(
                            ("numerator__gte", 1), ("numerator__lte", F("denominator"))
                        ),
                        name="heir_share_above_zero_and_at_most_one",
                    ),
                ],
            },
        ),
        migrations.RunSQL(STAY, STAY_GO),
        migrations.RunSQL(CIRCLE, CIRCLE_GO),
        migrations.RunSQL(SHARES, SHARES_GO),
    ]
