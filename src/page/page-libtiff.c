#include "page-libtiff.h"

static int keep_error(TIFF *tiff, void *user_data, const char *module, const char *format,
                      va_list values) G_GNUC_PRINTF(4, 0);

static int
keep_error(TIFF *tiff, void *user_data, const char *module, const char *format, va_list values)
{
    PageLibtiffLog *log = user_data;

    (void)tiff;
    (void)module;
    if (log->text[0] == '\0')
        g_vsnprintf(log->text, sizeof log->text, format, values);
    return 1;
}

static int
drop_warning(TIFF *tiff, void *user_data, const char *module, const char *format, va_list values)
{
    (void)tiff;
    (void)user_data;
    (void)module;
    (void)format;
    (void)values;
    return 1;
}

static int
close_nothing(thandle_t client)
{
    (void)client;
    return 0;
}

TIFF *
page_libtiff_open(const char *mode, gpointer client, TIFFReadWriteProc read_proc,
                  TIFFReadWriteProc write_proc, TIFFSeekProc seek_proc, TIFFSizeProc size_proc,
                  PageLibtiffLog *log, GError **error)
{
    TIFFOpenOptions *options = TIFFOpenOptionsAlloc();
    TIFF *tiff;

    log->text[0] = '\0';
    TIFFOpenOptionsSetErrorHandlerExtR(options, keep_error, log);
    TIFFOpenOptionsSetWarningHandlerExtR(options, drop_warning, NULL);
    tiff = TIFFClientOpenExt("document", mode, client, read_proc, write_proc, seek_proc,
                             close_nothing, size_proc, NULL, NULL, options);
    TIFFOpenOptionsFree(options);
    if (tiff == NULL)
        page_libtiff_set_error(error, log, "libtiff cannot open it");
    return tiff;
}

void
page_libtiff_set_error(GError **error, const PageLibtiffLog *log, const char *otherwise)
{
    g_autofree char *text = g_utf8_make_valid(log->text[0] != '\0' ? log->text : otherwise, -1);

    g_set_error_literal(error, PAGE_ERROR, PAGE_ERROR_DAMAGED, text);
}
