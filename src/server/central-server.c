#include "server.h"

#include "base-file.h"
#include "base-folder.h"

#include <locale.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

static const char usage[] =
    "Usage:\n"
    "  central-server serve --data-dir DIR [--listen 127.0.0.1:8080]\n"
    "  central-server import --data-dir DIR FILE.json\n"
    "  central-server user add --data-dir DIR --role ROLE [--name NAME] KSUID\n"
    "  central-server verify --data-dir DIR [--anchor NUMBER:HASH]\n"
    "  central-server --version\n"
    "\n"
    "serve   answers the HTTP API until it is told to stop (SIGTERM, SIGINT)\n"
    "import  takes catalogue, students and reports from a file: all of it or nothing\n"
    "user    adds a user; the password is read from standard input\n"
    "verify  holds records, audit log and originals against each other; reads alone\n"
    "\n"
    "ROLE is student, staff, reviewer, registrar or admin.\n";

void
server_complain(const char *format, ...)
{
    g_autofree char *words = NULL;
    va_list arguments;

    va_start(arguments, format);
    words = g_strdup_vprintf(format, arguments);
    va_end(arguments);
    fprintf(stderr, "central-server: %s\n", words);
}

gboolean
server_parse(GOptionContext *context, int *argc, char ***argv)
{
    g_autoptr(GError) error = NULL;

    if (g_option_context_parse(context, argc, argv, &error))
        return TRUE;
    server_complain("%s", error->message);
    return FALSE;
}

gboolean
server_lock_data_dir(const char *data_dir)
{
    g_autofree char *lock = g_build_filename(data_dir, "lock", NULL);
    g_autoptr(GError) error = NULL;

    if (base_folder_make(data_dir, 0700, &error) && base_file_lock(lock, &error) >= 0)
        return TRUE;
    server_complain("the data folder cannot be used: %s", error->message);
    return FALSE;
}

char *
server_database_path(const char *data_dir)
{
    return g_build_filename(data_dir, "central.db", NULL);
}

int
main(int argc, char *argv[])
{
    static const struct {
        const char *verb;
        int (*run)(int argc, char *argv[]);
    } verbs[] = {{"serve", server_serve},
                 {"import", server_import},
                 {"user", server_user},
                 {"verify", server_verify}};

    /* Names and paths are UTF-8 whatever the locale of the service. */
    setlocale(LC_CTYPE, "C.UTF-8");
    /* What is made here is for its owner alone, whatever the caller's mask. */
    umask(077);
    for (gsize i = 0; argc > 1 && i < G_N_ELEMENTS(verbs); i++) {
        if (strcmp(argv[1], verbs[i].verb) == 0)
            return verbs[i].run(argc - 1, argv + 1);
    }
    if (argc == 2 && strcmp(argv[1], "--version") == 0) {
        printf("central-server %s\n", SCAN_STATION_VERSION);
        return SERVER_DONE;
    }
    if (argc == 2 && strcmp(argv[1], "--help") == 0) {
        fputs(usage, stdout);
        return SERVER_DONE;
    }
    fputs(usage, stderr);
    return SERVER_USAGE;
}
