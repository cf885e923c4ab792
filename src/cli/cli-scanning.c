#include "cli-scanning.h"

#include "cli-check.h"
#include "cli-event.h"
#include "cli-text.h"
#include "station-language.h"

static void
tell_percent(CliProgress *progress, guint page, guint percent)
{
    json_t *members = json_object();
    json_object_set_new(members, "page", json_integer(page));
    json_object_set_new(members, "percent", json_integer(percent));
    cli_event(progress->cli, "scanning", members);
    g_autofree char *label = g_strdup_printf(_("Scanning page %u"), page);
    cli_progress_show(progress, label, percent);
}

static void
on_page_started(StationScan *scan G_GNUC_UNUSED, guint page, guint width G_GNUC_UNUSED,
                guint height G_GNUC_UNUSED, guint preview_width G_GNUC_UNUSED,
                guint preview_height G_GNUC_UNUSED, CliProgress *progress)
{
    tell_percent(progress, page, 0);
}

static void
on_progress(StationScan *scan G_GNUC_UNUSED, guint page, guint percent, CliProgress *progress)
{
    if (percent > 0)
        tell_percent(progress, page, percent);
}

static void
on_page_done(StationScan *scan, guint page, guint width, guint height, guint dpi,
             CliProgress *progress)
{
    const PageFindings *findings = station_scan_get_findings(scan, page);
    g_autoptr(GPtrArray) checks = findings != NULL ? station_check_list(findings, NULL)
                                                   : g_ptr_array_new();
    json_t *members = json_object();
    json_object_set_new(members, "page", json_integer(page));
    json_object_set_new(members, "width", json_integer(width));
    json_object_set_new(members, "height", json_integer(height));
    json_object_set_new(members, "resolution", json_integer(dpi));
    json_object_set_new(members, "checks", cli_check_to_json(checks));
    cli_event(progress->cli, "page", members);
    cli_progress_end(progress);
    cli_say(progress->cli, _("Page %u: %u × %u pixels at %u dpi."), page, width, height, dpi);
    cli_check_warn(checks);
}

static void
on_adjusted(StationScan *scan G_GNUC_UNUSED, const char *name, const char *asked,
            const char *became, CliProgress *progress)
{
    json_t *members = json_object();
    json_object_set_new(members, "name", json_string(name));
    json_object_set_new(members, "asked", json_string(asked));
    json_object_set_new(members, "became", json_string(became));
    cli_event(progress->cli, "adjusted", members);
    cli_progress_end(progress);
    cli_say(progress->cli, _("The scanner made %s of %s for “%s”."), became, asked, name);
}

static void
on_busy(StationScan *scan G_GNUC_UNUSED, guint seconds_left, guint try, guint tries,
        CliProgress *progress)
{
    json_t *members = json_object();
    json_object_set_new(members, "seconds", json_integer(seconds_left));
    json_object_set_new(members, "try", json_integer(try));
    json_object_set_new(members, "tries", json_integer(tries));
    cli_event(progress->cli, "busy", members);
    cli_progress_end(progress);
    cli_say(progress->cli, _("The scanner is busy (try %u of %u); the next try is in %u seconds."),
            try, tries, seconds_left);
}

void
cli_scanning_follow(CliProgress *progress, StationScan *scan)
{
    g_signal_connect(scan, "page-started", G_CALLBACK(on_page_started), progress);
    g_signal_connect(scan, "progress", G_CALLBACK(on_progress), progress);
    g_signal_connect(scan, "page-done", G_CALLBACK(on_page_done), progress);
    g_signal_connect(scan, "adjusted", G_CALLBACK(on_adjusted), progress);
    g_signal_connect(scan, "busy", G_CALLBACK(on_busy), progress);
}

void
cli_scanning_saved(Cli *cli, const char *path, const char *sha256, guint64 bytes, guint pages,
                   guint resolution)
{
    json_t *members = json_object();
    json_object_set_new(members, "path", json_string(path));
    json_object_set_new(members, "sha256", json_string(sha256));
    json_object_set_new(members, "bytes", json_integer((json_int_t)bytes));
    json_object_set_new(members, "pages", json_integer(pages));
    json_object_set_new(members, "resolution", json_integer(resolution));
    cli_event(cli, "saved", members);
    g_autofree char *size = g_format_size(bytes);
    cli_say(cli, _("Saved: %s (%s)."), path, size);
    cli_say(cli, "  SHA-256 %s", sha256);
}
