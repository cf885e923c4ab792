#include "client-sending.h"

#include <string.h>

static void
makes_an_upload(Sending *sending, gconstpointer data G_GNUC_UNUSED)
{
    static const char *const locations[] = {"/api/v1/uploads/3f-2a_b.1",
                                            "https://cca.example.edu.tw/api/v1/uploads/3f-2a_b.1",
                                            "http://192.0.2.1:1/3f-2a_b.1", "./3f-2a_b.1"};

    for (guint i = 0; i < G_N_ELEMENTS(locations); i++) {
        g_autofree char *header = g_strdup_printf("Location: %s\r\n", locations[i]);
        g_autoptr(GError) error = NULL;
        g_autofree char *uid = NULL;

        server_http(sending->server, 201, header, "", SERVER_CLOSE);
        uid = client_upload_create(sending->client, 5000000000, "image/tiff", NULL, &error);
        g_assert_no_error(error);
        g_assert_cmpstr(uid, ==, "3f-2a_b.1");
    }
    g_assert_true(
        g_str_has_prefix(server_head(sending->server, 0), "POST /api/v1/uploads HTTP/1.1\r\n"));
    g_assert_nonnull(strstr(server_head(sending->server, 0), "\r\nUpload-Length: 5000000000\r\n"));
    g_assert_nonnull(strstr(server_head(sending->server, 0),
                            "\r\nUpload-Metadata: filetype aW1hZ2UvdGlmZg==\r\n"));
    g_assert_nonnull(strstr(server_head(sending->server, 0), "\r\nTus-Resumable: 1.0.0\r\n"));
}

static void
makes_none_without_an_address(Sending *sending, gconstpointer data G_GNUC_UNUSED)
{
    static const char *const headers[] = {"",
                                          "Location:\r\n",
                                          "Location: 3f2a\r\n",
                                          "Location: /api/v1/uploads/\r\n",
                                          "Location: /api/v1/uploads/a b\r\n",
                                          "Location: /api/v1/uploads/..\r\n"};

    for (guint i = 0; i < G_N_ELEMENTS(headers); i++) {
        g_autoptr(GError) error = NULL;

        server_http(sending->server, 201, headers[i], "", SERVER_CLOSE);
        g_assert_null(client_upload_create(sending->client, 1, "image/tiff", NULL, &error));
        g_assert_error(error, CLIENT_ERROR, CLIENT_ERROR_RUBBISH);
    }
}

static void
deletes_an_upload(Sending *sending, gconstpointer data G_GNUC_UNUSED)
{
    g_autoptr(GError) error = NULL;

    server_http(sending->server, 204, "", "", SERVER_CLOSE);
    server_http(sending->server, 404, "", "", SERVER_CLOSE);
    g_assert_true(client_upload_delete(sending->client, "u1", NULL, &error));
    g_assert_true(g_str_has_prefix(server_head(sending->server, 0),
                                   "DELETE /api/v1/uploads/u1 HTTP/1.1\r\n"));
    g_assert_false(client_upload_delete(sending->client, "u1", NULL, &error));
    g_assert_error(error, API_PROBLEM_ERROR, API_PROBLEM_NOT_FOUND);
}

static void
asks_nothing_for_a_name_that_cannot_be(Sending *sending, gconstpointer data G_GNUC_UNUSED)
{
    static const char *const names[] = {"", "../u1", "u1/x", "u1?x"};

    for (guint i = 0; i < G_N_ELEMENTS(names); i++) {
        g_autoptr(GError) deleting = NULL, sent = NULL;

        g_assert_false(client_upload_delete(sending->client, names[i], NULL, &deleting));
        g_assert_error(deleting, API_PROBLEM_ERROR, API_PROBLEM_UNKNOWN_UPLOAD);
        g_assert_false(client_upload_send(sending->client, names[i], sending->fd, SENDING_TOTAL,
                                          NULL, NULL, NULL, &sent));
        g_assert_error(sent, API_PROBLEM_ERROR, API_PROBLEM_UNKNOWN_UPLOAD);
    }
    g_assert_cmpuint(server_connections(sending->server), ==, 0);
}

static void
sends_chunks_with_their_digests(Sending *sending, gconstpointer data G_GNUC_UNUSED)
{
    guint64 before = 0;

    sending_begin(sending, "0");
    server_offset(sending->server, "4");
    server_offset(sending->server, "8");
    server_offset(sending->server, "10");
    sending_assert_succeeds(sending);
    g_assert_true(
        g_str_has_prefix(server_head(sending->server, 0), "OPTIONS /api/v1/uploads HTTP/1.1\r\n"));
    g_assert_true(
        g_str_has_prefix(server_head(sending->server, 1), "HEAD /api/v1/uploads/u1 HTTP/1.1\r\n"));
    sending_assert_patch(sending, 2, "0", "0123");
    sending_assert_patch(sending, 3, "4", "4567");
    sending_assert_patch(sending, 4, "8", "89");
    /* printf 0123 | sha256sum, in base64 */
    g_assert_nonnull(strstr(server_head(sending->server, 2),
                            "\r\nUpload-Checksum: sha256 "
                            "G+LkUrRteg2WVrux92joJI66G3W67WX12Z6vqUiJmmo=\r\n"));
    for (guint i = 0; i < sending->told->len; i++) {
        g_assert_cmpuint(g_array_index(sending->told, guint64, i), >=, before);
        before = g_array_index(sending->told, guint64, i);
    }
}

static void
goes_on_from_the_servers_offset(Sending *sending, gconstpointer data G_GNUC_UNUSED)
{
    sending_begin(sending, "7");
    server_offset(sending->server, "10");
    sending_assert_succeeds(sending);
    sending_assert_patch(sending, 2, "7", "789");
}

static void
sends_nothing_that_the_server_has(Sending *sending, gconstpointer data G_GNUC_UNUSED)
{
    sending_begin(sending, "10");
    sending_assert_succeeds(sending);
    g_assert_cmpuint(server_count(sending->server), ==, 2);
}

static void
sends_the_rest_of_a_chunk_taken_in_part(Sending *sending, gconstpointer data G_GNUC_UNUSED)
{
    sending_begin(sending, "0");
    server_offset(sending->server, "1");
    server_offset(sending->server, "5");
    server_offset(sending->server, "6");
    server_offset(sending->server, "10");
    sending_assert_succeeds(sending);
    sending_assert_patch(sending, 3, "1", "1234");
    sending_assert_patch(sending, 4, "5", "5678");
    sending_assert_patch(sending, 5, "6", "6789");
}

/* The second upload of a client needs no OPTIONS. */
static void
asks_for_checksums_once(Sending *sending, gconstpointer data G_GNUC_UNUSED)
{
    sending_begin(sending, "10");
    sending_head(sending, "10");
    sending_assert_succeeds(sending);
    sending_assert_succeeds(sending);
    g_assert_cmpuint(server_count(sending->server), ==, 3);
}

static void
sends_no_digest_that_nobody_checks(Sending *sending, gconstpointer data G_GNUC_UNUSED)
{
    static const char *const options[] = {
        "", "Tus-Extension: creation\r\nTus-Checksum-Algorithm: sha256\r\n",
        "Tus-Extension: creation,checksum\r\nTus-Checksum-Algorithm: sha1,md5\r\n",
        "Tus-Extension: creation,checksum\r\n"};

    for (guint i = 0; i < G_N_ELEMENTS(options); i++) {
        guint patch = server_count(sending->server) + 2;

        client_free(sending->client);
        sending->client = server_client(sending->server);
        server_http(sending->server, 200, options[i], "", SERVER_CLOSE);
        sending_head(sending, "8");
        server_offset(sending->server, "10");
        sending_assert_succeeds(sending);
        sending_assert_patch(sending, patch, "8", "89");
        g_assert_null(strstr(server_head(sending->server, patch), "Upload-Checksum"));
    }
}

static void
sends_an_empty_file(Sending *sending, gconstpointer data G_GNUC_UNUSED)
{
    g_autoptr(GError) error = NULL;

    sending_begin(sending, "0");
    g_assert_true(
        client_upload_send(sending->client, "u1", sending->fd, 0, NULL, NULL, NULL, &error));
    g_assert_no_error(error);
    g_assert_cmpuint(server_count(sending->server), ==, 2);
}

#define ADD(function)                                                                              \
    g_test_add("/client/upload/" #function, Sending, NULL, sending_set_up, function,               \
               sending_tear_down)

int
main(int argc, char *argv[])
{
    g_test_init(&argc, &argv, NULL);
    ADD(makes_an_upload);
    ADD(makes_none_without_an_address);
    ADD(deletes_an_upload);
    ADD(asks_nothing_for_a_name_that_cannot_be);
    ADD(sends_chunks_with_their_digests);
    ADD(goes_on_from_the_servers_offset);
    ADD(sends_nothing_that_the_server_has);
    ADD(sends_the_rest_of_a_chunk_taken_in_part);
    ADD(asks_for_checksums_once);
    ADD(sends_no_digest_that_nobody_checks);
    ADD(sends_an_empty_file);
    return g_test_run();
}
