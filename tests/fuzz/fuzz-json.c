/* A JSON body, read as each kind of answer and request that has a reader. */
#include "fuzz.h"

#include "api-json.h"
#include "base-json.h"

#define LIMIT 65536

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    g_autoptr(json_t) json = NULL;
    g_autofree char *next = NULL;
    Report *report;
    GPtrArray *list;
    ApiSession *session;
    ApiOriginal *original;
    ApiReceipt *receipt;
    ApiEvent *event;

    if (!base_json_parse((const char *)data, size, LIMIT, &json, NULL))
        return 0;
    if ((report = api_report_from_json(json, "", NULL)) != NULL) {
        g_free(api_report_to_text(report));
        report_unref(report);
    }
    if ((list = api_reports_from_json(json, &next, NULL)) != NULL)
        g_ptr_array_unref(list);
    if ((list = api_announcements_from_json(json, NULL)) != NULL)
        g_ptr_array_unref(list);
    if ((session = api_session_from_json(json, NULL)) != NULL)
        api_session_free(session);
    if ((original = api_original_from_json(json, NULL)) != NULL)
        api_original_free(original);
    if ((receipt = api_receipt_from_json(json, NULL)) != NULL)
        api_receipt_free(receipt);
    if ((event = api_event_from_json(json, 1, NULL)) != NULL)
        api_event_free(event);
    return 0;
}
