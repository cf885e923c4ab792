/* What is harder to see than a row or a file: the log's end, the log written anew, the schema, the
 * database's own bytes. */
#include "verify-alter.h"

#include <fcntl.h>
#include <glib/gstdio.h>
#include <jansson.h>
#include <sqlite3.h>
#include <string.h>
#include <unistd.h>

#define PAGE 4096

static guint
pick(GRand *chance, guint count)
{
    return (guint)g_rand_int_range(chance, 0, (gint32)count);
}

/* Entries cut from the end, and the head as it was. */
static gboolean
cut_tail(World *world, GRand *chance)
{
    g_autofree char *sql = g_strdup_printf(
        "DELETE FROM audit WHERE seq > (SELECT max(seq) FROM audit) - %u", 1 + pick(chance, 14));

    return alter_sql(world, sql);
}

#define SET_HEAD                                                                                   \
    "UPDATE audit_head SET (seq, hash) = (SELECT seq, hash FROM audit ORDER BY seq DESC LIMIT 1);"

/* The same by somebody who thought of the head. */
static gboolean
cut_tail_and_head(World *world, GRand *chance)
{
    g_autofree char *sql = g_strdup_printf(
        "DELETE FROM audit WHERE seq > (SELECT max(seq) FROM audit) - %u;" SET_HEAD,
        1 + pick(chance, 14));

    return alter_sql(world, sql);
}

#define UNDO_LAST                                                                                  \
    "DELETE FROM audit WHERE seq = (SELECT max(seq) FROM audit);" SET_HEAD                         \
    "DELETE FROM commits WHERE receipt_id = (SELECT receipt_id FROM originals WHERE "              \
    "report_id = 'r5'); DELETE FROM originals WHERE report_id = 'r5';"                             \
    "DELETE FROM events WHERE report_id = 'r5';"                                                   \
    "UPDATE reports SET status = 'applied' WHERE id = 'r5';"

static gboolean
undo_last(World *world, GRand *chance)
{
    (void)chance;
    return alter_sql(world, UNDO_LAST);
}

/* And of the counter of events; the file is left. */
static gboolean
undo_last_and_counter(World *world, GRand *chance)
{
    (void)chance;
    return alter_sql(world, UNDO_LAST "UPDATE sqlite_sequence SET seq = seq - 1");
}

/* All of it: the folder is as it was before that original was stored. */
static gboolean
undo_last_with_file(World *world, GRand *chance)
{
    g_autofree char *path = world_file(world, WORLD_FILES - 1);

    return undo_last_and_counter(world, chance) && unlink(path) == 0;
}

static char *
hash_of(sqlite3_stmt *row, const char *prev_hash)
{
    json_t *fields = json_array();
    g_autofree char *text = NULL;
    char *hash;

    for (int i = 0; i < 10; i++)
        json_array_append_new(fields, i < 2
                                          ? json_integer(sqlite3_column_int64(row, i))
                                          : json_string((const char *)sqlite3_column_text(row, i)));
    json_array_append_new(fields, json_string(prev_hash));
    text = json_dumps(fields, JSON_COMPACT);
    hash = g_compute_checksum_for_string(G_CHECKSUM_SHA256, text, -1);
    json_decref(fields);
    return hash;
}

/* Hashes the log anew, by the right rule: all of it, or entry `only` alone. */
static gboolean
hash_anew(World *world, int only)
{
    static const char all[] = "SELECT seq, at, who, station, action, report_id, from_status, "
                              "to_status, why, detail, hash FROM audit ORDER BY seq";
    g_autoptr(GString) sql = g_string_new(NULL);
    g_autofree char *hash = g_strnfill(64, '0'), *text = NULL;
    sqlite3_stmt *rows = NULL;
    sqlite3 *db = NULL;

    g_assert_cmpint(sqlite3_open(world->database, &db), ==, SQLITE_OK);
    g_assert_cmpint(sqlite3_prepare_v2(db, all, -1, &rows, NULL), ==, SQLITE_OK);
    while (sqlite3_step(rows) == SQLITE_ROW) {
        int seq = sqlite3_column_int(rows, 0);
        gboolean kept = only != 0 && seq != only;
        g_autofree char *next = kept ? g_strdup((const char *)sqlite3_column_text(rows, 10))
                                     : hash_of(rows, hash);

        if (!kept)
            g_string_append_printf(sql,
                                   "UPDATE audit SET prev_hash = '%s', hash = '%s' WHERE seq = %d;",
                                   hash, next, seq);
        g_free(hash);
        hash = g_steal_pointer(&next);
    }
    sqlite3_finalize(rows);
    sqlite3_close(db);
    text = g_strconcat(sql->str, SET_HEAD, NULL);
    return alter_sql(world, text);
}

/* The test's world has entries 1 to 15: 7 reports, the import, 2 users, 5 originals. */
static guint
change_entry(World *world, GRand *chance)
{
    guint seq = 1 + pick(chance, 15);
    g_autofree char *sql = g_strdup_printf(
        "UPDATE audit SET station = station || 'x' WHERE seq = %u", seq);

    g_assert_true(alter_sql(world, sql));
    return seq;
}

static gboolean
rewrite(World *world, GRand *chance)
{
    change_entry(world, chance);
    return hash_anew(world, 0);
}

/* As far as one entry goes; the last one has no other behind it to give it away. */
static gboolean
rewrite_entry(World *world, GRand *chance)
{
    guint seq = change_entry(world, chance);

    return seq < 15 && hash_anew(world, (int)seq);
}

static gboolean
rewrite_without_entry(World *world, GRand *chance)
{
    g_autofree char *sql = g_strdup_printf("DELETE FROM audit WHERE seq = %u",
                                           1 + pick(chance, 14));

    return alter_sql(world, sql) && hash_anew(world, 0);
}

/* A well-made log in which a report moves from where it never was. */
static gboolean
rewrite_move(World *world, GRand *chance)
{
    g_autofree char *sql = g_strdup_printf(
        "UPDATE audit SET from_status = 'crediting' WHERE seq = %u", 11 + pick(chance, 5));

    return alter_sql(world, sql) && hash_anew(world, 0);
}

static gboolean
renumber_event(World *world, GRand *chance)
{
    g_autofree char *sql = g_strdup_printf("UPDATE events SET id = -id WHERE id = %u",
                                           1 + pick(chance, 4));

    return alter_sql(world, sql);
}

/* Rows that are not for ever, and lead nowhere. */
static gboolean
break_reference(World *world, GRand *chance)
{
    return alter_sql(world, pick(chance, 2) == 0
                                ? "INSERT INTO claims VALUES ('other', '8F-1', 'staff1', 1)"
                                : "INSERT INTO sessions VALUES (x'00', 'other', 1)");
}

/* A guard that is there and guards nothing. */
#define HOLLOW_TRIGGER                                                                             \
    "DROP TRIGGER commits_never_go; CREATE TRIGGER commits_never_go BEFORE DELETE ON commits "     \
    "BEGIN SELECT 1; END"

static gboolean
change_schema(World *world, GRand *chance)
{
    static const char *const changes[] = {
        "DROP TRIGGER audit_never_changes",
        "DROP TRIGGER originals_never_go",
        "DROP TRIGGER events_never_change",
        "DROP INDEX audit_by_report",
        "CREATE TABLE other (x)",
        "CREATE VIEW other AS SELECT * FROM users",
        "CREATE TRIGGER other AFTER INSERT ON audit BEGIN DELETE FROM claims; END",
        HOLLOW_TRIGGER,
        "ALTER TABLE users ADD COLUMN other TEXT",
        "ALTER TABLE students RENAME TO other",
    };
    sqlite3 *db = NULL;
    gboolean done;

    g_assert_cmpint(sqlite3_open(world->database, &db), ==, SQLITE_OK);
    done = sqlite3_exec(db, changes[pick(chance, G_N_ELEMENTS(changes))], NULL, NULL, NULL) ==
           SQLITE_OK;
    sqlite3_close(db);
    return done;
}

static void
write_at(World *world, goffset offset, const void *bytes, gsize size)
{
    int fd = open(world->database, O_WRONLY | O_CLOEXEC);

    g_assert_cmpint(fd, >=, 0);
    g_assert_cmpint(pwrite(fd, bytes, size, offset), ==, size);
    close(fd);
}

/* Somewhere where there is something, since most of a small database's pages is not in use. */
static gboolean
flip_database_bit(World *world, GRand *chance)
{
    guint at = pick(chance, (guint)world->size);
    char byte = (char)(world->bytes[at] ^ (1 << pick(chance, 8)));

    if (world->bytes[at] == 0)
        return FALSE;
    write_at(world, at, &byte, 1);
    return TRUE;
}

/* What an index says, and not the table: a look-up would miss the row. */
static gboolean
change_index(World *world, GRand *chance)
{
    static const char *const indexes[] = {"reports_by_student", "events_by_report",
                                          "students_by_name", "audit_by_report"};
    static const char *const texts[] = {"4100E001", "r1", "4100E002", "r2"};
    guint i = pick(chance, G_N_ELEMENTS(indexes));
    g_autofree char *sql = g_strdup_printf("SELECT rootpage FROM sqlite_schema WHERE name = '%s'",
                                           indexes[i]);
    sqlite3_stmt *row = NULL;
    sqlite3 *db = NULL;
    gsize page;
    char *place;

    g_assert_cmpint(sqlite3_open(world->database, &db), ==, SQLITE_OK);
    g_assert_cmpint(sqlite3_prepare_v2(db, sql, -1, &row, NULL), ==, SQLITE_OK);
    g_assert_cmpint(sqlite3_step(row), ==, SQLITE_ROW);
    page = (gsize)(sqlite3_column_int(row, 0) - 1) * PAGE;
    sqlite3_finalize(row);
    sqlite3_close(db);
    place = memmem(world->bytes + page, PAGE, texts[i], strlen(texts[i]));
    g_assert_nonnull(place);
    write_at(world, place - world->bytes, "x", 1);
    return TRUE;
}

static gboolean
cut_database(World *world, GRand *chance)
{
    return truncate(world->database, (off_t)pick(chance, (guint)world->size)) == 0;
}

static gboolean
swap_pages(World *world, GRand *chance)
{
    guint pages = (guint)(world->size / PAGE);
    guint one = pick(chance, pages), two = pick(chance, pages);

    write_at(world, (goffset)one * PAGE, world->bytes + (gsize)two * PAGE, PAGE);
    write_at(world, (goffset)two * PAGE, world->bytes + (gsize)one * PAGE, PAGE);
    return one != two;
}

static gboolean
clear_page(World *world, GRand *chance)
{
    static const char zeros[PAGE];

    write_at(world, (goffset)pick(chance, (guint)(world->size / PAGE)) * PAGE, zeros, PAGE);
    return TRUE;
}

static gboolean
remove_database(World *world, GRand *chance)
{
    (void)chance;
    return unlink(world->database) == 0;
}

const Alteration alterations_of_history[] = {
    {"tail cut", cut_tail, "audit ", FALSE},
    {"tail and head cut", cut_tail_and_head, "original user ", FALSE},
    {"last original undone", undo_last, "event ", FALSE},
    {"last original undone, counter too", undo_last_and_counter, "extra ", FALSE},
    {"last original undone, file too", undo_last_with_file, "anchor ", TRUE},
    {"log written anew", rewrite, "anchor ", TRUE},
    {"entry written anew", rewrite_entry, "audit ", FALSE},
    {"log without an entry written anew", rewrite_without_entry, "audit ", FALSE},
    {"log with another move written anew", rewrite_move, "status ", FALSE},
    {"event renumbered", renumber_event, "event ", FALSE},
    {"reference", break_reference, "database ", FALSE},
    {"index", change_index, "database ", FALSE},
    {"schema", change_schema, "schema ", FALSE},
    {"database's bit", flip_database_bit, "", FALSE},
    {"database's pages swapped", swap_pages, "", FALSE},
    {"database's page cleared", clear_page, "", FALSE},
    {"database cut", cut_database, "", FALSE},
    {"database removed", remove_database, "database ", FALSE},
};
const guint alterations_of_history_count = G_N_ELEMENTS(alterations_of_history);
