#include "station-assembly.h"

#include "base-error.h"
#include "base-id.h"
#include "scan-assembly.h"
#include "station-error.h"

#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

/* Headers, colour profile and metadata; and what a page needs of them. */
#define DOCUMENT_OVERHEAD (256 * 1024)
#define PAGE_OVERHEAD     (16 * 1024)

G_STATIC_ASSERT(STATION_PAGES_MAX <= SCAN_PLAN_MAX_PAGES);

typedef struct {
    ScanPlan *plan;
    GPtrArray *entries; /* of char *: the outbox entries of the plan's parts, in their order */
    ScanDevice *scanner;
    char *settings;
    char *report_id;
    guint64 reserve;
    /* made in a worker thread */
    char id[BASE_UUID_SIZE];
    gboolean begun; /* the new entry lies in making */
    int fd;
    GArray *part_fds; /* of int */
    /* how the helper ended */
    ScanResult *result;
    GError *failed;
} Assembly;

static void
close_files(Assembly *assembly)
{
    if (assembly->fd >= 0)
        close(assembly->fd);
    assembly->fd = -1;
    for (guint i = 0; i < assembly->part_fds->len; i++)
        close(g_array_index(assembly->part_fds, int, i));
    g_array_set_size(assembly->part_fds, 0);
}

static void
assembly_free(gpointer data)
{
    Assembly *assembly = data;
    close_files(assembly);
    g_array_unref(assembly->part_fds);
    g_clear_pointer(&assembly->plan, scan_plan_free);
    g_clear_pointer(&assembly->scanner, scan_device_free);
    g_clear_pointer(&assembly->result, scan_result_free);
    g_clear_error(&assembly->failed);
    g_ptr_array_unref(assembly->entries);
    g_free(assembly->settings);
    g_free(assembly->report_id);
    g_free(assembly);
}

/* ---- what shall be made ---- */

static guint
plan_part(Assembly *assembly, const StationPart *part)
{
    guint found;
    if (g_ptr_array_find_with_equal_func(assembly->entries, part->entry, g_str_equal, &found))
        return found;
    g_ptr_array_add(assembly->entries, g_strdup(part->entry));
    assembly->reserve += part->scanned->bytes;
    assembly->plan->captured_at = MIN(assembly->plan->captured_at, part->scanned->captured_at);
    return scan_plan_add_part(assembly->plan, part->scanned->bytes, part->scanned->crc64);
}

static void
plan_page(Assembly *assembly, StationPage *page, const StationPart *part)
{
    StationCrop crop = {0};
    gboolean has_crop = station_page_get_crop(page, &crop);
    const ScanPlanPage planned = {
        .part = plan_part(assembly, part),
        .index = station_page_get_index(page),
        .rotation = station_page_get_rotation(page),
        .has_crop = has_crop,
        .crop_x = crop.x,
        .crop_y = crop.y,
        .crop_width = crop.width,
        .crop_height = crop.height,
    };
    scan_plan_add_page(assembly->plan, &planned);
    assembly->reserve += PAGE_OVERHEAD;
}

static Assembly *
assembly_new(const char *report_id, const StationPart *first)
{
    Assembly *assembly = g_new0(Assembly, 1);
    assembly->fd = -1;
    assembly->part_fds = g_array_new(FALSE, FALSE, sizeof(int));
    assembly->entries = g_ptr_array_new_with_free_func(g_free);
    assembly->report_id = g_strdup(report_id);
    assembly->reserve = DOCUMENT_OVERHEAD;
    assembly->scanner = scan_device_copy(first->scanned->device);
    assembly->settings = g_strdup(first->settings);
    assembly->plan = scan_plan_new(first->format, first->scanned->captured_at, first->settings);
    base_id_new_uuid(assembly->id);
    return assembly;
}

/* NULL: these pages make no document. */
static Assembly *
plan_all(const char *report_id, StationPages *pages, GPtrArray *parts, GError **error)
{
    guint n = station_pages_get_n(pages);
    Assembly *assembly = NULL;
    for (guint i = 0; i < n && n <= STATION_PAGES_MAX; i++) {
        StationPage *page = station_pages_get(pages, i);
        const StationPart *part = station_part_of(page, parts);
        if (part != NULL && assembly == NULL)
            assembly = assembly_new(report_id, part);
        if (part == NULL || part->format != assembly->plan->format) {
            g_set_error(error, STATION_ERROR, STATION_ERROR_PAGES, "page %u is of another format",
                        i + 1);
            g_clear_pointer(&assembly, assembly_free);
            return NULL;
        }
        plan_page(assembly, page, part);
    }
    if (assembly == NULL)
        g_set_error(error, STATION_ERROR, STATION_ERROR_PAGES, "%u pages", n);
    return assembly;
}

/* ---- the end ---- */

/* Takes the error. */
static GError *
not_assembled(GTask *task, GError *cause)
{
    GCancellable *cancellable = g_task_get_cancellable(task);
    GError *error = NULL;
    if (g_cancellable_is_cancelled(cancellable))
        g_set_error_literal(&error, G_IO_ERROR, G_IO_ERROR_CANCELLED, "cancelled");
    else
        g_set_error_literal(&error, STATION_ERROR, STATION_ERROR_NOT_ASSEMBLED, cause->message);
    g_error_free(cause);
    return error;
}

static void
abandon_thread(GTask *task, gpointer source, gpointer task_data,
               GCancellable *cancellable G_GNUC_UNUSED)
{
    Assembly *assembly = task_data;
    outbox_abandon(station_get_outbox(source), assembly->id, NULL);
    g_task_return_boolean(task, TRUE);
}

static void
on_abandoned(GObject *source G_GNUC_UNUSED, GAsyncResult *result, gpointer user_data)
{
    g_autoptr(GTask) task = user_data;
    Assembly *assembly = g_task_get_task_data(task);
    g_task_propagate_boolean(G_TASK(result), NULL);
    g_task_return_error(task, g_steal_pointer(&assembly->failed));
}

/* Takes task and error. */
static void
fail(GTask *task, GError *cause)
{
    Assembly *assembly = g_task_get_task_data(task);
    Station *station = g_task_get_source_object(task);
    close_files(assembly);
    assembly->failed = not_assembled(task, cause);
    g_autoptr(GTask) worker = g_task_new(station, NULL, on_abandoned, task);
    g_task_set_task_data(worker, assembly, NULL);
    if (assembly->begun)
        g_task_run_in_thread(worker, abandon_thread);
    else
        g_task_return_boolean(worker, TRUE);
}

static void
on_assembled(GObject *source G_GNUC_UNUSED, GAsyncResult *result, gpointer user_data)
{
    GTask *task = user_data;
    Assembly *assembly = g_task_get_task_data(task);
    GError *error = NULL;
    assembly->result = scan_assembly_run_finish(result, &error);
    if (assembly->result == NULL) {
        fail(task, error);
        return;
    }
    StationPart *made = g_new0(StationPart, 1);
    made->entry = g_strdup(assembly->id);
    made->format = assembly->plan->format;
    made->settings = g_strdup(assembly->settings);
    made->scanned = g_steal_pointer(&assembly->result);
    g_task_return_pointer(task, made, (GDestroyNotify)station_part_free);
    g_object_unref(task);
}

/* ---- the beginning ---- */

static gboolean
open_part(Outbox *outbox, const char *entry, Assembly *assembly, GError **error)
{
    g_autoptr(OutboxItem) item = outbox_find(outbox, entry, error);
    if (item == NULL)
        return FALSE;
    int fd = open(item->path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
    if (fd < 0) {
        base_error_set_errno(error, errno, "open", item->path);
        return FALSE;
    }
    g_array_append_val(assembly->part_fds, fd);
    return TRUE;
}

static void
open_thread(GTask *task, gpointer source, gpointer task_data,
            GCancellable *cancellable G_GNUC_UNUSED)
{
    Assembly *assembly = task_data;
    Outbox *outbox = station_get_outbox(source);
    GError *error = NULL;
    int scratch_fd = -1;
    assembly->begun = outbox_begin(outbox, assembly->id, assembly->reserve, &assembly->fd,
                                   &scratch_fd, &error);
    if (assembly->begun)
        close(scratch_fd);
    for (guint i = 0; i < assembly->entries->len && error == NULL; i++)
        open_part(outbox, g_ptr_array_index(assembly->entries, i), assembly, &error);
    if (error != NULL)
        g_task_return_error(task, error);
    else
        g_task_return_boolean(task, TRUE);
}

static void
on_opened(GObject *source, GAsyncResult *result, gpointer user_data)
{
    GTask *task = user_data;
    Assembly *assembly = g_task_get_task_data(task);
    GError *error = NULL;
    const ScanProvenance provenance = {
        .report_id = assembly->report_id,
        .station = station_get_config(STATION_STATION(source))->name,
        .capture_uuid = assembly->id,
    };
    if (g_task_propagate_boolean(G_TASK(result), &error))
        scan_assembly_run_async(assembly->plan, assembly->scanner, &provenance, assembly->fd,
                                (const int *)(void *)assembly->part_fds->data, NULL,
                                g_task_get_cancellable(task), on_assembled, task);
    else
        fail(task, error);
}

void
station_assembly_run_async(Station *station, const char *report_id, StationPages *pages,
                           GPtrArray *parts, GCancellable *cancellable,
                           GAsyncReadyCallback callback, gpointer user_data)
{
    g_autoptr(GTask) task = g_task_new(station, cancellable, callback, user_data);
    GError *error = NULL;
    Assembly *assembly = plan_all(report_id, pages, parts, &error);
    /* A cancel ends it by the helper; what came of it must be known, to be removed. */
    g_task_set_check_cancellable(task, FALSE);
    if (assembly == NULL) {
        g_task_return_error(task, error);
        return;
    }
    g_task_set_task_data(task, assembly, assembly_free);
    g_autoptr(GTask) worker = g_task_new(station, NULL, on_opened, g_steal_pointer(&task));
    g_task_set_task_data(worker, assembly, NULL);
    g_task_run_in_thread(worker, open_thread);
}

StationPart *
station_assembly_run_finish(Station *station G_GNUC_UNUSED, GAsyncResult *result, GError **error)
{
    return g_task_propagate_pointer(G_TASK(result), error);
}
