#include "client.h"

static void
takes_what_a_server_can_have(void)
{
    static const struct {
        const char *url, *base;
    } good[] = {
        {"https://cca.example.edu.tw", "https://cca.example.edu.tw"},
        {"https://cca.example.edu.tw/", "https://cca.example.edu.tw"},
        {"https://cca.example.edu.tw:8443/scan//", "https://cca.example.edu.tw:8443/scan"},
        {"https://[2001:db8::1]", "https://[2001:db8::1]"},
        {"http://127.0.0.1:8080", "http://127.0.0.1:8080"},
        {"http://127.9.9.9", "http://127.9.9.9"},
        {"http://[::1]:8080/", "http://[::1]:8080"},
        {"http://localhost:8080", "http://localhost:8080"},
        {"http://LocalHost", "http://LocalHost"},
    };

    for (guint i = 0; i < G_N_ELEMENTS(good); i++) {
        g_autoptr(GError) error = NULL;
        g_autoptr(Client) client = client_new(good[i].url, NULL, NULL, &error);

        g_assert_no_error(error);
        g_assert_cmpstr(client_base_url(client), ==, good[i].base);
    }
}

static void
refuses_everything_else(void)
{
    static const char *const bad[] = {
        "",
        "/",
        "cca.example.edu.tw",
        "//cca.example.edu.tw",
        "https://",
        "https:///api",
        "https:cca.example.edu.tw",
        "ftp://cca.example.edu.tw",
        "file:///etc/passwd",
        "https://T001@cca.example.edu.tw",
        "https://T001:secret@cca.example.edu.tw",
        "https://cca.example.edu.tw/?a=b",
        "https://cca.example.edu.tw/#top",
        "https://cca.example.edu.tw:port",
        "https://cca.example.edu.tw:99999",
        "https://cca example.edu.tw",
        "https://cca.example.edu.tw/%zz",
        "https://\xff\xfe",
    };

    for (guint i = 0; i < G_N_ELEMENTS(bad); i++) {
        g_autoptr(GError) error = NULL;

        g_test_message("case %u", i);
        g_assert_null(client_new(bad[i], NULL, NULL, &error));
        g_assert_error(error, CLIENT_ERROR, CLIENT_ERROR_URL);
    }
}

static void
refuses_plain_http_to_other_machines(void)
{
    static const char *const bad[] = {
        "http://cca.example.edu.tw",    "http://192.0.2.1",
        "http://10.0.0.1:8080",         "http://0.0.0.0:8080",
        "http://127.0.0.1.example.edu", "http://localhost.example.edu",
        "http://[2001:db8::1]",         "http://[::]",
    };

    for (guint i = 0; i < G_N_ELEMENTS(bad); i++) {
        g_autoptr(GError) error = NULL;

        g_test_message("case %u", i);
        g_assert_null(client_new(bad[i], NULL, NULL, &error));
        g_assert_error(error, CLIENT_ERROR, CLIENT_ERROR_URL);
    }
}

int
main(int argc, char *argv[])
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/client/address/takes-what-a-server-can-have", takes_what_a_server_can_have);
    g_test_add_func("/client/address/refuses-everything-else", refuses_everything_else);
    g_test_add_func("/client/address/refuses-plain-http-to-other-machines",
                    refuses_plain_http_to_other_machines);
    client_free(NULL);
    return g_test_run();
}
