#include "app-first-run.h"

#include "app-locked.h"
#include "app-monitor-group.h"
#include "app-scanner-group.h"
#include "app-spoken.h"
#include "app-station-group.h"
#include "app-trial.h"
#include "station-language.h"

typedef enum {
    STEP_STATION,
    STEP_SCANNER,
    STEP_MONITOR,
    STEP_FINISHED,
} Step;

#define N_STEPS STEP_FINISHED

static const struct {
    const char *name;
    const char *label;
    const char *title;
    const char *words;
} step_words[N_STEPS] = {
    [STEP_STATION] = {"station", N_("Server and name"), N_("Set up this counter"),
                      N_("The server keeps the records; it knows this counter by its name.")},
    [STEP_SCANNER] = {"scanner", N_("Scanner"), N_("Which scanner stands here?"),
                      N_("Choose the one on which the originals are laid, and try it.")},
    [STEP_MONITOR] = {"monitor", N_("Student's screen"), N_("Where does the student look?"),
                      N_("A second screen shows how far the report has come, and nothing "
                         "private. Turn its monitor to the student.")},
};

struct _AppFirstRun {
    GtkBox parent_instance;

    Station *station;
    AppScannerList *scanners;
    Step step;
    guint settle; /* the idle call that gives the keyboard to the step, or 0 */

    GtkBox *steps;
    GtkWidget *chips[N_STEPS];
    GtkLabel *title;
    GtkLabel *words;
    GtkStack *pages;
    GtkScrolledWindow *scrolled;
    AppStationGroup *station_group;
    AppScannerGroup *scanner_group;
    AppTrial *trial;
    AppMonitorGroup *monitor_group;
    GtkWidget *back;
    GtkButton *next;
};

static guint finished;

G_DEFINE_FINAL_TYPE(AppFirstRun, app_first_run, GTK_TYPE_BOX)

/* ---- what there is to ask ---- */

static gboolean
is_locked(Station *station, const char *group, const char *key)
{
    g_autofree char *who = app_locked_by(station, group, key);

    return who != NULL;
}

static gboolean
asks(Station *station, Step step)
{
    switch (step) {
    case STEP_STATION:
        return !is_locked(station, "station", "server") || !is_locked(station, "station", "name");
    case STEP_SCANNER:
        return !is_locked(station, "scanner", "device");
    case STEP_MONITOR:
        return !is_locked(station, "student-display", "monitor");
    default:
        return TRUE;
    }
}

gboolean
app_first_run_is_needed(Station *station)
{
    Step step = STEP_STATION;

    while (!asks(station, step))
        step++;
    return step != STEP_FINISHED && (*station_get_server(station) == '\0' ||
                                     !station_config_exists(station_get_profile(station)));
}

/* ---- the steps ---- */

static void
show_chips(AppFirstRun *self)
{
    for (Step step = STEP_STATION; step < STEP_FINISHED; step++) {
        gboolean present = step == self->step;

        gtk_widget_remove_css_class(self->chips[step], "present");
        if (present)
            gtk_widget_add_css_class(self->chips[step], "present");
        gtk_accessible_update_state(GTK_ACCESSIBLE(self->chips[step]),
                                    GTK_ACCESSIBLE_STATE_SELECTED, present, -1);
    }
}

static void
show_next(AppFirstRun *self)
{
    gboolean scanner = *station_get_config(self->station)->scanner != '\0';

    gtk_button_set_label(self->next, self->step == STEP_MONITOR               ? _("Done")
                                     : self->step == STEP_SCANNER && !scanner ? _("Do it later")
                                                                              : _("Next"));
}

/* The first row of what is asked, wherever GTK has left the keyboard by then. */
static gboolean
on_settled(gpointer user_data)
{
    AppFirstRun *self = user_data;

    self->settle = 0;
    gtk_root_set_focus(gtk_widget_get_root(GTK_WIDGET(self)), NULL);
    if (self->step == STEP_SCANNER)
        gtk_widget_grab_focus(GTK_WIDGET(self->scanner_group));
    else
        gtk_widget_child_focus(gtk_stack_get_visible_child(self->pages), GTK_DIR_TAB_FORWARD);
    g_debug("first-run: asks for %s", step_words[self->step].name);
    return G_SOURCE_REMOVE;
}

/* A screen reader still finds what a stack only covers, so all but one are hidden. */
static void
uncover(AppFirstRun *self)
{
    GtkWidget *page = gtk_stack_get_child_by_name(self->pages, step_words[self->step].name);
    GtkWidget *child;

    gtk_widget_set_visible(page, TRUE);
    gtk_stack_set_visible_child(self->pages, page);
    for (child = gtk_widget_get_first_child(GTK_WIDGET(self->pages)); child != NULL;
         child = gtk_widget_get_next_sibling(child))
        gtk_widget_set_visible(child, child == page);
}

static void
show_step(AppFirstRun *self)
{
    Step before = self->step;

    uncover(self);
    gtk_label_set_label(self->title, _(step_words[self->step].title));
    gtk_label_set_label(self->words, _(step_words[self->step].words));
    gtk_adjustment_set_value(gtk_scrolled_window_get_vadjustment(self->scrolled), 0);
    while (before > STEP_STATION && !asks(self->station, before - 1))
        before--;
    gtk_widget_set_visible(self->back, before > STEP_STATION);
    show_chips(self);
    show_next(self);
    if (self->settle == 0) /* GTK moves a focus that was lost with the step before on by one */
        self->settle = g_idle_add_full(G_PRIORITY_DEFAULT_IDLE, on_settled, self, NULL);
}

/* A station.conf is there from now on, so that nobody is asked again. */
static void
finish(AppFirstRun *self)
{
    g_autoptr(GError) error = NULL;

    if (!station_change_config(self->station, NULL, 0, &error))
        g_debug("first-run: %s", error->message);
    g_debug("first-run: finished");
    g_signal_emit(self, finished, 0);
}

static void
set_step(AppFirstRun *self, Step step)
{
    app_trial_stop(self->trial);
    if (step == STEP_FINISHED) {
        finish(self);
        return;
    }
    self->step = step;
    show_step(self);
}

static void
go_on(AppFirstRun *self)
{
    Step step = self->step + 1;

    while (!asks(self->station, step))
        step++;
    set_step(self, step);
}

static void
on_next(AppFirstRun *self)
{
    if (self->step == STEP_STATION)
        app_station_group_apply(self->station_group); /* goes on when it is stored */
    else
        go_on(self);
}

void
app_first_run_go_back(AppFirstRun *self)
{
    Step step = self->step;

    do {
        if (step == STEP_STATION)
            return;
        step--;
    } while (!asks(self->station, step));
    set_step(self, step);
}

void
app_first_run_begin(AppFirstRun *self)
{
    Step step = STEP_STATION;

    if (asks(self->station, STEP_SCANNER))
        app_scanner_list_look(self->scanners);
    while (!asks(self->station, step))
        step++;
    set_step(self, step);
}

/* ---- the object ---- */

static void
add_chip(AppFirstRun *self, Step step)
{
    gboolean locked = !asks(self->station, step);
    const char *label = _(step_words[step].label);
    /* Translators: %s is a step of the first run. */
    g_autofree char *words = g_strdup_printf(_("%s: set by the administrator"), label);
    GtkWidget *chip = g_object_new(GTK_TYPE_BOX, "accessible-role", GTK_ACCESSIBLE_ROLE_GROUP,
                                   "spacing", 6, NULL);

    if (locked) {
        gtk_box_append(GTK_BOX(chip), gtk_image_new_from_icon_name("changes-prevent-symbolic"));
        gtk_widget_set_tooltip_text(chip, words);
        gtk_widget_add_css_class(chip, "locked");
    }
    gtk_box_append(GTK_BOX(chip), gtk_label_new(label));
    gtk_widget_add_css_class(chip, "chip");
    app_spoken_name(GTK_WIDGET(chip), locked ? words : label);
    gtk_box_append(self->steps, chip);
    self->chips[step] = chip;
}

AppFirstRun *
app_first_run_new(Station *station, StationCounter *counter, GtkWindow *staff)
{
    AppFirstRun *self = g_object_new(APP_TYPE_FIRST_RUN, NULL);

    self->station = g_object_ref(station);
    for (Step step = STEP_STATION; step < STEP_FINISHED; step++)
        add_chip(self, step);
    app_station_group_bind(self->station_group, station, counter);
    app_scanner_group_bind(self->scanner_group, station, self->scanners);
    app_trial_bind(self->trial, station);
    app_monitor_group_bind(self->monitor_group, station, staff);
    g_signal_connect_object(station, "config-changed", G_CALLBACK(show_next), self,
                            G_CONNECT_SWAPPED);
    return self;
}

static void
app_first_run_dispose(GObject *object)
{
    AppFirstRun *self = APP_FIRST_RUN(object);

    g_clear_handle_id(&self->settle, g_source_remove);
    g_clear_object(&self->scanners);
    g_clear_object(&self->station);
    G_OBJECT_CLASS(app_first_run_parent_class)->dispose(object);
}

static void
app_first_run_class_init(AppFirstRunClass *class)
{
    GtkWidgetClass *widget_class = GTK_WIDGET_CLASS(class);

    g_type_ensure(APP_TYPE_STATION_GROUP);
    g_type_ensure(APP_TYPE_SCANNER_GROUP);
    g_type_ensure(APP_TYPE_TRIAL);
    g_type_ensure(APP_TYPE_MONITOR_GROUP);
    G_OBJECT_CLASS(class)->dispose = app_first_run_dispose;
    finished = g_signal_new("finished", G_TYPE_FROM_CLASS(class), G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                            NULL, G_TYPE_NONE, 0);
    gtk_widget_class_set_template_from_resource(widget_class,
                                                "/tw/edu/ksu/ScanStation/app-first-run.ui");
    gtk_widget_class_bind_template_callback(widget_class, on_next);
    gtk_widget_class_bind_template_callback(widget_class, go_on);
    gtk_widget_class_bind_template_callback(widget_class, app_first_run_go_back);
#define BIND(child) gtk_widget_class_bind_template_child(widget_class, AppFirstRun, child)
    BIND(steps);
    BIND(title);
    BIND(words);
    BIND(pages);
    BIND(scrolled);
    BIND(station_group);
    BIND(scanner_group);
    BIND(trial);
    BIND(monitor_group);
    BIND(back);
    BIND(next);
#undef BIND
}

static void
app_first_run_init(AppFirstRun *self)
{
    self->scanners = app_scanner_list_new();
    gtk_widget_init_template(GTK_WIDGET(self));
}
