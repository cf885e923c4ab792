#include "app-today.h"

#include "app-today-row.h"
#include "base-clock.h"
#include "station-language.h"
#include "station-sentence.h"
#include "station-today.h"

#include <string.h>

struct _AppToday {
    AdwBin parent_instance;

    Station *station;
    StationEntries *entries;
    GListModel *shown; /* those that the search finds */
    GtkFilter *filter;
    GtkFileChooserNative *chooser; /* NULL unless it is open */

    GtkLabel *date;
    GtkLabel *summary;
    GtkEditable *search;
    GtkLabel *notice;
    GtkWidget *found;
    GtkListBox *list;
    GtkWidget *empty;
    GtkWidget *back;
    GtkWidget *no_match;
};

G_DEFINE_FINAL_TYPE(AppToday, app_today, ADW_TYPE_BIN)

static void
say(AppToday *self, const char *words, gboolean trouble)
{
    gtk_label_set_label(self->notice, words);
    gtk_widget_set_visible(GTK_WIDGET(self->notice), *words != '\0');
    if (trouble)
        gtk_widget_add_css_class(GTK_WIDGET(self->notice), "trouble");
    else
        gtk_widget_remove_css_class(GTK_WIDGET(self->notice), "trouble");
}

/* ---- what there is ---- */

static void
show_counts(AppToday *self)
{
    guint all = g_list_model_get_n_items(station_entries_get_model(self->entries));
    guint shown = g_list_model_get_n_items(self->shown);

    gtk_widget_set_visible(GTK_WIDGET(self->summary), all > 0);
    gtk_widget_set_visible(GTK_WIDGET(self->search), all > 0);
    gtk_widget_set_visible(self->found, shown > 0);
    gtk_widget_set_visible(self->empty, all == 0);
    gtk_widget_set_visible(self->no_match, all > 0 && shown == 0);
    gtk_widget_action_set_enabled(GTK_WIDGET(self), "today.save", shown > 0);
}

static void
on_read(AppToday *self)
{
    const GError *error = station_entries_get_error(self->entries);
    g_autofree char *summary = station_today_summary(station_entries_get_model(self->entries));
    g_autofree char *date = station_language_date(report_date_in_taipei(base_clock_now()));

    gtk_label_set_label(self->date, date);
    gtk_label_set_label(self->summary, summary);
    if (error != NULL)
        say(self, station_sentence_text(error), TRUE);
    show_counts(self);
}

/* ---- searching ---- */

static gboolean
is_found(gpointer entry, gpointer user_data)
{
    AppToday *self = user_data;

    return station_entry_matches(entry, gtk_editable_get_text(self->search));
}

static void
on_search(AppToday *self)
{
    gtk_filter_changed(self->filter, GTK_FILTER_CHANGE_DIFFERENT);
    g_debug("today: %u found", g_list_model_get_n_items(self->shown));
    show_counts(self);
}

/* Whom the list does not have, the counter may: a card that is swiped here ends there. */
static void
on_search_entered(AppToday *self)
{
    const char *text = gtk_editable_get_text(self->search);
    GtkListBoxRow *first = gtk_list_box_get_row_at_index(self->list, 0);

    if (*text == '\0')
        return;
    if (first != NULL)
        g_signal_emit_by_name(first, "activate");
    else
        gtk_widget_activate_action(GTK_WIDGET(self), "win.reopen", "s", text);
}

/* Escape: what is searched for goes first, the screen after it. */
static void
on_search_left(AppToday *self)
{
    if (*gtk_editable_get_text(self->search) != '\0')
        gtk_editable_set_text(self->search, "");
    else
        gtk_widget_activate_action(GTK_WIDGET(self), "win.cancel", NULL);
}

void
app_today_focus_search(AppToday *self)
{
    gtk_widget_grab_focus(GTK_WIDGET(self->search));
}

/* ---- as a table ---- */

static void
on_saved(GObject *source, GAsyncResult *result, gpointer user_data)
{
    g_autoptr(AppToday) self = user_data;
    g_autoptr(GError) error = NULL;
    g_autofree char *words = NULL;

    if (station_today_save_finish(G_LIST_MODEL(source), result, &error)) {
        g_debug("today: saved");
        say(self,
            _("The list has been saved. It holds people's data: keep it where only those who "
              "need it can read it."),
            FALSE);
    } else {
        words = g_strdup_printf("%s\n%s", station_sentence_text(error), error->message);
        say(self, words, TRUE);
    }
}

static void
on_file_chosen(AppToday *self, int response)
{
    g_autoptr(GFile) file = response == GTK_RESPONSE_ACCEPT
                                ? gtk_file_chooser_get_file(GTK_FILE_CHOOSER(self->chooser))
                                : NULL;
    g_autofree char *path = file != NULL ? g_file_get_path(file) : NULL;

    g_clear_object(&self->chooser);
    if (path != NULL)
        station_today_save_async(self->shown, path, NULL, on_saved, g_object_ref(self));
    else if (file != NULL)
        say(self, _("The list can be saved in a folder of this computer alone."), TRUE);
}

static char *
propose_name(AppToday *self)
{
    char date[REPORT_DATE_TEXT_SIZE];

    report_date_format(report_date_in_taipei(base_clock_now()), date);
    /* Translators: the beginning of a file's name: list-2026-11-26-8F-1.csv */
    return g_strdup_printf("%s-%s-%s.csv", _("list"), date,
                           station_get_config(self->station)->name);
}

static void
on_save(GtkWidget *widget, const char *name, GVariant *parameter)
{
    AppToday *self = APP_TODAY(widget);
    GtkRoot *window = gtk_widget_get_root(widget);
    g_autofree char *proposed = propose_name(self);

    (void)name;
    (void)parameter;
    say(self, "", FALSE);
    g_clear_object(&self->chooser);
    self->chooser = gtk_file_chooser_native_new(_("Save today's list"), GTK_WINDOW(window),
                                                GTK_FILE_CHOOSER_ACTION_SAVE, _("_Save"), NULL);
    gtk_native_dialog_set_modal(GTK_NATIVE_DIALOG(self->chooser), TRUE);
    gtk_file_chooser_set_current_name(GTK_FILE_CHOOSER(self->chooser), proposed);
    g_signal_connect_object(self->chooser, "response", G_CALLBACK(on_file_chosen), self,
                            G_CONNECT_SWAPPED);
    gtk_native_dialog_show(GTK_NATIVE_DIALOG(self->chooser));
}

/* ---- while it is shown ---- */

static GtkWidget *
make_row(gpointer entry, gpointer user_data)
{
    (void)user_data;
    return GTK_WIDGET(app_today_row_new(entry, FALSE));
}

static void
app_today_map(GtkWidget *widget)
{
    AppToday *self = APP_TODAY(widget);

    GTK_WIDGET_CLASS(app_today_parent_class)->map(widget);
    gtk_list_box_bind_model(self->list, self->shown, make_row, NULL, NULL);
    station_entries_refresh(self->entries); /* it may have become another day */
}

static void
app_today_unmap(GtkWidget *widget)
{
    AppToday *self = APP_TODAY(widget);

    gtk_list_box_bind_model(self->list, NULL, NULL, NULL, NULL);
    gtk_editable_set_text(self->search, "");
    g_clear_object(&self->chooser); /* and its dialog */
    say(self, "", FALSE);
    GTK_WIDGET_CLASS(app_today_parent_class)->unmap(widget);
}

/* Not the search: a card's digits belong to the counter. */
static gboolean
app_today_grab_focus(GtkWidget *widget)
{
    AppToday *self = APP_TODAY(widget);
    GtkListBoxRow *row = gtk_list_box_get_row_at_index(self->list, 0);

    return gtk_widget_grab_focus(row != NULL ? GTK_WIDGET(row) : self->back);
}

/* ---- the object ---- */

void
app_today_bind(AppToday *self, Station *station, StationEntries *entries)
{
    GListModel *model = station_entries_get_model(entries);

    self->station = g_object_ref(station);
    self->entries = g_object_ref(entries);
    self->filter = GTK_FILTER(gtk_custom_filter_new(is_found, self, NULL));
    self->shown = G_LIST_MODEL(
        gtk_filter_list_model_new(g_object_ref(model), g_object_ref(self->filter)));
    g_signal_connect_object(entries, "changed", G_CALLBACK(on_read), self, G_CONNECT_SWAPPED);
    on_read(self);
}

static void
app_today_dispose(GObject *object)
{
    AppToday *self = APP_TODAY(object);

    g_clear_object(&self->chooser);
    g_clear_object(&self->shown);
    g_clear_object(&self->filter);
    g_clear_object(&self->entries);
    g_clear_object(&self->station);
    G_OBJECT_CLASS(app_today_parent_class)->dispose(object);
}

static void
app_today_class_init(AppTodayClass *class)
{
    GtkWidgetClass *widget_class = GTK_WIDGET_CLASS(class);

    G_OBJECT_CLASS(class)->dispose = app_today_dispose;
    widget_class->map = app_today_map;
    widget_class->unmap = app_today_unmap;
    widget_class->grab_focus = app_today_grab_focus;
    gtk_widget_class_install_action(widget_class, "today.save", NULL, on_save);
    gtk_widget_class_set_template_from_resource(widget_class,
                                                "/tw/edu/ksu/ScanStation/app-today.ui");
#define BIND(child) gtk_widget_class_bind_template_child(widget_class, AppToday, child)
    BIND(date);
    BIND(summary);
    BIND(search);
    BIND(notice);
    BIND(found);
    BIND(list);
    BIND(empty);
    BIND(back);
    BIND(no_match);
#undef BIND
    gtk_widget_class_bind_template_callback(widget_class, on_search);
    gtk_widget_class_bind_template_callback(widget_class, on_search_entered);
    gtk_widget_class_bind_template_callback(widget_class, on_search_left);
}

static void
app_today_init(AppToday *self)
{
    gtk_widget_init_template(GTK_WIDGET(self));
}
