/* One helper process: its spawn, its messages, what its drivers print, its end.
 *
 * Spawned from the thread that calls, which must outlive it: the helper dies with that thread. All
 * callbacks come in that thread's default main context. */
#pragma once

#include "scan-wire.h"

#include <glib.h>
#include <sys/types.h>

G_BEGIN_DECLS

typedef struct {
    void (*message)(ScanWireType type, GBytes *body, gpointer user_data);
    /* The helper broke the wire; no further message comes, its end does. */
    void (*broken)(gpointer user_data);
    /* It has ended and its last message has been given out. `status` is as of waitpid. */
    void (*ended)(int status, gpointer user_data);
} ScanProcessClient;

typedef struct ScanProcess ScanProcess;

/* fds: what the helper gets from SCAN_WIRE_FD_DOCUMENT on, borrowed for the call.
 * SCAN_ERROR_HELPER. */
ScanProcess *scan_process_spawn(const int *fds, guint n_fds, const ScanProcessClient *client,
                                gpointer user_data, GError **error);
/* Kills the helper if it still runs; no callback comes any more. May be called in a callback. */
void scan_process_free(ScanProcess *process);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(ScanProcess, scan_process_free)

/* Never blocks: what the socket does not take now is sent when it does. */
void scan_process_send(ScanProcess *process, ScanWireType type, const void *body, gsize size);
/* The helper and whatever its drivers have forked. */
void scan_process_kill(ScanProcess *process);

G_END_DECLS
