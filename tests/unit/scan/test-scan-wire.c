#include "scan-wire.h"

#include "scan-error.h"
#include "scan-wire-event.h"
#include "scan-wire-request.h"

#include <string.h>

/* ---- frames ---- */

static void
test_pieces(void)
{
    g_autoptr(GByteArray) first = scan_wire_message_new(SCAN_WIRE_EVENT, "{}", 2);
    g_autoptr(GByteArray) second = scan_wire_message_new(SCAN_WIRE_CANCEL, NULL, 0);
    g_autoptr(ScanWireParser) parser = scan_wire_parser_new();
    ScanWireType type;
    GBytes *body;
    g_byte_array_append(first, second->data, second->len);
    for (guint i = 0; i + 1 < first->len; i++) {
        scan_wire_parser_add(parser, first->data + i, 1);
        ScanWireResult result = scan_wire_parser_next(parser, &type, &body);
        g_assert_cmpint(result, ==, i == 6 ? SCAN_WIRE_MESSAGE : SCAN_WIRE_NONE);
        if (result == SCAN_WIRE_MESSAGE) {
            g_assert_cmpint(type, ==, SCAN_WIRE_EVENT);
            g_assert_cmpmem(g_bytes_get_data(body, NULL), g_bytes_get_size(body), "{}", 2);
            g_bytes_unref(body);
        }
    }
    scan_wire_parser_add(parser, first->data + first->len - 1, 1);
    g_assert_cmpint(scan_wire_parser_next(parser, &type, &body), ==, SCAN_WIRE_MESSAGE);
    g_assert_cmpint(type, ==, SCAN_WIRE_CANCEL);
    g_bytes_unref(body);
}

static void
assert_broken(const void *bytes, gsize size)
{
    g_autoptr(ScanWireParser) parser = scan_wire_parser_new();
    ScanWireType type;
    GBytes *body;
    scan_wire_parser_add(parser, bytes, size);
    g_assert_cmpint(scan_wire_parser_next(parser, &type, &body), ==, SCAN_WIRE_BROKEN);
    /* and it stays so, whatever comes */
    g_autoptr(GByteArray) good = scan_wire_message_new(SCAN_WIRE_EVENT, "{}", 2);
    scan_wire_parser_add(parser, good->data, good->len);
    g_assert_cmpint(scan_wire_parser_next(parser, &type, &body), ==, SCAN_WIRE_BROKEN);
}

static void
test_broken(void)
{
    assert_broken("\0\0\0\0X", 5);
    assert_broken("\1\0\x10\0E", 5);
    assert_broken("\xff\xff\xff\xff"
                  "E",
                  5);
}

/* ---- requests ---- */

static void
test_request(void)
{
    g_autoptr(ScanWireRequest) request = scan_wire_request_new(SCAN_WIRE_VERB_SCAN);
    request->device = g_strdup("pnm:0");
    request->report_id = g_strdup("103-2-000017");
    request->known = scan_device_new("pnm:0", "V", "M", "t", "");
    request->settings = scan_settings_new();
    request->settings->area = (ScanArea){1.5, 2, 3, 4.25};
    request->settings->mode = SCAN_MODE_LINEART;
    g_ptr_array_add(request->settings->options, g_strdup("filename=/a/正本.pnm"));
    g_autofree char *text = scan_wire_request_to_text(request);
    g_autoptr(GError) error = NULL;
    g_autoptr(ScanWireRequest) back = scan_wire_request_parse(text, strlen(text), &error);
    g_assert_no_error(error);
    g_assert_cmpint(back->verb, ==, SCAN_WIRE_VERB_SCAN);
    g_assert_cmpuint(back->parent, ==, request->parent);
    g_assert_cmpstr(back->report_id, ==, "103-2-000017");
    g_assert_null(back->station);
    g_assert_cmpstr(back->known->vendor, ==, "V");
    g_assert_cmpint(back->settings->mode, ==, SCAN_MODE_LINEART);
    g_assert_cmpfloat(back->settings->area.height, ==, 4.25);
    g_assert_cmpstr(back->settings->options->pdata[0], ==, "filename=/a/正本.pnm");
}

/* A request as JSON, with one part put in another's place. */
static char *
spoilt_request(const char *part, const char *other)
{
    g_autoptr(ScanWireRequest) request = scan_wire_request_new(SCAN_WIRE_VERB_SCAN);
    request->device = g_strdup("pnm:0");
    request->known = scan_device_new("pnm:0", "V", "M", "t", "");
    request->settings = scan_settings_new();
    g_ptr_array_add(request->settings->options, g_strdup("a=b"));
    g_autofree char *text = scan_wire_request_to_text(request);
    g_auto(GStrv) halves = g_strsplit(text, part, 2);
    g_assert_cmpuint(g_strv_length(halves), ==, 2);
    return g_strjoinv(other, halves);
}

static void
test_bad_requests(void)
{
    static const char *const spoils[][2] = {
        {"\"verb\":\"scan\"", "\"verb\":\"print\""},
        {"\"verb\":\"scan\"", "\"verb\":7"},
        {"\"protocol\":1", "\"protocol\":2"},
        {"\"parent\":", "\"parent\":-"},
        {"\"pages\":1", "\"pages\":501"},
        {"\"pages\":1", "\"pages\":0"},
        {"\"resolution\":300", "\"resolution\":0"},
        {"\"mode\":\"color\"", "\"mode\":\"sepia\""},
        {"\"format\":\"tiff\"", "\"format\":\"gif\""},
        {"\"area\":[0.0,", "\"area\":["},
        {"\"area\":[0.0,", "\"area\":[-1,"},
        {"\"area\":[0.0,", "\"area\":[\"0\","},
        {"\"a=b\"", "7"},
        {"\"vendor\":\"V\",", ""},
        {"\"device\":", "\"devise\":"},
        {"{", "["},
    };
    for (guint i = 0; i < G_N_ELEMENTS(spoils); i++) {
        g_autofree char *text = spoilt_request(spoils[i][0], spoils[i][1]);
        g_autoptr(GError) error = NULL;
        g_assert_null(scan_wire_request_parse(text, strlen(text), &error));
        g_assert_error(error, SCAN_ERROR, SCAN_ERROR_HELPER);
    }
}

/* ---- requests for an assembly ---- */

static ScanWireRequest *
assembly_request_new(void)
{
    ScanWireRequest *request = scan_wire_request_new(SCAN_WIRE_VERB_ASSEMBLE);
    g_autofree char *crc64 = g_strnfill(16, 'a');
    request->known = scan_device_new("pnm:0", "V", "M", "t", "");
    request->capture_uuid = g_strdup("b3a7c2de-0000-4000-8000-00000000000a");
    request->plan = scan_plan_new(SCAN_FORMAT_PDF, 1435711984000000, "mode=gray 正本");
    scan_plan_add_part(request->plan, G_GUINT64_CONSTANT(5000000000), crc64);
    scan_plan_add_part(request->plan, 17, crc64);
    const ScanPlanPage pages[] = {{1, 3, 270, FALSE, 0, 0, 0, 0}, {0, 0, 90, TRUE, 1, 2, 33, 44}};
    for (guint i = 0; i < G_N_ELEMENTS(pages); i++)
        scan_plan_add_page(request->plan, &pages[i]);
    return request;
}

static void
test_assembly_request(void)
{
    g_autoptr(ScanWireRequest) request = assembly_request_new();
    g_autofree char *text = scan_wire_request_to_text(request);
    g_autoptr(GError) error = NULL;
    g_autoptr(ScanWireRequest) back = scan_wire_request_parse(text, strlen(text), &error);
    g_assert_no_error(error);
    g_assert_cmpint(back->verb, ==, SCAN_WIRE_VERB_ASSEMBLE);
    g_assert_null(back->settings);
    const ScanPlan *sent = request->plan, *got = back->plan;
    g_assert_cmpint(got->format, ==, SCAN_FORMAT_PDF);
    g_assert_cmpint(got->captured_at, ==, sent->captured_at);
    g_assert_cmpstr(got->settings, ==, "mode=gray 正本");
    g_assert_cmpuint(got->parts->len, ==, 2);
    g_assert_cmpuint(scan_plan_part(got, 0)->bytes, ==, G_GUINT64_CONSTANT(5000000000));
    g_assert_cmpstr(scan_plan_part(got, 1)->crc64, ==, scan_plan_part(sent, 1)->crc64);
    g_assert_cmpuint(got->pages->len, ==, 2);
    const ScanPlanPage *page = scan_plan_page(got, 0);
    g_assert_cmpuint(page->part, ==, 1);
    g_assert_cmpuint(page->index, ==, 3);
    g_assert_cmpuint(page->rotation, ==, 270);
    g_assert_false(page->has_crop);
    page = scan_plan_page(got, 1);
    g_assert_true(page->has_crop);
    g_assert_cmpuint(page->crop_x, ==, 1);
    g_assert_cmpuint(page->crop_y, ==, 2);
    g_assert_cmpuint(page->crop_width, ==, 33);
    g_assert_cmpuint(page->crop_height, ==, 44);
}

static void
test_bad_assembly_requests(void)
{
    static const char *const spoils[][2] = {
        {"\"format\":\"pdf\"", "\"format\":\"gif\""},
        {"\"captured_at\":", "\"captured_at\":-"},
        {"\"settings\":\"", "\"settings\":\"\\n"},
        {"\"bytes\":17", "\"bytes\":0"},
        {"\"bytes\":17", "\"bytes\":\"17\""},
        {"\"bytes\":17,\"crc64\":\"aa", "\"bytes\":17,\"crc64\":\"aA"},
        {"\"bytes\":17,\"crc64\":\"aa", "\"bytes\":17,\"crc64\":\"a"},
        {"\"part\":1", "\"part\":2"},
        {"\"part\":1", "\"part\":-1"},
        {"\"index\":3", "\"index\":100001"},
        {"\"index\":3,", ""},
        {"\"rotation\":270", "\"rotation\":271"},
        {"\"rotation\":270", "\"rotation\":45"},
        {"\"rotation\":270", "\"turn\":270"},
        {"[1,2,33,44]", "[1,2,33]"},
        {"[1,2,33,44]", "[1,2,33,44,55]"},
        {"[1,2,33,44]", "[1,2,33,-44]"},
        {"[1,2,33,44]", "[1,2,33,44.5]"},
        {"[1,2,33,44]", "[1,2,33,10000001]"},
        {"\"pages\":[", "\"pages\":[7,"},
        {"\"parts\":[", "\"parts\":[7,"},
        {"\"known\":", "\"knows\":"},
        {"\"plan\":", "\"plans\":"},
    };
    g_autoptr(ScanWireRequest) request = assembly_request_new();
    g_autofree char *good = scan_wire_request_to_text(request);
    for (guint i = 0; i < G_N_ELEMENTS(spoils); i++) {
        g_autoptr(GString) text = g_string_new(good);
        g_autoptr(GError) error = NULL;
        g_assert_cmpuint(g_string_replace(text, spoils[i][0], spoils[i][1], 1), ==, 1);
        if (scan_wire_request_parse(text->str, text->len, &error))
            g_error("passed: %s", spoils[i][1]);
        g_assert_error(error, SCAN_ERROR, SCAN_ERROR_HELPER);
    }
}

static void
test_view(void)
{
    static const char *const spoils[][2] = {
        {"\"format\":\"pdf\"", "\"format\":\"png\""},
        {"\"index\":3,", ""},
        {"\"x\":1", "\"x\":-1"},
        {"\"width\":2048", "\"width\":0"},
        {"\"width\":2048", "\"width\":2049"},
        {"\"width\":2048", "\"width\":2097153"}, /* over 2³² pixels */
        {"\"height\":2048", "\"height\":4294967296"},
        {"\"y\":2", "\"z\":2"},
        {"\"region\":", "\"regions\":"},
    };
    g_autoptr(ScanWireRequest) request = scan_wire_request_new(SCAN_WIRE_VERB_VIEW);
    const ScanRegion region = {SCAN_FORMAT_PDF, 3, 1, 2, 2048, 2048};
    request->region = g_memdup2(&region, sizeof(region));
    g_autofree char *good = scan_wire_request_to_text(request);
    g_autoptr(GError) error = NULL;
    g_autoptr(ScanWireRequest) back = scan_wire_request_parse(good, strlen(good), &error);
    g_assert_no_error(error);
    g_assert_cmpmem(back->region, sizeof(region), &region, sizeof(region));
    for (guint i = 0; i < G_N_ELEMENTS(spoils); i++) {
        g_autoptr(GString) text = g_string_new(good);
        g_autoptr(GError) reason = NULL;
        g_assert_cmpuint(g_string_replace(text, spoils[i][0], spoils[i][1], 1), ==, 1);
        if (scan_wire_request_parse(text->str, text->len, &reason))
            g_error("passed: %s", spoils[i][1]);
        g_assert_error(reason, SCAN_ERROR, SCAN_ERROR_HELPER);
    }
}

/* ---- events ---- */

static ScanWireEvent *
there_and_back(ScanWireEvent *event)
{
    g_autofree char *text = scan_wire_event_to_text(event);
    g_autoptr(GError) error = NULL;
    ScanWireEvent *back = scan_wire_event_parse(text, strlen(text), &error);
    g_assert_no_error(error);
    g_assert_cmpint(back->kind, ==, event->kind);
    return back;
}

static void
test_events(void)
{
    g_autoptr(ScanWireEvent) done = scan_wire_event_new(SCAN_WIRE_DONE);
    done->pages = 3;
    done->dpi = 600;
    done->bytes = G_GUINT64_CONSTANT(5000000000);
    done->captured_at = 1435711984000000;
    done->crc64 = g_strnfill(16, 'a');
    g_autoptr(ScanDevice) device = scan_device_new("a:1", "V", "M", "t", "S");
    done->device = scan_device_with_choices(device, "75|300", "gray");
    g_autoptr(ScanWireEvent) done_back = there_and_back(done);
    g_assert_cmpuint(done_back->bytes, ==, done->bytes);
    g_assert_cmpint(done_back->captured_at, ==, done->captured_at);
    g_assert_cmpstr(done_back->crc64, ==, done->crc64);
    g_assert_cmpstr(done_back->device->serial, ==, "S");
    g_assert_cmpstr(done_back->device->resolutions, ==, "75|300");
    g_assert_cmpstr(done_back->device->modes, ==, "gray");

    g_autoptr(ScanWireEvent) started = scan_wire_event_new(SCAN_WIRE_PAGE_STARTED);
    started->page = 2;
    started->width = 4960;
    started->preview_height = 878;
    g_autoptr(ScanWireEvent) started_back = there_and_back(started);
    g_assert_cmpuint(started_back->width, ==, 4960);
    g_assert_cmpuint(started_back->preview_height, ==, 878);

    g_autoptr(ScanWireEvent) failed = scan_wire_event_new(SCAN_WIRE_FAILED);
    failed->error = SCAN_ERROR_JAMMED;
    failed->message = g_strdup("bad \xff text\n");
    g_autoptr(ScanWireEvent) failed_back = there_and_back(failed);
    g_assert_cmpint(failed_back->error, ==, SCAN_ERROR_JAMMED);
    g_assert_true(g_str_has_prefix(failed_back->message, "bad "));
}

static void
test_long_driver_text(void)
{
    g_autoptr(ScanWireEvent) event = scan_wire_event_new(SCAN_WIRE_OPTION);
    event->option = g_new0(ScanOption, 1);
    event->option->name = g_strdup("x");
    event->option->range = g_strnfill(3 * SCAN_WIRE_MAX_BODY, 'y');
    g_autoptr(ScanWireEvent) back = there_and_back(event);
    g_assert_cmpuint(strlen(back->option->range), <, 10000);
    g_assert_cmpstr(back->option->title, ==, "");
}

/* ---- findings ---- */

static ScanWireEvent *
page_done_new(void)
{
    ScanWireEvent *event = scan_wire_event_new(SCAN_WIRE_PAGE_DONE);
    event->page = 1;
    event->findings = g_new0(PageFindings, 1);
    PageFindings *findings = event->findings;
    for (guint i = 0; i < PAGE_N_FINDINGS; i++)
        findings->findings[i] = (PageFinding){i % 2 == 0, i % 3 != 0, i + 0.25, i + 0.5};
    findings->skew = -1.5;
    findings->cut_sides = PAGE_SIDE_LEFT | PAGE_SIDE_BOTTOM;
    findings->paper_found = TRUE;
    findings->paper = (PageRect){1, 2.5, 210, 297};
    findings->print = (PageRect){20, 30, 170, 250};
    findings->has_fingerprint = TRUE;
    for (guint i = 0; i < PAGE_FINGERPRINT_SIZE; i++)
        findings->fingerprint[i] = (guint8)(i * 37);
    return event;
}

static void
assert_rect(const PageRect *a, const PageRect *b)
{
    g_assert_cmpfloat(a->x, ==, b->x);
    g_assert_cmpfloat(a->y, ==, b->y);
    g_assert_cmpfloat(a->width, ==, b->width);
    g_assert_cmpfloat(a->height, ==, b->height);
}

static void
test_findings(void)
{
    g_autoptr(ScanWireEvent) event = page_done_new();
    g_autoptr(ScanWireEvent) back = there_and_back(event);
    const PageFindings *sent = event->findings, *got = back->findings;
    for (guint i = 0; i < PAGE_N_FINDINGS; i++) {
        g_assert_cmpint(got->findings[i].passed, ==, sent->findings[i].passed);
        g_assert_cmpint(got->findings[i].measured, ==, sent->findings[i].measured);
        g_assert_cmpfloat(got->findings[i].value, ==, sent->findings[i].value);
        g_assert_cmpfloat(got->findings[i].threshold, ==, sent->findings[i].threshold);
    }
    g_assert_cmpfloat(got->skew, ==, sent->skew);
    g_assert_cmpuint(got->cut_sides, ==, sent->cut_sides);
    g_assert_true(got->paper_found);
    assert_rect(&got->paper, &sent->paper);
    assert_rect(&got->print, &sent->print);
    g_assert_true(got->has_fingerprint);
    g_assert_cmpmem(got->fingerprint, PAGE_FINGERPRINT_SIZE, sent->fingerprint,
                    PAGE_FINGERPRINT_SIZE);
    event->findings->has_fingerprint = FALSE;
    g_autoptr(ScanWireEvent) without = there_and_back(event);
    g_assert_false(without->findings->has_fingerprint);
}

static void
test_bad_findings(void)
{
    /* what stands in a good event, and what is put there instead */
    static const char *const spoils[][2] = {
        {"\"findings\":", "\"foundings\":"},
        {"\"check\":\"skew\"", "\"check\":\"screw\""},
        {"\"check\":\"skew\"", "\"check\":\"blur\""},
        {"\"passed\":true", "\"passed\":1"},
        {"\"measured\":false", "\"measured\":null"},
        {"\"value\":2.25", "\"value\":\"2.25\""},
        {"\"value\":2.25", "\"value\":1e8"},
        {"\"threshold\":2.5", "\"threshold\":-1e8"},
        {"\"threshold\":2.5", "\"limit\":2.5"},
        {"\"checks\":[", "\"checks\":[7,"},
        {"\"skew\":-1.5", "\"skew\":-91"},
        {"\"cut_sides\":9", "\"cut_sides\":16"},
        {"\"cut_sides\":9", "\"cut_sides\":-1"},
        {"\"paper_found\":true", "\"paper_found\":\"yes\""},
        {"[1.0,2.5,210.0,297.0]", "[1.0,2.5,210.0]"},
        {"[1.0,2.5,210.0,297.0]", "[1.0,2.5,210.0,297.0,1.0]"},
        {"[1.0,2.5,210.0,297.0]", "[-1.0,2.5,210.0,297.0]"},
        {"[1.0,2.5,210.0,297.0]", "[1.0,2.5,1e9,297.0]"},
        {"\"fingerprint\":\"00", "\"fingerprint\":\"0"},
        {"\"fingerprint\":\"00", "\"fingerprint\":\"0000"},
        {"\"fingerprint\":\"00", "\"fingerprint\":\"0G"},
    };
    g_autoptr(ScanWireEvent) event = page_done_new();
    g_autofree char *good = scan_wire_event_to_text(event);
    for (guint i = 0; i < G_N_ELEMENTS(spoils); i++) {
        g_autoptr(GString) text = g_string_new(good);
        g_autoptr(GError) error = NULL;
        g_assert_cmpuint(g_string_replace(text, spoils[i][0], spoils[i][1], 1), ==, 1);
        g_assert_null(scan_wire_event_parse(text->str, text->len, &error));
        g_assert_error(error, SCAN_ERROR, SCAN_ERROR_HELPER);
    }
}

static void
test_bad_events(void)
{
    static const char *const bad[] = {
        "",
        "[]",
        "{}",
        "{\"event\":\"nothing\"}",
        "{\"event\":\"ready\",\"more\":1}",
        "{\"event\":\"progress\",\"page\":1}",
        "{\"event\":\"progress\",\"page\":1,\"percent\":101}",
        "{\"event\":\"progress\",\"page\":-1,\"percent\":1}",
        "{\"event\":\"phase\",\"phase\":6,\"bytes\":0}",
        "{\"event\":\"failed\",\"error\":\"nonsense\",\"message\":\"\"}",
        "{\"event\":\"done\",\"crc64\":\"\",\"pages\":1,\"dpi\":1,\"bytes\":1,\"captured_at\":1}",
        "{\"event\":\"device\",\"device\":{\"name\":\"a\"}}",
        "{\"event\":\"option\",\"option\":[]}",
        "{\"event\":\"page-done\",\"page\":1,\"width\":1,\"height\":1,\"dpi\":300}",
    };
    for (guint i = 0; i < G_N_ELEMENTS(bad); i++) {
        g_autoptr(GError) error = NULL;
        g_assert_null(scan_wire_event_parse(bad[i], strlen(bad[i]), &error));
        g_assert_error(error, SCAN_ERROR, SCAN_ERROR_HELPER);
    }
}

int
main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/scan/wire/pieces", test_pieces);
    g_test_add_func("/scan/wire/broken", test_broken);
    g_test_add_func("/scan/wire/request", test_request);
    g_test_add_func("/scan/wire/bad-requests", test_bad_requests);
    g_test_add_func("/scan/wire/assembly-request", test_assembly_request);
    g_test_add_func("/scan/wire/bad-assembly-requests", test_bad_assembly_requests);
    g_test_add_func("/scan/wire/view", test_view);
    g_test_add_func("/scan/wire/events", test_events);
    g_test_add_func("/scan/wire/long-driver-text", test_long_driver_text);
    g_test_add_func("/scan/wire/findings", test_findings);
    g_test_add_func("/scan/wire/bad-findings", test_bad_findings);
    g_test_add_func("/scan/wire/bad-events", test_bad_events);
    return g_test_run();
}
