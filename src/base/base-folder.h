/* Folders, durably. See base-file.h for what durable means here. Any thread; all calls block. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Makes `path` and its parents with `mode` where they are missing, and fsyncs what it made. */
gboolean base_folder_make(const char *path, guint mode, GError **error);

/* fsync of a folder: after this the names in it survive a power cut. */
gboolean base_folder_sync(const char *path, GError **error);

/* The names in a folder, sorted by byte, without "." and "..", as a NULL-ended array; g_strfreev.
 * More than `limit` names: BASE_ERROR_TOO_LARGE. */
gboolean base_folder_list(const char *path, guint limit, char ***ret_names, GError **error);

/* Removes a folder and the files in it (one level and its sub-folders, never following a symbolic
 * link), then fsyncs its parent. A folder that is not there is no error. */
gboolean base_folder_remove(const char *path, GError **error);

G_END_DECLS
