#include "station-delivery.h"

#include "base-clock.h"
#include "station-known.h"
#include "station-sentence.h"

#include <string.h>
#include <unistd.h>

/* One run, as it goes on. */
typedef struct {
    const char *profile;
    Client *client;
    Outbox *outbox;
    const OutboxItem *item;
    int fd;
    char *upload; /* UID, or NULL */
    ClientProgress progress;
    gpointer user_data;
    GCancellable *cancellable;
    char *receipt_json;
    StationDelivery *delivery;
} Run;

StationDelivery *
station_delivery_new(const char *id, const char *report_id)
{
    StationDelivery *delivery = g_atomic_rc_box_new0(StationDelivery);
    delivery->id = g_strdup(id);
    delivery->report_id = g_strdup(report_id);
    delivery->end = STATION_DELIVERY_WAITING;
    return delivery;
}

StationDelivery *
station_delivery_ref(StationDelivery *delivery)
{
    return g_atomic_rc_box_acquire(delivery);
}

static gpointer
copy_boxed(gpointer delivery)
{
    return station_delivery_ref(delivery);
}

static void
free_boxed(gpointer delivery)
{
    station_delivery_unref(delivery);
}

GType
station_delivery_get_type(void)
{
    static gsize type;
    if (g_once_init_enter(&type))
        g_once_init_leave(&type,
                          g_boxed_type_register_static("StationDelivery", copy_boxed, free_boxed));
    return type;
}

static void
delivery_clear(gpointer data)
{
    StationDelivery *delivery = data;
    g_free(delivery->id);
    g_free(delivery->report_id);
    g_clear_pointer(&delivery->report, report_unref);
    g_clear_pointer(&delivery->receipt, api_receipt_free);
    g_clear_error(&delivery->error);
}

void
station_delivery_unref(StationDelivery *delivery)
{
    g_atomic_rc_box_release_full(delivery, delivery_clear);
}

static gboolean
is_problem(const GError *error, ApiProblem problem)
{
    return g_error_matches(error, API_PROBLEM_ERROR, (int)problem);
}

static gboolean
upload_is_gone(const GError *error)
{
    return is_problem(error, API_PROBLEM_UNKNOWN_UPLOAD) ||
           is_problem(error, API_PROBLEM_UPLOAD_GONE) || is_problem(error, API_PROBLEM_NOT_FOUND);
}

static gboolean
forget_upload(Run *run, GError **error)
{
    g_clear_pointer(&run->upload, g_free);
    return outbox_note_upload(run->outbox, run->item->id, "", error);
}

static gboolean
ensure_upload(Run *run, GError **error)
{
    const OutboxCapture *capture = run->item->capture;
    if (run->upload != NULL)
        return TRUE;
    run->upload = client_upload_create(run->client, capture->bytes, capture->media_type,
                                       run->cancellable, error);
    return run->upload != NULL &&
           outbox_note_upload(run->outbox, run->item->id, run->upload, error);
}

static gboolean
commit(Run *run, GError **error)
{
    const OutboxCapture *capture = run->item->capture;
    ApiOriginal original = {
        .upload = run->upload,
        .bytes = capture->bytes,
        .pages = capture->pages,
        .resolution_dpi = capture->resolution_dpi,
        .captured_at = capture->captured_at,
        .station = capture->station,
        .scanner_vendor = capture->scanner_vendor,
        .scanner_model = capture->scanner_model,
        .scanner_device = capture->scanner_device,
    };
    g_strlcpy(original.sha256, capture->sha256, sizeof original.sha256);
    if (!api_media_from_type(capture->media_type, &original.media)) {
        g_set_error(error, OUTBOX_ERROR, OUTBOX_ERROR_DAMAGED, "%s has the media type %s",
                    run->item->id, capture->media_type);
        return FALSE;
    }
    return client_commit(run->client, capture->report_id, run->item->id, &original,
                         &run->delivery->receipt, &run->receipt_json, &run->delivery->report,
                         run->cancellable, error);
}

/* Uploads what is missing and commits. */
static gboolean
upload_and_commit(Run *run, GError **error)
{
    return ensure_upload(run, error) &&
           client_upload_send(run->client, run->upload, run->fd, run->item->capture->bytes,
                              run->progress, run->user_data, run->cancellable, error) &&
           commit(run, error);
}

static gboolean
deliver(Run *run, GError **error)
{
    g_autoptr(GError) failed = NULL;
    gboolean resumed = run->upload != NULL;
    if (upload_and_commit(run, &failed))
        return TRUE;
    gboolean gone = upload_is_gone(failed);
    if (run->upload == NULL || !(gone || is_problem(failed, API_PROBLEM_DIGEST_MISMATCH))) {
        g_propagate_error(error, g_steal_pointer(&failed));
        return FALSE;
    }
    /* The server may have committed and only its answer was lost; then it has let the upload go. */
    if (gone && resumed && commit(run, NULL))
        return TRUE;
    if (!gone)
        client_upload_delete(run->client, run->upload, run->cancellable, NULL);
    return forget_upload(run, error) && upload_and_commit(run, error);
}

/* Not a judgement on the original: another person, time or server may take it. */
static gboolean
waits_for_somebody(const GError *error)
{
    if (error->domain != API_PROBLEM_ERROR)
        return TRUE;
    switch ((ApiProblem)error->code) {
    case API_PROBLEM_NOT_SIGNED_IN:
    case API_PROBLEM_FORBIDDEN:
    case API_PROBLEM_CLAIMED:
    case API_PROBLEM_UPLOAD_INCOMPLETE:
    case API_PROBLEM_OFFSET_MISMATCH:
    case API_PROBLEM_CHECKSUM_MISMATCH:
    case API_PROBLEM_UNKNOWN_UPLOAD:
    case API_PROBLEM_UPLOAD_GONE:
    case API_PROBLEM_METHOD_NOT_ALLOWED:
    case API_PROBLEM_PRECONDITION_FAILED:
    case API_PROBLEM_BAD_REQUEST: /* these two also of a proxy that has lost its way */
    case API_PROBLEM_NOT_FOUND:
        return TRUE;
    default:
        return FALSE;
    }
}

static gboolean
end_undelivered(Run *run, GError *failed, GError **error)
{
    StationDelivery *delivery = run->delivery;
    const char *id = run->item->id;
    delivery->error = failed;
    if (client_error_may_pass(failed)) {
        delivery->end = STATION_DELIVERY_WAITING;
        delivery->next_attempt = base_clock_now() +
                                 (gint64)client_backoff(run->item->attempts + 1) * 1000;
    } else if (waits_for_somebody(failed)) {
        delivery->end = STATION_DELIVERY_WAITING;
    } else {
        delivery->end = STATION_DELIVERY_REFUSED;
        return outbox_refuse(run->outbox, id, station_sentence_code(failed), failed->message,
                             error);
    }
    return outbox_put_back(run->outbox, id, station_sentence_code(failed), failed->message,
                           delivery->next_attempt, error);
}

static gboolean
run_to_end(Run *run, GError **error)
{
    GError *failed = NULL;
    if (deliver(run, &failed) &&
        outbox_deliver(run->outbox, run->item->id, run->receipt_json, &failed)) {
        run->delivery->end = STATION_DELIVERY_DELIVERED;
        station_known_note(run->profile, run->item->capture->server, run->delivery->report);
        return TRUE;
    }
    /* A receipt that could not be stored is asked for again: the server repeats its answer. */
    g_clear_pointer(&run->delivery->receipt, api_receipt_free);
    g_clear_pointer(&run->delivery->report, report_unref);
    return end_undelivered(run, failed, error);
}

static gboolean
check_server(const OutboxItem *item, Client *client, GError **error)
{
    if (item->capture == NULL || strcmp(item->capture->server, client_base_url(client)) == 0)
        return TRUE;
    g_set_error(error, STATION_ERROR, STATION_ERROR_OTHER_SERVER, "%s is meant for %s", item->id,
                item->capture->server);
    return FALSE;
}

/* An entry that could not be tried tells why, as one does that was tried. */
static StationDelivery *
end_untried(const OutboxItem *item, GError *failed, GError **error)
{
    gboolean damaged = g_error_matches(failed, OUTBOX_ERROR, OUTBOX_ERROR_DAMAGED);
    if (g_error_matches(failed, OUTBOX_ERROR, OUTBOX_ERROR_UNKNOWN) ||
        g_error_matches(failed, OUTBOX_ERROR, OUTBOX_ERROR_STATE)) {
        g_propagate_error(error, failed);
        return NULL;
    }
    StationDelivery *delivery = station_delivery_new(
        item->id, item->capture != NULL ? item->capture->report_id : "");
    if (damaged)
        delivery->end = STATION_DELIVERY_DAMAGED;
    delivery->error = failed;
    return delivery;
}

/* What is being sent has a capture, although it could not be read when the entry was looked up. */
static gboolean
check_known(Outbox *outbox, const OutboxItem *item, GError **error)
{
    if (item->capture != NULL)
        return TRUE;
    g_set_error(error, OUTBOX_ERROR, OUTBOX_ERROR_UNREADABLE, "%s", item->reason);
    outbox_put_back(outbox, item->id, item->reason_code, item->reason, 0, NULL);
    return FALSE;
}

StationDelivery *
station_delivery_run(Station *station, const char *id, ClientProgress progress, gpointer user_data,
                     GCancellable *cancellable, GError **error)
{
    Run run = {
        .profile = station_get_profile(station),
        .client = station_get_client(station, error),
        .outbox = station_get_outbox(station),
        .fd = -1,
        .progress = progress,
        .user_data = user_data,
        .cancellable = cancellable,
    };
    if (run.client == NULL)
        return NULL;
    client_prepare(); /* while the original is digested */
    g_autoptr(OutboxItem) item = outbox_find(run.outbox, id, error);
    if (item == NULL)
        return NULL;
    GError *failed = NULL;
    if (!check_server(item, run.client, &failed) ||
        !outbox_start_sending(run.outbox, id, &run.fd, &failed) ||
        !check_known(run.outbox, item, &failed)) {
        if (run.fd >= 0)
            close(run.fd);
        return end_untried(item, failed, error);
    }
    g_autoptr(StationDelivery) delivery = station_delivery_new(id, item->capture->report_id);
    run.item = item;
    run.delivery = delivery;
    run.upload = *item->upload != '\0' ? g_strdup(item->upload) : NULL;
    gboolean ended = run_to_end(&run, error);
    close(run.fd);
    g_free(run.upload);
    g_free(run.receipt_json);
    return ended ? g_steal_pointer(&delivery) : NULL;
}

gboolean
station_delivery_stops_others(const StationDelivery *delivery)
{
    const GError *error = delivery->error;
    if (error == NULL)
        return FALSE;
    return error->domain == CLIENT_ERROR || error->domain == G_IO_ERROR ||
           is_problem(error, API_PROBLEM_NOT_SIGNED_IN);
}
