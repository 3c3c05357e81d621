"""A council is nobody's ancestor and descendant at once; a closed ballot is closed."""

from django.db import migrations

ANCESTORS = """
CREATE FUNCTION council_ancestry() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.parent_id IS NOT NULL AND EXISTS (
        WITH RECURSIVE above AS (
            SELECT id, parent_id FROM councils_council WHERE id = NEW.parent_id
            UNION
            SELECT council.id, council.parent_id
            FROM councils_council AS council JOIN above ON council.id = above.parent_id
        )
        SELECT FROM above WHERE id = NEW.id
    ) THEN
        RAISE EXCEPTION 'council % would be its own ancestor', NEW.slug
            USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER council_is_not_its_own_ancestor
    BEFORE INSERT OR UPDATE OF parent_id ON councils_council
    FOR EACH ROW EXECUTE FUNCTION council_ancestry();
"""

ANCESTORS_GO = """
DROP TRIGGER council_is_not_its_own_ancestor ON councils_council;
DROP FUNCTION council_ancestry();
"""

VOTES = """
CREATE FUNCTION ballot_is_open() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM FROM councils_ballot
        WHERE id = NEW.ballot_id
            AND closed_at IS NULL
            AND closes_at > statement_timestamp()
            AND NEW.option < cardinality(options)
        FOR SHARE;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'the ballot is closed, or has no option %', NEW.option
            USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER vote_only_while_the_ballot_is_open
    BEFORE INSERT OR UPDATE ON councils_vote
    FOR EACH ROW EXECUTE FUNCTION ballot_is_open();
CREATE TRIGGER vote_is_never_deleted BEFORE DELETE ON councils_vote
    FOR EACH ROW EXECUTE FUNCTION refuse_change();
"""

VOTES_GO = """
DROP TRIGGER vote_is_never_deleted ON councils_vote;
DROP TRIGGER vote_only_while_the_ballot_is_open ON councils_vote;
DROP FUNCTION ballot_is_open();
"""


class Migration(migrations.Migration):
    dependencies = [("councils", "0001_tables"), ("ledger", "0002_guards")]

    operations = [
        migrations.RunSQL(ANCESTORS, ANCESTORS_GO),
        migrations.RunSQL(VOTES, VOTES_GO),
    ]
