#include "verify.h"

#include "vault-verify.h"

/* Hands each difference on and counts it. */
typedef struct {
    StoreFound found;
    gpointer data;
    guint64 count;
} Counter;

static void
count(const char *kind, const char *words, gpointer data)
{
    Counter *counter = data;

    counter->count++;
    counter->found(kind, words, counter->data);
}

/* A file that no record named is what a commit under way, which gives the file its name first, has
 * put there; or its record has come since. Its upload goes only after the record is there, so the
 * order of the two questions matters. */
static void
check_unnamed(const char *data_dir, const char *database, GHashTable *unnamed, Counter *counter)
{
    g_autoptr(GHashTable) uploads = vault_verify_uploads(data_dir);
    GHashTableIter iterator;
    gpointer sha256;

    g_hash_table_iter_init(&iterator, unnamed);
    while (g_hash_table_iter_next(&iterator, &sha256, NULL)) {
        g_autofree char *words = NULL;

        if (vault_verify_is_upload(data_dir, sha256, uploads) ||
            store_verify_knows(database, sha256))
            continue;
        words = g_strdup_printf("originals/%.2s/%s: no record names this file", (char *)sha256,
                                (char *)sha256);
        count("extra", words, counter);
    }
}

/* The names first, then the records, then the files: whatever a running server commits meanwhile
 * has its file before its record, and both stay. */
void
verify_data_dir(const char *data_dir, const StoreAnchor *anchor, StoreFound found, gpointer data,
                VerifySummary *ret_summary)
{
    Counter counter = {found, data, 0};
    g_autofree char *database = g_build_filename(data_dir, "central.db", NULL);
    g_autoptr(GHashTable) names = vault_verify_names(data_dir, count, &counter);
    g_autoptr(StoreVerified) verified = store_verify(database, anchor, count, &counter);
    VerifySummary summary = {.reports = verified->reports, .end = verified->end};

    for (guint i = 0; i < verified->files->len; i++) {
        const StoreFile *file = verified->files->pdata[i];
        g_autofree char *name = g_strdup_printf("original %u of report %s", file->n,
                                                file->report_id);

        vault_verify_original(data_dir, file->sha256, file->bytes, name, count, &counter);
        g_hash_table_remove(names, file->sha256);
        summary.bytes += file->bytes;
    }
    check_unnamed(data_dir, database, names, &counter);
    summary.originals = verified->files->len;
    summary.differences = counter.count;
    *ret_summary = summary;
}
