/* page-assemble [--pdf] OUTPUT PART,INDEX[,ROTATION[,X,Y,WIDTH,HEIGHT]]…
 * Puts pages of documents together through the library, verifies the new one and says so in one
 * line. For tests and measurements alone. */
#include "page-assembly.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static gboolean as_pdf;

static const GOptionEntry entries[] = {
    {"pdf", 0, 0, G_OPTION_ARG_NONE, &as_pdf, "PDF and not TIFF", NULL},
    {0},
};

static void G_GNUC_NORETURN
fail(const char *what, const GError *error)
{
    fprintf(stderr, "%s: %s (%d)\n", what, error != NULL ? error->message : "?",
            error != NULL ? error->code : -1);
    exit(1);
}

static PageAssemblyPage
read_page(const char *text)
{
    g_auto(GStrv) parts = g_strsplit(text, ",", 7);
    guint numbers[6] = {0}, n = g_strv_length(parts);
    int fd = open(parts[0], O_RDONLY | O_CLOEXEC);

    if (fd < 0 || (n != 2 && n != 3 && n != 7))
        fail(text, NULL);
    for (guint i = 1; i < n; i++)
        numbers[i - 1] = (guint)strtoul(parts[i], NULL, 10);
    return (PageAssemblyPage){
        fd,
        numbers[0],
        {numbers[1], n == 7, numbers[2], numbers[3], numbers[4], numbers[5]},
    };
}

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

int
main(int argc, char **argv)
{
    const PageProvenance provenance = {
        .report_id = "103-2-000017",
        .station = "8F-1",
        .scanner_vendor = "Noname",
        .scanner_model = "Flatbed",
        .settings = "resolution=300 mode=color",
        .capture_uuid = "0d9c6a51-7b0f-4b4e-8a77-52d1c6f0a3e2",
        .captured_at = G_GINT64_CONSTANT(1435716184000000),
    };
    g_autoptr(GOptionContext) context = g_option_context_new("OUTPUT PAGE…");
    g_autoptr(GError) error = NULL;
    g_autofree PageAssemblyPage *pages = g_new0(PageAssemblyPage, argc);
    g_autofree PageSummary *summaries = g_new0(PageSummary, argc);
    PageOptions options = {0};
    PageSeal seal;
    guint n;
    int fd;

    g_option_context_add_main_entries(context, entries, NULL);
    if (!g_option_context_parse(context, &argc, &argv, &error) || argc < 3)
        fail("usage", error);
    options.format = as_pdf ? PAGE_FORMAT_PDF : PAGE_FORMAT_TIFF;
    n = (guint)argc - 2;
    for (guint i = 0; i < n; i++)
        pages[i] = read_page(argv[i + 2]);
    fd = open(argv[1], O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    if (fd < 0)
        fail(argv[1], NULL);
    if (!page_assembly_write(fd, &options, &provenance, pages, n, NULL, NULL, summaries, &seal,
                             &error))
        fail("assembly", error);
    if (!page_document_verify(fd, options.format, summaries, n, &seal, NULL, &error))
        fail("verify", error);
    printf("bytes=%" G_GUINT64_FORMAT " rss_kb=%ld\n", seal.size, peak_memory());
    for (guint i = 0; i < n; i++)
        close(pages[i].fd);
    close(fd);
    return 0;
}
