#include "station-known.h"

#include "api-json.h"
#include "base-clock.h"
#include "base-digest.h"
#include "base-file.h"
#include "base-folder.h"
#include "base-json.h"

#include <string.h>

#define MAX_FILE  API_MAX_JSON_ANSWER
#define MAX_FILES (2 * STATION_KNOWN_MAX)
#define MAX_URL   2048

/* One remembered answer. */
typedef struct {
    char *path;
    gint64 at;
    char *server;
    char *student_id;
    GPtrArray *reports;
} Memory;

static void
memory_free(Memory *memory)
{
    if (memory == NULL)
        return;
    g_free(memory->path);
    g_free(memory->server);
    g_free(memory->student_id);
    g_clear_pointer(&memory->reports, g_ptr_array_unref);
    g_free(memory);
}
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Memory, memory_free)

static char *
folder_of(const char *profile)
{
    return g_build_filename(profile, "known", NULL);
}

static char *
path_of(const char *profile, const char *server, const char *student_id)
{
    g_autofree char *name = g_strdup_printf("%s\n%s", server, student_id);
    guint8 sum[BASE_DIGEST_SIZE];
    char hex[BASE_DIGEST_HEX_SIZE];
    base_digest_bytes(name, strlen(name), sum);
    base_digest_to_hex(sum, hex);
    g_autofree char *file = g_strconcat(hex, ".json", NULL);
    return g_build_filename(profile, "known", file, NULL);
}

static Memory *
memory_from_json(json_t *json)
{
    const char *server = NULL, *student_id = NULL;
    json_t *answer = NULL;
    gint64 at = 0;
    BaseJsonReader reader;
    base_json_reader_init(&reader, json, "known");
    base_json_read_string(&reader, "server", 1, MAX_URL, &server);
    base_json_read_string(&reader, "student_id", 1, 64, &student_id);
    base_json_read_time(&reader, "asked_at", &at);
    base_json_read_object(&reader, "answer", &answer);
    if (!base_json_reader_end(&reader, NULL))
        return NULL;
    g_autoptr(GPtrArray) reports = api_reports_from_json(answer, NULL, NULL);
    if (reports == NULL)
        return NULL;
    Memory *memory = g_new0(Memory, 1);
    memory->at = at;
    memory->server = g_strdup(server);
    memory->student_id = g_strdup(student_id);
    memory->reports = g_steal_pointer(&reports);
    return memory;
}

/* NULL for a file that is not a memory. */
static Memory *
memory_read(const char *path)
{
    g_autofree char *text = NULL;
    gsize size = 0;
    g_autoptr(json_t) json = NULL;
    if (!base_file_read(path, MAX_FILE, &text, &size, NULL) ||
        !base_json_parse(text, size, MAX_FILE, &json, NULL))
        return NULL;
    Memory *memory = memory_from_json(json);
    if (memory != NULL)
        memory->path = g_strdup(path);
    return memory;
}

static gboolean
memory_is_fresh(const Memory *memory, const char *server)
{
    gint64 age = base_clock_now() - memory->at;
    return age <= STATION_KNOWN_AGE && age >= -BASE_DAY && strcmp(memory->server, server) == 0;
}

static GPtrArray *
read_all(const char *profile)
{
    GPtrArray *all = g_ptr_array_new_with_free_func((GDestroyNotify)memory_free);
    g_autofree char *folder = folder_of(profile);
    g_auto(GStrv) names = NULL;
    if (!base_folder_list(folder, MAX_FILES, &names, NULL))
        return all;
    for (char **name = names; *name != NULL; name++) {
        g_autofree char *path = g_build_filename(folder, *name, NULL);
        Memory *memory = memory_read(path);
        if (memory != NULL)
            g_ptr_array_add(all, memory);
    }
    return all;
}

static int
compare_age(gconstpointer a, gconstpointer b)
{
    const Memory *left = *(Memory *const *)a;
    const Memory *right = *(Memory *const *)b;
    return left->at < right->at ? -1 : left->at > right->at;
}

/* Room for one more. Reading all is spared until the folder is full. */
static gboolean
make_room(const char *profile, GError **error)
{
    g_autofree char *folder = folder_of(profile);
    g_auto(GStrv) names = NULL;
    if (!base_folder_list(folder, MAX_FILES, &names, NULL))
        return base_folder_remove(folder, error) && base_folder_make(folder, 0700, error);
    if (g_strv_length(names) < STATION_KNOWN_MAX)
        return TRUE;
    g_autoptr(GPtrArray) all = read_all(profile);
    if (all->len < g_strv_length(names))
        return base_folder_remove(folder, error) && base_folder_make(folder, 0700, error);
    g_ptr_array_sort(all, compare_age);
    for (guint i = 0; i + STATION_KNOWN_MAX <= all->len; i++) {
        const Memory *oldest = g_ptr_array_index(all, i);
        if (!base_file_remove(oldest->path, error))
            return FALSE;
    }
    return TRUE;
}

static gboolean
memory_write(const char *path, const char *server, const char *student_id, gint64 at,
             GPtrArray *reports, GError **error)
{
    g_autofree char *asked_at = base_time_to_string(at);
    g_autoptr(json_t) json = json_object();
    json_object_set_new(json, "server", json_string(server));
    json_object_set_new(json, "student_id", json_string(student_id));
    json_object_set_new(json, "asked_at", json_string(asked_at));
    json_object_set_new(json, "answer", api_reports_to_json(reports, NULL));
    g_autofree char *text = base_json_to_string(json);
    return base_file_write(path, text, strlen(text), 0600, error);
}

gboolean
station_known_store(const char *profile, const char *server, const char *student_id,
                    GPtrArray *reports, GError **error)
{
    g_autofree char *folder = folder_of(profile);
    g_autofree char *path = path_of(profile, server, student_id);
    if (!base_folder_make(folder, 0700, error))
        return FALSE;
    if (!g_file_test(path, G_FILE_TEST_EXISTS) && !make_room(profile, error))
        return FALSE;
    return memory_write(path, server, student_id, base_clock_now(), reports, error);
}

void
station_known_note(const char *profile, const char *server, Report *report)
{
    g_autofree char *path = path_of(profile, server, report->student_id);
    g_autoptr(Memory) memory = memory_read(path);
    if (memory == NULL)
        return;
    /* What is told is what is pending: see station_known_student. */
    for (guint i = 0; i < memory->reports->len; i++) {
        Report *old = g_ptr_array_index(memory->reports, i);
        if (strcmp(old->id, report->id) != 0)
            continue;
        report_unref(old);
        memory->reports->pdata[i] = report_ref(report);
    }
    memory_write(path, server, report->student_id, memory->at, memory->reports, NULL);
}

GPtrArray *
station_known_student(const char *profile, const char *server, const char *student_id,
                      gint64 *ret_at)
{
    g_autofree char *path = path_of(profile, server, student_id);
    g_autoptr(Memory) memory = memory_read(path);
    if (memory == NULL || !memory_is_fresh(memory, server) ||
        strcmp(memory->student_id, student_id) != 0)
        return NULL;
    GPtrArray *pending = g_ptr_array_new_with_free_func((GDestroyNotify)report_unref);
    for (guint i = 0; i < memory->reports->len; i++) {
        Report *report = g_ptr_array_index(memory->reports, i);
        if (report_status_is_pending(report->status))
            g_ptr_array_add(pending, report_ref(report));
    }
    *ret_at = memory->at;
    return pending;
}

Report *
station_known_report(const char *profile, const char *server, const char *report_id, gint64 *ret_at)
{
    g_autoptr(GPtrArray) all = read_all(profile);
    Report *found = NULL;
    gint64 at = G_MININT64;
    for (guint i = 0; i < all->len; i++) {
        const Memory *memory = g_ptr_array_index(all, i);
        if (!memory_is_fresh(memory, server) || memory->at <= at)
            continue;
        for (guint k = 0; k < memory->reports->len; k++) {
            Report *report = g_ptr_array_index(memory->reports, k);
            if (strcmp(report->id, report_id) == 0) {
                found = report;
                at = memory->at;
            }
        }
    }
    if (found == NULL)
        return NULL;
    *ret_at = at;
    return report_ref(found);
}

gboolean
station_known_clear(const char *profile, GError **error)
{
    g_autofree char *folder = folder_of(profile);
    return base_folder_remove(folder, error);
}
