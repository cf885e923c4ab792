/* page-write [--pdf] [--jpeg QUALITY] [--dpi X[,Y]] [--pages N] [--unknown-height] [--chunk ROWS]
 *            [--threads N] [--classic-limit BYTES] [--time] [--look] INPUT OUTPUT
 * Writes a PNM image (P4, P5, P6; 8 or 16 bit) as a document through the library, verifies it and
 * says so in one line. For tests and measurements alone. */
#include "page-check.h"
#include "page-document.h"
#include "page-preview.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define PREVIEW_SIDE 1800 /* as in scan-helper */

typedef struct {
    gboolean pdf, unknown_height, time, look;
    int jpeg, pages, chunk, threads;
    gint64 classic_limit;
    char *dpi;
} Arguments;

static Arguments arguments = {.pages = 1, .chunk = 16};

static const GOptionEntry entries[] = {
    {"pdf", 0, 0, G_OPTION_ARG_NONE, &arguments.pdf, "PDF and not TIFF", NULL},
    {"jpeg", 0, 0, G_OPTION_ARG_INT, &arguments.jpeg, "JPEG of this quality", NULL},
    {"dpi", 0, 0, G_OPTION_ARG_STRING, &arguments.dpi, "resolution (300)", NULL},
    {"pages", 0, 0, G_OPTION_ARG_INT, &arguments.pages, "the image so many times", NULL},
    {"unknown-height", 0, 0, G_OPTION_ARG_NONE, &arguments.unknown_height, "do not announce it",
     NULL},
    {"chunk", 0, 0, G_OPTION_ARG_INT, &arguments.chunk, "rows a call", NULL},
    {"threads", 0, 0, G_OPTION_ARG_INT, &arguments.threads, "compressing threads", NULL},
    {"classic-limit", 0, 0, G_OPTION_ARG_INT64, &arguments.classic_limit, "BigTIFF from here on",
     NULL},
    {"time", 0, 0, G_OPTION_ARG_NONE, &arguments.time, "say how long it took", NULL},
    {"look", 0, 0, G_OPTION_ARG_NONE, &arguments.look, "preview and check it too, as a scan does",
     NULL},
    {0},
};

static void G_GNUC_NORETURN
fail(const char *what, const GError *error)
{
    fprintf(stderr, "%s: %s (%d)\n", what, error != NULL ? error->message : "?",
            error != NULL ? error->code : -1);
    exit(1);
}

static void
read_header(FILE *input, PageSpec *spec)
{
    unsigned int width = 0, height = 0, most = 1;
    char kind = 0;

    if (fscanf(input, "P%c %u %u", &kind, &width, &height) != 3 ||
        (kind != '4' && fscanf(input, "%u", &most) != 1) || fgetc(input) != '\n')
        fail("not a PNM image", NULL);
    spec->width = width;
    spec->height = height;
    spec->channels = kind == '6' ? 3 : 1;
    spec->depth = kind == '4' ? 1 : most > 255 ? 16 : 8;
    spec->dpi_x = spec->dpi_y = 300;
    if (arguments.dpi != NULL && sscanf(arguments.dpi, "%lf,%lf", &spec->dpi_x, &spec->dpi_y) == 1)
        spec->dpi_y = spec->dpi_x;
}

/* PNM is big-endian, the library takes the host's order. */
static void
to_host(guint8 *rows, gsize size)
{
    for (gsize i = 0; i + 1 < size; i += 2) {
        guint16 value = (guint16)(rows[i] << 8 | rows[i + 1]);

        memcpy(rows + i, &value, sizeof value);
    }
}

/* Who looks at the rows beside the document. */
typedef struct {
    PagePreview *preview;
    PageCheck *check;
} Onlookers;

static void
drop_row(guint row, const guint8 *rgb, guint width, gpointer user_data)
{
    (void)row;
    (void)rgb;
    (void)width;
    (void)user_data;
}

static void
look(const Onlookers *onlookers, const guint8 *rows, guint n_rows)
{
    if (!arguments.look)
        return;
    page_preview_add_rows(onlookers->preview, rows, n_rows);
    page_check_add_rows(onlookers->check, rows, n_rows);
}

static void
end_look(Onlookers *onlookers)
{
    PageFindings findings;

    page_preview_end(onlookers->preview);
    if (arguments.look)
        page_check_finish(onlookers->check, &findings);
    page_preview_free(onlookers->preview);
    page_check_free(onlookers->check);
}

static void
write_page(PageDocument *document, const char *path, PageSummary *ret_summary)
{
    FILE *input = fopen(path, "rb");
    PageSpec spec, announced;
    g_autoptr(GError) error = NULL;
    g_autofree guint8 *rows = NULL;
    Onlookers onlookers;
    gsize row_size;

    if (input == NULL)
        fail(path, NULL);
    read_header(input, &spec);
    onlookers = (Onlookers){page_preview_new(&spec, PREVIEW_SIDE, drop_row, NULL),
                            page_check_new(&spec)};
    announced = spec;
    announced.height = arguments.unknown_height ? 0 : spec.height;
    row_size = page_spec_row_size(&spec);
    rows = g_malloc(row_size * (gsize)arguments.chunk);
    if (!page_document_begin_page(document, &announced, &error))
        fail("begin page", error);
    for (;;) {
        gsize n = fread(rows, row_size, (gsize)arguments.chunk, input);

        if (n == 0)
            break;
        if (spec.depth == 16)
            to_host(rows, n * row_size);
        look(&onlookers, rows, (guint)n);
        if (!page_document_add_rows(document, rows, (guint)n, &error))
            fail("add rows", error);
    }
    fclose(input);
    end_look(&onlookers);
    if (!page_document_end_page(document, ret_summary, &error))
        fail("end page", error);
}

/* getrusage would tell the largest of this process and of the one that it was before exec. */
static glong
peak_memory(void)
{
    g_autofree char *status = NULL;
    const char *line;

    if (!g_file_get_contents("/proc/self/status", &status, NULL, NULL))
        return -1;
    line = strstr(status, "VmHWM:");
    return line != NULL ? strtol(line + strlen("VmHWM:"), NULL, 10) : -1;
}

static int
write_and_verify(const char *input, const char *output)
{
    const PageProvenance provenance = {
        .report_id = "103-2-000017",
        .station = "8F-1 櫃檯 <&>",
        .scanner_vendor = "Noname",
        .scanner_model = "Flatbed é",
        .scanner_device = "pnm:0",
        .settings = "resolution=300 mode=color",
        .capture_uuid = "6f1f1b8e-3a52-4c0c-9f38-0d3a0c2b7c11",
        .captured_at = G_GINT64_CONSTANT(1435716184000000),
    };
    const PageOptions options = {
        .format = arguments.pdf ? PAGE_FORMAT_PDF : PAGE_FORMAT_TIFF,
        .compression = arguments.jpeg > 0 ? PAGE_COMPRESSION_JPEG : PAGE_COMPRESSION_LOSSLESS,
        .jpeg_quality = (guint)arguments.jpeg,
        .threads = (guint)arguments.threads,
        .classic_limit = (guint64)arguments.classic_limit,
    };
    int fd = open(output, O_RDWR | O_CREAT | O_TRUNC, 0600);
    g_autoptr(GError) error = NULL;
    g_autofree PageSummary *summaries = g_new0(PageSummary, arguments.pages);
    g_autoptr(PageDocument) document = NULL;
    PageSeal seal;
    gint64 begin = g_get_monotonic_time(), sealed, verified;

    if (fd < 0)
        fail(output, NULL);
    document = page_document_new(fd, &options, &provenance, &error);
    if (document == NULL)
        fail("new", error);
    for (int i = 0; i < arguments.pages; i++)
        write_page(document, input, &summaries[i]);
    if (!page_document_seal(document, &seal, &error))
        fail("seal", error);
    sealed = g_get_monotonic_time();
    if (!page_document_verify(fd, options.format, summaries, (guint)arguments.pages, &seal, NULL,
                              &error))
        fail("verify", error);
    verified = g_get_monotonic_time();
    if (arguments.time)
        printf("write_ms=%.1f verify_ms=%.1f ", (double)(sealed - begin) / 1000,
               (double)(verified - sealed) / 1000);
    printf("bytes=%" G_GUINT64_FORMAT " rss_kb=%ld\n", seal.size, peak_memory());
    close(fd);
    return 0;
}

int
main(int argc, char **argv)
{
    g_autoptr(GOptionContext) context = g_option_context_new("INPUT OUTPUT");
    g_autoptr(GError) error = NULL;

    g_option_context_add_main_entries(context, entries, NULL);
    if (!g_option_context_parse(context, &argc, &argv, &error) || argc != 3)
        fail("usage", error);
    return write_and_verify(argv[1], argv[2]);
}
