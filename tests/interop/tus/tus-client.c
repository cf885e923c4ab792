/* Our client's uploads, one call at a time, for a server that others wrote.
 *
 *   tus-client URL CHUNK create FILE            prints the upload's UID
 *   tus-client URL CHUNK send FILE UID [PAUSE]  prints each progress in bytes
 *   tus-client URL CHUNK delete FILE UID
 *
 * At PAUSE bytes it prints "paused" and goes on when it has read a line. */
#include "client.h"

#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static void
show_progress(guint64 sent, guint64 total, gpointer pause)
{
    guint64 *pause_at = pause;

    (void)total;
    printf("%" G_GUINT64_FORMAT "\n", sent);
    if (sent >= *pause_at) {
        *pause_at = G_MAXUINT64;
        puts("paused");
        fflush(stdout);
        while (getchar() != '\n' && !feof(stdin))
            continue;
    }
}

static gboolean
create(Client *client, guint64 size, GError **error)
{
    g_autofree char *uid = client_upload_create(client, size, "image/tiff", NULL, error);

    if (uid == NULL)
        return FALSE;
    puts(uid);
    return TRUE;
}

static gboolean
run(Client *client, char *argv[], GError **error)
{
    const char *verb = argv[0], *file = argv[1], *uid = argv[2];
    guint64 pause_at = uid != NULL && argv[3] != NULL ? g_ascii_strtoull(argv[3], NULL, 10)
                                                      : G_MAXUINT64;
    int fd = open(file, O_RDONLY | O_CLOEXEC);
    struct stat status;
    gboolean done = FALSE;

    if (fd < 0 || fstat(fd, &status) != 0)
        g_error("the test's file %s is missing", file);
    if (uid == NULL)
        done = create(client, (guint64)status.st_size, error);
    else if (strcmp(verb, "send") == 0)
        done = client_upload_send(client, uid, fd, (guint64)status.st_size, show_progress,
                                  &pause_at, NULL, error);
    else
        done = client_upload_delete(client, uid, NULL, error);
    close(fd);
    return done;
}

int
main(int argc, char *argv[])
{
    ClientLimits limits = client_limits_default;
    g_autoptr(GError) error = NULL;
    g_autoptr(Client) client = NULL;

    if (argc < 5)
        return 2;
    limits.chunk_size = (guint)g_ascii_strtoull(argv[2], NULL, 10);
    client = client_new(argv[1], NULL, &limits, &error);
    if (client != NULL && run(client, argv + 3, &error))
        return 0;
    fprintf(stderr, "%s %d: %s\n", g_quark_to_string(error->domain), error->code, error->message);
    return 1;
}
