#include "endpoint-private.h"

#define HOME "192.0.2.1"

static void
fail(EndpointLimiter *limiter, const char *ksuid, const char *peer, guint times)
{
    for (guint i = 0; i < times; i++)
        endpoint_limiter_failed(limiter, ksuid, peer);
}

static void
slows_down_who_guesses(void)
{
    EndpointLimiter *limiter = endpoint_limiter_new();

    fail(limiter, "T001", HOME, 4);
    g_assert_cmpuint(endpoint_limiter_wait(limiter, "T001", HOME), ==, 0);
    fail(limiter, "T001", HOME, 1);
    g_assert_cmpuint(endpoint_limiter_wait(limiter, "T001", HOME), >, 290);
    g_assert_cmpuint(endpoint_limiter_wait(limiter, "T001", "192.0.2.2"), >, 290);
    g_assert_cmpuint(endpoint_limiter_wait(limiter, "T002", HOME), ==, 0);
    endpoint_limiter_passed(limiter, "T001");
    g_assert_cmpuint(endpoint_limiter_wait(limiter, "T001", HOME), ==, 0);
    fail(limiter, "T003", HOME, 45);
    g_assert_cmpuint(endpoint_limiter_wait(limiter, "T002", HOME), >, 290);
    endpoint_limiter_free(limiter);
}

/* Invented names and addresses fill the memory that there is for them, and hide nobody. */
static void
a_flood_of_names_hides_nobody(void)
{
    EndpointLimiter *limiter = endpoint_limiter_new();

    for (guint i = 0; i < 6000; i++) {
        g_autofree char *name = g_strdup_printf("X%u", i);

        endpoint_limiter_failed(limiter, name, name);
    }
    fail(limiter, "T001", HOME, 5);
    g_assert_cmpuint(endpoint_limiter_wait(limiter, "T001", HOME), >, 290);
    endpoint_limiter_free(limiter);
}

int
main(int argc, char *argv[])
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/server/endpoint-limiter/slows-down-who-guesses", slows_down_who_guesses);
    g_test_add_func("/server/endpoint-limiter/a-flood-of-names-hides-nobody",
                    a_flood_of_names_hides_nobody);
    return g_test_run();
}
