#include "app-sign-in.h"

#include "app-spoken.h"

#include "api-problem.h"
#include "station-language.h"
#include "station-sentence.h"

/* Who is answered sooner need not see a spinner. */
#define SPINNER_MILLISECONDS 300

struct _AppSignIn {
    GtkBox parent_instance;

    Station *station;
    char *present;    /* whose password it asks for; NULL in the whole form */
    guint wait;       /* seconds before the server wants to be asked again */
    guint wait_timer; /* counts them */
    guint spin_timer; /* 0 when the spinner is due or nothing is under way */

    GtkLabel *title;
    GtkLabel *server;
    GtkLabel *reason;
    GtkEditable *ksuid;
    GtkEditable *password;
    GtkLabel *caps_lock;
    GtkLabel *trouble;
    GtkWidget *sign_in;
    GtkStack *face; /* of the button: its words, or a spinner */
    GtkLabel *words;
    GtkWidget *other;
    gboolean busy;
};

G_DEFINE_FINAL_TYPE(AppSignIn, app_sign_in, GTK_TYPE_BOX)

gboolean
app_sign_in_suffices(const StationSession *session)
{
    return session != NULL && session->role == API_ROLE_STAFF;
}

static void
say(GtkLabel *label, const char *words)
{
    gtk_label_set_label(label, words);
    gtk_widget_set_visible(GTK_WIDGET(label), *words != '\0');
}

static gboolean
on_settled(gpointer row)
{
    if (gtk_widget_is_visible(row)) { /* else something else comes first */
        gtk_widget_grab_focus(GTK_WIDGET(gtk_editable_get_delegate(row)));
        g_debug("sign-in: asks");
    }
    return G_SOURCE_REMOVE;
}

/* When the screen before has gone: GTK moves a focus that was lost with it on by one, later. */
static void
type_into(GtkEditable *row)
{
    g_idle_add_full(G_PRIORITY_DEFAULT_IDLE, on_settled, g_object_ref(row), g_object_unref);
}

static gboolean
on_spinner_due(gpointer user_data)
{
    AppSignIn *self = user_data;

    self->spin_timer = 0;
    gtk_stack_set_visible_child_name(self->face, "spinner");
    return G_SOURCE_REMOVE;
}

static void
set_busy(AppSignIn *self, gboolean busy)
{
    self->busy = busy;
    gtk_widget_set_sensitive(self->sign_in, !busy && self->wait == 0);
    gtk_widget_set_sensitive(self->other, !busy);
    g_clear_handle_id(&self->spin_timer, g_source_remove);
    gtk_stack_set_visible_child_name(self->face, "words");
    if (busy)
        self->spin_timer = g_timeout_add(SPINNER_MILLISECONDS, on_spinner_due, self);
}

/* ---- being refused ---- */

static void
say_wait(AppSignIn *self)
{
    g_autofree char *words = g_strdup_printf(ngettext("Too many attempts. Try again in %u second.",
                                                      "Too many attempts. Try again in %u seconds.",
                                                      self->wait),
                                             self->wait);

    say(self->trouble, words);
}

static gboolean
on_second(gpointer user_data)
{
    AppSignIn *self = user_data;

    self->wait--;
    if (self->wait > 0) {
        say_wait(self);
        return G_SOURCE_CONTINUE;
    }
    self->wait_timer = 0;
    say(self->trouble, "");
    set_busy(self, FALSE);
    return G_SOURCE_REMOVE;
}

static void
forget_trouble(AppSignIn *self)
{
    g_clear_handle_id(&self->wait_timer, g_source_remove);
    self->wait = 0;
    say(self->trouble, "");
    gtk_widget_remove_css_class(GTK_WIDGET(self->password), "error");
}

/* What the general sentence of an error says too much or too little of, at this place. */
static const char *
sentence_of(AppSignIn *self, const GError *error)
{
    if (g_error_matches(error, API_PROBLEM_ERROR, API_PROBLEM_WRONG_PASSWORD) &&
        self->present != NULL)
        return _("The password is wrong. Try again.");
    if (g_error_matches(error, API_PROBLEM_ERROR, API_PROBLEM_FORBIDDEN))
        return _("This account may not work at the counter. Sign in as counter staff.");
    if (g_error_matches(error, CLIENT_ERROR, CLIENT_ERROR_UNREACHABLE) ||
        g_error_matches(error, CLIENT_ERROR, CLIENT_ERROR_TIMEOUT) ||
        g_error_matches(error, CLIENT_ERROR, CLIENT_ERROR_CUT))
        return _("The server cannot be reached, so the password cannot be checked. What was "
                 "scanned is safe. Check the network and try again.");
    return station_sentence_text(error);
}

static void
refuse(AppSignIn *self, const GError *error)
{
    g_debug("sign-in: refused, %s", station_sentence_code(error));
    self->wait = api_problem_error_get_wait(error);
    set_busy(self, FALSE);
    if (self->wait > 0) {
        say_wait(self);
        self->wait_timer = g_timeout_add_seconds(1, on_second, self);
    } else {
        say(self->trouble, sentence_of(self, error));
    }
    /* A wrong password is typed anew; one that was not looked at need not be. */
    if (g_error_matches(error, API_PROBLEM_ERROR, API_PROBLEM_WRONG_PASSWORD)) {
        gtk_widget_add_css_class(GTK_WIDGET(self->password), "error");
        gtk_editable_set_text(self->password, "");
    }
    type_into(self->password);
}

/* ---- signing in ---- */

static void
on_turned_away(GObject *source, GAsyncResult *result, gpointer user_data)
{
    g_autoptr(AppSignIn) self = user_data;
    g_autoptr(GError)
        error = g_error_new_literal(API_PROBLEM_ERROR, API_PROBLEM_FORBIDDEN, "not counter staff");

    station_sign_out_finish(STATION_STATION(source), result, NULL);
    refuse(self, error);
}

static void
end_sign_in(AppSignIn *self, const GError *error)
{
    if (error != NULL) {
        refuse(self, error);
        return;
    }
    gtk_editable_set_text(self->password, "");
    if (app_sign_in_suffices(station_get_session(self->station, NULL)))
        set_busy(self, FALSE);
    else
        station_sign_out_async(self->station, NULL, on_turned_away, g_object_ref(self));
}

static void
on_signed_in(GObject *source, GAsyncResult *result, gpointer user_data)
{
    g_autoptr(AppSignIn) self = user_data;
    g_autoptr(GError) error = NULL;

    station_sign_in_finish(STATION_STATION(source), result, &error);
    end_sign_in(self, error);
}

static void
on_unlocked(GObject *source, GAsyncResult *result, gpointer user_data)
{
    g_autoptr(AppSignIn) self = user_data;
    g_autoptr(GError) error = NULL;

    station_unlock_finish(STATION_STATION(source), result, &error);
    end_sign_in(self, error);
}

static void
on_sign_in(AppSignIn *self)
{
    const char *ksuid = self->present != NULL ? self->present : gtk_editable_get_text(self->ksuid);
    const char *password = gtk_editable_get_text(self->password);

    if (self->busy || self->wait > 0)
        return;
    if (*ksuid == '\0' || *password == '\0') {
        type_into(*ksuid == '\0' ? self->ksuid : self->password);
        return;
    }
    forget_trouble(self);
    set_busy(self, TRUE);
    if (self->present != NULL && station_get_session(self->station, NULL) != NULL)
        station_unlock_async(self->station, password, NULL, on_unlocked, g_object_ref(self));
    else
        station_sign_in_async(self->station, ksuid, password, NULL, on_signed_in,
                              g_object_ref(self));
}

/* ---- the two forms ---- */

static void
show_form(AppSignIn *self, const char *present)
{
    const char *verb = present != NULL ? _("Unlock") : _("Sign in");

    g_free(self->present);
    self->present = g_strdup(present);
    gtk_label_set_label(self->title, present != NULL ? _("Locked") : _("Sign in to the counter"));
    gtk_label_set_label(self->words, verb);
    app_spoken_name(GTK_WIDGET(self->sign_in), verb);
    gtk_widget_set_visible(GTK_WIDGET(self->ksuid), present == NULL);
    gtk_widget_set_visible(self->other, present != NULL);
    forget_trouble(self);
    gtk_editable_set_text(self->ksuid, "");
    gtk_editable_set_text(self->password, "");
    set_busy(self, FALSE);
    type_into(present != NULL ? self->password : self->ksuid);
}

static void
show_server(AppSignIn *self)
{
    gtk_label_set_label(self->server, station_get_server(self->station));
}

static void
on_config_changed(AppSignIn *self)
{
    if (self->present == NULL)
        show_server(self);
}

static void
on_other(AppSignIn *self)
{
    show_server(self);
    show_form(self, NULL);
}

void
app_sign_in_ask(AppSignIn *self, const char *reason, const StationSession *present)
{
    g_autofree char *who = NULL;

    say(self->reason, reason != NULL ? reason : "");
    if (present != NULL) {
        who = g_strdup_printf("%s · %s", present->name, present->ksuid);
        gtk_label_set_label(self->server, who);
    } else {
        show_server(self);
    }
    show_form(self, present != NULL ? present->ksuid : NULL);
}

/* ---- the object ---- */

static void
on_caps_lock(GdkDevice *keyboard, GParamSpec *pspec, AppSignIn *self)
{
    (void)pspec;
    say(self->caps_lock, gdk_device_get_caps_lock_state(keyboard) ? _("Caps Lock is on") : "");
}

void
app_sign_in_bind(AppSignIn *self, Station *station)
{
    GdkSeat *seat = gdk_display_get_default_seat(gtk_widget_get_display(GTK_WIDGET(self)));
    GdkDevice *keyboard = seat != NULL ? gdk_seat_get_keyboard(seat) : NULL;

    self->station = g_object_ref(station);
    g_signal_connect_object(station, "config-changed", G_CALLBACK(on_config_changed), self,
                            G_CONNECT_SWAPPED);
    show_server(self);
    if (keyboard == NULL)
        return;
    g_signal_connect_object(keyboard, "notify::caps-lock-state", G_CALLBACK(on_caps_lock), self, 0);
    on_caps_lock(keyboard, NULL, self);
}

static void
app_sign_in_dispose(GObject *object)
{
    AppSignIn *self = APP_SIGN_IN(object);

    g_clear_handle_id(&self->wait_timer, g_source_remove);
    g_clear_handle_id(&self->spin_timer, g_source_remove);
    g_clear_object(&self->station);
    G_OBJECT_CLASS(app_sign_in_parent_class)->dispose(object);
}

static void
app_sign_in_finalize(GObject *object)
{
    g_free(APP_SIGN_IN(object)->present);
    G_OBJECT_CLASS(app_sign_in_parent_class)->finalize(object);
}

static void
app_sign_in_class_init(AppSignInClass *class)
{
    GtkWidgetClass *widget_class = GTK_WIDGET_CLASS(class);

    G_OBJECT_CLASS(class)->dispose = app_sign_in_dispose;
    G_OBJECT_CLASS(class)->finalize = app_sign_in_finalize;
    gtk_widget_class_set_template_from_resource(widget_class,
                                                "/tw/edu/ksu/ScanStation/app-sign-in.ui");
    gtk_widget_class_bind_template_callback(widget_class, on_sign_in);
    gtk_widget_class_bind_template_callback(widget_class, on_other);
#define BIND(child) gtk_widget_class_bind_template_child(widget_class, AppSignIn, child)
    BIND(title);
    BIND(server);
    BIND(reason);
    BIND(ksuid);
    BIND(password);
    BIND(caps_lock);
    BIND(trouble);
    BIND(sign_in);
    BIND(face);
    BIND(words);
    BIND(other);
#undef BIND
}

static void
name_by_tooltip(GtkWidget *widget)
{
    const char *tooltip = gtk_widget_get_tooltip_text(widget);

    if (tooltip != NULL)
        app_spoken_name(GTK_WIDGET(widget), tooltip);
}

/* What the row's own controls say to the eye alone, in GTK 4.8, a screen reader shall say too:
 * "Show Text", and "Hide Text" when it is shown. */
static void
name_by_tooltips(GtkWidget *widget)
{
    GtkWidget *child;

    name_by_tooltip(widget);
    g_signal_connect(widget, "notify::tooltip-text", G_CALLBACK(name_by_tooltip), NULL);
    for (child = gtk_widget_get_first_child(widget); child != NULL;
         child = gtk_widget_get_next_sibling(child))
        name_by_tooltips(child);
}

static void
app_sign_in_init(AppSignIn *self)
{
    gtk_widget_init_template(GTK_WIDGET(self));
    name_by_tooltips(GTK_WIDGET(self->password));
}
