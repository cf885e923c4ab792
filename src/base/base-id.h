/* Identifiers and secrets. Any thread. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define BASE_UUID_SIZE 37 /* with its NUL */

/* A new random UUID (RFC 9562 version 4) in lower case. */
void base_id_new_uuid(char ret_uuid[BASE_UUID_SIZE]);
/* TRUE if `text` is a UUID in lower case, of any version. */
gboolean base_id_is_uuid(const char *text);

/* `size` bytes from the kernel's random source as base64url without padding; g_free. */
char *base_id_new_secret(gsize size);

/* TRUE if `text` is 1 to 64 characters from A-Z a-z 0-9 . _ - and does not begin with a dot: what
 * report and student numbers must be before they may stand in a path or URL. */
gboolean base_id_is_safe(const char *text);

G_END_DECLS
