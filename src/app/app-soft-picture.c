#include "app-soft-picture.h"

/* Of the widget's height: how large the picture stands on a screen, and how soft it is drawn. */
#define SHARE_OF_SCREEN 0.62
#define BLUR_SHARE      0.006
#define DEFAULT_RATIO   (210.0 / 297.0)

struct _AppSoftPicture {
    GtkWidget parent_instance;

    GdkPaintable *paintable;
};

enum {
    PROP_PAINTABLE = 1,
    N_PROPERTIES
};

static GParamSpec *properties[N_PROPERTIES];

G_DEFINE_FINAL_TYPE(AppSoftPicture, app_soft_picture, GTK_TYPE_WIDGET)

static double
ratio_of(AppSoftPicture *self)
{
    double ratio = 0;

    if (self->paintable != NULL)
        ratio = gdk_paintable_get_intrinsic_aspect_ratio(self->paintable);
    return ratio > 0 ? ratio : DEFAULT_RATIO;
}

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
    double width = gtk_widget_get_width(widget), height = gtk_widget_get_height(widget);
    graphene_rect_t bounds = GRAPHENE_RECT_INIT(0, 0, (float)width, (float)height);

    if (self->paintable == NULL)
        return;
    gtk_snapshot_push_clip(snapshot, &bounds);
    gtk_snapshot_push_blur(snapshot, height * BLUR_SHARE);
    gdk_paintable_snapshot(self->paintable, GDK_SNAPSHOT(snapshot), width, height);
    gtk_snapshot_pop(snapshot);
    gtk_snapshot_pop(snapshot);
}

static void
app_soft_picture_get_property(GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
    if (id == PROP_PAINTABLE)
        g_value_set_object(value, APP_SOFT_PICTURE(object)->paintable);
    else
        G_OBJECT_WARN_INVALID_PROPERTY_ID(object, id, pspec);
}

static void
app_soft_picture_set_property(GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
    AppSoftPicture *self = APP_SOFT_PICTURE(object);
    double before = ratio_of(self);

    if (id != PROP_PAINTABLE) {
        G_OBJECT_WARN_INVALID_PROPERTY_ID(object, id, pspec);
        return;
    }
    if (!g_set_object(&self->paintable, g_value_get_object(value)))
        return;
    if (ratio_of(self) != before)
        gtk_widget_queue_resize(GTK_WIDGET(self));
    gtk_widget_queue_draw(GTK_WIDGET(self));
    g_object_notify_by_pspec(object, pspec);
}

static void
app_soft_picture_dispose(GObject *object)
{
    g_clear_object(&APP_SOFT_PICTURE(object)->paintable);
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
    properties[PROP_PAINTABLE] = g_param_spec_object("paintable", NULL, NULL, GDK_TYPE_PAINTABLE,
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
