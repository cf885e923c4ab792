#include "client-sending.h"

#include <string.h>
#include <unistd.h>

void
sending_set_up(Sending *sending, gconstpointer data G_GNUC_UNUSED)
{
    sending->server = server_new();
    sending->client = server_client_with(sending->server, 5000, 300);
    sending->fd = server_file(SENDING_BYTES, SENDING_TOTAL);
    sending->told = g_array_new(FALSE, FALSE, sizeof(guint64));
    sending->shrink = -1;
}

void
sending_tear_down(Sending *sending, gconstpointer data G_GNUC_UNUSED)
{
    client_free(sending->client);
    server_free(sending->server);
    close(sending->fd);
    g_array_unref(sending->told);
}

void
sending_head(Sending *sending, const char *offset)
{
    g_autofree char *header = offset != NULL ? g_strdup_printf("Upload-Offset: %s\r\n", offset)
                                             : g_strdup("");

    server_http(sending->server, 200, header, "", SERVER_CLOSE);
}

void
sending_begin(Sending *sending, const char *offset)
{
    server_http(sending->server, 204,
                "Tus-Extension: creation,checksum\r\nTus-Checksum-Algorithm: sha1,sha256\r\n", "",
                SERVER_CLOSE);
    sending_head(sending, offset);
}

static void
take_progress(guint64 sent, guint64 total, gpointer user_data)
{
    Sending *sending = user_data;

    g_assert_cmpuint(total, ==, SENDING_TOTAL);
    g_array_append_val(sending->told, sent);
    if (sending->shrink >= 0)
        g_assert_cmpint(ftruncate(sending->fd, sending->shrink), ==, 0);
}

gboolean
sending_run(Sending *sending, GError **error)
{
    return client_upload_send(sending->client, "u1", sending->fd, SENDING_TOTAL, take_progress,
                              sending, NULL, error);
}

void
sending_assert_succeeds(Sending *sending)
{
    g_autoptr(GError) error = NULL;

    g_assert_true(sending_run(sending, &error));
    g_assert_no_error(error);
    g_assert_cmpuint(g_array_index(sending->told, guint64, sending->told->len - 1), ==,
                     SENDING_TOTAL);
}

void
sending_assert_fails(Sending *sending, GQuark domain, int code)
{
    g_autoptr(GError) error = NULL;

    g_assert_false(sending_run(sending, &error));
    g_assert_error(error, domain, code);
}

void
sending_assert_patch(Sending *sending, guint n, const char *offset, const char *bytes)
{
    const char *head = server_head(sending->server, n);
    g_autofree char *field = g_strdup_printf("\r\nUpload-Offset: %s\r\n", offset);

    g_assert_true(g_str_has_prefix(head, "PATCH /api/v1/uploads/u1 HTTP/1.1\r\n"));
    g_assert_nonnull(strstr(head, "\r\nTus-Resumable: 1.0.0\r\n"));
    g_assert_nonnull(strstr(head, "\r\nContent-Type: application/offset+octet-stream\r\n"));
    g_assert_nonnull(strstr(head, field));
    g_assert_cmpstr(server_body(sending->server, n)->str, ==, bytes);
}
