#include "station-rig.h"

#include "base-id.h"
#include "page-sum.h"
#include "scan-settings.h"

#include <ftw.h>
#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>

#define PATIENCE (30 * G_USEC_PER_SEC)
#define GLASS    "glass.pnm"

/* ---- time ---- */

guint __wrap_g_timeout_add_seconds(guint seconds, GSourceFunc function, gpointer data);

static gboolean stands; /* the station's time */

void
rig_stop_time(void)
{
    stands = TRUE;
}

/* The linker puts it in place of GLib's. */
guint
__wrap_g_timeout_add_seconds(guint seconds, GSourceFunc function, gpointer data)
{
    return g_timeout_add(stands ? G_MAXUINT : seconds * RIG_SECOND_MS, function, data);
}

static gboolean
on_wake(gpointer data G_GNUC_UNUSED)
{
    return G_SOURCE_CONTINUE;
}

gboolean
rig_waits(gint64 start, gboolean waits, const char *condition)
{
    if (waits && g_get_monotonic_time() - start > PATIENCE)
        g_error("waited too long for: %s", condition);
    return waits;
}

void
rig_turn(void)
{
    /* What the server does wakes no main loop of ours. */
    guint wake = g_timeout_add(20, on_wake, NULL);
    g_main_context_iteration(NULL, TRUE);
    g_source_remove(wake);
}

void
rig_ready(GObject *source G_GNUC_UNUSED, GAsyncResult *result, gpointer slot)
{
    *(GAsyncResult **)slot = g_object_ref(result);
}

GAsyncResult *
rig_result(GAsyncResult **slot)
{
    rig_until(*slot != NULL);
    return g_steal_pointer(slot);
}

/* ---- the counter ---- */

static int
remove_one(const char *path, const struct stat *found G_GNUC_UNUSED, int kind G_GNUC_UNUSED,
           struct FTW *place G_GNUC_UNUSED)
{
    return remove(path);
}

static gboolean
remove_tree(const char *path)
{
    return nftw(path, remove_one, 16, FTW_DEPTH | FTW_PHYS) == 0;
}

static char *top; /* folder of the program's tests */

/* The environment must stand before there are threads. */
void
rig_init(int *argc, char ***argv)
{
    g_test_init(argc, argv, NULL);
    top = g_dir_make_tmp("station-rig-XXXXXX", NULL);
    g_assert_nonnull(top);
    g_autofree char *backends = g_build_filename(top, "dll.conf", NULL);
    g_autofree char *none = g_build_filename(top, "system.conf", NULL);
    g_assert_true(g_file_set_contents(backends, "pnm\n", -1, NULL));
    g_setenv("SANE_CONFIG_DIR", top, TRUE);
    g_setenv("SCAN_STATION_SYSTEM_CONF", none, TRUE);
}

int
rig_run(void)
{
    int failed = g_test_run();
    g_assert_true(remove_tree(top));
    g_free(top);
    return failed;
}

static char *
path_in(Rig *rig, const char *name)
{
    return g_build_filename(rig->folder, name, NULL);
}

static void
lay(Rig *rig, GRand *noise, guint width, guint height)
{
    g_autofree char *head = g_strdup_printf("P6\n%u %u\n255\n", width, height);
    g_autofree char *path = path_in(rig, GLASS);
    g_autoptr(GString) bytes = g_string_new(head);
    for (guint i = 0; i < width * height * 3; i++)
        g_string_append_c(bytes, noise != NULL ? (char)g_rand_int_range(noise, 0, 256) : '\xff');
    g_assert_true(g_file_set_contents(path, bytes->str, (gssize)bytes->len, NULL));
}

void
rig_lay(Rig *rig, guint seed)
{
    g_autoptr(GRand) noise = g_rand_new_with_seed(seed);
    lay(rig, noise, RIG_WIDTH, RIG_HEIGHT);
}

void
rig_lay_large(Rig *rig, guint width, guint height)
{
    g_autoptr(GRand) noise = g_rand_new_with_seed(width);
    lay(rig, noise, width, height);
}

void
rig_lay_blank(Rig *rig)
{
    lay(rig, NULL, RIG_WIDTH, RIG_HEIGHT);
}

static void
configure(Rig *rig, const char *profile)
{
    g_autofree char *glass = path_in(rig, GLASS);
    const struct {
        const char *group, *key, *value;
    } keys[] = {{"station", "name", RIG_NAME},
                {"scanner", "device", RIG_SCANNER},
                {"scanner", "option.filename", glass}};
    g_autoptr(GError) error = NULL;
    for (gsize i = 0; i < G_N_ELEMENTS(keys); i++) {
        station_config_store(profile, keys[i].group, keys[i].key, keys[i].value, &error);
        g_assert_no_error(error);
    }
}

static void
sign_in(Rig *rig)
{
    GAsyncResult *slot = NULL;
    g_autoptr(GError) error = NULL;
    station_sign_in_async(rig->station, CENTRAL_STAFF, CENTRAL_PASSWORD, NULL, rig_ready, &slot);
    g_autoptr(GAsyncResult) result = rig_result(&slot);
    station_sign_in_finish(rig->station, result, &error);
    g_assert_no_error(error);
}

static void
open_outbox(Rig *rig)
{
    GAsyncResult *slot = NULL;
    g_autoptr(GError) error = NULL;
    station_open_outbox_async(rig->station, TRUE, NULL, rig_ready, &slot);
    g_autoptr(GAsyncResult) result = rig_result(&slot);
    station_open_outbox_finish(rig->station, result, NULL, &error);
    g_assert_no_error(error);
}

void
rig_set_up(Rig *rig, gconstpointer data G_GNUC_UNUSED)
{
    g_autoptr(GError) error = NULL;
    stands = FALSE;
    rig->folder = g_build_filename(top, "test", NULL);
    g_assert_cmpint(g_mkdir(rig->folder, 0700), ==, 0);
    g_autofree char *profile = path_in(rig, "profile");
    g_assert_cmpint(g_mkdir(profile, 0700), ==, 0);
    rig->central = central_new(rig->folder);
    rig_lay(rig, 1);
    configure(rig, profile);
    rig->station = station_new(profile, central_url(rig->central), &error);
    g_assert_no_error(error);
    rig->settings = scan_settings_copy(station_get_config(rig->station)->settings);
    sign_in(rig);
    open_outbox(rig);
    rig->put = g_ptr_array_new_with_free_func(g_free);
    rig->sender = station_sender_new(rig->station);
}

/* A thread's may be the last reference. */
static gboolean
is_gone(GWeakRef *station)
{
    g_autoptr(GObject) found = g_weak_ref_get(station);

    return found == NULL;
}

void
rig_tear_down(Rig *rig, gconstpointer data G_GNUC_UNUSED)
{
    GWeakRef station;

    g_weak_ref_init(&station, rig->station);
    g_object_unref(rig->sender);
    g_object_unref(rig->station);
    rig_until(is_gone(&station)); /* nothing runs on, and nobody keeps it */
    g_weak_ref_clear(&station);
    scan_settings_free(rig->settings);
    g_ptr_array_unref(rig->put);
    central_free(rig->central);
    g_assert_true(remove_tree(rig->folder));
    g_free(rig->folder);
}

void
rig_sign_out(Rig *rig)
{
    GAsyncResult *slot = NULL;
    g_autoptr(GError) error = NULL;
    station_sign_out_async(rig->station, NULL, rig_ready, &slot);
    g_autoptr(GAsyncResult) result = rig_result(&slot);
    station_sign_out_finish(rig->station, result, &error);
    g_assert_no_error(error);
}

/* ---- what the server and the outbox have ---- */

Report *
rig_ask(Rig *rig, const char *report_id)
{
    g_autoptr(GError) error = NULL;
    Report *report = client_report(station_get_client(rig->station, NULL), report_id, NULL, &error);
    g_assert_no_error(error);
    return report;
}

char *
rig_claimed_by(Rig *rig, const char *report_id)
{
    g_autoptr(Report) report = rig_ask(rig, report_id);
    return g_strdup(report->claimed_by != NULL ? report->claimed_by : "");
}

guint
rig_count(Rig *rig, OutboxState state)
{
    g_autoptr(GPtrArray) items = outbox_list(station_get_outbox(rig->station), 1u << state, NULL);
    g_assert(items != NULL);
    return items->len;
}

static void
put_u16(GByteArray *bytes, guint value)
{
    const guint8 two[] = {(guint8)value, (guint8)(value >> 8)};
    g_byte_array_append(bytes, two, sizeof two);
}

static void
put_u32(GByteArray *bytes, guint32 value)
{
    put_u16(bytes, value & 0xffff);
    put_u16(bytes, value >> 16);
}

/* One gray pixel at 300 dpi, as TIFF 6.0 has it. */
static GByteArray *
make_tiff(void)
{
    enum {
        SHORT = 3,
        LONG = 4,
        RATIONAL = 5,
        FRACTION_AT = 158,
        PIXEL_AT = 166
    };
    static const struct {
        guint tag, type;
        guint32 value;
    } fields[] = {{256, LONG, 1},
                  {257, LONG, 1},
                  {258, SHORT, 8},
                  {259, SHORT, 1},
                  {262, SHORT, 1},
                  {273, LONG, PIXEL_AT},
                  {277, SHORT, 1},
                  {278, LONG, 1},
                  {279, LONG, 1},
                  {282, RATIONAL, FRACTION_AT},
                  {283, RATIONAL, FRACTION_AT},
                  {296, SHORT, 2}};
    GByteArray *bytes = g_byte_array_new();
    g_byte_array_append(bytes, (const guint8 *)"II*\0", 4);
    put_u32(bytes, 8);
    put_u16(bytes, G_N_ELEMENTS(fields));
    for (gsize i = 0; i < G_N_ELEMENTS(fields); i++) {
        put_u16(bytes, fields[i].tag);
        put_u16(bytes, fields[i].type);
        put_u32(bytes, 1);
        put_u32(bytes, fields[i].value);
    }
    put_u32(bytes, 0);
    put_u32(bytes, 300);
    put_u32(bytes, 1);
    g_byte_array_append(bytes, (const guint8 *)"\x7f", 1);
    return bytes;
}

static void
set_text(char **field, const char *text)
{
    g_free(*field);
    *field = g_strdup(text);
}

static const char *
put_entry(Rig *rig, const char *report_id, const char *server, GByteArray *bytes)
{
    g_autoptr(OutboxCapture) capture = outbox_capture_new();
    g_autoptr(GError) error = NULL;
    char id[BASE_UUID_SIZE];
    int fd = -1, scratch = -1;
    base_id_new_uuid(id);
    g_assert_true(
        outbox_begin(station_get_outbox(rig->station), id, bytes->len, &fd, &scratch, &error));
    g_assert_cmpint(write(fd, bytes->data, bytes->len), ==, (gssize)bytes->len);
    close(fd);
    close(scratch);
    set_text(&capture->id, id);
    set_text(&capture->report_id, report_id);
    set_text(&capture->server, server);
    set_text(&capture->station, RIG_NAME);
    set_text(&capture->media_type, "image/tiff");
    capture->pages = 1;
    capture->resolution_dpi = 300;
    /* The outbox tells only whole seconds apart. */
    capture->captured_at = g_get_real_time() - G_TIME_SPAN_HOUR +
                           rig->put->len * G_TIME_SPAN_MINUTE;
    capture->bytes = bytes->len;
    page_crc64_to_hex(page_crc64(0, bytes->data, bytes->len), capture->crc64);
    outbox_seal(station_get_outbox(rig->station), capture, NULL, &error);
    g_assert_no_error(error);
    g_ptr_array_add(rig->put, g_strdup(id));
    return g_ptr_array_index(rig->put, rig->put->len - 1);
}

const char *
rig_put(Rig *rig, const char *report_id)
{
    return rig_put_for(rig, report_id, central_url(rig->central));
}

const char *
rig_put_for(Rig *rig, const char *report_id, const char *server)
{
    g_autoptr(GByteArray) bytes = make_tiff();
    return put_entry(rig, report_id, server, bytes);
}

const char *
rig_put_bad(Rig *rig, const char *report_id)
{
    g_autoptr(GByteArray) bytes = make_tiff();
    bytes->data[0] = '?';
    return put_entry(rig, report_id, central_url(rig->central), bytes);
}
