#include "app-trial.h"

#include "app-canvas.h"
#include "app-trouble.h"
#include "station-language.h"
#include "station-trial.h"

#define PICTURE_HEIGHT 210

struct _AppTrial {
    AdwPreferencesGroup parent_instance;

    Station *station;
    GCancellable *cancellable; /* of the scan under way, or NULL */
    AdwActionRow *row;
    GtkButton *button;
    AppCanvas *picture;
    GtkLabel *trouble;
};

static guint worked;

G_DEFINE_FINAL_TYPE(AppTrial, app_trial, ADW_TYPE_PREFERENCES_GROUP)

static void
show_button(AppTrial *self)
{
    gboolean chosen = *station_get_config(self->station)->scanner != '\0';

    gtk_button_set_label(self->button, self->cancellable != NULL ? _("Stop") : _("Test scan"));
    gtk_widget_set_sensitive(GTK_WIDGET(self->button), chosen);
}

/* ---- the picture ---- */

/* Of the page that this is the end of, or NULL. */
static GtkAdjustment *
get_adjustment(GtkWidget *self)
{
    GtkWidget *around = gtk_widget_get_ancestor(self, GTK_TYPE_SCROLLED_WINDOW);

    return around != NULL ? gtk_scrolled_window_get_vadjustment(GTK_SCROLLED_WINDOW(around)) : NULL;
}

static gboolean
on_laid_out(GtkWidget *self, GdkFrameClock *clock, gpointer user_data)
{
    GtkAdjustment *adjustment = get_adjustment(self);

    (void)clock;
    (void)user_data;
    if (adjustment != NULL)
        gtk_adjustment_set_value(adjustment, gtk_adjustment_get_upper(adjustment));
    return G_SOURCE_REMOVE;
}

/* Said while it is laid out, when nothing can be scrolled. */
static void
on_grown(GtkAdjustment *adjustment, GtkWidget *self)
{
    g_signal_handlers_disconnect_by_data(adjustment, self);
    gtk_widget_add_tick_callback(self, on_laid_out, NULL, NULL);
}

/* The last thing on its page, and mostly below what is seen of it. */
static void
show_picture(AppTrial *self)
{
    GtkAdjustment *adjustment = get_adjustment(GTK_WIDGET(self));

    if (gtk_widget_get_visible(GTK_WIDGET(self->picture)))
        return;
    gtk_widget_set_visible(GTK_WIDGET(self->picture), TRUE);
    if (adjustment != NULL)
        g_signal_connect_object(adjustment, "changed", G_CALLBACK(on_grown), self, 0);
}

/* ---- the scan ---- */

static void
on_page_begun(StationTrial *trial, StationPage *page, AppTrial *self)
{
    (void)trial;
    app_canvas_set_page(self->picture, page);
    show_picture(self);
}

static void
on_progress(StationTrial *trial, guint page, guint percent, AppTrial *self)
{
    g_autofree char *words = g_strdup_printf(_("Scanning… %u %%"), percent);

    (void)trial;
    (void)page;
    adw_action_row_set_subtitle(self->row, words);
}

static void
on_busy(StationTrial *trial, guint seconds, guint try, guint tries, AppTrial *self)
{
    g_autofree char *words = g_strdup_printf(
        _("The scanner is busy; trying again in %u s (%u of %u)"), seconds, try, tries);

    (void)trial;
    adw_action_row_set_subtitle(self->row, words);
}

static void
show_idle(AppTrial *self)
{
    adw_action_row_set_subtitle(
        self->row, _("Lay any sheet on the glass and see how it comes out. Nothing is kept."));
}

static void
show_page(AppTrial *self, StationPage *page)
{
    g_autofree char *words = g_strdup_printf(
        _("It works: %u × %u pixels at %u dpi"), station_page_get_width(page),
        station_page_get_height(page), station_page_get_dpi(page));

    adw_action_row_set_subtitle(self->row, words);
}

static void
on_scanned(GObject *source, GAsyncResult *result, gpointer user_data)
{
    g_autoptr(AppTrial) self = user_data;
    gboolean stopped = g_cancellable_is_cancelled(self->cancellable);
    g_autoptr(GError) error = NULL;
    g_autoptr(StationPage) page = station_trial_run_finish(STATION_TRIAL(source), result, &error);

    g_debug("trial: %s", page != NULL ? "done" : error->message);
    g_clear_object(&self->cancellable);
    if (self->station == NULL) /* nobody looks any more */
        return;
    show_button(self);
    if (page != NULL) {
        show_page(self, page);
        g_signal_emit(self, worked, 0);
        return;
    }
    show_idle(self);
    gtk_widget_set_visible(GTK_WIDGET(self->picture), FALSE);
    if (!stopped)
        app_trouble_tell(self->trouble, error);
}

static void
start(AppTrial *self)
{
    g_autoptr(StationTrial) trial = station_trial_new(self->station);

    self->cancellable = g_cancellable_new();
    app_trouble_say(self->trouble, "");
    adw_action_row_set_subtitle(self->row, _("The scanner is getting ready…"));
    g_signal_connect_object(trial, "page-begun", G_CALLBACK(on_page_begun), self, 0);
    g_signal_connect_object(trial, "progress", G_CALLBACK(on_progress), self, 0);
    g_signal_connect_object(trial, "busy", G_CALLBACK(on_busy), self, 0);
    station_trial_run_async(trial, station_get_config(self->station)->scanner, self->cancellable,
                            on_scanned, g_object_ref(self));
    show_button(self);
}

void
app_trial_stop(AppTrial *self)
{
    if (self->cancellable != NULL)
        g_cancellable_cancel(self->cancellable);
}

static void
on_clicked(AppTrial *self)
{
    if (self->cancellable != NULL)
        app_trial_stop(self);
    else
        start(self);
}

/* ---- the object ---- */

void
app_trial_bind(AppTrial *self, Station *station)
{
    self->station = g_object_ref(station);
    g_signal_connect_object(station, "config-changed", G_CALLBACK(show_button), self,
                            G_CONNECT_SWAPPED);
    show_button(self);
}

static void
app_trial_dispose(GObject *object)
{
    AppTrial *self = APP_TRIAL(object);

    app_trial_stop(self);
    g_clear_object(&self->station);
    G_OBJECT_CLASS(app_trial_parent_class)->dispose(object);
}

static void
app_trial_class_init(AppTrialClass *class)
{
    G_OBJECT_CLASS(class)->dispose = app_trial_dispose;
    worked = g_signal_new("worked", G_TYPE_FROM_CLASS(class), G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                          NULL, G_TYPE_NONE, 0);
}

static void
app_trial_init(AppTrial *self)
{
    GtkWidget *button = gtk_button_new();
    GtkWidget *row = g_object_new(ADW_TYPE_ACTION_ROW, "use-markup", FALSE, "title", _("Test scan"),
                                  "focusable", FALSE, NULL);
    GtkWidget *picture = g_object_new(APP_TYPE_CANVAS, "visible", FALSE, "height-request",
                                      PICTURE_HEIGHT, "overflow", GTK_OVERFLOW_HIDDEN, NULL);

    self->button = GTK_BUTTON(button);
    self->row = ADW_ACTION_ROW(row);
    self->picture = APP_CANVAS(picture);
    self->trouble = app_trouble_new();
    gtk_widget_set_valign(button, GTK_ALIGN_CENTER);
    gtk_widget_add_css_class(picture, "trial");
    adw_action_row_add_suffix(self->row, button);
    adw_preferences_group_add(ADW_PREFERENCES_GROUP(self), row);
    adw_preferences_group_add(ADW_PREFERENCES_GROUP(self), GTK_WIDGET(self->trouble));
    adw_preferences_group_add(ADW_PREFERENCES_GROUP(self), picture);
    g_signal_connect_object(button, "clicked", G_CALLBACK(on_clicked), self, G_CONNECT_SWAPPED);
    show_idle(self);
}
