-- The records of the central server. Instants are microseconds since 1970-01-01T00:00:00Z.
CREATE TABLE catalogue (
    code TEXT PRIMARY KEY,
    name TEXT NOT NULL,
    issuer TEXT NOT NULL,
    category TEXT NOT NULL,
    tier TEXT NOT NULL,
    region TEXT NOT NULL CHECK (region IN ('domestic', 'international')),
    is_it_certificate INTEGER NOT NULL CHECK (is_it_certificate IN (0, 1)),
    family TEXT NOT NULL,
    family_needs INTEGER NOT NULL CHECK (family_needs >= 1)
) STRICT, WITHOUT ROWID;

CREATE TABLE students (
    student_id TEXT PRIMARY KEY,
    name TEXT NOT NULL,
    gender TEXT NOT NULL,
    department TEXT NOT NULL,
    class_name TEXT NOT NULL,
    program TEXT NOT NULL,
    study_year INTEGER NOT NULL CHECK (study_year BETWEEN 1 AND 7),
    email TEXT NOT NULL
) STRICT, WITHOUT ROWID;
-- Part of a name is looked for by reading this narrow index, not the table.
CREATE INDEX students_by_name ON students (name, student_id);

CREATE TABLE reports (
    id TEXT PRIMARY KEY,
    student_id TEXT NOT NULL REFERENCES students,
    certificate_code TEXT NOT NULL REFERENCES catalogue,
    certified_on TEXT NOT NULL,
    academic_year INTEGER NOT NULL,
    semester INTEGER NOT NULL CHECK (semester IN (1, 2)),
    grade INTEGER NOT NULL,
    application_month INTEGER NOT NULL CHECK (application_month BETWEEN 1 AND 12),
    status TEXT NOT NULL,
    reported_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX reports_by_student ON reports (student_id);

CREATE TABLE claims (
    report_id TEXT PRIMARY KEY REFERENCES reports,
    station TEXT NOT NULL,
    who TEXT NOT NULL,
    until INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE users (
    ksuid TEXT PRIMARY KEY,
    name TEXT NOT NULL,
    role TEXT NOT NULL,
    password_hash TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- Only the token's SHA-256: who reads this table cannot sign in with it.
CREATE TABLE sessions (
    token_hash BLOB PRIMARY KEY,
    ksuid TEXT NOT NULL REFERENCES users,
    expires_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX sessions_by_expiry ON sessions (expires_at);

CREATE TABLE uploads (
    uid TEXT PRIMARY KEY,
    owner TEXT NOT NULL,
    length INTEGER NOT NULL,
    metadata TEXT NOT NULL,
    expires_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX uploads_by_expiry ON uploads (expires_at);

CREATE TABLE originals (
    receipt_id TEXT PRIMARY KEY,
    report_id TEXT NOT NULL REFERENCES reports,
    n INTEGER NOT NULL,
    sha256 TEXT NOT NULL,
    bytes INTEGER NOT NULL,
    media_type TEXT NOT NULL,
    pages INTEGER NOT NULL,
    resolution_dpi INTEGER NOT NULL,
    captured_at INTEGER NOT NULL,
    stored_at INTEGER NOT NULL,
    station TEXT NOT NULL,
    operator TEXT NOT NULL,
    scanner_vendor TEXT NOT NULL,
    scanner_model TEXT NOT NULL,
    scanner_device TEXT NOT NULL,
    UNIQUE (report_id, n)
) STRICT, WITHOUT ROWID;

-- What each capture was answered, for ever: a repeat gets the very same.
CREATE TABLE commits (
    key TEXT PRIMARY KEY,
    content TEXT NOT NULL,
    answer TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE events (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    report_id TEXT NOT NULL REFERENCES reports,
    status TEXT NOT NULL,
    at INTEGER NOT NULL
) STRICT;
CREATE INDEX events_by_report ON events (report_id, id);

CREATE TABLE announcements (
    id TEXT PRIMARY KEY,
    published_at INTEGER NOT NULL,
    title TEXT NOT NULL,
    body TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- Each entry carries the hash of the one before it, so that none can be changed or taken out
-- without all that follow.
CREATE TABLE audit (
    seq INTEGER PRIMARY KEY,
    at INTEGER NOT NULL,
    who TEXT NOT NULL,
    station TEXT NOT NULL,
    action TEXT NOT NULL,
    report_id TEXT NOT NULL,
    from_status TEXT NOT NULL,
    to_status TEXT NOT NULL,
    why TEXT NOT NULL,
    detail TEXT NOT NULL,
    prev_hash TEXT NOT NULL,
    hash TEXT NOT NULL
) STRICT;
CREATE INDEX audit_by_report ON audit (report_id);

CREATE TRIGGER audit_never_changes BEFORE UPDATE ON audit
BEGIN SELECT RAISE(ABORT, 'the audit log is never changed'); END;
CREATE TRIGGER audit_never_shrinks BEFORE DELETE ON audit
BEGIN SELECT RAISE(ABORT, 'the audit log is never changed'); END;
CREATE TRIGGER originals_never_change BEFORE UPDATE ON originals
BEGIN SELECT RAISE(ABORT, 'an original is never changed'); END;
CREATE TRIGGER originals_never_go BEFORE DELETE ON originals
BEGIN SELECT RAISE(ABORT, 'an original is never changed'); END;
CREATE TRIGGER commits_never_change BEFORE UPDATE ON commits
BEGIN SELECT RAISE(ABORT, 'an answer is never changed'); END;
