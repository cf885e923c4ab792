/* How long each phase of a helper's work may take. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Deadlines, in milliseconds; what is over them is killed. */
typedef struct {
    guint start;   /* spawn to ready */
    guint list;    /* finding devices */
    guint open;    /* opening the device and reading its options */
    guint begin;   /* sane_start to the first bytes: warming up, the carriage's way back */
    guint silence; /* between two arrivals of bytes */
    guint finish;  /* last line to sealed, checked document, per 100 MB begun */
    guint close;   /* the outcome has been said, the device is being let go */
    guint cancel;  /* cancel to the helper's end, then kill */
} ScanDeadlines;

extern const ScanDeadlines scan_deadlines_default; /* 5, 15, 20, 60, 30, 30, 5, 3 s */

G_END_DECLS
