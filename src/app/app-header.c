#include "app-header.h"

#include "app-spoken.h"

#include "base-clock.h"
#include "station-language.h"
#include "station-sentence.h"

#define CLOCK_SECONDS 10

struct _AppHeader {
    AdwBin parent_instance;

    Station *station;
    StationLink *link;
    guint clock; /* renews "away for 3 minutes" */

    AdwWindowTitle *title;
    GtkMenuButton *menu;
    GtkWidget *back;
    GtkWidget *server_pill;
    GtkLabel *server_label;
    GtkButton *outbox;
    GtkLabel *operator;
};

G_DEFINE_FINAL_TYPE(AppHeader, app_header, ADW_TYPE_BIN)

static void
show_operator(AppHeader *self)
{
    const StationSession *session = station_get_session(self->station, NULL);

    gtk_label_set_label(self->operator, session != NULL ? session->name : _("Not signed in"));
}

static void
show_link(AppHeader *self)
{
    gboolean online = station_link_is_online(self->link);
    guint waiting = station_link_get_waiting(self->link);
    guint stuck = station_link_get_stuck(self->link);
    const GError *error = station_link_get_error(self->link);
    g_autofree char *age = station_language_age(base_clock_now() -
                                                station_link_get_since(self->link));
    /* Translators: %s is a span of time such as "3 minutes". */
    g_autofree char *away = g_strdup_printf(_("Offline for %s"), age);
    g_autofree char *queue = g_strdup_printf(_("To be sent %u"), waiting);
    g_autofree char *decide = g_strdup_printf(_("To be decided %u"), stuck);

    gtk_label_set_label(self->server_label, !station_link_is_known(self->link) ? _("Connecting…")
                                            : online                           ? _("Connected")
                                                                               : away);
    gtk_widget_set_tooltip_text(self->server_pill,
                                error != NULL ? station_sentence_text(error) : NULL);
    gtk_widget_remove_css_class(self->server_pill, online ? "offline" : "online");
    gtk_widget_add_css_class(self->server_pill, online ? "online" : "offline");
    gtk_button_set_label(self->outbox, stuck > 0 ? decide : queue);
    if (waiting + stuck > 0)
        gtk_widget_add_css_class(GTK_WIDGET(self->outbox), "mind");
    else
        gtk_widget_remove_css_class(GTK_WIDGET(self->outbox), "mind");
}

static void
show_station(AppHeader *self)
{
    gboolean served = *station_get_server(self->station) != '\0';

    adw_window_title_set_subtitle(self->title, station_get_config(self->station)->name);
    gtk_widget_set_visible(self->server_pill, served);
    gtk_widget_set_visible(GTK_WIDGET(self->outbox), served);
    gtk_widget_set_visible(GTK_WIDGET(self->operator), served);
}

static gboolean
on_clock(gpointer user_data)
{
    show_link(user_data);
    return G_SOURCE_CONTINUE;
}

void
app_header_bind(AppHeader *self, Station *station, StationLink *link)
{
    self->station = g_object_ref(station);
    self->link = g_object_ref(link);
    g_signal_connect_object(station, "config-changed", G_CALLBACK(show_station), self,
                            G_CONNECT_SWAPPED);
    g_signal_connect_object(station, "session-changed", G_CALLBACK(show_operator), self,
                            G_CONNECT_SWAPPED);
    g_signal_connect_object(link, "changed", G_CALLBACK(show_link), self, G_CONNECT_SWAPPED);
    self->clock = g_timeout_add_seconds(CLOCK_SECONDS, on_clock, self);
    show_station(self);
    show_link(self);
    show_operator(self);
}

void
app_header_offer_back(AppHeader *self, gboolean offered)
{
    gtk_widget_set_visible(self->back, offered);
}

static void
app_header_dispose(GObject *object)
{
    AppHeader *self = APP_HEADER(object);

    g_clear_handle_id(&self->clock, g_source_remove);
    g_clear_object(&self->link);
    g_clear_object(&self->station);
    G_OBJECT_CLASS(app_header_parent_class)->dispose(object);
}

static void
app_header_class_init(AppHeaderClass *class)
{
    GtkWidgetClass *widget_class = GTK_WIDGET_CLASS(class);

    G_OBJECT_CLASS(class)->dispose = app_header_dispose;
    gtk_widget_class_set_template_from_resource(widget_class,
                                                "/tw/edu/ksu/ScanStation/app-header.ui");
    gtk_widget_class_bind_template_child(widget_class, AppHeader, title);
    gtk_widget_class_bind_template_child(widget_class, AppHeader, menu);
    gtk_widget_class_bind_template_child(widget_class, AppHeader, back);
    gtk_widget_class_bind_template_child(widget_class, AppHeader, server_pill);
    gtk_widget_class_bind_template_child(widget_class, AppHeader, server_label);
    gtk_widget_class_bind_template_child(widget_class, AppHeader, outbox);
    gtk_widget_class_bind_template_child(widget_class, AppHeader, operator);
}

static void
app_header_init(AppHeader *self)
{
    gtk_widget_init_template(GTK_WIDGET(self));
    /* What takes the focus is the button within, which GTK 4.8 leaves without a name. */
    app_spoken_name(gtk_widget_get_first_child(GTK_WIDGET(self->menu)), _("Main menu"));
    app_spoken_menu(self->menu);
}
