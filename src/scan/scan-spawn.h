/* Starts the helper: its descriptors, and nothing else of this process. Any thread; the helper's
 * parent is the thread that calls. */
#pragma once

#include <glib.h>
#include <sys/types.h>

G_BEGIN_DECLS

/* fds: what the helper gets from SCAN_WIRE_FD on, borrowed for the call. Its standard input and
 * output are empty; what it prints to standard error can be read from *ret_printed, which is the
 * caller's. SCAN_ERROR_HELPER. */
gboolean scan_spawn(const char *path, const int *fds, guint n_fds, pid_t *ret_pid, int *ret_printed,
                    GError **error);

G_END_DECLS
