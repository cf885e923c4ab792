#include "client-sending.h"

#include <unistd.h>

/* Offsets that this upload cannot have at its beginning. */
static void
refuses_an_offset_that_cannot_be(Sending *sending, gconstpointer data G_GNUC_UNUSED)
{
    static const char *const offsets[] = {
        NULL, "", "11", "-1", "+4", "0x4", "4.0", "4,4", "four", "18446744073709551616",
    };

    sending_begin(sending, "11");
    sending_assert_fails(sending, CLIENT_ERROR, CLIENT_ERROR_RUBBISH);
    for (guint i = 0; i < G_N_ELEMENTS(offsets); i++) {
        g_test_message("%s", offsets[i] != NULL ? offsets[i] : "none");
        sending_head(sending, offsets[i]);
        sending_assert_fails(sending, CLIENT_ERROR, CLIENT_ERROR_RUBBISH);
    }
}

/* A chunk whose answer says that more was taken than sent, or nothing, or less than before. */
static void
refuses_an_offset_that_lies(Sending *sending, gconstpointer data G_GNUC_UNUSED)
{
    static const char *const offsets[] = {"9", "10", "4", "3", "0", "", "-1"};

    sending_begin(sending, "4");
    for (guint i = 0; i < G_N_ELEMENTS(offsets); i++) {
        guint before = server_count(sending->server);

        g_test_message("%s", offsets[i]);
        if (i > 0)
            sending_head(sending, "4");
        server_offset(sending->server, offsets[i]);
        sending_assert_fails(sending, CLIENT_ERROR, CLIENT_ERROR_RUBBISH);
        g_assert_cmpuint(server_count(sending->server), ==, before + (i > 0 ? 2 : 3));
    }
}

static void
refuses_a_chunk_without_an_offset(Sending *sending, gconstpointer data G_GNUC_UNUSED)
{
    sending_begin(sending, "8");
    server_http(sending->server, 204, "", "", SERVER_CLOSE);
    sending_assert_fails(sending, CLIENT_ERROR, CLIENT_ERROR_RUBBISH);
}

/* 200 says nothing of what was taken. */
static void
refuses_another_status_of_a_chunk(Sending *sending, gconstpointer data G_GNUC_UNUSED)
{
    sending_begin(sending, "8");
    server_http(sending->server, 200, "Upload-Offset: 10\r\n", "", SERVER_CLOSE);
    sending_assert_fails(sending, CLIENT_ERROR, CLIENT_ERROR_RUBBISH);
}

static void
asks_again_after_a_conflict(Sending *sending, gconstpointer data G_GNUC_UNUSED)
{
    sending_begin(sending, "0");
    server_http(sending->server, 409, "Content-Type: application/problem+json\r\n",
                "{\"code\":\"offset_mismatch\"}", SERVER_CLOSE);
    sending_head(sending, "8");
    server_offset(sending->server, "10");
    sending_assert_succeeds(sending);
    sending_assert_patch(sending, 4, "8", "89");
}

/* What a network or a busy server does, and what is sent behind it. */
static void
sends_again_what_may_pass(Sending *sending, gconstpointer data G_GNUC_UNUSED)
{
    static const guint statuses[] = {423, 429, 460, 500, 503};

    sending_begin(sending, "8");
    for (guint i = 0; i < G_N_ELEMENTS(statuses); i++) {
        guint again = server_count(sending->server) + (i > 0 ? 3 : 4);

        g_test_message("%u", statuses[i]);
        if (i > 0)
            sending_head(sending, "8");
        server_http(sending->server, statuses[i], "", "", SERVER_CLOSE);
        sending_head(sending, "8");
        server_offset(sending->server, "10");
        sending_assert_succeeds(sending);
        sending_assert_patch(sending, again, "8", "89");
    }
}

static void
sends_again_after_a_cut(Sending *sending, gconstpointer data G_GNUC_UNUSED)
{
    sending_begin(sending, "0");
    server_raw(sending->server, "", SERVER_NO_BODY);
    sending_head(sending, "3");
    server_raw(sending->server, "HTTP/1.1 204 No", SERVER_CLOSE);
    sending_head(sending, "7");
    server_offset(sending->server, "10");
    sending_assert_succeeds(sending);
    sending_assert_patch(sending, 6, "7", "789");
}

static void
sends_again_after_a_silence(Sending *sending, gconstpointer data G_GNUC_UNUSED)
{
    sending_begin(sending, "8");
    server_raw(sending->server, "", SERVER_HOLD);
    sending_head(sending, "8");
    server_offset(sending->server, "10");
    sending_assert_succeeds(sending);
    sending_assert_patch(sending, 4, "8", "89");
}

static void
gives_up_after_three_times(Sending *sending, gconstpointer data G_GNUC_UNUSED)
{
    sending_begin(sending, "8");
    for (guint i = 0; i < 2; i++) {
        server_http(sending->server, 503, "", "", SERVER_CLOSE);
        sending_head(sending, "8");
    }
    server_http(sending->server, 503, "", "", SERVER_CLOSE);
    sending_assert_fails(sending, API_PROBLEM_ERROR, API_PROBLEM_UNAVAILABLE);
    g_assert_cmpuint(server_count(sending->server), ==, 7);
}

/* Each chunk is taken, the next one fails, and the offset is back at the beginning. */
static void
gives_up_on_a_server_that_forgets(Sending *sending, gconstpointer data G_GNUC_UNUSED)
{
    sending_begin(sending, "0");
    for (guint i = 0; i < 6; i++) {
        server_offset(sending->server, "4");
        server_http(sending->server, 503, "", "", SERVER_CLOSE);
        sending_head(sending, "0");
    }
    sending_assert_fails(sending, API_PROBLEM_ERROR, API_PROBLEM_UNAVAILABLE);
    g_assert_cmpuint(server_count(sending->server), ==, 10);
}

static void
takes_back_what_the_server_lost(Sending *sending, gconstpointer data G_GNUC_UNUSED)
{
    sending_begin(sending, "0");
    server_offset(sending->server, "4");
    server_http(sending->server, 503, "", "", SERVER_CLOSE);
    sending_head(sending, "2");
    server_offset(sending->server, "6");
    server_offset(sending->server, "10");
    sending_assert_succeeds(sending);
    sending_assert_patch(sending, 5, "2", "2345");
    sending_assert_patch(sending, 6, "6", "6789");
}

static void
says_that_the_upload_is_gone(Sending *sending, gconstpointer data G_GNUC_UNUSED)
{
    sending_begin(sending, "8");
    server_http(sending->server, 410, "", "", SERVER_CLOSE);
    sending_assert_fails(sending, API_PROBLEM_ERROR, API_PROBLEM_UPLOAD_GONE);
    server_http(sending->server, 404, "", "", SERVER_CLOSE);
    sending_assert_fails(sending, API_PROBLEM_ERROR, API_PROBLEM_UPLOAD_GONE);
    server_http(sending->server, 410, "", "", SERVER_CLOSE);
    sending_assert_fails(sending, API_PROBLEM_ERROR, API_PROBLEM_UPLOAD_GONE);
    sending_head(sending, "8");
    server_http(sending->server, 404, "Content-Type: application/problem+json\r\n",
                "{\"code\":\"unknown_upload\"}", SERVER_CLOSE);
    sending_assert_fails(sending, API_PROBLEM_ERROR, API_PROBLEM_UNKNOWN_UPLOAD);
    g_assert_cmpuint(server_count(sending->server), ==, 7);
}

static void
ends_where_asking_fails(Sending *sending, gconstpointer data G_GNUC_UNUSED)
{
    server_http(sending->server, 500, "", "", SERVER_CLOSE);
    sending_assert_fails(sending, API_PROBLEM_ERROR, API_PROBLEM_UNAVAILABLE);
    server_raw(sending->server, "", SERVER_CLOSE);
    sending_assert_fails(sending, CLIENT_ERROR, CLIENT_ERROR_CUT);
    server_http(sending->server, 204, "", "", SERVER_CLOSE);
    server_http(sending->server, 401, "", "", SERVER_CLOSE);
    sending_assert_fails(sending, API_PROBLEM_ERROR, API_PROBLEM_NOT_SIGNED_IN);
    server_raw(sending->server, "", SERVER_CLOSE);
    sending_assert_fails(sending, CLIENT_ERROR, CLIENT_ERROR_CUT);
}

static void
says_that_the_file_shrank(Sending *sending, gconstpointer data G_GNUC_UNUSED)
{
    sending->shrink = 6;
    sending_begin(sending, "0");
    server_offset(sending->server, "4");
    sending_assert_fails(sending, CLIENT_ERROR, CLIENT_ERROR_FILE);
    sending_assert_patch(sending, 2, "0", "0123");
    g_assert_cmpuint(server_count(sending->server), ==, 3);
}

/* Where no sum is asked for, the file is read for the first time when it is sent: what is not there
 * is not made up, and it is not tried again. */
static void
says_that_the_file_shrank_on_its_way(Sending *sending, gconstpointer data G_GNUC_UNUSED)
{
    sending->shrink = 6;
    server_http(sending->server, 204, "Tus-Extension: creation\r\n", "", SERVER_CLOSE);
    sending_head(sending, "4");
    server_offset(sending->server, "8");
    sending_assert_fails(sending, CLIENT_ERROR, CLIENT_ERROR_FILE);
    /* Newer libcurls ask for the body before they send the head. */
    g_assert_cmpuint(server_count(sending->server), <=, 3);
    if (server_count(sending->server) == 3)
        g_assert_cmpuint(server_body(sending->server, 2)->len, <=, 2);
}

static void
says_that_the_file_cannot_be_read(Sending *sending, gconstpointer data G_GNUC_UNUSED)
{
    g_autoptr(GError) error = NULL;

    sending_begin(sending, "0");
    g_assert_false(
        client_upload_send(sending->client, "u1", -1, SENDING_TOTAL, NULL, NULL, NULL, &error));
    g_assert_error(error, CLIENT_ERROR, CLIENT_ERROR_FILE);
}

#define ADD(function)                                                                              \
    g_test_add("/client/upload-faults/" #function, Sending, NULL, sending_set_up, function,        \
               sending_tear_down)

int
main(int argc, char *argv[])
{
    g_test_init(&argc, &argv, NULL);
    ADD(refuses_an_offset_that_cannot_be);
    ADD(refuses_an_offset_that_lies);
    ADD(refuses_a_chunk_without_an_offset);
    ADD(refuses_another_status_of_a_chunk);
    ADD(asks_again_after_a_conflict);
    ADD(sends_again_what_may_pass);
    ADD(sends_again_after_a_cut);
    ADD(sends_again_after_a_silence);
    ADD(gives_up_after_three_times);
    ADD(gives_up_on_a_server_that_forgets);
    ADD(takes_back_what_the_server_lost);
    ADD(says_that_the_upload_is_gone);
    ADD(ends_where_asking_fails);
    ADD(says_that_the_file_shrank);
    ADD(says_that_the_file_shrank_on_its_way);
    ADD(says_that_the_file_cannot_be_read);
    return g_test_run();
}
