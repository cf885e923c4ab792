/* Each report against the entries that the audit log has of it: they begin with its import, each
 * goes on from where the one before ended, and the last one ends with the status that the report
 * has. The n-th move made the report's n-th event, and the n-th original stored is its original n.
 */
#include "store-private.h"

#include <string.h>

/* A report and how far its entries have been followed. */
typedef struct {
    StoreVerify *verify;
    const char *report_id;
    char *status;         /* the last entry's; "" before the first */
    char *fields;         /* what the last import said of its fields, or NULL */
    gint64 imported;      /* that entry */
    sqlite3_stmt *events; /* the next one of the report's events, and of its originals, if any */
    sqlite3_stmt *originals;
    gboolean has_event;
    gboolean has_original;
    guint stored; /* originals, by the entries so far */
} Trail;

static gboolean
check_event(Trail *trail, sqlite3_stmt *entry, GError **error)
{
    gint64 seq = sqlite3_column_int64(entry, 0);

    if (!trail->has_event) {
        store_found(trail->verify, "event",
                    "report %s: the event of entry %" G_GINT64_FORMAT " is missing",
                    trail->report_id, seq);
        return TRUE;
    }
    if (!store_text_is(trail->events, 1, store_text(entry, 4)) ||
        sqlite3_column_int64(trail->events, 2) != sqlite3_column_int64(entry, 1))
        store_found(trail->verify, "event",
                    "report %s: event %" G_GINT64_FORMAT " is not what entry %" G_GINT64_FORMAT
                    " says",
                    trail->report_id, (gint64)sqlite3_column_int64(trail->events, 0), seq);
    return store_step(trail->verify->connection, trail->events, &trail->has_event, error);
}

static gboolean
check_original(Trail *trail, sqlite3_stmt *entry, GError **error)
{
    gint64 seq = sqlite3_column_int64(entry, 0);
    g_autofree char *detail = NULL;

    trail->stored++;
    if (!trail->has_original) {
        store_found(trail->verify, "original",
                    "original %u of report %s, stored by entry %" G_GINT64_FORMAT ", is missing",
                    trail->stored, trail->report_id, seq);
        return TRUE;
    }
    detail = store_detail_of_original(
        trail->verify->connection, store_text(trail->originals, 0),
        strcmp(store_text(entry, 3), report_status_code(REPORT_STATUS_FILED)) == 0, error);
    if (detail == NULL)
        return FALSE;
    if (sqlite3_column_int64(trail->originals, 1) != (gint64)trail->stored ||
        strcmp(detail, store_text(entry, 5)) != 0)
        store_found(
            trail->verify, "original",
            "original %u of report %s, its event or its answer is not what entry %" G_GINT64_FORMAT
            " says",
            trail->stored, trail->report_id, seq);
    return store_step(trail->verify->connection, trail->originals, &trail->has_original, error);
}

static gboolean
follow(Trail *trail, sqlite3_stmt *entry, GError **error)
{
    const char *action = store_text(entry, 2);

    if (strcmp(store_text(entry, 3), trail->status) != 0)
        store_found(trail->verify, "status",
                    "report %s: entry %" G_GINT64_FORMAT " finds it %s, those before left it %s",
                    trail->report_id, (gint64)sqlite3_column_int64(entry, 0), store_text(entry, 3),
                    trail->status);
    g_free(trail->status);
    trail->status = g_strdup(store_text(entry, 4));
    if (strcmp(action, STORE_REPORT_IMPORTED) == 0) {
        g_free(trail->fields);
        trail->fields = g_strdup(store_text(entry, 5));
        trail->imported = sqlite3_column_int64(entry, 0);
        return TRUE;
    }
    return check_event(trail, entry, error) &&
           (strcmp(action, STORE_ORIGINAL_STORED) != 0 || check_original(trail, entry, error));
}

static gboolean
follow_all(Trail *trail, GError **error)
{
    sqlite3_stmt *entries = store_prepare(
        trail->verify->connection,
        "SELECT seq, at, action, from_status, to_status, detail FROM audit WHERE report_id = ? "
        "ORDER BY seq",
        error);
    gboolean row = TRUE;

    if (entries == NULL)
        return FALSE;
    store_bind(entries, "s", trail->report_id);
    for (;;) {
        if (!store_step(trail->verify->connection, entries, &row, error))
            return FALSE;
        if (!row)
            return TRUE;
        if (!follow(trail, entries, error))
            return FALSE;
    }
}

static sqlite3_stmt *
first_row(Trail *trail, const char *sql, gboolean *ret_row, GError **error)
{
    sqlite3_stmt *rows = store_prepare(trail->verify->connection, sql, error);

    if (rows == NULL)
        return NULL;
    store_bind(rows, "s", trail->report_id);
    return store_step(trail->verify->connection, rows, ret_row, error) ? rows : NULL;
}

/* What the entries have not named. */
static gboolean
check_left_over(Trail *trail, GError **error)
{
    while (trail->has_event) {
        store_found(trail->verify, "event", "report %s: no entry says of event %" G_GINT64_FORMAT,
                    trail->report_id, (gint64)sqlite3_column_int64(trail->events, 0));
        if (!store_step(trail->verify->connection, trail->events, &trail->has_event, error))
            return FALSE;
    }
    while (trail->has_original) {
        store_found(trail->verify, "original",
                    "original %" G_GINT64_FORMAT " of report %s: no entry stored it",
                    (gint64)sqlite3_column_int64(trail->originals, 1), trail->report_id);
        if (!store_step(trail->verify->connection, trail->originals, &trail->has_original, error))
            return FALSE;
    }
    return TRUE;
}

/* The report's own row. */
static gboolean
check_row(Trail *trail, sqlite3_stmt *report, GError **error)
{
    const char *status = store_text(report, 1);
    g_autofree char *fields = store_detail_of_report(trail->verify->connection, trail->report_id,
                                                     error);

    if (fields == NULL)
        return FALSE;
    if (*trail->status == '\0')
        store_found(trail->verify, "status", "report %s is %s, and no entry leads to it",
                    trail->report_id, status);
    else if (!store_text_is(report, 1, trail->status))
        store_found(trail->verify, "status", "report %s is %s, the entries lead to %s",
                    trail->report_id, status, trail->status);
    if (trail->fields != NULL && strcmp(fields, trail->fields) != 0)
        store_found(trail->verify, "record",
                    "report %s is not as entry %" G_GINT64_FORMAT " took it", trail->report_id,
                    trail->imported);
    return TRUE;
}

static gboolean
check_report(StoreVerify *verify, sqlite3_stmt *report, GError **error)
{
    Trail trail = {.verify = verify, .report_id = store_text(report, 0), .status = g_strdup("")};
    gboolean done;

    trail.events = first_row(&trail,
                             "SELECT id, status, at FROM events WHERE report_id = ? ORDER BY id",
                             &trail.has_event, error);
    if (trail.events != NULL)
        trail.originals = first_row(
            &trail, "SELECT receipt_id, n FROM originals WHERE report_id = ? ORDER BY n",
            &trail.has_original, error);
    done = trail.originals != NULL && follow_all(&trail, error) && check_left_over(&trail, error) &&
           check_row(&trail, report, error);
    g_free(trail.status);
    g_free(trail.fields);
    return done;
}

gboolean
store_verify_reports(StoreVerify *verify, guint64 *ret_reports, GError **error)
{
    sqlite3_stmt *reports = store_prepare(verify->connection,
                                          "SELECT id, status FROM reports ORDER BY id", error);
    guint64 count = 0;
    gboolean row = TRUE;

    if (reports == NULL)
        return FALSE;
    for (;; count++) {
        if (!store_step(verify->connection, reports, &row, error))
            return FALSE;
        if (!row)
            break;
        if (!check_report(verify, reports, error))
            return FALSE;
    }
    *ret_reports = count;
    return TRUE;
}
