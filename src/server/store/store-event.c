#include "store-private.h"

static ApiEvent *
new_event(sqlite3_stmt *row)
{
    ApiEvent *event = g_new0(ApiEvent, 1);

    event->id = sqlite3_column_int64(row, 0);
    event->report_id = g_strdup(store_text(row, 1));
    report_status_from_code(store_text(row, 2), &event->status);
    event->at = sqlite3_column_int64(row, 3);
    return event;
}

static GPtrArray *
collect_events(StoreConnection *connection, const char *report_id, gint64 after, guint limit,
               GError **error)
{
    g_autoptr(GPtrArray) events = g_ptr_array_new_with_free_func((GDestroyNotify)api_event_free);
    sqlite3_stmt *statement = store_prepare(
        connection,
        "SELECT id, report_id, status, at FROM events WHERE report_id = ? AND id > ? "
        "ORDER BY id LIMIT ?",
        error);
    gboolean row = TRUE;

    if (statement == NULL)
        return NULL;
    store_bind(statement, "sii", report_id, after, (gint64)limit);
    for (;;) {
        if (!store_step(connection, statement, &row, error))
            return NULL;
        if (!row)
            return g_steal_pointer(&events);
        g_ptr_array_add(events, new_event(statement));
    }
}

GPtrArray *
store_events(Store *store, const char *report_id, gint64 after, guint limit, GError **error)
{
    StoreConnection *reader = store_read_begin(store, error);
    GPtrArray *events;

    if (reader == NULL)
        return NULL;
    events = collect_events(reader, report_id, after, limit, error);
    store_read_end(store, reader);
    return events;
}

static ApiEvent *
event_now(StoreConnection *connection, const char *report_id, GError **error)
{
    g_autoptr(Report) report = store_report_on(connection, report_id, error);
    sqlite3_stmt *statement;
    gboolean row = FALSE;
    ApiEvent *event;

    if (report == NULL)
        return NULL;
    statement = store_prepare(connection,
                              "SELECT id, report_id, status, at FROM events WHERE report_id = ? "
                              "ORDER BY id DESC LIMIT 1",
                              error);
    if (statement == NULL)
        return NULL;
    store_bind(statement, "s", report_id);
    if (!store_step(connection, statement, &row, error))
        return NULL;
    if (row)
        return new_event(statement);
    event = g_new0(ApiEvent, 1);
    event->report_id = g_strdup(report_id);
    event->status = report->status;
    event->at = report->reported_at;
    return event;
}

ApiEvent *
store_event_now(Store *store, const char *report_id, GError **error)
{
    StoreConnection *reader = store_read_begin(store, error);
    ApiEvent *event;

    if (reader == NULL)
        return NULL;
    event = event_now(reader, report_id, error);
    store_read_end(store, reader);
    return event;
}

static GPtrArray *
announcements(StoreConnection *connection, GError **error)
{
    g_autoptr(GPtrArray)
        found = g_ptr_array_new_with_free_func((GDestroyNotify)api_announcement_free);
    sqlite3_stmt *statement = store_prepare(
        connection,
        "SELECT id, published_at, title, body FROM announcements ORDER BY published_at DESC, id "
        "LIMIT 100",
        error);
    gboolean row = TRUE;

    if (statement == NULL)
        return NULL;
    for (;;) {
        ApiAnnouncement *announcement;

        if (!store_step(connection, statement, &row, error))
            return NULL;
        if (!row)
            return g_steal_pointer(&found);
        announcement = g_new0(ApiAnnouncement, 1);
        announcement->id = g_strdup(store_text(statement, 0));
        announcement->published_at = sqlite3_column_int64(statement, 1);
        announcement->title = g_strdup(store_text(statement, 2));
        announcement->body = g_strdup(store_text(statement, 3));
        g_ptr_array_add(found, announcement);
    }
}

GPtrArray *
store_announcements(Store *store, GError **error)
{
    StoreConnection *reader = store_read_begin(store, error);
    GPtrArray *found;

    if (reader == NULL)
        return NULL;
    found = announcements(reader, error);
    store_read_end(store, reader);
    return found;
}
