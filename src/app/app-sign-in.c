#include "app-sign-in.h"

#include "api-problem.h"
#include "station-language.h"
#include "station-sentence.h"

struct _AppSignIn {
    GtkBox parent_instance;

    Station *station;
    gboolean busy;

    GtkLabel *server;
    GtkLabel *reason;
    GtkEditable *ksuid;
    GtkEditable *password;
    GtkLabel *caps_lock;
    GtkLabel *trouble;
    GtkWidget *sign_in;
    GtkStack *face; /* of the button: its words, or a spinner */
};

G_DEFINE_FINAL_TYPE(AppSignIn, app_sign_in, GTK_TYPE_BOX)

gboolean
app_sign_in_suffices(const StationSession *session)
{
    return session != NULL && session->role != API_ROLE_STUDENT;
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
    gtk_widget_grab_focus(GTK_WIDGET(gtk_editable_get_delegate(row)));
    g_debug("sign-in: asks");
    return G_SOURCE_REMOVE;
}

/* When the screen before has gone: GTK moves a focus that was lost with it on by one, later. */
static void
type_into(GtkEditable *row)
{
    g_idle_add_full(G_PRIORITY_DEFAULT_IDLE, on_settled, g_object_ref(row), g_object_unref);
}

static void
set_busy(AppSignIn *self, gboolean busy)
{
    self->busy = busy;
    gtk_widget_set_sensitive(self->sign_in, !busy);
    gtk_stack_set_visible_child_name(self->face, busy ? "spinner" : "words");
}

/* ---- signing in ---- */

static void
refuse(AppSignIn *self, const GError *error)
{
    gboolean wrong = g_error_matches(error, API_PROBLEM_ERROR, API_PROBLEM_WRONG_PASSWORD);

    g_debug("sign-in: refused, %s", station_sentence_code(error));
    say(self->trouble, station_sentence_text(error));
    gtk_widget_add_css_class(GTK_WIDGET(self->password), "error");
    /* A wrong password is typed anew; one that was not looked at need not be. */
    if (wrong)
        gtk_editable_set_text(self->password, "");
    type_into(self->password);
}

static void
on_turned_away(GObject *source, GAsyncResult *result, gpointer user_data)
{
    g_autoptr(AppSignIn) self = user_data;
    g_autoptr(GError)
        error = g_error_new_literal(API_PROBLEM_ERROR, API_PROBLEM_FORBIDDEN, "not counter staff");

    station_sign_out_finish(STATION_STATION(source), result, NULL);
    set_busy(self, FALSE);
    refuse(self, error);
}

static void
on_signed_in(GObject *source, GAsyncResult *result, gpointer user_data)
{
    g_autoptr(AppSignIn) self = user_data;
    g_autoptr(GError) error = NULL;
    Station *station = STATION_STATION(source);

    if (!station_sign_in_finish(station, result, &error)) {
        set_busy(self, FALSE);
        refuse(self, error);
        return;
    }
    gtk_editable_set_text(self->password, "");
    if (app_sign_in_suffices(station_get_session(station, NULL)))
        set_busy(self, FALSE);
    else
        station_sign_out_async(station, NULL, on_turned_away, g_steal_pointer(&self));
}

static void
on_sign_in(AppSignIn *self)
{
    const char *ksuid = gtk_editable_get_text(self->ksuid);
    const char *password = gtk_editable_get_text(self->password);

    if (self->busy)
        return;
    if (*ksuid == '\0' || *password == '\0') {
        type_into(*ksuid == '\0' ? self->ksuid : self->password);
        return;
    }
    say(self->trouble, "");
    gtk_widget_remove_css_class(GTK_WIDGET(self->password), "error");
    set_busy(self, TRUE);
    station_sign_in_async(self->station, ksuid, password, NULL, on_signed_in, g_object_ref(self));
}

/* ---- the rest ---- */

static void
on_caps_lock(GdkDevice *keyboard, GParamSpec *pspec, AppSignIn *self)
{
    (void)pspec;
    say(self->caps_lock, gdk_device_get_caps_lock_state(keyboard) ? _("Caps Lock is on") : "");
}

void
app_sign_in_ask(AppSignIn *self, const char *reason, const char *ksuid)
{
    say(self->reason, reason != NULL ? reason : "");
    say(self->trouble, "");
    gtk_widget_remove_css_class(GTK_WIDGET(self->password), "error");
    gtk_editable_set_text(self->ksuid, ksuid);
    gtk_editable_set_text(self->password, "");
    type_into(*ksuid == '\0' ? self->ksuid : self->password);
}

void
app_sign_in_bind(AppSignIn *self, Station *station)
{
    GdkSeat *seat = gdk_display_get_default_seat(gtk_widget_get_display(GTK_WIDGET(self)));
    GdkDevice *keyboard = seat != NULL ? gdk_seat_get_keyboard(seat) : NULL;

    self->station = g_object_ref(station);
    gtk_label_set_label(self->server, station_get_config(station)->server);
    if (keyboard == NULL)
        return;
    g_signal_connect_object(keyboard, "notify::caps-lock-state", G_CALLBACK(on_caps_lock), self, 0);
    on_caps_lock(keyboard, NULL, self);
}

static void
app_sign_in_dispose(GObject *object)
{
    g_clear_object(&APP_SIGN_IN(object)->station);
    G_OBJECT_CLASS(app_sign_in_parent_class)->dispose(object);
}

static void
app_sign_in_class_init(AppSignInClass *class)
{
    GtkWidgetClass *widget_class = GTK_WIDGET_CLASS(class);

    G_OBJECT_CLASS(class)->dispose = app_sign_in_dispose;
    gtk_widget_class_set_template_from_resource(widget_class,
                                                "/tw/edu/ksu/ScanStation/app-sign-in.ui");
    gtk_widget_class_bind_template_callback(widget_class, on_sign_in);
#define BIND(child) gtk_widget_class_bind_template_child(widget_class, AppSignIn, child)
    BIND(server);
    BIND(reason);
    BIND(ksuid);
    BIND(password);
    BIND(caps_lock);
    BIND(trouble);
    BIND(sign_in);
    BIND(face);
#undef BIND
}

static void
app_sign_in_init(AppSignIn *self)
{
    gtk_widget_init_template(GTK_WIDGET(self));
}
