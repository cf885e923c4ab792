/* What the files of the store share. Not for others. */
#pragma once

#include "store.h"

#include <sqlite3.h>

G_BEGIN_DECLS

/* One connection to the database and its prepared statements. One thread at a time. */
typedef struct {
    sqlite3 *db;
    GHashTable *statements; /* SQL text (a literal's address) → sqlite3_stmt */
} StoreConnection;

struct Store {
    char *path;
    GMutex writing;          /* held while the writer is in use */
    StoreConnection *writer; /* the only one that writes and checkpoints */
    GMutex mutex;            /* guards `readers` */
    GQueue readers;          /* idle read-only connections */
};

StoreConnection *store_connection_open(const char *path, gboolean for_writing, GError **error);
void store_connection_close(StoreConnection *connection);

/* A reader for the caller alone, until it is given back. */
StoreConnection *store_read_begin(Store *store, GError **error);
void store_read_end(Store *store, StoreConnection *connection);

/* Runs `body` in one transaction on the writer: committed, durably, if it returns TRUE, and as if
 * it had never run otherwise. */
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

gboolean store_migrate(StoreConnection *connection, GError **error);

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

/* One report with all its fields, on a connection that the caller holds. */
Report *store_report_on(StoreConnection *connection, const char *report_id, GError **error);

/* The line on which element `index` of the top-level array `key` begins, from 1; 0 if there is
 * none. `text` must be JSON that has been parsed. */
guint store_import_line(const char *text, gsize size, const char *key, gsize index);

G_END_DECLS
