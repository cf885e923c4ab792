#include "base-password.h"

#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <string.h>
#include <sys/random.h>

#define SALT_SIZE 16
#define KEY_SIZE  32

/* 128 × COST × BLOCK bytes: 32 MiB. */
#define COST       (1u << 15)
#define BLOCK      8
#define PARALLEL   1
#define MAX_MEMORY (64u * 1024 * 1024)

struct BasePassword {
    guint8 salt[SALT_SIZE];
    guint8 key[KEY_SIZE];
};

static gboolean
derive(const char *password, const guint8 salt[SALT_SIZE], guint8 ret_key[KEY_SIZE])
{
    return EVP_PBE_scrypt(password, strlen(password), salt, SALT_SIZE, COST, BLOCK, PARALLEL,
                          MAX_MEMORY, ret_key, KEY_SIZE) == 1;
}

BasePassword *
base_password_new(const char *password)
{
    g_autoptr(BasePassword) known = g_new0(BasePassword, 1);

    if (getrandom(known->salt, SALT_SIZE, 0) != SALT_SIZE ||
        !derive(password, known->salt, known->key))
        return NULL;
    return g_steal_pointer(&known);
}

void
base_password_free(BasePassword *known)
{
    if (known != NULL)
        OPENSSL_cleanse(known, sizeof *known);
    g_free(known);
}

gboolean
base_password_is(const BasePassword *known, const char *password)
{
    guint8 key[KEY_SIZE];
    gboolean same = derive(password, known->salt, key) &&
                    CRYPTO_memcmp(key, known->key, KEY_SIZE) == 0;

    OPENSSL_cleanse(key, sizeof key);
    return same;
}
