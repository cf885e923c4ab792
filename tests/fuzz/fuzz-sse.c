/* An event stream, in pieces whose size the first byte gives. */
#include "fuzz.h"

#include "client-private.h"

#include <string.h>

static gboolean
take(const char *type, const char *data, const char *id, gpointer user_data)
{
    gsize *seen = user_data;

    *seen += strlen(type) + strlen(data) + strlen(id);
    return TRUE;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    gsize seen = 0, piece = size > 0 ? (gsize)data[0] + 1 : 1;
    g_autoptr(ClientSse) sse = client_sse_new(take, &seen);
    gboolean rubbish = FALSE, more = TRUE;

    for (gsize at = 1; at < size && more; at += piece)
        more = client_sse_feed(sse, (const char *)data + at, MIN(piece, size - at), &rubbish);
    return 0;
}
