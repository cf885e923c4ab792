#include "app-picture.h"

#include "app-shrink.h"

#include <math.h>

#define BAND_ROWS 64 /* picture rows a texture, while the picture grows */

struct AppPicture {
    GPtrArray *bands;   /* of GdkTexture, whole bands from the top */
    GdkTexture *last;   /* the rows below them */
    guint last_rows;    /* picture rows when it was made */
    GdkTexture *whole;  /* all of a finished page, else NULL */
    GdkTexture *fitted; /* that, as small as it was drawn last, or NULL */
    double fitted_step; /* pixels of the whole that are one of it */
};

AppPicture *
app_picture_new(void)
{
    AppPicture *picture = g_new0(AppPicture, 1);

    picture->bands = g_ptr_array_new_with_free_func(g_object_unref);
    return picture;
}

void
app_picture_free(AppPicture *picture)
{
    app_picture_forget(picture);
    g_ptr_array_unref(picture->bands);
    g_free(picture);
}

void
app_picture_forget(AppPicture *picture)
{
    g_ptr_array_set_size(picture->bands, 0);
    g_clear_object(&picture->last);
    g_clear_object(&picture->whole);
    g_clear_object(&picture->fitted);
    picture->last_rows = 0;
}

static GdkTexture *
texture_of_rows(StationPage *page, guint first, guint count)
{
    guint width = station_page_get_picture_width(page);
    g_autoptr(GBytes) bytes = station_page_ref_picture_rows(page, first, count);

    return gdk_memory_texture_new((int)width, (int)count, GDK_MEMORY_R8G8B8, bytes,
                                  (gsize)width * 3);
}

/* A growing picture is kept in bands, so that each row is made into a texture once or twice and
 * not with every frame. */
static void
follow_rows(AppPicture *picture, StationPage *page)
{
    guint rows = station_page_get_picture_rows(page);

    if (station_page_is_finished(page)) {
        if (picture->whole == NULL && rows > 0) {
            app_picture_forget(picture);
            picture->whole = texture_of_rows(page, 0, rows);
        }
        return;
    }
    while ((picture->bands->len + 1) * BAND_ROWS <= rows)
        g_ptr_array_add(picture->bands,
                        texture_of_rows(page, picture->bands->len * BAND_ROWS, BAND_ROWS));
    if (picture->last_rows != rows) {
        guint first = picture->bands->len * BAND_ROWS;

        g_clear_object(&picture->last);
        if (rows > first)
            picture->last = texture_of_rows(page, first, rows - first);
        picture->last_rows = rows;
    }
}

static void
draw_bands(AppPicture *picture, GtkSnapshot *snapshot, float width, float row)
{
    float first = (float)(picture->bands->len * BAND_ROWS);

    for (guint i = 0; i < picture->bands->len; i++)
        gtk_snapshot_append_texture(
            snapshot, g_ptr_array_index(picture->bands, i),
            &GRAPHENE_RECT_INIT(0, (float)(i * BAND_ROWS) * row, width, BAND_ROWS * row + 0.5f));
    if (picture->last != NULL)
        gtk_snapshot_append_texture(
            snapshot, picture->last,
            &GRAPHENE_RECT_INIT(0, first * row, width, ((float)picture->last_rows - first) * row));
}

/* A finished picture that is drawn smaller than it is, is made small once: GTK would do so for each
 * frame without a graphics processor, and coarsely with one. */
static void
draw_fitted(AppPicture *picture, StationPage *page, GtkSnapshot *snapshot, double step,
            double device)
{
    guint width = (guint)gdk_texture_get_width(picture->whole);
    guint height = (guint)gdk_texture_get_height(picture->whole);
    guint small_width = (guint)ceil(width / step), small_height = (guint)ceil(height / step);

    if (picture->fitted == NULL || picture->fitted_step != step) {
        gsize row_size = (gsize)small_width * 3;
        g_autoptr(GBytes)
            bytes = g_bytes_new_take(app_shrink(station_page_get_picture(page), width, height, step,
                                                small_width, small_height),
                                     row_size * small_height);

        g_clear_object(&picture->fitted);
        picture->fitted = gdk_memory_texture_new((int)small_width, (int)small_height,
                                                 GDK_MEMORY_R8G8B8, bytes, row_size);
        picture->fitted_step = step;
    }
    gtk_snapshot_append_texture(
        snapshot, picture->fitted,
        &GRAPHENE_RECT_INIT(0, 0, (float)(small_width / device), (float)(small_height / device)));
}

void
app_picture_draw(AppPicture *picture, StationPage *page, GtkSnapshot *snapshot, float width,
                 float height, double device)
{
    double step = station_page_get_picture_width(page) / (width * device);

    follow_rows(picture, page);
    if (picture->whole == NULL)
        draw_bands(picture, snapshot, width,
                   height / (float)MAX(1, station_page_get_picture_height(page)));
    else if (step > 1)
        draw_fitted(picture, page, snapshot, step, device);
    else
        gtk_snapshot_append_texture(snapshot, picture->whole,
                                    &GRAPHENE_RECT_INIT(0, 0, width, height));
}
