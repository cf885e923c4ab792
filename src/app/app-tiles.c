#include "app-tiles.h"

#include <math.h>

/* Tiles of one question, so that it has no more pixels than may be asked for at once. */
#define QUESTION_TILES (STATION_PIXELS_MAX / (APP_TILES_SIDE * APP_TILES_SIDE))

/* Whole tiles, counted from the page's top left. */
typedef struct {
    guint column, row, columns, rows;
} Span;

typedef struct {
    guint column, row;
    GdkTexture *texture;
} Tile;

struct _AppTiles {
    GObject parent_instance;

    StationPixels *pixels;
    GQueue tiles; /* of Tile, the one seen last in front */
    Span asked;   /* while a question is under way */
    gboolean asking;
    gboolean failed;
};

static guint changed_signal;

G_DEFINE_FINAL_TYPE(AppTiles, app_tiles, G_TYPE_OBJECT)

/* ---- which tiles ---- */

static Span
span_of(const AppBox *seen)
{
    guint column = (guint)(MAX(0, seen->x) / APP_TILES_SIDE);
    guint row = (guint)(MAX(0, seen->y) / APP_TILES_SIDE);

    if (seen->width <= 0 || seen->height <= 0)
        return (Span){0};
    return (Span){column, row, (guint)ceil((seen->x + seen->width) / APP_TILES_SIDE) - column,
                  (guint)ceil((seen->y + seen->height) / APP_TILES_SIDE) - row};
}

/* What lies on the page of these tiles, in its pixels. */
static StationCrop
region_of(AppTiles *self, const Span *span)
{
    StationPage *page = station_pixels_get_page(self->pixels);
    guint x = span->column * APP_TILES_SIDE, y = span->row * APP_TILES_SIDE;

    return (StationCrop){x, y,
                         MIN(span->columns * APP_TILES_SIDE, station_page_get_width(page) - x),
                         MIN(span->rows * APP_TILES_SIDE, station_page_get_height(page) - y)};
}

/* The one there, as seen now; NULL if it is not there. */
static const Tile *
find(AppTiles *self, guint column, guint row)
{
    for (GList *link = self->tiles.head; link != NULL; link = link->next) {
        Tile *tile = link->data;

        if (tile->column == column && tile->row == row) {
            g_queue_unlink(&self->tiles, link);
            g_queue_push_head_link(&self->tiles, link);
            return tile;
        }
    }
    return NULL;
}

/* The smallest span around what is missing; FALSE if nothing is. */
static gboolean
find_missing(AppTiles *self, const Span *span, Span *ret_missing)
{
    guint left = G_MAXUINT, top = G_MAXUINT, right = 0, bottom = 0;

    for (guint row = span->row; row < span->row + span->rows; row++) {
        for (guint column = span->column; column < span->column + span->columns; column++) {
            if (find(self, column, row) != NULL)
                continue;
            left = MIN(left, column);
            right = MAX(right, column);
            top = MIN(top, row);
            bottom = MAX(bottom, row);
        }
    }
    if (left == G_MAXUINT)
        return FALSE;
    *ret_missing = (Span){left, top, right - left + 1, bottom - top + 1};
    return TRUE;
}

/* ---- asking ---- */

static void
tile_free(gpointer data)
{
    Tile *tile = data;

    g_object_unref(tile->texture);
    g_free(tile);
}

static void
keep(AppTiles *self, guint column, guint row, GBytes *rows)
{
    const Span one = {column, row, 1, 1};
    const StationCrop whole = region_of(self, &self->asked), part = region_of(self, &one);
    gsize row_size = (gsize)part.width * 3, from_size = (gsize)whole.width * 3;
    const guint8 *from = (const guint8 *)g_bytes_get_data(rows, NULL) +
                         (part.y - whole.y) * from_size + (gsize)(part.x - whole.x) * 3;
    g_autoptr(GByteArray) copy = g_byte_array_sized_new((guint)row_size * part.height);
    g_autoptr(GBytes) bytes = NULL;
    Tile *tile;

    if (find(self, column, row) != NULL)
        return;
    for (guint y = 0; y < part.height; y++)
        g_byte_array_append(copy, from + y * from_size, (guint)row_size);
    bytes = g_byte_array_free_to_bytes(g_steal_pointer(&copy));
    tile = g_new(Tile, 1);
    tile->column = column;
    tile->row = row;
    tile->texture = gdk_memory_texture_new((int)part.width, (int)part.height, GDK_MEMORY_R8G8B8,
                                           bytes, row_size);
    g_queue_push_head(&self->tiles, tile);
    if (self->tiles.length > APP_TILES_ROOM)
        tile_free(g_queue_pop_tail(&self->tiles));
}

static void
on_read(GObject *source, GAsyncResult *result, gpointer user_data)
{
    g_autoptr(AppTiles) self = user_data;
    g_autoptr(GError) error = NULL;
    g_autoptr(GBytes) rows = station_pixels_read_finish(STATION_PIXELS(source), result, &error);
    const Span *asked = &self->asked;

    self->asking = FALSE;
    if (rows == NULL) {
        self->failed = TRUE;
        g_debug("pixels: %s", error->message);
        return;
    }
    for (guint row = asked->row; row < asked->row + asked->rows; row++)
        for (guint column = asked->column; column < asked->column + asked->columns; column++)
            keep(self, column, row, rows);
    g_debug("pixels: %u × %u tiles", asked->columns, asked->rows);
    g_signal_emit(self, changed_signal, 0);
}

static void
ask(AppTiles *self, const Span *missing)
{
    StationCrop region;

    if (self->asking || self->failed)
        return;
    self->asked = *missing;
    self->asked.columns = MIN(missing->columns, QUESTION_TILES);
    self->asked.rows = MIN(missing->rows, QUESTION_TILES / self->asked.columns);
    self->asking = TRUE;
    region = region_of(self, &self->asked);
    station_pixels_read_async(self->pixels, &region, NULL, on_read, g_object_ref(self));
}

gboolean
app_tiles_want(AppTiles *tiles, const AppBox *seen)
{
    const Span span = span_of(seen);
    Span missing;

    if (!find_missing(tiles, &span, &missing))
        return TRUE;
    if ((guint64)span.columns * span.rows <= APP_TILES_MOST)
        ask(tiles, &missing);
    return FALSE;
}

void
app_tiles_draw(AppTiles *tiles, const AppBox *seen, GtkSnapshot *snapshot, double scale)
{
    const Span span = span_of(seen);

    for (guint row = span.row; row < span.row + span.rows; row++) {
        for (guint column = span.column; column < span.column + span.columns; column++) {
            const Span one = {column, row, 1, 1};
            const StationCrop part = region_of(tiles, &one);
            const Tile *tile = find(tiles, column, row);

            if (tile != NULL)
                gtk_snapshot_append_texture(
                    snapshot, tile->texture,
                    &GRAPHENE_RECT_INIT((float)(part.x * scale), (float)(part.y * scale),
                                        (float)(part.width * scale), (float)(part.height * scale)));
        }
    }
}

/* ---- the object ---- */

static void
app_tiles_finalize(GObject *object)
{
    AppTiles *self = APP_TILES(object);

    g_queue_clear_full(&self->tiles, tile_free);
    g_clear_object(&self->pixels);
    G_OBJECT_CLASS(app_tiles_parent_class)->finalize(object);
}

static void
app_tiles_class_init(AppTilesClass *class)
{
    G_OBJECT_CLASS(class)->finalize = app_tiles_finalize;
    changed_signal = g_signal_new("changed", APP_TYPE_TILES, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                  G_TYPE_NONE, 0);
}

static void
app_tiles_init(AppTiles *self)
{
    g_queue_init(&self->tiles);
}

AppTiles *
app_tiles_new(StationPixels *pixels)
{
    AppTiles *self = g_object_new(APP_TYPE_TILES, NULL);

    self->pixels = g_object_ref(pixels);
    return self;
}
