#include "outbox-private.h"

#include "base-folder.h"
#include "base-id.h"

#include <string.h>
#include <unistd.h>

/* What a crash left in making: whole and sealed but for its last rename, or not. */
static void
recover_making(Outbox *outbox, const char *id)
{
    g_autofree char *sidecar = outbox_entry_file(outbox, OUTBOX_STATE_MAKING, id, OUTBOX_CAPTURE);
    g_autoptr(GError) error = NULL;
    g_autoptr(OutboxCapture) capture = NULL;
    int fd;

    if (access(sidecar, F_OK) != 0) {
        outbox_entry_quarantine(outbox, OUTBOX_STATE_MAKING, id, "unfinished",
                                "the station stopped before this scan was finished", NULL);
        return;
    }
    capture = outbox_capture_load(sidecar, &error);
    fd = capture != NULL && strcmp(capture->id, id) == 0
             ? outbox_entry_open_checked(outbox, OUTBOX_STATE_MAKING, id, capture, &error)
             : -1;
    if (g_error_matches(error, OUTBOX_ERROR, OUTBOX_ERROR_UNREADABLE))
        return; /* the next start looks again */
    if (fd < 0) {
        outbox_entry_quarantine(outbox, OUTBOX_STATE_MAKING, id, "damaged",
                                error != NULL ? error->message : "the sidecar is another entry's",
                                NULL);
        return;
    }
    /* The crash came between sidecar and rename: the rename is all that was missing. fsync once
     * more, as nobody can say whether the file's own had been done. */
    if (fsync(fd) == 0)
        outbox_entry_move(outbox, id, OUTBOX_STATE_MAKING, OUTBOX_STATE_READY, NULL);
    close(fd);
}

static void
recover_sending(Outbox *outbox, const char *id)
{
    outbox_entry_move(outbox, id, OUTBOX_STATE_SENDING, OUTBOX_STATE_READY, NULL);
}

static guint
recover_state(Outbox *outbox, OutboxState state, void (*recover)(Outbox *, const char *))
{
    g_autofree char *folder = g_build_filename(outbox->path, outbox_state_code(state), NULL);
    g_auto(GStrv) names = NULL;
    guint count = 0;

    if (!base_folder_list(folder, OUTBOX_MAX_ENTRIES, &names, NULL))
        return 0;
    for (guint i = 0; names[i] != NULL; i++) {
        OutboxState now;

        if (!outbox_entry_state(outbox, names[i], &now, NULL) || now != state)
            continue;
        recover(outbox, names[i]);
        count++;
    }
    return count;
}

guint
outbox_recover(Outbox *outbox)
{
    return recover_state(outbox, OUTBOX_STATE_MAKING, recover_making) +
           recover_state(outbox, OUTBOX_STATE_SENDING, recover_sending);
}
