"""The guards let go of what belongs to a year for practice, and of nothing else."""

from django.db import migrations

# Whose a row is: it names its year, or a round, a plan or an offer of it.
OF_PRACTICE = """
CREATE FUNCTION is_for_practice(line jsonb) RETURNS boolean STABLE LANGUAGE sql AS $$
    SELECT coalesce((line->>'practice')::boolean, false) OR coalesce((
        SELECT practice FROM proposals_period WHERE id = coalesce(
            (line->>'period_id')::bigint,
            (SELECT period_id FROM iteration_round
             WHERE id = (line->>'round_id')::bigint),
            (SELECT period_id FROM iteration_plan
             WHERE id = (line->>'plan_id')::bigint),
            (SELECT period_id FROM iteration_offer
             WHERE id = (line->>'offer_id')::bigint)
        )), false)
$$;
CREATE OR REPLACE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' AND is_for_practice(to_jsonb(OLD)) THEN
        RETURN OLD;
    END IF;
    RAISE EXCEPTION 'a row of % is never changed or deleted', TG_TABLE_NAME
        USING ERRCODE = 'restrict_violation';
END $$;
CREATE OR REPLACE FUNCTION plan_stays() RETURNS trigger LANGUAGE plpgsql AS $$
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
    IF TG_OP = 'DELETE' AND is_for_practice(to_jsonb(OLD)) THEN
        RETURN OLD;
    END IF;
    RAISE EXCEPTION 'a plan is published or withdrawn, never changed'
        USING ERRCODE = 'restrict_violation';
END $$;
CREATE OR REPLACE FUNCTION period_is_not_frozen() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    touched bigint[];
BEGIN
    IF TG_OP = 'DELETE' AND is_for_practice(to_jsonb(OLD)) THEN
        RETURN OLD;
    END IF;
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
"""

OF_PRACTICE_GO = """
CREATE OR REPLACE FUNCTION period_is_not_frozen() RETURNS trigger LANGUAGE plpgsql AS $$
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
CREATE OR REPLACE FUNCTION plan_stays() RETURNS trigger LANGUAGE plpgsql AS $$
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
CREATE OR REPLACE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'a row of % is never changed or deleted', TG_TABLE_NAME
        USING ERRCODE = 'restrict_violation';
END $$;
DROP FUNCTION is_for_practice(jsonb);
"""


class Migration(migrations.Migration):
    dependencies = [
        ("proposals", "0013_practice"),
        ("iteration", "0016_comparisons"),
        ("ledger", "0002_guards"),
    ]

    operations = [migrations.RunSQL(OF_PRACTICE, OF_PRACTICE_GO)]
