#include "store-private.h"

#include "base-digest.h"
#include "base-json.h"

#include <string.h>

/* Before the first entry. */
#define NO_HASH "0000000000000000000000000000000000000000000000000000000000000000"

static const char *
or_empty(const char *text)
{
    return text != NULL ? text : "";
}

/* What is hashed: a JSON array of all fields in the table's order, the hash before among them. */
static void
hash_entry(gint64 seq, gint64 at, const StoreAudit *audit, const char *prev_hash,
           char ret_hash[BASE_DIGEST_HEX_SIZE])
{
    g_autoptr(json_t)
        fields = json_pack("[I, I, s, s, s, s, s, s, s, s, s]", (json_int_t)seq, (json_int_t)at,
                           or_empty(audit->who), or_empty(audit->station), or_empty(audit->action),
                           or_empty(audit->report_id), or_empty(audit->from), or_empty(audit->to),
                           or_empty(audit->why), or_empty(audit->detail), prev_hash);
    g_autofree char *text = base_json_to_string(fields);
    guint8 sum[BASE_DIGEST_SIZE];

    base_digest_bytes(text, strlen(text), sum);
    base_digest_to_hex(sum, ret_hash);
}

static gboolean
read_last(StoreConnection *connection, gint64 *ret_seq, char ret_hash[BASE_DIGEST_HEX_SIZE],
          GError **error)
{
    sqlite3_stmt *statement = store_prepare(
        connection, "SELECT seq, hash FROM audit ORDER BY seq DESC LIMIT 1", error);
    gboolean row = FALSE;

    if (statement == NULL || !store_step(connection, statement, &row, error))
        return FALSE;
    *ret_seq = row ? sqlite3_column_int64(statement, 0) : 0;
    g_strlcpy(ret_hash, row ? store_text(statement, 1) : NO_HASH, BASE_DIGEST_HEX_SIZE);
    return TRUE;
}

gboolean
store_audit_append(StoreConnection *connection, gint64 at, const StoreAudit *audit, GError **error)
{
    char prev_hash[BASE_DIGEST_HEX_SIZE], hash[BASE_DIGEST_HEX_SIZE];
    sqlite3_stmt *statement;
    gint64 seq;

    if (!read_last(connection, &seq, prev_hash, error))
        return FALSE;
    seq++;
    hash_entry(seq, at, audit, prev_hash, hash);
    statement = store_prepare(connection,
                              "INSERT INTO audit (seq, at, who, station, action, report_id, "
                              "from_status, to_status, why, detail, prev_hash, hash) "
                              "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                              error);
    if (statement == NULL)
        return FALSE;
    store_bind(statement, "iissssssssss", seq, at, audit->who, audit->station, audit->action,
               audit->report_id, audit->from, audit->to, audit->why, audit->detail, prev_hash,
               hash);
    return store_run(connection, statement, error);
}

/* One stored entry against the hash before it. */
static gboolean
entry_fits(sqlite3_stmt *row, gint64 seq, const char *prev_hash)
{
    const StoreAudit audit = {store_text(row, 2), store_text(row, 3), store_text(row, 4),
                              store_text(row, 5), store_text(row, 6), store_text(row, 7),
                              store_text(row, 8), store_text(row, 9)};
    char hash[BASE_DIGEST_HEX_SIZE];

    hash_entry(seq, sqlite3_column_int64(row, 1), &audit, prev_hash, hash);
    return sqlite3_column_int64(row, 0) == seq && strcmp(store_text(row, 10), prev_hash) == 0 &&
           strcmp(store_text(row, 11), hash) == 0;
}

static gboolean
walk(StoreConnection *connection, guint64 *ret_entries, GError **error)
{
    sqlite3_stmt *statement = store_prepare(
        connection,
        "SELECT seq, at, who, station, action, report_id, from_status, to_status, why, detail, "
        "prev_hash, hash FROM audit ORDER BY seq",
        error);
    char prev_hash[BASE_DIGEST_HEX_SIZE] = NO_HASH;
    gboolean row;
    gint64 seq = 0;

    if (statement == NULL)
        return FALSE;
    while (store_step(connection, statement, &row, error)) {
        if (!row) {
            *ret_entries = (guint64)seq;
            return TRUE;
        }
        seq++;
        if (!entry_fits(statement, seq, prev_hash)) {
            g_set_error(error, STORE_ERROR, STORE_ERROR_DATABASE,
                        "the audit log does not fit from entry %" G_GINT64_FORMAT " on", seq);
            return FALSE;
        }
        g_strlcpy(prev_hash, store_text(statement, 11), sizeof prev_hash);
    }
    return FALSE;
}

gboolean
store_audit_check(Store *store, guint64 *ret_entries, GError **error)
{
    StoreConnection *reader = store_read_begin(store, error);
    gboolean done;

    if (reader == NULL)
        return FALSE;
    done = walk(reader, ret_entries, error);
    store_read_end(store, reader);
    return done;
}
