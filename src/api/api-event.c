#include "api-json.h"

#include "base-clock.h"
#include "base-json.h"

#define MAX_TITLE         300
#define MAX_BODY          4000
#define MAX_ANNOUNCEMENTS 100

void
api_event_free(ApiEvent *event)
{
    if (event == NULL)
        return;
    g_free(event->report_id);
    g_free(event);
}

json_t *
api_event_to_json(const ApiEvent *event)
{
    g_autofree char *at = base_time_to_string(event->at);

    return json_pack("{s:s, s:s, s:s, s:s}", "report_id", event->report_id, "status",
                     report_status_code(event->status), "status_label",
                     report_status_label(event->status, REPORT_LANGUAGE_ZH_TW), "at", at);
}

ApiEvent *
api_event_from_json(json_t *json, gint64 id, GError **error)
{
    g_autoptr(ApiEvent) event = g_new0(ApiEvent, 1);
    BaseJsonReader reader;
    const char *report_id = NULL, *status = NULL;

    base_json_reader_init(&reader, json, "event");
    base_json_read_string(&reader, "report_id", 1, 64, &report_id);
    base_json_read_string(&reader, "status", 1, 64, &status);
    if (status != NULL && !report_status_from_code(status, &event->status))
        base_json_fail(&reader, "status", "is not a status");
    base_json_read_time(&reader, "at", &event->at);
    if (!base_json_reader_end_lenient(&reader, error))
        return NULL;
    event->id = id;
    event->report_id = g_strdup(report_id);
    return g_steal_pointer(&event);
}

void
api_announcement_free(ApiAnnouncement *announcement)
{
    if (announcement == NULL)
        return;
    g_free(announcement->id);
    g_free(announcement->title);
    g_free(announcement->body);
    g_free(announcement);
}

json_t *
api_announcements_to_json(GPtrArray *announcements)
{
    json_t *array = json_array();

    for (guint i = 0; i < announcements->len; i++) {
        const ApiAnnouncement *announcement = g_ptr_array_index(announcements, i);
        g_autofree char *published_at = base_time_to_string(announcement->published_at);

        json_array_append_new(array, json_pack("{s:s, s:s, s:s, s:s}", "id", announcement->id,
                                               "published_at", published_at, "title",
                                               announcement->title, "body", announcement->body));
    }
    return json_pack("{s:o}", "announcements", array);
}

static ApiAnnouncement *
announcement_from_json(json_t *json, const char *path, GError **error)
{
    BaseJsonReader reader;
    ApiAnnouncement *announcement;
    const char *id = NULL, *title = NULL, *body = NULL;
    gint64 published_at = 0;

    base_json_reader_init(&reader, json, path);
    base_json_read_string(&reader, "id", 1, 64, &id);
    base_json_read_time(&reader, "published_at", &published_at);
    base_json_read_string(&reader, "title", 1, MAX_TITLE, &title);
    base_json_read_string(&reader, "body", 0, MAX_BODY, &body);
    if (!base_json_reader_end_lenient(&reader, error))
        return NULL;
    announcement = g_new0(ApiAnnouncement, 1);
    announcement->id = g_strdup(id);
    announcement->published_at = published_at;
    announcement->title = g_strdup(title);
    announcement->body = g_strdup(body);
    return announcement;
}

GPtrArray *
api_announcements_from_json(json_t *json, GError **error)
{
    g_autoptr(GPtrArray)
        announcements = g_ptr_array_new_with_free_func((GDestroyNotify)api_announcement_free);
    BaseJsonReader reader;
    json_t *array = NULL;

    base_json_reader_init(&reader, json, "");
    base_json_read_array(&reader, "announcements", MAX_ANNOUNCEMENTS, &array);
    if (!base_json_reader_end_lenient(&reader, error))
        return NULL;
    for (gsize i = 0; i < json_array_size(array); i++) {
        g_autofree char *path = g_strdup_printf("announcements[%" G_GSIZE_FORMAT "]", i);
        ApiAnnouncement *announcement = announcement_from_json(json_array_get(array, i), path,
                                                               error);

        if (announcement == NULL)
            return NULL;
        g_ptr_array_add(announcements, announcement);
    }
    return g_steal_pointer(&announcements);
}
