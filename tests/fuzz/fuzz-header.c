/* A header's value: a number, and a checksum. What is taken can be written again as it was, but for
 * zeros in front and Base64's many ways. */
#include "fuzz.h"

#include "endpoint-header.h"

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    g_autofree char *text = g_strndup((const char *)data, size);
    VaultChecksum checksum = VAULT_CHECKSUM_NONE;
    guint64 number = 0;
    guint8 sum[32];

    if (endpoint_header_number(text, &number)) {
        g_assert_cmpuint(number, <=, G_MAXINT64);
        for (const char *c = text; *c != '\0'; c++)
            g_assert_true(g_ascii_isdigit(*c));
    }
    if (endpoint_header_checksum(text, &checksum, sum))
        g_assert_cmpint(checksum, !=, VAULT_CHECKSUM_NONE);
    else
        g_assert_cmpint(checksum, ==, VAULT_CHECKSUM_NONE);
    return 0;
}
