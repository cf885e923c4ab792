#include "app-soft-picture.h"

/* Of the screen's height: how large the picture stands on it. */
#define SHARE_OF_SCREEN 0.62
#define DEFAULT_RATIO   (210.0 / 297.0)

/* Each time the picture has twice as many pixels a side; what is left is drawn between them. */
#define TIMES_REFINED 3
#define CHANNELS      4

struct _AppSoftPicture {
    GtkWidget parent_instance;

    GdkTexture *texture; /* as given */
    GdkTexture *soft;    /* as drawn */
};

enum {
    PROP_TEXTURE = 1,
    N_PROPERTIES
};

static GParamSpec *properties[N_PROPERTIES];

G_DEFINE_FINAL_TYPE(AppSoftPicture, app_soft_picture, GTK_TYPE_WIDGET)

static double
ratio_of(AppSoftPicture *self)
{
    return self->texture == NULL ? DEFAULT_RATIO
                                 : (double)gdk_texture_get_width(self->texture) /
                                       gdk_texture_get_height(self->texture);
}

/* ---- softening ---- */

/* Twice as many pixels along one direction: each becomes two, which lie a quarter of the way to
 * its neighbours. Repeated, the pixels lie on a quadratic B-spline (Chaikin, 1974), which has no
 * edge where one pixel of the small picture ends. `step` leads to the next of `n` pixels. */
static void
refine_line(const guint8 *from, guint n, gsize step, guint8 *into)
{
    for (guint i = 0; i < n; i++) {
        const guint8 *here = from + i * step;
        const guint8 *before = i > 0 ? here - step : here;
        const guint8 *after = i + 1 < n ? here + step : here;
        guint8 *first = into + 2 * i * step, *second = first + step;

        for (guint c = 0; c < CHANNELS; c++) {
            first[c] = (guint8)((3 * here[c] + before[c] + 2) / 4);
            second[c] = (guint8)((3 * here[c] + after[c] + 2) / 4);
        }
    }
}

/* Twice as many pixels a side. Takes `pixels`, premultiplied. */
static guint8 *
refine(guint8 *pixels, guint width, guint height)
{
    gsize row = (gsize)width * CHANNELS;
    guint8 *tall = g_malloc(row * height * 2), *large = g_malloc(row * height * 4);

    for (guint x = 0; x < width; x++)
        refine_line(pixels + x * CHANNELS, height, row, tall + x * CHANNELS);
    for (guint y = 0; y < height * 2; y++)
        refine_line(tall + y * row, width, CHANNELS, large + y * row * 2);
    g_free(tall);
    g_free(pixels);
    return large;
}

static GdkTexture *
soften(GdkTexture *texture)
{
    guint width = (guint)gdk_texture_get_width(texture);
    guint height = (guint)gdk_texture_get_height(texture);
    guint8 *pixels = g_malloc((gsize)width * height * CHANNELS);
    g_autoptr(GBytes) bytes = NULL;

    gdk_texture_download(texture, pixels, (gsize)width * CHANNELS);
    for (guint i = 0; i < TIMES_REFINED; i++) {
        pixels = refine(pixels, width, height);
        width *= 2;
        height *= 2;
    }
    bytes = g_bytes_new_take(pixels, (gsize)width * height * CHANNELS);
    return gdk_memory_texture_new((int)width, (int)height, GDK_MEMORY_DEFAULT, bytes,
                                  (gsize)width * CHANNELS);
}

/* ---- the widget ---- */

static int
height_on_screen(AppSoftPicture *self)
{
    GtkRoot *root = gtk_widget_get_root(GTK_WIDGET(self));
    int height = root != NULL ? gtk_widget_get_height(GTK_WIDGET(root)) : 0;

    return (int)(MAX(height, 400) * SHARE_OF_SCREEN);
}

static void
app_soft_picture_measure(GtkWidget *widget, GtkOrientation orientation, int for_size, int *minimum,
                         int *natural, int *minimum_baseline, int *natural_baseline)
{
    AppSoftPicture *self = APP_SOFT_PICTURE(widget);
    int height = height_on_screen(self);

    (void)for_size;
    *natural = orientation == GTK_ORIENTATION_VERTICAL ? height : (int)(height * ratio_of(self));
    *minimum = orientation == GTK_ORIENTATION_VERTICAL ? 100 : *natural;
    *minimum_baseline = *natural_baseline = -1;
}

static void
app_soft_picture_snapshot(GtkWidget *widget, GtkSnapshot *snapshot)
{
    AppSoftPicture *self = APP_SOFT_PICTURE(widget);
    float width = (float)gtk_widget_get_width(widget),
          height = (float)gtk_widget_get_height(widget);

    if (self->soft != NULL)
        gtk_snapshot_append_texture(snapshot, self->soft, &GRAPHENE_RECT_INIT(0, 0, width, height));
}

static void
app_soft_picture_get_property(GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
    if (id == PROP_TEXTURE)
        g_value_set_object(value, APP_SOFT_PICTURE(object)->texture);
    else
        G_OBJECT_WARN_INVALID_PROPERTY_ID(object, id, pspec);
}

static void
app_soft_picture_set_property(GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
    AppSoftPicture *self = APP_SOFT_PICTURE(object);
    double before = ratio_of(self);

    if (id != PROP_TEXTURE) {
        G_OBJECT_WARN_INVALID_PROPERTY_ID(object, id, pspec);
        return;
    }
    if (!g_set_object(&self->texture, g_value_get_object(value)))
        return;
    g_clear_object(&self->soft);
    if (self->texture != NULL)
        self->soft = soften(self->texture);
    if (ratio_of(self) != before)
        gtk_widget_queue_resize(GTK_WIDGET(self));
    gtk_widget_queue_draw(GTK_WIDGET(self));
    g_object_notify_by_pspec(object, pspec);
}

static void
app_soft_picture_dispose(GObject *object)
{
    g_clear_object(&APP_SOFT_PICTURE(object)->texture);
    g_clear_object(&APP_SOFT_PICTURE(object)->soft);
    G_OBJECT_CLASS(app_soft_picture_parent_class)->dispose(object);
}

static void
app_soft_picture_class_init(AppSoftPictureClass *class)
{
    GObjectClass *object_class = G_OBJECT_CLASS(class);
    GtkWidgetClass *widget_class = GTK_WIDGET_CLASS(class);

    object_class->get_property = app_soft_picture_get_property;
    object_class->set_property = app_soft_picture_set_property;
    object_class->dispose = app_soft_picture_dispose;
    widget_class->measure = app_soft_picture_measure;
    widget_class->snapshot = app_soft_picture_snapshot;
    properties[PROP_TEXTURE] = g_param_spec_object("texture", NULL, NULL, GDK_TYPE_TEXTURE,
                                                   G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY |
                                                       G_PARAM_STATIC_STRINGS);
    g_object_class_install_properties(object_class, N_PROPERTIES, properties);
    gtk_widget_class_set_css_name(widget_class, "softpicture");
    gtk_widget_class_set_accessible_role(widget_class, GTK_ACCESSIBLE_ROLE_IMG);
}

static void
app_soft_picture_init(AppSoftPicture *self)
{
    gtk_widget_set_overflow(GTK_WIDGET(self), GTK_OVERFLOW_HIDDEN);
}
