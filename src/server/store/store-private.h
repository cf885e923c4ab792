/* What the files of the store share. Not for others. */
#pragma once

#include "store-verify.h"
#include "store.h"

#include <sqlite3.h>

G_BEGIN_DECLS

/* One connection to the database and its prepared statements. One thread at a time. */
typedef struct {
    sqlite3 *db;
    GHashTable *statements; /* SQL text (a literal's address) → sqlite3_stmt */
    guint64 state;          /* of a reader: store->state when it was taken last */
} StoreConnection;

struct Store {
    char *path;
    StoreConnection *writer; /* the only one that writes and checkpoints */
    GMutex writing;          /* guards the three below */
    gboolean written;        /* the writer is in use */
    GQueue waiting;          /* what the next transaction is made of */
    GCond write_ended;
    GMutex mutex;      /* guards what follows */
    GQueue readers;    /* idle read-only connections */
    gboolean changing; /* a transaction is under way */
    guint64 state;     /* another number after each transaction */
};

StoreConnection *store_connection_open(const char *path, gboolean for_writing, GError **error);
void store_connection_close(StoreConnection *connection);
/* Ends every statement. */
void store_connection_reset(StoreConnection *connection);

/* A reader for the caller alone, until it is given back: all that it reads is of one state. While
 * nobody writes, idle readers keep their view of the database, as taking one costs locks that all
 * threads share; before a transaction they let it go, as it would keep the log from being reset. So
 * what another process writes may not be seen. */
StoreConnection *store_read_begin(Store *store, GError **error);
void store_read_end(Store *store, StoreConnection *connection);
/* Around each transaction, which one thread at a time does. */
void store_change_begin(Store *store);
void store_change_end(Store *store);

/* Runs `body` on the writer: committed, durably, if it returns TRUE, and as if it had never run
 * otherwise. Bodies that come while another transaction is under way share the next one and its
 * sync: each is in it by itself and may fail alone, and sees what those before it did. Only if the
 * database fails does it fail for all of them. The body may run in the thread of another caller. */
typedef gboolean (*StoreBody)(StoreConnection *connection, gpointer data, GError **error);
gboolean store_transaction(Store *store, StoreBody body, gpointer data, GError **error);

/* The prepared statement of `sql`, which must be a literal; reset, nothing bound. Borrowed. */
sqlite3_stmt *store_prepare(StoreConnection *connection, const char *sql, GError **error);
/* Binds from the first parameter on: 's' const char *, 'i' gint64, 'b' const void * and gsize.
 * Texts are copied. */
void store_bind(sqlite3_stmt *statement, const char *types, ...);
/* Steps to the next row; *ret_row FALSE at the end. */
gboolean store_step(StoreConnection *connection, sqlite3_stmt *statement, gboolean *ret_row,
                    GError **error);
/* For a statement that gives no rows. */
gboolean store_run(StoreConnection *connection, sqlite3_stmt *statement, GError **error);
/* Several statements, without parameters. */
gboolean store_execute(StoreConnection *connection, const char *sql, GError **error);
/* SQLite's own words as an error of ours. */
void store_set_error(StoreConnection *connection, GError **error);
/* A text column, never NULL. Borrowed until the next step. */
const char *store_text(sqlite3_stmt *statement, int column);
/* TRUE if the column is exactly `text`: a NUL in a damaged row hides nothing behind it. */
gboolean store_text_is(sqlite3_stmt *statement, int column, const char *text);

gboolean store_migrate(StoreConnection *connection, GError **error);
gboolean store_is_of_this_version(StoreConnection *connection, GError **error);

/* The actions of the audit log. */
#define STORE_IMPORTED        "imported"
#define STORE_REPORT_IMPORTED "report_imported" /* a new report, or other fields of a known one */
#define STORE_ORIGINAL_STORED "original_stored"
#define STORE_USER_ADDED      "user_added"

/* An entry of the audit log; NULL texts count as "". */
typedef struct {
    const char *who;
    const char *station;
    const char *action;
    const char *report_id;
    const char *from;
    const char *to;
    const char *why;
    const char *detail;
} StoreAudit;

/* Appends to the chain, inside the caller's transaction. */
gboolean store_audit_append(StoreConnection *connection, gint64 at, const StoreAudit *audit,
                            GError **error);

/* What the `detail` of an entry says of the rows that it stands for, with the SHA-256 of all their
 * fields. It is made of the rows as they lie in the database, when they are written and again when
 * they are verified, so that no entry is ever taken to pieces. g_free. */
char *store_detail_of_user(StoreConnection *connection, const char *ksuid, const char *role,
                           GError **error);
/* All but the status, whose changes have entries of their own. */
char *store_detail_of_report(StoreConnection *connection, const char *report_id, GError **error);
/* What an import's detail has of each table that has no entries for its rows: the whole of it. */
typedef enum {
    STORE_TABLE_CATALOGUE,
    STORE_TABLE_STUDENTS,
    STORE_TABLE_ANNOUNCEMENTS,
} StoreTable;
#define STORE_TABLE_COUNT 3
const char *store_table_name(StoreTable table);
char *store_detail_of_table(StoreConnection *connection, StoreTable table, GError **error);
/* The original with its event and its answer. `skipped`: the report was not applied for yet. */
char *store_detail_of_original(StoreConnection *connection, const char *receipt_id,
                               gboolean skipped, GError **error);

/* A verification under way. */
typedef struct {
    StoreConnection *connection;
    const StoreAnchor *anchor; /* or NULL */
    StoreFound found;
    gpointer data;
} StoreVerify;

void store_found(StoreVerify *verify, const char *kind, const char *format, ...)
    G_GNUC_PRINTF(3, 4);
/* FALSE only if the database could not be read to the end. */
gboolean store_audit_walk(StoreVerify *verify, StoreAnchor *ret_end, GError **error);
gboolean store_verify_reports(StoreVerify *verify, guint64 *ret_reports, GError **error);
gboolean store_verify_rest(StoreVerify *verify, GError **error);

/* One report with all its fields, on a connection that the caller holds. */
Report *store_report_on(StoreConnection *connection, const char *report_id, GError **error);

/* The line on which element `index` of the top-level array `key` begins, from 1; 0 if there is
 * none. `text` must be JSON that has been parsed. */
guint store_import_line(const char *text, gsize size, const char *key, gsize index);

G_END_DECLS
