#include "base-id.h"

#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

static void
makes_uuids_that_it_knows(void)
{
    char first[BASE_UUID_SIZE], second[BASE_UUID_SIZE];

    base_id_new_uuid(first);
    base_id_new_uuid(second);
    g_assert_true(base_id_is_uuid(first));
    g_assert_cmpstr(first, !=, second);
    g_assert_false(base_id_is_uuid(""));
    g_assert_false(base_id_is_uuid("../../../../../../../../etc/passwd00"));
    g_assert_false(base_id_is_uuid("4FA50C0E-0B5C-4D7E-9B0C-7F0A3C9A1B2D"));
    g_assert_true(base_id_is_uuid("4fa50c0e-0b5c-4d7e-9b0c-7f0a3c9a1b2d"));
    g_assert_false(base_id_is_uuid("4fa50c0e-0b5c-4d7e-9b0c-7f0a3c9a1b2d0"));
    g_assert_false(base_id_is_uuid("4fa50c0e0-b5c-4d7e-9b0c-7f0a3c9a1b2d"));
}

/* Two stations' processes forked from one parent must not make one capture's id. */
static void
makes_other_uuids_in_a_forked_child(void)
{
    char here[BASE_UUID_SIZE], there[BASE_UUID_SIZE];
    int ends[2], status;
    pid_t child;

    base_id_new_uuid(here);
    g_assert_cmpint(pipe(ends), ==, 0);
    child = fork();
    if (child == 0) {
        base_id_new_uuid(there);
        _exit(write(ends[1], there, sizeof there) == (gssize)sizeof there ? 0 : 1);
    }
    base_id_new_uuid(here);
    g_assert_cmpint(read(ends[0], there, sizeof there), ==, sizeof there);
    g_assert_cmpint(waitpid(child, &status, 0), ==, child);
    close(ends[0]);
    close(ends[1]);
    g_assert_true(base_id_is_uuid(there));
    g_assert_cmpint(there[14], ==, '4');
    g_assert_cmpstr(here, !=, there);
}

static void
makes_secrets_that_fit_a_header(void)
{
    g_autofree char *first = base_id_new_secret(32);
    g_autofree char *second = base_id_new_secret(32);

    g_assert_cmpuint(strlen(first), ==, 43);
    g_assert_cmpuint(strspn(first, G_CSET_A_2_Z G_CSET_a_2_z G_CSET_DIGITS "-_"), ==, 43);
    g_assert_cmpstr(first, !=, second);
}

static void
knows_what_may_stand_in_a_path(void)
{
    char long_one[66];

    memset(long_one, 'a', 65);
    long_one[65] = '\0';
    g_assert_true(base_id_is_safe("103-2-000017"));
    g_assert_true(base_id_is_safe("a.b_C"));
    g_assert_true(base_id_is_safe(long_one + 1));
    g_assert_false(base_id_is_safe(long_one));
    g_assert_false(base_id_is_safe(""));
    g_assert_false(base_id_is_safe("."));
    g_assert_false(base_id_is_safe(".."));
    g_assert_false(base_id_is_safe("a/b"));
    g_assert_false(base_id_is_safe("a b"));
    g_assert_false(base_id_is_safe("王"));
    g_assert_false(base_id_is_safe("a\n"));
}

int
main(int argc, char *argv[])
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/base/id/makes-uuids-that-it-knows", makes_uuids_that_it_knows);
    g_test_add_func("/base/id/makes-other-uuids-in-a-forked-child",
                    makes_other_uuids_in_a_forked_child);
    g_test_add_func("/base/id/makes-secrets-that-fit-a-header", makes_secrets_that_fit_a_header);
    g_test_add_func("/base/id/knows-what-may-stand-in-a-path", knows_what_may_stand_in_a_path);
    return g_test_run();
}
