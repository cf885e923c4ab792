#include "endpoint-header.h"

#include <string.h>

gboolean
endpoint_header_number(const char *text, guint64 *ret_number)
{
    /* GLib refuses the blanks that it knows, but strtoull knows one more. */
    return text != NULL && g_ascii_isdigit(*text) &&
           g_ascii_string_to_unsigned(text, 10, 0, G_MAXINT64, ret_number, NULL);
}

gboolean
endpoint_header_checksum(const char *text, VaultChecksum *ret_checksum, guint8 ret_sum[32])
{
    static const struct {
        const char *name;
        VaultChecksum checksum;
        gsize size;
    } known[] = {{"sha256 ", VAULT_CHECKSUM_SHA256, 32}, {"sha1 ", VAULT_CHECKSUM_SHA1, 20}};

    *ret_checksum = VAULT_CHECKSUM_NONE;
    if (text == NULL)
        return TRUE;
    for (gsize i = 0; i < G_N_ELEMENTS(known); i++) {
        g_autofree guchar *sum = NULL;
        gsize size = 0;

        if (!g_str_has_prefix(text, known[i].name))
            continue;
        sum = g_base64_decode(text + strlen(known[i].name), &size);
        if (size != known[i].size)
            return FALSE;
        memcpy(ret_sum, sum, size);
        *ret_checksum = known[i].checksum;
        return TRUE;
    }
    return FALSE;
}
