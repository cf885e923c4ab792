#include "base-id.h"

#include <errno.h>
#include <string.h>
#include <sys/random.h>

#define MAX_SAFE_LENGTH 64

/* From the kernel: a generator kept in the process would repeat itself in forked children. */
static void
fill_random(guint8 *bytes, gsize size)
{
    for (gsize got = 0; got < size;) {
        ssize_t n = getrandom(bytes + got, size - got, 0);

        /* Only EINTR can happen here; an id or secret without randomness must never be given out.
         */
        g_assert(n >= 0 || errno == EINTR);
        if (n > 0)
            got += (gsize)n;
    }
}

void
base_id_new_uuid(char ret_uuid[BASE_UUID_SIZE])
{
    guint8 b[16];

    fill_random(b, sizeof b);
    b[6] = (guint8)((b[6] & 0x0f) | 0x40); /* RFC 9562, 5.4: version 4, variant 10 */
    b[8] = (guint8)((b[8] & 0x3f) | 0x80);
    g_snprintf(ret_uuid, BASE_UUID_SIZE,
               "%02x%02x%02x%02x-%02x%02x-%02x%02x-%02x%02x-%02x%02x%02x%02x%02x%02x", b[0], b[1],
               b[2], b[3], b[4], b[5], b[6], b[7], b[8], b[9], b[10], b[11], b[12], b[13], b[14],
               b[15]);
}

gboolean
base_id_is_uuid(const char *text)
{
    if (strnlen(text, BASE_UUID_SIZE) != BASE_UUID_SIZE - 1)
        return FALSE;
    for (guint i = 0; i < BASE_UUID_SIZE - 1; i++) {
        gboolean dash = i == 8 || i == 13 || i == 18 || i == 23;

        if (dash ? text[i] != '-' : !g_ascii_isxdigit(text[i]) || g_ascii_isupper(text[i]))
            return FALSE;
    }
    return TRUE;
}

char *
base_id_new_secret(gsize size)
{
    g_autofree guint8 *bytes = g_malloc(size);
    char *text;

    fill_random(bytes, size);
    text = g_base64_encode(bytes, size);
    g_strdelimit(text, "+", '-');
    g_strdelimit(text, "/", '_');
    text[strcspn(text, "=")] = '\0';
    return text;
}

gboolean
base_id_is_safe(const char *text)
{
    gsize length = strnlen(text, MAX_SAFE_LENGTH + 1);

    if (length == 0 || length > MAX_SAFE_LENGTH || text[0] == '.')
        return FALSE;
    for (gsize i = 0; i < length; i++) {
        if (!g_ascii_isalnum(text[i]) && strchr("._-", text[i]) == NULL)
            return FALSE;
    }
    return TRUE;
}
