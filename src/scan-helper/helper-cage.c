#include "helper-cage.h"

#include <errno.h>
#include <signal.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>

#define GIB ((rlim_t)1 << 30)

/* A driver may keep a page of the largest kind in memory; BigTIFF has no end, a scan has. */
#define MAX_MEMORY      (8 * GIB)
#define MAX_FILE        (32 * GIB)
#define MAX_DESCRIPTORS 256

HelperCageKind
helper_cage_kind(const char *device)
{
    static const char *const virtual_devices[] = {"pnm:", "test:", "faulty:"};
    if (strstr(device, ":libusb:") || strstr(device, ":/dev/"))
        return HELPER_CAGE_LOCAL;
    for (guint i = 0; i < G_N_ELEMENTS(virtual_devices); i++)
        if (g_str_has_prefix(device, virtual_devices[i]))
            return HELPER_CAGE_VIRTUAL;
    /* An identity is looked for, and so is the address behind one of airscan's names. */
    if (scan_device_is_identity(device) || g_str_has_prefix(device, "airscan:"))
        return HELPER_CAGE_SEARCH;
    return HELPER_CAGE_REMOTE;
}

static HelperCageKind
kind_of(const ScanWireRequest *request)
{
    switch (request->verb) {
    case SCAN_WIRE_VERB_LIST:
        return HELPER_CAGE_SEARCH;
    case SCAN_WIRE_VERB_OPTIONS:
    case SCAN_WIRE_VERB_SCAN:
        return helper_cage_kind(request->device);
    case SCAN_WIRE_VERB_ASSEMBLE:
    case SCAN_WIRE_VERB_VIEW:
        break;
    }
    return HELPER_CAGE_VIRTUAL;
}

static void
limit(int resource, rlim_t most)
{
    struct rlimit now;
    if (getrlimit(resource, &now) != 0)
        return;
    now.rlim_max = MIN(now.rlim_max, most);
    now.rlim_cur = MIN(now.rlim_cur, now.rlim_max);
    setrlimit(resource, &now);
}

static void
set_limits(void)
{
    limit(RLIMIT_CORE, 0); /* a page of somebody's is not for the disk */
    limit(RLIMIT_NOFILE, MAX_DESCRIPTORS);
    limit(RLIMIT_FSIZE, MAX_FILE);
    signal(SIGXFSZ, SIG_IGN); /* an error like another */
#ifndef HELPER_SANITIZED      /* whose shadow of the memory is larger than any limit */
    limit(RLIMIT_AS, MAX_MEMORY);
#endif
}

gboolean
helper_cage_enter(const ScanWireRequest *request, GError **error)
{
    HelperCageKind kind = kind_of(request);
    if (g_strcmp0(g_getenv("SCAN_STATION_CAGE"), "off") == 0) {
        g_printerr("scan-helper: the cage is open, as SCAN_STATION_CAGE says\n");
        return TRUE;
    }
    set_limits();
    if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0)
        g_printerr("scan-helper: no_new_privs: %s\n", g_strerror(errno));
    helper_cage_close_files(request, kind);
    return helper_cage_close_calls(kind, error);
}
