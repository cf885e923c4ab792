/* Looks at one region through `scan` from a command line, for the tests: its rows into OUTPUT, the
 * outcome as a JSON line on standard output. Exit code 0 for a result, 3 for an error that has been
 * printed.
 *
 *   view-driver OUTPUT DOCUMENT INDEX,X,Y,WIDTH,HEIGHT
 *     --pdf  --cancel (at once)  --silence MS  --unlink (the document, before it is looked at) */
#include "scan-error.h"
#include "scan-view.h"

#include <fcntl.h>
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

static int arg_silence = -1;
static gboolean arg_pdf, arg_cancel, arg_unlink;

static const GOptionEntry entries[] = {
    {"pdf", 0, 0, G_OPTION_ARG_NONE, &arg_pdf, NULL, NULL},
    {"cancel", 0, 0, G_OPTION_ARG_NONE, &arg_cancel, NULL, NULL},
    {"silence", 0, 0, G_OPTION_ARG_INT, &arg_silence, NULL, NULL},
    {"unlink", 0, 0, G_OPTION_ARG_NONE, &arg_unlink, NULL, NULL},
    {NULL, 0, 0, 0, NULL, NULL, NULL},
};

static void
on_ready(GObject *source, GAsyncResult *result, gpointer slot)
{
    (void)source;
    *(GAsyncResult **)slot = g_object_ref(result);
}

static ScanRegion
region_of(const char *text)
{
    g_auto(GStrv) words = g_strsplit(text, ",", 0);
    guint numbers[5] = {0};
    g_assert_cmpuint(g_strv_length(words), ==, G_N_ELEMENTS(numbers));
    for (guint i = 0; i < G_N_ELEMENTS(numbers); i++)
        numbers[i] = (guint)strtoul(words[i], NULL, 10);
    return (ScanRegion){arg_pdf ? SCAN_FORMAT_PDF : SCAN_FORMAT_TIFF,
                        numbers[0],
                        numbers[1],
                        numbers[2],
                        numbers[3],
                        numbers[4]};
}

static int
print(json_t *object, int code)
{
    char *text = json_dumps(object, JSON_COMPACT);
    printf("%s\n", text);
    free(text);
    json_decref(object);
    return code;
}

static GBytes *
view(const char *path, const ScanRegion *region, gint64 *ret_took, GError **error)
{
    g_autoptr(GCancellable) cancellable = g_cancellable_new();
    g_autoptr(GAsyncResult) ready = NULL;
    ScanDeadlines deadlines = scan_deadlines_default;
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    gint64 begun = g_get_monotonic_time();
    g_assert_cmpint(fd, >=, 0);
    if (arg_unlink)
        g_assert_cmpint(unlink(path), ==, 0);
    if (arg_silence >= 0)
        deadlines.silence = (guint)arg_silence;
    scan_view_run_async(region, fd, &deadlines, cancellable, on_ready, &ready);
    close(fd);
    if (arg_cancel)
        g_cancellable_cancel(cancellable);
    while (!ready)
        g_main_context_iteration(NULL, TRUE);
    *ret_took = g_get_monotonic_time() - begun;
    return scan_view_run_finish(ready, error);
}

int
main(int argc, char **argv)
{
    g_log_writer_default_set_use_stderr(TRUE);
    g_autoptr(GOptionContext) context = g_option_context_new(NULL);
    g_option_context_add_main_entries(context, entries, NULL);
    g_assert_true(g_option_context_parse(context, &argc, &argv, NULL));
    g_assert_cmpint(argc, ==, 4);
    const ScanRegion region = region_of(argv[3]);
    g_autoptr(GError) error = NULL;
    gint64 took = 0;
    g_autoptr(GBytes) rows = view(argv[2], &region, &took, &error);
    if (!rows) {
        g_assert_cmpstr(g_quark_to_string(error->domain), ==, g_quark_to_string(SCAN_ERROR));
        return print(json_pack("{s:s, s:s}", "error", scan_error_code((ScanError)error->code),
                               "message", error->message),
                     3);
    }
    gsize size;
    const char *bytes = g_bytes_get_data(rows, &size);
    g_assert_true(g_file_set_contents(argv[1], bytes, (gssize)size, NULL));
    return print(
        json_pack("{s:I, s:I}", "bytes", (json_int_t)size, "microseconds", (json_int_t)took), 0);
}
