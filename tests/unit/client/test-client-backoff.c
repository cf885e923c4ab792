#include "client.h"

#define DRAWS 2000

/* Every draw lies between half and the whole, and the draws use that range. */
static void
assert_range(guint attempt, guint whole)
{
    guint least = G_MAXUINT, most = 0;

    for (guint i = 0; i < DRAWS; i++) {
        guint wait = client_backoff(attempt);

        g_assert_cmpuint(wait, >=, whole / 2);
        g_assert_cmpuint(wait, <=, whole);
        least = MIN(least, wait);
        most = MAX(most, wait);
    }
    g_assert_cmpuint(least, <, whole / 2 + whole / 20);
    g_assert_cmpuint(most, >, whole - whole / 20);
}

static void
doubles_from_two_seconds(void)
{
    assert_range(1, 2000);
    assert_range(2, 4000);
    assert_range(3, 8000);
    assert_range(8, 256000);
}

static void
ends_at_five_minutes(void)
{
    assert_range(9, 300000);
    assert_range(10, 300000);
    assert_range(1000, 300000);
    assert_range(G_MAXUINT, 300000);
}

static void
takes_none_for_the_first(void)
{
    assert_range(0, 2000);
}

int
main(int argc, char *argv[])
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/client/backoff/doubles-from-two-seconds", doubles_from_two_seconds);
    g_test_add_func("/client/backoff/ends-at-five-minutes", ends_at_five_minutes);
    g_test_add_func("/client/backoff/takes-none-for-the-first", takes_none_for_the_first);
    return g_test_run();
}
