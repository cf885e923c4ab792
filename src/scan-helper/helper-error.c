#include "helper-error.h"

#include "base-error.h"
#include "helper-cage.h"
#include "page-document.h"

static const ScanError status_errors[] = {
    [SANE_STATUS_UNSUPPORTED] = SCAN_ERROR_UNSUPPORTED,
    [SANE_STATUS_CANCELLED] = SCAN_ERROR_CANCELLED,
    [SANE_STATUS_DEVICE_BUSY] = SCAN_ERROR_BUSY,
    [SANE_STATUS_INVAL] = SCAN_ERROR_INVALID,
    [SANE_STATUS_EOF] = SCAN_ERROR_NO_MORE_DATA,
    [SANE_STATUS_JAMMED] = SCAN_ERROR_JAMMED,
    [SANE_STATUS_NO_DOCS] = SCAN_ERROR_NO_DOCUMENTS,
    [SANE_STATUS_COVER_OPEN] = SCAN_ERROR_COVER_OPEN,
    [SANE_STATUS_IO_ERROR] = SCAN_ERROR_IO,
    [SANE_STATUS_NO_MEM] = SCAN_ERROR_NO_MEMORY,
    [SANE_STATUS_ACCESS_DENIED] = SCAN_ERROR_ACCESS_DENIED,
};

void
helper_error_set_status(GError **error, SANE_Status status, const char *doing)
{
    ScanError code = SCAN_ERROR_IO; /* a status that SANE does not have */
    if (status > SANE_STATUS_GOOD && (gsize)status < G_N_ELEMENTS(status_errors))
        code = status_errors[status];
    g_autofree char *refusals = helper_cage_refusals();
    g_set_error(error, SCAN_ERROR, (gint)code, "%s: %s%s%s", doing, sane_strstatus(status),
                *refusals ? "; the helper's cage refused the driver " : "", refusals);
}

static ScanError
page_code(gint code)
{
    switch ((PageError)code) {
    case PAGE_ERROR_NO_SPACE:
        return SCAN_ERROR_NO_SPACE;
    case PAGE_ERROR_UNSUPPORTED:
        return SCAN_ERROR_FORMAT;
    case PAGE_ERROR_LIMIT:
    case PAGE_ERROR_EXCESS:
        return SCAN_ERROR_EXCESS;
    case PAGE_ERROR_SHORT:
        return SCAN_ERROR_SHORT;
    case PAGE_ERROR_WRITE:
    case PAGE_ERROR_DAMAGED:
    case PAGE_ERROR_NOT_A_DOCUMENT:
        break;
    }
    return SCAN_ERROR_DOCUMENT;
}

void
helper_error_take_document(GError **error, GError *cause)
{
    ScanError code = SCAN_ERROR_DOCUMENT;
    if (cause->domain == PAGE_ERROR)
        code = page_code(cause->code);
    else if (g_error_matches(cause, BASE_ERROR, BASE_ERROR_NO_SPACE))
        code = SCAN_ERROR_NO_SPACE;
    g_set_error_literal(error, SCAN_ERROR, (gint)code, cause->message);
    g_error_free(cause);
}
