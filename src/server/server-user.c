#include "server.h"

#include "base-id.h"
#include "store.h"

#include <stdio.h>
#include <string.h>

#define MIN_PASSWORD 8
#define MAX_PASSWORD 200

/* One line of standard input, without its end. A line that is cut off here has more characters than
 * a password may have: UTF-8 takes at most four bytes for one. */
static char *
read_password(void)
{
    char line[4 * MAX_PASSWORD + 6];

    if (fgets(line, sizeof line, stdin) == NULL)
        return NULL;
    line[strcspn(line, "\r\n")] = '\0';
    return g_utf8_validate(line, -1, NULL) ? g_strdup(line) : NULL;
}

static int
add_user(const char *data_dir, ApiRole role, const char *name, const char *ksuid)
{
    g_autofree char *path = server_database_path(data_dir);
    g_autofree char *password = read_password();
    g_autoptr(GError) error = NULL;
    g_autoptr(Store) store = NULL;
    glong length = password != NULL ? g_utf8_strlen(password, -1) : 0;

    if (length < MIN_PASSWORD || length > MAX_PASSWORD) {
        server_complain("the password on standard input must have %d to %d characters",
                        MIN_PASSWORD, MAX_PASSWORD);
        return SERVER_FAILED;
    }
    if (!server_lock_data_dir(data_dir))
        return SERVER_FAILED;
    store = store_open(path, &error);
    if (store == NULL || !store_user_add(store, ksuid, role, name, password, &error)) {
        server_complain("%s", error->message);
        return SERVER_FAILED;
    }
    return SERVER_DONE;
}

int
server_user(int argc, char *argv[])
{
    g_autofree char *data_dir = NULL;
    g_autofree char *role_code = NULL;
    g_autofree char *name = NULL;
    const GOptionEntry entries[] = {
        {"data-dir", 0, 0, G_OPTION_ARG_FILENAME, &data_dir, "Where the records live", "DIR"},
        {"role", 0, 0, G_OPTION_ARG_STRING, &role_code, "What the user may do", "ROLE"},
        {"name", 0, 0, G_OPTION_ARG_STRING, &name, "The user's name", "NAME"},
        G_OPTION_ENTRY_NULL,
    };
    g_autoptr(GOptionContext) context = g_option_context_new("add KSUID");
    ApiRole role;

    g_option_context_add_main_entries(context, entries, NULL);
    if (!server_parse(context, &argc, &argv))
        return SERVER_USAGE;
    if (argc != 3 || strcmp(argv[1], "add") != 0 || data_dir == NULL || role_code == NULL) {
        server_complain("usage: user add --data-dir DIR --role ROLE KSUID");
        return SERVER_USAGE;
    }
    if (!api_role_from_code(role_code, &role)) {
        server_complain("“%s” is not a role: student, staff, reviewer, registrar or admin",
                        role_code);
        return SERVER_USAGE;
    }
    if (!base_id_is_safe(argv[2])) {
        server_complain("“%s” is not a KSUID: letters, digits, '.', '_' and '-'", argv[2]);
        return SERVER_USAGE;
    }
    return add_user(data_dir, role, name != NULL ? name : argv[2], argv[2]);
}
