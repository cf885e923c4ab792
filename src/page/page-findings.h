/* What the checks of one page found, as plain values: measured by page-check, carried over the
 * wire, put into words by the station. Copied by assignment, nothing to free, any thread. This part
 * of the folder is a library of its own and links no image library. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* In the order in which people are told. Each says: its value | what has to hold. */
typedef enum {
    PAGE_FINDING_LINES,      /* lines that came | at least the lines announced */
    PAGE_FINDING_EMPTY,      /* percent of the page's squares with print | at least */
    PAGE_FINDING_CUT,        /* mm of print that run into the scan area's edge | less than */
    PAGE_FINDING_OUTSIDE,    /* mm of a sheet of standard size beyond that edge | less than */
    PAGE_FINDING_SKEW,       /* degrees, never negative | at most */
    PAGE_FINDING_BLUR,       /* mm from dark to light at the edges of the print | at most */
    PAGE_FINDING_DARK,       /* percent, the paper's brightness | at least */
    PAGE_FINDING_BRIGHT,     /* percent, the ink's brightness | at most */
    PAGE_FINDING_RESOLUTION, /* dpi, the lower of the two | at least */
} PageFindingKind;

#define PAGE_N_FINDINGS (PAGE_FINDING_RESOLUTION + 1)

typedef struct {
    gboolean passed;   /* TRUE as well for what could not be measured */
    gboolean measured; /* FALSE: the page gives no ground to judge by (blur without print) */
    double value;      /* finite; 0 if not measured */
    double threshold;
} PageFinding;

/* Sides of the scan area, as bits. */
typedef enum {
    PAGE_SIDE_LEFT = 1 << 0,
    PAGE_SIDE_TOP = 1 << 1,
    PAGE_SIDE_RIGHT = 1 << 2,
    PAGE_SIDE_BOTTOM = 1 << 3,
} PageSides;

#define PAGE_ALL_SIDES 15u

/* In mm from the scan area's top left corner. */
typedef struct {
    double x, y, width, height;
} PageRect;

/* Which parts of the page are darker than their neighbours, after position and skew are taken out:
 * a bit for "darker", a bit for "surely", for 64 × 64 fields. */
#define PAGE_FINGERPRINT_SIDE 64
#define PAGE_FINGERPRINT_SIZE (2 * PAGE_FINGERPRINT_SIDE * PAGE_FINGERPRINT_SIDE / 8)

typedef struct {
    PageFinding findings[PAGE_N_FINDINGS]; /* by PageFindingKind */
    double skew;          /* degrees; positive: the page lies turned clockwise. 0 if not measured */
    guint cut_sides;      /* PageSides where CUT or OUTSIDE saw something */
    gboolean paper_found; /* its outline stands out against the lid */
    PageRect paper;       /* the paper; the whole scan area if it was not found */
    PageRect print;       /* everything printed; width 0 if there is nothing */
    gboolean has_fingerprint;
    guint8 fingerprint[PAGE_FINGERPRINT_SIZE];
} PageFindings;

/* Stable words for wire and scripts, e.g. "skew". */
const char *page_finding_code(PageFindingKind kind);
gboolean page_finding_from_code(const char *code, PageFindingKind *ret_kind);

gboolean page_findings_all_passed(const PageFindings *findings);

/* How far two pages' pictures are from each other: the largest number of fields, in any group of
 * neighbours, that are surely lighter on one page and surely darker on the other, as they lie or
 * with one of them upside down, whichever is less; G_MAXUINT where one has no fingerprint or they
 * have too little in common to say. */
guint page_findings_distance(const PageFindings *a, const PageFindings *b);
/* The distance from which two pages are two pages. The same sheet laid down again gives 0 or 1; a
 * certificate of the same course gives 3 where one character of the name differs, and 5 to 8 where
 * all do. */
#define PAGE_FINDINGS_SAME_BELOW 3
/* TRUE if both are surely pictures of the same sheet. FALSE does not say that they are not. */
gboolean page_findings_same(const PageFindings *a, const PageFindings *b);

G_END_DECLS
