/* Draws a certificate as a flatbed scanner would deliver it, as a PNM file.
 *
 * Name, number and page are invented; the same options give the same bytes. */
#include "demo-certificate.h"

#include <errno.h>
#include <locale.h>

/* The command line as GOption gives it. */
typedef struct {
    char *output;
    char *mode;
    double dpi;
    double skew;
    int depth;
    int grain;
    char *name;
    char *certificate;
    char *issuer;
    char *date;
    char *number;
} Options;

static gboolean
parse(int *argc, char ***argv, Options *options, GError **error)
{
    const GOptionEntry entries[] = {
        {"output", 'o', 0, G_OPTION_ARG_FILENAME, &options->output, "The file to write", "FILE"},
        {"mode", 0, 0, G_OPTION_ARG_STRING, &options->mode, "color, gray or lineart", "MODE"},
        {"dpi", 0, 0, G_OPTION_ARG_DOUBLE, &options->dpi, "Dots an inch, 20 to 2400", "DPI"},
        {"depth", 0, 0, G_OPTION_ARG_INT, &options->depth, "Bits a sample, 8 or 16", "BITS"},
        {"skew", 0, 0, G_OPTION_ARG_DOUBLE, &options->skew, "Degrees, -10 to 10", "DEGREES"},
        {"grain", 0, 0, G_OPTION_ARG_INT, &options->grain, "Seed of the noise, 0 for none", "SEED"},
        {"name", 0, 0, G_OPTION_ARG_STRING, &options->name, "The holder", "NAME"},
        {"certificate", 0, 0, G_OPTION_ARG_STRING, &options->certificate, "Its title", "TEXT"},
        {"issuer", 0, 0, G_OPTION_ARG_STRING, &options->issuer, "Who issues it", "TEXT"},
        {"date", 0, 0, G_OPTION_ARG_STRING, &options->date, "The date printed on it", "TEXT"},
        {"number", 0, 0, G_OPTION_ARG_STRING, &options->number, "The number on it", "TEXT"},
        {NULL, 0, 0, 0, NULL, NULL, NULL},
    };
    g_autoptr(GOptionContext) context = g_option_context_new("- draw a certificate");

    g_option_context_add_main_entries(context, entries, NULL);
    return g_option_context_parse(context, argc, argv, error);
}

static gboolean
read_mode(const char *text, DemoMode *ret_mode)
{
    const char *const names[] = {"color", "gray", "lineart"};

    for (guint i = 0; i < G_N_ELEMENTS(names); i++) {
        if (text == NULL || g_str_equal(text, names[i])) {
            *ret_mode = (DemoMode)i;
            return TRUE;
        }
    }
    return FALSE;
}

static gboolean
make_scan(const Options *options, DemoScan *ret_scan)
{
    DemoScan scan = {.depth = options->depth,
                     .dpi = options->dpi,
                     .skew = options->skew,
                     .grain = (guint32)options->grain};

    if (!read_mode(options->mode, &scan.mode) || (scan.depth != 8 && scan.depth != 16))
        return FALSE;
    if (!(scan.dpi >= 20 && scan.dpi <= 2400) || !(scan.skew >= -10 && scan.skew <= 10))
        return FALSE;
    *ret_scan = scan;
    return TRUE;
}

static const char *
or_default(const char *text, const char *otherwise)
{
    return text != NULL ? text : otherwise;
}

static gboolean
write_page(const char *path, const DemoScan *scan, const DemoWords *words)
{
    FILE *file = fopen(path, "wbe");

    if (file == NULL)
        return FALSE;
    gboolean written = demo_sensor_write(file, scan, words);
    return fclose(file) == 0 && written;
}

int
main(int argc, char **argv)
{
    Options options = {.dpi = 300, .depth = 8, .grain = 1, .skew = 0.7};
    DemoScan scan;
    g_autoptr(GError) error = NULL;

    setlocale(LC_ALL, "");
    if (!parse(&argc, &argv, &options, &error)) {
        g_printerr("demo-certificate: %s\n", error->message);
        return 2;
    }
    if (argc > 1 || options.output == NULL || !make_scan(&options, &scan)) {
        g_printerr("demo-certificate: wrong options; see --help\n");
        return 2;
    }
    const DemoWords words = {
        .name = or_default(options.name, "王小明"),
        .certificate = or_default(options.certificate, "TQC 專業級 Word 2010"),
        .issuer = or_default(options.issuer, "財團法人中華民國電腦技能基金會"),
        .date = or_default(options.date, "中華民國一〇四年六月二十四日"),
        .number = or_default(options.number, "示範第 1040624017 號"),
    };
    if (!write_page(options.output, &scan, &words)) {
        g_printerr("demo-certificate: %s: %s\n", options.output, g_strerror(errno));
        return 1;
    }
    return 0;
}
