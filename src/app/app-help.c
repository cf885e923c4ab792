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

/* GTK's, not libadwaita's: a fifth of the latter's words is in Chinese in Debian 12. */
void
app_help_show_about(GtkWindow *parent)
{
    g_autofree char *copyright = g_strdup_printf("© 2026 %s", _("The Scan Station authors"));
    GtkWindow *about = g_object_new(
        GTK_TYPE_ABOUT_DIALOG, "transient-for", parent, "modal", TRUE, "program-name",
        _("Scan Station"), "logo-icon-name", APP_ID, "version", SCAN_STATION_VERSION,
        "license-type", GTK_LICENSE_MIT_X11, "copyright", copyright, "comments",
        _("A student brings the paper original of a certificate to the counter. It is scanned "
          "here, becomes part of the student's record at the central server, and goes home with "
          "the student at once."),
        NULL);

    gtk_window_present(about);
    gtk_window_set_focus(about, NULL);
    g_debug("help: about");
}
