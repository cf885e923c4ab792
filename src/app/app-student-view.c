#include "app-student-view.h"

#include "report-mask.h"

#include <math.h>
#include <string.h>

#define CHANNELS 3

struct _AppStudentView {
    GObject parent_instance;

    AppStudentPhase phase;
    char *name;
    char *number;
    char *certificate;
    ReportStatus status;
    gint64 accepted_at;
    GdkTexture *picture;

    /* The picture while it grows: means of whole cells, so no finer pixel is ever kept. */
    guint preview_width;
    guint cell; /* preview pixels a side that make one pixel here */
    guint width, height;
    guint next_row; /* of the preview */
    guint64 *sums;  /* of the row of cells under way: width × CHANNELS */
    guint8 *pixels; /* width × height × CHANNELS */
};

enum {
    PROP_PHASE = 1,
    PROP_NAME,
    PROP_NUMBER,
    PROP_CERTIFICATE,
    PROP_STATUS,
    PROP_ACCEPTED_AT,
    PROP_PICTURE,
    N_PROPERTIES
};

static GParamSpec *properties[N_PROPERTIES];

G_DEFINE_FINAL_TYPE(AppStudentView, app_student_view, G_TYPE_OBJECT)

G_DEFINE_ENUM_TYPE(AppStudentPhase, app_student_phase,
                   G_DEFINE_ENUM_VALUE(APP_STUDENT_IDLE, "idle"),
                   G_DEFINE_ENUM_VALUE(APP_STUDENT_CHOSEN, "chosen"),
                   G_DEFINE_ENUM_VALUE(APP_STUDENT_SCANNING, "scanning"),
                   G_DEFINE_ENUM_VALUE(APP_STUDENT_LOOKING, "looking"),
                   G_DEFINE_ENUM_VALUE(APP_STUDENT_SENDING, "sending"),
                   G_DEFINE_ENUM_VALUE(APP_STUDENT_WAITING, "waiting"),
                   G_DEFINE_ENUM_VALUE(APP_STUDENT_ACCEPTED, "accepted"),
                   G_DEFINE_ENUM_VALUE(APP_STUDENT_ATTENTION, "attention"))

static void
set_text(AppStudentView *self, char **field, const char *text, guint property)
{
    if (strcmp(*field, text) == 0)
        return;
    g_free(*field);
    *field = g_strdup(text);
    g_object_notify_by_pspec(G_OBJECT(self), properties[property]);
}

static void
drop_picture(AppStudentView *self)
{
    g_clear_pointer(&self->sums, g_free);
    g_clear_pointer(&self->pixels, g_free);
    self->next_row = 0;
    if (self->picture == NULL)
        return;
    g_clear_object(&self->picture);
    g_object_notify_by_pspec(G_OBJECT(self), properties[PROP_PICTURE]);
}

static void
set_status(AppStudentView *self, ReportStatus status, gint64 at)
{
    if (self->status != status) {
        self->status = status;
        g_object_notify_by_pspec(G_OBJECT(self), properties[PROP_STATUS]);
    }
    if (self->accepted_at != at) {
        self->accepted_at = at;
        g_object_notify_by_pspec(G_OBJECT(self), properties[PROP_ACCEPTED_AT]);
    }
}

static void
change_phase(AppStudentView *self, AppStudentPhase phase)
{
    if (self->phase == phase)
        return;
    g_debug("student's screen: phase %d → %d", (int)self->phase, (int)phase);
    self->phase = phase;
    g_object_notify_by_pspec(G_OBJECT(self), properties[PROP_PHASE]);
}

/* The rows so far as a picture; what has not come yet is the paper's place, transparent. */
static void
publish_picture(AppStudentView *self, guint finished_rows)
{
    gsize row = (gsize)self->width * 4;
    guint8 *rgba = g_malloc0(row * self->height);
    g_autoptr(GBytes) bytes = NULL;

    for (gsize i = 0; i < (gsize)self->width * finished_rows; i++) {
        memcpy(rgba + i * 4, self->pixels + i * CHANNELS, CHANNELS);
        rgba[i * 4 + 3] = 255;
    }
    bytes = g_bytes_new_take(rgba, row * self->height);
    g_clear_object(&self->picture);
    self->picture = gdk_memory_texture_new((int)self->width, (int)self->height, GDK_MEMORY_R8G8B8A8,
                                           bytes, row);
    g_object_notify_by_pspec(G_OBJECT(self), properties[PROP_PICTURE]);
}

static void
add_row_to_sums(AppStudentView *self, const guint8 *row)
{
    for (guint x = 0; x < self->width * self->cell; x++) {
        for (guint c = 0; c < CHANNELS; c++)
            self->sums[(x / self->cell) * CHANNELS + c] += row[x * CHANNELS + c];
    }
}

static void
finish_cell_row(AppStudentView *self, guint cell_row)
{
    guint8 *into = self->pixels + (gsize)cell_row * self->width * CHANNELS;
    guint64 area = (guint64)self->cell * self->cell;

    for (guint i = 0; i < self->width * CHANNELS; i++)
        into[i] = (guint8)(self->sums[i] / area);
    memset(self->sums, 0, self->width * CHANNELS * sizeof *self->sums);
}

AppStudentView *
app_student_view_new(void)
{
    return g_object_new(APP_TYPE_STUDENT_VIEW, NULL);
}

void
app_student_view_clear(AppStudentView *self)
{
    drop_picture(self);
    set_text(self, &self->name, "", PROP_NAME);
    set_text(self, &self->number, "", PROP_NUMBER);
    set_text(self, &self->certificate, "", PROP_CERTIFICATE);
    set_status(self, REPORT_STATUS_FILED, 0);
    change_phase(self, APP_STUDENT_IDLE);
}

void
app_student_view_show_report(AppStudentView *self, const Report *report)
{
    g_autofree char *name = report_mask_name(report->student_name);
    g_autofree char *number = report_mask_number(report->student_id);

    drop_picture(self);
    set_text(self, &self->name, name, PROP_NAME);
    set_text(self, &self->number, number, PROP_NUMBER);
    set_text(self, &self->certificate, report->certificate_name, PROP_CERTIFICATE);
    set_status(self, report->status, 0);
    change_phase(self, APP_STUDENT_CHOSEN);
}

void
app_student_view_set_phase(AppStudentView *self, AppStudentPhase phase)
{
    /* Only the server's word, through app_student_view_accept, may light the green one. */
    g_return_if_fail(phase != APP_STUDENT_ACCEPTED);
    change_phase(self, phase);
}

void
app_student_view_accept(AppStudentView *self, ReportStatus status, gint64 at)
{
    set_status(self, status, at);
    change_phase(self, APP_STUDENT_ACCEPTED);
}

void
app_student_view_begin_picture(AppStudentView *self, guint preview_width, guint preview_height,
                               double paper_width)
{
    double inches = MIN(paper_width, APP_STUDENT_PAPER_INCHES);
    guint limit = (guint)MAX(1, floor(inches * APP_STUDENT_PICTURE_DPI));

    drop_picture(self);
    self->preview_width = preview_width;
    self->cell = MAX(1, (preview_width + limit - 1) / limit);
    self->width = preview_width / self->cell;
    self->height = preview_height / self->cell;
    if (self->width == 0 || self->height == 0)
        return;
    self->sums = g_new0(guint64, self->width * CHANNELS);
    self->pixels = g_malloc0((gsize)self->width * self->height * CHANNELS);
}

void
app_student_view_add_rows(AppStudentView *self, guint first_row, GBytes *rows)
{
    gsize size, row_size = (gsize)self->preview_width * CHANNELS;
    const guint8 *at = g_bytes_get_data(rows, &size);
    guint before = self->cell == 0 ? 0 : self->next_row / self->cell;

    if (self->pixels == NULL || first_row != self->next_row)
        return;
    /* Of a last cell that is not whole nothing is shown. */
    for (; size >= row_size && self->next_row / self->cell < self->height;
         at += row_size, size -= row_size) {
        add_row_to_sums(self, at);
        self->next_row++;
        if (self->next_row % self->cell == 0)
            finish_cell_row(self, self->next_row / self->cell - 1);
    }
    if (self->next_row / self->cell != before)
        publish_picture(self, self->next_row / self->cell);
}

AppStudentPhase
app_student_view_get_phase(AppStudentView *self)
{
    return self->phase;
}

const char *
app_student_view_get_name(AppStudentView *self)
{
    return self->name;
}

const char *
app_student_view_get_number(AppStudentView *self)
{
    return self->number;
}

const char *
app_student_view_get_certificate(AppStudentView *self)
{
    return self->certificate;
}

ReportStatus
app_student_view_get_status(AppStudentView *self)
{
    return self->status;
}

gint64
app_student_view_get_accepted_at(AppStudentView *self)
{
    return self->accepted_at;
}

GdkTexture *
app_student_view_get_picture(AppStudentView *self)
{
    return self->picture;
}

static void
app_student_view_get_property(GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
    AppStudentView *self = APP_STUDENT_VIEW(object);

    switch (id) {
    case PROP_PHASE:
        g_value_set_enum(value, (int)self->phase);
        break;
    case PROP_NAME:
        g_value_set_string(value, self->name);
        break;
    case PROP_NUMBER:
        g_value_set_string(value, self->number);
        break;
    case PROP_CERTIFICATE:
        g_value_set_string(value, self->certificate);
        break;
    case PROP_STATUS:
        g_value_set_int(value, (int)self->status);
        break;
    case PROP_ACCEPTED_AT:
        g_value_set_int64(value, self->accepted_at);
        break;
    case PROP_PICTURE:
        g_value_set_object(value, self->picture);
        break;
    default:
        G_OBJECT_WARN_INVALID_PROPERTY_ID(object, id, pspec);
    }
}

static void
app_student_view_finalize(GObject *object)
{
    AppStudentView *self = APP_STUDENT_VIEW(object);

    g_clear_object(&self->picture);
    g_free(self->sums);
    g_free(self->pixels);
    g_free(self->name);
    g_free(self->number);
    g_free(self->certificate);
    G_OBJECT_CLASS(app_student_view_parent_class)->finalize(object);
}

static void
app_student_view_class_init(AppStudentViewClass *class)
{
    GObjectClass *object_class = G_OBJECT_CLASS(class);
    const GParamFlags flags = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS;

    object_class->get_property = app_student_view_get_property;
    object_class->finalize = app_student_view_finalize;
    properties[PROP_PHASE] = g_param_spec_enum("phase", NULL, NULL, APP_TYPE_STUDENT_PHASE,
                                               APP_STUDENT_IDLE, flags);
    properties[PROP_NAME] = g_param_spec_string("name", NULL, NULL, "", flags);
    properties[PROP_NUMBER] = g_param_spec_string("number", NULL, NULL, "", flags);
    properties[PROP_CERTIFICATE] = g_param_spec_string("certificate", NULL, NULL, "", flags);
    properties[PROP_STATUS] = g_param_spec_int("status", NULL, NULL, 0, REPORT_STATUS_COUNT - 1, 0,
                                               flags);
    properties[PROP_ACCEPTED_AT] = g_param_spec_int64("accepted-at", NULL, NULL, 0, G_MAXINT64, 0,
                                                      flags);
    properties[PROP_PICTURE] = g_param_spec_object("picture", NULL, NULL, GDK_TYPE_TEXTURE, flags);
    g_object_class_install_properties(object_class, N_PROPERTIES, properties);
}

static void
app_student_view_init(AppStudentView *self)
{
    self->name = g_strdup("");
    self->number = g_strdup("");
    self->certificate = g_strdup("");
}
