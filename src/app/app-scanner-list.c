#include "app-scanner-list.h"

struct _AppScannerList {
    GObject parent_instance;

    GPtrArray *devices;
    GError *error;
    gboolean looking;
};

static guint changed;

G_DEFINE_FINAL_TYPE(AppScannerList, app_scanner_list, G_TYPE_OBJECT)

static void
on_found(GObject *source, GAsyncResult *result, gpointer user_data)
{
    g_autoptr(AppScannerList) self = user_data;
    GPtrArray *devices;

    (void)source;
    g_clear_error(&self->error);
    devices = scan_devices_finish(result, &self->error);
    self->looking = FALSE;
    if (devices != NULL) {
        g_ptr_array_unref(self->devices);
        self->devices = devices;
    }
    g_debug("scanners: %u found%s%s", self->devices->len, self->error != NULL ? ", " : "",
            self->error != NULL ? self->error->message : "");
    g_signal_emit(self, changed, 0);
}

void
app_scanner_list_look(AppScannerList *self)
{
    if (self->looking)
        return;
    self->looking = TRUE;
    scan_devices_async(NULL, NULL, on_found, g_object_ref(self));
    g_signal_emit(self, changed, 0);
}

gboolean
app_scanner_list_is_looking(AppScannerList *self)
{
    return self->looking;
}

GPtrArray *
app_scanner_list_get_devices(AppScannerList *self)
{
    return self->devices;
}

const GError *
app_scanner_list_get_error(AppScannerList *self)
{
    return self->error;
}

static void
app_scanner_list_finalize(GObject *object)
{
    AppScannerList *self = APP_SCANNER_LIST(object);

    g_ptr_array_unref(self->devices);
    g_clear_error(&self->error);
    G_OBJECT_CLASS(app_scanner_list_parent_class)->finalize(object);
}

static void
app_scanner_list_class_init(AppScannerListClass *class)
{
    G_OBJECT_CLASS(class)->finalize = app_scanner_list_finalize;
    changed = g_signal_new("changed", APP_TYPE_SCANNER_LIST, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                           G_TYPE_NONE, 0);
}

static void
app_scanner_list_init(AppScannerList *self)
{
    self->devices = g_ptr_array_new();
}

AppScannerList *
app_scanner_list_new(void)
{
    return g_object_new(APP_TYPE_SCANNER_LIST, NULL);
}
