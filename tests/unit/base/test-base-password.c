#include "base-password.h"

static void
test_knows_it_again(void)
{
    g_autoptr(BasePassword) known = base_password_new("correct horse battery");

    g_assert_nonnull(known);
    g_assert_true(base_password_is(known, "correct horse battery"));
    g_assert_false(base_password_is(known, "correct horse batterz"));
    g_assert_false(base_password_is(known, "correct horse battery "));
    g_assert_false(base_password_is(known, ""));
}

static void
test_an_empty_one_is_one(void)
{
    g_autoptr(BasePassword) known = base_password_new("");

    g_assert_nonnull(known);
    g_assert_true(base_password_is(known, ""));
    g_assert_false(base_password_is(known, " "));
}

int
main(int argc, char *argv[])
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/base/password/knows-it-again", test_knows_it_again);
    g_test_add_func("/base/password/empty", test_an_empty_one_is_one);
    return g_test_run();
}
