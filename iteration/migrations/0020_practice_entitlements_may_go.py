"""What a practice year has of entitlements may go with it, and nothing else may."""

from django.db import migrations

OF_PRACTICE = """
CREATE OR REPLACE FUNCTION entitlement_rule_not_decided() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    touched bigint[];
BEGIN
    IF TG_OP = 'DELETE' AND is_for_practice(coalesce(
        (SELECT to_jsonb(rule) FROM proposals_entitlementrule AS rule
         WHERE id = (to_jsonb(OLD)->>'rule_id')::bigint),
        to_jsonb(OLD)
    )) THEN
        RETURN OLD;
    END IF;
    IF TG_TABLE_NAME = 'proposals_entitlementrule' THEN
        IF OLD.decided_at IS NULL THEN
            RETURN coalesce(NEW, OLD);
        END IF;
    ELSE
        IF TG_OP <> 'INSERT' THEN
            touched := touched || OLD.rule_id;
        END IF;
        IF TG_OP <> 'DELETE' THEN
            touched := touched || NEW.rule_id;
        END IF;
        IF NOT EXISTS (
            SELECT FROM proposals_entitlementrule
            WHERE id = ANY(touched) AND decided_at IS NOT NULL
        ) THEN
            RETURN coalesce(NEW, OLD);
        END IF;
    END IF;
    RAISE EXCEPTION 'a rule of entitlements that was decided is never changed'
        USING ERRCODE = 'restrict_violation';
END $$;
CREATE OR REPLACE FUNCTION credit_not_decided() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' AND is_for_practice(to_jsonb(OLD)) THEN
        RETURN OLD;
    END IF;
    IF TG_OP = 'UPDATE' AND OLD.state = 'asked'
        AND to_jsonb(NEW) - '{state,decided_at,reason}'::text[]
            = to_jsonb(OLD) - '{state,decided_at,reason}'::text[]
    THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'credit % stays as it was asked for and decided', OLD.id
        USING ERRCODE = 'restrict_violation';
END $$;
CREATE OR REPLACE FUNCTION need_not_decided() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' AND is_for_practice(to_jsonb(OLD)) THEN
        RETURN OLD;
    END IF;
    IF TG_OP = 'UPDATE' AND OLD.decided_at IS NULL
        AND to_jsonb(NEW) - '{state,decided_at}'::text[]
            = to_jsonb(OLD) - '{state,decided_at}'::text[]
    THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'need % stays as it was filed and decided', OLD.id
        USING ERRCODE = 'restrict_violation';
END $$;
CREATE OR REPLACE FUNCTION review_not_voted() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' AND is_for_practice(
        (SELECT to_jsonb(need) FROM proposals_need AS need WHERE id = OLD.need_id)
    ) THEN
        RETURN OLD;
    END IF;
    IF TG_OP = 'UPDATE' AND OLD.voted_at IS NULL
        AND NEW.need_id = OLD.need_id AND NEW.person_id = OLD.person_id
    THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'a vote about a need is given once'
        USING ERRCODE = 'restrict_violation';
END $$;
"""

OF_PRACTICE_GO = """
CREATE OR REPLACE FUNCTION entitlement_rule_not_decided() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    touched bigint[];
BEGIN
    IF TG_TABLE_NAME = 'proposals_entitlementrule' THEN
        IF OLD.decided_at IS NULL THEN
            RETURN coalesce(NEW, OLD);
        END IF;
    ELSE
        IF TG_OP <> 'INSERT' THEN
            touched := touched || OLD.rule_id;
        END IF;
        IF TG_OP <> 'DELETE' THEN
            touched := touched || NEW.rule_id;
        END IF;
        IF NOT EXISTS (
            SELECT FROM proposals_entitlementrule
            WHERE id = ANY(touched) AND decided_at IS NOT NULL
        ) THEN
            RETURN coalesce(NEW, OLD);
        END IF;
    END IF;
    RAISE EXCEPTION 'a rule of entitlements that was decided is never changed'
        USING ERRCODE = 'restrict_violation';
END $$;
CREATE OR REPLACE FUNCTION credit_not_decided() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' AND OLD.state = 'asked'
        AND to_jsonb(NEW) - '{state,decided_at,reason}'::text[]
            = to_jsonb(OLD) - '{state,decided_at,reason}'::text[]
    THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'credit % stays as it was asked for and decided', OLD.id
        USING ERRCODE = 'restrict_violation';
END $$;
CREATE OR REPLACE FUNCTION need_not_decided() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' AND OLD.decided_at IS NULL
        AND to_jsonb(NEW) - '{state,decided_at}'::text[]
            = to_jsonb(OLD) - '{state,decided_at}'::text[]
    THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'need % stays as it was filed and decided', OLD.id
        USING ERRCODE = 'restrict_violation';
END $$;
CREATE OR REPLACE FUNCTION review_not_voted() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' AND OLD.voted_at IS NULL
        AND NEW.need_id = OLD.need_id AND NEW.person_id = OLD.person_id
    THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'a vote about a need is given once'
        USING ERRCODE = 'restrict_violation';
END $$;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("iteration", "0019_spoken_names"),
        ("proposals", "0016_needs"),
    ]

    operations = [migrations.RunSQL(OF_PRACTICE, OF_PRACTICE_GO)]
