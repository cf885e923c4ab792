#include "server.h"

#include "base-file.h"
#include "store.h"

#include <stdio.h>

#define MAX_FILE ((gsize)256 << 20)

static int
import_file(const char *data_dir, const char *file)
{
    g_autofree char *path = server_database_path(data_dir);
    g_autofree char *bytes = NULL;
    g_autoptr(GError) error = NULL;
    g_autoptr(Store) store = NULL;
    StoreImport counts;
    gsize size = 0;

    if (!base_file_read(file, MAX_FILE, &bytes, &size, &error)) {
        server_complain("%s", error->message);
        return SERVER_FAILED;
    }
    if (!server_lock_data_dir(data_dir))
        return SERVER_FAILED;
    store = store_open(path, &error);
    if (store == NULL || !store_import(store, bytes, size, &counts, &error)) {
        server_complain("%s: %s; nothing of it was taken", file, error->message);
        return SERVER_FAILED;
    }
    printf("new or changed: %u in the catalogue, %u students, %u reports\n", counts.catalogue,
           counts.students, counts.reports);
    return SERVER_DONE;
}

int
server_import(int argc, char *argv[])
{
    g_autofree char *data_dir = NULL;
    const GOptionEntry entries[] = {
        {"data-dir", 0, 0, G_OPTION_ARG_FILENAME, &data_dir, "Where the records live", "DIR"},
        G_OPTION_ENTRY_NULL,
    };
    g_autoptr(GOptionContext) context = g_option_context_new("FILE.json");

    g_option_context_add_main_entries(context, entries, NULL);
    if (!server_parse(context, &argc, &argv))
        return SERVER_USAGE;
    if (data_dir == NULL || argc != 2) {
        server_complain("import needs --data-dir DIR and one file");
        return SERVER_USAGE;
    }
    return import_file(data_dir, argv[1]);
}
