#include "station-saving.h"

#include "station-assembly.h"
#include "station-scanner.h"
#include "station-settings.h"

/* What the worker seals. */
typedef struct {
    Report *report;
    OutboxCapture *capture;
    ScanDevice *device;
    ScanDigest *digest; /* of the document, or NULL */
    GPtrArray *spent;   /* of char *: entries that the original was made of; NULL: none */
    char *path;         /* made by the worker */
} Sealing;

StationPart *
station_part_new(const char *entry, const ScanSettings *settings, ScanResult *scanned)
{
    StationPart *part = g_new0(StationPart, 1);
    part->entry = g_strdup(entry);
    part->format = settings->format;
    part->settings = station_settings_to_line(settings);
    part->scanned = scanned;
    return part;
}

void
station_part_free(StationPart *part)
{
    if (part == NULL)
        return;
    scan_result_free(part->scanned);
    g_free(part->entry);
    g_free(part->settings);
    g_free(part);
}

const char *
station_part_media_type(const StationPart *part)
{
    return api_media_type(part->format == SCAN_FORMAT_PDF ? API_MEDIA_PDF : API_MEDIA_TIFF);
}

const StationPart *
station_part_of(StationPage *page, GPtrArray *parts)
{
    for (guint i = 0; i < parts->len; i++) {
        const StationPart *part = g_ptr_array_index(parts, i);
        if (g_strcmp0(part->entry, station_page_get_part(page)) == 0)
            return part;
    }
    return NULL;
}

const StationPart *
station_saving_whole_part(StationPages *pages, GPtrArray *parts)
{
    guint n = station_pages_get_n(pages);
    const StationPart *first = n > 0 ? station_part_of(station_pages_get(pages, 0), parts) : NULL;
    if (first == NULL || first->scanned->pages != n)
        return NULL;
    for (guint i = 0; i < n; i++) {
        StationPage *page = station_pages_get(pages, i);
        StationCrop crop;
        if (station_part_of(page, parts) != first || station_page_get_index(page) != i ||
            station_page_get_rotation(page) != 0 || station_page_get_crop(page, &crop))
            return NULL;
    }
    return first;
}

static OutboxCapture *
make_capture(Station *station, Report *report, const StationPart *part)
{
    const ScanResult *document = part->scanned;
    OutboxCapture *capture = outbox_capture_new();
    const StationSession *session = station_get_session(station, NULL);
    struct {
        char **field;
        const char *text;
    } texts[] = {
        {&capture->id, part->entry},
        {&capture->report_id, report->id},
        {&capture->student_id, report->student_id},
        {&capture->student_name, report->student_name},
        {&capture->certificate_name, report->certificate_name},
        {&capture->operator_id, session != NULL ? session->ksuid : ""},
        {&capture->server, client_base_url(station_get_client(station, NULL))},
        {&capture->station, station_get_config(station)->name},
        {&capture->scanner_vendor, part->scanned->device->vendor},
        {&capture->scanner_model, part->scanned->device->model},
        {&capture->scanner_device, part->scanned->device->name},
        {&capture->settings, part->settings},
        {&capture->media_type, station_part_media_type(part)},
    };
    for (gsize i = 0; i < G_N_ELEMENTS(texts); i++) {
        g_free(*texts[i].field);
        *texts[i].field = g_strdup(texts[i].text);
    }
    capture->pages = document->pages;
    capture->resolution_dpi = document->resolution;
    capture->captured_at = document->captured_at;
    capture->bytes = document->bytes;
    g_strlcpy(capture->crc64, document->crc64, sizeof capture->crc64);
    return capture;
}

static void
sealing_free(gpointer data)
{
    Sealing *sealing = data;
    g_clear_pointer(&sealing->report, report_unref);
    g_clear_pointer(&sealing->capture, outbox_capture_free);
    g_clear_pointer(&sealing->device, scan_device_free);
    scan_digest_unref(sealing->digest);
    g_clear_pointer(&sealing->spent, g_ptr_array_unref);
    g_free(sealing->path);
    g_free(sealing);
}

/* What could not be removed is what a crash would leave, and is found by the next start. */
static void
remove_spent(Outbox *outbox, const Sealing *sealing)
{
    for (guint i = 0; sealing->spent != NULL && i < sealing->spent->len; i++)
        outbox_abandon(outbox, g_ptr_array_index(sealing->spent, i), NULL);
}

static gboolean
seal(Station *station, Sealing *sealing, GCancellable *cancellable, GError **error)
{
    Outbox *outbox = station_get_outbox(station);
    OutboxCapture *capture = sealing->capture;
    scan_digest_wait(sealing->digest, capture->bytes, capture->crc64, capture->sha256);
    if (!g_cancellable_set_error_if_cancelled(cancellable, error) &&
        outbox_seal(outbox, capture, &sealing->path, error)) {
        remove_spent(outbox, sealing);
        station_scanner_remember(station_get_profile(station), sealing->device);
        return TRUE;
    }
    /* A part stays, to be tried again; what was put together can be put together again. */
    if (sealing->spent != NULL)
        outbox_abandon(outbox, capture->id, NULL);
    return FALSE;
}

static void
seal_thread(GTask *task, gpointer source, gpointer task_data, GCancellable *cancellable)
{
    GError *error = NULL;
    if (seal(source, task_data, cancellable, &error))
        g_task_return_boolean(task, TRUE);
    else
        g_task_return_error(task, error);
}

static void
start_sealing(GTask *task, const StationPart *part)
{
    Sealing *sealing = g_task_get_task_data(task);
    sealing->capture = make_capture(g_task_get_source_object(task), sealing->report, part);
    sealing->device = scan_device_copy(part->scanned->device);
    if (part->scanned->digest != NULL)
        sealing->digest = scan_digest_ref(part->scanned->digest);
    g_task_run_in_thread(task, seal_thread);
}

static void
on_assembled(GObject *source, GAsyncResult *result, gpointer user_data)
{
    g_autoptr(GTask) task = user_data;
    GError *error = NULL;
    StationPart *made = station_assembly_run_finish(STATION_STATION(source), result, &error);
    if (made == NULL) {
        g_task_return_error(task, error);
        return;
    }
    start_sealing(task, made);
    station_part_free(made);
}

static GPtrArray *
entries_of(GPtrArray *parts)
{
    GPtrArray *entries = g_ptr_array_new_with_free_func(g_free);
    for (guint i = 0; i < parts->len; i++) {
        const StationPart *part = g_ptr_array_index(parts, i);
        g_ptr_array_add(entries, g_strdup(part->entry));
    }
    return entries;
}

void
station_saving_run_async(Station *station, Report *report, StationPages *pages, GPtrArray *parts,
                         GCancellable *cancellable, GAsyncReadyCallback callback,
                         gpointer user_data)
{
    g_autoptr(GTask) task = g_task_new(station, cancellable, callback, user_data);
    const StationPart *whole = station_saving_whole_part(pages, parts);
    Sealing *sealing = g_new0(Sealing, 1);
    /* What was sealed in the moment of a cancel is sealed, and must be known. */
    g_task_set_check_cancellable(task, FALSE);
    g_task_set_task_data(task, sealing, sealing_free);
    sealing->report = report_ref(report);
    if (whole != NULL) {
        start_sealing(task, whole);
        return;
    }
    sealing->spent = entries_of(parts);
    station_assembly_run_async(station, report->id, pages, parts, cancellable, on_assembled,
                               g_steal_pointer(&task));
}

OutboxCapture *
station_saving_run_finish(Station *station G_GNUC_UNUSED, GAsyncResult *result, char **ret_path,
                          GError **error)
{
    Sealing *sealing = g_task_get_task_data(G_TASK(result));
    if (!g_task_propagate_boolean(G_TASK(result), error))
        return NULL;
    if (ret_path != NULL)
        *ret_path = g_steal_pointer(&sealing->path);
    return g_steal_pointer(&sealing->capture);
}
