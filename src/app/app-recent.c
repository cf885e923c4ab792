#include "app-recent.h"

#include "app-today-row.h"
#include "station-language.h"

#define ROWS 5

struct _AppRecent {
    GtkBox parent_instance;

    StationEntries *entries;
    GListModel *latest;
    GtkButton *all;
    GtkListBox *list;
};

G_DEFINE_FINAL_TYPE(AppRecent, app_recent, GTK_TYPE_BOX)

static void
show_count(AppRecent *self)
{
    guint count = g_list_model_get_n_items(station_entries_get_model(self->entries));
    g_autofree char *words = g_strdup_printf(_("All %u"), count);

    gtk_button_set_label(self->all, words);
    gtk_widget_set_visible(GTK_WIDGET(self), count > 0);
}

static GtkWidget *
make_row(gpointer entry, gpointer user_data)
{
    (void)user_data;
    return GTK_WIDGET(app_today_row_new(entry, TRUE));
}

static void
app_recent_map(GtkWidget *widget)
{
    AppRecent *self = APP_RECENT(widget);

    GTK_WIDGET_CLASS(app_recent_parent_class)->map(widget);
    gtk_list_box_bind_model(self->list, self->latest, make_row, NULL, NULL);
}

static void
app_recent_unmap(GtkWidget *widget)
{
    gtk_list_box_bind_model(APP_RECENT(widget)->list, NULL, NULL, NULL, NULL);
    GTK_WIDGET_CLASS(app_recent_parent_class)->unmap(widget);
}

void
app_recent_bind(AppRecent *self, StationEntries *entries)
{
    GListModel *model = station_entries_get_model(entries);

    self->entries = g_object_ref(entries);
    self->latest = G_LIST_MODEL(gtk_slice_list_model_new(g_object_ref(model), 0, ROWS));
    g_signal_connect_object(entries, "changed", G_CALLBACK(show_count), self, G_CONNECT_SWAPPED);
    show_count(self);
}

static void
app_recent_dispose(GObject *object)
{
    AppRecent *self = APP_RECENT(object);

    g_clear_object(&self->latest);
    g_clear_object(&self->entries);
    G_OBJECT_CLASS(app_recent_parent_class)->dispose(object);
}

static void
app_recent_class_init(AppRecentClass *class)
{
    GtkWidgetClass *widget_class = GTK_WIDGET_CLASS(class);

    G_OBJECT_CLASS(class)->dispose = app_recent_dispose;
    widget_class->map = app_recent_map;
    widget_class->unmap = app_recent_unmap;
    gtk_widget_class_set_template_from_resource(widget_class,
                                                "/tw/edu/ksu/ScanStation/app-recent.ui");
    gtk_widget_class_bind_template_child(widget_class, AppRecent, all);
    gtk_widget_class_bind_template_child(widget_class, AppRecent, list);
}

static void
app_recent_init(AppRecent *self)
{
    gtk_widget_init_template(GTK_WIDGET(self));
}
