#include "station-check.h"

#include <libintl.h>
#include <string.h>

#define N_(text) text

/* Words for one kind of check. The sentences take the measured value and the threshold, in this
 * order, as numbers already written. */
typedef struct {
    int decimals;
    const char *unit;
    const char *good_title;
    const char *good;
    const char *bad_title;
    const char *bad;
    const char *unmeasured; /* NULL: it is always measured */
} Words;

/* One sentence a line, so that a translator's search finds it. */
/* clang-format off */
static const Words words_of[PAGE_N_FINDINGS] = {
    [PAGE_FINDING_LINES] = {0, "",
        N_("All lines came"),
        N_("%s of %s lines came."),
        N_("Lines are missing"),
        N_("Only %s of %s lines came: scan again."),
        NULL},
    [PAGE_FINDING_EMPTY] = {1, " %",
        N_("Not empty"),
        N_("%s %% of the page has print; at least %s %% is expected."),
        N_("Nothing on the glass"),
        N_("Only %s %% of the page has print, less than %s %%: lay the original face down, close the lid, and scan again."),
        NULL},
    [PAGE_FINDING_CUT] = {1, " mm",
        N_("Not cut at an edge"),
        N_("%s mm of print touch the scan's edge; from %s mm on it counts as cut."),
        N_("Cut at an edge"),
        N_("%s mm of print run into the scan's edge, %s mm or more: move the original inwards and scan again."),
        N_("There is no print that could be cut at an edge.")},
    [PAGE_FINDING_OUTSIDE] = {0, " mm",
        N_("The sheet is whole"),
        N_("%s mm of the sheet are outside; from %s mm on a part is missing."),
        N_("The sheet is not whole"),
        N_("About %s mm of a sheet of this breadth lie outside, %s mm or more: move the original onto the glass and scan again."),
        N_("There is no sheet to be measured.")},
    [PAGE_FINDING_SKEW] = {1, "°",
        N_("Straight"),
        N_("The page leans by %s°; at most %s° is expected."),
        N_("Crooked"),
        N_("The page leans by %s°, more than %s°: lay the original along the glass's edge and scan again."),
        N_("Nothing on the page tells whether it lies straight.")},
    [PAGE_FINDING_BLUR] = {2, " mm",
        N_("Sharp"),
        N_("Edges are %s mm wide; at most %s mm is expected."),
        N_("Blurred"),
        N_("Edges are %s mm wide, more than %s mm: press the original flat on the glass, do not move it, and scan again."),
        N_("Nothing on the page tells whether it is sharp.")},
    [PAGE_FINDING_DARK] = {0, " %",
        N_("Bright enough"),
        N_("The paper has %s %% of white; at least %s %% is expected."),
        N_("Too dark"),
        N_("The paper has only %s %% of white, less than %s %%: close the lid, look at the brightness setting, and scan again."),
        N_("There is no paper whose brightness could be measured.")},
    [PAGE_FINDING_BRIGHT] = {0, " %",
        N_("Dark enough"),
        N_("The print has %s %% of white; at most %s %% is expected."),
        N_("Too bright"),
        N_("The print has %s %% of white, more than %s %%: look at the brightness setting and scan again."),
        N_("There is no print whose darkness could be measured.")},
    [PAGE_FINDING_RESOLUTION] = {0, " dpi",
        N_("Fine enough"),
        N_("The page has %s dpi; at least %s dpi is expected."),
        N_("Too coarse"),
        N_("The page has only %s dpi, less than %s dpi: choose a higher resolution and scan again."),
        NULL},
};

static const Words words_of_previous = {0, "",
    N_("Not the previous student's"),
    N_("This page differs from the previous student's in %s places; from %s on they are two pages."),
    N_("The previous student's page"),
    N_("This page is the previous student's: it differs in %s places only, fewer than %s. Lay the right original on the glass and scan again."),
    N_("There is too little print to tell whether this is the previous student's page."),
};
/* clang-format on */

static const char *
translated(const char *text)
{
    return dgettext("scan-station", text);
}

void
station_check_free(StationCheck *check)
{
    if (check == NULL)
        return;
    g_free(check->shown);
    g_free(check->title);
    g_free(check->text);
    g_free(check);
}

/* Rounded away from the threshold, so that "1.0, more than 1.0" is never said. */
static double
shown_value(const PageFinding *finding, int decimals)
{
    double step = decimals == 0 ? 1 : decimals == 1 ? 0.1 : 0.01;
    double below = (double)(gint64)(finding->value / step) * step;
    gboolean rounds_up = finding->value - below >= step / 2;
    double near = rounds_up ? below + step : below;
    if (finding->value < finding->threshold && near >= finding->threshold - step / 1000)
        return below;
    if (finding->value > finding->threshold && near <= finding->threshold + step / 1000)
        return below + step;
    return near;
}

/* In the digits of every language that we speak: a point, whatever the locale says. */
static char *
number(double value, int decimals)
{
    char text[G_ASCII_DTOSTR_BUF_SIZE];
    return g_strdup(g_ascii_formatd(text, sizeof(text),
                                    decimals == 0   ? "%.0f"
                                    : decimals == 1 ? "%.1f"
                                                    : "%.2f",
                                    value));
}

/* The two %s of a sentence, which the compiler cannot see through a translation. */
static char *
fill_in(const char *sentence, const char *value, const char *threshold)
{
    const char *const numbers[] = {value, threshold};
    GString *text = g_string_new(NULL);
    guint n = 0;
    for (const char *at = sentence; *at != '\0'; at++) {
        if (g_str_has_prefix(at, "%s")) {
            g_string_append(text, n < 2 ? numbers[n] : "");
            n++;
            at++;
        } else if (g_str_has_prefix(at, "%%")) {
            g_string_append_c(text, '%');
            at++;
        } else {
            g_string_append_c(text, *at);
        }
    }
    return g_string_free(text, FALSE);
}

static StationCheck *
check_new(const char *code, const PageFinding *finding, const Words *words)
{
    StationCheck *check = g_new0(StationCheck, 1);
    check->code = code;
    check->passed = finding->passed;
    check->measured = finding->measured;
    check->value = finding->value;
    check->threshold = finding->threshold;
    check->title = g_strdup(translated(finding->passed ? words->good_title : words->bad_title));
    if (!finding->measured && words->unmeasured != NULL) {
        check->shown = g_strdup("–");
        check->text = g_strdup(translated(words->unmeasured));
        return check;
    }
    g_autofree char *value = number(shown_value(finding, words->decimals), words->decimals);
    g_autofree char *threshold = number(finding->threshold, words->decimals);
    check->shown = g_strconcat(value, words->unit, NULL);
    check->text = fill_in(translated(finding->passed ? words->good : words->bad), value, threshold);
    return check;
}

static StationCheck *
previous_new(const PageFindings *findings, const PageFindings *previous)
{
    guint distance = page_findings_distance(findings, previous);
    PageFinding finding = {
        .passed = !page_findings_same(findings, previous),
        .measured = distance != G_MAXUINT,
        .value = distance != G_MAXUINT ? distance : 0,
        .threshold = PAGE_FINDINGS_SAME_BELOW,
    };
    return check_new("previous", &finding, &words_of_previous);
}

GPtrArray *
station_check_list(const PageFindings *findings, const PageFindings *previous)
{
    GPtrArray *checks = g_ptr_array_new_with_free_func((GDestroyNotify)station_check_free);
    for (guint i = 0; i < PAGE_N_FINDINGS; i++)
        g_ptr_array_add(checks, check_new(page_finding_code((PageFindingKind)i),
                                          &findings->findings[i], &words_of[i]));
    if (previous != NULL)
        g_ptr_array_add(checks, previous_new(findings, previous));
    return checks;
}

gboolean
station_check_all_passed(GPtrArray *checks)
{
    for (guint i = 0; i < checks->len; i++) {
        const StationCheck *check = g_ptr_array_index(checks, i);
        if (!check->passed)
            return FALSE;
    }
    return TRUE;
}
