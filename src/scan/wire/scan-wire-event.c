#include "scan-wire-event.h"

#include "base-json.h"
#include "page-sum.h"
#include "scan-wire-findings.h"
#include "scan-wire.h"

#include <string.h>

/* Characters of any text of an event: a driver's lists of values may be long. */
#define MAX_TEXT 8192

static const char *const kind_names[] = {
    [SCAN_WIRE_READY] = "ready",       [SCAN_WIRE_PHASE] = "phase",
    [SCAN_WIRE_ALIVE] = "alive",       [SCAN_WIRE_PAGE_STARTED] = "page-started",
    [SCAN_WIRE_PROGRESS] = "progress", [SCAN_WIRE_PAGE_DONE] = "page-done",
    [SCAN_WIRE_ADJUSTED] = "adjusted", [SCAN_WIRE_DEVICE] = "device",
    [SCAN_WIRE_OPTION] = "option",     [SCAN_WIRE_WRITTEN] = "written",
    [SCAN_WIRE_DONE] = "done",         [SCAN_WIRE_FAILED] = "failed",
};

/* Which numbers and texts a kind carries: one table for writing and for reading. */
typedef struct {
    ScanWireKind kind;
    const char *key;
    gsize offset;
    gint64 max;
} NumberField;

#define NUMBER(KIND, MEMBER, MAX)                                                                  \
    {                                                                                              \
        KIND, #MEMBER, G_STRUCT_OFFSET(ScanWireEvent, MEMBER), MAX                                 \
    }

#define MAX_PAGE   100000
#define MAX_PIXELS 10000000

static const NumberField number_fields[] = {
    NUMBER(SCAN_WIRE_PHASE, phase, SCAN_WIRE_PHASE_CLOSE),
    NUMBER(SCAN_WIRE_PAGE_STARTED, page, MAX_PAGE),
    NUMBER(SCAN_WIRE_PAGE_STARTED, width, MAX_PIXELS),
    NUMBER(SCAN_WIRE_PAGE_STARTED, height, MAX_PIXELS),
    NUMBER(SCAN_WIRE_PAGE_STARTED, preview_width, MAX_PIXELS),
    NUMBER(SCAN_WIRE_PAGE_STARTED, preview_height, MAX_PIXELS),
    NUMBER(SCAN_WIRE_PROGRESS, page, MAX_PAGE),
    NUMBER(SCAN_WIRE_PROGRESS, percent, 100),
    NUMBER(SCAN_WIRE_PAGE_DONE, page, MAX_PAGE),
    NUMBER(SCAN_WIRE_PAGE_DONE, width, MAX_PIXELS),
    NUMBER(SCAN_WIRE_PAGE_DONE, height, MAX_PIXELS),
    NUMBER(SCAN_WIRE_PAGE_DONE, dpi, MAX_PIXELS),
};

typedef struct {
    ScanWireKind kind;
    const char *key;
    gsize offset;
} TextField;

#define TEXT(KIND, MEMBER)                                                                         \
    {                                                                                              \
        KIND, #MEMBER, G_STRUCT_OFFSET(ScanWireEvent, MEMBER)                                      \
    }

static const TextField text_fields[] = {
    TEXT(SCAN_WIRE_ADJUSTED, name),   TEXT(SCAN_WIRE_ADJUSTED, asked),
    TEXT(SCAN_WIRE_ADJUSTED, became), TEXT(SCAN_WIRE_DONE, crc64),
    TEXT(SCAN_WIRE_FAILED, message),
};

typedef struct {
    const char *key;
    gsize offset;
} Member;

static const Member device_members[] = {
    {"name", G_STRUCT_OFFSET(ScanDevice, name)},
    {"vendor", G_STRUCT_OFFSET(ScanDevice, vendor)},
    {"model", G_STRUCT_OFFSET(ScanDevice, model)},
    {"type", G_STRUCT_OFFSET(ScanDevice, type)},
    {"serial", G_STRUCT_OFFSET(ScanDevice, serial)},
    {"resolutions", G_STRUCT_OFFSET(ScanDevice, resolutions)},
    {"modes", G_STRUCT_OFFSET(ScanDevice, modes)},
};

static const Member option_members[] = {
    {"name", G_STRUCT_OFFSET(ScanOption, name)},   {"title", G_STRUCT_OFFSET(ScanOption, title)},
    {"unit", G_STRUCT_OFFSET(ScanOption, unit)},   {"type", G_STRUCT_OFFSET(ScanOption, type)},
    {"value", G_STRUCT_OFFSET(ScanOption, value)}, {"range", G_STRUCT_OFFSET(ScanOption, range)},
};

ScanWireEvent *
scan_wire_event_new(ScanWireKind kind)
{
    ScanWireEvent *event = g_new0(ScanWireEvent, 1);
    event->kind = kind;
    return event;
}

void
scan_wire_event_free(ScanWireEvent *event)
{
    if (!event)
        return;
    g_free(event->name);
    g_free(event->asked);
    g_free(event->became);
    g_free(event->crc64);
    scan_device_free(event->device);
    scan_option_free(event->option);
    g_free(event->findings);
    g_free(event->message);
    g_free(event);
}

/* ---- writing ---- */

static const char *
text_at(gconstpointer value, gsize offset)
{
    return *(const char *const *)(const void *)((const guint8 *)value + offset);
}

static guint
number_at(gconstpointer value, gsize offset)
{
    return *(const guint *)(const void *)((const guint8 *)value + offset);
}

static json_t *
presentable(const char *text)
{
    g_autofree char *valid = g_utf8_make_valid(text ? text : "", -1);
    if (g_utf8_strlen(valid, -1) > MAX_TEXT)
        *g_utf8_offset_to_pointer(valid, MAX_TEXT) = '\0';
    for (char *c = valid; *c; c++)
        if (g_ascii_iscntrl(*c))
            *c = ' ';
    return json_string(valid);
}

static json_t *
members_to_json(const Member *members, gsize n_members, gconstpointer value)
{
    json_t *object = json_object();
    for (gsize i = 0; i < n_members; i++)
        json_object_set_new(object, members[i].key, presentable(text_at(value, members[i].offset)));
    return object;
}

static void
put_special(json_t *object, const ScanWireEvent *event)
{
    if (event->kind == SCAN_WIRE_PHASE || event->kind == SCAN_WIRE_DONE)
        json_object_set_new(object, "bytes", json_integer((json_int_t)event->bytes));
    if (event->kind == SCAN_WIRE_DONE) {
        json_object_set_new(object, "pages", json_integer(event->pages));
        json_object_set_new(object, "dpi", json_integer(event->dpi));
        json_object_set_new(object, "captured_at", json_integer(event->captured_at));
    }
    if (event->kind == SCAN_WIRE_FAILED)
        json_object_set_new(object, "error", json_string(scan_error_code(event->error)));
    if (event->findings)
        json_object_set_new(object, "findings", scan_wire_findings_to_json(event->findings));
    if (event->device)
        json_object_set_new(
            object, "device",
            members_to_json(device_members, G_N_ELEMENTS(device_members), event->device));
    if (event->option) {
        json_t *option = members_to_json(option_members, G_N_ELEMENTS(option_members),
                                         event->option);
        json_object_set_new(option, "active", json_boolean(event->option->active));
        json_object_set_new(option, "settable", json_boolean(event->option->settable));
        json_object_set_new(object, "option", option);
    }
}

char *
scan_wire_event_to_text(const ScanWireEvent *event)
{
    g_autoptr(json_t) object = json_object();
    json_object_set_new(object, "event", json_string(kind_names[event->kind]));
    for (gsize i = 0; i < G_N_ELEMENTS(number_fields); i++)
        if (number_fields[i].kind == event->kind)
            json_object_set_new(object, number_fields[i].key,
                                json_integer(number_at(event, number_fields[i].offset)));
    for (gsize i = 0; i < G_N_ELEMENTS(text_fields); i++)
        if (text_fields[i].kind == event->kind)
            json_object_set_new(object, text_fields[i].key,
                                presentable(text_at(event, text_fields[i].offset)));
    put_special(object, event);
    return base_json_to_string(object);
}

/* ---- reading ---- */

static void
read_members(BaseJsonReader *outer, const char *key, const Member *members, gsize n_members,
             gpointer value, BaseJsonReader *reader)
{
    json_t *object = NULL;
    base_json_read_object(outer, key, &object);
    base_json_reader_init(reader, object, key);
    for (gsize i = 0; i < n_members; i++) {
        const char *text = "";
        base_json_read_string(reader, members[i].key, 0, MAX_TEXT, &text);
        G_STRUCT_MEMBER(char *, value, members[i].offset) = g_strdup(text);
    }
}

static void
end_members(BaseJsonReader *outer, const char *key, BaseJsonReader *reader)
{
    g_autoptr(GError) error = NULL;
    if (!base_json_reader_end(reader, &error))
        base_json_fail(outer, key, error->message);
}

static void
read_device(BaseJsonReader *outer, ScanWireEvent *event)
{
    BaseJsonReader reader;
    event->device = g_new0(ScanDevice, 1);
    read_members(outer, "device", device_members, G_N_ELEMENTS(device_members), event->device,
                 &reader);
    end_members(outer, "device", &reader);
}

static void
read_option(BaseJsonReader *outer, ScanWireEvent *event)
{
    BaseJsonReader reader;
    event->option = g_new0(ScanOption, 1);
    read_members(outer, "option", option_members, G_N_ELEMENTS(option_members), event->option,
                 &reader);
    base_json_read_boolean(&reader, "active", &event->option->active);
    base_json_read_boolean(&reader, "settable", &event->option->settable);
    end_members(outer, "option", &reader);
}

static void
read_bytes(BaseJsonReader *reader, ScanWireEvent *event)
{
    gint64 bytes = 0;
    base_json_read_int(reader, "bytes", 0, G_MAXINT64, &bytes);
    event->bytes = (guint64)bytes;
}

static void
read_done(BaseJsonReader *reader, ScanWireEvent *event)
{
    /* The end of a list has none of these. */
    gint64 pages = 0, dpi = 0;
    json_t *device = NULL;
    read_bytes(reader, event);
    base_json_read_int(reader, "pages", 0, MAX_PAGE, &pages);
    base_json_read_int(reader, "dpi", 0, MAX_PIXELS, &dpi);
    base_json_read_int(reader, "captured_at", 0, G_MAXINT64, &event->captured_at);
    event->pages = (guint)pages;
    event->dpi = (guint)dpi;
    base_json_read_optional_object(reader, "device", &device);
    if (pages > 0) {
        read_device(reader, event);
        if (!event->crc64 || !page_crc64_is_hex(event->crc64))
            base_json_fail(reader, "crc64", "is not a CRC-64");
    }
}

static void
read_findings(BaseJsonReader *reader, ScanWireEvent *event)
{
    event->findings = g_new0(PageFindings, 1);
    scan_wire_findings_read(reader, event->findings);
}

static void
read_error(BaseJsonReader *reader, ScanWireEvent *event)
{
    const char *text = "";
    base_json_read_string(reader, "error", 1, 64, &text);
    if (!scan_error_from_code(text, &event->error))
        base_json_fail(reader, "error", "is not an error's code");
}

static void
read_fields(BaseJsonReader *reader, ScanWireEvent *event)
{
    for (gsize i = 0; i < G_N_ELEMENTS(number_fields); i++) {
        gint64 number = 0;
        if (number_fields[i].kind != event->kind)
            continue;
        base_json_read_int(reader, number_fields[i].key, 0, number_fields[i].max, &number);
        G_STRUCT_MEMBER(guint, event, number_fields[i].offset) = (guint)number;
    }
    for (gsize i = 0; i < G_N_ELEMENTS(text_fields); i++) {
        const char *text = "";
        if (text_fields[i].kind != event->kind)
            continue;
        base_json_read_string(reader, text_fields[i].key, 0, MAX_TEXT, &text);
        G_STRUCT_MEMBER(char *, event, text_fields[i].offset) = g_strdup(text);
    }
    if (event->kind == SCAN_WIRE_PHASE)
        read_bytes(reader, event);
    else if (event->kind == SCAN_WIRE_DONE)
        read_done(reader, event);
    else if (event->kind == SCAN_WIRE_FAILED)
        read_error(reader, event);
    else if (event->kind == SCAN_WIRE_PAGE_DONE)
        read_findings(reader, event);
    else if (event->kind == SCAN_WIRE_DEVICE)
        read_device(reader, event);
    else if (event->kind == SCAN_WIRE_OPTION)
        read_option(reader, event);
}

static gboolean
read_event(json_t *object, ScanWireEvent *event, GError **error)
{
    const char *name = "";
    gboolean known = FALSE;
    BaseJsonReader reader;
    base_json_reader_init(&reader, object, "event");
    base_json_read_string(&reader, "event", 1, 32, &name);
    for (guint i = 0; i < G_N_ELEMENTS(kind_names) && !known; i++) {
        known = strcmp(kind_names[i], name) == 0;
        if (known)
            event->kind = (ScanWireKind)i;
    }
    if (known)
        read_fields(&reader, event);
    else
        base_json_fail(&reader, "event", "is not known");
    return base_json_reader_end(&reader, error);
}

ScanWireEvent *
scan_wire_event_parse(const char *text, gsize size, GError **error)
{
    g_autoptr(GError) cause = NULL;
    g_autoptr(json_t) object = NULL;
    g_autoptr(ScanWireEvent) event = scan_wire_event_new(SCAN_WIRE_READY);
    if (!base_json_parse(text, size, SCAN_WIRE_MAX_BODY, &object, &cause) ||
        !read_event(object, event, &cause)) {
        g_set_error(error, SCAN_ERROR, SCAN_ERROR_HELPER, "bad event: %s", cause->message);
        return NULL;
    }
    return g_steal_pointer(&event);
}
