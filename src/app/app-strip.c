#include "app-strip.h"

#include "station-language.h"

#define THUMBNAIL_SIDE 96 /* pixels, of the longer side at most */

struct _AppStrip {
    GtkBox parent_instance;

    StationCounter *counter;
    AppSteps *steps;
    StationPages *pages; /* that are followed, or NULL */
    GtkBox *thumbnails;
    GtkLabel *words;
};

G_DEFINE_FINAL_TYPE(AppStrip, app_strip, GTK_TYPE_BOX)

/* ---- one thumbnail ---- */

/* The pixel of the picture that stands at (x, y) of the turned, reduced one. */
static const guint8 *
pixel_at(StationPage *page, guint x, guint y, guint step)
{
    guint width = station_page_get_picture_width(page);
    guint height = station_page_get_picture_rows(page);
    guint from_x = x * step, from_y = y * step;

    switch (station_page_get_rotation(page)) {
    case 90:
        from_x = y * step;
        from_y = height - 1 - x * step;
        break;
    case 180:
        from_x = width - 1 - x * step;
        from_y = height - 1 - y * step;
        break;
    case 270:
        from_x = width - 1 - y * step;
        from_y = x * step;
        break;
    default:
        break;
    }
    return station_page_get_picture(page) + ((gsize)from_y * width + from_x) * 3;
}

static GdkTexture *
thumbnail_of(StationPage *page)
{
    guint width = station_page_get_picture_width(page);
    guint height = station_page_get_picture_rows(page);
    guint step = MAX(1, (MAX(width, height) + THUMBNAIL_SIDE - 1) / THUMBNAIL_SIDE);
    gboolean across = station_page_get_rotation(page) % 180 == 90;
    guint columns = MAX(1, (across ? height : width) / step);
    guint rows = MAX(1, (across ? width : height) / step);
    g_autoptr(GByteArray) pixels = g_byte_array_sized_new(columns * rows * 3);
    g_autoptr(GBytes) bytes = NULL;

    if (width == 0 || height == 0)
        return NULL;
    for (guint y = 0; y < rows; y++) {
        for (guint x = 0; x < columns; x++)
            g_byte_array_append(pixels, pixel_at(page, x, y, step), 3);
    }
    bytes = g_byte_array_free_to_bytes(g_steal_pointer(&pixels));
    return gdk_memory_texture_new((int)columns, (int)rows, GDK_MEMORY_R8G8B8, bytes,
                                  (gsize)columns * 3);
}

static void
on_clicked(GtkWidget *button, AppStrip *self)
{
    app_steps_look_at(self->steps, g_object_get_data(G_OBJECT(button), "page"));
}

static GtkWidget *
thumbnail_new(AppStrip *self, StationPage *page, guint number)
{
    g_autoptr(GdkTexture) texture = thumbnail_of(page);
    g_autofree char *name = g_strdup_printf(_("Page %u"), number);
    GtkWidget *button = gtk_button_new();
    GtkWidget *picture = g_object_new(GTK_TYPE_PICTURE, "accessible-role",
                                      GTK_ACCESSIBLE_ROLE_PRESENTATION, "paintable", texture, NULL);

    gtk_widget_set_size_request(picture, 44, 60);
    gtk_button_set_child(GTK_BUTTON(button), picture);
    gtk_widget_set_focus_on_click(button, FALSE);
    gtk_widget_set_tooltip_text(button, name);
    gtk_accessible_update_property(GTK_ACCESSIBLE(button), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
    gtk_widget_add_css_class(button, "thumbnail");
    if (page == app_steps_get_page(self->steps))
        gtk_widget_add_css_class(button, "present");
    g_object_set_data_full(G_OBJECT(button), "page", g_object_ref(page), g_object_unref);
    g_signal_connect_object(button, "clicked", G_CALLBACK(on_clicked), self, 0);
    return button;
}

/* ---- all of them ---- */

static void
show_words(AppStrip *self, guint n)
{
    StationPage *page = app_steps_get_page(self->steps);
    g_autofree char *words = NULL;
    guint position;

    if (page == NULL || self->pages == NULL || !station_pages_find(self->pages, page, &position))
        words = g_strdup("");
    else
        words = g_strdup_printf(_("Page %u of %u · %u × %u · %u dpi"), position + 1, n,
                                station_page_get_width(page), station_page_get_height(page),
                                station_page_get_dpi(page));
    gtk_label_set_label(self->words, words);
}

static void
show_pages(AppStrip *self)
{
    guint n = self->pages != NULL ? station_pages_get_n(self->pages) : 0;
    GtkWidget *child;

    while ((child = gtk_widget_get_first_child(GTK_WIDGET(self->thumbnails))) != NULL)
        gtk_box_remove(self->thumbnails, child);
    for (guint i = 0; i < n; i++)
        gtk_box_append(self->thumbnails,
                       thumbnail_new(self, station_pages_get(self->pages, i), i + 1));
    show_words(self, n);
    gtk_widget_set_visible(GTK_WIDGET(self), n > 0);
}

static void
on_visit_changed(AppStrip *self)
{
    StationVisit *visit = station_counter_get_visit(self->counter);
    StationPages *pages = visit != NULL ? station_visit_get_pages(visit) : NULL;

    if (self->pages != NULL)
        g_signal_handlers_disconnect_by_data(self->pages, self);
    g_set_object(&self->pages, pages);
    if (self->pages != NULL)
        g_signal_connect_object(self->pages, "changed", G_CALLBACK(show_pages), self,
                                G_CONNECT_SWAPPED);
    show_pages(self);
}

void
app_strip_bind(AppStrip *self, StationCounter *counter, AppSteps *steps)
{
    self->counter = g_object_ref(counter);
    self->steps = g_object_ref(steps);
    g_signal_connect_object(counter, "notify::visit", G_CALLBACK(on_visit_changed), self,
                            G_CONNECT_SWAPPED);
    g_signal_connect_object(steps, "notify::page", G_CALLBACK(show_pages), self, G_CONNECT_SWAPPED);
    show_pages(self);
}

static void
app_strip_dispose(GObject *object)
{
    AppStrip *self = APP_STRIP(object);

    g_clear_object(&self->pages);
    g_clear_object(&self->steps);
    g_clear_object(&self->counter);
    G_OBJECT_CLASS(app_strip_parent_class)->dispose(object);
}

static void
app_strip_class_init(AppStripClass *class)
{
    G_OBJECT_CLASS(class)->dispose = app_strip_dispose;
    gtk_widget_class_set_css_name(GTK_WIDGET_CLASS(class), "strip");
}

static void
app_strip_init(AppStrip *self)
{
    GtkWidget *scrolled = gtk_scrolled_window_new();

    self->thumbnails = GTK_BOX(gtk_box_new(GTK_ORIENTATION_HORIZONTAL, 8));
    self->words = GTK_LABEL(gtk_label_new(NULL));
    gtk_label_set_ellipsize(self->words, PANGO_ELLIPSIZE_END);
    gtk_box_set_spacing(GTK_BOX(self), 16);
    gtk_scrolled_window_set_policy(GTK_SCROLLED_WINDOW(scrolled), GTK_POLICY_AUTOMATIC,
                                   GTK_POLICY_NEVER);
    gtk_scrolled_window_set_propagate_natural_width(GTK_SCROLLED_WINDOW(scrolled), TRUE);
    gtk_scrolled_window_set_child(GTK_SCROLLED_WINDOW(scrolled), GTK_WIDGET(self->thumbnails));
    gtk_box_append(GTK_BOX(self), scrolled);
    gtk_box_append(GTK_BOX(self), GTK_WIDGET(self->words));
}
