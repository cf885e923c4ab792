#include "page-check.h"

#include "page-edges.h"
#include "page-fingerprint.h"
#include "page-gray.h"
#include "page-paper.h"
#include "page-print.h"
#include "page-skew.h"

#include <math.h>

/* The thresholds. docs/checks.md has them beside what they cannot see. */

/* Of the page's squares of 5 mm with print: a page that bears one line of text of 60 mm has 12 of
 * 2,400; hairs and specks on an empty glass come to fewer. */
#define MIN_PRINT_PERCENT 0.5
/* mm: two lines of a printed frame that run off the glass are broader together; the shadow beside a
 * sheet is narrower. */
#define MAX_CUT_MM 0.8
/* mm: sheets are cut to a millimetre and seen to another two; a sheet that is 5 mm too short lies
 * on the glass's frame. */
#define MAX_OUTSIDE_MM 5.0
/* Degrees: over the width of A4 a line then falls by 3.7 mm, which everybody sees; a sheet laid
 * against the glass's edge by hand keeps below. */
#define MAX_SKEW 1.0
/* mm from dark to light: beyond this the strokes of Chinese characters of 2 mm, the smallest on
 * certificates, run together. A good scan has 0.2. */
#define MAX_EDGE_MM 0.36
/* An edge takes so many times what the resolution can show before the picture is called blurred,
 * and not coarse. */
#define MAX_EDGE_TIMES 1.8
/* Percent of white: kraft and deep blue, the darkest papers that print is set on, are at 45. */
#define MIN_PAPER 40.0
/* Percent of white: black print on a good scan is below 30, print in gray or gold below 55. */
#define MAX_INK 60.0
/* What the archive asks for: fine print of 2 mm needs 20 lines or more. */
#define MIN_DPI 300.0
/* Print, for lines and fingerprint, is darker than this part of the way from the paper to the
 * ink. */
#define PRINT_PART 0.35

struct PageCheck {
    PageSpec spec;
    guint n_rows;
    gsize row_size;
    PageGrayMaker *maker;
    PageEdges *edges;
};

PageCheck *
page_check_new(const PageSpec *spec)
{
    PageCheck *check = g_new0(PageCheck, 1);
    check->spec = *spec;
    check->row_size = page_spec_row_size(spec);
    check->maker = page_gray_maker_new(spec, PAGE_CHECK_MAX_CELLS);
    check->edges = page_edges_new(spec);
    return check;
}

void
page_check_free(PageCheck *check)
{
    if (check == NULL)
        return;
    page_gray_maker_free(check->maker);
    page_edges_free(check->edges);
    g_free(check);
}

void
page_check_add_rows(PageCheck *check, const guint8 *rows, guint n_rows)
{
    for (guint i = 0; i < n_rows; i++) {
        page_gray_maker_add_row(check->maker, rows + i * check->row_size);
        page_edges_add_row(check->edges, rows + i * check->row_size);
    }
    check->n_rows += n_rows;
}

/* ---- findings ---- */

static void
find_at_least(PageFindings *findings, PageFindingKind kind, double value, double threshold)
{
    findings->findings[kind] = (PageFinding){value >= threshold, TRUE, value, threshold};
}

static void
find_at_most(PageFindings *findings, PageFindingKind kind, double value, double threshold)
{
    findings->findings[kind] = (PageFinding){value <= threshold, TRUE, value, threshold};
}

static void
find_less(PageFindings *findings, PageFindingKind kind, double value, double threshold)
{
    findings->findings[kind] = (PageFinding){value < threshold, TRUE, value, threshold};
}

static void
find_nothing(PageFindings *findings, PageFindingKind kind, double threshold)
{
    findings->findings[kind] = (PageFinding){TRUE, FALSE, 0, threshold};
}

static void
check_frame(const PageCheck *check, PageFindings *findings)
{
    guint announced = check->spec.height > 0 ? check->spec.height : check->n_rows;
    find_at_least(findings, PAGE_FINDING_LINES, check->n_rows, announced);
    find_at_least(findings, PAGE_FINDING_RESOLUTION,
                  round(MIN(check->spec.dpi_x, check->spec.dpi_y)), MIN_DPI);
}

static void
check_edges(const PageGray *gray, const PagePaper *paper, PageFindings *findings)
{
    double cut = page_print_cut(gray, paper, MAX_CUT_MM, &findings->cut_sides);
    guint sides = 0;
    double outside = page_paper_outside(paper, &sides);
    find_less(findings, PAGE_FINDING_CUT, cut, MAX_CUT_MM);
    find_less(findings, PAGE_FINDING_OUTSIDE, outside, MAX_OUTSIDE_MM);
    if (outside >= MAX_OUTSIDE_MM)
        findings->cut_sides |= sides;
}

static void
check_sharpness(const PageCheck *check, PageFindings *findings)
{
    double most = MAX(MAX_EDGE_MM, MAX_EDGE_TIMES * page_edges_finest(check->edges)), width;
    if (page_edges_width(check->edges, &width))
        find_at_most(findings, PAGE_FINDING_BLUR, width, most);
    else
        find_nothing(findings, PAGE_FINDING_BLUR, most);
}

static void
check_lines(const PageGray *gray, const PagePrint *print, PageFindings *findings)
{
    PageSkewBox box = {print->left, print->top, print->right, print->bottom};
    double dark = print->paper - PRINT_PART * (print->paper - print->ink), skew = 0;
    guint8 level = (guint8)CLAMP(dark * 2.55, 1, 255);
    if (page_skew_find(gray, &box, level, &skew)) {
        findings->skew = skew;
        find_at_most(findings, PAGE_FINDING_SKEW, fabs(skew), MAX_SKEW);
    } else {
        find_nothing(findings, PAGE_FINDING_SKEW, MAX_SKEW);
    }
    findings->has_fingerprint = page_fingerprint_make(gray, &box, level, skew,
                                                      findings->fingerprint);
}

/* What can be asked only of a page with something on it: for an empty glass one reason is enough.
 */
static void
check_content(const PageCheck *check, const PageGray *gray, const PagePaper *paper,
              const PagePrint *print, PageFindings *findings)
{
    findings->paper_found = paper->found;
    findings->paper = paper->rect;
    findings->print = (PageRect){
        page_gray_x_mm(gray, print->left),
        page_gray_y_mm(gray, print->top),
        page_gray_x_mm(gray, print->right - print->left),
        page_gray_y_mm(gray, print->bottom - print->top),
    };
    check_edges(gray, paper, findings);
    check_lines(gray, print, findings);
    check_sharpness(check, findings);
    find_at_least(findings, PAGE_FINDING_DARK, print->paper, MIN_PAPER);
    find_at_most(findings, PAGE_FINDING_BRIGHT, print->ink, MAX_INK);
}

static void
leave_content(PageFindings *findings)
{
    find_nothing(findings, PAGE_FINDING_CUT, MAX_CUT_MM);
    find_nothing(findings, PAGE_FINDING_OUTSIDE, MAX_OUTSIDE_MM);
    find_nothing(findings, PAGE_FINDING_SKEW, MAX_SKEW);
    find_nothing(findings, PAGE_FINDING_BLUR, MAX_EDGE_MM);
    find_nothing(findings, PAGE_FINDING_DARK, MIN_PAPER);
    find_nothing(findings, PAGE_FINDING_BRIGHT, MAX_INK);
}

void
page_check_finish(PageCheck *check, PageFindings *ret_findings)
{
    const PageGray *gray = page_gray_maker_end(check->maker);
    PageFindings findings = {0};
    PagePaper paper;
    PagePrint print;
    page_paper_find(gray, &paper);
    page_print_find(gray, &paper, check->spec.depth == 1, &print);
    findings.paper = (PageRect){0, 0, page_gray_x_mm(gray, gray->width),
                                page_gray_y_mm(gray, gray->height)};
    check_frame(check, &findings);
    find_at_least(&findings, PAGE_FINDING_EMPTY, print.percent, MIN_PRINT_PERCENT);
    if (findings.findings[PAGE_FINDING_EMPTY].passed)
        check_content(check, gray, &paper, &print, &findings);
    else
        leave_content(&findings);
    page_paper_clear(&paper);
    *ret_findings = findings;
}
