#include "outbox-fixture.h"

#include "base-clock.h"

#include <fcntl.h>
#include <glib/gstdio.h>
#include <signal.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#define NOBODY "00000000-0000-4000-8000-000000000000"

static void
sealed_is_ready_and_private(Fixture *fixture, gconstpointer data)
{
    g_autofree char *id = fixture_make(fixture->outbox, "pixels");
    g_autoptr(OutboxCapture) wanted = fixture_capture(id, "pixels");
    g_autoptr(OutboxCapture) capture = fixture_capture(id, "pixels");
    g_autofree char *path = NULL;
    g_autofree char *content = NULL;
    g_autoptr(OutboxItem) item = NULL;
    GStatBuf status;

    (void)data;
    *capture->sha256 = '\0';
    g_assert_cmpint(fixture_state(fixture->outbox, id), ==, OUTBOX_STATE_MAKING);
    g_assert_true(outbox_seal(fixture->outbox, capture, &path, NULL));
    g_assert_true(g_file_get_contents(path, &content, NULL, NULL));
    g_assert_cmpstr(content, ==, "pixels");
    g_assert_cmpint(g_stat(path, &status), ==, 0);
    g_assert_cmpuint(status.st_mode & 0777, ==, 0600);
    item = outbox_find(fixture->outbox, id, NULL);
    g_assert_cmpint(item->state, ==, OUTBOX_STATE_READY);
    g_assert_cmpstr(item->path, ==, path);
    g_assert_cmpstr(item->capture->report_id, ==, "103-2-000017");
    g_assert_cmpstr(capture->sha256, ==, wanted->sha256);
    g_assert_cmpstr(item->capture->sha256, ==, wanted->sha256);
    g_assert_cmpuint(item->attempts, ==, 0);
}

/* Who read the bytes of this CRC-64 is believed; were it not so, it is found before it is sent. */
static void
a_digest_that_is_given_is_kept(Fixture *fixture, gconstpointer data)
{
    g_autofree char *id = fixture_make(fixture->outbox, "pixels");
    g_autoptr(OutboxCapture) other = fixture_capture(id, "PIXELS");
    g_autoptr(OutboxCapture) capture = fixture_capture(id, "pixels");
    g_autoptr(GError) error = NULL;
    g_autoptr(OutboxItem) item = NULL;
    int fd = -1;

    (void)data;
    strcpy(capture->sha256, other->sha256);
    g_assert_true(outbox_seal(fixture->outbox, capture, NULL, NULL));
    item = outbox_find(fixture->outbox, id, NULL);
    g_assert_cmpstr(item->capture->sha256, ==, other->sha256);
    g_assert_false(outbox_start_sending(fixture->outbox, id, &fd, &error));
    g_assert_error(error, OUTBOX_ERROR, OUTBOX_ERROR_DAMAGED);
}

static void
what_reads_back_otherwise_is_not_saved(Fixture *fixture, gconstpointer data)
{
    g_autofree char *id = fixture_make(fixture->outbox, "pixels");
    g_autoptr(OutboxCapture) other = fixture_capture(id, "PIXELS");
    g_autoptr(OutboxCapture) longer = fixture_capture(id, "pixels and more");
    g_autoptr(OutboxCapture) odd = fixture_capture(id, "pixels");
    g_autoptr(GError) error = NULL;

    (void)data;
    g_assert_false(outbox_seal(fixture->outbox, other, NULL, &error));
    g_assert_error(error, OUTBOX_ERROR, OUTBOX_ERROR_DIGEST);
    g_clear_error(&error);
    g_assert_false(outbox_seal(fixture->outbox, longer, NULL, &error));
    g_assert_error(error, OUTBOX_ERROR, OUTBOX_ERROR_DIGEST);
    g_clear_error(&error);
    odd->media_type[0] = 'x';
    g_assert_false(outbox_seal(fixture->outbox, odd, NULL, &error));
    g_assert_error(error, OUTBOX_ERROR, OUTBOX_ERROR_STATE);
    g_assert_cmpint(fixture_state(fixture->outbox, id), ==, OUTBOX_STATE_MAKING);
    g_assert_true(outbox_abandon(fixture->outbox, id, NULL));
    g_assert_null(outbox_find(fixture->outbox, id, NULL));
}

static void
the_way_to_delivered(Fixture *fixture, gconstpointer data)
{
    g_autofree char *id = fixture_ready(fixture->outbox, "pixels");
    g_autofree char *receipt = fixture_receipt("pixels");
    g_autofree char *other = fixture_receipt("others");
    g_autoptr(GError) error = NULL;
    g_autoptr(OutboxItem) item = NULL;
    char buffer[16] = "";
    int fd = -1;

    (void)data;
    g_assert_true(outbox_start_sending(fixture->outbox, id, &fd, NULL));
    g_assert_cmpint(read(fd, buffer, sizeof buffer), ==, 6);
    close(fd);
    g_assert_true(outbox_note_upload(fixture->outbox, id, "abc-123", NULL));
    g_assert_false(outbox_deliver(fixture->outbox, id, other, &error));
    g_assert_error(error, OUTBOX_ERROR, OUTBOX_ERROR_DIGEST);
    g_clear_error(&error);
    g_assert_false(outbox_deliver(fixture->outbox, id, "{\"id\":1}", &error));
    g_assert_error(error, OUTBOX_ERROR, OUTBOX_ERROR_STATE);
    g_clear_error(&error);
    g_assert_cmpint(fixture_state(fixture->outbox, id), ==, OUTBOX_STATE_SENDING);
    g_assert_true(outbox_deliver(fixture->outbox, id, receipt, NULL));
    item = outbox_find(fixture->outbox, id, NULL);
    g_assert_cmpint(item->state, ==, OUTBOX_STATE_DELIVERED);
    g_assert_cmpstr(item->upload, ==, "abc-123");
    g_assert_nonnull(strstr(item->receipt, "8b6a37a4"));
    g_assert_false(outbox_deliver(fixture->outbox, id, receipt, &error));
    g_assert_error(error, OUTBOX_ERROR, OUTBOX_ERROR_STATE);
}

static void
put_back_counts_and_refused_waits_for_a_person(Fixture *fixture, gconstpointer data)
{
    g_autofree char *id = fixture_ready(fixture->outbox, "pixels");
    g_autoptr(OutboxItem) item = NULL;
    int fd = -1;

    (void)data;
    for (guint i = 1; i <= 3; i++) {
        g_clear_pointer(&item, outbox_item_free);
        g_assert_true(outbox_start_sending(fixture->outbox, id, &fd, NULL));
        close(fd);
        g_assert_true(outbox_put_back(fixture->outbox, id, "unreachable", "no\nnetwork", 77, NULL));
        item = outbox_find(fixture->outbox, id, NULL);
        g_assert_cmpint(item->state, ==, OUTBOX_STATE_READY);
        g_assert_cmpuint(item->attempts, ==, i);
        g_assert_cmpint(item->next_attempt, ==, 77);
        g_assert_cmpstr(item->reason_code, ==, "unreachable");
        g_assert_cmpstr(item->reason, ==, "no network");
    }
    g_assert_true(outbox_start_sending(fixture->outbox, id, &fd, NULL));
    close(fd);
    g_assert_true(outbox_refuse(fixture->outbox, id, "not_pending", "passed already", NULL));
    g_assert_cmpint(fixture_state(fixture->outbox, id), ==, OUTBOX_STATE_REFUSED);
    g_assert_true(outbox_retry(fixture->outbox, id, NULL));
    g_clear_pointer(&item, outbox_item_free);
    item = outbox_find(fixture->outbox, id, NULL);
    g_assert_cmpint(item->state, ==, OUTBOX_STATE_READY);
    g_assert_cmpuint(item->attempts, ==, 0);
    g_assert_cmpint(item->next_attempt, ==, 0);
}

static void
moves_that_are_not_in_the_picture(Fixture *fixture, gconstpointer data)
{
    g_autofree char *making = fixture_make(fixture->outbox, "pixels");
    g_autofree char *ready = fixture_ready(fixture->outbox, "pixels");
    g_autoptr(OutboxCapture) again = fixture_capture(ready, "pixels");
    int fd = -1, scratch = -1;

    (void)data;
#define ASSERT_REFUSED(call, code)                                                                 \
    do {                                                                                           \
        g_autoptr(GError) error = NULL;                                                            \
        g_assert_false(call);                                                                      \
        g_assert_error(error, OUTBOX_ERROR, code);                                                 \
    } while (0)
    ASSERT_REFUSED(outbox_start_sending(fixture->outbox, making, &fd, &error), OUTBOX_ERROR_STATE);
    ASSERT_REFUSED(outbox_start_sending(fixture->outbox, NOBODY, &fd, &error),
                   OUTBOX_ERROR_UNKNOWN);
    ASSERT_REFUSED(outbox_start_sending(fixture->outbox, "../../x", &fd, &error),
                   OUTBOX_ERROR_UNKNOWN);
    ASSERT_REFUSED(outbox_note_upload(fixture->outbox, making, "u", &error), OUTBOX_ERROR_STATE);
    ASSERT_REFUSED(outbox_put_back(fixture->outbox, ready, "c", "w", 0, &error),
                   OUTBOX_ERROR_STATE);
    ASSERT_REFUSED(outbox_refuse(fixture->outbox, ready, "c", "w", &error), OUTBOX_ERROR_STATE);
    ASSERT_REFUSED(outbox_retry(fixture->outbox, ready, &error), OUTBOX_ERROR_STATE);
    ASSERT_REFUSED(outbox_discard(fixture->outbox, making, "w", "y", &error), OUTBOX_ERROR_STATE);
    ASSERT_REFUSED(outbox_discard(fixture->outbox, NOBODY, "w", "y", &error), OUTBOX_ERROR_UNKNOWN);
    ASSERT_REFUSED(outbox_seal(fixture->outbox, again, NULL, &error), OUTBOX_ERROR_STATE);
    ASSERT_REFUSED(outbox_begin(fixture->outbox, ready, 1, &fd, &scratch, &error),
                   OUTBOX_ERROR_STATE);
    ASSERT_REFUSED(outbox_put_back(fixture->outbox, NOBODY, "c", "w", 0, &error),
                   OUTBOX_ERROR_UNKNOWN);
    ASSERT_REFUSED(outbox_deliver(fixture->outbox, NOBODY, "{}", &error), OUTBOX_ERROR_UNKNOWN);
}

/* Sets a limit of this process; gives the one before. */
static struct rlimit
limit(__rlimit_resource_t resource, rlim_t most)
{
    struct rlimit before, now;

    g_assert_cmpint(getrlimit(resource, &before), ==, 0);
    now = before;
    now.rlim_cur = most;
    g_assert_cmpint(setrlimit(resource, &now), ==, 0);
    return before;
}

static void
a_station_without_descriptors_sets_nothing_aside(Fixture *fixture, gconstpointer data)
{
    g_autofree char *id = fixture_ready(fixture->outbox, "pixels");
    struct rlimit before = limit(RLIMIT_NOFILE, 0);
    g_autoptr(GError) error = NULL;
    int fd = -1;
    gboolean done = outbox_start_sending(fixture->outbox, id, &fd, &error);

    (void)data;
    g_assert_cmpint(setrlimit(RLIMIT_NOFILE, &before), ==, 0);
    g_assert_false(done);
    g_assert_error(error, OUTBOX_ERROR, OUTBOX_ERROR_UNREADABLE);
    g_assert_cmpint(fixture_state(fixture->outbox, id), ==, OUTBOX_STATE_READY);
    g_assert_true(outbox_start_sending(fixture->outbox, id, &fd, NULL));
    close(fd);
}

/* An entry that stayed in sending would be taken out of there by the next start alone. */
static void
what_cannot_be_noted_is_ready_again(Fixture *fixture, gconstpointer data)
{
    g_autofree char *id = fixture_ready(fixture->outbox, "pixels");
    struct rlimit before;
    int fd = -1;

    (void)data;
    signal(SIGXFSZ, SIG_IGN);
    for (guint i = 0; i < 2; i++) {
        g_autoptr(GError) error = NULL;
        gboolean done;

        g_assert_true(outbox_start_sending(fixture->outbox, id, &fd, NULL));
        close(fd);
        before = limit(RLIMIT_FSIZE, 0);
        done = i == 0 ? outbox_put_back(fixture->outbox, id, "unreachable", "away", 77, &error)
                      : outbox_refuse(fixture->outbox, id, "not_pending", "passed", &error);
        g_assert_cmpint(setrlimit(RLIMIT_FSIZE, &before), ==, 0);
        g_assert_cmpint(done, ==, i == 0);
        if (!done)
            g_assert_error(error, OUTBOX_ERROR, OUTBOX_ERROR_NO_SPACE);
        g_assert_cmpint(fixture_state(fixture->outbox, id), ==, OUTBOX_STATE_READY);
    }
}

static void
too_much_to_reserve_leaves_nothing(Fixture *fixture, gconstpointer data)
{
    g_autoptr(GError) error = NULL;
    g_autofree char *folder = fixture_path(fixture, OUTBOX_STATE_MAKING, NOBODY, NULL);
    int fd = -1, scratch = -1;

    (void)data;
    g_assert_false(outbox_begin(fixture->outbox, NOBODY, (guint64)1 << 60, &fd, &scratch, &error));
    g_assert_error(error, OUTBOX_ERROR, OUTBOX_ERROR_NO_SPACE);
    g_assert_false(g_file_test(folder, G_FILE_TEST_EXISTS));
    g_assert_cmpint(fd, ==, -1);
}

static void
listed_oldest_first_and_by_state(Fixture *fixture, gconstpointer data)
{
    g_autofree char *first = fixture_ready(fixture->outbox, "first");
    g_autofree char *making = fixture_make(fixture->outbox, "second");
    g_autofree char *third = fixture_ready(fixture->outbox, "third");
    g_autoptr(GPtrArray) all = outbox_list(fixture->outbox, 0, NULL);
    g_autoptr(GPtrArray) ready = outbox_list(fixture->outbox, 1u << OUTBOX_STATE_READY, NULL);

    (void)data;
    g_assert_cmpuint(all->len, ==, 3);
    g_assert_cmpuint(ready->len, ==, 2);
    g_assert_cmpstr(((OutboxItem *)g_ptr_array_index(all, 0))->id, !=, making);
    g_assert_true(g_str_equal(((OutboxItem *)g_ptr_array_index(ready, 0))->id, first) ||
                  g_str_equal(((OutboxItem *)g_ptr_array_index(ready, 0))->id, third));
    /* The scan under way has only just begun; the others say when they were taken. */
    g_assert_cmpstr(((OutboxItem *)g_ptr_array_index(all, 2))->id, ==, making);
}

static void
one_writer_and_many_readers(Fixture *fixture, gconstpointer data)
{
    g_autofree char *path = g_build_filename(fixture->top, "outbox", NULL);
    g_autofree char *none = g_build_filename(fixture->top, "none", NULL);
    g_autofree char *id = fixture_ready(fixture->outbox, "pixels");
    g_autoptr(Outbox) reader = outbox_open_read_only(path, NULL);
    g_autoptr(Outbox) empty = outbox_open_read_only(none, NULL);
    g_autoptr(GPtrArray) nothing = outbox_list(empty, 0, NULL);
    g_autoptr(GError) error = NULL;
    int status = -1, fd = -1;
    pid_t child = fork();

    (void)data;
    if (child == 0) {
        g_autoptr(GError) fault = NULL;

        _exit(outbox_open(path, NULL, &fault) == NULL &&
                      g_error_matches(fault, OUTBOX_ERROR, OUTBOX_ERROR_LOCKED)
                  ? 0
                  : 1);
    }
    g_assert_cmpint(waitpid(child, &status, 0), ==, child);
    g_assert_cmpint(status, ==, 0);
    g_assert_cmpint(fixture_state(reader, id), ==, OUTBOX_STATE_READY);
    g_assert_cmpuint(nothing->len, ==, 0);
    g_assert_false(outbox_start_sending(reader, id, &fd, &error));
    g_assert_error(error, OUTBOX_ERROR, OUTBOX_ERROR_LOCKED);
    g_clear_error(&error);
    g_assert_false(outbox_expire(reader, 0, NULL, &error));
    g_assert_error(error, OUTBOX_ERROR, OUTBOX_ERROR_LOCKED);
}

static void
a_place_that_cannot_be_used(Fixture *fixture, gconstpointer data)
{
    g_autofree char *file = g_build_filename(fixture->top, "file", NULL);
    g_autoptr(GError) error = NULL;

    (void)data;
    g_assert_true(g_file_set_contents(file, "x", 1, NULL));
    g_assert_null(outbox_open(file, NULL, &error));
    g_assert_error(error, OUTBOX_ERROR, OUTBOX_ERROR_UNUSABLE);
}

static void
expiry_needs_time_and_a_receipt(Fixture *fixture, gconstpointer data)
{
    g_autofree char *delivered = fixture_ready(fixture->outbox, "pixels");
    g_autofree char *tampered = fixture_ready(fixture->outbox, "pixels");
    g_autofree char *discarded = fixture_ready(fixture->outbox, "unwanted");
    g_autofree char *ready = fixture_ready(fixture->outbox, "waiting");
    g_autofree char *receipt = fixture_receipt("pixels");
    g_autofree char *spoilt = fixture_path(fixture, OUTBOX_STATE_DELIVERED, tampered,
                                           "receipt.json");
    const char *const both[] = {delivered, tampered};
    guint removed = 99;
    int fd = -1;

    (void)data;
    for (guint i = 0; i < 2; i++) {
        g_assert_true(outbox_start_sending(fixture->outbox, both[i], &fd, NULL));
        close(fd);
        g_assert_true(outbox_deliver(fixture->outbox, both[i], receipt, NULL));
    }
    g_assert_true(outbox_discard(fixture->outbox, discarded, "T001", "scanned twice", NULL));
    g_assert_true(g_file_set_contents(spoilt, "{}", 2, NULL));
    g_assert_true(outbox_expire(fixture->outbox, BASE_DAY, &removed, NULL));
    g_assert_cmpuint(removed, ==, 0);
    g_assert_true(outbox_expire(fixture->outbox, -BASE_DAY, &removed, NULL));
    g_assert_cmpuint(removed, ==, 2);
    g_assert_null(outbox_find(fixture->outbox, delivered, NULL));
    g_assert_null(outbox_find(fixture->outbox, discarded, NULL));
    g_assert_cmpint(fixture_state(fixture->outbox, tampered), ==, OUTBOX_STATE_DELIVERED);
    g_assert_cmpint(fixture_state(fixture->outbox, ready), ==, OUTBOX_STATE_READY);
}

static void
counts_by_state_and_reads_none(Fixture *fixture, gconstpointer data)
{
    g_autofree char *damaged = fixture_ready(fixture->outbox, "damaged");
    g_autofree char *ready = fixture_ready(fixture->outbox, "whole");
    g_autofree char *discarded = fixture_ready(fixture->outbox, "unwanted");
    g_autofree char *sidecar = fixture_path(fixture, OUTBOX_STATE_READY, damaged, "capture.json");
    g_autofree char *stray = fixture_path(fixture, OUTBOX_STATE_READY, "stray", "");
    guint counts[OUTBOX_STATE_COUNT];

    (void)data;
    g_assert_nonnull(ready);
    g_assert_cmpint(g_unlink(sidecar), ==, 0);
    g_assert_cmpint(g_mkdir(stray, 0700), ==, 0);
    g_assert_true(outbox_discard(fixture->outbox, discarded, "T001", "scanned twice", NULL));
    g_assert_true(outbox_count(fixture->outbox, counts, NULL));
    for (guint i = 0; i < OUTBOX_STATE_COUNT; i++)
        g_assert_cmpuint(counts[i], ==,
                         i == OUTBOX_STATE_READY       ? 2
                         : i == OUTBOX_STATE_DISCARDED ? 1
                                                       : 0);
}

/* As if nothing had been changed in its folder since. */
static void
age_folder(Fixture *fixture, OutboxState state, const char *id, gint64 instant)
{
    g_autofree char *folder = fixture_path(fixture, state, id, "");
    const struct timespec then = {.tv_sec = instant / BASE_SECOND};
    const struct timespec times[] = {then, then};

    g_assert_cmpint(utimensat(AT_FDCWD, folder, times, 0), ==, 0);
}

static void
lists_what_has_changed(Fixture *fixture, gconstpointer data)
{
    g_autofree char *old = fixture_ready(fixture->outbox, "old");
    g_autofree char *fresh = fixture_ready(fixture->outbox, "new");
    const gint64 yesterday = base_clock_now() - BASE_DAY;
    g_autoptr(GPtrArray) since = NULL;
    g_autoptr(GPtrArray) until = NULL;
    g_autoptr(GPtrArray) elsewhere = NULL;

    (void)data;
    age_folder(fixture, OUTBOX_STATE_READY, old, yesterday - BASE_MINUTE);
    since = outbox_list_changed(fixture->outbox, 0, yesterday, G_MAXINT64, NULL);
    g_assert_cmpuint(since->len, ==, 1);
    g_assert_cmpstr(((OutboxItem *)since->pdata[0])->id, ==, fresh);
    until = outbox_list_changed(fixture->outbox, 0, G_MININT64, yesterday, NULL);
    g_assert_cmpuint(until->len, ==, 1);
    g_assert_cmpstr(((OutboxItem *)until->pdata[0])->id, ==, old);
    elsewhere = outbox_list_changed(fixture->outbox, 1u << OUTBOX_STATE_REFUSED, G_MININT64,
                                    yesterday, NULL);
    g_assert_cmpuint(elsewhere->len, ==, 0);
}

/* What came back from a backup is as old as that at most. */
static void
a_folder_that_changed_keeps_an_old_entry(Fixture *fixture, gconstpointer data)
{
    g_autofree char *id = fixture_ready(fixture->outbox, "unwanted");
    guint removed = 99;

    (void)data;
    g_assert_true(outbox_discard(fixture->outbox, id, "T001", "scanned twice", NULL));
    age_folder(fixture, OUTBOX_STATE_DISCARDED, id, base_clock_now() + 2 * BASE_DAY);
    g_assert_true(outbox_expire(fixture->outbox, -BASE_DAY, &removed, NULL));
    g_assert_cmpuint(removed, ==, 0);
    age_folder(fixture, OUTBOX_STATE_DISCARDED, id, base_clock_now());
    g_assert_true(outbox_expire(fixture->outbox, -BASE_DAY, &removed, NULL));
    g_assert_cmpuint(removed, ==, 1);
}

int
main(int argc, char *argv[])
{
    g_test_init(&argc, &argv, NULL);
#define ADD(name, function)                                                                        \
    g_test_add("/outbox/states/" name, Fixture, NULL, fixture_set_up, function, fixture_tear_down)
    ADD("sealed-is-ready-and-private", sealed_is_ready_and_private);
    ADD("a-digest-that-is-given-is-kept", a_digest_that_is_given_is_kept);
    ADD("what-reads-back-otherwise-is-not-saved", what_reads_back_otherwise_is_not_saved);
    ADD("the-way-to-delivered", the_way_to_delivered);
    ADD("put-back-counts-and-refused-waits-for-a-person",
        put_back_counts_and_refused_waits_for_a_person);
    ADD("moves-that-are-not-in-the-picture", moves_that_are_not_in_the_picture);
    ADD("a-station-without-descriptors-sets-nothing-aside",
        a_station_without_descriptors_sets_nothing_aside);
    ADD("what-cannot-be-noted-is-ready-again", what_cannot_be_noted_is_ready_again);
    ADD("too-much-to-reserve-leaves-nothing", too_much_to_reserve_leaves_nothing);
    ADD("listed-oldest-first-and-by-state", listed_oldest_first_and_by_state);
    ADD("one-writer-and-many-readers", one_writer_and_many_readers);
    ADD("a-place-that-cannot-be-used", a_place_that_cannot_be_used);
    ADD("counts-by-state-and-reads-none", counts_by_state_and_reads_none);
    ADD("lists-what-has-changed", lists_what_has_changed);
    ADD("a-folder-that-changed-keeps-an-old-entry", a_folder_that_changed_keeps_an_old_entry);
    ADD("expiry-needs-time-and-a-receipt", expiry_needs_time_and_a_receipt);
    return g_test_run();
}
