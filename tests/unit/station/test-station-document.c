#include "base-file.h"
#include "page-sum.h"
#include "station-document.h"
#include "station-error.h"
#include "station-fixture.h"

#include <string.h>
#include <unistd.h>

#define TEXT        "the whole document"
#define TEXT_SHA256 "a4bf0386df14a4fa0c959cc6aebda572553ae3061d84b685885234a90c826314"

/* What the helper would say of TEXT. */
static ScanResult
result_of(const char *text)
{
    ScanResult result = {.pages = 1, .resolution = 300, .bytes = strlen(text)};
    page_crc64_to_hex(page_crc64(0, text, strlen(text)), result.crc64);
    return result;
}

static void
write_text(StationDocument *document, const char *text)
{
    g_autoptr(GError) error = NULL;
    int fd = -1, scratch_fd = -1;
    g_assert_true(station_document_open(4096, &fd, &scratch_fd, document, &error));
    g_assert_no_error(error);
    g_assert_true(base_file_write_all(fd, text, strlen(text), &error));
    close(fd);
    close(scratch_fd);
}

static guint
count_files(Fixture *fixture)
{
    g_auto(GStrv) names = NULL;
    g_assert_true(base_folder_list(fixture->folder, 100, &names, NULL));
    return g_strv_length(names);
}

static void
test_kept(Fixture *fixture, gconstpointer data G_GNUC_UNUSED)
{
    g_autoptr(GError) error = NULL;
    g_autofree char *path = fixture_path(fixture, "out.tif");
    StationDocument *document = station_document_new(path, &error);
    write_text(document, "a first try while the device was busy");
    write_text(document, TEXT);
    g_assert_false(g_file_test(path, G_FILE_TEST_EXISTS));
    ScanResult result = result_of(TEXT);
    char sha256[BASE_DIGEST_HEX_SIZE];
    g_assert_true(station_document_keep(document, &result, sha256, &error));
    g_assert_no_error(error);
    g_assert_cmpstr(sha256, ==, TEXT_SHA256);
    station_document_free(document);
    g_autofree char *text = fixture_read(fixture, "out.tif");
    g_assert_cmpstr(text, ==, TEXT);
    g_assert_cmpuint(count_files(fixture), ==, 1);
}

static void
test_changed(Fixture *fixture, gconstpointer data G_GNUC_UNUSED)
{
    static const char *const others[] = {"the whole documenT", "the whole documen",
                                         "the whole document.", ""};
    g_autofree char *path = fixture_path(fixture, "out.tif");
    for (gsize i = 0; i < G_N_ELEMENTS(others); i++) {
        g_autoptr(GError) error = NULL;
        StationDocument *document = station_document_new(path, NULL);
        write_text(document, others[i]);
        ScanResult result = result_of(TEXT);
        char sha256[BASE_DIGEST_HEX_SIZE];
        g_assert_false(station_document_keep(document, &result, sha256, &error));
        g_assert_error(error, STATION_ERROR, STATION_ERROR_CHANGED);
        station_document_free(document);
        g_assert_cmpuint(count_files(fixture), ==, 0);
    }
}

static void
test_never_overwrites(Fixture *fixture, gconstpointer data G_GNUC_UNUSED)
{
    g_autoptr(GError) early = NULL;
    g_autoptr(GError) late = NULL;
    g_autofree char *path = fixture_path(fixture, "out.tif");
    StationDocument *document = station_document_new(path, NULL);
    write_text(document, TEXT);
    fixture_write(fixture, "out.tif", "somebody else's");
    ScanResult result = result_of(TEXT);
    char sha256[BASE_DIGEST_HEX_SIZE];
    g_assert_false(station_document_keep(document, &result, sha256, &late));
    g_assert_error(late, STATION_ERROR, STATION_ERROR_OUTPUT_EXISTS);
    station_document_free(document);
    g_assert_null(station_document_new(path, &early));
    g_assert_error(early, STATION_ERROR, STATION_ERROR_OUTPUT_EXISTS);
    g_autofree char *text = fixture_read(fixture, "out.tif");
    g_assert_cmpstr(text, ==, "somebody else's");
}

int
main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    fixture_add("/station-document/kept", test_kept);
    fixture_add("/station-document/changed", test_changed);
    fixture_add("/station-document/never-overwrites", test_never_overwrites);
    return g_test_run();
}
