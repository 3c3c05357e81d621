"""Goods that have ended are in no new catalogue; councils that have gone say nothing."""

from django.db import migrations, models

# Also of a good that a proposal of a year in preparation, or a succession, names.
MEASURE = """
CREATE OR REPLACE FUNCTION good_keeps_its_measure() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (
        SELECT FROM proposals_catalogueentry AS entry
        JOIN proposals_period AS period ON period.id = entry.period_id
        WHERE entry.good_id = OLD.id AND period.frozen_at IS NOT NULL
    ) OR EXISTS (
        SELECT FROM proposals_succession AS gone
        LEFT JOIN proposals_successor AS next ON next.succession_id = gone.id
        WHERE gone.undone_at IS NULL AND OLD.id IN (gone.good_id, next.good_id)
    ) OR EXISTS (
        SELECT FROM proposals_proposal AS proposal
        JOIN proposals_period AS period ON period.id = proposal.period_id
        WHERE period.frozen_at IS NULL AND proposal.goods @> ARRAY[OLD.id]
    ) THEN
        RAISE EXCEPTION 'good % is planned with; its measure stays', OLD.code
            USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
"""

MEASURE_GO = """
CREATE OR REPLACE FUNCTION good_keeps_its_measure() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (
        SELECT FROM proposals_catalogueentry AS entry
        JOIN proposals_period AS period ON period.id = entry.period_id
        WHERE entry.good_id = OLD.id AND period.frozen_at IS NOT NULL
    ) THEN
        RAISE EXCEPTION 'good % is planned with; its measure stays', OLD.code
            USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
"""

OFFERED = """
CREATE FUNCTION good_has_not_ended() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (
        SELECT FROM proposals_succession
        WHERE good_id = NEW.good_id AND undone_at IS NULL
    ) THEN
        RAISE EXCEPTION 'good % has ended and is in no new catalogue', NEW.good_id
            USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER catalogue_has_no_ended_good BEFORE INSERT ON proposals_catalogueentry
    FOR EACH ROW EXECUTE FUNCTION good_has_not_ended();
CREATE FUNCTION year_opens_without_ended_goods() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (
        SELECT FROM proposals_catalogueentry AS entry
        JOIN proposals_succession AS gone USING (good_id)
        WHERE entry.period_id = NEW.id AND gone.undone_at IS NULL
    ) THEN
        RAISE EXCEPTION 'a good of the catalogue of % has ended', NEW.code
            USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER year_opens_with_living_goods
    BEFORE UPDATE OF frozen_at ON proposals_period FOR EACH ROW
    WHEN (OLD.frozen_at IS NULL AND NEW.frozen_at IS NOT NULL)
    EXECUTE FUNCTION year_opens_without_ended_goods();
"""

OFFERED_GO = """
DROP TRIGGER year_opens_with_living_goods ON proposals_period;
DROP FUNCTION year_opens_without_ended_goods();
DROP TRIGGER catalogue_has_no_ended_good ON proposals_catalogueentry;
DROP FUNCTION good_has_not_ended();
"""

# Once a statement, as with the catalogue. A consumer council that joined while rounds
# run has no entitlement, and nothing would bind what it requests.
TAKES_PART = """
CREATE FUNCTION proposal_of_who_takes_part() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    stranger bigint;
BEGIN
    SELECT fresh.council_id INTO stranger
    FROM fresh
    JOIN councils_departure AS gone
        ON gone.council_id = fresh.council_id AND gone.ended_at IS NULL
    JOIN proposals_period AS year ON year.id = fresh.period_id
    WHERE cardinality(fresh.goods) > 0 AND CASE gone.kind
        WHEN 'leave' THEN fresh.submitted_at > gone.at
        ELSE year.frozen_at IS NULL OR year.frozen_at > gone.at END
    LIMIT 1;
    IF FOUND THEN
        RAISE EXCEPTION 'council % takes part no longer', stranger
            USING ERRCODE = 'check_violation';
    END IF;
    SELECT fresh.council_id INTO stranger
    FROM fresh
    JOIN councils_council AS council
        ON council.id = fresh.council_id AND council.joined_at IS NOT NULL
    JOIN proposals_period AS year ON year.id = fresh.period_id
    WHERE cardinality(fresh.goods) > 0 AND council.kind = 'consumer'
        AND year.frozen_at < council.joined_at
        AND NOT EXISTS (
            SELECT FROM proposals_entitlement AS means
            WHERE means.council_id = council.id AND means.period_id = year.id
        )
    LIMIT 1;
    IF FOUND THEN
        RAISE EXCEPTION 'council % joined without an entitlement for the year', stranger
            USING ERRCODE = 'check_violation';
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER proposal_only_of_who_takes_part AFTER INSERT ON proposals_proposal
    REFERENCING NEW TABLE AS fresh
    FOR EACH STATEMENT EXECUTE FUNCTION proposal_of_who_takes_part();
"""

TAKES_PART_GO = """
DROP TRIGGER proposal_only_of_who_takes_part ON proposals_proposal;
DROP FUNCTION proposal_of_who_takes_part();
"""

# Who left may come back; what a year that has opened was made of stays.
USED = """
CREATE FUNCTION departure_is_not_in_use() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.kind <> 'leave' AND EXISTS (
        SELECT FROM proposals_period AS year
        JOIN proposals_proposal AS proposal
            ON proposal.period_id IN (year.id, year.previous_id)
        WHERE year.frozen_at > OLD.at AND (
            proposal.council_id = OLD.council_id
            OR proposal.council_id IN (
                SELECT council_id FROM councils_heir WHERE departure_id = OLD.id
            )
        )
    ) THEN
        RAISE EXCEPTION 'departure % stays: a year has opened with it', OLD.id
            USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER departure_in_use_stays BEFORE UPDATE ON councils_departure
    FOR EACH ROW EXECUTE FUNCTION departure_is_not_in_use();
"""

USED_GO = """
DROP TRIGGER departure_in_use_stays ON councils_departure;
DROP FUNCTION departure_is_not_in_use();
"""

ORIGINS = [
    ("member", "by a member"),
    ("clerk", "entered by the clerk"),
    ("file", "from a file"),
    ("api", "by the council's own program"),
    ("plan", "from the plan of the year before"),
    ("standing", "by standing instruction"),
    ("imputed", "as earlier answers let expect"),
    ("left", "as the council left"),
    ("restored", "put back when a round was reopened"),
]


class Migration(migrations.Migration):
    dependencies = [
        ("proposals", "0018_wanted_goods"),
        ("councils", "0007_departures"),
    ]

    operations = [
        migrations.AlterField(
            model_name="proposal",
            name="origin",
            field=models.CharField(
                choices=ORIGINS, max_length=10, verbose_name="origin"
            ),
        ),
        migrations.RunSQL(MEASURE, MEASURE_GO),
        migrations.RunSQL(OFFERED, OFFERED_GO),
        migrations.RunSQL(TAKES_PART, TAKES_PART_GO),
        migrations.RunSQL(USED, USED_GO),
    ]
