#include "vault-private.h"

/* A writer may still cut back what it has appended. If that upload had become an original in the
 * meantime, the original would be cut: so the two exclude each other. */

static gboolean
set_busy(const char *uid, GError **error)
{
    g_set_error(error, VAULT_ERROR, VAULT_ERROR_BUSY, "another request is working on upload %s",
                uid);
    return FALSE;
}

gboolean
vault_begin_writing(Vault *vault, const char *uid, guint64 offset, GError **error)
{
    gboolean busy;

    g_mutex_lock(&vault->mutex);
    busy = g_hash_table_contains(vault->writing, uid) || g_hash_table_contains(vault->reading, uid);
    if (!busy)
        g_hash_table_insert(vault->writing, g_strdup(uid), g_memdup2(&offset, sizeof offset));
    g_mutex_unlock(&vault->mutex);
    return busy ? set_busy(uid, error) : TRUE;
}

void
vault_end_writing(Vault *vault, const char *uid)
{
    g_mutex_lock(&vault->mutex);
    g_hash_table_remove(vault->writing, uid);
    g_mutex_unlock(&vault->mutex);
}

gboolean
vault_try_reading(Vault *vault, const char *uid, guint64 *ret_offset)
{
    const guint64 *offset;

    g_mutex_lock(&vault->mutex);
    offset = g_hash_table_lookup(vault->writing, uid);
    if (offset != NULL) {
        *ret_offset = *offset;
    } else {
        guint others = GPOINTER_TO_UINT(g_hash_table_lookup(vault->reading, uid));

        g_hash_table_insert(vault->reading, g_strdup(uid), GUINT_TO_POINTER(others + 1));
    }
    g_mutex_unlock(&vault->mutex);
    return offset == NULL;
}

gboolean
vault_begin_reading(Vault *vault, const char *uid, GError **error)
{
    guint64 offset;

    return vault_try_reading(vault, uid, &offset) ? TRUE : set_busy(uid, error);
}

void
vault_end_reading(Vault *vault, const char *uid)
{
    guint others;

    g_mutex_lock(&vault->mutex);
    others = GPOINTER_TO_UINT(g_hash_table_lookup(vault->reading, uid)) - 1;
    if (others == 0)
        g_hash_table_remove(vault->reading, uid);
    else
        g_hash_table_insert(vault->reading, g_strdup(uid), GUINT_TO_POINTER(others));
    g_mutex_unlock(&vault->mutex);
}
