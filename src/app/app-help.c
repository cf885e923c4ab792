#include "app-help.h"

#include "app-application.h"
#include "station-language.h"

void
app_help_show_shortcuts(GtkWindow *parent)
{
    g_autoptr(GtkBuilder)
        builder = gtk_builder_new_from_resource("/tw/edu/ksu/ScanStation/app-help.ui");
    GtkWindow *window = GTK_WINDOW(gtk_builder_get_object(builder, "shortcuts"));

    gtk_window_set_transient_for(window, parent);
    gtk_window_present(window);
    g_debug("help: shortcuts");
}

void
app_help_show_about(GtkWindow *parent)
{
    adw_show_about_window(
        parent, "application-name", _("Scan Station"), "application-icon", APP_ID, "version",
        SCAN_STATION_VERSION, "developer-name", _("The Scan Station authors"), "license-type",
        GTK_LICENSE_MIT_X11, "copyright", "© 2026 The Scan Station authors", "comments",
        _("A student brings the paper original of a certificate to the counter. It is scanned "
          "here, "
          "becomes part of the student's record at the central server, and goes home with the "
          "student at once."),
        NULL);
    g_debug("help: about");
}
