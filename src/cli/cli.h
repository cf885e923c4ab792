/* scan-station-cli: the station's whole job on a command line. What every verb shares. */
#pragma once

#include "station.h"

#include <stdio.h>

G_BEGIN_DECLS

/* docs/command-line.md promises these to scripts. */
typedef enum {
    CLI_DONE = 0,
    CLI_FAILED = 1,  /* nothing left behind */
    CLI_USAGE = 2,   /* wrong usage */
    CLI_SCANNER = 3, /* the scanner failed */
    CLI_REFUSED = 4, /* refused by the server */
    CLI_WAITING = 5, /* safe in the outbox, not yet delivered */
    CLI_SIGN_IN = 6, /* not signed in */
} CliExit;

typedef struct Cli Cli;

/* One verb of the command line, in a file of its own. `entries` (may be NULL) are its options;
 * what is left in `arguments` after them is checked against the limits before `run`. */
typedef struct {
    const char *name;
    const char *synopsis; /* the arguments, e.g. "REPORT_ID" */
    const char *summary;  /* one line, N_() */
    const GOptionEntry *entries;
    gboolean takes_settings; /* TRUE: also the options of cli-settings.h */
    guint min_arguments;
    guint max_arguments;
    gboolean without_station; /* TRUE: runs without configuration and profile */
    CliExit (*run)(Cli *cli, char **arguments);
} CliVerb;

/* One run of the program. */
struct Cli {
    char *server;
    char *profile;
    gboolean json;
    FILE *people;              /* where text for people goes: stdout, or stderr beside JSON lines */
    gboolean terminal;         /* people's text goes to a terminal */
    GCancellable *cancellable; /* by SIGINT and SIGTERM; a second one kills */
    Station *station;
};

extern const CliVerb cli_sign_in_verb;
extern const CliVerb cli_sign_out_verb;
extern const CliVerb cli_lookup_verb;
extern const CliVerb cli_scanners_verb;
extern const CliVerb cli_scan_verb;
extern const CliVerb cli_submit_verb;
extern const CliVerb cli_outbox_verb;
extern const CliVerb cli_watch_verb;

/* A line of text for people; a newline is added. */
void cli_say(Cli *cli, const char *format, ...) G_GNUC_PRINTF(2, 3);

/* Says the error's sentence (and, with --json, the event `error`) and gives the exit code that
 * belongs to it. */
CliExit cli_fail(Cli *cli, const GError *error);
/* Wrong usage, in one sentence. */
CliExit cli_fail_usage(Cli *cli, const char *sentence);
CliExit cli_exit_of(const GError *error);

/* Runs the main context until an asynchronous call has ended. Give cli_wait_ready and the CliWait
 * as callback and user_data:
 *     CliWait wait = {0};
 *     thing_async(…, cli_wait_ready, &wait);
 *     thing_finish(…, cli_wait(&wait), …);
 *     cli_wait_clear(&wait); */
typedef struct {
    GAsyncResult *result;
} CliWait;

void cli_wait_ready(GObject *source, GAsyncResult *result, gpointer wait);
GAsyncResult *cli_wait(CliWait *wait);
void cli_wait_clear(CliWait *wait);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(CliWait, cli_wait_clear)

/* Opens the station's outbox; FALSE with the error said and *ret_exit set. */
gboolean cli_open_outbox(Cli *cli, gboolean for_writing, CliExit *ret_exit);

G_END_DECLS
