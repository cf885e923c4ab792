#include "scan-wire.h"

struct ScanWireParser {
    GByteArray *pending;
    gboolean broken;
};

void
scan_wire_put_u32(guint8 *bytes, guint32 number)
{
    for (guint i = 0; i < 4; i++)
        bytes[i] = (guint8)(number >> (8 * i));
}

guint32
scan_wire_get_u32(const guint8 *bytes)
{
    guint32 number = 0;
    for (guint i = 0; i < 4; i++)
        number |= (guint32)bytes[i] << (8 * i);
    return number;
}

GByteArray *
scan_wire_message_new(ScanWireType type, const void *body, gsize size)
{
    g_return_val_if_fail(size <= SCAN_WIRE_MAX_BODY, NULL);
    guint8 header[SCAN_WIRE_HEADER_SIZE];
    scan_wire_put_u32(header, (guint32)size);
    header[4] = (guint8)type;
    GByteArray *message = g_byte_array_sized_new((guint)(sizeof(header) + size));
    g_byte_array_append(message, header, sizeof(header));
    if (size > 0)
        g_byte_array_append(message, body, (guint)size);
    return message;
}

ScanWireParser *
scan_wire_parser_new(void)
{
    ScanWireParser *parser = g_new0(ScanWireParser, 1);
    parser->pending = g_byte_array_new();
    return parser;
}

void
scan_wire_parser_free(ScanWireParser *parser)
{
    if (!parser)
        return;
    g_byte_array_unref(parser->pending);
    g_free(parser);
}

void
scan_wire_parser_add(ScanWireParser *parser, const void *bytes, gsize size)
{
    if (!parser->broken)
        g_byte_array_append(parser->pending, bytes, (guint)size);
}

static gboolean
is_known_type(guint8 type)
{
    return type == SCAN_WIRE_REQUEST || type == SCAN_WIRE_CANCEL || type == SCAN_WIRE_EVENT ||
           type == SCAN_WIRE_PREVIEW;
}

ScanWireResult
scan_wire_parser_next(ScanWireParser *parser, ScanWireType *ret_type, GBytes **ret_body)
{
    if (parser->broken)
        return SCAN_WIRE_BROKEN;
    if (parser->pending->len < SCAN_WIRE_HEADER_SIZE)
        return SCAN_WIRE_NONE;
    guint32 size = scan_wire_get_u32(parser->pending->data);
    guint8 type = parser->pending->data[4];
    if (size > SCAN_WIRE_MAX_BODY || !is_known_type(type)) {
        parser->broken = TRUE;
        g_byte_array_set_size(parser->pending, 0);
        return SCAN_WIRE_BROKEN;
    }
    if (parser->pending->len - SCAN_WIRE_HEADER_SIZE < size)
        return SCAN_WIRE_NONE;
    *ret_type = type;
    *ret_body = g_bytes_new(parser->pending->data + SCAN_WIRE_HEADER_SIZE, size);
    g_byte_array_remove_range(parser->pending, 0, SCAN_WIRE_HEADER_SIZE + size);
    return SCAN_WIRE_MESSAGE;
}
