#include "page-findings.h"

#include <string.h>

#define SIDE  PAGE_FINGERPRINT_SIDE
#define PLANE (PAGE_FINGERPRINT_SIZE / 2)
/* The group of neighbours: about a printed name, 25 × 17 mm of an A4 page. */
#define WINDOW_WIDTH  8
#define WINDOW_HEIGHT 4
/* Two pages that have fewer sure fields than this in common say nothing of each other: half of what
 * a single line of text gives. */
#define MIN_COMMON 24

static const char *const codes[PAGE_N_FINDINGS] = {
    [PAGE_FINDING_LINES] = "lines",
    [PAGE_FINDING_EMPTY] = "empty",
    [PAGE_FINDING_CUT] = "cut",
    [PAGE_FINDING_OUTSIDE] = "outside",
    [PAGE_FINDING_SKEW] = "skew",
    [PAGE_FINDING_BLUR] = "blur",
    [PAGE_FINDING_DARK] = "dark",
    [PAGE_FINDING_BRIGHT] = "bright",
    [PAGE_FINDING_RESOLUTION] = "resolution",
};

const char *
page_finding_code(PageFindingKind kind)
{
    return codes[kind];
}

gboolean
page_finding_from_code(const char *code, PageFindingKind *ret_kind)
{
    for (guint i = 0; i < PAGE_N_FINDINGS; i++) {
        if (strcmp(codes[i], code) == 0) {
            *ret_kind = (PageFindingKind)i;
            return TRUE;
        }
    }
    return FALSE;
}

gboolean
page_findings_all_passed(const PageFindings *findings)
{
    for (guint i = 0; i < PAGE_N_FINDINGS; i++)
        if (!findings->findings[i].passed)
            return FALSE;
    return TRUE;
}

static gboolean
bit_at(const guint8 *plane, guint index)
{
    return (plane[index / 8] >> (index % 8) & 1) != 0;
}

/* Sums over all windows by running sums down each column, then across. */
static guint
fullest_window(const guint8 *differs)
{
    guint fullest = 0;
    for (guint y = 0; y + WINDOW_HEIGHT <= SIDE; y++) {
        guint columns[SIDE] = {0}, sum = 0;
        for (guint x = 0; x < SIDE; x++) {
            for (guint row = y; row < y + WINDOW_HEIGHT; row++)
                columns[x] += differs[row * SIDE + x];
            sum += columns[x] - (x >= WINDOW_WIDTH ? columns[x - WINDOW_WIDTH] : 0);
            fullest = MAX(fullest, sum);
        }
    }
    return fullest;
}

/* The field that has the place of this one once the page is turned upside down. A field is held
 * against its right neighbour, so that the pair changes its order, and the last of a row has none.
 */
static guint
field_upside_down(guint field)
{
    guint column = field % SIDE, row = field / SIDE;
    return (SIDE - 1 - row) * SIDE + (column < SIDE - 1 ? SIDE - 2 - column : column);
}

static guint
distance(const guint8 *a, const guint8 *b, gboolean upside_down)
{
    guint8 differs[SIDE * SIDE];
    guint common = 0;
    for (guint i = 0; i < SIDE * SIDE; i++) {
        guint j = upside_down ? field_upside_down(i) : i;
        gboolean sure = bit_at(a + PLANE, i) && bit_at(b + PLANE, j);
        differs[i] = sure && bit_at(a, i) != (bit_at(b, j) ^ upside_down);
        common += sure && !differs[i];
    }
    return common >= MIN_COMMON ? fullest_window(differs) : G_MAXUINT;
}

guint
page_findings_distance(const PageFindings *a, const PageFindings *b)
{
    if (!a->has_fingerprint || !b->has_fingerprint)
        return G_MAXUINT;
    return MIN(distance(a->fingerprint, b->fingerprint, FALSE),
               distance(a->fingerprint, b->fingerprint, TRUE));
}

gboolean
page_findings_same(const PageFindings *a, const PageFindings *b)
{
    return page_findings_distance(a, b) < PAGE_FINDINGS_SAME_BELOW;
}
