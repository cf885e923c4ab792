#include "page-check.h"

#include "sheet-fixture.h"

#include <math.h>

/* ---- looking at a sheet ---- */

static void
look(const PageSpec *spec, const guint8 *rows, guint n_rows, PageFindings *ret_findings)
{
    g_autoptr(PageCheck) check = page_check_new(spec);
    gsize row_size = page_spec_row_size(spec);
    /* In pieces of no round number, as drivers give them. */
    for (guint y = 0; y < n_rows; y += 7)
        page_check_add_rows(check, rows + y * row_size, MIN(7, n_rows - y));
    page_check_finish(check, ret_findings);
}

static void
look_at_sheet(const Sheet *sheet, PageFindings *ret_findings)
{
    PageSpec spec;
    g_autofree guint8 *rows = sheet_draw(sheet, &spec);
    look(&spec, rows, spec.height, ret_findings);
}

static guint
failed(const PageFindings *findings)
{
    guint kinds = 0;
    for (guint i = 0; i < PAGE_N_FINDINGS; i++)
        if (!findings->findings[i].passed)
            kinds |= 1u << i;
    return kinds;
}

static void
say(const PageFindings *findings)
{
    for (guint i = 0; i < PAGE_N_FINDINGS; i++)
        g_test_message("%s: %.3f against %.2f%s", page_finding_code((PageFindingKind)i),
                       findings->findings[i].value, findings->findings[i].threshold,
                       findings->findings[i].passed ? "" : ", failed");
}

static void
assert_failed(const PageFindings *findings, guint kinds)
{
    if (failed(findings) != kinds)
        say(findings);
    g_assert_cmphex(failed(findings), ==, kinds);
}

/* ---- one sheet after another, each with the checks that it must fail, and no other ---- */

typedef struct {
    gsize field;
    double value;
} Change;

#define SET(MEMBER, VALUE)                                                                         \
    {                                                                                              \
        G_STRUCT_OFFSET(Sheet, MEMBER) + 1, VALUE                                                  \
    }
#define FAILS(KIND) (1u << PAGE_FINDING_##KIND)

typedef struct {
    const char *name;
    guint fails;
    Change changes[8]; /* to the plain sheet; field 0 ends them */
} Case;

/* clang-format off */
static const Case cases[] = {
    {"plain", 0, {{0}}},
    /* nothing on the glass */
    {"white-lid", FAILS(EMPTY), {SET(width, 0)}},
    {"lid-open", FAILS(EMPTY), {SET(width, 0), SET(lid, 20), SET(noise, 12)}},
    {"blank-sheet", FAILS(EMPTY), {SET(lines, 0), SET(frame_width, 0)}},
    {"blank-sheet-on-black", FAILS(EMPTY), {SET(lines, 0), SET(frame_width, 0), SET(lid, 12)}},
    {"shadow-of-a-blank-sheet", FAILS(EMPTY),
        {SET(x, 0), SET(y, 0), SET(lines, 0), SET(frame, 0), SET(ink, 190)}},
    {"one-letter", FAILS(EMPTY), {SET(lines, 1), SET(text_width, 4), SET(frame_width, 0)}},
    {"one-line", 0, {SET(lines, 1), SET(text_width, 40), SET(frame_width, 0)}},
    {"half-empty", 0, {SET(lines, 7)}},
    /* cut at an edge */
    {"frame-within", 0, {SET(x, -4)}},
    {"frame-cut-left", FAILS(CUT), {SET(x, -7)}},
    {"frame-cut-top", FAILS(CUT), {SET(y, -7)}},
    {"frame-cut-right", FAILS(CUT), {SET(x, 18)}},
    {"frame-cut-bottom", FAILS(CUT), {SET(y, 19)}},
    {"frame-cut-on-black", FAILS(CUT) | FAILS(OUTSIDE), {SET(x, -7), SET(lid, 12)}},
    {"hairline-cut", 0, {SET(x, -7), SET(frame_width, 0.2)}},
    {"text-cut", FAILS(CUT), {SET(x, -16.2), SET(frame_width, 0)}},
    {"larger-than-the-glass", 0,
        {SET(x, -2), SET(y, -2), SET(width, 120), SET(height, 164), SET(frame, 10)}},
    {"corner", 0, {SET(x, 0), SET(y, 0)}},
    {"corner-on-black", 0, {SET(x, 0), SET(y, 0), SET(lid, 12)}},
    {"against-the-left-on-black", 0, {SET(x, 0), SET(lid, 12)}},
    {"nearly-in-the-corner-on-black", 0, {SET(x, 1), SET(y, 0.7), SET(lid, 12)}},
    /* a sheet of standard size beyond the glass: A5, its print well inside */
    {"a5-2-mm-outside", 0,
        {SET(glass_width, 160), SET(glass_height, 220), SET(lid, 12), SET(width, 148),
         SET(height, 210), SET(y, 12), SET(frame, 22), SET(margin, 30)}},
    {"a5-8-mm-outside", FAILS(OUTSIDE),
        {SET(glass_width, 160), SET(glass_height, 220), SET(lid, 12), SET(width, 148),
         SET(height, 210), SET(y, 18), SET(frame, 22), SET(margin, 30)}},
    /* skew */
    {"leans-0.8", 0, {SET(turn, 0.8)}},
    {"leans-1.2", FAILS(SKEW), {SET(turn, 1.2)}},
    {"leans-2-left-on-black", FAILS(SKEW), {SET(turn, -2), SET(lid, 12)}},
    {"upside-down", 0, {SET(turn, 180)}},
    /* blur */
    {"soft", 0, {SET(blur, 1.5)}},
    {"blurred", FAILS(BLUR), {SET(blur, 2.5)}},
    {"soft-600", 0, {SET(blur, 3), SET(dpi, 600), SET(glass_width, 70), SET(glass_height, 80),
                     SET(width, 60), SET(height, 70)}},
    {"blurred-600", FAILS(BLUR), {SET(blur, 5), SET(dpi, 600), SET(glass_width, 70),
                                  SET(glass_height, 80), SET(width, 60), SET(height, 70)}},
    {"noisy", 0, {SET(noise, 12)}},
    /* too dark, too bright */
    {"kraft", 0, {SET(paper, 110), SET(ink, 15)}},
    {"dark", FAILS(DARK), {SET(paper, 95), SET(ink, 15)}},
    {"gray-print", 0, {SET(ink, 140)}},
    {"washed-out", FAILS(BRIGHT), {SET(ink, 165)}},
    /* lids and papers */
    {"gray-lid", 0, {SET(lid, 190)}},
    {"black-lid", 0, {SET(lid, 10)}},
    {"tinted-paper", 0, {SET(paper, 200)}},
    {"tinted-paper-on-black", 0, {SET(paper, 180), SET(lid, 10)}},
    {"dark-frame", 0, {SET(frame, 3), SET(frame_width, 6)}},
    {"dark-frame-on-black", 0, {SET(frame, 3), SET(frame_width, 6), SET(lid, 10)}},
    /* resolution */
    {"299-dpi", FAILS(RESOLUTION), {SET(dpi, 299)}},
    {"150-dpi", FAILS(RESOLUTION), {SET(dpi, 150)}},
    {"600-dpi", 0, {SET(dpi, 600), SET(glass_width, 70), SET(glass_height, 80), SET(width, 60),
                    SET(height, 70)}},
};
/* clang-format on */

static Sheet
sheet_of(const Case *item)
{
    Sheet sheet = sheet_plain;
    for (guint i = 0; i < G_N_ELEMENTS(item->changes) && item->changes[i].field != 0; i++)
        G_STRUCT_MEMBER(double, &sheet, item->changes[i].field - 1) = item->changes[i].value;
    return sheet;
}

static void
fails_what_it_must_and_nothing_else(gconstpointer user_data)
{
    const Case *item = user_data;
    Sheet sheet = sheet_of(item);
    PageFindings findings;
    look_at_sheet(&sheet, &findings);
    assert_failed(&findings, item->fails);
    g_assert_cmpint(page_findings_all_passed(&findings), ==, item->fails == 0);
}

/* ---- measures ---- */

static void
assert_near(double value, double expected, double off)
{
    if (!(fabs(value - expected) <= off))
        g_test_message("%g is not %g", value, expected);
    g_assert_true(fabs(value - expected) <= off);
}

static void
skew_is_measured_with_its_sign(void)
{
    static const double turns[] = {-3, -1.4, -0.5, 0, 0.5, 1.4, 3};
    for (guint i = 0; i < G_N_ELEMENTS(turns); i++) {
        Sheet sheet = sheet_plain;
        PageFindings findings;
        sheet.turn = turns[i];
        look_at_sheet(&sheet, &findings);
        assert_near(findings.skew, turns[i], 0.15);
        assert_near(findings.findings[PAGE_FINDING_SKEW].value, fabs(findings.skew), 1e-9);
    }
}

static void
the_sheet_is_found(void)
{
    static const double lids[] = {10, 190};
    for (guint i = 0; i < G_N_ELEMENTS(lids); i++) {
        Sheet sheet = sheet_plain;
        PageFindings findings;
        sheet.lid = lids[i];
        look_at_sheet(&sheet, &findings);
        g_assert_true(findings.paper_found);
        assert_near(findings.paper.x, sheet.x, 0.8);
        assert_near(findings.paper.y, sheet.y, 0.8);
        assert_near(findings.paper.width, sheet.width, 1);
        assert_near(findings.paper.height, sheet.height, 1);
    }
}

/* White on white nobody sees a sheet, and its frame is none. The whole area is then told. */
static void
no_sheet_is_invented(void)
{
    PageFindings findings;
    look_at_sheet(&sheet_plain, &findings);
    g_assert_false(findings.paper_found);
    assert_near(findings.paper.width, sheet_plain.glass_width, 0.2);
    assert_near(findings.paper.height, sheet_plain.glass_height, 0.2);
    assert_near(findings.print.x, sheet_plain.x + sheet_plain.frame, 0.5);
    assert_near(findings.print.width, sheet_plain.width - 2 * sheet_plain.frame, 0.8);
    Sheet ornate = sheet_plain;
    ornate.frame = 3;
    ornate.frame_width = 6;
    look_at_sheet(&ornate, &findings);
    g_assert_false(findings.paper_found);
}

static void
sides_are_named(void)
{
    Sheet sheet = sheet_plain;
    PageFindings findings;
    sheet.x = 18;
    look_at_sheet(&sheet, &findings);
    g_assert_cmphex(findings.cut_sides, ==, PAGE_SIDE_RIGHT);
    sheet.x = -7;
    sheet.y = -8;
    look_at_sheet(&sheet, &findings);
    g_assert_cmphex(findings.cut_sides, ==, PAGE_SIDE_LEFT | PAGE_SIDE_TOP);
}

static void
a_missing_line_is_told(void)
{
    PageSpec spec;
    PageFindings findings;
    g_autofree guint8 *rows = sheet_draw(&sheet_plain, &spec);
    look(&spec, rows, spec.height - 1, &findings);
    assert_failed(&findings, FAILS(LINES));
    g_assert_cmpfloat(findings.findings[PAGE_FINDING_LINES].value, ==, spec.height - 1);
    g_assert_cmpfloat(findings.findings[PAGE_FINDING_LINES].threshold, ==, spec.height);
}

static void
an_empty_glass_has_one_reason(void)
{
    Sheet sheet = sheet_plain;
    PageFindings findings;
    sheet.width = 0;
    look_at_sheet(&sheet, &findings);
    assert_failed(&findings, FAILS(EMPTY));
    g_assert_false(findings.findings[PAGE_FINDING_BLUR].measured);
    g_assert_false(findings.findings[PAGE_FINDING_DARK].measured);
    g_assert_false(findings.has_fingerprint);
    g_assert_false(findings.paper_found);
}

/* ---- every kind of pixel ---- */

static void
every_depth_says_the_same(void)
{
    static const guint kinds[][2] = {{1, 8}, {3, 8}, {1, 16}, {3, 16}, {1, 1}};
    PageSpec spec;
    g_autofree guint8 *gray = sheet_draw(&sheet_plain, &spec);
    PageFindings first;
    look(&spec, gray, spec.height, &first);
    for (guint i = 0; i < G_N_ELEMENTS(kinds); i++) {
        PageFindings findings;
        g_autofree guint8 *rows = sheet_convert(gray, &spec, kinds[i][0], kinds[i][1]);
        look(&spec, rows, spec.height, &findings);
        assert_failed(&findings, 0);
        g_assert_cmpint(findings.findings[PAGE_FINDING_BLUR].measured, ==, kinds[i][1] != 1);
        g_assert_true(page_findings_same(&first, &findings));
    }
}

static void
every_depth_passes_at_600_dpi(void)
{
    static const guint kinds[][2] = {{3, 8}, {1, 8}, {1, 1}};
    Sheet sheet = sheet_plain;
    PageSpec spec;
    sheet.dpi = 600;
    sheet.glass_width = sheet.width = 90;
    sheet.glass_height = sheet.height = 120;
    sheet.x = sheet.y = 0;
    g_autofree guint8 *gray = sheet_draw(&sheet, &spec);
    for (guint i = 0; i < G_N_ELEMENTS(kinds); i++) {
        PageFindings findings;
        g_autofree guint8 *rows = sheet_convert(gray, &spec, kinds[i][0], kinds[i][1]);
        look(&spec, rows, spec.height, &findings);
        assert_failed(&findings, 0);
    }
}

static void
colour_is_seen_as_its_brightness(void)
{
    static const guint8 colours[][3] = {{255, 200, 210}, {200, 165, 120}, {130, 160, 235}};
    PageSpec spec;
    g_autofree guint8 *gray = sheet_draw(&sheet_plain, &spec);
    g_autofree guint8 *rows = sheet_convert(gray, &spec, 3, 8);
    for (guint i = 0; i < G_N_ELEMENTS(colours); i++) {
        gsize size = (gsize)spec.width * spec.height * 3;
        g_autofree guint8 *tinted = g_malloc(size);
        PageFindings findings;
        for (gsize at = 0; at < size; at++)
            tinted[at] = (guint8)(rows[at] * colours[i][at % 3] / 255);
        look(&spec, tinted, spec.height, &findings);
        assert_failed(&findings, 0);
    }
}

/* All ink of lineart, and all of its paper, is as dark and as bright as can be; what goes wrong is
 * the threshold between them. */
static void
lineart_of_a_wrong_threshold_is_dark(void)
{
    PageSpec spec;
    g_autofree guint8 *gray = sheet_draw(&sheet_plain, &spec);
    /* Blots all over the paper, as of a tint that came out black. */
    for (guint y = 0; y < spec.height; y++)
        for (guint x = 0; x < spec.width; x++)
            if (x % 50 < 40 && y % 50 < 40)
                gray[(gsize)y * spec.width + x] = 0;
    g_autofree guint8 *rows = sheet_convert(gray, &spec, 1, 1);
    PageFindings findings;
    look(&spec, rows, spec.height, &findings);
    g_assert_false(findings.findings[PAGE_FINDING_DARK].passed);
}

static void
the_height_may_be_unknown(void)
{
    PageSpec spec;
    g_autofree guint8 *rows = sheet_draw(&sheet_plain, &spec);
    PageFindings known, unknown;
    guint n_rows = spec.height;
    look(&spec, rows, n_rows, &known);
    spec.height = 0;
    look(&spec, rows, n_rows, &unknown);
    assert_failed(&unknown, 0);
    for (guint i = 0; i < PAGE_N_FINDINGS; i++)
        g_assert_cmpfloat(known.findings[i].value, ==, unknown.findings[i].value);
}

/* Whatever comes, every number that goes over the wire is one. */
static void
any_picture_gets_finite_numbers(void)
{
    static const guint kinds[][2] = {{1, 8}, {3, 8}, {1, 16}, {3, 16}, {1, 1}};
    static const guint sides[] = {1, 2, 3, 5, 17, 64, 150, 400};
    static const double dpis[] = {1, 75, 300, 1200, 100000};
    g_autoptr(GRand) random = g_rand_new_with_seed(7);
    for (guint round = 0; round < 600; round++) {
        const guint *kind = kinds[g_rand_int_range(random, 0, G_N_ELEMENTS(kinds))];
        PageSpec spec = {sides[g_rand_int_range(random, 0, G_N_ELEMENTS(sides))],
                         sides[g_rand_int_range(random, 0, G_N_ELEMENTS(sides))],
                         kind[0],
                         kind[1],
                         dpis[g_rand_int_range(random, 0, G_N_ELEMENTS(dpis))],
                         dpis[g_rand_int_range(random, 0, G_N_ELEMENTS(dpis))]};
        gsize size = spec.height * page_spec_row_size(&spec);
        g_autofree guint8 *rows = g_malloc(size);
        PageFindings findings;
        guint quiet = (guint)g_rand_int_range(random, 1, 256);
        for (gsize i = 0; i < size; i++)
            rows[i] = (guint8)((guint)g_rand_int(random) % quiet);
        look(&spec, rows, g_rand_boolean(random) ? spec.height : spec.height / 2, &findings);
        for (guint i = 0; i < PAGE_N_FINDINGS; i++)
            g_assert_true(isfinite(findings.findings[i].value));
        g_assert_true(isfinite(findings.skew) && isfinite(findings.print.width));
        g_assert_true(findings.print.width >= 0 && findings.print.height >= 0);
        g_assert_true(findings.paper.width >= 0 && findings.paper.height >= 0);
    }
}

static void
no_line_at_all_is_no_page(void)
{
    PageSpec spec = {100, 100, 1, 8, 300, 300};
    PageFindings findings;
    look(&spec, NULL, 0, &findings);
    assert_failed(&findings, FAILS(LINES) | FAILS(EMPTY));
}

/* ---- the previous student's ---- */

static void
the_same_sheet_is_known_again(void)
{
    static const Change again[][4] = {
        {SET(noise, 5)},
        {SET(x, 5.4), SET(y, 6.3)},
        {SET(x, 8), SET(y, 3)},
        {SET(turn, 0.6)},
        {SET(turn, -0.9), SET(x, 3)},
        {SET(lid, 12)},
        {SET(dpi, 400)},
        {SET(blur, 1)},
        {SET(paper, 225), SET(ink, 60)},
    };
    PageFindings first;
    look_at_sheet(&sheet_plain, &first);
    for (guint i = 0; i < G_N_ELEMENTS(again); i++) {
        Case item = {.changes = {again[i][0], again[i][1], again[i][2], again[i][3]}};
        Sheet sheet = sheet_of(&item);
        PageFindings second;
        look_at_sheet(&sheet, &second);
        g_test_message("%u: distance %u", i, page_findings_distance(&first, &second));
        g_assert_true(page_findings_same(&first, &second));
    }
}

static void
look_at_sheet_upside_down(const Sheet *sheet, PageFindings *ret_findings)
{
    PageSpec spec;
    g_autofree guint8 *rows = sheet_draw(sheet, &spec);
    gsize size = spec.height * page_spec_row_size(&spec);
    for (gsize i = 0; i < size / 2; i++) {
        guint8 first = rows[i];
        rows[i] = rows[size - 1 - i];
        rows[size - 1 - i] = first;
    }
    look(&spec, rows, spec.height, ret_findings);
}

static void
upside_down_it_is_the_same_sheet(void)
{
    static const Change again[][2] = {
        {SET(noise, 5)}, {SET(x, 5.4), SET(y, 6.3)}, {SET(turn, -0.9)}, {SET(dpi, 400)}};
    PageFindings first;
    look_at_sheet(&sheet_plain, &first);
    for (guint i = 0; i < G_N_ELEMENTS(again); i++) {
        Case item = {.changes = {again[i][0], again[i][1]}};
        Sheet sheet = sheet_of(&item);
        PageFindings second;
        look_at_sheet_upside_down(&sheet, &second);
        g_test_message("%u: distance %u", i, page_findings_distance(&first, &second));
        g_assert_true(page_findings_same(&first, &second));
        g_assert_true(page_findings_same(&second, &first));
    }
}

/* The certificates of a course differ in a line with a name. */
static void
assert_other_names_differ(void (*look_at)(const Sheet *sheet, PageFindings *ret_findings))
{
    PageFindings first;
    look_at_sheet(&sheet_plain, &first);
    for (guint name = 2; name < 8; name++) {
        Sheet sheet = sheet_plain;
        PageFindings second;
        sheet.name = name;
        sheet.x = name;
        sheet.turn = name % 3 * 0.3;
        look_at(&sheet, &second);
        g_test_message("%u: distance %u", name, page_findings_distance(&first, &second));
        g_assert_false(page_findings_same(&first, &second));
    }
}

static void
another_name_is_another_sheet(void)
{
    assert_other_names_differ(look_at_sheet);
    assert_other_names_differ(look_at_sheet_upside_down);
}

int
main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autofree char *path = g_strdup_printf("/page/check/sheet/%s", cases[i].name);
        g_test_add_data_func(path, &cases[i], fails_what_it_must_and_nothing_else);
    }
    g_test_add_func("/page/check/skew", skew_is_measured_with_its_sign);
    g_test_add_func("/page/check/sheet-found", the_sheet_is_found);
    g_test_add_func("/page/check/no-sheet-invented", no_sheet_is_invented);
    g_test_add_func("/page/check/sides", sides_are_named);
    g_test_add_func("/page/check/missing-line", a_missing_line_is_told);
    g_test_add_func("/page/check/one-reason", an_empty_glass_has_one_reason);
    g_test_add_func("/page/check/every-depth", every_depth_says_the_same);
    g_test_add_func("/page/check/every-depth-600", every_depth_passes_at_600_dpi);
    g_test_add_func("/page/check/colour", colour_is_seen_as_its_brightness);
    g_test_add_func("/page/check/lineart-dark", lineart_of_a_wrong_threshold_is_dark);
    g_test_add_func("/page/check/unknown-height", the_height_may_be_unknown);
    g_test_add_func("/page/check/any-picture", any_picture_gets_finite_numbers);
    g_test_add_func("/page/check/no-line", no_line_at_all_is_no_page);
    g_test_add_func("/page/check/same-again", the_same_sheet_is_known_again);
    g_test_add_func("/page/check/another-name", another_name_is_another_sheet);
    g_test_add_func("/page/check/upside-down", upside_down_it_is_the_same_sheet);
    return g_test_run();
}
