#include "scan-wire-request.h"

#include "base-json.h"
#include "scan-error.h"
#include "scan-wire-plan.h"
#include "scan-wire.h"

#include <string.h>
#include <unistd.h>

static const char *const verb_names[] = {
    [SCAN_WIRE_VERB_LIST] = "list", [SCAN_WIRE_VERB_OPTIONS] = "options",
    [SCAN_WIRE_VERB_SCAN] = "scan", [SCAN_WIRE_VERB_ASSEMBLE] = "assemble",
    [SCAN_WIRE_VERB_VIEW] = "view",
};

ScanWireRequest *
scan_wire_request_new(ScanWireVerb verb)
{
    ScanWireRequest *request = g_new0(ScanWireRequest, 1);
    request->verb = verb;
    request->parent = (guint)getpid();
    return request;
}

void
scan_wire_request_free(ScanWireRequest *request)
{
    if (!request)
        return;
    g_free(request->device);
    scan_device_free(request->known);
    scan_settings_free(request->settings);
    scan_plan_free(request->plan);
    g_free(request->region);
    g_free(request->report_id);
    g_free(request->station);
    g_free(request->capture_uuid);
    g_free(request);
}

static void
put_text(json_t *object, const char *key, const char *text)
{
    if (text)
        json_object_set_new(object, key, json_string(text));
}

static json_t *
device_to_json(const ScanDevice *device)
{
    return json_pack("{s:s, s:s, s:s, s:s, s:s}", "name", device->name, "vendor", device->vendor,
                     "model", device->model, "type", device->type, "serial", device->serial);
}

static json_t *
settings_to_json(const ScanSettings *settings)
{
    json_t *object = json_pack("{s:i, s:s, s:s, s:i, s:[f,f,f,f]}", "resolution",
                               (int)settings->resolution, "mode", scan_mode_code(settings->mode),
                               "format", scan_format_code(settings->format), "pages",
                               (int)settings->pages, "area", settings->area.x, settings->area.y,
                               settings->area.width, settings->area.height);
    json_t *options = json_array();
    for (guint i = 0; i < settings->options->len; i++)
        json_array_append_new(options, json_string(settings->options->pdata[i]));
    json_object_set_new(object, "options", options);
    return object;
}

static json_t *
region_to_json(const ScanRegion *region)
{
    return json_pack("{s:s, s:I, s:I, s:I, s:I, s:I}", "format", scan_format_code(region->format),
                     "index", (json_int_t)region->index, "x", (json_int_t)region->x, "y",
                     (json_int_t)region->y, "width", (json_int_t)region->width, "height",
                     (json_int_t)region->height);
}

char *
scan_wire_request_to_text(const ScanWireRequest *request)
{
    g_autoptr(json_t)
        object = json_pack("{s:i, s:s, s:I}", "protocol", SCAN_WIRE_PROTOCOL, "verb",
                           verb_names[request->verb], "parent", (json_int_t)request->parent);
    put_text(object, "device", request->device);
    put_text(object, "report_id", request->report_id);
    put_text(object, "station", request->station);
    put_text(object, "capture_uuid", request->capture_uuid);
    if (request->known)
        json_object_set_new(object, "known", device_to_json(request->known));
    if (request->settings)
        json_object_set_new(object, "settings", settings_to_json(request->settings));
    if (request->plan)
        json_object_set_new(object, "plan", scan_wire_plan_to_json(request->plan));
    if (request->region)
        json_object_set_new(object, "region", region_to_json(request->region));
    return base_json_to_string(object);
}

static ScanDevice *
read_known(BaseJsonReader *outer)
{
    json_t *object = NULL;
    base_json_read_optional_object(outer, "known", &object);
    if (!object)
        return NULL;
    const char *name = "", *vendor = "", *model = "", *type = "", *serial = "";
    BaseJsonReader reader;
    base_json_reader_init(&reader, object, "known");
    base_json_read_string(&reader, "name", 0, SCAN_WIRE_MAX_NAME, &name);
    base_json_read_string(&reader, "vendor", 0, SCAN_WIRE_MAX_NAME, &vendor);
    base_json_read_string(&reader, "model", 0, SCAN_WIRE_MAX_NAME, &model);
    base_json_read_string(&reader, "type", 0, SCAN_WIRE_MAX_NAME, &type);
    base_json_read_string(&reader, "serial", 0, SCAN_WIRE_MAX_NAME, &serial);
    g_autoptr(GError) error = NULL;
    if (!base_json_reader_end(&reader, &error)) {
        base_json_fail(outer, "known", error->message);
        return NULL;
    }
    return scan_device_new(name, vendor, model, type, serial);
}

static void
read_area(BaseJsonReader *reader, ScanArea *ret_area)
{
    json_t *array = NULL;
    base_json_read_array(reader, "area", 4, &array);
    double numbers[4] = {0};
    for (guint i = 0; i < 4; i++) {
        json_t *item = array ? json_array_get(array, i) : NULL;
        numbers[i] = item ? json_number_value(item) : -1;
        if (!json_is_number(item) || !(numbers[i] >= 0 && numbers[i] <= SCAN_MAX_AREA_MM)) {
            base_json_fail(reader, "area", "is not four numbers of millimetres");
            return;
        }
    }
    *ret_area = (ScanArea){numbers[0], numbers[1], numbers[2], numbers[3]};
}

static void
read_options(BaseJsonReader *reader, GPtrArray *options)
{
    json_t *array = NULL;
    base_json_read_array(reader, "options", SCAN_MAX_OPTIONS, &array);
    for (gsize i = 0; array && i < json_array_size(array); i++) {
        const char *text = json_string_value(json_array_get(array, i));
        if (!text || strlen(text) > SCAN_MAX_OPTION) {
            base_json_fail(reader, "options", "holds something that is no option");
            return;
        }
        g_ptr_array_add(options, g_strdup(text));
    }
}

static ScanSettings *
read_settings(BaseJsonReader *outer)
{
    json_t *object = NULL;
    base_json_read_object(outer, "settings", &object);
    if (!object)
        return NULL;
    g_autoptr(ScanSettings) settings = scan_settings_new();
    const char *mode = "", *format = "";
    gint64 resolution = 0, pages = 0;
    BaseJsonReader reader;
    base_json_reader_init(&reader, object, "settings");
    base_json_read_int(&reader, "resolution", 1, SCAN_MAX_RESOLUTION, &resolution);
    base_json_read_int(&reader, "pages", 1, SCAN_MAX_PAGES, &pages);
    base_json_read_string(&reader, "mode", 1, 16, &mode);
    base_json_read_string(&reader, "format", 1, 16, &format);
    read_area(&reader, &settings->area);
    read_options(&reader, settings->options);
    if (!scan_mode_from_code(mode, &settings->mode))
        base_json_fail(&reader, "mode", "is not a mode");
    if (!scan_format_from_code(format, &settings->format))
        base_json_fail(&reader, "format", "is not a format");
    settings->resolution = (guint)resolution;
    settings->pages = (guint)pages;
    g_autoptr(GError) error = NULL;
    if (!base_json_reader_end(&reader, &error)) {
        base_json_fail(outer, "settings", error->message);
        return NULL;
    }
    return g_steal_pointer(&settings);
}

static ScanRegion *
read_region(BaseJsonReader *outer)
{
    json_t *object = NULL;
    base_json_read_object(outer, "region", &object);
    if (!object)
        return NULL;
    g_autofree ScanRegion *region = g_new0(ScanRegion, 1);
    const char *format = "";
    const struct {
        const char *key;
        guint *number;
    } members[] = {{"index", &region->index},
                   {"x", &region->x},
                   {"y", &region->y},
                   {"width", &region->width},
                   {"height", &region->height}};
    BaseJsonReader reader;
    base_json_reader_init(&reader, object, "region");
    base_json_read_string(&reader, "format", 1, 16, &format);
    for (gsize i = 0; i < G_N_ELEMENTS(members); i++) {
        gint64 number = 0;
        base_json_read_int(&reader, members[i].key, 0, G_MAXINT32, &number);
        *members[i].number = (guint)number;
    }
    if (!scan_format_from_code(format, &region->format))
        base_json_fail(&reader, "format", "is not a format");
    g_autoptr(GError) error = NULL;
    if (!base_json_reader_end(&reader, &error) || !scan_region_check(region, &error)) {
        base_json_fail(outer, "region", error->message);
        return NULL;
    }
    return g_steal_pointer(&region);
}

static void
read_verb(BaseJsonReader *reader, ScanWireVerb *ret_verb)
{
    const char *text = "";
    base_json_read_string(reader, "verb", 1, 16, &text);
    for (guint i = 0; i < G_N_ELEMENTS(verb_names); i++) {
        if (strcmp(verb_names[i], text) == 0) {
            *ret_verb = (ScanWireVerb)i;
            return;
        }
    }
    base_json_fail(reader, "verb", "is not a verb");
}

static gboolean
read_request(json_t *object, ScanWireRequest *request, GError **error)
{
    const char *device = "", *report_id = NULL, *station = NULL, *capture_uuid = NULL;
    gint64 protocol = 0, parent = 0;
    BaseJsonReader reader;
    base_json_reader_init(&reader, object, "request");
    base_json_read_int(&reader, "protocol", SCAN_WIRE_PROTOCOL, SCAN_WIRE_PROTOCOL, &protocol);
    base_json_read_int(&reader, "parent", 1, G_MAXINT32, &parent);
    base_json_read_optional_string(&reader, "device", SCAN_WIRE_MAX_NAME, &device);
    base_json_read_optional_string(&reader, "report_id", SCAN_WIRE_MAX_NAME, &report_id);
    base_json_read_optional_string(&reader, "station", SCAN_WIRE_MAX_NAME, &station);
    base_json_read_optional_string(&reader, "capture_uuid", SCAN_WIRE_MAX_NAME, &capture_uuid);
    read_verb(&reader, &request->verb);
    request->known = read_known(&reader);
    if (request->verb == SCAN_WIRE_VERB_SCAN)
        request->settings = read_settings(&reader);
    if (request->verb == SCAN_WIRE_VERB_ASSEMBLE) {
        request->plan = scan_wire_plan_read(&reader);
        if (!request->known)
            base_json_fail(&reader, "known", "is missing");
    }
    if (request->verb == SCAN_WIRE_VERB_VIEW)
        request->region = read_region(&reader);
    request->parent = (guint)parent;
    request->device = g_strdup(device);
    request->report_id = g_strdup(report_id);
    request->station = g_strdup(station);
    request->capture_uuid = g_strdup(capture_uuid);
    return base_json_reader_end(&reader, error);
}

ScanWireRequest *
scan_wire_request_parse(const char *text, gsize size, GError **error)
{
    g_autoptr(GError) cause = NULL;
    g_autoptr(json_t) object = NULL;
    g_autoptr(ScanWireRequest) request = scan_wire_request_new(SCAN_WIRE_VERB_LIST);
    if (!base_json_parse(text, size, SCAN_WIRE_MAX_BODY, &object, &cause) ||
        !read_request(object, request, &cause)) {
        g_set_error(error, SCAN_ERROR, SCAN_ERROR_HELPER, "bad request: %s", cause->message);
        return NULL;
    }
    return g_steal_pointer(&request);
}
