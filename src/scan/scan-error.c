#include "scan-error.h"

#include <string.h>

G_DEFINE_QUARK(scan - error - quark, scan_error)

static const struct {
    ScanError code;
    const char *text;
} scan_error_codes[] = {
    {SCAN_ERROR_UNSUPPORTED, "unsupported"},
    {SCAN_ERROR_CANCELLED, "cancelled"},
    {SCAN_ERROR_BUSY, "busy"},
    {SCAN_ERROR_INVALID, "invalid"},
    {SCAN_ERROR_NO_MORE_DATA, "no_more_data"},
    {SCAN_ERROR_JAMMED, "jammed"},
    {SCAN_ERROR_NO_DOCUMENTS, "no_documents"},
    {SCAN_ERROR_COVER_OPEN, "cover_open"},
    {SCAN_ERROR_IO, "io"},
    {SCAN_ERROR_NO_MEMORY, "no_memory"},
    {SCAN_ERROR_ACCESS_DENIED, "access_denied"},
    {SCAN_ERROR_ABSENT, "absent"},
    {SCAN_ERROR_UNKNOWN_OPTION, "unknown_option"},
    {SCAN_ERROR_BAD_VALUE, "bad_value"},
    {SCAN_ERROR_RESOLUTION, "resolution"},
    {SCAN_ERROR_MODE, "mode"},
    {SCAN_ERROR_AREA, "area"},
    {SCAN_ERROR_FORMAT, "format"},
    {SCAN_ERROR_SHORT, "short"},
    {SCAN_ERROR_EXCESS, "excess"},
    {SCAN_ERROR_FRAME, "frame"},
    {SCAN_ERROR_TIMEOUT, "timeout"},
    {SCAN_ERROR_CRASHED, "crashed"},
    {SCAN_ERROR_HELPER, "helper"},
    {SCAN_ERROR_NO_SPACE, "no_space"},
    {SCAN_ERROR_DOCUMENT, "document"},
};

const char *
scan_error_code(ScanError code)
{
    for (gsize i = 0; i < G_N_ELEMENTS(scan_error_codes); i++)
        if (scan_error_codes[i].code == code)
            return scan_error_codes[i].text;
    g_return_val_if_reached("helper");
}

gboolean
scan_error_from_code(const char *text, ScanError *ret_code)
{
    for (gsize i = 0; i < G_N_ELEMENTS(scan_error_codes); i++) {
        if (strcmp(scan_error_codes[i].text, text) == 0) {
            *ret_code = scan_error_codes[i].code;
            return TRUE;
        }
    }
    return FALSE;
}
