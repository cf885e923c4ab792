#include "app-trouble.h"

#include "station-sentence.h"

GtkLabel *
app_trouble_new(void)
{
    GtkWidget *label = g_object_new(GTK_TYPE_LABEL, "accessible-role", GTK_ACCESSIBLE_ROLE_ALERT,
                                    "xalign", 0.0, "wrap", TRUE, "wrap-mode", PANGO_WRAP_WORD_CHAR,
                                    "selectable", FALSE, "visible", FALSE, NULL);

    gtk_widget_add_css_class(label, "hint");
    gtk_widget_add_css_class(label, "trouble");
    return GTK_LABEL(label);
}

void
app_trouble_say(GtkLabel *trouble, const char *words)
{
    gtk_label_set_label(trouble, words);
    gtk_widget_set_visible(GTK_WIDGET(trouble), *words != '\0');
}

void
app_trouble_tell(GtkLabel *trouble, const GError *error)
{
    g_autofree char *words = station_sentence_has_detail(error)
                                 ? g_strdup_printf("%s\n%s", station_sentence_text(error),
                                                   error->message)
                                 : g_strdup(station_sentence_text(error));

    app_trouble_say(trouble, words);
}
