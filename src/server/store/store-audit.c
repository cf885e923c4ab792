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

/* What is hashed: a JSON array of all fields in the table's order, the hash before among them.
 * FALSE for texts that are not UTF-8, which only a damaged database has. */
static gboolean
hash_entry(gint64 seq, gint64 at, const StoreAudit *audit, const char *prev_hash,
           char ret_hash[BASE_DIGEST_HEX_SIZE])
{
    g_autoptr(json_t)
        fields = json_pack("[I, I, s, s, s, s, s, s, s, s, s]", (json_int_t)seq, (json_int_t)at,
                           or_empty(audit->who), or_empty(audit->station), or_empty(audit->action),
                           or_empty(audit->report_id), or_empty(audit->from), or_empty(audit->to),
                           or_empty(audit->why), or_empty(audit->detail), prev_hash);
    g_autofree char *text = NULL;
    guint8 sum[BASE_DIGEST_SIZE];

    if (fields == NULL)
        return FALSE;
    text = base_json_to_string(fields);
    base_digest_bytes(text, strlen(text), sum);
    base_digest_to_hex(sum, ret_hash);
    return TRUE;
}

static gboolean
read_head(StoreConnection *connection, gint64 *ret_seq, char ret_hash[BASE_DIGEST_HEX_SIZE],
          GError **error)
{
    sqlite3_stmt *statement = store_prepare(
        connection, "SELECT seq, hash FROM audit_head WHERE one = 1", error);
    gboolean row = FALSE;

    if (statement == NULL || !store_step(connection, statement, &row, error))
        return FALSE;
    if (row && sqlite3_column_bytes(statement, 1) != BASE_DIGEST_HEX_SIZE - 1) {
        g_set_error(error, STORE_ERROR, STORE_ERROR_DATABASE, "the audit log's head is no hash");
        return FALSE;
    }
    *ret_seq = row ? sqlite3_column_int64(statement, 0) : 0;
    g_strlcpy(ret_hash, row ? store_text(statement, 1) : NO_HASH, BASE_DIGEST_HEX_SIZE);
    return TRUE;
}

static gboolean
write_head(StoreConnection *connection, gint64 seq, const char *hash, GError **error)
{
    sqlite3_stmt *statement = store_prepare(
        connection,
        "INSERT INTO audit_head (one, seq, hash) VALUES (1, ?1, ?2) "
        "ON CONFLICT (one) DO UPDATE SET seq = ?1, hash = ?2",
        error);

    if (statement == NULL)
        return FALSE;
    store_bind(statement, "is", seq, hash);
    return store_run(connection, statement, error);
}

gboolean
store_audit_append(StoreConnection *connection, gint64 at, const StoreAudit *audit, GError **error)
{
    char prev_hash[BASE_DIGEST_HEX_SIZE], hash[BASE_DIGEST_HEX_SIZE];
    sqlite3_stmt *statement;
    gint64 seq = 0;

    if (!read_head(connection, &seq, prev_hash, error))
        return FALSE;
    seq++;
    if (!hash_entry(seq, at, audit, prev_hash, hash)) {
        g_set_error(error, STORE_ERROR, STORE_ERROR_DATABASE, "an audit entry must be UTF-8");
        return FALSE;
    }
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
    return store_run(connection, statement, error) && write_head(connection, seq, hash, error);
}

/* Whoever reads as far as a NUL would not see what stands behind it. */
static gboolean
texts_are_whole(sqlite3_stmt *row, int first, int last)
{
    for (int i = first; i <= last; i++) {
        if (!store_text_is(row, i, store_text(row, i)))
            return FALSE;
    }
    return TRUE;
}

/* TRUE if the entry's own hash is that of its fields. */
static gboolean
entry_fits(sqlite3_stmt *row)
{
    const StoreAudit audit = {store_text(row, 2), store_text(row, 3), store_text(row, 4),
                              store_text(row, 5), store_text(row, 6), store_text(row, 7),
                              store_text(row, 8), store_text(row, 9)};
    char hash[BASE_DIGEST_HEX_SIZE];

    return texts_are_whole(row, 2, 11) &&
           hash_entry(sqlite3_column_int64(row, 0), sqlite3_column_int64(row, 1), &audit,
                      store_text(row, 10), hash) &&
           strcmp(store_text(row, 11), hash) == 0;
}

/* One stored entry against the end of those before it, which moves on to this one. */
static void
check_entry(StoreVerify *verify, sqlite3_stmt *row, StoreAnchor *end)
{
    gint64 seq = sqlite3_column_int64(row, 0);

    if (seq != end->seq + 1)
        store_found(verify, "audit",
                    "entry %" G_GINT64_FORMAT " comes after entry %" G_GINT64_FORMAT, seq,
                    end->seq);
    else if (strcmp(store_text(row, 10), end->hash) != 0)
        store_found(verify, "audit", "entry %" G_GINT64_FORMAT " does not follow the one before it",
                    seq);
    if (!entry_fits(row))
        store_found(verify, "audit", "entry %" G_GINT64_FORMAT " is not as it was written", seq);
    end->seq = seq;
    g_strlcpy(end->hash, store_text(row, 11), sizeof end->hash);
    if (verify->anchor != NULL && verify->anchor->seq == seq &&
        strcmp(verify->anchor->hash, end->hash) != 0)
        store_found(verify, "anchor", "entry %" G_GINT64_FORMAT " is another than the anchor's",
                    seq);
}

static gboolean
check_end(StoreVerify *verify, const StoreAnchor *end, GError **error)
{
    char hash[BASE_DIGEST_HEX_SIZE];
    gint64 seq = 0;

    if (!read_head(verify->connection, &seq, hash, error))
        return FALSE;
    if (seq != end->seq || strcmp(hash, end->hash) != 0)
        store_found(verify, "audit",
                    "the log ends with entry %" G_GINT64_FORMAT
                    " and not with what was written last, entry %" G_GINT64_FORMAT,
                    end->seq, seq);
    if (verify->anchor != NULL && verify->anchor->seq > end->seq)
        store_found(verify, "anchor",
                    "the log ends with entry %" G_GINT64_FORMAT
                    " before the anchor's, %" G_GINT64_FORMAT,
                    end->seq, verify->anchor->seq);
    return TRUE;
}

gboolean
store_audit_walk(StoreVerify *verify, StoreAnchor *ret_end, GError **error)
{
    sqlite3_stmt *statement = store_prepare(
        verify->connection,
        "SELECT seq, at, who, station, action, report_id, from_status, to_status, why, detail, "
        "prev_hash, hash FROM audit ORDER BY seq",
        error);
    StoreAnchor end = {0, NO_HASH};
    gboolean row;

    if (statement == NULL)
        return FALSE;
    while (store_step(verify->connection, statement, &row, error)) {
        if (!row) {
            *ret_end = end;
            return check_end(verify, &end, error);
        }
        check_entry(verify, statement, &end);
    }
    return FALSE;
}
