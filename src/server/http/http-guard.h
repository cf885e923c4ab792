/* What may pass before any routing: the rules of RFC 9110 and 9112 that keep two readers of one
 * request from seeing two requests (request smuggling). libmicrohttpd alone lets several pass.
 *
 * Pure; any thread. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define HTTP_GUARD_MAX_URL     2048
#define HTTP_GUARD_MAX_HEADERS 64

/* One header as it came; neither need end with NUL. */
typedef struct {
    const char *name;
    gsize name_size;
    const char *value;
    gsize value_size;
} HttpHeader;

typedef enum {
    HTTP_GUARD_PASS,
    HTTP_GUARD_BAD,          /* 400, and the connection ends */
    HTTP_GUARD_URL_TOO_LONG, /* 414 */
    HTTP_GUARD_TOO_MANY,     /* 431 */
} HttpGuard;

/* `target`: the request target as it came. On anything but pass, *ret_fault (static) says why. */
HttpGuard http_guard_check(const char *version, const char *method, const char *target,
                           const HttpHeader *headers, gsize n_headers, const char **ret_fault);

G_END_DECLS
