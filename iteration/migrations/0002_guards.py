"""What the tables of rounds and plans refuse, whoever writes to them."""

from django.db import migrations

APPEND_ONLY = ("price", "result", "assignment", "publication")

STAY = "".join(
    f"""
CREATE TRIGGER {table}_is_never_changed BEFORE UPDATE OR DELETE ON iteration_{table}
    FOR EACH ROW EXECUTE FUNCTION refuse_change();
"""
    for table in APPEND_ONLY
)

STAY_GO = "".join(
    f"DROP TRIGGER {table}_is_never_changed ON iteration_{table};\n"
    for table in APPEND_ONLY
)

ROUND_STAYS = """
CREATE TRIGGER round_published_is_never_changed
    BEFORE UPDATE OR DELETE ON iteration_round
    FOR EACH ROW WHEN (OLD.status = 'published') EXECUTE FUNCTION refuse_change();
"""

NUMBERS = """
CREATE FUNCTION round_follows() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.number <> 1 + coalesce(
        (SELECT max(number) FROM iteration_round WHERE period_id = NEW.period_id), 0)
    THEN
        RAISE EXCEPTION 'round % would skip a number', NEW.number
            USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER round_number_not_skipped BEFORE INSERT ON iteration_round
    FOR EACH ROW EXECUTE FUNCTION round_follows();
"""

NUMBERS_GO = """
DROP TRIGGER round_number_not_skipped ON iteration_round;
DROP FUNCTION round_follows();
"""

# Asked at the end of the transaction, when all the rows are there.
COMPLETE = """
CREATE FUNCTION round_is_complete() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    missing text;
BEGIN
    SELECT good.code INTO missing
    FROM proposals_catalogueentry AS entry
    JOIN proposals_good AS good ON good.id = entry.good_id
    LEFT JOIN iteration_price AS price
        ON price.good_id = entry.good_id AND price.round_id = NEW.id
    LEFT JOIN iteration_result AS result
        ON result.good_id = entry.good_id AND result.round_id = NEW.id
    WHERE entry.period_id = NEW.period_id
        AND (price.price IS NULL OR price.price < entry.floor
             OR (NEW.status = 'published' AND result.id IS NULL))
    ORDER BY good.code
    LIMIT 1;
    IF FOUND THEN
        RAISE EXCEPTION 'round %: good % has no price, one below the floor, or no result',
            NEW.number, missing USING ERRCODE = 'check_violation';
    END IF;
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER round_has_every_price_and_result
    AFTER INSERT OR UPDATE OF status ON iteration_round
    DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW EXECUTE FUNCTION round_is_complete();
"""

COMPLETE_GO = """
DROP TRIGGER round_has_every_price_and_result ON iteration_round;
DROP FUNCTION round_is_complete();
"""

# Nothing from nothing, and bread is eaten; land may lie fallow.
BALANCE = """
CREATE FUNCTION plan_balances() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    offender text;
BEGIN
    SELECT good.code INTO offender
    FROM (
        SELECT line.good, sum(line.quantity) AS excess
        FROM iteration_assignment AS assignment,
            unnest(assignment.goods, assignment.quantities) AS line (good, quantity)
        WHERE assignment.plan_id = NEW.id
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
        RAISE EXCEPTION 'the plan does not balance: %', offender
            USING ERRCODE = 'check_violation';
    END IF;
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER plan_balances_exactly
    AFTER INSERT OR UPDATE OF status ON iteration_plan
    DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW EXECUTE FUNCTION plan_balances();

CREATE FUNCTION plan_is_settled() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (
        SELECT FROM fresh JOIN iteration_plan AS plan ON plan.id = fresh.plan_id
        WHERE plan.status <> 'settled'
    ) THEN
        RAISE EXCEPTION 'a published plan takes no further assignments'
            USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER assignment_only_before_publication AFTER INSERT ON iteration_assignment
    REFERENCING NEW TABLE AS fresh
    FOR EACH STATEMENT EXECUTE FUNCTION plan_is_settled();

CREATE FUNCTION plan_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE'
        AND (OLD.status, NEW.status) IN (
            ('settled', 'published'), ('settled', 'withdrawn'),
            ('published', 'withdrawn')
        )
        AND to_jsonb(NEW) - 'status' - 'published_at'
            = to_jsonb(OLD) - 'status' - 'published_at'
    THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'a plan is published or withdrawn, never changed'
        USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER plan_is_never_changed BEFORE UPDATE OR DELETE ON iteration_plan
    FOR EACH ROW EXECUTE FUNCTION plan_stays();
"""

BALANCE_GO = """
DROP TRIGGER plan_is_never_changed ON iteration_plan;
DROP FUNCTION plan_stays();
DROP TRIGGER assignment_only_before_publication ON iteration_assignment;
DROP FUNCTION plan_is_settled();
DROP TRIGGER plan_balances_exactly ON iteration_plan;
DROP FUNCTION plan_balances();
"""


class Migration(migrations.Migration):
    dependencies = [("iteration", "0001_tables"), ("ledger", "0002_guards")]

    operations = [
        migrations.RunSQL(STAY, STAY_GO),
        migrations.RunSQL(
            ROUND_STAYS,
            "DROP TRIGGER round_published_is_never_changed ON iteration_round;",
        ),
        migrations.RunSQL(NUMBERS, NUMBERS_GO),
        migrations.RunSQL(COMPLETE, COMPLETE_GO),
        migrations.RunSQL(BALANCE, BALANCE_GO),
    ]
