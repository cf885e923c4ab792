#include "server.h"

#include "base-clock.h"
#include "base-json-text.h"
#include "endpoint.h"

#include <glib-unix.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

#define WORKERS         8
#define MAX_CONNECTIONS 12000
#define TIMEOUT_SECONDS 30
#define LINE_SIZE       256 /* of the log; more is taken where it is needed */
/* Of the database, the vault and originals on their way out: what connections must leave over. */
#define OTHER_FILES 256

/* One line of the log: a JSON object, with nothing in it that names a person. */
static GString *
begin_line(const char *level)
{
    g_autofree char *now = base_time_to_string(base_clock_now());
    GString *line = g_string_sized_new(LINE_SIZE);

    g_string_append_c(line, '{');
    base_json_text_add_string(line, "time", now);
    base_json_text_add_string(line, "level", level);
    return line;
}

/* One write, so that lines of several threads do not mix. Takes the line. */
static void
write_line(GString *line)
{
    g_string_append(line, "}\n");
    if (write(STDERR_FILENO, line->str, line->len) < 0)
        line->len = 0; /* a log that cannot be written must not stop the counter */
    g_string_free(line, TRUE);
}

static void
log_request(const HttpRecord *record, gpointer endpoint)
{
    GString *line = begin_line("info");

    endpoint_count(record, endpoint);
    base_json_text_add_string(line, "id", record->id);
    base_json_text_add_string(line, "method",
                              g_utf8_validate(record->method, -1, NULL) ? record->method : "");
    base_json_text_add_string(line, "route", record->route);
    base_json_text_add_number(line, "status", record->status);
    base_json_text_add_number(line, "microseconds", (guint64)record->duration);
    base_json_text_add_number(line, "bytes_in", record->bytes_in);
    base_json_text_add_number(line, "bytes_out", record->bytes_out);
    write_line(line);
}

/* What the libraries warn of, in the same form. */
static GLogWriterOutput
write_log(GLogLevelFlags level, const GLogField *fields, gsize n_fields, gpointer data)
{
    const char *message = "";
    GString *line;

    (void)data;
    if ((level & (G_LOG_LEVEL_DEBUG | G_LOG_LEVEL_INFO)) != 0)
        return G_LOG_WRITER_HANDLED;
    for (gsize i = 0; i < n_fields; i++) {
        if (strcmp(fields[i].key, "MESSAGE") == 0)
            message = fields[i].value;
    }
    line = begin_line((level & G_LOG_LEVEL_WARNING) != 0 ? "warning" : "error");
    base_json_text_add_string(line, "message", g_utf8_validate(message, -1, NULL) ? message : "");
    write_line(line);
    return G_LOG_WRITER_HANDLED;
}

static gboolean
stop(gpointer loop)
{
    g_main_loop_quit(loop);
    return G_SOURCE_CONTINUE;
}

static gboolean
beat(gpointer endpoint)
{
    endpoint_beat(endpoint);
    return G_SOURCE_CONTINUE;
}

static gboolean
sweep(gpointer endpoint)
{
    endpoint_sweep(endpoint);
    return G_SOURCE_CONTINUE;
}

/* Before anybody is told that we listen: who is told may stop us at once. */
static void
arm(GMainLoop *loop, Endpoint *endpoint)
{
    g_unix_signal_add(SIGTERM, stop, loop);
    g_unix_signal_add(SIGINT, stop, loop);
    g_timeout_add_seconds(ENDPOINT_BEAT_SECONDS, beat, endpoint);
    g_timeout_add_seconds(ENDPOINT_SWEEP_SECONDS, sweep, endpoint);
}

/* Answers until a signal comes. */
static int
answer(const HttpServerConfig *config, const char *listen, Endpoint *endpoint)
{
    g_autoptr(GMainLoop) loop = g_main_loop_new(NULL, FALSE);
    g_autoptr(GError) error = NULL;
    HttpServer *server;

    arm(loop, endpoint);
    endpoint_sweep(endpoint);
    server = http_server_start(config, listen, &error);
    if (server == NULL) {
        server_complain("%s", error->message);
        return SERVER_FAILED;
    }
    printf("listening on http://%s\n", http_server_address(server));
    fflush(stdout);
    g_main_loop_run(loop);
    endpoint_end_streams(endpoint);
    http_server_stop(server);
    return SERVER_DONE;
}

/* As many connections as there are descriptors for, once the limit is as high as it may be: one
 * too many would not be refused, but would keep a commit from its file. */
static guint
max_connections(void)
{
    struct rlimit files;

    if (getrlimit(RLIMIT_NOFILE, &files) != 0)
        return OTHER_FILES;
    files.rlim_cur = MIN(files.rlim_max, MAX_CONNECTIONS + OTHER_FILES);
    setrlimit(RLIMIT_NOFILE, &files);
    return (guint)MAX(files.rlim_cur, 2 * OTHER_FILES) - OTHER_FILES;
}

static int
serve(const char *data_dir, const char *listen)
{
    g_autofree char *path = server_database_path(data_dir);
    g_autoptr(GError) error = NULL;
    g_autoptr(Store) store = NULL;
    g_autoptr(Vault) vault = NULL;
    g_autoptr(Endpoint) endpoint = NULL;
    HttpServerConfig config = {.authorize = endpoint_authorize,
                               .ended = log_request,
                               .workers = WORKERS,
                               .max_connections = max_connections(),
                               .timeout = TIMEOUT_SECONDS};

    if (!server_lock_data_dir(data_dir))
        return SERVER_FAILED;
    store = store_open(path, &error);
    if (store != NULL)
        vault = vault_open(data_dir, &error);
    if (vault == NULL) {
        server_complain("%s", error->message);
        return SERVER_FAILED;
    }
    endpoint = endpoint_new(store, vault);
    config.routes = endpoint_routes(&config.n_routes);
    config.context = endpoint;
    return answer(&config, listen, endpoint);
}

int
server_serve(int argc, char *argv[])
{
    g_autofree char *data_dir = NULL;
    g_autofree char *listen = NULL;
    const GOptionEntry entries[] = {
        {"data-dir", 0, 0, G_OPTION_ARG_FILENAME, &data_dir, "Where the records live", "DIR"},
        {"listen", 0, 0, G_OPTION_ARG_STRING, &listen, "Address and port (127.0.0.1:8080)",
         "ADDRESS"},
        G_OPTION_ENTRY_NULL,
    };
    g_autoptr(GOptionContext) context = g_option_context_new(NULL);

    g_option_context_add_main_entries(context, entries, NULL);
    if (!server_parse(context, &argc, &argv))
        return SERVER_USAGE;
    if (data_dir == NULL || argc != 1) {
        server_complain("serve needs --data-dir DIR");
        return SERVER_USAGE;
    }
    signal(SIGPIPE, SIG_IGN);
    g_log_set_writer_func(write_log, NULL, NULL);
    return serve(data_dir, listen != NULL ? listen : "127.0.0.1:8080");
}
