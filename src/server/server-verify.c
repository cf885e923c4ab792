#include "server.h"

#include "verify.h"

#include <stdio.h>
#include <string.h>

static void
print(const char *kind, const char *words, gpointer data)
{
    (void)data;
    printf("%s: %s\n", kind, words);
}

/* "NUMBER:HASH", as verify itself prints it. */
static gboolean
read_anchor(const char *text, StoreAnchor *ret_anchor)
{
    const char *colon = strchr(text, ':');
    g_autofree char *number = colon != NULL ? g_strndup(text, (gsize)(colon - text)) : NULL;

    if (number == NULL ||
        !g_ascii_string_to_signed(number, 10, 1, G_MAXINT64, &ret_anchor->seq, NULL) ||
        !base_digest_from_hex(colon + 1, NULL))
        return FALSE;
    g_strlcpy(ret_anchor->hash, colon + 1, sizeof ret_anchor->hash);
    return TRUE;
}

static int
verify(const char *data_dir, const StoreAnchor *anchor)
{
    VerifySummary summary;

    verify_data_dir(data_dir, anchor, print, NULL, &summary);
    printf("%" G_GUINT64_FORMAT " reports, %" G_GUINT64_FORMAT " originals of %" G_GUINT64_FORMAT
           " bytes; ",
           summary.reports, summary.originals, summary.bytes);
    if (summary.differences == 0)
        printf("all is whole\n");
    else
        printf("%" G_GUINT64_FORMAT " differences\n", summary.differences);
    printf("the audit log ends with %" G_GINT64_FORMAT ":%s\n", summary.end.seq,
           summary.end.seq > 0 ? summary.end.hash : "");
    return summary.differences == 0 ? SERVER_DONE : SERVER_FAILED;
}

int
server_verify(int argc, char *argv[])
{
    g_autofree char *data_dir = NULL;
    g_autofree char *anchored = NULL;
    const GOptionEntry entries[] = {
        {"data-dir", 0, 0, G_OPTION_ARG_FILENAME, &data_dir, "Where the records live", "DIR"},
        {"anchor", 0, 0, G_OPTION_ARG_STRING, &anchored,
         "An end of the audit log that was printed before", "NUMBER:HASH"},
        G_OPTION_ENTRY_NULL,
    };
    g_autoptr(GOptionContext) context = g_option_context_new(NULL);
    StoreAnchor anchor;

    g_option_context_add_main_entries(context, entries, NULL);
    if (!server_parse(context, &argc, &argv))
        return SERVER_USAGE;
    if (data_dir == NULL || argc != 1) {
        server_complain("verify needs --data-dir DIR");
        return SERVER_USAGE;
    }
    if (anchored != NULL && !read_anchor(anchored, &anchor)) {
        server_complain("“%s” is not NUMBER:HASH", anchored);
        return SERVER_USAGE;
    }
    return verify(data_dir, anchored != NULL ? &anchor : NULL);
}
