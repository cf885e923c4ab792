#include "page-origin.h"

#include "base-clock.h"

#include <string.h>

static char *
clean_text(const char *text)
{
    g_autofree char *cut = NULL;
    g_autofree char *valid = NULL;
    g_autoptr(GString) clean = NULL;

    if (text == NULL)
        return NULL;
    cut = g_strndup(text, PAGE_ORIGIN_MAX_TEXT);
    /* Each cut or foreign byte becomes U+FFFD, which is three bytes long. */
    valid = g_utf8_make_valid(cut, -1);
    clean = g_string_new(NULL);
    for (const char *c = valid; *c != '\0'; c += g_utf8_skip[(guchar)*c]) {
        gunichar letter = g_utf8_get_char(c);

        if (clean->len + 6 > PAGE_ORIGIN_MAX_TEXT)
            break;
        /* XML 1.0 has neither the controls nor U+FFFE and U+FFFF. */
        if (g_unichar_iscntrl(letter) || letter == 0xfffe || letter == 0xffff)
            g_string_append_c(clean, ' ');
        else
            g_string_append_unichar(clean, letter);
    }
    return g_string_free(g_steal_pointer(&clean), FALSE);
}

PageOrigin *
page_origin_new(const PageProvenance *provenance)
{
    PageOrigin *origin = g_new0(PageOrigin, 1);

    origin->report_id = clean_text(provenance->report_id);
    origin->station = clean_text(provenance->station);
    origin->scanner_vendor = clean_text(provenance->scanner_vendor);
    origin->scanner_model = clean_text(provenance->scanner_model);
    origin->scanner_device = clean_text(provenance->scanner_device);
    origin->settings = clean_text(provenance->settings);
    origin->capture_uuid = clean_text(provenance->capture_uuid);
    base_time_format(provenance->captured_at, origin->captured_at);
    return origin;
}

void
page_origin_free(PageOrigin *origin)
{
    if (origin == NULL)
        return;
    g_free(origin->report_id);
    g_free(origin->station);
    g_free(origin->scanner_vendor);
    g_free(origin->scanner_model);
    g_free(origin->scanner_device);
    g_free(origin->settings);
    g_free(origin->capture_uuid);
    g_free(origin);
}

char *
page_origin_tiff_time(const PageOrigin *origin)
{
    const char *t = origin->captured_at;

    return g_strdup_printf("%.4s:%.2s:%.2s %.8s", t, t + 5, t + 8, t + 11);
}

char *
page_origin_pdf_time(const PageOrigin *origin)
{
    const char *t = origin->captured_at;

    return g_strdup_printf("D:%.4s%.2s%.2s%.2s%.2s%.2s+00'00'", t, t + 5, t + 8, t + 11, t + 14,
                           t + 17);
}

/* Our own namespace. It names; nothing has to answer there. */
#define NAMESPACE "http://scan-station.ksu.edu.tw/ns/provenance/1.0/"
#define PREFIX    "station"

typedef struct {
    const char *name;
    const char *description;
} Property;

static const Property properties[] = {
    {"ReportId", "The report that this original belongs to"},
    {"Station", "The counter where it was scanned"},
    {"ScannerVendor", "The scanner's maker"},
    {"ScannerModel", "The scanner's model"},
    {"ScannerDevice", "The scanner's device name"},
    {"Settings", "What the scanner was told"},
    {"CaptureId", "The capture's UUID"},
};

static void
append_element(GString *xmp, const char *name, const char *text)
{
    g_autofree char *escaped = g_markup_escape_text(text, -1);

    g_string_append_printf(xmp, "   <%s>%s</%s>\n", name, escaped, name);
}

char *
page_origin_crop(const PageView *view)
{
    return g_strdup_printf(PAGE_ORIGIN_CROP "%u,%u,%u,%u</" PREFIX ":Crop>", view->crop_x,
                           view->crop_y, view->crop_width, view->crop_height);
}

static void
append_own_properties(GString *xmp, const PageOrigin *origin, const PageView *view)
{
    const char *const values[G_N_ELEMENTS(properties)] = {
        origin->report_id,      origin->station,  origin->scanner_vendor, origin->scanner_model,
        origin->scanner_device, origin->settings, origin->capture_uuid,
    };

    g_string_append(xmp, "  <rdf:Description rdf:about=\"\" xmlns:" PREFIX "=\"" NAMESPACE "\">\n");
    for (gsize i = 0; i < G_N_ELEMENTS(properties); i++) {
        g_autofree char *name = g_strconcat(PREFIX ":", properties[i].name, NULL);

        if (values[i] != NULL)
            append_element(xmp, name, values[i]);
    }
    if (view != NULL && view->has_crop) {
        g_autofree char *crop = page_origin_crop(view);

        g_string_append_printf(xmp, "   %s\n", crop);
    }
    g_string_append(xmp, "  </rdf:Description>\n");
}

static void
append_general_properties(GString *xmp, const PageOrigin *origin)
{
    g_string_append(xmp, "  <rdf:Description rdf:about=\"\""
                         " xmlns:xmp=\"http://ns.adobe.com/xap/1.0/\""
                         " xmlns:dc=\"http://purl.org/dc/elements/1.1/\""
                         " xmlns:pdf=\"http://ns.adobe.com/pdf/1.3/\">\n");
    if (origin->report_id != NULL) {
        g_autofree char *title = g_markup_escape_text(origin->report_id, -1);

        g_string_append_printf(xmp,
                               "   <dc:title><rdf:Alt><rdf:li xml:lang=\"x-default\">%s</rdf:li>"
                               "</rdf:Alt></dc:title>\n",
                               title);
    }
    append_element(xmp, "xmp:CreatorTool", PAGE_SOFTWARE);
    append_element(xmp, "xmp:CreateDate", origin->captured_at);
    append_element(xmp, "xmp:ModifyDate", origin->captured_at);
    append_element(xmp, "xmp:MetadataDate", origin->captured_at);
    append_element(xmp, "pdf:Producer", PAGE_SOFTWARE);
    g_string_append(xmp, "  </rdf:Description>\n");
}

static void
append_pdfa(GString *xmp)
{
    g_string_append(xmp,
                    "  <rdf:Description rdf:about=\"\""
                    " xmlns:pdfaid=\"http://www.aiim.org/pdfa/ns/id/\">\n"
                    "   <pdfaid:part>1</pdfaid:part>\n"
                    "   <pdfaid:conformance>B</pdfaid:conformance>\n"
                    "  </rdf:Description>\n"
                    "  <rdf:Description rdf:about=\"\""
                    " xmlns:pdfaExtension=\"http://www.aiim.org/pdfa/ns/extension/\""
                    " xmlns:pdfaSchema=\"http://www.aiim.org/pdfa/ns/schema#\""
                    " xmlns:pdfaProperty=\"http://www.aiim.org/pdfa/ns/property#\">\n"
                    "   <pdfaExtension:schemas><rdf:Bag><rdf:li rdf:parseType=\"Resource\">\n"
                    "    <pdfaSchema:schema>Provenance of a scanned original</pdfaSchema:schema>\n"
                    "    <pdfaSchema:namespaceURI>" NAMESPACE "</pdfaSchema:namespaceURI>\n"
                    "    <pdfaSchema:prefix>" PREFIX "</pdfaSchema:prefix>\n"
                    "    <pdfaSchema:property><rdf:Seq>\n");
    for (gsize i = 0; i < G_N_ELEMENTS(properties); i++)
        g_string_append_printf(xmp,
                               "     <rdf:li rdf:parseType=\"Resource\">"
                               "<pdfaProperty:name>%s</pdfaProperty:name>"
                               "<pdfaProperty:valueType>Text</pdfaProperty:valueType>"
                               "<pdfaProperty:category>external</pdfaProperty:category>"
                               "<pdfaProperty:description>%s</pdfaProperty:description>"
                               "</rdf:li>\n",
                               properties[i].name, properties[i].description);
    g_string_append(xmp, "    </rdf:Seq></pdfaSchema:property>\n"
                         "   </rdf:li></rdf:Bag></pdfaExtension:schemas>\n"
                         "  </rdf:Description>\n");
}

GString *
page_origin_xmp(const PageOrigin *origin, gboolean pdfa, const PageView *view)
{
    GString *xmp = g_string_new(
        "<?xpacket begin=\"\xef\xbb\xbf\" id=\"W5M0MpCehiHzreSzNTczkc9d\"?>\n"
        "<x:xmpmeta xmlns:x=\"adobe:ns:meta/\">\n"
        " <rdf:RDF"
        " xmlns:rdf=\"http://www.w3.org/1999/02/22-rdf-syntax-ns#\">\n");

    append_general_properties(xmp, origin);
    append_own_properties(xmp, origin, view);
    if (pdfa)
        append_pdfa(xmp);
    /* "r": nobody shall write into a sealed file, so the packet has no room to grow either. */
    g_string_append(xmp, " </rdf:RDF>\n</x:xmpmeta>\n<?xpacket end=\"r\"?>");
    return xmp;
}
