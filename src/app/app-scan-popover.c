#include "app-scan-popover.h"

#include "app-scan-group.h"
#include "station-language.h"

struct _AppScanPopover {
    GtkPopover parent_instance;

    AppSteps *steps;
    AppScanGroup *group;
    GtkWidget *whole;
};

G_DEFINE_FINAL_TYPE(AppScanPopover, app_scan_popover, GTK_TYPE_POPOVER)

static void
on_show(AppScanPopover *self)
{
    app_scan_group_show(self->group, app_steps_get_settings(self->steps));
    app_scan_group_keep_format(self->group, app_steps_has_pages(self->steps));
    gtk_widget_set_visible(self->whole, app_steps_get_settings(self->steps)->area.width > 0);
}

static void
on_whole(AppScanPopover *self)
{
    g_autoptr(ScanSettings) settings = scan_settings_copy(app_steps_get_settings(self->steps));

    settings->area = (ScanArea){0};
    app_steps_set_settings(self->steps, settings);
    gtk_popover_popdown(GTK_POPOVER(self));
}

static void
on_chosen(AppScanGroup *group, const char *key, const char *value, AppScanPopover *self)
{
    g_autoptr(ScanSettings) settings = scan_settings_copy(app_steps_get_settings(self->steps));

    (void)group;
    if (g_strcmp0(key, "resolution") == 0)
        settings->resolution = (guint)g_ascii_strtoull(value, NULL, 10);
    else if (g_strcmp0(key, "mode") == 0)
        scan_mode_from_code(value, &settings->mode);
    else
        scan_format_from_code(value, &settings->format);
    app_steps_set_settings(self->steps, settings);
    g_debug("this original: %s is %s", key, value);
}

void
app_scan_popover_bind(AppScanPopover *self, Station *station, AppSteps *steps)
{
    self->steps = g_object_ref(steps);
    app_scan_group_bind(self->group, station);
    g_signal_connect(self, "show", G_CALLBACK(on_show), NULL);
}

static void
app_scan_popover_dispose(GObject *object)
{
    g_clear_object(&APP_SCAN_POPOVER(object)->steps);
    G_OBJECT_CLASS(app_scan_popover_parent_class)->dispose(object);
}

static void
app_scan_popover_class_init(AppScanPopoverClass *class)
{
    GtkWidgetClass *widget_class = GTK_WIDGET_CLASS(class);

    g_type_ensure(APP_TYPE_SCAN_GROUP);
    G_OBJECT_CLASS(class)->dispose = app_scan_popover_dispose;
    gtk_widget_class_set_template_from_resource(widget_class,
                                                "/tw/edu/ksu/ScanStation/app-scan-popover.ui");
    gtk_widget_class_bind_template_callback(widget_class, on_chosen);
    gtk_widget_class_bind_template_callback(widget_class, on_whole);
    gtk_widget_class_bind_template_child(widget_class, AppScanPopover, group);
    gtk_widget_class_bind_template_child(widget_class, AppScanPopover, whole);
}

static void
app_scan_popover_init(AppScanPopover *self)
{
    gtk_widget_init_template(GTK_WIDGET(self));
}
