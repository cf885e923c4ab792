/* The checks of a page in words, for people: what was measured, against what, and what to do.
 *
 * In the language of the locale (gettext domain "scan-station", English source). Any thread. */
#pragma once

#include "page-findings.h"

G_BEGIN_DECLS

/* A check that did not pass asks before the page is submitted; it never forbids. */
typedef struct {
    const char *code; /* static: page_finding_code, or "previous" */
    gboolean passed;
    gboolean measured; /* FALSE: nothing on this page to judge by; passed is then TRUE */
    double value;
    double threshold;
    char *shown; /* the measured value with its unit, e.g. "0.7°"; "–" if not measured */
    char *title; /* a few words, e.g. "Straight" or "Crooked" */
    char *text;  /* one sentence: measured value, threshold, and what to do if it did not pass */
} StationCheck;

void station_check_free(StationCheck *check);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(StationCheck, station_check_free)

/* All checks of a page in the order in which people are told: an array of StationCheck, free it
 * with g_ptr_array_unref. `previous`: the page that the student before had scanned last, or NULL:
 * then it is not compared and has no entry. */
GPtrArray *station_check_list(const PageFindings *findings, const PageFindings *previous);

/* TRUE if every check passed: nothing to ask before submitting. */
gboolean station_check_all_passed(GPtrArray *checks);

G_END_DECLS
