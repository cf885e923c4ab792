/* A folder of its own for each test, gone when it ends. */
#pragma once

#include "base-folder.h"

#include <glib.h>
#include <glib/gstdio.h>

typedef struct {
    char *folder;
} Fixture;

static inline void
fixture_set_up(Fixture *fixture, gconstpointer data G_GNUC_UNUSED)
{
    fixture->folder = g_dir_make_tmp("station-test-XXXXXX", NULL);
    g_assert_nonnull(fixture->folder);
    g_autofree char *none = g_build_filename(fixture->folder, "system.conf", NULL);
    g_setenv("SCAN_STATION_SYSTEM_CONF", none, TRUE);
}

static inline void
fixture_tear_down(Fixture *fixture, gconstpointer data G_GNUC_UNUSED)
{
    g_assert_true(base_folder_remove(fixture->folder, NULL));
    g_free(fixture->folder);
}

static inline char *
fixture_path(Fixture *fixture, const char *name)
{
    return g_build_filename(fixture->folder, name, NULL);
}

static inline void
fixture_write(Fixture *fixture, const char *name, const char *text)
{
    g_autofree char *path = fixture_path(fixture, name);
    g_assert_true(g_file_set_contents(path, text, -1, NULL));
    g_assert_cmpint(g_chmod(path, 0600), ==, 0);
}

static inline char *
fixture_read(Fixture *fixture, const char *name)
{
    g_autofree char *path = fixture_path(fixture, name);
    char *text = NULL;
    return g_file_get_contents(path, &text, NULL, NULL) ? text : NULL;
}

#define fixture_add(name, function)                                                                \
    g_test_add(name, Fixture, NULL, fixture_set_up, function, fixture_tear_down)
