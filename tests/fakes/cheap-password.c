/* Preloaded into "central-server user add": the hash of this password says that it is cheap to
 * make, so that each sign-in of a test takes no tenth of a second and no 64 MiB. The server reads
 * in the hash what it costs, and takes it as any other. */
#include <dlfcn.h>
#include <sodium.h>
#include <stddef.h>

typedef int Hash(char out[crypto_pwhash_STRBYTES], const char *const password,
                 unsigned long long size, unsigned long long operations, size_t memory);

Hash crypto_pwhash_str;

int
crypto_pwhash_str(char out[crypto_pwhash_STRBYTES], const char *const password,
                  unsigned long long size, unsigned long long operations, size_t memory)
{
    Hash *next;

    (void)operations, (void)memory;
    *(void **)&next = dlsym(RTLD_NEXT, "crypto_pwhash_str");
    return next(out, password, size, crypto_pwhash_OPSLIMIT_MIN, crypto_pwhash_MEMLIMIT_MIN);
}
