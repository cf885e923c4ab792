-- What `central-server verify` holds the records against.

-- Where the audit log ends, so that entries cut from its end show.
CREATE TABLE audit_head (
    one INTEGER PRIMARY KEY CHECK (one = 1),
    seq INTEGER NOT NULL,
    hash TEXT NOT NULL
) STRICT;
INSERT INTO audit_head SELECT 1, seq, hash FROM audit ORDER BY seq DESC LIMIT 1;

-- The receipt that an answer carries.
ALTER TABLE commits ADD COLUMN receipt_id TEXT REFERENCES originals;
CREATE UNIQUE INDEX commits_by_receipt ON commits (receipt_id);

CREATE TRIGGER commits_never_go BEFORE DELETE ON commits
BEGIN SELECT RAISE(ABORT, 'an answer is never changed'); END;
CREATE TRIGGER events_never_change BEFORE UPDATE ON events
BEGIN SELECT RAISE(ABORT, 'an event is never changed'); END;
CREATE TRIGGER events_never_go BEFORE DELETE ON events
BEGIN SELECT RAISE(ABORT, 'an event is never changed'); END;
