#include "outbox-private.h"

#include "base-error.h"
#include "base-file.h"
#include "base-folder.h"
#include "base-id.h"

#include <unistd.h>

G_DEFINE_QUARK(outbox - error - quark, outbox_error)

static const char *const states[OUTBOX_STATE_COUNT] = {
    [OUTBOX_STATE_MAKING] = "making",       [OUTBOX_STATE_READY] = "ready",
    [OUTBOX_STATE_SENDING] = "sending",     [OUTBOX_STATE_DELIVERED] = "delivered",
    [OUTBOX_STATE_REFUSED] = "refused",     [OUTBOX_STATE_QUARANTINE] = "quarantine",
    [OUTBOX_STATE_DISCARDED] = "discarded",
};

const char *
outbox_state_code(OutboxState state)
{
    return states[state];
}

void
outbox_take_error(GError **error, GError *cause)
{
    OutboxError code = OUTBOX_ERROR_UNUSABLE;

    if (g_error_matches(cause, BASE_ERROR, BASE_ERROR_NO_SPACE))
        code = OUTBOX_ERROR_NO_SPACE;
    else if (g_error_matches(cause, BASE_ERROR, BASE_ERROR_LOCKED))
        code = OUTBOX_ERROR_LOCKED;
    g_set_error_literal(error, OUTBOX_ERROR, (int)code, cause->message);
    g_error_free(cause);
}

static gboolean
make_folders(Outbox *outbox, GError **error)
{
    GError *cause = NULL;

    if (!base_folder_make(outbox->path, 0700, &cause)) {
        outbox_take_error(error, cause);
        return FALSE;
    }
    for (guint i = 0; i < OUTBOX_STATE_COUNT; i++) {
        g_autofree char *folder = g_build_filename(outbox->path, states[i], NULL);

        if (!base_folder_make(folder, 0700, &cause)) {
            outbox_take_error(error, cause);
            return FALSE;
        }
    }
    return TRUE;
}

static Outbox *
new_outbox(const char *path)
{
    Outbox *outbox = g_new0(Outbox, 1);

    outbox->path = g_strdup(path);
    outbox->lock = -1;
    g_mutex_init(&outbox->mutex);
    return outbox;
}

Outbox *
outbox_open(const char *path, guint *ret_recovered, GError **error)
{
    g_autoptr(Outbox) outbox = new_outbox(path);
    g_autofree char *lock = g_build_filename(path, "lock", NULL);
    GError *cause = NULL;
    guint recovered;

    if (!make_folders(outbox, error))
        return NULL;
    outbox->lock = base_file_lock(lock, &cause);
    if (outbox->lock < 0) {
        outbox_take_error(error, cause);
        return NULL;
    }
    recovered = outbox_recover(outbox);
    if (ret_recovered != NULL)
        *ret_recovered = recovered;
    return g_steal_pointer(&outbox);
}

Outbox *
outbox_open_read_only(const char *path, GError **error)
{
    g_auto(GStrv) names = NULL;
    GError *cause = NULL;

    /* An outbox that nobody has opened yet is an empty one. */
    if (!base_folder_list(path, OUTBOX_MAX_ENTRIES, &names, &cause) &&
        !g_error_matches(cause, BASE_ERROR, BASE_ERROR_NOT_FOUND)) {
        outbox_take_error(error, cause);
        return NULL;
    }
    g_clear_error(&cause);
    return new_outbox(path);
}

void
outbox_close(Outbox *outbox)
{
    if (outbox == NULL)
        return;
    if (outbox->lock >= 0)
        close(outbox->lock);
    g_mutex_clear(&outbox->mutex);
    g_free(outbox->path);
    g_free(outbox);
}

gboolean
outbox_lock(Outbox *outbox, const char *id, GError **error)
{
    if (outbox->lock < 0) {
        g_set_error(error, OUTBOX_ERROR, OUTBOX_ERROR_LOCKED,
                    "the outbox “%s” was opened for reading alone", outbox->path);
        return FALSE;
    }
    if (!base_id_is_uuid(id)) {
        g_set_error(error, OUTBOX_ERROR, OUTBOX_ERROR_UNKNOWN, "“%.40s” is not an entry's id", id);
        return FALSE;
    }
    g_mutex_lock(&outbox->mutex);
    return TRUE;
}

void
outbox_unlock(Outbox *outbox)
{
    g_mutex_unlock(&outbox->mutex);
}

static gint64
age_key(const OutboxItem *item)
{
    return item->capture != NULL ? item->capture->captured_at : item->changed_at;
}

static int
compare_age(gconstpointer a, gconstpointer b)
{
    const OutboxItem *first = *(OutboxItem *const *)a, *second = *(OutboxItem *const *)b;

    if (age_key(first) != age_key(second))
        return age_key(first) < age_key(second) ? -1 : 1;
    return g_strcmp0(first->id, second->id);
}

/* The ids of a state's entries; g_strfreev. A folder that is missing holds none. */
static gboolean
list_ids(Outbox *outbox, OutboxState state, char ***ret_ids, GError **error)
{
    g_autofree char *folder = g_build_filename(outbox->path, states[state], NULL);
    GError *cause = NULL;
    guint kept = 0;

    if (!base_folder_list(folder, OUTBOX_MAX_ENTRIES, ret_ids, &cause)) {
        if (!g_error_matches(cause, BASE_ERROR, BASE_ERROR_NOT_FOUND)) {
            outbox_take_error(error, cause);
            return FALSE;
        }
        g_error_free(cause);
        *ret_ids = g_new0(char *, 1);
    }
    for (guint i = 0; (*ret_ids)[i] != NULL; i++) {
        char *name = (*ret_ids)[i];

        (*ret_ids)[i] = NULL;
        if (base_id_is_uuid(name))
            (*ret_ids)[kept++] = name;
        else
            g_free(name);
    }
    return TRUE;
}

static gboolean
list_state(Outbox *outbox, OutboxState state, gint64 since, gint64 until, GPtrArray *items,
           GError **error)
{
    const gboolean any_time = since == G_MININT64 && until == G_MAXINT64;
    g_auto(GStrv) ids = NULL;

    if (!list_ids(outbox, state, &ids, error))
        return FALSE;
    for (guint i = 0; ids[i] != NULL; i++) {
        gint64 changed = any_time ? since : outbox_entry_changed(outbox, state, ids[i]);

        if (changed >= since && changed <= until)
            g_ptr_array_add(items, outbox_entry_read(outbox, state, ids[i]));
    }
    return TRUE;
}

GPtrArray *
outbox_list(Outbox *outbox, guint wanted, GError **error)
{
    return outbox_list_changed(outbox, wanted, G_MININT64, G_MAXINT64, error);
}

GPtrArray *
outbox_list_changed(Outbox *outbox, guint wanted, gint64 since, gint64 until, GError **error)
{
    g_autoptr(GPtrArray) items = g_ptr_array_new_with_free_func((GDestroyNotify)outbox_item_free);
    gboolean done = TRUE;

    g_mutex_lock(&outbox->mutex);
    for (guint i = 0; i < OUTBOX_STATE_COUNT && done; i++) {
        if (wanted == 0 || (wanted & (1u << i)) != 0)
            done = list_state(outbox, (OutboxState)i, since, until, items, error);
    }
    g_mutex_unlock(&outbox->mutex);
    if (!done)
        return NULL;
    g_ptr_array_sort(items, compare_age);
    return g_steal_pointer(&items);
}

gboolean
outbox_count(Outbox *outbox, guint counts[OUTBOX_STATE_COUNT], GError **error)
{
    gboolean done = TRUE;

    g_mutex_lock(&outbox->mutex);
    for (guint i = 0; i < OUTBOX_STATE_COUNT && done; i++) {
        g_auto(GStrv) ids = NULL;

        done = list_ids(outbox, (OutboxState)i, &ids, error);
        counts[i] = done ? g_strv_length(ids) : 0;
    }
    g_mutex_unlock(&outbox->mutex);
    return done;
}

OutboxItem *
outbox_find(Outbox *outbox, const char *id, GError **error)
{
    OutboxItem *item = NULL;
    OutboxState state;

    g_mutex_lock(&outbox->mutex);
    if (outbox_entry_state(outbox, id, &state, error))
        item = outbox_entry_read(outbox, state, id);
    g_mutex_unlock(&outbox->mutex);
    return item;
}
