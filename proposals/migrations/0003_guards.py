"""What the tables of proposals refuse, whoever writes to them."""

from django.db import migrations

PROPOSALS_STAY = """
CREATE TRIGGER proposal_is_never_changed BEFORE UPDATE OR DELETE ON proposals_proposal
    FOR EACH ROW EXECUTE FUNCTION refuse_change();
"""

# Once a statement, not once a row: a million proposals are joined, not looked up.
WITHIN_CATALOGUE = """
CREATE FUNCTION proposal_within_catalogue() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    stranger int;
BEGIN
    SELECT line.good INTO stranger
    FROM (
        SELECT DISTINCT fresh.period_id, good
        FROM fresh, unnest(fresh.goods) AS good
    ) AS line
    LEFT JOIN proposals_catalogueentry AS entry
        ON entry.period_id = line.period_id AND entry.good_id = line.good
    WHERE entry.id IS NULL
    LIMIT 1;
    IF FOUND THEN
        RAISE EXCEPTION 'good % is not in the catalogue of the period', stranger
            USING ERRCODE = 'foreign_key_violation';
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER proposal_only_of_the_catalogue AFTER INSERT ON proposals_proposal
    REFERENCING NEW TABLE AS fresh
    FOR EACH STATEMENT EXECUTE FUNCTION proposal_within_catalogue();
"""

WITHIN_CATALOGUE_GO = """
DROP TRIGGER proposal_only_of_the_catalogue ON proposals_proposal;
DROP FUNCTION proposal_within_catalogue();
"""

FROZEN = """
CREATE FUNCTION period_is_not_frozen() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    touched bigint[];
BEGIN
    IF TG_OP <> 'INSERT' THEN
        touched := touched || OLD.period_id;
    END IF;
    IF TG_OP <> 'DELETE' THEN
        touched := touched || NEW.period_id;
    END IF;
    IF EXISTS (
        SELECT FROM proposals_period
        WHERE id = ANY(touched) AND frozen_at IS NOT NULL
    ) THEN
        RAISE EXCEPTION '% is frozen since the first round opened', TG_TABLE_NAME
            USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN coalesce(NEW, OLD);
END $$;
CREATE TRIGGER catalogue_is_frozen_once_rounds_run
    BEFORE INSERT OR UPDATE OR DELETE ON proposals_catalogueentry
    FOR EACH ROW EXECUTE FUNCTION period_is_not_frozen();
CREATE TRIGGER entitlement_is_frozen_once_rounds_run
    BEFORE INSERT OR UPDATE OR DELETE ON proposals_entitlement
    FOR EACH ROW EXECUTE FUNCTION period_is_not_frozen();
"""

FROZEN_GO = """
DROP TRIGGER entitlement_is_frozen_once_rounds_run ON proposals_entitlement;
DROP TRIGGER catalogue_is_frozen_once_rounds_run ON proposals_catalogueentry;
DROP FUNCTION period_is_not_frozen();
"""

# A kilogram counted in grams must not become one counted in kilograms.
MEASURE = """
CREATE FUNCTION good_keeps_its_measure() RETURNS trigger LANGUAGE plpgsql AS $$
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
CREATE TRIGGER good_measure_stays BEFORE UPDATE ON proposals_good
    FOR EACH ROW WHEN (
        (OLD.code, OLD.unit, OLD.decimals, OLD.category)
        IS DISTINCT FROM (NEW.code, NEW.unit, NEW.decimals, NEW.category)
    )
    EXECUTE FUNCTION good_keeps_its_measure();
CREATE TRIGGER good_is_never_deleted BEFORE DELETE ON proposals_good
    FOR EACH ROW EXECUTE FUNCTION refuse_change();
"""

MEASURE_GO = """
DROP TRIGGER good_is_never_deleted ON proposals_good;
DROP TRIGGER good_measure_stays ON proposals_good;
DROP FUNCTION good_keeps_its_measure();
"""


class Migration(migrations.Migration):
    dependencies = [("proposals", "0002_tables"), ("ledger", "0002_guards")]

    operations = [
        migrations.RunSQL(
            PROPOSALS_STAY,
            "DROP TRIGGER proposal_is_never_changed ON proposals_proposal;",
        ),
        migrations.RunSQL(WITHIN_CATALOGUE, WITHIN_CATALOGUE_GO),
        migrations.RunSQL(FROZEN, FROZEN_GO),
        migrations.RunSQL(MEASURE, MEASURE_GO),
    ]
