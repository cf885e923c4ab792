#include "station-saving.h"

#include "station-scanner.h"
#include "station-settings.h"

/* What the worker seals. */
typedef struct {
    OutboxCapture *capture;
    ScanDevice *device;
    char *path; /* made by the worker */
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

static const StationPart *
part_of(StationPage *page, GPtrArray *parts)
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
    const StationPart *first = n > 0 ? part_of(station_pages_get(pages, 0), parts) : NULL;
    if (first == NULL || first->scanned->pages != n)
        return NULL;
    for (guint i = 0; i < n; i++) {
        StationPage *page = station_pages_get(pages, i);
        if (part_of(page, parts) != first || station_page_get_index(page) != i ||
            station_page_get_rotation(page) != 0)
            return NULL;
    }
    return first;
}

static OutboxCapture *
make_capture(Station *station, Report *report, const char *id, const StationPart *part,
             const ScanResult *document)
{
    OutboxCapture *capture = outbox_capture_new();
    const StationSession *session = station_get_session(station, NULL);
    struct {
        char **field;
        const char *text;
    } texts[] = {
        {&capture->id, id},
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
    g_strlcpy(capture->sha256, document->sha256, sizeof capture->sha256);
    return capture;
}

static void
sealing_free(gpointer data)
{
    Sealing *sealing = data;
    g_clear_pointer(&sealing->capture, outbox_capture_free);
    g_clear_pointer(&sealing->device, scan_device_free);
    g_free(sealing->path);
    g_free(sealing);
}

static void
seal_thread(GTask *task, gpointer source, gpointer task_data,
            GCancellable *cancellable G_GNUC_UNUSED)
{
    Station *station = source;
    Sealing *sealing = task_data;
    GError *error = NULL;
    if (!outbox_seal(station_get_outbox(station), sealing->capture, &sealing->path, &error)) {
        g_task_return_error(task, error);
        return;
    }
    station_scanner_remember(station_get_profile(station), sealing->device);
    g_task_return_boolean(task, TRUE);
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
    sealing->capture = make_capture(station, report, whole->entry, whole, whole->scanned);
    sealing->device = scan_device_copy(whole->scanned->device);
    g_task_set_task_data(task, sealing, sealing_free);
    g_task_run_in_thread(task, seal_thread);
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
