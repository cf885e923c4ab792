#include "base-password.h"

#include <sodium.h>
#include <string.h>

#define OPERATIONS 2
#define MEMORY     (32u * 1024 * 1024)

struct BasePassword {
    char hash[crypto_pwhash_STRBYTES]; /* with its salt */
};

BasePassword *
base_password_new(const char *password)
{
    g_autoptr(BasePassword) known = g_new0(BasePassword, 1);

    if (sodium_init() < 0 ||
        crypto_pwhash_str(known->hash, password, strlen(password), OPERATIONS, MEMORY) != 0)
        return NULL;
    return g_steal_pointer(&known);
}

void
base_password_free(BasePassword *known)
{
    if (known != NULL)
        sodium_memzero(known, sizeof *known);
    g_free(known);
}

gboolean
base_password_is(const BasePassword *known, const char *password)
{
    return crypto_pwhash_str_verify(known->hash, password, strlen(password)) == 0;
}
