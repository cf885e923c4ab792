#include "scan-wire-findings.h"

#include <math.h>
#include <string.h>

#define MAX_VALUE  1e7    /* any measure or threshold */
#define MAX_MM     100000 /* 200,000 lines of 50 dpi */
#define MAX_DEGREE 90
#define HEX_SIZE   (2 * PAGE_FINGERPRINT_SIZE)

/* ---- writing ---- */

static json_t *
rect_to_json(const PageRect *rect)
{
    return json_pack("[f,f,f,f]", rect->x, rect->y, rect->width, rect->height);
}

static json_t *
checks_to_json(const PageFindings *findings)
{
    json_t *array = json_array();
    for (guint i = 0; i < PAGE_N_FINDINGS; i++) {
        const PageFinding *finding = &findings->findings[i];
        json_array_append_new(array,
                              json_pack("{s:s, s:b, s:b, s:f, s:f}", "check",
                                        page_finding_code((PageFindingKind)i), "passed",
                                        finding->passed, "measured", finding->measured, "value",
                                        finding->value, "threshold", finding->threshold));
    }
    return array;
}

static json_t *
fingerprint_to_json(const PageFindings *findings)
{
    static const char digits[] = "0123456789abcdef";
    char hex[HEX_SIZE];
    if (!findings->has_fingerprint)
        return json_string("");
    for (guint i = 0; i < PAGE_FINGERPRINT_SIZE; i++) {
        hex[2 * i] = digits[findings->fingerprint[i] >> 4];
        hex[2 * i + 1] = digits[findings->fingerprint[i] & 15];
    }
    return json_stringn(hex, HEX_SIZE);
}

json_t *
scan_wire_findings_to_json(const PageFindings *findings)
{
    return json_pack("{s:o, s:f, s:i, s:b, s:o, s:o, s:o}", "checks", checks_to_json(findings),
                     "skew", findings->skew, "cut_sides", (int)findings->cut_sides, "paper_found",
                     findings->paper_found, "paper", rect_to_json(&findings->paper), "print",
                     rect_to_json(&findings->print), "fingerprint", fingerprint_to_json(findings));
}

/* ---- reading ---- */

static void
read_number(BaseJsonReader *reader, const char *key, double limit, double *ret_number)
{
    json_t *item = json_object_get(reader->object, key);
    base_json_ignore(reader, key);
    if (!json_is_number(item) || !(fabs(json_number_value(item)) <= limit))
        base_json_fail(reader, key, "is not a number within its limit");
    else
        *ret_number = json_number_value(item);
}

static void
read_rect(BaseJsonReader *reader, const char *key, PageRect *ret_rect)
{
    json_t *array = NULL;
    double numbers[4];
    base_json_read_array(reader, key, 4, &array);
    for (guint i = 0; i < 4; i++) {
        json_t *item = array ? json_array_get(array, i) : NULL;
        numbers[i] = json_is_number(item) ? json_number_value(item) : -1;
        if (!(numbers[i] >= 0 && numbers[i] <= MAX_MM)) {
            base_json_fail(reader, key, "is not four numbers of millimetres");
            return;
        }
    }
    *ret_rect = (PageRect){numbers[0], numbers[1], numbers[2], numbers[3]};
}

static gboolean
read_check(json_t *object, PageFindings *findings, guint *seen, GError **error)
{
    PageFinding finding = {0};
    PageFindingKind kind = PAGE_FINDING_LINES;
    const char *code = "";
    BaseJsonReader reader;
    base_json_reader_init(&reader, object, "check");
    base_json_read_string(&reader, "check", 1, 32, &code);
    base_json_read_boolean(&reader, "passed", &finding.passed);
    base_json_read_boolean(&reader, "measured", &finding.measured);
    read_number(&reader, "value", MAX_VALUE, &finding.value);
    read_number(&reader, "threshold", MAX_VALUE, &finding.threshold);
    if (!page_finding_from_code(code, &kind))
        base_json_fail(&reader, "check", "is not a check");
    else if (*seen & 1u << kind)
        base_json_fail(&reader, "check", "comes twice");
    if (!base_json_reader_end(&reader, error))
        return FALSE;
    *seen |= 1u << kind;
    findings->findings[kind] = finding;
    return TRUE;
}

static void
read_checks(BaseJsonReader *outer, PageFindings *findings)
{
    json_t *array = NULL;
    guint seen = 0;
    base_json_read_array(outer, "checks", PAGE_N_FINDINGS, &array);
    for (gsize i = 0; array && i < json_array_size(array); i++) {
        g_autoptr(GError) error = NULL;
        json_t *item = json_array_get(array, i);
        if (!json_is_object(item) || !read_check(item, findings, &seen, &error)) {
            base_json_fail(outer, "checks", error ? error->message : "holds no object");
            return;
        }
    }
    if (seen != (1u << PAGE_N_FINDINGS) - 1)
        base_json_fail(outer, "checks", "lacks one");
}

static void
read_fingerprint(BaseJsonReader *reader, PageFindings *findings)
{
    const char *hex = "";
    base_json_read_string(reader, "fingerprint", 0, HEX_SIZE, &hex);
    findings->has_fingerprint = *hex != '\0';
    if (*hex == '\0')
        return;
    if (strspn(hex, "0123456789abcdef") != HEX_SIZE || hex[HEX_SIZE] != '\0') {
        base_json_fail(reader, "fingerprint", "is not a fingerprint");
        return;
    }
    for (guint i = 0; i < PAGE_FINGERPRINT_SIZE; i++)
        findings->fingerprint[i] = (guint8)(g_ascii_xdigit_value(hex[2 * i]) << 4 |
                                            g_ascii_xdigit_value(hex[2 * i + 1]));
}

void
scan_wire_findings_read(BaseJsonReader *outer, PageFindings *ret_findings)
{
    PageFindings findings = {0};
    json_t *object = NULL;
    gint64 sides = 0;
    BaseJsonReader reader;
    base_json_read_object(outer, "findings", &object);
    if (!object)
        return;
    base_json_reader_init(&reader, object, "findings");
    read_checks(&reader, &findings);
    read_number(&reader, "skew", MAX_DEGREE, &findings.skew);
    base_json_read_int(&reader, "cut_sides", 0, PAGE_ALL_SIDES, &sides);
    base_json_read_boolean(&reader, "paper_found", &findings.paper_found);
    read_rect(&reader, "paper", &findings.paper);
    read_rect(&reader, "print", &findings.print);
    read_fingerprint(&reader, &findings);
    findings.cut_sides = (guint)sides;
    g_autoptr(GError) error = NULL;
    if (base_json_reader_end(&reader, &error))
        *ret_findings = findings;
    else
        base_json_fail(outer, "findings", error->message);
}
