/* Runs one job of `scan` from a command line, for the tests: JSON lines on standard output, the
 * outcome last. Exit code 0 for a result, 3 for an error that has been printed.
 *
 *   scan-driver list | options DEVICE | scan DEVICE FILE
 *     --resolution DPI --mode MODE --format FORMAT --pages N --area X,Y,W,H --option NAME=VALUE
 *     --known (learn the device by a list first)  --cancel-at PERCENT  --cancel-after MS
 *     --deadline PHASE=MS */
#include "scan-job.h"

#include <fcntl.h>
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static int arg_resolution = 300, arg_pages = 1, arg_cancel_at = -1, arg_cancel_after = -1;
static char *arg_mode, *arg_format, *arg_area;
static char **arg_options, **arg_deadlines;
static gboolean arg_known;

static const GOptionEntry entries[] = {
    {"resolution", 0, 0, G_OPTION_ARG_INT, &arg_resolution, NULL, NULL},
    {"mode", 0, 0, G_OPTION_ARG_STRING, &arg_mode, NULL, NULL},
    {"format", 0, 0, G_OPTION_ARG_STRING, &arg_format, NULL, NULL},
    {"pages", 0, 0, G_OPTION_ARG_INT, &arg_pages, NULL, NULL},
    {"area", 0, 0, G_OPTION_ARG_STRING, &arg_area, NULL, NULL},
    {"option", 0, 0, G_OPTION_ARG_STRING_ARRAY, &arg_options, NULL, NULL},
    {"known", 0, 0, G_OPTION_ARG_NONE, &arg_known, NULL, NULL},
    {"cancel-at", 0, 0, G_OPTION_ARG_INT, &arg_cancel_at, NULL, NULL},
    {"cancel-after", 0, 0, G_OPTION_ARG_INT, &arg_cancel_after, NULL, NULL},
    {"deadline", 0, 0, G_OPTION_ARG_STRING_ARRAY, &arg_deadlines, NULL, NULL},
    {NULL, 0, 0, 0, NULL, NULL, NULL},
};

typedef struct {
    GMainLoop *loop;
    GCancellable *cancellable;
    GAsyncResult *result;
} Driver;

static void
print(json_t *object)
{
    char *text = json_dumps(object, JSON_COMPACT);
    printf("%s\n", text);
    fflush(stdout);
    free(text);
    json_decref(object);
}

static int
fail(const GError *error)
{
    g_assert_cmpstr(g_quark_to_string(error->domain), ==, g_quark_to_string(SCAN_ERROR));
    print(json_pack("{s:s, s:s, s:s}", "event", "error", "code",
                    scan_error_code((ScanError)error->code), "message", error->message));
    return 3;
}

static void
on_ready(GObject *source, GAsyncResult *result, gpointer user_data)
{
    (void)source;
    Driver *driver = user_data;
    driver->result = g_object_ref(result);
    g_main_loop_quit(driver->loop);
}

static gboolean
on_cancel_time(gpointer user_data)
{
    g_cancellable_cancel(user_data);
    return G_SOURCE_REMOVE;
}

static void
read_deadlines(ScanDeadlines *deadlines)
{
    const struct {
        const char *name;
        guint *value;
    } phases[] = {
        {"start", &deadlines->start},     {"list", &deadlines->list},
        {"open", &deadlines->open},       {"begin", &deadlines->begin},
        {"silence", &deadlines->silence}, {"finish", &deadlines->finish},
        {"close", &deadlines->close},     {"cancel", &deadlines->cancel},
    };
    for (guint i = 0; arg_deadlines && arg_deadlines[i]; i++) {
        g_auto(GStrv) parts = g_strsplit(arg_deadlines[i], "=", 2);
        for (guint j = 0; j < G_N_ELEMENTS(phases); j++)
            if (strcmp(phases[j].name, parts[0]) == 0)
                *phases[j].value = (guint)atoi(parts[1]);
    }
}

/* ---- the verbs ---- */

static GPtrArray *
list(Driver *driver, const ScanDeadlines *deadlines, GError **error)
{
    scan_devices_async(deadlines, driver->cancellable, on_ready, driver);
    g_main_loop_run(driver->loop);
    g_autoptr(GAsyncResult) result = g_steal_pointer(&driver->result);
    return scan_devices_finish(result, error);
}

static int
run_list(Driver *driver, const ScanDeadlines *deadlines)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(GPtrArray) devices = list(driver, deadlines, &error);
    if (!devices)
        return fail(error);
    for (guint i = 0; i < devices->len; i++) {
        const ScanDevice *device = devices->pdata[i];
        g_autofree char *identity = scan_device_to_identity(device);
        print(json_pack("{s:s, s:s, s:s, s:s, s:s, s:s, s:s}", "event", "device", "name",
                        device->name, "vendor", device->vendor, "model", device->model, "type",
                        device->type, "serial", device->serial, "identity", identity));
    }
    return 0;
}

static int
run_options(Driver *driver, const char *device, const ScanDeadlines *deadlines)
{
    g_autoptr(GError) error = NULL;
    scan_options_async(device, deadlines, driver->cancellable, on_ready, driver);
    g_main_loop_run(driver->loop);
    g_autoptr(GPtrArray) options = scan_options_finish(driver->result, &error);
    g_clear_object(&driver->result);
    if (!options)
        return fail(error);
    for (guint i = 0; i < options->len; i++) {
        const ScanOption *option = options->pdata[i];
        print(json_pack("{s:s, s:s, s:s, s:s, s:s, s:s, s:s, s:b, s:b}", "event", "option", "name",
                        option->name, "title", option->title, "unit", option->unit, "type",
                        option->type, "value", option->value, "range", option->range, "active",
                        option->active, "settable", option->settable));
    }
    return 0;
}

static void
on_page_started(ScanJob *job, guint page, guint width, guint height, guint preview_width,
                guint preview_height, gpointer user_data)
{
    (void)job;
    (void)user_data;
    print(json_pack("{s:s, s:i, s:i, s:i, s:i, s:i}", "event", "page-started", "page", page,
                    "width", width, "height", height, "preview_width", preview_width,
                    "preview_height", preview_height));
}

static void
on_progress(ScanJob *job, guint page, guint percent, gpointer user_data)
{
    (void)job;
    Driver *driver = user_data;
    print(json_pack("{s:s, s:i, s:i}", "event", "progress", "page", page, "percent", percent));
    if (arg_cancel_at >= 0 && percent >= (guint)arg_cancel_at)
        g_cancellable_cancel(driver->cancellable);
}

static void
on_preview(ScanJob *job, guint page, guint first_row, GBytes *rows, gpointer user_data)
{
    (void)job;
    (void)user_data;
    print(json_pack("{s:s, s:i, s:i, s:i}", "event", "preview", "page", page, "first_row",
                    first_row, "bytes", (int)g_bytes_get_size(rows)));
}

static void
on_page_done(ScanJob *job, guint page, guint width, guint height, guint dpi, gpointer user_data)
{
    (void)job;
    (void)user_data;
    print(json_pack("{s:s, s:i, s:i, s:i, s:i}", "event", "page-done", "page", page, "width", width,
                    "height", height, "dpi", dpi));
}

static void
on_adjusted(ScanJob *job, const char *name, const char *asked, const char *became,
            gpointer user_data)
{
    (void)job;
    (void)user_data;
    print(json_pack("{s:s, s:s, s:s, s:s}", "event", "adjusted", "name", name, "asked", asked,
                    "became", became));
}

static ScanSettings *
read_settings(void)
{
    ScanSettings *settings = scan_settings_new();
    settings->resolution = (guint)arg_resolution;
    settings->pages = (guint)arg_pages;
    if (arg_mode)
        g_assert_true(scan_mode_from_code(arg_mode, &settings->mode));
    if (arg_format)
        g_assert_true(scan_format_from_code(arg_format, &settings->format));
    if (arg_area)
        g_assert_true(scan_area_parse(arg_area, &settings->area));
    for (guint i = 0; arg_options && arg_options[i]; i++)
        g_ptr_array_add(settings->options, g_strdup(arg_options[i]));
    return settings;
}

static gboolean
learn(Driver *driver, ScanJob *job, const char *device, const ScanDeadlines *deadlines,
      GError **error)
{
    g_autoptr(GPtrArray) devices = list(driver, deadlines, error);
    if (devices)
        scan_job_set_known(job, scan_device_find(devices, device));
    return devices != NULL;
}

static int
run_scan(Driver *driver, const char *device, const char *path, const ScanDeadlines *deadlines)
{
    int fd = open(path, O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    g_autofree char *folder = g_path_get_dirname(path);
    int scratch_fd = open(folder, O_RDWR | O_TMPFILE | O_CLOEXEC, 0600);
    g_assert_true(fd >= 0 && scratch_fd >= 0);
    const ScanProvenance provenance = {"103-2-000017", "8F-1",
                                       "b3a7c2de-0000-4000-8000-000000000001"};
    g_autoptr(ScanSettings) settings = read_settings();
    g_autoptr(ScanJob) job = scan_job_new(deadlines);
    g_autoptr(GError) error = NULL;
    if (arg_known && !learn(driver, job, device, deadlines, &error))
        return fail(error);
    g_signal_connect(job, "page-started", G_CALLBACK(on_page_started), driver);
    g_signal_connect(job, "progress", G_CALLBACK(on_progress), driver);
    g_signal_connect(job, "preview-rows", G_CALLBACK(on_preview), driver);
    g_signal_connect(job, "page-done", G_CALLBACK(on_page_done), driver);
    g_signal_connect(job, "adjusted", G_CALLBACK(on_adjusted), driver);
    scan_job_run_async(job, device, settings, &provenance, fd, scratch_fd, driver->cancellable,
                       on_ready, driver);
    g_main_loop_run(driver->loop);
    g_autoptr(ScanResult) result = scan_job_run_finish(job, driver->result, &error);
    g_clear_object(&driver->result);
    close(fd);
    close(scratch_fd);
    if (!result)
        return fail(error);
    char sha256[BASE_DIGEST_HEX_SIZE];
    scan_digest_wait(result->digest, result->bytes, result->crc64, sha256);
    print(json_pack("{s:s, s:i, s:i, s:I, s:s, s:s, s:s, s:s, s:s, s:s}", "event", "done", "pages",
                    result->pages, "resolution", result->resolution, "bytes",
                    (json_int_t)result->bytes, "crc64", result->crc64, "sha256", sha256, "name",
                    result->device->name, "vendor", result->device->vendor, "model",
                    result->device->model, "serial", result->device->serial));
    return 0;
}

static int
run(Driver *driver, int argc, char **argv)
{
    ScanDeadlines deadlines = scan_deadlines_default;
    read_deadlines(&deadlines);
    if (arg_cancel_after >= 0)
        g_timeout_add((guint)arg_cancel_after, on_cancel_time, driver->cancellable);
    if (argc == 2 && strcmp(argv[1], "list") == 0)
        return run_list(driver, &deadlines);
    if (argc == 3 && strcmp(argv[1], "options") == 0)
        return run_options(driver, argv[2], &deadlines);
    if (argc == 4 && strcmp(argv[1], "scan") == 0)
        return run_scan(driver, argv[2], argv[3], &deadlines);
    return 2;
}

int
main(int argc, char **argv)
{
    g_log_writer_default_set_use_stderr(TRUE);
    g_autoptr(GOptionContext) context = g_option_context_new(NULL);
    g_autoptr(GError) error = NULL;
    g_option_context_add_main_entries(context, entries, NULL);
    if (!g_option_context_parse(context, &argc, &argv, &error)) {
        fprintf(stderr, "%s\n", error->message);
        return 2;
    }
    Driver driver = {g_main_loop_new(NULL, FALSE), g_cancellable_new(), NULL};
    int code = run(&driver, argc, argv);
    g_main_loop_unref(driver.loop);
    g_object_unref(driver.cancellable);
    g_free(arg_mode);
    g_free(arg_format);
    g_free(arg_area);
    g_strfreev(arg_options);
    g_strfreev(arg_deadlines);
    return code;
}
