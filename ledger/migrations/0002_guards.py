"""What the tables of the ledger refuse, whoever writes to them."""

from django.db import migrations

REFUSE_CHANGE = """
CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'a row of % is never changed or deleted', TG_TABLE_NAME
        USING ERRCODE = 'restrict_violation';
END $$;
"""

RECORDS_STAY = """
CREATE FUNCTION ledger_only_seals() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.seal_id IS NULL AND NEW.seal_id IS NOT NULL
        AND to_jsonb(NEW) - 'seal_id' = to_jsonb(OLD) - 'seal_id'
    THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'a record is never changed, only sealed, and that once'
        USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER record_is_only_sealed BEFORE UPDATE ON ledger_record
    FOR EACH ROW EXECUTE FUNCTION ledger_only_seals();
CREATE TRIGGER record_is_never_deleted BEFORE DELETE ON ledger_record
    FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER seal_is_never_changed BEFORE UPDATE OR DELETE ON ledger_seal
    FOR EACH ROW EXECUTE FUNCTION refuse_change();
"""

RECORDS_GO = """
DROP TRIGGER seal_is_never_changed ON ledger_seal;
DROP TRIGGER record_is_never_deleted ON ledger_record;
DROP TRIGGER record_is_only_sealed ON ledger_record;
DROP FUNCTION ledger_only_seals();
"""

SEALS_CHAIN = """
CREATE FUNCTION ledger_chain() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    last ledger_seal;
BEGIN
    SELECT * INTO last FROM ledger_seal ORDER BY number DESC LIMIT 1;
    IF NEW.number <> coalesce(last.number, 0) + 1
        OR NEW.previous <> coalesce(last.digest, repeat('0', 64))
    THEN
        RAISE EXCEPTION 'seal % does not follow seal %', NEW.number, last.number
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER seal_follows_the_last BEFORE INSERT ON ledger_seal
    FOR EACH ROW EXECUTE FUNCTION ledger_chain();
"""

SEALS_GO = """
DROP TRIGGER seal_follows_the_last ON ledger_seal;
DROP FUNCTION ledger_chain();
"""


class Migration(migrations.Migration):
    dependencies = [("ledger", "0001_tables")]

    operations = [
        migrations.RunSQL(REFUSE_CHANGE, "DROP FUNCTION refuse_change();"),
        migrations.RunSQL(RECORDS_STAY, RECORDS_GO),
        migrations.RunSQL(SEALS_CHAIN, SEALS_GO),
    ]
