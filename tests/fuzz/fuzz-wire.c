/* What a helper that was taken over may send, and what the helper reads of a station. */
#include "fuzz.h"

#include "scan-wire-event.h"
#include "scan-wire-request.h"
#include "scan-wire.h"

static void
read_body(GBytes *body)
{
    gsize size;
    const char *text = g_bytes_get_data(body, &size);
    ScanWireEvent *event = scan_wire_event_parse(text, size, NULL);
    ScanWireRequest *request = scan_wire_request_parse(text, size, NULL);

    if (event != NULL)
        scan_wire_event_free(event);
    if (request != NULL)
        scan_wire_request_free(request);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    g_autoptr(ScanWireParser) parser = scan_wire_parser_new();
    g_autoptr(GBytes) whole = g_bytes_new_static(data, size);
    ScanWireType type;
    GBytes *body;

    scan_wire_parser_add(parser, data, size);
    while (scan_wire_parser_next(parser, &type, &body) == SCAN_WIRE_MESSAGE) {
        read_body(body);
        g_bytes_unref(body);
    }
    read_body(whole);
    return 0;
}
