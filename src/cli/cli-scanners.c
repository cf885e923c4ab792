#include "cli-event.h"
#include "cli-text.h"
#include "scan-query.h"
#include "station-language.h"

#define COLUMNS 4

static void
tell_device(Cli *cli, const ScanDevice *device)
{
    g_autofree char *identity = scan_device_to_identity(device);
    json_t *members = json_object();
    json_object_set_new(members, "name", json_string(device->name));
    json_object_set_new(members, "vendor", json_string(device->vendor));
    json_object_set_new(members, "model", json_string(device->model));
    json_object_set_new(members, "type", json_string(device->type));
    json_object_set_new(members, "serial", json_string(device->serial));
    json_object_set_new(members, "identity", json_string(identity));
    cli_event(cli, "scanner", members);
}

static char **
row_new(const char *name, const char *vendor, const char *model, const char *type)
{
    const char *cells[] = {name, vendor, model, type, NULL};
    return g_strdupv((char **)(gpointer)cells);
}

static CliExit
run_scanners(Cli *cli, char **arguments G_GNUC_UNUSED)
{
    g_autoptr(GError) error = NULL;
    g_auto(CliWait) wait = {0};
    scan_devices_async(NULL, cli->cancellable, cli_wait_ready, &wait);
    g_autoptr(GPtrArray) devices = scan_devices_finish(cli_wait(&wait), &error);
    if (devices == NULL)
        return cli_fail(cli, error);
    g_autoptr(GPtrArray) rows = g_ptr_array_new_with_free_func((GDestroyNotify)g_strfreev);
    g_ptr_array_add(rows, row_new(_("Name"), _("Vendor"), _("Model"), _("Type")));
    for (guint i = 0; i < devices->len; i++) {
        const ScanDevice *device = g_ptr_array_index(devices, i);
        tell_device(cli, device);
        g_ptr_array_add(rows, row_new(device->name, device->vendor, device->model, device->type));
    }
    if (devices->len == 0) {
        cli_say(cli, "%s", _("No scanner was found. Check cable and power."));
        return CLI_DONE;
    }
    g_autofree char *table = cli_text_table(rows, COLUMNS);
    fputs(table, cli->people);
    return CLI_DONE;
}

const CliVerb cli_scanners_verb = {
    .name = "scanners",
    .synopsis = "",
    .summary = N_("List the scanners that can be used"),
    .without_station = TRUE,
    .run = run_scanners,
};
