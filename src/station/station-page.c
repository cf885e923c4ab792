#include "station-page.h"

#include <string.h>

#define CHANNELS 3

/* Of picture rows, room is made at once for no more than these, whatever is announced. */
#define ROOM_AT_ONCE 2048

struct _StationPage {
    GObject parent_instance;
    char *part;
    guint index;
    guint width, height, dpi;
    guint rotation;
    StationCrop crop; /* width 0: none */
    gboolean finished;
    PageFindings *findings; /* or NULL */
    guint picture_width, picture_height;
    guint picture_rows; /* that have come; they stay as they are */
    guint room_rows;
    GBytes *room; /* for room_rows; NULL before the first row */
};

G_DEFINE_FINAL_TYPE(StationPage, station_page, G_TYPE_OBJECT)

enum {
    ROWS,
    CHANGED,
    SIGNAL_COUNT
};
static guint signals[SIGNAL_COUNT];

static void
station_page_finalize(GObject *object)
{
    StationPage *self = STATION_PAGE(object);
    g_free(self->part);
    g_free(self->findings);
    g_clear_pointer(&self->room, g_bytes_unref);
    G_OBJECT_CLASS(station_page_parent_class)->finalize(object);
}

static void
station_page_class_init(StationPageClass *klass)
{
    GType type = STATION_TYPE_PAGE;
    G_OBJECT_CLASS(klass)->finalize = station_page_finalize;
    signals[ROWS] = g_signal_new("rows", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE,
                                 2, G_TYPE_UINT, G_TYPE_UINT);
    signals[CHANGED] = g_signal_new("changed", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                    G_TYPE_NONE, 0);
}

static void
station_page_init(StationPage *self)
{
    self->room = NULL;
}

StationPage *
station_page_new(const char *part, guint index, guint width, guint height, guint picture_width,
                 guint picture_height)
{
    StationPage *self = g_object_new(STATION_TYPE_PAGE, NULL);
    self->part = g_strdup(part);
    self->index = index;
    self->width = width;
    self->height = height;
    self->picture_width = picture_width;
    self->picture_height = picture_height;
    return self;
}

/* Room for so many rows: at first for as many as are announced. Who still holds rows of the former
 * room keeps it. */
static void
make_room(StationPage *page, guint rows)
{
    gsize row_size = (gsize)page->picture_width * CHANNELS;
    guint8 *picture;

    if (rows <= page->room_rows)
        return;
    page->room_rows = MAX(rows, page->room == NULL ? MIN(page->picture_height, ROOM_AT_ONCE)
                                                   : 2 * page->room_rows);
    picture = g_malloc(page->room_rows * row_size);
    if (page->room != NULL)
        memcpy(picture, station_page_get_picture(page), page->picture_rows * row_size);
    g_clear_pointer(&page->room, g_bytes_unref);
    page->room = g_bytes_new_take(picture, page->room_rows * row_size);
}

void
station_page_add_rows(StationPage *page, guint first, GBytes *rows)
{
    gsize row_size = (gsize)page->picture_width * CHANNELS;
    gsize size;
    const guint8 *data = g_bytes_get_data(rows, &size);
    guint count;

    if (row_size == 0 || size == 0 || size % row_size != 0 || first != page->picture_rows)
        return;
    count = (guint)(size / row_size);
    make_room(page, first + count);
    memcpy((guint8 *)station_page_get_picture(page) + first * row_size, data, size);
    page->picture_rows += count;
    g_signal_emit(page, signals[ROWS], 0, first, count);
}

void
station_page_drop_picture(StationPage *page)
{
    page->picture_width = 0;
    page->picture_height = 0;
    page->picture_rows = 0;
    page->room_rows = 0;
    g_clear_pointer(&page->room, g_bytes_unref);
}

void
station_page_finish(StationPage *page, guint width, guint height, guint dpi)
{
    page->width = width;
    page->height = height;
    page->dpi = dpi;
    page->finished = TRUE;
    page->picture_height = station_page_get_picture_rows(page);
    g_signal_emit(page, signals[CHANGED], 0);
}

void
station_page_set_rotation(StationPage *page, guint rotation)
{
    g_assert(rotation < 360 && rotation % 90 == 0);
    if (page->rotation == rotation)
        return;
    page->rotation = rotation;
    g_signal_emit(page, signals[CHANGED], 0);
}

static StationCrop
crop_in_page(StationPage *page, const StationCrop *crop)
{
    StationCrop inside = {0};
    if (crop == NULL || crop->x >= page->width || crop->y >= page->height)
        return inside;
    inside = *crop;
    inside.width = MIN(crop->width, page->width - crop->x);
    inside.height = MIN(crop->height, page->height - crop->y);
    if (inside.width == 0 || inside.height == 0 ||
        (inside.width == page->width && inside.height == page->height))
        inside = (StationCrop){0};
    return inside;
}

void
station_page_set_crop(StationPage *page, const StationCrop *crop)
{
    StationCrop inside = crop_in_page(page, crop);
    if (inside.x == page->crop.x && inside.y == page->crop.y && inside.width == page->crop.width &&
        inside.height == page->crop.height)
        return;
    page->crop = inside;
    g_signal_emit(page, signals[CHANGED], 0);
}

gboolean
station_page_get_crop(StationPage *page, StationCrop *ret_crop)
{
    if (page->crop.width == 0)
        return FALSE;
    *ret_crop = page->crop;
    return TRUE;
}

const char *
station_page_get_part(StationPage *page)
{
    return page->part;
}

guint
station_page_get_index(StationPage *page)
{
    return page->index;
}

gboolean
station_page_is_finished(StationPage *page)
{
    return page->finished;
}

guint
station_page_get_width(StationPage *page)
{
    return page->width;
}

guint
station_page_get_height(StationPage *page)
{
    return page->height;
}

void
station_page_set_findings(StationPage *page, const PageFindings *findings)
{
    g_free(page->findings);
    page->findings = g_memdup2(findings, sizeof(*findings));
}

const PageFindings *
station_page_get_findings(StationPage *page)
{
    return page->findings;
}

guint
station_page_get_dpi(StationPage *page)
{
    return page->dpi;
}

guint
station_page_get_rotation(StationPage *page)
{
    return page->rotation;
}

guint
station_page_get_picture_width(StationPage *page)
{
    return page->picture_width;
}

guint
station_page_get_picture_height(StationPage *page)
{
    return MAX(page->picture_height, station_page_get_picture_rows(page));
}

guint
station_page_get_picture_rows(StationPage *page)
{
    return page->picture_rows;
}

const guint8 *
station_page_get_picture(StationPage *page)
{
    return page->room == NULL ? NULL : g_bytes_get_data(page->room, NULL);
}

GBytes *
station_page_ref_picture_rows(StationPage *page, guint first, guint count)
{
    gsize row_size = (gsize)page->picture_width * CHANNELS;

    return g_bytes_new_from_bytes(page->room, first * row_size, count * row_size);
}
