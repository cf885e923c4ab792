#include "api-body.h"
#include "base-json.h"

#define EVENT                                                                                      \
    "{\"report_id\":\"R1\",\"status\":\"verifying\",\"status_label\":\"查證中\","               \
    "\"at\":\"2015-07-01T02:03:04Z\"}"

#define ANNOUNCEMENT                                                                               \
    "{\"id\":\"A1\",\"published_at\":\"2015-07-01T02:03:04Z\",\"title\":\"暑期\","               \
    "\"body\":\"週五休息\"}"

static gboolean
read_event(json_t *json, GError **error)
{
    g_autoptr(ApiEvent) event = api_event_from_json(json, 7, error);

    return event != NULL;
}

static void
carries_an_event_there_and_back(void)
{
    g_autoptr(json_t) json = body_parse(EVENT), again = NULL;
    g_autoptr(GError) error = NULL;
    g_autoptr(ApiEvent) event = api_event_from_json(json, 7, &error);
    g_autofree char *text = NULL;

    g_assert_no_error(error);
    g_assert_cmpint(event->id, ==, 7);
    g_assert_cmpstr(event->report_id, ==, "R1");
    g_assert_cmpint(event->status, ==, REPORT_STATUS_VERIFYING);
    g_assert_cmpint(event->at, ==, G_GINT64_CONSTANT(1435716184000000));
    again = api_event_to_json(event);
    text = base_json_to_string(again);
    g_assert_cmpstr(text, ==, EVENT);
}

static void
reads_an_event_within_its_limits(void)
{
    static const char *const fields[] = {"report_id", "status", "at", NULL};
    static const BodyEdit edits[] = {
        {"report_id", "\"\"", "event.report_id has 0 characters, not 1 to 64"},
        {"report_id", "~64", NULL},
        {"report_id", "~65", "event.report_id has 65 characters, not 1 to 64"},
        {"status", "\"green\"", "event.status is not a status"},
        {"at", "\"2015-07-01\"", "event.at is not an RFC 3339 instant"},
        {"status_label", NULL, NULL},
        {"by", "\"T001\"", NULL},
    };

    body_assert_required(EVENT, read_event, fields, "event.");
    body_assert_edits(EVENT, read_event, edits, G_N_ELEMENTS(edits));
}

/* `count` announcements as one answer. */
static json_t *
answer_of(guint count)
{
    json_t *array = json_array(), *json = json_object();

    for (guint i = 0; i < count; i++)
        json_array_append_new(array, body_parse(ANNOUNCEMENT));
    json_object_set_new(json, "announcements", array);
    return json;
}

/* One announcement, read as the only one of its answer. */
static gboolean
read_announcement(json_t *json, GError **error)
{
    g_autoptr(json_t) answer = answer_of(0);
    g_autoptr(GPtrArray) announcements = NULL;

    json_array_append(json_object_get(answer, "announcements"), json);
    announcements = api_announcements_from_json(answer, error);
    return announcements != NULL;
}

static void
carries_announcements_there_and_back(void)
{
    g_autoptr(json_t) json = answer_of(2), again = NULL;
    g_autofree char *wanted = base_json_to_string(json), *text = NULL;
    g_autoptr(GError) error = NULL;
    g_autoptr(GPtrArray) announcements = api_announcements_from_json(json, &error);
    const ApiAnnouncement *second;

    g_assert_no_error(error);
    g_assert_cmpuint(announcements->len, ==, 2);
    second = g_ptr_array_index(announcements, 1);
    g_assert_cmpstr(second->id, ==, "A1");
    g_assert_cmpint(second->published_at, ==, G_GINT64_CONSTANT(1435716184000000));
    g_assert_cmpstr(second->title, ==, "暑期");
    g_assert_cmpstr(second->body, ==, "週五休息");
    again = api_announcements_to_json(announcements);
    text = base_json_to_string(again);
    g_assert_cmpstr(text, ==, wanted);
}

static void
reads_announcements_within_their_limits(void)
{
    static const char *const fields[] = {"id", "published_at", "title", "body", NULL};
    static const BodyEdit edits[] = {
        {"id", "~65", "announcements[0].id has 65 characters, not 1 to 64"},
        {"title", "\"\"", "announcements[0].title has 0 characters, not 1 to 300"},
        {"title", "#300", NULL},
        {"title", "#301", "announcements[0].title has 301 characters, not 1 to 300"},
        {"body", "\"\"", NULL},
        {"body", "#4000", NULL},
        {"body", "#4001", "announcements[0].body has 4001 characters, not 0 to 4000"},
        {"author", "\"a newer server's\"", NULL},
    };

    body_assert_required(ANNOUNCEMENT, read_announcement, fields, "announcements[0].");
    body_assert_edits(ANNOUNCEMENT, read_announcement, edits, G_N_ELEMENTS(edits));
}

static void
limits_the_number_of_announcements(void)
{
    g_autoptr(json_t) most = answer_of(100), more = answer_of(101), none = json_object();
    g_autoptr(GPtrArray) announcements = NULL;
    g_autoptr(GError) error = NULL;

    announcements = api_announcements_from_json(most, &error);
    g_assert_no_error(error);
    g_assert_cmpuint(announcements->len, ==, 100);
    g_assert_null(api_announcements_from_json(more, &error));
    g_assert_cmpstr(error->message, ==, "announcements has more than 100 items");
    g_clear_error(&error);
    g_assert_null(api_announcements_from_json(none, &error));
    g_assert_cmpstr(error->message, ==, "announcements is missing");
}

int
main(int argc, char *argv[])
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/api/event/carries-an-event-there-and-back", carries_an_event_there_and_back);
    g_test_add_func("/api/event/reads-an-event-within-its-limits",
                    reads_an_event_within_its_limits);
    g_test_add_func("/api/event/carries-announcements-there-and-back",
                    carries_announcements_there_and_back);
    g_test_add_func("/api/event/reads-announcements-within-their-limits",
                    reads_announcements_within_their_limits);
    g_test_add_func("/api/event/limits-the-number-of-announcements",
                    limits_the_number_of_announcements);
    return g_test_run();
}
