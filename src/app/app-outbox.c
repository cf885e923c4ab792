#include "app-outbox.h"

#include "app-entry-row.h"
#include "base-clock.h"
#include "station-language.h"
#include "station-sentence.h"

#define CLOCK_SECONDS 10

struct _AppOutbox {
    AdwBin parent_instance;

    StationEntries *entries;
    StationLink *link;
    GListModel *stuck_model;
    GListModel *waiting_model;
    guint clock; /* renews the ages while it is shown */
    gboolean sending_all;

    GtkLabel *situation;
    GtkLabel *trouble;
    GtkWidget *lists;
    GtkWidget *stuck_heading;
    GtkListBox *stuck;
    GtkWidget *waiting_heading;
    GtkListBox *waiting;
    GtkWidget *empty;
    GtkWidget *back;
    GtkWidget *send_all;
};

G_DEFINE_FINAL_TYPE(AppOutbox, app_outbox, ADW_TYPE_BIN)

static void
say(GtkLabel *label, const char *words)
{
    gtk_label_set_label(label, words);
    gtk_widget_set_visible(GTK_WIDGET(label), *words != '\0');
}

/* ---- what there is ---- */

static void
show_link(AppOutbox *self)
{
    g_autofree char *age = station_language_age(base_clock_now() -
                                                station_link_get_since(self->link));
    g_autofree char *away = g_strdup_printf(
        /* Translators: %s is a span of time such as "3 minutes". */
        _("Offline for %s. What waits is safe on this disk and is sent by itself when the server "
          "is back."),
        age);

    if (!station_link_is_known(self->link))
        say(self->situation, _("Connecting…"));
    else if (station_link_is_online(self->link))
        say(self->situation, _("Connected"));
    else
        say(self->situation, away);
}

static void
show_counts(AppOutbox *self)
{
    guint stuck = g_list_model_get_n_items(self->stuck_model);
    guint waiting = g_list_model_get_n_items(self->waiting_model);
    gboolean empty = stuck + waiting == 0;

    gtk_widget_set_visible(self->stuck_heading, stuck > 0);
    gtk_widget_set_visible(GTK_WIDGET(self->stuck), stuck > 0);
    gtk_widget_set_visible(self->waiting_heading, waiting > 0);
    gtk_widget_set_visible(GTK_WIDGET(self->waiting), waiting > 0);
    gtk_widget_set_visible(self->lists, !empty);
    gtk_widget_set_visible(self->empty, empty);
    gtk_widget_set_visible(self->send_all, !empty);
    gtk_widget_action_set_enabled(GTK_WIDGET(self), "outbox.send-all",
                                  waiting > 0 && !self->sending_all);
}

/* A row that a verb has taken out of the list had the keyboard. GTK moves it with the next frame;
 * what is typed until then would go to a row that is no longer there. */
static void
keep_focus(AppOutbox *self)
{
    GtkRoot *window = gtk_widget_get_root(GTK_WIDGET(self));
    GtkWidget *focus = window != NULL ? gtk_root_get_focus(window) : NULL;

    if (gtk_widget_get_mapped(GTK_WIDGET(self)) && window != NULL &&
        (focus == NULL || gtk_widget_get_root(focus) != window))
        gtk_widget_grab_focus(GTK_WIDGET(self));
}

static void
on_read(AppOutbox *self)
{
    const GError *error = station_entries_get_error(self->entries);

    if (error != NULL)
        say(self->trouble, station_sentence_text(error));
    show_counts(self);
    keep_focus(self);
}

/* ---- sending all ---- */

static void
on_all_sent(GObject *source, GAsyncResult *result, gpointer user_data)
{
    g_autoptr(AppOutbox) self = user_data;
    g_autoptr(GError) error = NULL;

    if (!station_entries_send_finish(STATION_ENTRIES(source), result, &error))
        say(self->trouble, station_sentence_text(error));
    self->sending_all = FALSE;
    show_counts(self);
}

static void
on_send_all(GtkWidget *widget, const char *name, GVariant *parameter)
{
    AppOutbox *self = APP_OUTBOX(widget);

    (void)name;
    (void)parameter;
    say(self->trouble, "");
    self->sending_all = TRUE;
    show_counts(self);
    station_entries_send_async(self->entries, NULL, NULL, on_all_sent, g_object_ref(self));
}

/* ---- while it is shown ---- */

static GtkWidget *
make_row(gpointer entry, gpointer user_data)
{
    return GTK_WIDGET(app_entry_row_new(APP_OUTBOX(user_data)->entries, entry));
}

static void
renew_rows(GtkListBox *list)
{
    GtkWidget *row;

    for (row = gtk_widget_get_first_child(GTK_WIDGET(list)); row != NULL;
         row = gtk_widget_get_next_sibling(row))
        app_entry_row_renew(APP_ENTRY_ROW(row));
}

static gboolean
on_clock(gpointer user_data)
{
    AppOutbox *self = user_data;

    show_link(self);
    renew_rows(self->stuck);
    renew_rows(self->waiting);
    return G_SOURCE_CONTINUE;
}

static void
app_outbox_map(GtkWidget *widget)
{
    AppOutbox *self = APP_OUTBOX(widget);

    GTK_WIDGET_CLASS(app_outbox_parent_class)->map(widget);
    gtk_list_box_bind_model(self->stuck, self->stuck_model, make_row, self, NULL);
    gtk_list_box_bind_model(self->waiting, self->waiting_model, make_row, self, NULL);
    self->clock = g_timeout_add_seconds(CLOCK_SECONDS, on_clock, self);
    show_link(self);
    station_entries_refresh(self->entries);
}

static void
app_outbox_unmap(GtkWidget *widget)
{
    AppOutbox *self = APP_OUTBOX(widget);

    g_clear_handle_id(&self->clock, g_source_remove);
    gtk_list_box_bind_model(self->stuck, NULL, NULL, NULL, NULL);
    gtk_list_box_bind_model(self->waiting, NULL, NULL, NULL, NULL);
    say(self->trouble, "");
    GTK_WIDGET_CLASS(app_outbox_parent_class)->unmap(widget);
}

static gboolean
app_outbox_grab_focus(GtkWidget *widget)
{
    AppOutbox *self = APP_OUTBOX(widget);
    GtkWidget *row = gtk_widget_get_first_child(GTK_WIDGET(self->stuck));

    if (row == NULL)
        row = gtk_widget_get_first_child(GTK_WIDGET(self->waiting));
    return gtk_widget_grab_focus(row != NULL ? row : self->back);
}

/* ---- the object ---- */

static gboolean
is_stuck(gpointer entry, gpointer user_data)
{
    (void)user_data;
    return station_entry_is_stuck(entry);
}

static gboolean
is_waiting(gpointer entry, gpointer user_data)
{
    (void)user_data;
    return !station_entry_is_stuck(entry);
}

static GListModel *
filtered(StationEntries *entries, GtkCustomFilterFunc match)
{
    GListModel *model = station_entries_get_model(entries);
    GtkCustomFilter *filter = gtk_custom_filter_new(match, NULL, NULL);

    return G_LIST_MODEL(gtk_filter_list_model_new(g_object_ref(model), GTK_FILTER(filter)));
}

void
app_outbox_bind(AppOutbox *self, StationEntries *entries, StationLink *link)
{
    self->entries = g_object_ref(entries);
    self->link = g_object_ref(link);
    self->stuck_model = filtered(entries, is_stuck);
    self->waiting_model = filtered(entries, is_waiting);
    g_signal_connect_object(entries, "changed", G_CALLBACK(on_read), self, G_CONNECT_SWAPPED);
    g_signal_connect_object(link, "changed", G_CALLBACK(show_link), self, G_CONNECT_SWAPPED);
    show_link(self);
    show_counts(self);
}

static void
app_outbox_dispose(GObject *object)
{
    AppOutbox *self = APP_OUTBOX(object);

    g_clear_handle_id(&self->clock, g_source_remove);
    g_clear_object(&self->waiting_model);
    g_clear_object(&self->stuck_model);
    g_clear_object(&self->link);
    g_clear_object(&self->entries);
    G_OBJECT_CLASS(app_outbox_parent_class)->dispose(object);
}

static void
app_outbox_class_init(AppOutboxClass *class)
{
    GtkWidgetClass *widget_class = GTK_WIDGET_CLASS(class);

    G_OBJECT_CLASS(class)->dispose = app_outbox_dispose;
    widget_class->map = app_outbox_map;
    widget_class->unmap = app_outbox_unmap;
    widget_class->grab_focus = app_outbox_grab_focus;
    gtk_widget_class_install_action(widget_class, "outbox.send-all", NULL, on_send_all);
    gtk_widget_class_set_template_from_resource(widget_class,
                                                "/tw/edu/ksu/ScanStation/app-outbox.ui");
#define BIND(child) gtk_widget_class_bind_template_child(widget_class, AppOutbox, child)
    BIND(situation);
    BIND(trouble);
    BIND(lists);
    BIND(stuck_heading);
    BIND(stuck);
    BIND(waiting_heading);
    BIND(waiting);
    BIND(empty);
    BIND(back);
    BIND(send_all);
#undef BIND
}

static void
app_outbox_init(AppOutbox *self)
{
    gtk_widget_init_template(GTK_WIDGET(self));
}
