/* Whatever is altered in a data folder is found, and nothing else is. */
#include "store.h"
#include "verify-alter.h"
#include "verify.h"

#include <string.h>

#define SEED    20261123
#define IMPORTS 500

typedef struct {
    World *world;
    StoreAnchor end; /* of the log as it was */
} Fixture;

static void
note(const char *kind, const char *words, gpointer found)
{
    g_assert_null(strchr(words, '\n'));
    g_string_append_printf(found, "%s: %s\n", kind, words);
}

static GString *
verify(Fixture *fixture, const StoreAnchor *anchor, VerifySummary *ret_summary)
{
    GString *found = g_string_new(NULL);

    verify_data_dir(fixture->world->folder, anchor, note, found, ret_summary);
    g_assert_cmpint(ret_summary->differences > 0, ==, found->len > 0);
    return found;
}

/* TRUE if a line of `found` begins with one of the kinds. */
static gboolean
has_kind(const char *found, const char *kinds)
{
    g_auto(GStrv) words = g_strsplit(kinds, " ", -1);
    g_autofree char *lines = g_strconcat("\n", found, NULL);

    for (guint i = 0; words[i] != NULL && *words[i] != '\0'; i++) {
        g_autofree char *begin = g_strdup_printf("\n%s: ", words[i]);

        if (strstr(lines, begin) != NULL)
            return TRUE;
    }
    return FALSE;
}

/* One alteration, seen through verify. FALSE if nothing that is held for ever was altered. */
static gboolean
alter_once(Fixture *fixture, const Alteration *alteration, GRand *chance)
{
    World *world = fixture->world;
    VerifySummary summary;
    g_autoptr(GString) found = NULL;
    g_autofree char *dump = NULL;

    world_restore(world);
    if (!alteration->alter(world, chance))
        return FALSE;
    if (alteration->needs_anchor) {
        g_autoptr(GString) unseen = verify(fixture, NULL, &summary);

        /* What the documentation says cannot be found without an anchor. */
        g_assert_cmpstr(unseen->str, ==, "");
    }
    found = verify(fixture, &fixture->end, &summary);
    if (*alteration->kinds == '\0') {
        if (found->len > 0)
            return TRUE;
        dump = world_dump(world->database);
        g_assert_cmpstr(dump, ==, world->dump);
        return FALSE;
    }
    if (!has_kind(found->str, alteration->kinds))
        g_error("“%s” was not found as %sbut as:\n%s", alteration->name, alteration->kinds,
                found->str);
    return TRUE;
}

static void
alter(Fixture *fixture, const Alteration *alterations, guint count, guint rounds)
{
    g_autoptr(GRand) chance = g_rand_new_with_seed(SEED);
    guint done = 0;

    for (guint i = 0; done < rounds; i++)
        done += alter_once(fixture, &alterations[i % count], chance);
    g_test_message("%u alterations, all found", done);
}

static void
test_rows(gconstpointer data)
{
    alter((Fixture *)data, alterations_of_rows, alterations_of_rows_count, 500);
}

static void
test_files(gconstpointer data)
{
    alter((Fixture *)data, alterations_of_files, alterations_of_files_count, 250);
}

static void
test_history(gconstpointer data)
{
    alter((Fixture *)data, alterations_of_history, alterations_of_history_count, 250);
}

static void
test_whole(gconstpointer data)
{
    Fixture *fixture = (Fixture *)data;
    VerifySummary summary;
    g_autoptr(GString) found = NULL;
    g_autoptr(GString) anchored = NULL;

    found = verify(fixture, NULL, &summary);
    g_assert_cmpstr(found->str, ==, "");
    g_assert_cmpuint(summary.originals, ==, WORLD_ORIGINALS);
    g_assert_cmpuint(summary.reports, ==, 7);
    anchored = verify(fixture, &fixture->end, &summary);
    g_assert_cmpstr(anchored->str, ==, "");
}

/* A writer: so many imports, one after the other. */
typedef struct {
    World *world;
    gint left;
} Importer;

static gpointer
import_all(gpointer data)
{
    Importer *importer = data;
    g_autoptr(Store) store = store_open(importer->world->database, NULL);

    while (g_atomic_int_get(&importer->left) > 0) {
        g_autofree char *text = g_strdup_printf(
            "{\"announcements\": [{\"id\": \"a1\", \"published_at\": "
            "\"2014-03-04T00:00:00Z\", \"title\": \"%d\", \"body\": \"\"}]}",
            importer->left);
        StoreImport counts;

        g_assert_true(store_import(store, text, strlen(text), &counts, NULL));
        g_atomic_int_add(&importer->left, -1);
    }
    return NULL;
}

/* One look is of one moment, whatever is committed meanwhile. */
static void
test_beside_a_writer(gconstpointer data)
{
    Fixture *fixture = (Fixture *)data;
    Importer importer = {fixture->world, IMPORTS};
    GThread *thread;

    world_restore(fixture->world);
    thread = g_thread_new("importer", import_all, &importer);
    while (g_atomic_int_get(&importer.left) > 0) {
        VerifySummary summary;
        g_autoptr(GString) found = verify(fixture, &fixture->end, &summary);

        g_assert_cmpstr(found->str, ==, "");
    }
    g_thread_join(thread);
}

int
main(int argc, char *argv[])
{
    Fixture fixture = {0};
    VerifySummary summary;
    int code;

    g_test_init(&argc, &argv, NULL);
    fixture.world = world_new();
    g_string_free(verify(&fixture, NULL, &summary), TRUE);
    fixture.end = summary.end;
    g_test_add_data_func("/verify/whole", &fixture, test_whole);
    g_test_add_data_func("/verify/beside-a-writer", &fixture, test_beside_a_writer);
    g_test_add_data_func("/verify/rows", &fixture, test_rows);
    g_test_add_data_func("/verify/files", &fixture, test_files);
    g_test_add_data_func("/verify/history", &fixture, test_history);
    code = g_test_run();
    world_free(fixture.world);
    return code;
}
