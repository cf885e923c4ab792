#include "station-claim.h"

#include "client-server.h"
#include "station-rig.h"

#define OTHER_NAME "8F-2"

/* ---- a claim that is held on its way ---- */

/* As client.h declares it; the linker puts this one in its place and calls that one __real. */
gboolean __wrap_client_claim(Client *client, const char *report_id, const char *station,
                             GCancellable *cancellable, GError **error);
gboolean __real_client_claim(Client *client, const char *report_id, const char *station,
                             GCancellable *cancellable, GError **error);

static GMutex gate;
static GCond gate_opened;
static gboolean gate_shut; /* those that are asked for from now on wait before they go out */
static guint at_gate;      /* so many wait */

gboolean
__wrap_client_claim(Client *client, const char *report_id, const char *station,
                    GCancellable *cancellable, GError **error)
{
    g_mutex_lock(&gate);
    at_gate++;
    while (gate_shut)
        g_cond_wait(&gate_opened, &gate);
    at_gate--;
    g_mutex_unlock(&gate);
    return __real_client_claim(client, report_id, station, cancellable, error);
}

static void
shut_gate(gboolean shut)
{
    g_mutex_lock(&gate);
    gate_shut = shut;
    g_cond_broadcast(&gate_opened);
    g_mutex_unlock(&gate);
}

static gboolean
somebody_waits(void)
{
    g_mutex_lock(&gate);
    gboolean waits = at_gate > 0;
    g_mutex_unlock(&gate);
    return waits;
}

static StationClaim *
take(Rig *rig, GError **ret_error)
{
    GAsyncResult *slot = NULL;
    StationClaim *claim = station_claim_new(rig->station, RIG_REPORT);
    station_claim_take_async(claim, NULL, rig_ready, &slot);
    g_autoptr(GAsyncResult) result = rig_result(&slot);
    g_assert_cmpint(station_claim_take_finish(claim, result, ret_error), ==, *ret_error == NULL);
    return claim;
}

static void
release(StationClaim *claim)
{
    GAsyncResult *slot = NULL;
    station_claim_release_async(claim, rig_ready, &slot);
    g_autoptr(GAsyncResult) result = rig_result(&slot);
    station_claim_release_finish(claim, result);
}

static void
assert_claimed_by(Rig *rig, const char *name)
{
    g_autofree char *found = rig_claimed_by(rig, RIG_REPORT);
    g_assert_cmpstr(found, ==, name);
}

static gboolean
is_claimed_by(Rig *rig, const char *name)
{
    g_autofree char *found = rig_claimed_by(rig, RIG_REPORT);
    return g_strcmp0(found, name) == 0;
}

static void
test_taken_and_let_go(Rig *rig, gconstpointer data G_GNUC_UNUSED)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(StationClaim) claim = take(rig, &error);
    g_assert_no_error(error);
    assert_claimed_by(rig, RIG_NAME);
    release(claim);
    assert_claimed_by(rig, "");
}

static void
test_of_another_counter(Rig *rig, gconstpointer data G_GNUC_UNUSED)
{
    Client *client = station_get_client(rig->station, NULL);
    g_autoptr(GError) error = NULL;
    g_assert_true(client_claim(client, RIG_REPORT, OTHER_NAME, NULL, NULL));
    g_autoptr(StationClaim) claim = take(rig, &error);
    g_assert_error(error, API_PROBLEM_ERROR, API_PROBLEM_CLAIMED);
    release(claim);
    assert_claimed_by(rig, OTHER_NAME);
}

static void
test_away(Rig *rig, gconstpointer data G_GNUC_UNUSED)
{
    g_autoptr(GError) error = NULL;
    central_stop(rig->central);
    g_object_unref(take(rig, &error));
    g_assert_error(error, CLIENT_ERROR, CLIENT_ERROR_UNREACHABLE);
}

/* The server has forgotten the claim, as it does by itself after two minutes. */
static void
test_renewed(Rig *rig, gconstpointer data G_GNUC_UNUSED)
{
    Client *client = station_get_client(rig->station, NULL);
    g_autoptr(GError) error = NULL;
    g_autoptr(StationClaim) claim = take(rig, &error);
    for (guint turn = 0; turn < 2; turn++) {
        g_assert_true(client_release(client, RIG_REPORT, RIG_NAME, NULL, NULL));
        rig_until(is_claimed_by(rig, RIG_NAME));
    }
    release(claim);
}

static void
test_renewal_ends(Rig *rig, gconstpointer data G_GNUC_UNUSED)
{
    g_autoptr(GError) error = NULL;
    StationClaim *claim = take(rig, &error);
    StationClaim *forgotten = take(rig, &error);
    g_assert_nonnull(g_main_context_find_source_by_user_data(NULL, claim));
    release(claim);
    g_assert_null(g_main_context_find_source_by_user_data(NULL, claim));
    g_object_unref(claim);
    g_assert_nonnull(g_main_context_find_source_by_user_data(NULL, forgotten));
    g_object_add_weak_pointer(G_OBJECT(forgotten), (gpointer *)&forgotten);
    gpointer address = forgotten;
    g_object_unref(forgotten);
    rig_until(forgotten == NULL);
    g_assert_null(g_main_context_find_source_by_user_data(NULL, address));
}

/* A renewal that is on its way when the claim is let go must not arrive after it: the record would
 * stay claimed by a counter that has left it. */
static void
test_let_go_while_renewed(Rig *rig, gconstpointer data G_GNUC_UNUSED)
{
    g_autoptr(GError) error = NULL;
    GAsyncResult *slot = NULL;
    StationClaim *claim = take(rig, &error);
    shut_gate(TRUE);
    rig_until(somebody_waits());
    station_claim_release_async(claim, rig_ready, &slot);
    /* Time to overtake it, as long as that takes; it must not. */
    for (gint64 start = g_get_monotonic_time();
         slot == NULL && g_get_monotonic_time() - start < G_USEC_PER_SEC / 2;)
        rig_turn();
    shut_gate(FALSE);
    g_autoptr(GAsyncResult) result = rig_result(&slot);
    station_claim_release_finish(claim, result);
    g_clear_object(&result);
    g_object_add_weak_pointer(G_OBJECT(claim), (gpointer *)&claim);
    g_object_unref(claim);
    rig_until(claim == NULL); /* the renewal has ended too */
    assert_claimed_by(rig, "");
}

/* The server may have granted what it could not say any more. */
static void
test_answer_lost(Rig *rig, gconstpointer data G_GNUC_UNUSED)
{
    g_autoptr(Server) server = server_new();
    g_autoptr(GError) error = NULL;
    g_autoptr(GCancellable) cancellable = g_cancellable_new();
    GAsyncResult *slot = NULL;
    server_raw(server, "", SERVER_HOLD);
    server_http(server, 204, "", "", SERVER_CLOSE);
    g_autoptr(Station)
        station = station_new(station_get_profile(rig->station), server_url(server), &error);
    g_assert_no_error(error);
    g_autoptr(StationClaim) claim = station_claim_new(station, RIG_REPORT);
    station_claim_take_async(claim, cancellable, rig_ready, &slot);
    server_await(server, 1);
    g_cancellable_cancel(cancellable);
    g_autoptr(GAsyncResult) result = rig_result(&slot);
    g_assert_false(station_claim_take_finish(claim, result, &error));
    g_assert_error(error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
    release(claim);
    g_assert_cmpuint(server_count(server), ==, 2);
    g_assert_true(g_str_has_prefix(server_head(server, 1), "DELETE "));
    release(claim);
    g_assert_cmpuint(server_count(server), ==, 2);
}

int
main(int argc, char **argv)
{
    rig_init(&argc, &argv);
    rig_add("/station-claim/taken-and-let-go", test_taken_and_let_go);
    rig_add("/station-claim/of-another-counter", test_of_another_counter);
    rig_add("/station-claim/away", test_away);
    rig_add("/station-claim/renewed", test_renewed);
    rig_add("/station-claim/renewal-ends", test_renewal_ends);
    rig_add("/station-claim/let-go-while-renewed", test_let_go_while_renewed);
    rig_add("/station-claim/answer-lost", test_answer_lost);
    return rig_run();
}
