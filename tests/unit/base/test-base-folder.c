#include "base-error.h"
#include "base-folder.h"

#include <glib/gstdio.h>
#include <unistd.h>

typedef struct {
    char *top;
} Fixture;

static void
set_up(Fixture *fixture, gconstpointer data)
{
    (void)data;
    fixture->top = g_dir_make_tmp("folder-XXXXXX", NULL);
    g_assert_nonnull(fixture->top);
}

static void
tear_down(Fixture *fixture, gconstpointer data)
{
    (void)data;
    g_assert_true(base_folder_remove(fixture->top, NULL));
    g_free(fixture->top);
}

static void
makes_parents_and_is_idempotent(Fixture *fixture, gconstpointer data)
{
    g_autofree char *deep = g_build_filename(fixture->top, "a", "b", "c", NULL);
    GStatBuf status;

    (void)data;
    g_assert_true(base_folder_make(deep, 0700, NULL));
    g_assert_true(base_folder_make(deep, 0700, NULL));
    g_assert_cmpint(g_stat(deep, &status), ==, 0);
    g_assert_cmpuint(status.st_mode & 0777, ==, 0700);
}

static void
refuses_a_file_in_the_way(Fixture *fixture, gconstpointer data)
{
    g_autoptr(GError) error = NULL;
    g_autofree char *file = g_build_filename(fixture->top, "file", NULL);
    g_autofree char *below = g_build_filename(file, "x", NULL);

    (void)data;
    g_assert_true(g_file_set_contents(file, "x", 1, NULL));
    g_assert_false(base_folder_make(file, 0700, &error));
    g_assert_error(error, BASE_ERROR, BASE_ERROR_NOT_FOUND);
    g_clear_error(&error);
    g_assert_false(base_folder_make(below, 0700, &error));
    g_assert_error(error, BASE_ERROR, BASE_ERROR_NOT_FOUND);
    g_clear_error(&error);
    g_assert_false(base_folder_sync(file, &error));
    g_assert_error(error, BASE_ERROR, BASE_ERROR_NOT_FOUND);
}

static void
lists_sorted_within_a_limit(Fixture *fixture, gconstpointer data)
{
    g_autoptr(GError) error = NULL;
    g_auto(GStrv) names = NULL;
    static const char *const made[] = {"b", "a", "c"};

    (void)data;
    for (guint i = 0; i < G_N_ELEMENTS(made); i++) {
        g_autofree char *path = g_build_filename(fixture->top, made[i], NULL);

        g_assert_true(g_file_set_contents(path, "", 0, NULL));
    }
    g_assert_true(base_folder_list(fixture->top, 3, &names, &error));
    g_assert_cmpuint(g_strv_length(names), ==, 3);
    g_assert_cmpstr(names[0], ==, "a");
    g_assert_cmpstr(names[2], ==, "c");
    g_strfreev(g_steal_pointer(&names));
    g_assert_false(base_folder_list(fixture->top, 2, &names, &error));
    g_assert_error(error, BASE_ERROR, BASE_ERROR_TOO_LARGE);
    g_assert_null(names);
}

static void
removes_without_following_links(Fixture *fixture, gconstpointer data)
{
    g_autofree char *entry = g_build_filename(fixture->top, "entry", NULL);
    g_autofree char *inner = g_build_filename(entry, "inner", NULL);
    g_autofree char *link_name = g_build_filename(entry, "link", NULL);
    g_autofree char *kept = g_build_filename(fixture->top, "kept", NULL);

    (void)data;
    g_assert_true(g_file_set_contents(kept, "kept", 4, NULL));
    g_assert_true(base_folder_make(inner, 0700, NULL));
    g_assert_cmpint(symlink(fixture->top, link_name), ==, 0);
    g_assert_true(base_folder_remove(entry, NULL));
    g_assert_false(g_file_test(entry, G_FILE_TEST_EXISTS));
    g_assert_true(g_file_test(kept, G_FILE_TEST_EXISTS));
    g_assert_true(base_folder_remove(entry, NULL));
}

int
main(int argc, char *argv[])
{
    g_test_init(&argc, &argv, NULL);
#define ADD(name, function)                                                                        \
    g_test_add("/base/folder/" name, Fixture, NULL, set_up, function, tear_down)
    ADD("makes-parents-and-is-idempotent", makes_parents_and_is_idempotent);
    ADD("refuses-a-file-in-the-way", refuses_a_file_in_the_way);
    ADD("lists-sorted-within-a-limit", lists_sorted_within_a_limit);
    ADD("removes-without-following-links", removes_without_following_links);
    return g_test_run();
}
