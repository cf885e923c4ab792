#include "base-digest.h"
#include "base-error.h"

#include <fcntl.h>
#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>

/* FIPS 180-4's examples: "abc", the empty text, and a million times "a". */
#define ABC     "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
#define EMPTY   "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
#define MILLION "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0"

static void
gives_the_standard_s_values(void)
{
    g_autoptr(BaseDigest) digest = base_digest_new();
    guint8 sum[BASE_DIGEST_SIZE];
    char hex[BASE_DIGEST_HEX_SIZE];

    base_digest_bytes("abc", 3, sum);
    base_digest_to_hex(sum, hex);
    g_assert_cmpstr(hex, ==, ABC);
    base_digest_bytes("", 0, sum);
    base_digest_to_hex(sum, hex);
    g_assert_cmpstr(hex, ==, EMPTY);
    for (int i = 0; i < 1000; i++) {
        char block[1000];

        memset(block, 'a', sizeof block);
        base_digest_update(digest, block, sizeof block);
    }
    base_digest_finish(digest, sum);
    base_digest_to_hex(sum, hex);
    g_assert_cmpstr(hex, ==, MILLION);
}

static void
reads_only_lower_case_hex_of_64(void)
{
    guint8 sum[BASE_DIGEST_SIZE], again[BASE_DIGEST_SIZE];

    base_digest_bytes("abc", 3, sum);
    g_assert_true(base_digest_from_hex(ABC, again));
    g_assert_cmpmem(sum, sizeof sum, again, sizeof again);
    g_assert_true(base_digest_from_hex(ABC, NULL));
    g_assert_false(base_digest_from_hex("", again));
    g_assert_false(base_digest_from_hex(ABC "0", again));
    g_assert_false(base_digest_from_hex(
        "BA7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad", again));
    g_assert_false(base_digest_from_hex(
        "ga7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad", again));
    g_assert_cmpmem(sum, sizeof sum, again, sizeof again);
}

static void
digests_a_file_from_its_beginning(void)
{
    g_autofree char *path = NULL;
    g_autofree char *million = g_strnfill(1000000, 'a');
    guint8 sum[BASE_DIGEST_SIZE];
    char hex[BASE_DIGEST_HEX_SIZE];
    guint64 size = 0;
    int fd = g_file_open_tmp("digest-XXXXXX", &path, NULL);

    g_assert_cmpint(fd, >=, 0);
    g_assert_cmpint(write(fd, million, 1000000), ==, 1000000);
    g_assert_true(base_digest_file(fd, sum, &size, NULL));
    base_digest_to_hex(sum, hex);
    g_assert_cmpstr(hex, ==, MILLION);
    g_assert_cmpuint(size, ==, 1000000);
    close(fd);
    g_unlink(path);
}

static void
reports_a_file_that_cannot_be_read(void)
{
    g_autoptr(GError) error = NULL;
    guint8 sum[BASE_DIGEST_SIZE];
    int fd = open("/", O_RDONLY | O_DIRECTORY | O_CLOEXEC);

    g_assert_false(base_digest_file(fd, sum, NULL, &error));
    g_assert_error(error, BASE_ERROR, BASE_ERROR_IO);
    close(fd);
}

int
main(int argc, char *argv[])
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/base/digest/gives-the-standard-s-values", gives_the_standard_s_values);
    g_test_add_func("/base/digest/reads-only-lower-case-hex-of-64",
                    reads_only_lower_case_hex_of_64);
    g_test_add_func("/base/digest/digests-a-file-from-its-beginning",
                    digests_a_file_from_its_beginning);
    g_test_add_func("/base/digest/reports-a-file-that-cannot-be-read",
                    reports_a_file_that_cannot_be_read);
    return g_test_run();
}
