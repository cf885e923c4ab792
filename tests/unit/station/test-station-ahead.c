#include "station-ahead.h"

#include "client-server.h"
#include "station-rig.h"

#include <fcntl.h>
#include <unistd.h>

#define BIG   ((guint64)64 * 1024 * 1024) /* goes in many pieces */
#define SMALL ((guint64)1000)

/* An upload of a file of so many bytes. */
static StationAhead *
start(Station *station, Rig *rig, guint64 bytes)
{
    g_autofree char *path = g_build_filename(rig->folder, "document", NULL);
    int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    g_assert_cmpint(fd, >=, 0);
    g_assert_cmpint(ftruncate(fd, (off_t)bytes), ==, 0);
    close(fd);
    return station_ahead_new(station, path, bytes, "image/tiff");
}

static char *
settle(StationAhead *ahead)
{
    GAsyncResult *slot = NULL;
    station_ahead_settle_async(ahead, NULL, rig_ready, &slot);
    g_autoptr(GAsyncResult) result = rig_result(&slot);
    return station_ahead_settle_finish(ahead, result);
}

/* What the server says it holds of the upload. */
static void
assert_whole(Rig *rig, const char *upload, guint64 bytes)
{
    g_autoptr(GError) error = NULL;
    int fd = open("/dev/null", O_RDONLY | O_CLOEXEC);
    /* There is nothing left to be read. */
    client_upload_send(station_get_client(rig->station, NULL), upload, fd, bytes, NULL, NULL, NULL,
                       &error);
    g_assert_no_error(error);
    close(fd);
}

static void
note_progress(StationAhead *ahead G_GNUC_UNUSED, guint64 sent, guint64 total, guint64 *told)
{
    g_assert_cmpuint(sent, >=, told[0]);
    told[0] = sent;
    told[1] = total;
}

static void
test_used(Rig *rig, gconstpointer data G_GNUC_UNUSED)
{
    g_autoptr(StationAhead) ahead = start(rig->station, rig, SMALL);
    guint64 told[2] = {0};
    g_signal_connect(ahead, "uploading", G_CALLBACK(note_progress), told);
    g_autofree char *upload = settle(ahead);
    g_assert_nonnull(upload);
    assert_whole(rig, upload, SMALL);
    g_assert_cmpuint(told[0], ==, SMALL);
    g_assert_cmpuint(told[1], ==, SMALL);
    g_assert_cmpuint(central_count_uploads(rig->central), ==, 1);
}

/* Who asks after the end gets the same. */
static void
test_settled_late(Rig *rig, gconstpointer data G_GNUC_UNUSED)
{
    g_autoptr(StationAhead) ahead = start(rig->station, rig, SMALL);
    g_autofree char *first = settle(ahead);
    g_autofree char *second = settle(ahead);
    g_assert_nonnull(first);
    g_assert_cmpstr(first, ==, second);
}

static void
test_dropped_after_its_end(Rig *rig, gconstpointer data G_GNUC_UNUSED)
{
    g_autoptr(StationAhead) ahead = start(rig->station, rig, SMALL);
    g_free(settle(ahead));
    g_assert_cmpuint(central_count_uploads(rig->central), ==, 1);
    station_ahead_drop(ahead);
    station_ahead_drop(ahead);
    rig_until(central_count_uploads(rig->central) == 0);
}

/* ---- in the middle ---- */

static void
freeze_at_first(StationAhead *ahead, guint64 sent, guint64 total, Rig *rig)
{
    g_assert_cmpuint(sent, <, total);
    g_signal_handlers_disconnect_by_data(ahead, rig);
    central_freeze(rig->central);
    g_object_set_data(G_OBJECT(ahead), "frozen", rig);
}

static StationAhead *
start_and_freeze(Rig *rig)
{
    StationAhead *ahead = start(rig->station, rig, BIG);
    g_signal_connect(ahead, "uploading", G_CALLBACK(freeze_at_first), rig);
    rig_until(g_object_get_data(G_OBJECT(ahead), "frozen") != NULL);
    return ahead;
}

static void
test_dropped_while_it_runs(Rig *rig, gconstpointer data G_GNUC_UNUSED)
{
    g_autoptr(StationAhead) ahead = start_and_freeze(rig);
    guint64 told[2] = {0};
    g_signal_connect(ahead, "uploading", G_CALLBACK(note_progress), told);
    station_ahead_drop(ahead);
    central_wake(rig->central);
    g_assert_cmpuint(central_count_uploads(rig->central), ==, 1);
    rig_until(central_count_uploads(rig->central) == 0);
    g_assert_cmpuint(told[1], ==, 0);
}

/* Whoever cancels has the upload's UID all the same: the next attempt goes on from there. */
static void
test_settling_cancelled(Rig *rig, gconstpointer data G_GNUC_UNUSED)
{
    g_autoptr(StationAhead) ahead = start_and_freeze(rig);
    g_autoptr(GCancellable) cancellable = g_cancellable_new();
    GAsyncResult *slot = NULL;
    station_ahead_settle_async(ahead, cancellable, rig_ready, &slot);
    g_cancellable_cancel(cancellable);
    g_autoptr(GAsyncResult) result = rig_result(&slot);
    g_autofree char *upload = station_ahead_settle_finish(ahead, result);
    g_assert_nonnull(upload);
    central_wake(rig->central);
    g_assert_cmpuint(central_count_uploads(rig->central), ==, 1);
}

/* The last request, or "". */
static const char *
last_request(Server *server)
{
    guint n = server_count(server);
    return n > 0 ? server_head(server, n - 1) : "";
}

/* The server has made the upload, whoever still wants it. */
static void
test_dropped_while_it_begins(Rig *rig, gconstpointer data G_GNUC_UNUSED)
{
    g_autoptr(Server) server = server_new();
    g_autoptr(GError) error = NULL;
    g_autoptr(Station)
        other = station_new(station_get_profile(rig->station), server_url(server), &error);
    g_assert_no_error(error);
    /* Slow enough to be dropped in the middle of. */
    server_raw(server, "HTTP/1.1 201 C\r\nLocation: /uid\r\nContent-Length: 0\r\n\r\n",
               SERVER_TRICKLE);
    for (guint i = 0; i < 3; i++)
        server_http(server, 204, "Upload-Offset: 0\r\n", "", SERVER_CLOSE);
    g_autoptr(StationAhead) ahead = start(other, rig, SMALL);
    server_await(server, 1);
    station_ahead_drop(ahead);
    rig_until(g_str_has_prefix(last_request(server), "DELETE /api/v1/uploads/uid "));
}

/* ---- nothing rests on it ---- */

static void
test_away(Rig *rig, gconstpointer data G_GNUC_UNUSED)
{
    central_stop(rig->central);
    g_autoptr(StationAhead) ahead = start(rig->station, rig, SMALL);
    g_assert_null(settle(ahead));
    station_ahead_drop(ahead);
}

static void
test_no_file(Rig *rig, gconstpointer data G_GNUC_UNUSED)
{
    g_autofree char *path = g_build_filename(rig->folder, "none", NULL);
    g_autoptr(StationAhead) ahead = station_ahead_new(rig->station, path, SMALL, "image/tiff");
    g_assert_null(settle(ahead));
    g_assert_cmpuint(central_count_uploads(rig->central), ==, 0);
}

int
main(int argc, char **argv)
{
    rig_init(&argc, &argv);
    rig_add("/station-ahead/used", test_used);
    rig_add("/station-ahead/settled-late", test_settled_late);
    rig_add("/station-ahead/dropped-after-its-end", test_dropped_after_its_end);
    rig_add("/station-ahead/dropped-while-it-runs", test_dropped_while_it_runs);
    rig_add("/station-ahead/dropped-while-it-begins", test_dropped_while_it_begins);
    rig_add("/station-ahead/settling-cancelled", test_settling_cancelled);
    rig_add("/station-ahead/away", test_away);
    rig_add("/station-ahead/no-file", test_no_file);
    return rig_run();
}
