#include "outbox-fixture.h"

#include "base-folder.h"
#include "base-id.h"
#include "page-sum.h"

#include <string.h>
#include <unistd.h>

void
fixture_set_up(Fixture *fixture, gconstpointer data)
{
    g_autoptr(GError) error = NULL;
    g_autofree char *path = NULL;

    (void)data;
    fixture->top = g_dir_make_tmp("outbox-XXXXXX", NULL);
    path = g_build_filename(fixture->top, "outbox", NULL);
    fixture->outbox = outbox_open(path, NULL, &error);
    g_assert_no_error(error);
}

void
fixture_tear_down(Fixture *fixture, gconstpointer data)
{
    (void)data;
    outbox_close(fixture->outbox);
    g_assert_true(base_folder_remove(fixture->top, NULL));
    g_free(fixture->top);
}

guint
fixture_reopen(Fixture *fixture)
{
    g_autofree char *path = g_build_filename(fixture->top, "outbox", NULL);
    g_autoptr(GError) error = NULL;
    guint recovered = 0;

    outbox_close(fixture->outbox);
    fixture->outbox = outbox_open(path, &recovered, &error);
    g_assert_no_error(error);
    return recovered;
}

char *
fixture_path(Fixture *fixture, OutboxState state, const char *id, const char *name)
{
    return g_build_filename(fixture->top, "outbox", outbox_state_code(state), id, name, NULL);
}

char *
fixture_make(Outbox *outbox, const char *content)
{
    char *id = g_malloc(BASE_UUID_SIZE);
    g_autoptr(GError) error = NULL;
    int fd = -1, scratch = -1;

    base_id_new_uuid(id);
    outbox_begin(outbox, id, 4096, &fd, &scratch, &error);
    g_assert_no_error(error);
    g_assert_cmpint(write(fd, content, strlen(content)), ==, (gssize)strlen(content));
    g_assert_cmpint(write(scratch, "x", 1), ==, 1);
    close(fd);
    close(scratch);
    return id;
}

OutboxCapture *
fixture_capture(const char *id, const char *content)
{
    OutboxCapture *capture = outbox_capture_new();
    guint8 sum[BASE_DIGEST_SIZE];

    g_free(capture->id);
    g_free(capture->report_id);
    g_free(capture->media_type);
    capture->id = g_strdup(id);
    capture->report_id = g_strdup("103-2-000017");
    capture->media_type = g_strdup("image/tiff");
    capture->pages = 1;
    capture->resolution_dpi = 300;
    capture->captured_at = (gint64)1435716184 * G_USEC_PER_SEC;
    capture->bytes = strlen(content);
    base_digest_bytes(content, strlen(content), sum);
    base_digest_to_hex(sum, capture->sha256);
    page_crc64_to_hex(page_crc64(0, content, strlen(content)), capture->crc64);
    return capture;
}

char *
fixture_ready(Outbox *outbox, const char *content)
{
    char *id = fixture_make(outbox, content);
    g_autoptr(OutboxCapture) capture = fixture_capture(id, content);
    g_autoptr(GError) error = NULL;

    outbox_seal(outbox, capture, NULL, &error);
    g_assert_no_error(error);
    return id;
}

char *
fixture_receipt(const char *content)
{
    g_autoptr(OutboxCapture) capture = fixture_capture("", content);

    return g_strdup_printf("{\"id\":\"8b6a37a4-0cb0-4f09-b74e-64fbe09254af\",\"report_id\":\"%s\","
                           "\"sha256\":\"%s\",\"bytes\":%" G_GUINT64_FORMAT
                           ",\"stored_at\":\"2026-11-23T20:27:07Z\"}",
                           capture->report_id, capture->sha256, capture->bytes);
}

OutboxState
fixture_state(Outbox *outbox, const char *id)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(OutboxItem) item = outbox_find(outbox, id, &error);

    g_assert_no_error(error);
    return item->state;
}
