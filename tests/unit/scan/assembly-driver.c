/* Runs one assembly of `scan` from a command line, for the tests: the outcome as a JSON line on
 * standard output. Exit code 0 for a result, 3 for an error that has been printed.
 *
 *   assembly-driver OUTPUT [PART,INDEX[,ROTATION[,X,Y,WIDTH,HEIGHT]]]…
 *     --pdf  --cancel (at once)  --silence MS  --other-sum (than the parts have)
 *     --grow N (the first part is N bytes longer than its scan said) */
#include "page-sum.h"
#include "scan-assembly.h"

#include <fcntl.h>
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static int arg_silence = -1, arg_grow;
static gboolean arg_pdf, arg_cancel, arg_other_sum;

static const GOptionEntry entries[] = {
    {"pdf", 0, 0, G_OPTION_ARG_NONE, &arg_pdf, NULL, NULL},
    {"cancel", 0, 0, G_OPTION_ARG_NONE, &arg_cancel, NULL, NULL},
    {"silence", 0, 0, G_OPTION_ARG_INT, &arg_silence, NULL, NULL},
    {"other-sum", 0, 0, G_OPTION_ARG_NONE, &arg_other_sum, NULL, NULL},
    {"grow", 0, 0, G_OPTION_ARG_INT, &arg_grow, NULL, NULL},
    {NULL, 0, 0, 0, NULL, NULL, NULL},
};

typedef struct {
    GPtrArray *paths;
    GArray *fds;
    ScanPlan *plan;
} Order;

static guint
add_part(Order *order, const char *path)
{
    char crc64[PAGE_CRC64_HEX_SIZE];
    guint64 size = 0;
    guint found;
    if (g_ptr_array_find_with_equal_func(order->paths, path, g_str_equal, &found))
        return found;
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    g_assert_cmpint(fd, >=, 0);
    g_assert_true(page_sum_file(fd, NULL, NULL, crc64, &size, NULL));
    if (arg_other_sum)
        crc64[0] = crc64[0] == '0' ? '1' : '0';
    g_ptr_array_add(order->paths, g_strdup(path));
    g_array_append_val(order->fds, fd);
    return scan_plan_add_part(order->plan, size - (order->paths->len == 1 ? (guint)arg_grow : 0),
                              crc64);
}

static void
add_page(Order *order, const char *text)
{
    g_auto(GStrv) words = g_strsplit(text, ",", 0);
    guint numbers[6] = {0}, n = g_strv_length(words);
    g_assert_true(n == 2 || n == 3 || n == 7);
    for (guint i = 1; i < n; i++)
        numbers[i - 1] = (guint)strtoul(words[i], NULL, 10);
    const ScanPlanPage page = {
        .part = add_part(order, words[0]),
        .index = numbers[0],
        .rotation = numbers[1],
        .has_crop = n == 7,
        .crop_x = numbers[2],
        .crop_y = numbers[3],
        .crop_width = numbers[4],
        .crop_height = numbers[5],
    };
    scan_plan_add_page(order->plan, &page);
}

static void
on_ready(GObject *source, GAsyncResult *result, gpointer slot)
{
    (void)source;
    *(GAsyncResult **)slot = g_object_ref(result);
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

static int
run(const Order *order, const char *output)
{
    g_autoptr(GCancellable) cancellable = g_cancellable_new();
    g_autoptr(ScanDevice) scanner = scan_device_new("pnm:0", "Noname", "Flatbed", "", "");
    g_autoptr(GAsyncResult) ready = NULL;
    g_autoptr(GError) error = NULL;
    ScanDeadlines deadlines = scan_deadlines_default;
    const ScanProvenance provenance = {"103-2-000017", "8F-1",
                                       "b3a7c2de-0000-4000-8000-00000000000a"};
    int fd = open(output, O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    g_assert_cmpint(fd, >=, 0);
    if (arg_silence >= 0)
        deadlines.silence = (guint)arg_silence;
    scan_assembly_run_async(order->plan, scanner, &provenance, fd,
                            (const int *)(void *)order->fds->data, &deadlines, cancellable,
                            on_ready, &ready);
    if (arg_cancel)
        g_cancellable_cancel(cancellable);
    while (!ready)
        g_main_context_iteration(NULL, TRUE);
    g_autoptr(ScanResult) result = scan_assembly_run_finish(ready, &error);
    close(fd);
    if (!result) {
        g_assert_cmpstr(g_quark_to_string(error->domain), ==, g_quark_to_string(SCAN_ERROR));
        return print(json_pack("{s:s, s:s}", "error", scan_error_code((ScanError)error->code),
                               "message", error->message),
                     3);
    }
    return print(json_pack("{s:i, s:i, s:I, s:I, s:s, s:s}", "pages", result->pages, "resolution",
                           result->resolution, "captured_at", (json_int_t)result->captured_at,
                           "bytes", (json_int_t)result->bytes, "crc64", result->crc64, "vendor",
                           result->device->vendor),
                 0);
}

int
main(int argc, char **argv)
{
    g_log_writer_default_set_use_stderr(TRUE);
    g_autoptr(GOptionContext) context = g_option_context_new(NULL);
    g_option_context_add_main_entries(context, entries, NULL);
    g_assert_true(g_option_context_parse(context, &argc, &argv, NULL));
    g_assert_cmpint(argc, >=, 2);
    Order order = {
        .paths = g_ptr_array_new_with_free_func(g_free),
        .fds = g_array_new(FALSE, FALSE, sizeof(int)),
        .plan = scan_plan_new(arg_pdf ? SCAN_FORMAT_PDF : SCAN_FORMAT_TIFF, 1435716184000000,
                              "resolution=300\nmode=color"),
    };
    for (int i = 2; i < argc; i++)
        add_page(&order, argv[i]);
    int code = run(&order, argv[1]);
    for (guint i = 0; i < order.fds->len; i++)
        close(g_array_index(order.fds, int, i));
    g_ptr_array_unref(order.paths);
    g_array_unref(order.fds);
    scan_plan_free(order.plan);
    return code;
}
