#include "app-strip.h"

#include "app-spoken.h"
#include "app-thumbnail.h"
#include "station-language.h"

#define HEIGHT 60 /* pixels of a thumbnail */

struct _AppStrip {
    GtkBox parent_instance;

    StationCounter *counter;
    AppSteps *steps;
    StationPages *pages; /* that are followed, or NULL */
    GtkScrolledWindow *scrolled;
    GtkBox *thumbnails;
    GtkWidget *add;
    GtkLabel *words;
    guint place; /* that is shown while a page is dragged, or G_MAXUINT */
};

G_DEFINE_FINAL_TYPE(AppStrip, app_strip, GTK_TYPE_BOX)

static StationPage *
page_of(GtkWidget *thumbnail)
{
    return g_object_get_data(G_OBJECT(thumbnail), "page");
}

/* ---- dragging a page to another place ---- */

/* Where a page that is let go at `x` comes to lie: before the thumbnail of this number. */
static guint
place_at(AppStrip *self, double x)
{
    GtkWidget *child = gtk_widget_get_first_child(GTK_WIDGET(self->thumbnails));
    guint place = 0;

    for (; child != NULL; child = gtk_widget_get_next_sibling(child)) {
        graphene_rect_t bounds;

        if (!gtk_widget_compute_bounds(child, GTK_WIDGET(self->thumbnails), &bounds) ||
            x < (double)(bounds.origin.x + bounds.size.width / 2))
            break;
        place++;
    }
    return place;
}

/* A line where the page would come to lie; G_MAXUINT: none. */
static void
show_place(AppStrip *self, guint place)
{
    GtkWidget *child = gtk_widget_get_first_child(GTK_WIDGET(self->thumbnails));

    if (self->place == place)
        return;
    self->place = place;
    g_debug("strip: a page would come before %u", place);
    for (guint i = 0; child != NULL; child = gtk_widget_get_next_sibling(child), i++) {
        gtk_widget_remove_css_class(child, "drop-before");
        gtk_widget_remove_css_class(child, "drop-behind");
        if (i == place)
            gtk_widget_add_css_class(child, "drop-before");
        else if (i + 1 == place && gtk_widget_get_next_sibling(child) == NULL)
            gtk_widget_add_css_class(child, "drop-behind");
    }
}

static GdkContentProvider *
on_drag_prepare(GtkDragSource *source, double x, double y, AppStrip *self)
{
    GtkWidget *thumbnail = gtk_event_controller_get_widget(GTK_EVENT_CONTROLLER(source));
    GtkWidget *picture = gtk_button_get_child(GTK_BUTTON(thumbnail));

    if (!app_steps_may_change(self->steps))
        return NULL;
    gtk_drag_source_set_icon(source, gtk_picture_get_paintable(GTK_PICTURE(picture)), (int)x,
                             (int)y);
    return gdk_content_provider_new_typed(STATION_TYPE_PAGE, page_of(thumbnail));
}

static GdkDragAction
on_drag_motion(AppStrip *self, double x, double y)
{
    (void)y;
    show_place(self, place_at(self, x));
    return GDK_ACTION_MOVE;
}

static void
on_drag_leave(AppStrip *self)
{
    show_place(self, G_MAXUINT);
}

static gboolean
on_drop(AppStrip *self, const GValue *value, double x, double y)
{
    guint place = place_at(self, x);

    (void)y;
    show_place(self, G_MAXUINT);
    app_steps_move_to(self->steps, g_value_get_object(value), place);
    return TRUE;
}

static void
add_drop_target(AppStrip *self)
{
    GtkDropTarget *target = gtk_drop_target_new(STATION_TYPE_PAGE, GDK_ACTION_MOVE);

    g_signal_connect_swapped(target, "enter", G_CALLBACK(on_drag_motion), self);
    g_signal_connect_swapped(target, "motion", G_CALLBACK(on_drag_motion), self);
    g_signal_connect_swapped(target, "leave", G_CALLBACK(on_drag_leave), self);
    g_signal_connect_swapped(target, "drop", G_CALLBACK(on_drop), self);
    /* Also beside the thumbnails, which begin where their parent does. */
    gtk_widget_add_controller(gtk_widget_get_parent(GTK_WIDGET(self->thumbnails)),
                              GTK_EVENT_CONTROLLER(target));
}

/* ---- one thumbnail ---- */

static void
on_clicked(GtkWidget *button, AppStrip *self)
{
    app_steps_look_at(self->steps, page_of(button));
}

/* As high as the strip, whatever the texture is. */
static GdkPaintable *
picture_of(StationPage *page)
{
    g_autoptr(GdkTexture) texture = app_thumbnail_new(page);
    GtkSnapshot *snapshot = gtk_snapshot_new();
    graphene_size_t size = GRAPHENE_SIZE_INIT(HEIGHT, HEIGHT);

    if (texture != NULL) {
        size.width *= (float)gdk_texture_get_width(texture) /
                      (float)gdk_texture_get_height(texture);
        gtk_snapshot_append_texture(snapshot, texture,
                                    &GRAPHENE_RECT_INIT(0, 0, size.width, size.height));
    }
    return gtk_snapshot_free_to_paintable(snapshot, &size);
}

static GtkWidget *
thumbnail_new(AppStrip *self, StationPage *page)
{
    GtkWidget *button = gtk_button_new();
    GtkWidget *picture = g_object_new(GTK_TYPE_PICTURE, "accessible-role",
                                      GTK_ACCESSIBLE_ROLE_PRESENTATION, "can-shrink", FALSE, NULL);
    GtkDragSource *drag = gtk_drag_source_new();

    gtk_button_set_child(GTK_BUTTON(button), picture);
    gtk_widget_set_focus_on_click(button, FALSE);
    gtk_widget_add_css_class(button, "thumbnail");
    g_object_set_data_full(G_OBJECT(button), "page", g_object_ref(page), g_object_unref);
    g_signal_connect_object(button, "clicked", G_CALLBACK(on_clicked), self, 0);
    gtk_drag_source_set_actions(drag, GDK_ACTION_MOVE);
    g_signal_connect_object(drag, "prepare", G_CALLBACK(on_drag_prepare), self, 0);
    /* Before the button's own gesture, beside which it never begins with GTK 4.18. */
    gtk_event_controller_set_propagation_phase(GTK_EVENT_CONTROLLER(drag), GTK_PHASE_CAPTURE);
    gtk_widget_add_controller(button, GTK_EVENT_CONTROLLER(drag));
    return button;
}

static void
show_in(GtkWidget *thumbnail, guint number)
{
    g_autoptr(GdkPaintable) paintable = picture_of(page_of(thumbnail));
    g_autofree char *name = g_strdup_printf(_("Page %u"), number);

    gtk_picture_set_paintable(GTK_PICTURE(gtk_button_get_child(GTK_BUTTON(thumbnail))), paintable);
    gtk_widget_set_tooltip_text(thumbnail, name);
    app_spoken_name(thumbnail, name);
}

/* ---- all of them ---- */

/* NULL if it has none. */
static GtkWidget *
find_thumbnail(AppStrip *self, StationPage *page)
{
    GtkWidget *child = gtk_widget_get_first_child(GTK_WIDGET(self->thumbnails));

    while (child != NULL && page_of(child) != page)
        child = gtk_widget_get_next_sibling(child);
    return child;
}

/* The thumbnail of a page that was there before, or a new one: the pointer and the keyboard stay
 * at what they are at. */
static GtkWidget *
thumbnail_of(AppStrip *self, StationPage *page)
{
    GtkWidget *thumbnail = find_thumbnail(self, page);

    if (thumbnail == NULL) {
        thumbnail = thumbnail_new(self, page);
        gtk_box_append(self->thumbnails, thumbnail);
    }
    return thumbnail;
}

static void
show_words(AppStrip *self, guint n)
{
    StationPage *page = app_steps_get_page(self->steps);
    g_autofree char *words = NULL;
    guint position;

    if (page == NULL || self->pages == NULL || !station_pages_find(self->pages, page, &position))
        words = g_strdup("");
    else
        words = g_strdup_printf(_("Page %u of %u\n%u × %u"), position + 1, n,
                                station_page_get_width(page), station_page_get_height(page));
    gtk_label_set_label(self->words, words);
}

static void
show_add(AppStrip *self)
{
    gtk_widget_set_sensitive(self->add, app_steps_may_add(self->steps));
}

/* Into what is seen of a long strip; with the last page what adds one behind it. */
static void
scroll_to_present(AppStrip *self)
{
    GtkAdjustment *adjustment = gtk_scrolled_window_get_hadjustment(self->scrolled);
    GtkWidget *present = find_thumbnail(self, app_steps_get_page(self->steps));
    graphene_rect_t bounds;

    if (present == NULL ||
        !gtk_widget_compute_bounds(present, GTK_WIDGET(self->thumbnails), &bounds))
        return;
    gtk_adjustment_clamp_page(adjustment, (double)bounds.origin.x,
                              gtk_widget_get_next_sibling(present) == NULL
                                  ? gtk_adjustment_get_upper(adjustment)
                                  : (double)(bounds.origin.x + bounds.size.width));
}

static gboolean
on_laid_out(GtkWidget *strip, GdkFrameClock *clock, gpointer user_data)
{
    (void)clock;
    (void)user_data;
    scroll_to_present(APP_STRIP(strip));
    return G_SOURCE_REMOVE;
}

/* Said while it is laid out, when nothing can be scrolled. */
static void
on_room_changed(AppStrip *self)
{
    gtk_widget_add_tick_callback(GTK_WIDGET(self), on_laid_out, NULL, NULL);
}

/* Which of them is shown large. */
static void
show_present(AppStrip *self)
{
    GtkWidget *child = gtk_widget_get_first_child(GTK_WIDGET(self->thumbnails));
    GtkWidget *present = find_thumbnail(self, app_steps_get_page(self->steps));

    for (; child != NULL; child = gtk_widget_get_next_sibling(child))
        if (child == present)
            gtk_widget_add_css_class(child, "present");
        else
            gtk_widget_remove_css_class(child, "present");
    scroll_to_present(self);
    show_words(self, self->pages != NULL ? station_pages_get_n(self->pages) : 0);
}

static void
show_pages(AppStrip *self)
{
    guint n = self->pages != NULL ? station_pages_get_n(self->pages) : 0;
    GtkWidget *last = NULL;

    show_place(self, G_MAXUINT);
    for (guint i = 0; i < n; i++) {
        GtkWidget *thumbnail = thumbnail_of(self, station_pages_get(self->pages, i));

        show_in(thumbnail, i + 1);
        gtk_box_reorder_child_after(self->thumbnails, thumbnail, last);
        last = thumbnail;
    }
    while (gtk_widget_get_last_child(GTK_WIDGET(self->thumbnails)) != last)
        gtk_box_remove(self->thumbnails, gtk_widget_get_last_child(GTK_WIDGET(self->thumbnails)));
    show_present(self);
    show_add(self);
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
    g_signal_connect_object(steps, "notify::page", G_CALLBACK(show_present), self,
                            G_CONNECT_SWAPPED);
    g_signal_connect_object(steps, "notify::next", G_CALLBACK(show_add), self, G_CONNECT_SWAPPED);
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
    GtkWidgetClass *widget_class = GTK_WIDGET_CLASS(class);

    G_OBJECT_CLASS(class)->dispose = app_strip_dispose;
    gtk_widget_class_set_template_from_resource(widget_class,
                                                "/tw/edu/ksu/ScanStation/app-strip.ui");
    gtk_widget_class_bind_template_child(widget_class, AppStrip, scrolled);
    gtk_widget_class_bind_template_child(widget_class, AppStrip, thumbnails);
    gtk_widget_class_bind_template_child(widget_class, AppStrip, add);
    gtk_widget_class_bind_template_child(widget_class, AppStrip, words);
    gtk_widget_class_set_css_name(widget_class, "strip");
}

static void
app_strip_init(AppStrip *self)
{
    gtk_widget_init_template(GTK_WIDGET(self));
    self->place = G_MAXUINT;
    g_signal_connect_object(gtk_scrolled_window_get_hadjustment(self->scrolled), "changed",
                            G_CALLBACK(on_room_changed), self, G_CONNECT_SWAPPED);
    add_drop_target(self);
}
