#include "page-sum.h"

#include <string.h>
#include <unistd.h>

/* The check value that the catalogue of CRCs gives for CRC-64/XZ. */
static void
sum_is_the_known_one(void)
{
    char hex[PAGE_CRC64_HEX_SIZE];

    page_crc64_to_hex(page_crc64(0, "123456789", 9), hex);
    g_assert_cmpstr(hex, ==, "995dc9bbdf1939fa");
    page_crc64_to_hex(page_crc64(page_crc64(0, "1234", 4), "56789", 5), hex);
    g_assert_cmpstr(hex, ==, "995dc9bbdf1939fa");
    page_crc64_to_hex(0, hex);
    g_assert_cmpstr(hex, ==, "0000000000000000");
}

static void
text_is_checked(void)
{
    g_assert_true(page_crc64_is_hex("995dc9bbdf1939fa"));
    g_assert_false(page_crc64_is_hex(""));
    g_assert_false(page_crc64_is_hex("995dc9bbdf1939f"));
    g_assert_false(page_crc64_is_hex("995dc9bbdf1939fa0"));
    g_assert_false(page_crc64_is_hex("995DC9bbdf1939fa"));
    g_assert_false(page_crc64_is_hex("995dc9bbdf1939fg"));
}

/* Longer than a piece, and not of whole pieces. */
static void
file_is_summed_to_its_end(void)
{
    gsize size = 1000003;
    g_autofree guint8 *bytes = g_malloc(size);
    g_autofree char *path = NULL;
    g_autoptr(GError) error = NULL;
    int fd = g_file_open_tmp("sum-XXXXXX", &path, &error);
    guint8 digest[BASE_DIGEST_SIZE], wanted[BASE_DIGEST_SIZE];
    char hex[PAGE_CRC64_HEX_SIZE], wanted_hex[PAGE_CRC64_HEX_SIZE];
    guint64 found = 0;

    g_assert_no_error(error);
    for (gsize i = 0; i < size; i++)
        bytes[i] = (guint8)(i * 7 + i / 251);
    g_assert_cmpint(write(fd, bytes, size), ==, (gssize)size);
    base_digest_bytes(bytes, size, wanted);
    page_crc64_to_hex(page_crc64(0, bytes, size), wanted_hex);
    g_assert_true(page_sum_file(fd, NULL, digest, hex, &found, &error));
    g_assert_cmpuint(found, ==, size);
    g_assert_cmpmem(digest, sizeof digest, wanted, sizeof wanted);
    g_assert_cmpstr(hex, ==, wanted_hex);
    memset(hex, 0, sizeof hex);
    g_assert_true(page_sum_file(fd, NULL, NULL, hex, NULL, &error));
    g_assert_cmpstr(hex, ==, wanted_hex);
    close(fd);
    unlink(path);
    g_assert_false(page_sum_file(-1, NULL, digest, hex, &found, &error));
    g_assert_nonnull(error);
}

int
main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/page/sum/known", sum_is_the_known_one);
    g_test_add_func("/page/sum/text", text_is_checked);
    g_test_add_func("/page/sum/file", file_is_summed_to_its_end);
    return g_test_run();
}
