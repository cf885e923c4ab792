/* A store on a database file of its own, with four reports in it. */
#pragma once

#include "store.h"

#define SHA "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"

#define CATALOGUE                                                                                  \
    "{\"catalogue\": [\n"                                                                          \
    "{\"code\": \"7104\", \"name\": \"TQC Word\", \"issuer\": \"CSF\", \"region\": "               \
    "\"domestic\", \"is_it_certificate\": true, \"family\": \"TQC\", \"family_needs\": 3}],\n"     \
    "\"students\": [\n"                                                                            \
    "{\"student_id\": \"4100E001\", \"name\": \"王小明\", \"study_year\": 4}],\n"               \
    "\"reports\": [\n"
#define REPORT(id, status)                                                                         \
    "{\"id\": \"" id "\", \"student_id\": \"4100E001\", \"certificate_code\": \"7104\", "          \
    "\"certified_on\": \"2015-06-24\", \"academic_year\": 103, \"semester\": 2, \"grade\": 7, "    \
    "\"application_month\": 7, \"status\": \"" status "\", \"reported_at\": "                      \
    "\"2015-07-01T02:03:04Z\"}"
#define RECORDS                                                                                    \
    CATALOGUE REPORT("r1", "applied") ",\n" REPORT("r2", "filed") ",\n" REPORT(                    \
        "r3", "re_review") ",\n" REPORT("r4", "rejected") "]}"

typedef struct {
    char *folder;
    char *path;
    Store *store;
} Fixture;

void fixture_set_up(Fixture *fixture, gconstpointer data);
void fixture_tear_down(Fixture *fixture, gconstpointer data);

/* Takes an import file that is in order. */
void fixture_import(Store *store, const char *text);
/* Runs SQL behind the store's back, for what only a test may do; SQLite's code. */
int fixture_run_sql(const char *path, const char *sql);
/* The last column of each row, one a line; g_free. */
char *fixture_read_sql(const char *path, const char *sql);
void fixture_assert_sql(Fixture *fixture, const char *sql, const char *expected);
/* What is found of the audit log, one line each; "" if all is well. (There are no files here, and
 * the answers are no JSON, so the rest is not asked for.) */
void fixture_assert_chain(Fixture *fixture, const char *expected);
/* Makes an original of the report; its answer (g_free), or NULL. */
char *fixture_commit(Store *store, const char *report, const char *key, const char *content,
                     const char *station, GError **error);
/* What it is made of, for calls of store_commit_original. */
ApiOriginal fixture_original(const char *station);
char *fixture_answer(const ApiReceipt *receipt, Report *report);
