#include "verify-world.h"

#include "base-clock.h"
#include "base-digest.h"
#include "base-json.h"
#include "store.h"
#include "vault.h"

#include <fcntl.h>
#include <glib/gstdio.h>
#include <sqlite3.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define CERTIFICATE(code)                                                                          \
    "{\"code\": \"" code "\", \"name\": \"TQC Word\", \"issuer\": \"CSF\", \"region\": "           \
    "\"domestic\", \"is_it_certificate\": true, \"family\": \"TQC\", \"family_needs\": 3}"
#define STUDENT(id) "{\"student_id\": \"" id "\", \"name\": \"王小明\", \"study_year\": 4}"
#define REPORT(id, status)                                                                         \
    "{\"id\": \"" id "\", \"student_id\": \"4100E001\", \"certificate_code\": \"7104\", "          \
    "\"certified_on\": \"2015-06-24\", \"academic_year\": 103, \"semester\": 2, \"grade\": 7, "    \
    "\"application_month\": 7, \"status\": \"" status "\", \"reported_at\": "                      \
    "\"2015-07-01T02:03:04Z\"}"
#define NEWS(id)                                                                                   \
    "{\"id\": \"" id "\", \"published_at\": \"2014-03-04T00:00:00Z\", \"title\": \"公告\", "     \
    "\"body\": \"text\"}"

static const char records[] = "{\"catalogue\": [" CERTIFICATE("7104") ", " CERTIFICATE(
    "9001") "],"
            "\"students\": [" STUDENT("4100E001") ", " STUDENT(
                "4100E002") "],"
                            "\"announcements\": [" NEWS("a1") ", " NEWS(
                                "a2") "],"
                                      "\"reports\": [" REPORT("r1", "applied") ", " REPORT(
                                          "r2",
                                          "f"
                                          "i"
                                          "l"
                                          "e"
                                          "d") ", " REPORT("r3",
                                                           "re_review") ", " REPORT("r4",
                                                                                    "applied") ","
                                                                                               " " REPORT("r5", "applied") ", " REPORT(
                                                                                                   "r6",
                                                                                                   "applied") ", " REPORT("r7",
                                                                                                                          "rejected") "]}";

static const char *const contents[WORLD_ORIGINALS] = {"the first original", "the second one",
                                                      "another", "the first original",
                                                      "and the last of them"};

static char *
make_answer(const ApiReceipt *receipt, Report *report)
{
    g_autoptr(json_t) json = json_pack("{s:o, s:o}", "receipt", api_receipt_to_json(receipt),
                                       "report", api_report_to_json(report));

    return base_json_to_string(json);
}

static void
upload(Vault *vault, const char *text, const char *sha256)
{
    gsize size = strlen(text);
    VaultPatch *patch;

    g_assert_true(vault_upload_create(vault, "u1", NULL));
    patch = vault_patch_open(vault, "u1", 0, size, VAULT_CHECKSUM_NONE, NULL, NULL);
    g_assert_nonnull(patch);
    g_assert_true(vault_patch_append(patch, text, size, NULL));
    g_assert_true(vault_patch_close(patch, TRUE, NULL, NULL));
    g_assert_true(vault_adopt(vault, "u1", sha256, size, NULL));
    g_assert_true(vault_upload_remove(vault, "u1", NULL));
}

static void
commit(Store *store, const char *sha256, guint number)
{
    g_autofree char *report = g_strdup_printf("r%u", number + 1);
    g_autofree char *key = g_strdup_printf("00000000-0000-4000-8000-00000000000%u", number);
    ApiOriginal original = {.upload = (char *)"u1",
                            .bytes = strlen(contents[number]),
                            .pages = 1,
                            .resolution_dpi = 300,
                            .station = (char *)"8F-1",
                            .scanner_vendor = (char *)"Noname",
                            .scanner_model = (char *)"flatbed",
                            .scanner_device = (char *)"pnm:0"};
    g_autoptr(StoreCommit) made = NULL;
    g_autofree char *answer = NULL;
    g_autoptr(GError) error = NULL;

    g_strlcpy(original.sha256, sha256, sizeof original.sha256);
    store_commit_original(store, report, key, sha256, &original, "staff1", make_answer, &made,
                          &answer, &error);
    g_assert_no_error(error);
}

static void
fill(World *world)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(Store) store = store_open(world->database, &error);
    g_autoptr(Vault) vault = vault_open(world->folder, NULL);
    StoreImport counts;
    guint files = 0;

    g_assert_no_error(error);
    store_import(store, records, strlen(records), &counts, &error);
    g_assert_no_error(error);
    g_assert_true(store_user_add(store, "staff1", API_ROLE_STAFF, "櫃檯", "sesame-open", NULL));
    g_assert_true(store_user_add(store, "staff2", API_ROLE_STAFF, "櫃檯", "sesame-open", NULL));
    for (guint i = 0; i < WORLD_ORIGINALS; i++) {
        guint8 sum[BASE_DIGEST_SIZE];
        char sha256[BASE_DIGEST_HEX_SIZE];
        gboolean again = i == WORLD_ORIGINALS - 2;

        base_digest_bytes(contents[i], strlen(contents[i]), sum);
        base_digest_to_hex(sum, sha256);
        upload(vault, contents[i], sha256);
        commit(store, sha256, i);
        if (again)
            continue;
        world->texts[files] = g_strdup(contents[i]);
        world->files[files++] = g_strdup(sha256);
    }
}

World *
world_new(void)
{
    World *world = g_new0(World, 1);

    umask(077); /* as the program itself */
    world->folder = g_dir_make_tmp("verify-XXXXXX", NULL);
    world->database = g_build_filename(world->folder, "central.db", NULL);
    fill(world);
    g_assert_true(g_file_get_contents(world->database, &world->bytes, &world->size, NULL));
    world->dump = world_dump(world->database);
    g_assert_nonnull(world->dump);
    return world;
}

static void
remove_tree(const char *path)
{
    GDir *names = g_dir_open(path, 0, NULL);
    const char *name;

    if (names == NULL) {
        g_assert_cmpint(unlink(path), ==, 0);
        return;
    }
    while ((name = g_dir_read_name(names)) != NULL) {
        g_autofree char *below = g_build_filename(path, name, NULL);

        if (g_file_test(below, G_FILE_TEST_IS_DIR) && !g_file_test(below, G_FILE_TEST_IS_SYMLINK))
            remove_tree(below);
        else
            g_assert_cmpint(unlink(below), ==, 0);
    }
    g_dir_close(names);
    g_assert_cmpint(rmdir(path), ==, 0);
}

void
world_free(World *world)
{
    remove_tree(world->folder);
    for (guint i = 0; i < WORLD_FILES; i++) {
        g_free(world->files[i]);
        g_free(world->texts[i]);
    }
    g_free(world->folder);
    g_free(world->database);
    g_free(world->bytes);
    g_free(world->dump);
    g_free(world);
}

/* Without an fsync, of which a thousand would take long. */
static void
write_file(const char *path, const char *bytes, gsize size, guint mode)
{
    int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, mode);

    g_assert_cmpint(fd, >=, 0);
    g_assert_cmpint(write(fd, bytes, size), ==, size);
    close(fd);
}

char *
world_file(World *world, guint file)
{
    g_autofree char *first = g_strndup(world->files[file], 2);

    return g_build_filename(world->folder, "originals", first, world->files[file], NULL);
}

void
world_restore(World *world)
{
    g_autofree char *uploads = g_build_filename(world->folder, "uploads", NULL);

    remove_tree(world->folder);
    g_assert_cmpint(g_mkdir_with_parents(uploads, 0700), ==, 0);
    write_file(world->database, world->bytes, world->size, 0600);
    for (guint i = 0; i < WORLD_FILES; i++) {
        g_autofree char *path = world_file(world, i);
        g_autofree char *folder = g_path_get_dirname(path);

        g_assert_cmpint(g_mkdir_with_parents(folder, 0700), ==, 0);
        write_file(path, world->texts[i], strlen(world->texts[i]), 0400);
    }
}

static gboolean
dump_rows(sqlite3 *db, const char *sql, GChecksum *sum)
{
    sqlite3_stmt *rows = NULL;
    int code = sqlite3_prepare_v2(db, sql, -1, &rows, NULL);

    while (code == SQLITE_OK || code == SQLITE_ROW) {
        code = sqlite3_step(rows);
        for (int i = 0; code == SQLITE_ROW && i < sqlite3_column_count(rows); i++) {
            int type = sqlite3_column_type(rows, i);
            const void *bytes = sqlite3_column_text(rows, i);
            int size = sqlite3_column_bytes(rows, i);

            g_checksum_update(sum, (const guchar *)&type, sizeof type);
            g_checksum_update(sum, (const guchar *)&size, sizeof size);
            g_checksum_update(sum, bytes, size);
        }
    }
    sqlite3_finalize(rows);
    return code == SQLITE_DONE;
}

char *
world_dump(const char *database)
{
    static const char *const tables[] = {
        "sqlite_schema", "sqlite_sequence", "audit",   "audit_head", "catalogue",     "commits",
        "events",        "originals",       "reports", "students",   "announcements", "users",
    };
    g_autoptr(GChecksum) sum = g_checksum_new(G_CHECKSUM_SHA256);
    sqlite3 *db = NULL;
    gboolean readable;

    readable = sqlite3_open_v2(database, &db, SQLITE_OPEN_READONLY, NULL) == SQLITE_OK;
    for (guint i = 0; readable && i < G_N_ELEMENTS(tables); i++) {
        g_autofree char *sql = g_strdup_printf("SELECT * FROM %s", tables[i]);

        readable = dump_rows(db, sql, sum);
    }
    sqlite3_close(db);
    return readable ? g_strdup(g_checksum_get_string(sum)) : NULL;
}
