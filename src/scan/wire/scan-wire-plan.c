#include "scan-wire-plan.h"

#include "page-sum.h"

#define MAX_PIXELS 10000000
#define MAX_INDEX  100000

/* ---- writing ---- */

static json_t *
parts_to_json(const ScanPlan *plan)
{
    json_t *array = json_array();
    for (guint i = 0; i < plan->parts->len; i++) {
        const ScanPlanPart *part = scan_plan_part(plan, i);
        json_array_append_new(
            array, json_pack("{s:I, s:s}", "bytes", (json_int_t)part->bytes, "crc64", part->crc64));
    }
    return array;
}

static json_t *
pages_to_json(const ScanPlan *plan)
{
    json_t *array = json_array();
    for (guint i = 0; i < plan->pages->len; i++) {
        const ScanPlanPage *page = scan_plan_page(plan, i);
        json_t *object = json_pack("{s:I, s:I, s:I}", "part", (json_int_t)page->part, "index",
                                   (json_int_t)page->index, "rotation", (json_int_t)page->rotation);
        if (page->has_crop)
            json_object_set_new(object, "crop",
                                json_pack("[I,I,I,I]", (json_int_t)page->crop_x,
                                          (json_int_t)page->crop_y, (json_int_t)page->crop_width,
                                          (json_int_t)page->crop_height));
        json_array_append_new(array, object);
    }
    return array;
}

json_t *
scan_wire_plan_to_json(const ScanPlan *plan)
{
    return json_pack("{s:s, s:I, s:s, s:o, s:o}", "format", scan_format_code(plan->format),
                     "captured_at", (json_int_t)plan->captured_at, "settings", plan->settings,
                     "parts", parts_to_json(plan), "pages", pages_to_json(plan));
}

/* ---- reading ---- */

static void
end_item(BaseJsonReader *outer, const char *key, BaseJsonReader *reader)
{
    g_autoptr(GError) error = NULL;
    if (!base_json_reader_end(reader, &error))
        base_json_fail(outer, key, error->message);
}

static void
read_part(BaseJsonReader *outer, json_t *object, ScanPlan *plan)
{
    const char *crc64 = "";
    gint64 bytes = 0;
    BaseJsonReader reader;
    base_json_reader_init(&reader, object, "part");
    base_json_read_int(&reader, "bytes", 1, G_MAXINT64, &bytes);
    base_json_read_string(&reader, "crc64", 16, 16, &crc64);
    if (!page_crc64_is_hex(crc64))
        base_json_fail(&reader, "crc64", "is not a CRC-64");
    scan_plan_add_part(plan, (guint64)bytes, crc64);
    end_item(outer, "parts", &reader);
}

static void
read_crop(BaseJsonReader *reader, ScanPlanPage *page)
{
    json_t *array = NULL;
    base_json_read_optional_array(reader, "crop", 4, &array);
    page->has_crop = array != NULL;
    guint *const numbers[] = {&page->crop_x, &page->crop_y, &page->crop_width, &page->crop_height};
    for (guint i = 0; array && i < G_N_ELEMENTS(numbers); i++) {
        json_t *item = json_array_get(array, i);
        json_int_t number = json_integer_value(item);
        if (!json_is_integer(item) || number < 0 || number > MAX_PIXELS) {
            base_json_fail(reader, "crop", "is not four numbers of pixels");
            return;
        }
        *numbers[i] = (guint)number;
    }
}

static void
read_page(BaseJsonReader *outer, json_t *object, ScanPlan *plan)
{
    ScanPlanPage page = {0};
    gint64 part = 0, index = 0, rotation = 0;
    BaseJsonReader reader;
    base_json_reader_init(&reader, object, "page");
    base_json_read_int(&reader, "part", 0, SCAN_PLAN_MAX_PAGES, &part);
    base_json_read_int(&reader, "index", 0, MAX_INDEX, &index);
    base_json_read_int(&reader, "rotation", 0, 270, &rotation);
    read_crop(&reader, &page);
    page.part = (guint)part;
    page.index = (guint)index;
    page.rotation = (guint)rotation;
    scan_plan_add_page(plan, &page);
    end_item(outer, "pages", &reader);
}

static void
read_items(BaseJsonReader *reader, const char *key, ScanPlan *plan,
           void (*read_item)(BaseJsonReader *, json_t *, ScanPlan *))
{
    json_t *array = NULL;
    base_json_read_array(reader, key, SCAN_PLAN_MAX_PAGES, &array);
    for (gsize i = 0; array && i < json_array_size(array); i++)
        read_item(reader, json_array_get(array, i), plan);
}

ScanPlan *
scan_wire_plan_read(BaseJsonReader *outer)
{
    json_t *object = NULL;
    base_json_read_object(outer, "plan", &object);
    if (!object)
        return NULL;
    const char *format = "", *settings = "";
    gint64 captured_at = 0;
    ScanFormat kind = SCAN_FORMAT_TIFF;
    BaseJsonReader reader;
    base_json_reader_init(&reader, object, "plan");
    base_json_read_string(&reader, "format", 1, 16, &format);
    base_json_read_string(&reader, "settings", 0, SCAN_PLAN_MAX_SETTINGS, &settings);
    base_json_read_int(&reader, "captured_at", 0, G_MAXINT64, &captured_at);
    if (!scan_format_from_code(format, &kind))
        base_json_fail(&reader, "format", "is not a format");
    g_autoptr(ScanPlan) plan = scan_plan_new(kind, captured_at, settings);
    read_items(&reader, "parts", plan, read_part);
    read_items(&reader, "pages", plan, read_page);
    g_autoptr(GError) error = NULL;
    if (!base_json_reader_end(&reader, &error) || !scan_plan_check(plan, &error)) {
        base_json_fail(outer, "plan", error->message);
        return NULL;
    }
    return g_steal_pointer(&plan);
}
