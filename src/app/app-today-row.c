#include "app-today-row.h"

#include "app-spoken.h"

#include "station-entry-words.h"
#include "station-language.h"

struct _AppTodayRow {
    GtkListBoxRow parent_instance;

    StationEntry *entry;
    gboolean brief;
    GtkLabel *clock;
    GtkLabel *whose;
    GtkLabel *what;
    GtkLabel *why;
    GtkLabel *status;
};

G_DEFINE_FINAL_TYPE(AppTodayRow, app_today_row, GTK_TYPE_LIST_BOX_ROW)

/* Whose cannot be read cannot be looked up either. */
static void
show_way(AppTodayRow *self, const OutboxCapture *capture)
{
    gtk_list_box_row_set_activatable(GTK_LIST_BOX_ROW(self), capture != NULL);
    gtk_actionable_set_action_name(GTK_ACTIONABLE(self), capture != NULL ? "win.reopen" : NULL);
    if (capture != NULL)
        gtk_actionable_set_action_target(GTK_ACTIONABLE(self), "s", capture->student_id);
    gtk_widget_set_tooltip_text(GTK_WIDGET(self),
                                capture != NULL ? _("Look the student up again") : NULL);
}

static void
show_status(AppTodayRow *self)
{
    GtkWidget *status = GTK_WIDGET(self->status);

    for (guint i = 0; i < OUTBOX_STATE_COUNT; i++)
        gtk_widget_remove_css_class(status, outbox_state_code((OutboxState)i));
    gtk_widget_add_css_class(status, outbox_state_code(station_entry_get_item(self->entry)->state));
    gtk_label_set_label(self->status, station_entry_status_label(self->entry));
}

static void
show_entry(AppTodayRow *self)
{
    g_autofree char *clock = station_language_clock(station_entry_get_time(self->entry));
    g_autofree char *whose = station_entry_words_whose(self->entry);
    g_autofree char *what = station_entry_words_what(self->entry);
    g_autofree char *why = station_entry_why(self->entry);
    g_autofree char *when_and_what = g_strdup_printf("%s · %s", clock, what);
    g_autofree char *name = g_strdup_printf("%s, %s, %s, %s", clock, whose, what,
                                            station_entry_status_label(self->entry));

    gtk_label_set_label(self->clock, clock);
    gtk_label_set_label(self->whose, whose);
    gtk_label_set_label(self->what, self->brief ? when_and_what : what);
    gtk_label_set_label(self->why, why);
    gtk_widget_set_visible(GTK_WIDGET(self->why), *why != '\0' && !self->brief);
    show_status(self);
    show_way(self, station_entry_get_item(self->entry)->capture);
    app_spoken_name(GTK_WIDGET(self), name);
    gtk_accessible_update_property(GTK_ACCESSIBLE(self), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, why,
                                   -1);
}

AppTodayRow *
app_today_row_new(StationEntry *entry, gboolean brief)
{
    AppTodayRow *self = g_object_new(APP_TYPE_TODAY_ROW, NULL);

    self->entry = g_object_ref(entry);
    self->brief = brief;
    gtk_widget_set_visible(GTK_WIDGET(self->clock), !brief);
    g_signal_connect_object(entry, "changed", G_CALLBACK(show_entry), self, G_CONNECT_SWAPPED);
    show_entry(self);
    return self;
}

static void
app_today_row_dispose(GObject *object)
{
    g_clear_object(&APP_TODAY_ROW(object)->entry);
    G_OBJECT_CLASS(app_today_row_parent_class)->dispose(object);
}

static void
app_today_row_class_init(AppTodayRowClass *class)
{
    GtkWidgetClass *widget_class = GTK_WIDGET_CLASS(class);

    G_OBJECT_CLASS(class)->dispose = app_today_row_dispose;
    gtk_widget_class_set_template_from_resource(widget_class,
                                                "/tw/edu/ksu/ScanStation/app-today-row.ui");
    gtk_widget_class_bind_template_child(widget_class, AppTodayRow, clock);
    gtk_widget_class_bind_template_child(widget_class, AppTodayRow, whose);
    gtk_widget_class_bind_template_child(widget_class, AppTodayRow, what);
    gtk_widget_class_bind_template_child(widget_class, AppTodayRow, why);
    gtk_widget_class_bind_template_child(widget_class, AppTodayRow, status);
}

static void
app_today_row_init(AppTodayRow *self)
{
    gtk_widget_init_template(GTK_WIDGET(self));
}
