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
    gboolean given;            /* the server is the caller's and not the configuration's */
    Client *client;            /* NULL without a server; read by worker threads too */
    GPtrArray *former;         /* of StationConfig: somebody may still be reading them */
    GPtrArray *former_clients; /* of Client: a worker may still be asking them */
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
    g_clear_pointer(&self->former_clients, g_ptr_array_unref);
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
    self->former_clients = g_ptr_array_new_with_free_func((GDestroyNotify)client_free);
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

/* *ret_client becomes NULL where no server is named. */
static gboolean
make_client(const StationConfig *config, const char *server, Client **ret_client, GError **error)
{
    const char *ca_file = *config->ca_file != '\0' ? config->ca_file : NULL;
    Client *client = NULL;
    if (*server != '\0') {
        client = client_new(server, ca_file, NULL, error);
        if (client == NULL)
            return FALSE;
    }
    *ret_client = client;
    return TRUE;
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
    self->given = server != NULL;
    if (!make_client(self->config, self->given ? server : self->config->server, &self->client,
                     error))
        return NULL;
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

/* An address that no client takes would keep the next start from coming up. */
static gboolean
check_servers(const StationConfigChange *changes, guint n, GError **error)
{
    for (guint i = 0; i < n; i++) {
        if (strcmp(changes[i].group, "station") != 0 || strcmp(changes[i].key, "server") != 0 ||
            changes[i].value == NULL)
            continue;
        g_autoptr(Client) client = client_new(changes[i].value, NULL, NULL, error);
        if (client == NULL)
            return FALSE;
    }
    return TRUE;
}

/* What the server before has said is nothing to the new one. */
static void
serve(Station *self, Client *client)
{
    if (self->client != NULL)
        g_ptr_array_add(self->former_clients, self->client);
    g_atomic_pointer_set(&self->client, client);
    g_clear_pointer(&self->session, station_session_free);
    g_clear_pointer(&self->password, base_password_free);
    station_session_forget(self->profile, NULL);
    station_known_clear(self->profile, NULL);
}

gboolean
station_change_config(Station *station, const StationConfigChange *changes, guint n, GError **error)
{
    const StationConfig *was = station->config;
    Client *client = NULL;
    if (!check_servers(changes, n, error) ||
        !station_config_store_all(station->profile, changes, n, error))
        return FALSE;
    g_autoptr(StationConfig) fresh = station_config_load(station->profile, error);
    if (fresh == NULL)
        return FALSE;
    gboolean other = !station->given && (strcmp(fresh->server, was->server) != 0 ||
                                         strcmp(fresh->ca_file, was->ca_file) != 0);
    if (other && !make_client(fresh, fresh->server, &client, error))
        return FALSE;
    g_ptr_array_add(station->former, station->config);
    station->config = g_steal_pointer(&fresh);
    if (other)
        serve(station, client);
    g_signal_emit(station, config_changed, 0);
    if (other)
        g_signal_emit(station, session_changed, 0);
    return TRUE;
}

const char *
station_get_server(Station *station)
{
    return station->client != NULL ? client_base_url(station->client) : "";
}

gboolean
station_is_server_given(Station *station)
{
    return station->given;
}

Client *
station_get_client(Station *station, GError **error)
{
    Client *client = g_atomic_pointer_get(&station->client);
    if (client == NULL)
        g_set_error(error, STATION_ERROR, STATION_ERROR_NO_SERVER,
                    "neither %s/station.conf nor the caller names a server", station->profile);
    return client;
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
    Client *client = station_get_client(self, error);
    g_autoptr(ApiSession)
        granted = client != NULL
                      ? client_sign_in(client, data->ksuid, data->password, cancellable, error)
                      : NULL;
    if (granted == NULL)
        return FALSE;
    g_autoptr(StationSession) session = station_session_new(client_base_url(client), granted);
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
    Client *client = station_get_client(self, NULL);
    GError *error = NULL;
    /* The token is forgotten here whether or not the server hears of it: it ends there by age. */
    if (client != NULL) {
        client_sign_out(client, cancellable, NULL);
        client_set_token(client, NULL);
    }
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
