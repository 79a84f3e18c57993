-- The log of what was decided and read, a chain of hashes; docs/audit.md has its form.
--   seq              1, 2, 3 … without a hole
--   kind             DwdAuditKind
--   refers           the entry that this one takes back, or 0
--   previous, hash   SHA-256 in lower-case hex; the newest one stands in the setting audit.head too

CREATE TABLE audit (
  seq INTEGER PRIMARY KEY,
  at_us INTEGER NOT NULL,
  kind INTEGER NOT NULL,
  actor TEXT NOT NULL,
  device TEXT NOT NULL,
  doctype TEXT NOT NULL,
  name TEXT NOT NULL,
  refers INTEGER NOT NULL,
  body TEXT NOT NULL,
  previous TEXT NOT NULL CHECK (length(previous) = 64),
  hash TEXT NOT NULL CHECK (length(hash) = 64)
) STRICT;
CREATE INDEX audit_record ON audit (doctype, name, seq);
CREATE INDEX audit_refers ON audit (refers) WHERE refers > 0;

CREATE TRIGGER audit_no_update BEFORE UPDATE ON audit BEGIN
  SELECT RAISE (ABORT, 'the audit log is only appended to');
END;
CREATE TRIGGER audit_no_delete BEFORE DELETE ON audit BEGIN
  SELECT RAISE (ABORT, 'the audit log is only appended to');
END;
-- INSERT OR REPLACE would pass the other two by.
CREATE TRIGGER audit_no_replace BEFORE INSERT ON audit
WHEN EXISTS (SELECT 1 FROM audit WHERE seq = NEW.seq) BEGIN
  SELECT RAISE (ABORT, 'the audit log is only appended to');
END;
