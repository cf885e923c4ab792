#include "page-sum.h"
#include "scan-digest.h"

#include <string.h>
#include <unistd.h>

#define TEXT        "the whole document"
#define TEXT_SHA256 "a4bf0386df14a4fa0c959cc6aebda572553ae3061d84b685885234a90c826314"

/* An unlinked file of this text. */
static int
open_text(const char *text)
{
    g_autofree char *path = NULL;
    int fd = g_file_open_tmp("digest-XXXXXX", &path, NULL);
    g_assert_cmpint(write(fd, text, strlen(text)), ==, (gssize)strlen(text));
    unlink(path);
    return fd;
}

static void
sum_of(const char *text, char ret_crc64[PAGE_CRC64_HEX_SIZE])
{
    page_crc64_to_hex(page_crc64(0, text, strlen(text)), ret_crc64);
}

/* By whoever asks and as often, also when the file was closed meanwhile. */
static void
same_bytes_have_it(void)
{
    int fd = open_text(TEXT);
    ScanDigest *digest = scan_digest_start(fd);
    g_autoptr(ScanDigest) again = scan_digest_ref(digest);
    char crc64[PAGE_CRC64_HEX_SIZE], sha256[BASE_DIGEST_HEX_SIZE];
    close(fd);
    sum_of(TEXT, crc64);
    g_assert_true(scan_digest_wait(digest, strlen(TEXT), crc64, sha256));
    g_assert_cmpstr(sha256, ==, TEXT_SHA256);
    scan_digest_unref(digest);
    memset(sha256, 0, sizeof sha256);
    g_assert_true(scan_digest_wait(again, strlen(TEXT), crc64, sha256));
    g_assert_cmpstr(sha256, ==, TEXT_SHA256);
}

/* As when the helper wrote once more after it had said that all is written. */
static void
other_bytes_have_none(void)
{
    int fd = open_text(TEXT);
    g_autoptr(ScanDigest) digest = scan_digest_start(fd);
    char crc64[PAGE_CRC64_HEX_SIZE], sha256[BASE_DIGEST_HEX_SIZE] = "x";
    sum_of("the whole documenT", crc64);
    g_assert_false(scan_digest_wait(digest, strlen(TEXT), crc64, sha256));
    g_assert_cmpstr(sha256, ==, "");
    sum_of(TEXT, crc64);
    g_assert_false(scan_digest_wait(digest, strlen(TEXT) + 1, crc64, sha256));
    g_assert_false(scan_digest_wait(NULL, strlen(TEXT), crc64, sha256));
    g_assert_cmpstr(sha256, ==, "");
    close(fd);
}

static void
unreadable_has_none(void)
{
    int fds[2];
    char crc64[PAGE_CRC64_HEX_SIZE], sha256[BASE_DIGEST_HEX_SIZE];
    g_assert_null(scan_digest_start(-1));
    g_assert_cmpint(pipe(fds), ==, 0);
    g_autoptr(ScanDigest) digest = scan_digest_start(fds[0]);
    sum_of("", crc64);
    g_assert_false(scan_digest_wait(digest, 0, crc64, sha256));
    close(fds[0]);
    close(fds[1]);
}

/* A terabyte takes longer than any test may. */
static void
last_reference_ends_it(void)
{
    int fd = open_text("");
    g_assert_cmpint(ftruncate(fd, (off_t)1 << 40), ==, 0);
    ScanDigest *digest = scan_digest_start(fd);
    scan_digest_unref(scan_digest_ref(digest));
    scan_digest_unref(digest);
    close(fd);
}

int
main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/scan/digest/same", same_bytes_have_it);
    g_test_add_func("/scan/digest/other", other_bytes_have_none);
    g_test_add_func("/scan/digest/unreadable", unreadable_has_none);
    g_test_add_func("/scan/digest/ended", last_reference_ends_it);
    return g_test_run();
}
