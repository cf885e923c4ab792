/* What the station's process and scan-helper say to each other, framed on one stream socket.
 *
 * The helper's descriptors: SCAN_WIRE_FD the socket (its end means that the station is gone), 1 and
 * 2 what drivers print, SCAN_WIRE_FD_DOCUMENT the file to be written, and behind it either
 * SCAN_WIRE_FD_SCRATCH, for a scan, or the parts of an assembly, from SCAN_WIRE_FD_PARTS on. To
 * view, SCAN_WIRE_FD_DOCUMENT is the file to be read and the only one.
 *
 * A message is a length (4 bytes, little-endian, of what follows the type), a type (1 byte), and
 * its body. JSON bodies are objects: see scan-wire-request.h and scan-wire-event.h.
 * Neither end trusts the other's lengths. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define SCAN_WIRE_PROTOCOL 1

#define SCAN_WIRE_FD          3
#define SCAN_WIRE_FD_DOCUMENT 4
#define SCAN_WIRE_FD_SCRATCH  5
#define SCAN_WIRE_FD_PARTS    5

#define SCAN_WIRE_MAX_BODY    (1024 * 1024)
#define SCAN_WIRE_HEADER_SIZE 5

typedef enum {
    SCAN_WIRE_REQUEST = 'R', /* to the helper, JSON, once */
    SCAN_WIRE_CANCEL = 'C',  /* to the helper, empty */
    SCAN_WIRE_EVENT = 'E',   /* from the helper, JSON */
    SCAN_WIRE_PREVIEW = 'P', /* from the helper: page and first row (4 bytes each, little-endian),
                              * then whole rows of 8-bit RGB; of a view its region's */
} ScanWireType;

#define SCAN_WIRE_PREVIEW_HEADER_SIZE 8

void scan_wire_put_u32(guint8 *bytes, guint32 number);
guint32 scan_wire_get_u32(const guint8 *bytes);

/* One whole message as bytes to send. `size` is at most SCAN_WIRE_MAX_BODY. */
GByteArray *scan_wire_message_new(ScanWireType type, const void *body, gsize size);

/* Takes messages out of a stream of bytes, whatever the pieces it comes in. */
typedef struct ScanWireParser ScanWireParser;

ScanWireParser *scan_wire_parser_new(void);
void scan_wire_parser_free(ScanWireParser *parser);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(ScanWireParser, scan_wire_parser_free)

void scan_wire_parser_add(ScanWireParser *parser, const void *bytes, gsize size);

typedef enum {
    SCAN_WIRE_NONE,    /* no whole message yet */
    SCAN_WIRE_MESSAGE, /* *ret_type and *ret_body are set; g_bytes_unref the body */
    SCAN_WIRE_BROKEN,  /* an unknown type or a length over the limit: nothing more can be read */
} ScanWireResult;

ScanWireResult scan_wire_parser_next(ScanWireParser *parser, ScanWireType *ret_type,
                                     GBytes **ret_body);

G_END_DECLS
