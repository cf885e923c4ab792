#include "station-link.h"

#include "station-rig.h"

static void
count(StationLink *link G_GNUC_UNUSED, guint *times)
{
    (*times)++;
}

/* Asks once and waits for what comes of it. */
static void
ask(StationLink *link)
{
    guint changed = 0;
    gulong handler = g_signal_connect(link, "changed", G_CALLBACK(count), &changed);
    station_link_ask(link);
    rig_until(changed > 0);
    g_signal_handler_disconnect(link, handler);
}

static void
test_online(Rig *rig, gconstpointer data G_GNUC_UNUSED)
{
    g_autoptr(StationLink) link = station_link_new(rig->station, rig->sender);
    gint64 since = station_link_get_since(link);
    guint told = 0;
    g_assert_false(station_link_is_known(link));
    g_assert_false(station_link_is_online(link));
    g_assert_null(station_link_get_announcements(link));
    g_signal_connect(link, "announcements", G_CALLBACK(count), &told);
    ask(link);
    g_assert_true(station_link_is_known(link));
    g_assert_true(station_link_is_online(link));
    g_assert_no_error(station_link_get_error(link));
    g_assert_cmpint(station_link_get_since(link), >, since);
    g_assert_cmpuint(told, ==, 1);
}

static void
test_announcements(Rig *rig, gconstpointer data G_GNUC_UNUSED)
{
    static const char *const ids[] = {"2014-03-04", "2014-02-06", "2014-01-29", "2014-01-09"};
    g_autoptr(StationLink) link = station_link_new(rig->station, rig->sender);
    ask(link);
    GPtrArray *found = station_link_get_announcements(link);
    g_assert_cmpuint(found->len, ==, G_N_ELEMENTS(ids));
    for (guint i = 0; i < found->len; i++) {
        const ApiAnnouncement *announcement = g_ptr_array_index(found, i);
        g_assert_cmpstr(announcement->id, ==, ids[i]);
    }
}

/* It goes on asking without anybody; while the server is away, its announcements stay. */
static void
test_away_and_back(Rig *rig, gconstpointer data G_GNUC_UNUSED)
{
    g_autoptr(StationLink) link = station_link_new(rig->station, rig->sender);
    ask(link);
    gint64 online_since = station_link_get_since(link);
    ask(link);
    g_assert_cmpint(station_link_get_since(link), ==, online_since);
    central_stop(rig->central);
    rig_until(!station_link_is_online(link));
    gint64 away_since = station_link_get_since(link);
    g_assert_cmpint(away_since, >, online_since);
    g_assert_error(station_link_get_error(link), CLIENT_ERROR, CLIENT_ERROR_UNREACHABLE);
    g_assert_cmpuint(station_link_get_announcements(link)->len, ==, 4);
    ask(link);
    g_assert_cmpint(station_link_get_since(link), ==, away_since);
    central_start(rig->central);
    rig_until(station_link_is_online(link));
    g_assert_no_error(station_link_get_error(link));
    g_assert_cmpint(station_link_get_since(link), >, away_since);
}

static void
test_sends_what_waits(Rig *rig, gconstpointer data G_GNUC_UNUSED)
{
    g_autoptr(StationLink) link = station_link_new(rig->station, rig->sender);
    rig_put(rig, RIG_REPORT);
    rig_put(rig, RIG_NEXT_REPORT);
    central_stop(rig->central);
    ask(link);
    g_assert_true(station_link_is_known(link));
    g_assert_cmpuint(station_link_get_waiting(link), ==, 2);
    central_start(rig->central);
    rig_until(station_link_get_waiting(link) == 0);
    g_assert_true(station_link_is_online(link));
    g_assert_cmpuint(rig_count(rig, OUTBOX_STATE_DELIVERED), ==, 2);
}

/* Only coming back sends: a server that was there all the time has its own order. */
static void
test_online_from_the_start_sends_nothing(Rig *rig, gconstpointer data G_GNUC_UNUSED)
{
    g_autoptr(StationLink) link = station_link_new(rig->station, rig->sender);
    rig_put(rig, RIG_REPORT);
    ask(link);
    ask(link);
    g_assert_cmpuint(station_link_get_waiting(link), ==, 1);
    g_assert_cmpuint(rig_count(rig, OUTBOX_STATE_READY), ==, 1);
}

/* What a sending came to is known without waiting for the next turn. */
static void
test_counts_what_is_stuck(Rig *rig, gconstpointer data G_GNUC_UNUSED)
{
    g_autoptr(StationLink) link = station_link_new(rig->station, rig->sender);
    rig_put_bad(rig, RIG_REPORT);
    GAsyncResult *slot = NULL;
    rig_stop_time();
    ask(link);
    g_assert_cmpuint(station_link_get_waiting(link), ==, 1);
    g_assert_cmpuint(station_link_get_stuck(link), ==, 0);
    station_sender_send_all_async(rig->sender, TRUE, NULL, rig_ready, &slot);
    g_autoptr(GAsyncResult) result = rig_result(&slot);
    g_ptr_array_unref(station_sender_send_all_finish(rig->sender, result, NULL));
    rig_until(station_link_get_stuck(link) == 1);
    g_assert_cmpuint(station_link_get_waiting(link), ==, 0);
}

/* A server that refuses is there. */
static void
test_refusal_is_an_answer(Rig *rig, gconstpointer data G_GNUC_UNUSED)
{
    g_autoptr(StationLink) link = station_link_new(rig->station, rig->sender);
    g_assert_true(client_sign_out(station_get_client(rig->station, NULL), NULL, NULL));
    ask(link);
    g_assert_true(station_link_is_online(link));
    g_assert_no_error(station_link_get_error(link));
    g_assert_null(station_link_get_announcements(link));
}

static void
test_without_a_server(Rig *rig, gconstpointer data G_GNUC_UNUSED)
{
    g_autofree char *profile = g_build_filename(rig->folder, "other-profile", NULL);
    g_autoptr(Station) station = station_new(profile, NULL, NULL);
    g_autoptr(StationSender) sender = station_sender_new(station);
    g_autoptr(StationLink) link = station_link_new(station, sender);
    ask(link);
    g_assert_true(station_link_is_known(link));
    g_assert_false(station_link_is_online(link));
    g_assert_error(station_link_get_error(link), STATION_ERROR, STATION_ERROR_NO_SERVER);
}

/* Asked for while it asks: the answer to come may be older than what made us ask. */
static void
test_asked_while_asking(Rig *rig, gconstpointer data G_GNUC_UNUSED)
{
    g_autoptr(StationLink) link = station_link_new(rig->station, rig->sender);
    guint changed = 0;
    g_signal_connect(link, "changed", G_CALLBACK(count), &changed);
    station_link_ask(link);
    station_link_ask(link);
    station_link_ask(link);
    rig_until(changed > 0);
    g_assert_null(g_main_context_find_source_by_user_data(NULL, link)); /* no timer: it asks */
    rig_until(changed == 2);
    g_assert_nonnull(g_main_context_find_source_by_user_data(NULL, link));
}

/* Nobody keeps what nobody holds, and no timer of it runs on. */
static void
test_ends_with_its_holder(Rig *rig, gconstpointer data G_GNUC_UNUSED)
{
    StationLink *link = station_link_new(rig->station, rig->sender);
    ask(link);
    gpointer address = link;
    rig_until(g_main_context_find_source_by_user_data(NULL, address) != NULL);
    g_object_add_weak_pointer(G_OBJECT(link), (gpointer *)&link);
    g_object_unref(link);
    rig_until(link == NULL);
    g_assert_null(g_main_context_find_source_by_user_data(NULL, address));
}

/* Told at once, and what the one before still answers is not taken for it. */
static void
test_another_server(Rig *rig, gconstpointer data G_GNUC_UNUSED)
{
    g_autofree char *profile = g_build_filename(rig->folder, "configured", NULL);
    g_autoptr(Station) station = station_new(profile, NULL, NULL);
    g_autoptr(StationSender) sender = station_sender_new(station);
    g_autoptr(StationLink) link = station_link_new(station, sender);
    const StationConfigChange change = {"station", "server", central_url(rig->central)};
    ask(link);
    g_assert_error(station_link_get_error(link), STATION_ERROR, STATION_ERROR_NO_SERVER);
    g_assert_true(station_change_config(station, &change, 1, NULL));
    g_assert_false(station_link_is_known(link));
    rig_until(station_link_is_known(link));
    g_assert_true(station_link_is_online(link));
}

int
main(int argc, char **argv)
{
    rig_init(&argc, &argv);
    rig_add("/station-link/online", test_online);
    rig_add("/station-link/announcements", test_announcements);
    rig_add("/station-link/away-and-back", test_away_and_back);
    rig_add("/station-link/sends-what-waits", test_sends_what_waits);
    rig_add("/station-link/sends-nothing-else", test_online_from_the_start_sends_nothing);
    rig_add("/station-link/stuck", test_counts_what_is_stuck);
    rig_add("/station-link/refusal", test_refusal_is_an_answer);
    rig_add("/station-link/without-a-server", test_without_a_server);
    rig_add("/station-link/asked-while-asking", test_asked_while_asking);
    rig_add("/station-link/ends-with-its-holder", test_ends_with_its_holder);
    rig_add("/station-link/another-server", test_another_server);
    return rig_run();
}
