/* The files held against what is said of them. `central-server verify` is made of it. Reads alone
 * and needs no vault, so that it may run beside a server or on a copy. Nothing is repaired. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Called for each difference. `kind` is one of
 *
 *   missing      no such file                    size   of another length
 *   changed      of another digest               extra  does not belong there
 *   permissions  open to others, or not sealed
 *
 * `words` names the file, in one line. */
typedef void (*VaultFound)(const char *kind, const char *words, gpointer data);

/* Looks at owner and mode of all files and folders below `data_dir`, and at every name in
 * `originals`. The set of the digests that have a file there; g_hash_table_unref. */
GHashTable *vault_verify_names(const char *data_dir, VaultFound found, gpointer data);

/* Takes the digest of one original again; `name` is what it is for people. */
void vault_verify_original(const char *data_dir, const char *sha256, guint64 bytes,
                           const char *name, VaultFound found, gpointer data);

/* The files in `uploads`, by what a second name of theirs in `originals` has in common with them:
 * what is being accepted has both names. g_hash_table_unref. */
GHashTable *vault_verify_uploads(const char *data_dir);
gboolean vault_verify_is_upload(const char *data_dir, const char *sha256, GHashTable *uploads);

G_END_DECLS
