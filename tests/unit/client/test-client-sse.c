#include "client-private.h"

#include <string.h>

/* What the parser told, as text: "type|data|id\n" an event. */
typedef struct {
    GString *told;
    guint wanted; /* ends behind this many; 0 = never */
    guint count;
} Heard;

static gboolean
hear(const char *type, const char *data, const char *id, gpointer user_data)
{
    Heard *heard = user_data;

    g_string_append_printf(heard->told, "%s|%s|%s\n", type, data, id);
    return ++heard->count != heard->wanted;
}

/* Feeds `stream` in two parts, cut at `cut`; gives what was told (g_free). */
static char *
listen_in_two(const char *stream, gsize size, gsize cut)
{
    Heard heard = {.told = g_string_new(NULL)};
    g_autoptr(ClientSse) sse = client_sse_new(hear, &heard);
    gboolean rubbish = FALSE;

    g_assert_true(client_sse_feed(sse, stream, cut, &rubbish));
    g_assert_true(client_sse_feed(sse, stream + cut, size - cut, &rubbish));
    g_assert_false(rubbish);
    return g_string_free(heard.told, FALSE);
}

static void
assert_told(const char *stream, const char *wanted)
{
    gsize size = strlen(stream);

    for (gsize cut = 0; cut <= size; cut++) {
        g_autofree char *told = listen_in_two(stream, size, cut);

        g_assert_cmpstr(told, ==, wanted);
    }
}

static void
reads_each_line_ending(void)
{
    assert_told("event: status\nid: 7\ndata: a\n\n", "status|a|7\n");
    assert_told("event: status\rid: 7\rdata: a\r\r", "status|a|7\n");
    assert_told("event: status\r\nid: 7\r\ndata: a\r\n\r\n", "status|a|7\n");
    assert_told("event: status\rid: 7\ndata: a\r\n\ndata: b\r\r\n", "status|a|7\nmessage|b|7\n");
}

static void
reads_fields_as_the_standard_says(void)
{
    assert_told("data\n\n", "message||\n");
    assert_told("data:a\ndata: b\ndata:  c\ndata:\n\n", "message|a\nb\n c\n|\n");
    assert_told("data: x: y\n\n", "message|x: y|\n");
    assert_told(": alive\n\n:\n\ndata: a\n: between\ndata: b\n\n", "message|a\nb|\n");
    assert_told("retry: 10\nDATA: no\n data: no\nfoo: bar\ndata: yes\n\n", "message|yes|\n");
    assert_told("data: 查證中\n\n", "message|查證中|\n");
}

static void
keeps_the_id_and_forgets_the_type(void)
{
    assert_told("event: status\nid: 1\ndata: a\n\ndata: b\n\n", "status|a|1\nmessage|b|1\n");
    assert_told("id: 1\ndata: a\n\nid\ndata: b\n\n", "message|a|1\nmessage|b|\n");
    /* An event without data is none, but its id counts. */
    assert_told("event: status\nid: 3\n\ndata: a\n\n", "message|a|3\n");
}

static void
drops_an_event_that_was_not_ended(void)
{
    assert_told("data: a\n\ndata: b\n", "message|a|\n");
    assert_told("data: a", "");
    assert_told("", "");
}

static void
takes_a_byte_order_mark_once(void)
{
    assert_told("\xef\xbb\xbf"
                "data: a\n\ndata: b\n\n",
                "message|a|\nmessage|b|\n");
    assert_told("\n\xef\xbb\xbf"
                "data: a\n\n",
                "");
    assert_told("\xef\xbb\xbf\xef\xbb\xbf"
                "data: a\n\n",
                "");
}

static void
assert_rubbish(const GString *stream, gboolean wanted)
{
    Heard heard = {.told = g_string_new(NULL)};
    g_autoptr(ClientSse) sse = client_sse_new(hear, &heard);
    gboolean rubbish = FALSE;

    g_assert_cmpint(client_sse_feed(sse, stream->str, stream->len, &rubbish), !=, wanted);
    g_assert_cmpint(rubbish, ==, wanted);
    g_string_free(heard.told, TRUE);
}

static void
refuses_nul(void)
{
    g_autoptr(GString) stream = g_string_new_len("data: a\0b\n\n", 11);

    assert_rubbish(stream, TRUE);
}

static void
limits_a_line(void)
{
    g_autoptr(GString) stream = g_string_new("data:");

    while (stream->len < CLIENT_MAX_EVENT_LINE)
        g_string_append_c(stream, 'x');
    assert_rubbish(stream, FALSE);
    g_string_append_c(stream, '\n');
    assert_rubbish(stream, FALSE);
    g_string_truncate(stream, CLIENT_MAX_EVENT_LINE);
    g_string_append_c(stream, 'x');
    assert_rubbish(stream, TRUE);
}

static void
limits_an_event_of_many_lines(void)
{
    g_autoptr(GString) stream = g_string_new(NULL);

    for (guint i = 0; i < CLIENT_MAX_EVENT_LINE / 16; i++)
        g_string_append(stream, "data: 0123456789\n");
    assert_rubbish(stream, FALSE);
    for (guint i = 0; i < CLIENT_MAX_EVENT_LINE / 16; i++)
        g_string_append(stream, "data: 0123456789\n");
    assert_rubbish(stream, TRUE);
}

static void
ends_when_the_listener_has_enough(void)
{
    Heard heard = {.told = g_string_new(NULL), .wanted = 2};
    g_autoptr(ClientSse) sse = client_sse_new(hear, &heard);
    const char *stream = "data: a\n\ndata: b\n\ndata: c\n\n";
    gboolean rubbish = FALSE;

    g_assert_false(client_sse_feed(sse, stream, strlen(stream), &rubbish));
    g_assert_false(rubbish);
    g_assert_cmpstr(heard.told->str, ==, "message|a|\nmessage|b|\n");
    g_string_free(heard.told, TRUE);
    client_sse_free(NULL);
}

int
main(int argc, char *argv[])
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/client/sse/reads-each-line-ending", reads_each_line_ending);
    g_test_add_func("/client/sse/reads-fields-as-the-standard-says",
                    reads_fields_as_the_standard_says);
    g_test_add_func("/client/sse/keeps-the-id-and-forgets-the-type",
                    keeps_the_id_and_forgets_the_type);
    g_test_add_func("/client/sse/drops-an-event-that-was-not-ended",
                    drops_an_event_that_was_not_ended);
    g_test_add_func("/client/sse/takes-a-byte-order-mark-once", takes_a_byte_order_mark_once);
    g_test_add_func("/client/sse/refuses-nul", refuses_nul);
    g_test_add_func("/client/sse/limits-a-line", limits_a_line);
    g_test_add_func("/client/sse/limits-an-event-of-many-lines", limits_an_event_of_many_lines);
    g_test_add_func("/client/sse/ends-when-the-listener-has-enough",
                    ends_when_the_listener_has_enough);
    return g_test_run();
}
