#include "station-entry.h"

#include "base-json.h"
#include "report-status.h"
#include "station-language.h"
#include "station-sentence.h"

#include <string.h>

struct _StationEntry {
    GObject parent_instance;
    OutboxItem *item;
    ApiReceipt *receipt;
    guint sent;
};

G_DEFINE_FINAL_TYPE(StationEntry, station_entry, G_TYPE_OBJECT)

static guint changed;

/* What the outbox itself sets aside, by the code that it gives; and what the server says of a
 * report, which before a scan means another thing than after it. */
static const struct {
    const char *code;
    const char *text;
} own_sentences[] = {
    {"unfinished",
     N_("The station stopped before this scan was finished, so the page was never saved whole.")},
    {"damaged", N_("The file on the disk is no longer what was saved, so it was not sent.")},
    {"not_saved", N_("The disk did not confirm that this was saved, so it was not sent.")},
    {"unknown_report", N_("The server has no report of this number. The original is safe here.")},
    {"claimed",
     N_("Another counter has this report before it. The original is safe here and is sent when "
        "that counter is done.")},
};

static void
station_entry_finalize(GObject *object)
{
    StationEntry *self = STATION_ENTRY(object);
    outbox_item_free(self->item);
    g_clear_pointer(&self->receipt, api_receipt_free);
    G_OBJECT_CLASS(station_entry_parent_class)->finalize(object);
}

static void
station_entry_class_init(StationEntryClass *klass)
{
    G_OBJECT_CLASS(klass)->finalize = station_entry_finalize;
    changed = g_signal_new("changed", STATION_TYPE_ENTRY, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                           G_TYPE_NONE, 0);
}

static void
station_entry_init(StationEntry *self)
{
    self->sent = 0;
}

static ApiReceipt *
read_receipt(const OutboxItem *item)
{
    g_autoptr(json_t) json = NULL;
    gsize size = strlen(item->receipt);
    if (item->state != OUTBOX_STATE_DELIVERED || size == 0 ||
        !base_json_parse(item->receipt, size, API_MAX_JSON_ANSWER, &json, NULL))
        return NULL;
    return api_receipt_from_json(json, NULL);
}

StationEntry *
station_entry_new(OutboxItem *item)
{
    StationEntry *self = g_object_new(STATION_TYPE_ENTRY, NULL);
    self->item = item;
    self->receipt = read_receipt(item);
    return self;
}

/* A capture is written once; only its being readable can change. */
static gboolean
is_same(const OutboxItem *a, const OutboxItem *b)
{
    return a->state == b->state && a->attempts == b->attempts &&
           a->next_attempt == b->next_attempt && a->changed_at == b->changed_at &&
           (a->capture != NULL) == (b->capture != NULL) && strcmp(a->path, b->path) == 0 &&
           strcmp(a->reason_code, b->reason_code) == 0 && strcmp(a->reason, b->reason) == 0 &&
           strcmp(a->receipt, b->receipt) == 0;
}

void
station_entry_take(StationEntry *entry, OutboxItem *item)
{
    if (is_same(entry->item, item)) {
        outbox_item_free(item);
        return;
    }
    outbox_item_free(entry->item);
    entry->item = item;
    g_clear_pointer(&entry->receipt, api_receipt_free);
    entry->receipt = read_receipt(item);
    if (item->state != OUTBOX_STATE_SENDING)
        entry->sent = 0;
    g_signal_emit(entry, changed, 0);
}

void
station_entry_set_sent(StationEntry *entry, guint percent)
{
    guint sent = entry->item->state == OUTBOX_STATE_SENDING ? MIN(percent, 100) : 0;
    if (sent == entry->sent)
        return;
    entry->sent = sent;
    g_signal_emit(entry, changed, 0);
}

const OutboxItem *
station_entry_get_item(StationEntry *entry)
{
    return entry->item;
}

guint
station_entry_get_sent(StationEntry *entry)
{
    return entry->sent;
}

const ApiReceipt *
station_entry_get_receipt(StationEntry *entry)
{
    return entry->receipt;
}

gint64
station_entry_get_time(StationEntry *entry)
{
    const OutboxItem *item = entry->item;
    return item->capture != NULL ? item->capture->captured_at : item->changed_at;
}

gboolean
station_entry_is_stuck(StationEntry *entry)
{
    return entry->item->state == OUTBOX_STATE_REFUSED ||
           entry->item->state == OUTBOX_STATE_QUARANTINE;
}

gboolean
station_entry_may_send(StationEntry *entry)
{
    return entry->item->state == OUTBOX_STATE_READY || entry->item->state == OUTBOX_STATE_REFUSED;
}

gboolean
station_entry_may_discard(StationEntry *entry)
{
    return entry->item->state == OUTBOX_STATE_READY || station_entry_is_stuck(entry);
}

gboolean
station_entry_may_view(StationEntry *entry)
{
    return *entry->item->path != '\0' && entry->item->state != OUTBOX_STATE_MAKING &&
           !g_str_has_suffix(entry->item->path, ".part");
}

const char *
station_entry_state_label(OutboxState state)
{
    static const char *const labels[OUTBOX_STATE_COUNT] = {
        [OUTBOX_STATE_MAKING] = N_("Being scanned"), [OUTBOX_STATE_READY] = N_("Waiting"),
        [OUTBOX_STATE_SENDING] = N_("Being sent"),   [OUTBOX_STATE_DELIVERED] = N_("Delivered"),
        [OUTBOX_STATE_REFUSED] = N_("Refused"),      [OUTBOX_STATE_QUARANTINE] = N_("Set aside"),
        [OUTBOX_STATE_DISCARDED] = N_("Discarded"),
    };
    return _(labels[state]);
}

const char *
station_entry_status_label(StationEntry *entry)
{
    if (entry->receipt != NULL)
        return report_status_label(REPORT_STATUS_VERIFYING, station_language_get());
    return station_entry_state_label(entry->item->state);
}

char *
station_entry_why(StationEntry *entry)
{
    const OutboxItem *item = entry->item;
    const char *known = NULL;
    if (item->state == OUTBOX_STATE_DELIVERED || *item->reason_code == '\0')
        return g_strdup("");
    if (item->state == OUTBOX_STATE_DISCARDED)
        return g_strdup(item->reason); /* a person's own words */
    for (guint i = 0; i < G_N_ELEMENTS(own_sentences) && known == NULL; i++) {
        if (strcmp(own_sentences[i].code, item->reason_code) == 0)
            known = _(own_sentences[i].text);
    }
    if (known == NULL)
        known = station_sentence_of_code(item->reason_code);
    return g_strdup(known != NULL ? known : item->reason);
}

const char *
station_entry_decision(StationEntry *entry)
{
    if (entry->item->state == OUTBOX_STATE_REFUSED)
        return _("Send it again once the cause is gone, or discard it.");
    if (entry->item->state == OUTBOX_STATE_QUARANTINE)
        return _("Ask the student for the original and scan it again; then discard this one.");
    return "";
}

static char *
fold(const char *text)
{
    g_autofree char *normal = g_utf8_normalize(text, -1, G_NORMALIZE_ALL);
    return normal != NULL ? g_utf8_casefold(normal, -1) : g_strdup("");
}

/* All that is searched in, one field a line, so that no word is found across two. */
static char *
haystack(StationEntry *entry)
{
    const OutboxCapture *capture = entry->item->capture;
    const char *receipt = entry->receipt != NULL ? entry->receipt->id : "";
    g_autofree char *text = capture == NULL
                                ? g_strdup(entry->item->id)
                                : g_strjoin("\n", capture->student_id, capture->student_name,
                                            capture->certificate_name, capture->report_id, receipt,
                                            NULL);
    return fold(text);
}

gboolean
station_entry_matches(StationEntry *entry, const char *text)
{
    g_autofree char *all = haystack(entry);
    g_autofree char *wanted = fold(text);
    g_auto(GStrv) words = g_strsplit_set(wanted, " \t", -1);
    for (guint i = 0; words[i] != NULL; i++) {
        if (strstr(all, words[i]) == NULL)
            return FALSE;
    }
    return TRUE;
}
