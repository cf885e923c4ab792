#include "store-private.h"

#include "base-clock.h"

#include <string.h>

typedef struct {
    const char *report_id;
    const char *station;
    const char *who;
    gint64 until;
} Claim;

/* The report is there, and no other counter has it. */
static gboolean
is_free(StoreConnection *connection, const Claim *claim, GError **error)
{
    g_autoptr(Report) report = store_report_on(connection, claim->report_id, error);

    if (report == NULL)
        return FALSE;
    if (report->claimed_by == NULL || strcmp(report->claimed_by, claim->station) == 0)
        return TRUE;
    g_set_error_literal(error, STORE_ERROR, STORE_ERROR_CLAIMED, report->claimed_by);
    return FALSE;
}

static gboolean
put_claim(StoreConnection *connection, gpointer data, GError **error)
{
    const Claim *claim = data;
    sqlite3_stmt *statement;

    if (!is_free(connection, claim, error))
        return FALSE;
    statement = store_prepare(connection,
                              "INSERT INTO claims (report_id, station, who, until) VALUES "
                              "(?, ?, ?, ?) ON CONFLICT (report_id) DO UPDATE SET "
                              "station = excluded.station, who = excluded.who, "
                              "until = excluded.until",
                              error);
    if (statement == NULL)
        return FALSE;
    store_bind(statement, "sssi", claim->report_id, claim->station, claim->who, claim->until);
    return store_run(connection, statement, error);
}

gboolean
store_claim(Store *store, const char *report_id, const char *station, const char *who, gint64 until,
            GError **error)
{
    Claim claim = {report_id, station, who, until};

    return store_transaction(store, put_claim, &claim, error);
}

static gboolean
drop_claim(StoreConnection *connection, gpointer data, GError **error)
{
    const Claim *claim = data;
    sqlite3_stmt *statement;

    if (!is_free(connection, claim, error))
        return FALSE;
    statement = store_prepare(connection, "DELETE FROM claims WHERE report_id = ?", error);
    if (statement == NULL)
        return FALSE;
    store_bind(statement, "s", claim->report_id);
    return store_run(connection, statement, error);
}

gboolean
store_release(Store *store, const char *report_id, const char *station, GError **error)
{
    Claim claim = {.report_id = report_id, .station = station};

    return store_transaction(store, drop_claim, &claim, error);
}
