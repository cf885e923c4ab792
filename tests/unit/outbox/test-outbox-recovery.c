#include "outbox-fixture.h"

#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>

static void
assert_quarantined(Fixture *fixture, const char *id, const char *code)
{
    g_autoptr(OutboxItem) item = outbox_find(fixture->outbox, id, NULL);

    g_assert_nonnull(item);
    g_assert_cmpstr(outbox_state_code(item->state), ==, "quarantine");
    g_assert_cmpstr(item->reason_code, ==, code);
    g_assert_cmpuint(strlen(item->reason), >, 0);
}

/* A sealed entry whose last rename never came: put back to where it would lie then. */
static char *
sealed_in_making(Fixture *fixture, const char *content)
{
    char *id = fixture_ready(fixture->outbox, content);
    g_autofree char *from = fixture_path(fixture, OUTBOX_STATE_READY, id, NULL);
    g_autofree char *to = fixture_path(fixture, OUTBOX_STATE_MAKING, id, NULL);

    g_assert_cmpint(g_rename(from, to), ==, 0);
    return id;
}

static void
a_scan_never_finished_goes_aside(Fixture *fixture, gconstpointer data)
{
    g_autofree char *id = fixture_make(fixture->outbox, "half a page");
    g_autofree char *part = fixture_path(fixture, OUTBOX_STATE_QUARANTINE, id, "original.part");

    (void)data;
    g_assert_cmpuint(fixture_reopen(fixture), ==, 1);
    assert_quarantined(fixture, id, "unfinished");
    g_assert_true(g_file_test(part, G_FILE_TEST_EXISTS));
    g_assert_true(outbox_discard(fixture->outbox, id, "T001", "never finished", NULL));
}

static void
a_crash_between_rename_and_sidecar_goes_aside(Fixture *fixture, gconstpointer data)
{
    g_autofree char *id = fixture_make(fixture->outbox, "pixels");
    g_autofree char *part = fixture_path(fixture, OUTBOX_STATE_MAKING, id, "original.part");
    g_autofree char *original = fixture_path(fixture, OUTBOX_STATE_MAKING, id, "original.tif");

    (void)data;
    g_assert_cmpint(g_rename(part, original), ==, 0);
    fixture_reopen(fixture);
    assert_quarantined(fixture, id, "unfinished");
}

static void
a_crash_before_the_last_rename_is_adopted(Fixture *fixture, gconstpointer data)
{
    g_autofree char *id = sealed_in_making(fixture, "pixels");

    (void)data;
    g_assert_cmpuint(fixture_reopen(fixture), ==, 1);
    g_assert_cmpint(fixture_state(fixture->outbox, id), ==, OUTBOX_STATE_READY);
}

static void
a_sealed_entry_with_other_bytes_is_not_adopted(Fixture *fixture, gconstpointer data)
{
    g_autofree char *changed = sealed_in_making(fixture, "pixels");
    g_autofree char *gone = sealed_in_making(fixture, "pixels");
    g_autofree char *spoilt = sealed_in_making(fixture, "pixels");
    g_autofree char *one = fixture_path(fixture, OUTBOX_STATE_MAKING, changed, "original.tif");
    g_autofree char *two = fixture_path(fixture, OUTBOX_STATE_MAKING, gone, "original.tif");
    g_autofree char *three = fixture_path(fixture, OUTBOX_STATE_MAKING, spoilt, "capture.json");

    (void)data;
    g_assert_true(g_file_set_contents(one, "pixelz", 6, NULL));
    g_assert_cmpint(g_unlink(two), ==, 0);
    g_assert_true(g_file_set_contents(three, "{\"version\":1", 12, NULL));
    g_assert_cmpuint(fixture_reopen(fixture), ==, 3);
    assert_quarantined(fixture, changed, "damaged");
    assert_quarantined(fixture, gone, "damaged");
    assert_quarantined(fixture, spoilt, "damaged");
}

static void
what_was_being_sent_is_ready_again(Fixture *fixture, gconstpointer data)
{
    g_autofree char *id = fixture_ready(fixture->outbox, "pixels");
    g_autoptr(OutboxItem) item = NULL;
    int fd = -1;

    (void)data;
    g_assert_true(outbox_start_sending(fixture->outbox, id, &fd, NULL));
    close(fd);
    g_assert_true(outbox_note_upload(fixture->outbox, id, "abc", NULL));
    g_assert_cmpuint(fixture_reopen(fixture), ==, 1);
    item = outbox_find(fixture->outbox, id, NULL);
    g_assert_cmpint(item->state, ==, OUTBOX_STATE_READY);
    g_assert_cmpstr(item->upload, ==, "abc");
}

static void
damage_by_hand_is_found_before_sending(Fixture *fixture, gconstpointer data)
{
    g_autofree char *changed = fixture_ready(fixture->outbox, "pixels");
    g_autofree char *linked = fixture_ready(fixture->outbox, "pixels");
    g_autofree char *unread = fixture_ready(fixture->outbox, "pixels");
    g_autofree char *one = fixture_path(fixture, OUTBOX_STATE_READY, changed, "original.tif");
    g_autofree char *two = fixture_path(fixture, OUTBOX_STATE_READY, linked, "original.tif");
    g_autofree char *three = fixture_path(fixture, OUTBOX_STATE_READY, unread, "capture.json");
    const char *const all[] = {changed, linked, unread};

    (void)data;
    g_assert_true(g_file_set_contents(one, "pixels and more", -1, NULL));
    g_assert_cmpint(g_unlink(two), ==, 0);
    g_assert_cmpint(symlink("/etc/hostname", two), ==, 0);
    g_assert_cmpint(g_unlink(three), ==, 0);
    for (guint i = 0; i < G_N_ELEMENTS(all); i++) {
        g_autoptr(GError) error = NULL;
        int fd = -1;

        g_assert_false(outbox_start_sending(fixture->outbox, all[i], &fd, &error));
        g_assert_error(error, OUTBOX_ERROR, OUTBOX_ERROR_DAMAGED);
        assert_quarantined(fixture, all[i], "damaged");
    }
}

/* A sidecar that opens and cannot be read, as on an ill disk. */
static void
what_cannot_be_read_just_now_stays(Fixture *fixture, gconstpointer data)
{
    g_autofree char *id = fixture_ready(fixture->outbox, "pixels");
    g_autofree char *sidecar = fixture_path(fixture, OUTBOX_STATE_READY, id, "capture.json");
    g_autofree char *kept = g_strconcat(sidecar, ".kept", NULL);
    g_autoptr(OutboxItem) item = NULL;
    g_autoptr(GError) error = NULL;
    int fd = -1;

    (void)data;
    g_assert_cmpint(rename(sidecar, kept), ==, 0);
    g_assert_cmpint(g_mkdir(sidecar, 0700), ==, 0);
    g_assert_false(outbox_start_sending(fixture->outbox, id, &fd, &error));
    g_assert_error(error, OUTBOX_ERROR, OUTBOX_ERROR_UNREADABLE);
    item = outbox_find(fixture->outbox, id, NULL);
    g_assert_cmpint(item->state, ==, OUTBOX_STATE_READY);
    g_assert_cmpstr(item->reason_code, ==, "unreadable");
    g_assert_cmpint(g_rmdir(sidecar), ==, 0);
    g_assert_cmpint(rename(kept, sidecar), ==, 0);
    g_assert_true(outbox_start_sending(fixture->outbox, id, &fd, NULL));
    close(fd);
}

static void
listing_lives_with_whatever_lies_there(Fixture *fixture, gconstpointer data)
{
    g_autofree char *id = fixture_ready(fixture->outbox, "pixels");
    g_autofree char *sidecar = fixture_path(fixture, OUTBOX_STATE_READY, id, "capture.json");
    g_autofree char *upload = fixture_path(fixture, OUTBOX_STATE_READY, id, "upload.json");
    g_autofree char *reason = fixture_path(fixture, OUTBOX_STATE_READY, id, "reason.json");
    g_autofree char *foreign = fixture_path(fixture, OUTBOX_STATE_READY, "notes.txt", NULL);
    g_autofree char *file = fixture_path(fixture, OUTBOX_STATE_READY,
                                         "00000000-0000-4000-8000-000000000001", NULL);
    static const char *const rubbish[] = {"",
                                          "{",
                                          "[]",
                                          "{\"version\":2}",
                                          "\xff",
                                          "7",
                                          "{\"upload\":\"../x\",\"code\":7,\"attempts\":-1}"};

    (void)data;
    g_assert_true(g_file_set_contents(foreign, "hello", -1, NULL));
    g_assert_true(g_file_set_contents(file, "not a folder", -1, NULL));
    for (guint i = 0; i < G_N_ELEMENTS(rubbish); i++) {
        g_autoptr(GError) error = NULL;
        g_autoptr(GPtrArray) items = NULL;
        OutboxItem *item = NULL;

        g_assert_true(g_file_set_contents(sidecar, rubbish[i], -1, NULL));
        g_assert_true(g_file_set_contents(upload, rubbish[i], -1, NULL));
        g_assert_true(g_file_set_contents(reason, rubbish[i], -1, NULL));
        items = outbox_list(fixture->outbox, 0, &error);
        g_assert_no_error(error);
        for (guint k = 0; k < items->len; k++) {
            if (g_str_equal(((OutboxItem *)g_ptr_array_index(items, k))->id, id))
                item = g_ptr_array_index(items, k);
        }
        g_assert_nonnull(item);
        g_assert_null(item->capture);
        g_assert_cmpstr(item->reason_code, ==, "damaged");
        g_assert_cmpstr(item->upload, ==, "");
    }
    fixture_reopen(fixture);
}

int
main(int argc, char *argv[])
{
    g_test_init(&argc, &argv, NULL);
#define ADD(name, function)                                                                        \
    g_test_add("/outbox/recovery/" name, Fixture, NULL, fixture_set_up, function, fixture_tear_down)
    ADD("a-scan-never-finished-goes-aside", a_scan_never_finished_goes_aside);
    ADD("a-crash-between-rename-and-sidecar-goes-aside",
        a_crash_between_rename_and_sidecar_goes_aside);
    ADD("a-crash-before-the-last-rename-is-adopted", a_crash_before_the_last_rename_is_adopted);
    ADD("a-sealed-entry-with-other-bytes-is-not-adopted",
        a_sealed_entry_with_other_bytes_is_not_adopted);
    ADD("what-was-being-sent-is-ready-again", what_was_being_sent_is_ready_again);
    ADD("damage-by-hand-is-found-before-sending", damage_by_hand_is_found_before_sending);
    ADD("what-cannot-be-read-just-now-stays", what_cannot_be_read_just_now_stays);
    ADD("listing-lives-with-whatever-lies-there", listing_lives_with_whatever_lies_there);
    return g_test_run();
}
