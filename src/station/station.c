#include "station.h"

#include "base-error.h"
#include "base-folder.h"
#include "base-password.h"
#include "station-known.h"

#include <errno.h>
#include <string.h>
#include <sys/stat.h>

struct _Station {
    GObject parent_instance;
    char *profile;
    StationConfig *config;
    GPtrArray *former; /* of StationConfig: somebody may still be reading them */
    Client *client;    /* NULL without a server */
    StationSession *session;
    BasePassword *password; /* of the session; NULL if it was made by another process */
    guint wrong;            /* passwords in a row while the server was away */
    Outbox *outbox;
};

G_DEFINE_FINAL_TYPE(Station, station, G_TYPE_OBJECT)

static guint session_changed, config_changed;

static void
station_finalize(GObject *object)
{
    Station *self = STATION_STATION(object);
    g_clear_pointer(&self->outbox, outbox_close);
    g_clear_pointer(&self->session, station_session_free);
    g_clear_pointer(&self->client, client_free);
    g_clear_pointer(&self->password, base_password_free);
    g_clear_pointer(&self->config, station_config_free);
    g_clear_pointer(&self->former, g_ptr_array_unref);
    g_free(self->profile);
    G_OBJECT_CLASS(station_parent_class)->finalize(object);
}

static void
station_class_init(StationClass *klass)
{
    G_OBJECT_CLASS(klass)->finalize = station_finalize;
    session_changed = g_signal_new("session-changed", STATION_TYPE_STATION, G_SIGNAL_RUN_LAST, 0,
                                   NULL, NULL, NULL, G_TYPE_NONE, 0);
    config_changed = g_signal_new("config-changed", STATION_TYPE_STATION, G_SIGNAL_RUN_LAST, 0,
                                  NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
station_init(Station *self)
{
    self->former = g_ptr_array_new_with_free_func((GDestroyNotify)station_config_free);
}

/* An existing folder that others may enter is narrowed and not used as it was found. */
static gboolean
make_profile(const char *path, GError **error)
{
    g_autoptr(GError) failed = NULL;
    struct stat found;
    if (!base_folder_make(path, 0700, &failed)) {
        g_set_error(error, STATION_ERROR, STATION_ERROR_PROFILE, "%s", failed->message);
        return FALSE;
    }
    if (stat(path, &found) == 0 && S_ISDIR(found.st_mode) &&
        ((found.st_mode & 077) == 0 || chmod(path, 0700) == 0))
        return TRUE;
    g_set_error(error, STATION_ERROR, STATION_ERROR_PROFILE,
                "%s cannot be made a folder of its owner alone", path);
    return FALSE;
}

Station *
station_new(const char *profile, const char *server, GError **error)
{
    g_autoptr(Station) self = g_object_new(STATION_TYPE_STATION, NULL);
    if (profile != NULL)
        self->profile = g_canonicalize_filename(profile, NULL);
    else
        self->profile = g_build_filename(g_get_user_data_dir(), "scan-station", NULL);
    if (!make_profile(self->profile, error))
        return NULL;
    self->config = station_config_load(self->profile, error);
    if (self->config == NULL)
        return NULL;
    if (server == NULL)
        server = self->config->server;
    if (*server != '\0') {
        const char *ca_file = self->config->ca_file;
        self->client = client_new(server, *ca_file != '\0' ? ca_file : NULL, NULL, error);
        if (self->client == NULL)
            return NULL;
    }
    return g_steal_pointer(&self);
}

const char *
station_get_profile(Station *station)
{
    return station->profile;
}

const StationConfig *
station_get_config(Station *station)
{
    return station->config;
}

gboolean
station_change_config(Station *station, const StationConfigChange *changes, guint n, GError **error)
{
    StationConfig *fresh;
    if (!station_config_store_all(station->profile, changes, n, error))
        return FALSE;
    fresh = station_config_load(station->profile, error);
    if (fresh == NULL)
        return FALSE;
    g_ptr_array_add(station->former, station->config);
    station->config = fresh;
    g_signal_emit(station, config_changed, 0);
    return TRUE;
}

Client *
station_get_client(Station *station, GError **error)
{
    if (station->client == NULL)
        g_set_error(error, STATION_ERROR, STATION_ERROR_NO_SERVER,
                    "neither %s/station.conf nor the caller names a server", station->profile);
    return station->client;
}

const StationSession *
station_get_session(Station *station, GError **error)
{
    if (station_get_client(station, error) == NULL)
        return NULL;
    g_autoptr(StationSession)
        session = station_session_load(station->profile, client_base_url(station->client), error);
    if (session == NULL)
        return NULL;
    client_set_token(station->client, session->token);
    g_clear_pointer(&station->session, station_session_free);
    station->session = g_steal_pointer(&session);
    return station->session;
}

typedef struct {
    char *ksuid;
    char *password;
    BasePassword *known; /* what is kept of it */
} SignIn;

static void
sign_in_free(SignIn *data)
{
    memset(data->password, 0, strlen(data->password));
    g_free(data->password);
    g_free(data->ksuid);
    g_clear_pointer(&data->known, base_password_free);
    g_free(data);
}

static gboolean
sign_in(Station *self, SignIn *data, GCancellable *cancellable, GError **error)
{
    g_autoptr(ApiSession)
        granted = client_sign_in(self->client, data->ksuid, data->password, cancellable, error);
    if (granted == NULL)
        return FALSE;
    g_autoptr(StationSession) session = station_session_new(client_base_url(self->client), granted);
    if (!station_session_save(session, self->profile, error))
        return FALSE;
    g_clear_pointer(&data->known, base_password_free);
    data->known = base_password_new(data->password);
    return TRUE;
}

static void
sign_in_thread(GTask *task, gpointer source, gpointer task_data, GCancellable *cancellable)
{
    GError *error = NULL;
    if (sign_in(source, task_data, cancellable, &error))
        g_task_return_boolean(task, TRUE);
    else
        g_task_return_error(task, error);
}

static SignIn *
sign_in_new(const char *ksuid, const char *password)
{
    SignIn *data = g_new0(SignIn, 1);
    data->ksuid = g_strdup(ksuid);
    data->password = g_strdup(password);
    return data;
}

void
station_sign_in_async(Station *station, const char *ksuid, const char *password,
                      GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data)
{
    g_autoptr(GTask) task = g_task_new(station, cancellable, callback, user_data);
    GError *error = NULL;
    if (station_get_client(station, &error) == NULL) {
        g_task_return_error(task, error);
        return;
    }
    g_task_set_task_data(task, sign_in_new(ksuid, password), (GDestroyNotify)sign_in_free);
    g_task_run_in_thread(task, sign_in_thread);
}

/* Keeps what is kept of the password, and tells. */
static gboolean
take_session(Station *self, GAsyncResult *result, GError **error)
{
    SignIn *data = g_task_get_task_data(G_TASK(result));
    if (station_get_session(self, error) == NULL)
        return FALSE;
    g_clear_pointer(&self->password, base_password_free);
    self->password = g_steal_pointer(&data->known);
    self->wrong = 0;
    g_signal_emit(self, session_changed, 0);
    return TRUE;
}

gboolean
station_sign_in_finish(Station *station, GAsyncResult *result, GError **error)
{
    return g_task_propagate_boolean(G_TASK(result), error) && take_session(station, result, error);
}

/* ---- unlocking ---- */

static void
unlock_thread(GTask *task, gpointer source, gpointer task_data, GCancellable *cancellable)
{
    SignIn *data = task_data;
    GError *error = NULL;
    if (sign_in(source, data, cancellable, &error)) {
        g_task_return_boolean(task, TRUE);
        return;
    }
    if (data->known == NULL || !client_error_may_pass(error) ||
        g_error_matches(error, API_PROBLEM_ERROR, API_PROBLEM_TOO_MANY_REQUESTS)) {
        g_task_return_error(task, error);
        return;
    }
    g_clear_error(&error);
    if (base_password_is(data->known, data->password))
        g_task_return_boolean(task, TRUE);
    else
        g_task_return_new_error(task, API_PROBLEM_ERROR, API_PROBLEM_WRONG_PASSWORD,
                                "not the password of %s", data->ksuid);
}

void
station_unlock_async(Station *station, const char *password, GCancellable *cancellable,
                     GAsyncReadyCallback callback, gpointer user_data)
{
    g_autoptr(GTask) task = g_task_new(station, cancellable, callback, user_data);
    GError *error = NULL;
    const StationSession *session = station_get_session(station, &error);
    if (session == NULL) {
        g_task_return_error(task, error);
        return;
    }
    SignIn *data = sign_in_new(session->ksuid, password);
    data->known = g_steal_pointer(&station->password);
    g_task_set_task_data(task, data, (GDestroyNotify)sign_in_free);
    g_task_run_in_thread(task, unlock_thread);
}

gboolean
station_unlock_finish(Station *station, GAsyncResult *result, GError **error)
{
    g_autoptr(GError) failed = NULL;
    SignIn *data = g_task_get_task_data(G_TASK(result));
    if (g_task_propagate_boolean(G_TASK(result), &failed))
        return take_session(station, result, error);
    if (data != NULL && station->password == NULL)
        station->password = g_steal_pointer(&data->known);
    if (g_error_matches(failed, API_PROBLEM_ERROR, API_PROBLEM_WRONG_PASSWORD) &&
        ++station->wrong >= STATION_UNLOCK_TRIES)
        g_clear_pointer(&station->password, base_password_free);
    g_propagate_error(error, g_steal_pointer(&failed));
    return FALSE;
}

gboolean
station_can_unlock_alone(Station *station)
{
    return station->password != NULL && station_get_session(station, NULL) != NULL;
}

static void
sign_out_thread(GTask *task, gpointer source, gpointer task_data G_GNUC_UNUSED,
                GCancellable *cancellable)
{
    Station *self = source;
    GError *error = NULL;
    /* The token is forgotten here whether or not the server hears of it: it ends there by age. */
    client_sign_out(self->client, cancellable, NULL);
    client_set_token(self->client, NULL);
    if (!station_session_forget(self->profile, &error) ||
        !station_known_clear(self->profile, &error)) {
        g_task_return_error(task, error);
        return;
    }
    g_task_return_boolean(task, TRUE);
}

void
station_sign_out_async(Station *station, GCancellable *cancellable, GAsyncReadyCallback callback,
                       gpointer user_data)
{
    g_autoptr(GTask) task = g_task_new(station, cancellable, callback, user_data);
    GError *error = NULL;
    if (station_get_client(station, &error) == NULL)
        g_task_return_error(task, error);
    else
        g_task_run_in_thread(task, sign_out_thread);
}

gboolean
station_sign_out_finish(Station *station, GAsyncResult *result, GError **error)
{
    if (!g_task_propagate_boolean(G_TASK(result), error))
        return FALSE;
    g_clear_pointer(&station->session, station_session_free);
    g_clear_pointer(&station->password, base_password_free);
    g_signal_emit(station, session_changed, 0);
    return TRUE;
}

typedef struct {
    gboolean for_writing;
    guint recovered;
    Outbox *outbox;
} Opening;

static void
opening_free(Opening *opening)
{
    g_clear_pointer(&opening->outbox, outbox_close);
    g_free(opening);
}

static void
open_outbox_thread(GTask *task, gpointer source, gpointer task_data,
                   GCancellable *cancellable G_GNUC_UNUSED)
{
    Station *self = source;
    Opening *opening = task_data;
    GError *error = NULL;
    g_autofree char *path = g_build_filename(self->profile, "outbox", NULL);
    if (opening->for_writing)
        opening->outbox = outbox_open(path, &opening->recovered, &error);
    else
        opening->outbox = outbox_open_read_only(path, &error);
    if (opening->outbox == NULL) {
        g_task_return_error(task, error);
        return;
    }
    /* What cannot be expired today is expired at the next start; no work is kept from anybody. */
    if (opening->for_writing)
        outbox_expire(opening->outbox, OUTBOX_KEEP_DEFAULT, NULL, NULL);
    g_task_return_boolean(task, TRUE);
}

void
station_open_outbox_async(Station *station, gboolean for_writing, GCancellable *cancellable,
                          GAsyncReadyCallback callback, gpointer user_data)
{
    g_autoptr(GTask) task = g_task_new(station, cancellable, callback, user_data);
    Opening *opening = g_new0(Opening, 1);
    opening->for_writing = for_writing;
    g_task_set_task_data(task, opening, (GDestroyNotify)opening_free);
    g_task_run_in_thread(task, open_outbox_thread);
}

gboolean
station_open_outbox_finish(Station *station, GAsyncResult *result, guint *ret_recovered,
                           GError **error)
{
    if (!g_task_propagate_boolean(G_TASK(result), error))
        return FALSE;
    Opening *opening = g_task_get_task_data(G_TASK(result));
    g_clear_pointer(&station->outbox, outbox_close);
    station->outbox = g_steal_pointer(&opening->outbox);
    if (ret_recovered != NULL)
        *ret_recovered = opening->recovered;
    return TRUE;
}

Outbox *
station_get_outbox(Station *station)
{
    return station->outbox;
}
