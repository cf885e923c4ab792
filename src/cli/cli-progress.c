#include "cli-progress.h"

#include "cli-text.h"

#include <string.h>

#define BAR_WIDTH   30
#define LABEL_WIDTH 24
#define PIPE_STEP   25 /* percent between two lines on a pipe */

static void
draw_bar(CliProgress *progress, guint percent)
{
    char bar[BAR_WIDTH + 1];
    guint filled = percent * BAR_WIDTH / 100;
    memset(bar, '#', filled);
    memset(bar + filled, '.', BAR_WIDTH - filled);
    bar[BAR_WIDTH] = '\0';
    g_autofree char *label = cli_text_pad(progress->label, LABEL_WIDTH);
    fprintf(progress->cli->people, "\r%s [%s] %3u %%", label, bar, percent);
    fflush(progress->cli->people);
    progress->open = TRUE;
}

void
cli_progress_show(CliProgress *progress, const char *label, guint percent)
{
    if (progress->cli->json)
        return;
    percent = MIN(percent, 100);
    if (g_strcmp0(label, progress->label) != 0) {
        cli_progress_end(progress);
        progress->label = g_strdup(label);
    }
    gboolean terminal = progress->cli->terminal;
    guint step = terminal ? 1 : PIPE_STEP;
    if (progress->shown > 0 && percent / step == (progress->shown - 1) / step)
        return;
    progress->shown = percent + 1;
    if (terminal)
        draw_bar(progress, percent);
    else
        cli_say(progress->cli, "%s: %u %%", label, percent);
}

void
cli_progress_end(CliProgress *progress)
{
    if (progress->open)
        fputc('\n', progress->cli->people);
    progress->open = FALSE;
    progress->shown = 0;
    g_clear_pointer(&progress->label, g_free);
}
