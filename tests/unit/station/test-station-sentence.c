#include "api-problem.h"
#include "base-error.h"
#include "client.h"
#include "outbox.h"
#include "scan-error.h"
#include "station-error.h"
#include "station-sentence.h"

#include <string.h>

/* The last code of each domain; one more must be unknown, so that a code added behind it without
 * a new line here shows by its own sentence. */
static const struct {
    const char *name;
    int last;
} domains[] = {
    {"scan", SCAN_ERROR_DOCUMENT}, {"server", API_PROBLEM_COUNT - 1},
    {"client", CLIENT_ERROR_FILE}, {"outbox", OUTBOX_ERROR_UNREADABLE},
    {"base", BASE_ERROR_TIME},     {"station", STATION_ERROR_COUNT - 1},
};

static GQuark
quark_of(gsize domain)
{
    const GQuark quarks[] = {SCAN_ERROR,   API_PROBLEM_ERROR, CLIENT_ERROR,
                             OUTBOX_ERROR, BASE_ERROR,        STATION_ERROR};
    return quarks[domain];
}

static void
check_code(GQuark domain, int number, GHashTable *seen)
{
    g_autoptr(GError) error = g_error_new_literal(domain, number, "detail");
    const char *code = station_sentence_code(error);
    const char *text = station_sentence_text(error);
    g_assert_cmpstr(code, !=, "unknown");
    g_assert_cmpuint(strspn(code, "abcdefghijklmnopqrstuvwxyz0123456789_"), ==, strlen(code));
    g_assert_true(g_utf8_validate(text, -1, NULL));
    g_assert_true(g_str_has_suffix(text, "."));
    g_assert_cmpuint(strlen(text), >, 20);
    /* two codes of one domain never share a sentence: each says what happened itself */
    g_assert_true(g_hash_table_add(seen, g_strdup(text)));
}

static void
test_all_have_one(void)
{
    for (gsize d = 0; d < G_N_ELEMENTS(domains); d++) {
        g_autoptr(GHashTable) seen = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
        for (int number = 0; number <= domains[d].last; number++)
            check_code(quark_of(d), number, seen);
        g_autoptr(GError)
            beyond = g_error_new_literal(quark_of(d), domains[d].last + 1, "beyond the enum");
        g_assert_cmpstr(station_sentence_code(beyond), ==, "unknown");
    }
}

static void
test_strangers(void)
{
    g_autoptr(GError) cancelled = g_error_new_literal(G_IO_ERROR, G_IO_ERROR_CANCELLED, "stop");
    g_autoptr(GError) stranger = g_error_new_literal(G_IO_ERROR, G_IO_ERROR_FAILED, "odd");
    g_assert_cmpstr(station_sentence_code(cancelled), ==, "cancelled");
    g_assert_false(station_sentence_has_detail(cancelled));
    g_assert_cmpstr(station_sentence_code(stranger), ==, "unknown");
    g_assert_true(station_sentence_has_detail(stranger));
}

int
main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/station-sentence/all-have-one", test_all_have_one);
    g_test_add_func("/station-sentence/strangers", test_strangers);
    return g_test_run();
}
