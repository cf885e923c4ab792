/* The verbs of central-server. Each reads its own arguments and returns the exit code. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define SERVER_DONE   0
#define SERVER_FAILED 1
#define SERVER_USAGE  2

int server_serve(int argc, char *argv[]);
int server_import(int argc, char *argv[]);
int server_user(int argc, char *argv[]);
int server_verify(int argc, char *argv[]);

/* Opens what `--data-dir` names: made if missing, and locked against a second program. The lock
 * is held until the process ends. Prints why not; FALSE then. */
gboolean server_lock_data_dir(const char *data_dir);
/* The database's path in it; g_free. */
char *server_database_path(const char *data_dir);
/* "central-server: WORDS" on standard error. */
void server_complain(const char *format, ...) G_GNUC_PRINTF(1, 2);
/* Parses options, complaining; FALSE for wrong usage. */
gboolean server_parse(GOptionContext *context, int *argc, char ***argv);

G_END_DECLS
