#include "station-pixels.h"

#include "base-error.h"
#include "scan-view.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

G_STATIC_ASSERT(STATION_PIXELS_MAX <= SCAN_REGION_MAX_PIXELS);

struct _StationPixels {
    GObject parent_instance;
    Station *station;
    StationPage *page;
    int fd; /* of the page's file; -1 before it is open */
    ScanFormat format;
};

G_DEFINE_FINAL_TYPE(StationPixels, station_pixels, G_TYPE_OBJECT)

static void
station_pixels_finalize(GObject *object)
{
    StationPixels *self = STATION_PIXELS(object);
    if (self->fd >= 0)
        close(self->fd);
    g_clear_object(&self->station);
    g_clear_object(&self->page);
    G_OBJECT_CLASS(station_pixels_parent_class)->finalize(object);
}

static void
station_pixels_class_init(StationPixelsClass *klass)
{
    G_OBJECT_CLASS(klass)->finalize = station_pixels_finalize;
}

static void
station_pixels_init(StationPixels *self)
{
    self->fd = -1;
}

StationPixels *
station_pixels_new(Station *station, StationPage *page)
{
    StationPixels *self = g_object_new(STATION_TYPE_PIXELS, NULL);
    self->station = g_object_ref(station);
    self->page = g_object_ref(page);
    return self;
}

StationPage *
station_pixels_get_page(StationPixels *pixels)
{
    return pixels->page;
}

/* ---- the file ---- */

/* Gives the descriptor, or the task's error. */
static void
open_thread(GTask *task, gpointer source, gpointer task_data G_GNUC_UNUSED,
            GCancellable *cancellable G_GNUC_UNUSED)
{
    StationPixels *self = source;
    GError *error = NULL;
    g_autoptr(OutboxItem) item = outbox_find(station_get_outbox(self->station),
                                             station_page_get_part(self->page), &error);
    if (item == NULL) {
        g_task_return_error(task, error);
        return;
    }
    int fd = open(item->path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
    if (fd < 0) {
        base_error_set_errno(&error, errno, "open", item->path);
        g_task_return_error(task, error);
        return;
    }
    g_task_return_int(task, fd);
}

/* A part has no name that says what it is. */
static ScanFormat
format_of(int fd)
{
    char head[4] = {0};
    gssize n = pread(fd, head, sizeof head, 0);
    return n == sizeof head && memcmp(head, "%PDF", sizeof head) == 0 ? SCAN_FORMAT_PDF
                                                                      : SCAN_FORMAT_TIFF;
}

/* ---- reading ---- */

static void
on_viewed(GObject *source G_GNUC_UNUSED, GAsyncResult *result, gpointer user_data)
{
    g_autoptr(GTask) task = user_data;
    GError *error = NULL;
    GBytes *rows = scan_view_run_finish(result, &error);
    if (rows != NULL)
        g_task_return_pointer(task, rows, (GDestroyNotify)g_bytes_unref);
    else
        g_task_return_error(task, error);
}

/* Takes the task, whose data is the region. */
static void
view(StationPixels *self, GTask *task)
{
    const StationCrop *asked = g_task_get_task_data(task);
    const ScanRegion region = {self->format, station_page_get_index(self->page),
                               asked->x,     asked->y,
                               asked->width, asked->height};
    scan_view_run_async(&region, self->fd, NULL, g_task_get_cancellable(task), on_viewed, task);
}

static void
on_opened(GObject *source, GAsyncResult *result, gpointer user_data)
{
    StationPixels *self = STATION_PIXELS(source);
    g_autoptr(GTask) task = user_data;
    GError *error = NULL;
    int fd = (int)g_task_propagate_int(G_TASK(result), &error);
    if (error != NULL) {
        g_task_return_error(task, error);
        return;
    }
    if (self->fd >= 0) { /* two asked at once */
        close(fd);
    } else {
        self->fd = fd;
        self->format = format_of(fd);
    }
    view(self, g_steal_pointer(&task));
}

void
station_pixels_read_async(StationPixels *pixels, const StationCrop *region,
                          GCancellable *cancellable, GAsyncReadyCallback callback,
                          gpointer user_data)
{
    g_autoptr(GTask) task = g_task_new(pixels, cancellable, callback, user_data);
    g_task_set_task_data(task, g_memdup2(region, sizeof *region), g_free);
    /* The helper ends by itself on a cancel, and is waited for. */
    g_task_set_check_cancellable(task, FALSE);
    if (pixels->fd >= 0) {
        view(pixels, g_steal_pointer(&task));
        return;
    }
    g_autoptr(GTask) opening = g_task_new(pixels, NULL, on_opened, g_steal_pointer(&task));
    g_task_run_in_thread(opening, open_thread);
}

GBytes *
station_pixels_read_finish(StationPixels *pixels G_GNUC_UNUSED, GAsyncResult *result,
                           GError **error)
{
    return g_task_propagate_pointer(G_TASK(result), error);
}
