/* The cage: what a driver may do besides driving its scanner, which is as good as nothing.
 *
 * Drivers are other people's code that reads other people's bytes, and so is a part of what reads
 * documents. They may read what every program may (/usr, /etc, /opt, /sys, /proc, SANE's
 * configuration and drivers wherever the environment says they are) and the files that options
 * name; open devices, unless theirs is software; write into ~/.sane and SANE's locks. Not another
 * file of the person's, no other program, no process but their own, and no network unless the
 * device may be there.
 *
 * Held by Landlock (helper-cage-files.c), seccomp (helper-cage-calls.c) and limits. What this
 * kernel lacks is said on standard error, so in the station's log, and the rest holds. */
#pragma once

#include "scan-wire-request.h"

G_BEGIN_DECLS

typedef enum {
    HELPER_CAGE_VIRTUAL, /* no device, or software: SANE's own virtual devices */
    HELPER_CAGE_LOCAL,   /* a device at this machine: its name has a bus address or a device node */
    HELPER_CAGE_REMOTE,  /* any other name: may be in the network */
    HELPER_CAGE_SEARCH,  /* whatever there is, by Avahi too, which is asked over a local socket */
} HelperCageKind;

/* For good. Before any thread is made, and before SANE is called. SCAN_STATION_CAGE=off in the
 * environment keeps it open, for a driver that cannot live in it. FALSE: no thread was to be had
 * for it, and no driver may be called. */
gboolean helper_cage_enter(const ScanWireRequest *request, GError **error);

/* Closes the network where it was open for the search alone: `device` has been found. Any thread.
 */
void helper_cage_narrow(const char *device);

/* What the driver was refused so far, such as "execve, socket"; "" if nothing. g_free. Any thread.
 * Files that it may not open are not among it: it has been told EACCES. */
char *helper_cage_refusals(void);

/* ---- for the files of the cage alone ---- */

#if defined(__SANITIZE_ADDRESS__)
#define HELPER_SANITIZED
#elif defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
#define HELPER_SANITIZED
#endif
#endif

HelperCageKind helper_cage_kind(const char *device);
void helper_cage_close_files(const ScanWireRequest *request, HelperCageKind kind);
gboolean helper_cage_close_calls(HelperCageKind kind, GError **error);

G_END_DECLS
