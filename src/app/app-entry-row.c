#include "app-entry-row.h"

#include "app-discard.h"
#include "app-spoken.h"
#include "station-entry-words.h"
#include "station-language.h"
#include "station-sentence.h"

struct _AppEntryRow {
    GtkListBoxRow parent_instance;

    StationEntries *entries;
    StationEntry *entry;
    gboolean sending; /* asked for here, and not answered yet */
    AppDiscard *form; /* NULL unless it is open */

    GtkBox *content;
    GtkLabel *whose;
    GtkLabel *state;
    GtkLabel *age;
    GtkLabel *what;
    GtkLabel *why;
    GtkProgressBar *progress;
    GtkLabel *facts;
    GtkWidget *open;
    GtkWidget *discard;
    GtkWidget *send;
    GtkLabel *trouble;
};

G_DEFINE_FINAL_TYPE(AppEntryRow, app_entry_row, GTK_TYPE_LIST_BOX_ROW)

static const OutboxItem *
item_of(AppEntryRow *self)
{
    return station_entry_get_item(self->entry);
}

static void
say(GtkLabel *label, const char *words)
{
    gtk_label_set_label(label, words);
    gtk_widget_set_visible(GTK_WIDGET(label), *words != '\0');
}

/* ---- what it is ---- */

static void
show_state(AppEntryRow *self)
{
    const OutboxItem *item = item_of(self);
    guint sent = station_entry_get_sent(self->entry);
    g_autofree char *percent = g_strdup_printf("%s %u %%", station_entry_state_label(item->state),
                                               sent);
    const char *label = sent > 0 ? percent : station_entry_state_label(item->state);

    for (guint i = 0; i < OUTBOX_STATE_COUNT; i++)
        gtk_widget_remove_css_class(GTK_WIDGET(self->state), outbox_state_code((OutboxState)i));
    gtk_widget_add_css_class(GTK_WIDGET(self->state), outbox_state_code(item->state));
    gtk_label_set_label(self->state, label);
    gtk_progress_bar_set_fraction(self->progress, sent / 100.0);
    gtk_widget_set_visible(GTK_WIDGET(self->progress), item->state == OUTBOX_STATE_SENDING);
}

/* What happened, and what is to be decided. */
static char *
explain(AppEntryRow *self)
{
    g_autofree char *why = station_entry_why(self->entry);
    const char *decision = station_entry_decision(self->entry);

    if (*why == '\0' || *decision == '\0')
        return g_strconcat(why, decision, NULL);
    return g_strdup_printf("%s\n%s", why, decision);
}

static char *
list_facts(AppEntryRow *self)
{
    g_autofree char *size = station_entry_words_size(self->entry);
    g_autofree char *scanned = station_language_instant(station_entry_get_time(self->entry));
    g_autofree char *tries = station_entry_words_tries(self->entry);
    GString *facts = g_string_new(size);

    if (facts->len > 0)
        g_string_append(facts, " · ");
    g_string_append(facts, scanned);
    if (*tries != '\0')
        g_string_append_printf(facts, " · %s", tries);
    return g_string_free(facts, FALSE);
}

void
app_entry_row_renew(AppEntryRow *self)
{
    g_autofree char *age = station_entry_words_age(self->entry);
    g_autofree char *facts = list_facts(self);

    gtk_label_set_label(self->age, age);
    gtk_label_set_label(self->facts, facts);
}

/* A screen reader tells the buttons of one row from those of another. */
static void
name_button(GtkWidget *button, const char *whose)
{
    g_autofree char *name = g_strdup_printf("%s: %s", gtk_button_get_label(GTK_BUTTON(button)),
                                            whose);

    app_spoken_name(GTK_WIDGET(button), name);
}

static void
name_row(AppEntryRow *self, const char *whose, const char *what, const char *why)
{
    g_autofree char *name = g_strdup_printf("%s, %s, %s. %s", whose, what,
                                            station_entry_state_label(item_of(self)->state), why);

    app_spoken_name(GTK_WIDGET(self), name);
    name_button(self->open, whose);
    name_button(self->discard, whose);
    name_button(self->send, whose);
}

static void
allow_verbs(AppEntryRow *self)
{
    gboolean may_send = station_entry_may_send(self->entry) && !self->sending;
    gboolean may_discard = station_entry_may_discard(self->entry) && !self->sending;

    gtk_widget_action_set_enabled(GTK_WIDGET(self), "entry.send", may_send);
    gtk_widget_action_set_enabled(GTK_WIDGET(self), "entry.discard",
                                  may_discard && self->form == NULL);
    gtk_widget_action_set_enabled(GTK_WIDGET(self), "entry.open",
                                  station_entry_may_view(self->entry));
    gtk_widget_set_visible(self->open, station_entry_may_view(self->entry));
    gtk_widget_set_visible(self->send, item_of(self)->state != OUTBOX_STATE_QUARANTINE);
    if (self->form != NULL)
        gtk_widget_set_sensitive(GTK_WIDGET(self->form), may_discard);
}

static void
show_entry(AppEntryRow *self)
{
    g_autofree char *whose = station_entry_words_whose(self->entry);
    g_autofree char *what = station_entry_words_what(self->entry);
    g_autofree char *why = explain(self);

    gtk_label_set_label(self->whose, whose);
    gtk_label_set_label(self->what, what);
    say(self->why, why);
    show_state(self);
    app_entry_row_renew(self);
    name_row(self, whose, what, why);
    allow_verbs(self);
}

/* ---- sending ---- */

static void
on_sent(GObject *source, GAsyncResult *result, gpointer user_data)
{
    g_autoptr(AppEntryRow) self = user_data;
    g_autoptr(GError) error = NULL;

    if (!station_entries_send_finish(STATION_ENTRIES(source), result, &error))
        say(self->trouble, station_sentence_text(error));
    self->sending = FALSE;
    allow_verbs(self);
}

static void
on_send(GtkWidget *widget, const char *name, GVariant *parameter)
{
    AppEntryRow *self = APP_ENTRY_ROW(widget);

    (void)name;
    (void)parameter;
    say(self->trouble, "");
    self->sending = TRUE;
    allow_verbs(self);
    station_entries_send_async(self->entries, item_of(self)->id, NULL, on_sent, g_object_ref(self));
}

/* ---- looking at it ---- */

static void
on_shown(GObject *source, GAsyncResult *result, gpointer user_data)
{
    g_autoptr(AppEntryRow) self = user_data;
    g_autoptr(GError) error = NULL;

    if (gtk_show_uri_full_finish(GTK_WINDOW(source), result, &error))
        g_debug("outbox: opened %s", item_of(self)->id);
    else
        say(self->trouble, _("No program was found that shows this file. The original is safe; "
                             "ask the administrator for a viewer of TIFF and PDF."));
}

static void
on_copied(GObject *source, GAsyncResult *result, gpointer user_data)
{
    g_autoptr(AppEntryRow) self = user_data;
    g_autoptr(GError) error = NULL;
    g_autofree char *path = station_entries_view_finish(STATION_ENTRIES(source), result, &error);
    g_autofree char *uri = path != NULL ? g_filename_to_uri(path, NULL, NULL) : NULL;
    GtkRoot *window = gtk_widget_get_root(GTK_WIDGET(self));

    if (path == NULL)
        say(self->trouble, station_sentence_text(error));
    else if (GTK_IS_WINDOW(window))
        gtk_show_uri_full(GTK_WINDOW(window), uri, GDK_CURRENT_TIME, NULL, on_shown,
                          g_object_ref(self));
}

static void
on_open(GtkWidget *widget, const char *name, GVariant *parameter)
{
    AppEntryRow *self = APP_ENTRY_ROW(widget);

    (void)name;
    (void)parameter;
    say(self->trouble, "");
    station_entries_view_async(self->entries, item_of(self)->id, NULL, on_copied,
                               g_object_ref(self));
}

/* ---- discarding ---- */

static void
close_form(AppEntryRow *self)
{
    if (self->form == NULL)
        return;
    if (gtk_widget_get_root(GTK_WIDGET(self)) != NULL) /* the list may have been left meanwhile */
        gtk_widget_grab_focus(GTK_WIDGET(self));
    gtk_box_remove(self->content, GTK_WIDGET(self->form));
    self->form = NULL;
    say(self->trouble, "");
    allow_verbs(self);
}

static void
on_discarded(GObject *source, GAsyncResult *result, gpointer user_data)
{
    g_autoptr(AppEntryRow) self = user_data;
    g_autoptr(GError) error = NULL;

    if (station_entries_discard_finish(STATION_ENTRIES(source), result, &error)) {
        close_form(self);
        return;
    }
    say(self->trouble, station_sentence_text(error));
    if (self->form != NULL)
        app_discard_ask_again(self->form);
}

static void
on_reason_given(AppEntryRow *self, const char *why)
{
    say(self->trouble, "");
    station_entries_discard_async(self->entries, item_of(self)->id, why, NULL, on_discarded,
                                  g_object_ref(self));
}

static void
on_discard(GtkWidget *widget, const char *name, GVariant *parameter)
{
    AppEntryRow *self = APP_ENTRY_ROW(widget);

    (void)name;
    (void)parameter;
    self->form = app_discard_new();
    g_signal_connect_object(self->form, "given", G_CALLBACK(on_reason_given), self,
                            G_CONNECT_SWAPPED);
    g_signal_connect_object(self->form, "kept", G_CALLBACK(close_form), self, G_CONNECT_SWAPPED);
    gtk_box_append(self->content, GTK_WIDGET(self->form));
    gtk_widget_grab_focus(GTK_WIDGET(self->form));
    allow_verbs(self);
}

/* ---- the object ---- */

AppEntryRow *
app_entry_row_new(StationEntries *entries, StationEntry *entry)
{
    AppEntryRow *self = g_object_new(APP_TYPE_ENTRY_ROW, NULL);

    self->entries = g_object_ref(entries);
    self->entry = g_object_ref(entry);
    g_signal_connect_object(entry, "changed", G_CALLBACK(show_entry), self, G_CONNECT_SWAPPED);
    show_entry(self);
    return self;
}

static void
app_entry_row_dispose(GObject *object)
{
    AppEntryRow *self = APP_ENTRY_ROW(object);

    g_clear_object(&self->entry);
    g_clear_object(&self->entries);
    G_OBJECT_CLASS(app_entry_row_parent_class)->dispose(object);
}

static void
app_entry_row_class_init(AppEntryRowClass *class)
{
    GtkWidgetClass *widget_class = GTK_WIDGET_CLASS(class);

    G_OBJECT_CLASS(class)->dispose = app_entry_row_dispose;
    gtk_widget_class_install_action(widget_class, "entry.send", NULL, on_send);
    gtk_widget_class_install_action(widget_class, "entry.open", NULL, on_open);
    gtk_widget_class_install_action(widget_class, "entry.discard", NULL, on_discard);
    gtk_widget_class_add_binding_action(widget_class, GDK_KEY_Delete, 0, "entry.discard", NULL);
    gtk_widget_class_set_template_from_resource(widget_class,
                                                "/tw/edu/ksu/ScanStation/app-entry-row.ui");
#define BIND(child) gtk_widget_class_bind_template_child(widget_class, AppEntryRow, child)
    BIND(content);
    BIND(whose);
    BIND(state);
    BIND(age);
    BIND(what);
    BIND(why);
    BIND(progress);
    BIND(facts);
    BIND(open);
    BIND(discard);
    BIND(send);
    BIND(trouble);
#undef BIND
}

static void
app_entry_row_init(AppEntryRow *self)
{
    gtk_widget_init_template(GTK_WIDGET(self));
}
