#include "client-private.h"

#include <string.h>

#define BYTE_ORDER_MARK "\xef\xbb\xbf"

struct ClientSse {
    ClientSseEvent event;
    gpointer user_data;
    GString *line;
    gboolean begun;    /* the first line has been taken */
    gboolean after_cr; /* an LF right behind a CR belongs to it */
    GString *type;
    GString *data;
    GString *id;
};

ClientSse *
client_sse_new(ClientSseEvent event, gpointer user_data)
{
    ClientSse *sse = g_new0(ClientSse, 1);

    sse->event = event;
    sse->user_data = user_data;
    sse->line = g_string_new(NULL);
    sse->type = g_string_new(NULL);
    sse->data = g_string_new(NULL);
    sse->id = g_string_new(NULL);
    return sse;
}

void
client_sse_free(ClientSse *sse)
{
    if (sse == NULL)
        return;
    g_string_free(sse->line, TRUE);
    g_string_free(sse->type, TRUE);
    g_string_free(sse->data, TRUE);
    g_string_free(sse->id, TRUE);
    g_free(sse);
}

/* An empty line ends an event; one without data is dropped. */
static gboolean
dispatch(ClientSse *sse)
{
    gboolean go_on = TRUE;

    if (sse->data->len > 0) {
        g_string_truncate(sse->data, sse->data->len - 1); /* the last line's LF */
        go_on = sse->event(sse->type->len > 0 ? sse->type->str : "message", sse->data->str,
                           sse->id->str, sse->user_data);
    }
    g_string_truncate(sse->type, 0);
    g_string_truncate(sse->data, 0);
    return go_on;
}

static void
take_field(ClientSse *sse, const char *name, const char *value)
{
    if (strcmp(name, "event") == 0) {
        g_string_assign(sse->type, value);
    } else if (strcmp(name, "data") == 0) {
        g_string_append(sse->data, value);
        g_string_append_c(sse->data, '\n');
    } else if (strcmp(name, "id") == 0) {
        g_string_assign(sse->id, value);
    }
}

static gboolean
take_line(ClientSse *sse)
{
    char *line = sse->line->str, *colon;

    if (!sse->begun && g_str_has_prefix(line, BYTE_ORDER_MARK))
        g_string_erase(sse->line, 0, strlen(BYTE_ORDER_MARK));
    sse->begun = TRUE;
    if (sse->line->len == 0)
        return dispatch(sse);
    colon = strchr(line, ':');
    if (colon == NULL) {
        take_field(sse, line, "");
    } else if (colon != line) { /* a line that begins with a colon is a comment */
        *colon = '\0';
        take_field(sse, line, colon[1] == ' ' ? colon + 2 : colon + 1);
    }
    g_string_truncate(sse->line, 0);
    return TRUE;
}

gboolean
client_sse_feed(ClientSse *sse, const char *bytes, gsize size, gboolean *ret_rubbish)
{
    for (gsize i = 0; i < size; i++) {
        char c = bytes[i];

        if (c == '\n' && sse->after_cr) {
            sse->after_cr = FALSE;
            continue;
        }
        sse->after_cr = c == '\r';
        if (c == '\r' || c == '\n') {
            if (!take_line(sse))
                return FALSE;
        } else if (c == '\0' || sse->line->len + sse->data->len >= CLIENT_MAX_EVENT_LINE) {
            *ret_rubbish = TRUE;
            return FALSE;
        } else {
            g_string_append_c(sse->line, c);
        }
    }
    return TRUE;
}
