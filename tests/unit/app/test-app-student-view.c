#include "app-student-view.h"

#include <string.h>

#define PREVIEW_WIDTH  120
#define PREVIEW_HEIGHT 160
#define PAPER_INCHES   4.0

static Report *
make_report(void)
{
    Report *report = report_new();
    const struct {
        char **field;
        const char *text;
    } texts[] = {{&report->id, "103-2-000017"},
                 {&report->student_id, "4100E017"},
                 {&report->student_name, "王小明"},
                 {&report->email, "s4100e017@example.edu.tw"},
                 {&report->department, "資訊管理系"},
                 {&report->class_name, "四資管四A"},
                 {&report->certificate_name, "TQC 專業級 Word 2010"}};
    for (gsize i = 0; i < G_N_ELEMENTS(texts); i++) {
        g_free(*texts[i].field);
        *texts[i].field = g_strdup(texts[i].text);
    }
    report->status = REPORT_STATUS_APPLIED;
    return report;
}

static AppStudentView *
view_of_report(void)
{
    g_autoptr(Report) report = make_report();
    AppStudentView *view = app_student_view_new();
    app_student_view_show_report(view, report);
    return view;
}

/* All that can be asked of it, through whatever door. */
static char *
everything(AppStudentView *view)
{
    guint n = 0;
    g_autofree GParamSpec **all = g_object_class_list_properties(G_OBJECT_GET_CLASS(view), &n);
    g_autoptr(GString) text = g_string_new(NULL);
    for (guint i = 0; i < n; i++) {
        g_auto(GValue) value = G_VALUE_INIT;
        g_value_init(&value, all[i]->value_type);
        g_object_get_property(G_OBJECT(view), all[i]->name, &value);
        g_autofree char *shown = g_strdup_value_contents(&value);
        g_string_append_printf(text, "%s=%s\n", all[i]->name,
                               G_VALUE_HOLDS_STRING(&value) ? g_value_get_string(&value) : shown);
    }
    return g_string_free(g_steal_pointer(&text), FALSE);
}

static void
test_only_masked(void)
{
    static const char *const private[] = {"王小明",    "小", "4100E017", "4100",      "000017",
                                          "s4100e017", "@",  "資訊管理", "四資管四A", "103-2"};
    g_autoptr(AppStudentView) view = view_of_report();
    g_autofree char *shown = everything(view);
    g_test_message("%s", shown);
    for (gsize i = 0; i < G_N_ELEMENTS(private); i++)
        g_assert_null(strstr(shown, private[i]));
    g_assert_cmpstr(app_student_view_get_name(view), ==, "王○明");
    g_assert_cmpstr(app_student_view_get_number(view), ==, "…017");
    g_assert_cmpstr(app_student_view_get_certificate(view), ==, "TQC 專業級 Word 2010");
    g_assert_cmpint(app_student_view_get_phase(view), ==, APP_STUDENT_CHOSEN);
    g_assert_cmpint(app_student_view_get_status(view), ==, REPORT_STATUS_APPLIED);
}

static void
test_clear(void)
{
    g_autoptr(AppStudentView) fresh = app_student_view_new();
    g_autoptr(AppStudentView) view = view_of_report();
    g_autofree guint8 *black = g_malloc0(PREVIEW_WIDTH * PREVIEW_HEIGHT * 3);
    g_autoptr(GBytes) rows = g_bytes_new(black, PREVIEW_WIDTH * PREVIEW_HEIGHT * 3);
    app_student_view_begin_picture(view, PREVIEW_WIDTH, PREVIEW_HEIGHT, PAPER_INCHES);
    app_student_view_add_rows(view, 0, rows);
    app_student_view_accept(view, REPORT_STATUS_VERIFYING, 42);
    app_student_view_clear(view);
    g_autofree char *before = everything(fresh);
    g_autofree char *after = everything(view);
    g_assert_cmpstr(before, ==, after);
    g_assert_null(app_student_view_get_picture(view));
}

/* ---- the green light ---- */

static void
test_accepted_by_the_server_alone(void)
{
    g_autoptr(AppStudentView) view = view_of_report();
    if (g_test_subprocess()) {
        app_student_view_set_phase(view, APP_STUDENT_ACCEPTED);
        return;
    }
    g_test_trap_subprocess(NULL, 0, G_TEST_SUBPROCESS_DEFAULT);
    g_test_trap_assert_failed();
    g_assert_cmpint(app_student_view_get_accepted_at(view), ==, 0);
    app_student_view_accept(view, REPORT_STATUS_VERIFYING, 42);
    g_assert_cmpint(app_student_view_get_phase(view), ==, APP_STUDENT_ACCEPTED);
    g_assert_cmpint(app_student_view_get_status(view), ==, REPORT_STATUS_VERIFYING);
    g_assert_cmpint(app_student_view_get_accepted_at(view), ==, 42);
}

/* The next student's screen is not lit by the one before. */
static void
test_next_report_is_not_accepted(void)
{
    g_autoptr(AppStudentView) view = view_of_report();
    g_autoptr(Report) next = make_report();
    app_student_view_accept(view, REPORT_STATUS_VERIFYING, 42);
    app_student_view_show_report(view, next);
    g_assert_cmpint(app_student_view_get_phase(view), ==, APP_STUDENT_CHOSEN);
    g_assert_cmpint(app_student_view_get_status(view), ==, REPORT_STATUS_APPLIED);
    g_assert_cmpint(app_student_view_get_accepted_at(view), ==, 0);
}

static void
count(AppStudentView *view G_GNUC_UNUSED, GParamSpec *pspec G_GNUC_UNUSED, guint *times)
{
    (*times)++;
}

static void
test_tells_what_changes(void)
{
    g_autoptr(AppStudentView) view = view_of_report();
    guint phases = 0, names = 0;
    g_signal_connect(view, "notify::phase", G_CALLBACK(count), &phases);
    g_signal_connect(view, "notify::name", G_CALLBACK(count), &names);
    app_student_view_set_phase(view, APP_STUDENT_SCANNING);
    app_student_view_set_phase(view, APP_STUDENT_SCANNING);
    g_assert_cmpuint(phases, ==, 1);
    g_assert_cmpuint(names, ==, 0);
    app_student_view_clear(view);
    g_assert_cmpuint(phases, ==, 2);
    g_assert_cmpuint(names, ==, 1);
}

/* ---- the picture ---- */

/* One row of the preview, all of one gray. */
static void
add_row(AppStudentView *view, guint row, guint8 gray)
{
    guint8 bytes[PREVIEW_WIDTH * 3];
    memset(bytes, gray, sizeof bytes);
    g_autoptr(GBytes) rows = g_bytes_new(bytes, sizeof bytes);
    app_student_view_add_rows(view, row, rows);
}

static void
test_picture_is_coarse(void)
{
    g_autoptr(AppStudentView) view = view_of_report();
    app_student_view_begin_picture(view, PREVIEW_WIDTH, PREVIEW_HEIGHT, PAPER_INCHES);
    for (guint row = 0; row < PREVIEW_HEIGHT; row++)
        add_row(view, row, row % 2 == 0 ? 0 : 200);
    GdkTexture *picture = app_student_view_get_picture(view);
    g_assert_nonnull(picture);
    int width = gdk_texture_get_width(picture);
    int height = gdk_texture_get_height(picture);
    g_assert_cmpint(width, >, 0);
    g_assert_cmpint(width, <=, (int)(PAPER_INCHES * APP_STUDENT_PICTURE_DPI));
    g_assert_cmpint(height, <=,
                    (int)(PAPER_INCHES * PREVIEW_HEIGHT / PREVIEW_WIDTH * APP_STUDENT_PICTURE_DPI));
    /* Lines of black and white are gray: nothing finer than a cell is left. */
    g_autofree guint8 *pixels = g_malloc((gsize)width * (gsize)height * 4);
    gdk_texture_download(picture, pixels, (gsize)width * 4);
    for (int i = 0; i < width * height * 4; i++)
        g_assert_true(i % 4 == 3 ? pixels[i] == 255 : ABS(pixels[i] - 100) <= 20);
}

/* 120 pixels of a page that a scanner made four times as fine as it was asked to: 33 inches of it.
 */
static void
test_picture_of_no_paper_is_coarse(void)
{
    g_autoptr(AppStudentView) view = view_of_report();
    app_student_view_begin_picture(view, PREVIEW_WIDTH, PREVIEW_HEIGHT, 33);
    for (guint row = 0; row < PREVIEW_HEIGHT; row++)
        add_row(view, row, 0);
    GdkTexture *picture = app_student_view_get_picture(view);
    g_assert_cmpint(gdk_texture_get_width(picture), <=,
                    (int)(APP_STUDENT_PAPER_INCHES * APP_STUDENT_PICTURE_DPI));
}

/* The last rows come together with what is left of a cell that does not become whole. */
static void
test_picture_is_whole(void)
{
    g_autoptr(AppStudentView) view = view_of_report();
    const guint height = PREVIEW_HEIGHT + 3;
    gsize size = (gsize)PREVIEW_WIDTH * height * 3;
    g_autoptr(GBytes) rows = g_bytes_new_take(g_malloc0(size), size);
    app_student_view_begin_picture(view, PREVIEW_WIDTH, height, PAPER_INCHES);
    app_student_view_add_rows(view, 0, rows);
    GdkTexture *picture = app_student_view_get_picture(view);
    g_assert_nonnull(picture);
    gsize row = (gsize)gdk_texture_get_width(picture) * 4;
    gsize bytes = row * (gsize)gdk_texture_get_height(picture);
    g_autofree guint8 *pixels = g_malloc(bytes);
    gdk_texture_download(picture, pixels, row);
    g_assert_cmpuint(pixels[bytes - 1], ==, 255);
}

static void
test_picture_grows(void)
{
    g_autoptr(AppStudentView) view = view_of_report();
    guint told = 0;
    g_signal_connect(view, "notify::picture", G_CALLBACK(count), &told);
    app_student_view_begin_picture(view, PREVIEW_WIDTH, PREVIEW_HEIGHT, PAPER_INCHES);
    add_row(view, 0, 0);
    g_assert_null(app_student_view_get_picture(view));
    for (guint row = 1; row < 20; row++)
        add_row(view, row, 0);
    g_assert_nonnull(app_student_view_get_picture(view));
    guint so_far = told;
    g_assert_cmpuint(so_far, >=, 1);
    for (guint row = 40; row < 80; row++)
        add_row(view, row, 0); /* not the next ones */
    g_assert_cmpuint(told, ==, so_far);
    for (guint row = 20; row < 2 * PREVIEW_HEIGHT; row++)
        add_row(view, row, 0); /* and more than there can be */
    g_assert_cmpuint(told, >, so_far);
}

static void
test_no_picture_of_nothing(void)
{
    static const guint sizes[][2] = {{0, 0}, {PREVIEW_WIDTH, 0}, {0, PREVIEW_HEIGHT}};
    for (gsize i = 0; i < G_N_ELEMENTS(sizes); i++) {
        g_autoptr(AppStudentView) view = view_of_report();
        add_row(view, 0, 0);
        app_student_view_begin_picture(view, sizes[i][0], sizes[i][1], 0);
        add_row(view, 0, 0);
        g_assert_null(app_student_view_get_picture(view));
    }
}

int
main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/app-student-view/only-masked", test_only_masked);
    g_test_add_func("/app-student-view/clear", test_clear);
    g_test_add_func("/app-student-view/accepted-by-the-server-alone",
                    test_accepted_by_the_server_alone);
    g_test_add_func("/app-student-view/next-report", test_next_report_is_not_accepted);
    g_test_add_func("/app-student-view/tells", test_tells_what_changes);
    g_test_add_func("/app-student-view/picture-is-coarse", test_picture_is_coarse);
    g_test_add_func("/app-student-view/picture-of-no-paper", test_picture_of_no_paper_is_coarse);
    g_test_add_func("/app-student-view/picture-is-whole", test_picture_is_whole);
    g_test_add_func("/app-student-view/picture-grows", test_picture_grows);
    g_test_add_func("/app-student-view/no-picture", test_no_picture_of_nothing);
    return g_test_run();
}
