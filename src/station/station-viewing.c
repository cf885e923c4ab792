#include "station-viewing.h"

#include "base-error.h"
#include "base-folder.h"

#include <errno.h>
#include <gio/gio.h>
#include <sys/stat.h>

#define FOLDER "viewed"

static const char *
suffix_of(const OutboxItem *item)
{
    static const char *const suffixes[] = {".tif", ".pdf"};
    for (guint i = 0; i < G_N_ELEMENTS(suffixes); i++) {
        if (g_str_has_suffix(item->path, suffixes[i]))
            return suffixes[i];
    }
    return NULL;
}

static gboolean
copy(const char *from, const char *to, GError **error)
{
    g_autoptr(GFile) source = g_file_new_for_path(from);
    g_autoptr(GFile) target = g_file_new_for_path(to);
    g_autoptr(GError) failed = NULL;
    if (!g_file_copy(source, target, G_FILE_COPY_OVERWRITE, NULL, NULL, NULL, &failed)) {
        gboolean full = g_error_matches(failed, G_IO_ERROR, G_IO_ERROR_NO_SPACE);
        g_set_error(error, BASE_ERROR, full ? BASE_ERROR_NO_SPACE : BASE_ERROR_IO, "%s: %s", to,
                    failed->message);
        return FALSE;
    }
    if (chmod(to, 0400) != 0) {
        base_error_set_errno(error, errno, "protect", to);
        return FALSE;
    }
    return TRUE;
}

char *
station_viewing_copy(const char *profile, const OutboxItem *item, GError **error)
{
    g_autofree char *folder = g_build_filename(profile, FOLDER, NULL);
    g_autofree char *name = g_strconcat(item->id, suffix_of(item), NULL);
    g_autofree char *path = g_build_filename(folder, name, NULL);
    if (suffix_of(item) == NULL) {
        g_set_error(error, OUTBOX_ERROR, OUTBOX_ERROR_STATE, "%s has no whole original", item->id);
        return NULL;
    }
    if (!base_folder_make(folder, 0700, error) || !copy(item->path, path, error))
        return NULL;
    return g_steal_pointer(&path);
}

void
station_viewing_clear(const char *profile)
{
    g_autofree char *folder = g_build_filename(profile, FOLDER, NULL);
    base_folder_remove(folder, NULL);
}
