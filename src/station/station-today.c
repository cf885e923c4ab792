#include "station-today.h"

#include "base-clock.h"
#include "base-file.h"
#include "station-language.h"

#include <string.h>

#define TAIPEI          (8 * 60 * BASE_MINUTE)
#define BYTE_ORDER_MARK "\xef\xbb\xbf"
#define DIGITS_MAX      15 /* of a number that a spreadsheet keeps whole */
#define FORMULA_LETTER  "=+-@\t\r\n"

gint64
station_today_begin(void)
{
    gint64 local = base_clock_now() + TAIPEI;
    return local - local % BASE_DAY - TAIPEI;
}

/* ---- in a sentence ---- */

static void
count_states(GListModel *entries, guint ret_counts[OUTBOX_STATE_COUNT])
{
    guint count = g_list_model_get_n_items(entries);
    for (guint i = 0; i < count; i++) {
        g_autoptr(StationEntry) entry = g_list_model_get_item(entries, i);
        ret_counts[station_entry_get_item(entry)->state]++;
    }
}

/* What there is none of is not spoken of. Takes the words. */
static void
append_part(GString *text, guint count, char *words)
{
    if (count > 0)
        g_string_append_printf(text, " · %s", words);
    g_free(words);
}

char *
station_today_summary(GListModel *entries)
{
    guint counts[OUTBOX_STATE_COUNT] = {0};
    GString *text = g_string_new(NULL);
    count_states(entries, counts);
    guint delivered = counts[OUTBOX_STATE_DELIVERED], discarded = counts[OUTBOX_STATE_DISCARDED];
    guint waiting = counts[OUTBOX_STATE_READY] + counts[OUTBOX_STATE_SENDING];
    guint stuck = counts[OUTBOX_STATE_REFUSED] + counts[OUTBOX_STATE_QUARANTINE];
    g_string_append_printf(text, _("%u scanned"), g_list_model_get_n_items(entries));
    append_part(text, delivered, g_strdup_printf(_("%u verifying"), delivered));
    append_part(text, waiting, g_strdup_printf(_("%u to be sent"), waiting));
    append_part(text, stuck, g_strdup_printf(_("%u to be decided"), stuck));
    append_part(text, discarded, g_strdup_printf(_("%u discarded"), discarded));
    return g_string_free(text, FALSE);
}

/* ---- fields ---- */

/* The full-width forms are taken for the others by some. */
static gboolean
begins_formula(const char *text)
{
    static const char *const wide[] = {"＝", "＋", "－", "＠"};
    if (*text != '\0' && strchr(FORMULA_LETTER, *text) != NULL)
        return TRUE;
    for (guint i = 0; i < G_N_ELEMENTS(wide); i++) {
        if (g_str_has_prefix(text, wide[i]))
            return TRUE;
    }
    return FALSE;
}

/* 4100E017 would become 4.1E+20, 00123 would become 123. */
static gboolean
is_misread_number(const char *text)
{
    gsize before = strspn(text, "0123456789");
    gsize power = (text[before] == 'E' || text[before] == 'e') ? before + 1 : 0;
    if (before == 0)
        return FALSE;
    if (power > 0)
        return text[power] != '\0' && text[power + strspn(text + power, "0123456789")] == '\0';
    return text[before] == '\0' && before > 1 && (*text == '0' || before > DIGITS_MAX);
}

static void
append_field(GString *csv, const char *text)
{
    gboolean quoted = strpbrk(text, ",\"\r\n") != NULL;
    if (quoted)
        g_string_append_c(csv, '"');
    if (begins_formula(text) || is_misread_number(text))
        g_string_append_c(csv, '\'');
    for (const char *at = text; *at != '\0'; at++) {
        if (*at == '"')
            g_string_append_c(csv, '"');
        g_string_append_c(csv, *at);
    }
    if (quoted)
        g_string_append_c(csv, '"');
    g_string_append_c(csv, ',');
}

/* In the place of the last field's comma. */
static void
end_line(GString *csv)
{
    g_string_truncate(csv, csv->len - 1);
    g_string_append(csv, "\r\n");
}

/* 2015-07-01 10:03:04, which every spreadsheet reads as a time. */
static void
append_time(GString *csv, gint64 instant)
{
    g_autoptr(GTimeZone) taipei = g_time_zone_new_offset(8 * 3600);
    g_autoptr(GDateTime) utc = g_date_time_new_from_unix_utc(instant / BASE_SECOND);
    g_autoptr(GDateTime) local = utc != NULL ? g_date_time_to_timezone(utc, taipei) : NULL;
    g_autofree char *text = local != NULL ? g_date_time_format(local, "%Y-%m-%d %H:%M:%S")
                                          : g_strdup("");
    append_field(csv, text);
}

static void
append_count(GString *csv, guint64 count)
{
    g_autofree char *text = g_strdup_printf("%" G_GUINT64_FORMAT, count);
    append_field(csv, text);
}

/* ---- lines ---- */

static void
append_heading(GString *csv)
{
    const char *const names[] = {
        _("Scanned"), _("Student number"), _("Student name"), _("Report"),  _("Certificate"),
        _("Status"),  _("Pages"),          _("Bytes"),        _("Receipt"), _("Receipt's time"),
        _("Reason"),  _("Entry"),          "SHA-256",
    };
    for (guint i = 0; i < G_N_ELEMENTS(names); i++)
        append_field(csv, names[i]);
    end_line(csv);
}

static void
append_capture(GString *csv, const OutboxCapture *capture)
{
    append_field(csv, capture != NULL ? capture->student_id : "");
    append_field(csv, capture != NULL ? capture->student_name : "");
    append_field(csv, capture != NULL ? capture->report_id : "");
    append_field(csv, capture != NULL ? capture->certificate_name : "");
}

static void
append_entry(GString *csv, StationEntry *entry)
{
    const OutboxItem *item = station_entry_get_item(entry);
    const OutboxCapture *capture = item->capture;
    const ApiReceipt *receipt = station_entry_get_receipt(entry);
    g_autofree char *why = station_entry_why(entry);
    append_time(csv, station_entry_get_time(entry));
    append_capture(csv, capture);
    append_field(csv, station_entry_status_label(entry));
    append_count(csv, capture != NULL ? capture->pages : 0);
    append_count(csv, capture != NULL ? capture->bytes : 0);
    append_field(csv, receipt != NULL ? receipt->id : "");
    if (receipt != NULL)
        append_time(csv, receipt->stored_at);
    else
        append_field(csv, "");
    append_field(csv, why);
    append_field(csv, item->id);
    append_field(csv, capture != NULL ? capture->sha256 : "");
    end_line(csv);
}

char *
station_today_to_csv(GListModel *entries)
{
    GString *csv = g_string_new(NULL);
    guint count = g_list_model_get_n_items(entries);
    append_heading(csv);
    for (guint i = 0; i < count; i++) {
        g_autoptr(StationEntry) entry = g_list_model_get_item(entries, i);
        append_entry(csv, entry);
    }
    g_string_prepend(csv, BYTE_ORDER_MARK);
    return g_string_free(csv, FALSE);
}

/* ---- to the disk ---- */

typedef struct {
    char *path;
    char *csv;
} Saving;

static void
saving_free(gpointer data)
{
    Saving *saving = data;
    g_free(saving->path);
    g_free(saving->csv);
    g_free(saving);
}

static void
save_thread(GTask *task, gpointer source G_GNUC_UNUSED, gpointer task_data,
            GCancellable *cancellable G_GNUC_UNUSED)
{
    const Saving *saving = task_data;
    GError *error = NULL;
    if (base_file_write(saving->path, saving->csv, strlen(saving->csv), 0600, &error))
        g_task_return_boolean(task, TRUE);
    else
        g_task_return_error(task, error);
}

void
station_today_save_async(GListModel *entries, const char *path, GCancellable *cancellable,
                         GAsyncReadyCallback callback, gpointer user_data)
{
    g_autoptr(GTask) task = g_task_new(entries, cancellable, callback, user_data);
    Saving *saving = g_new0(Saving, 1);
    saving->path = g_strdup(path);
    saving->csv = station_today_to_csv(entries);
    g_task_set_task_data(task, saving, saving_free);
    g_task_run_in_thread(task, save_thread);
}

gboolean
station_today_save_finish(GListModel *entries G_GNUC_UNUSED, GAsyncResult *result, GError **error)
{
    return g_task_propagate_boolean(G_TASK(result), error);
}
