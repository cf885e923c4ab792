/* The PDF/A-1b sink (ISO 19005-1 on PDF 1.4). Bytes leave in the order of the file:
 *
 *   header | catalogue, info, XMP, output intent, profile | image, contents, page | … | tree, table
 *
 * A page's image is one stream. Lossless it is one zlib stream made of pieces that were deflated
 * apart, lineart one CCITT G4 stream. Its length, and a height that was not announced, are put into
 * room that was left for them when the page has ended. The first bytes are written last: a file
 * that was not sealed begins with zeros and is no PDF. */
#include "base-digest.h"
#include "page-deflate.h"
#include "page-fax.h"
#include "page-file.h"
#include "page-jpeg.h"
#include "page-origin.h"
#include "page-profile.h"
#include "page-sink.h"
#include "page-sum.h"
#include "page-verify.h"

#include <string.h>

#define HEADER          "%PDF-1.4\n%\xe2\xe3\xcf\xd3\n"
#define IMAGE_END       "\nendstream\nendobj\n"
#define MAX_POINTS      14400.0                        /* PDF 1.4, appendix C */
#define MAX_PLACE       G_GUINT64_CONSTANT(9999999999) /* ten digits in the table */
#define POINTS_PER_INCH 72.0

typedef enum {
    OBJECT_CATALOG = 1,
    OBJECT_PAGES,
    OBJECT_INFO,
    OBJECT_METADATA,
    OBJECT_INTENT,
    OBJECT_PROFILE,
    OBJECT_FIRST_IMAGE, /* then, of each page: image, contents, page */
} ObjectNumber;

#define OBJECTS_PER_PAGE 3

typedef struct {
    PageSink sink;
    PageFile file;
    PageCompression compression;
    guint jpeg_quality;
    PageOrigin *origin;
    BaseDigest *frame; /* of all that is no image data */
    GArray *places;    /* of guint64, by object number */
    guint n_pages;     /* begun ones */
    char id[33];

    /* The page under way. */
    PageSpec spec;
    PageView view;
    gboolean is_jpeg;
    gboolean copied; /* it is coded already */
    guint64 head_place;
    guint64 data_place;
    guint32 adler;
    PageFax *fax;
    PageJpeg *jpeg;
    guint64 rows; /* CRC-64 of those that were faxed */
    GByteArray *coded;
} PdfSink;

static gboolean
emit(PdfSink *pdf, const void *bytes, gsize size, GError **error)
{
    base_digest_update(pdf->frame, bytes, size);
    return page_file_append(&pdf->file, bytes, size, error);
}

static gboolean emit_text(PdfSink *pdf, GError **error, const char *format, ...)
    G_GNUC_PRINTF(3, 4);

static gboolean
emit_text(PdfSink *pdf, GError **error, const char *format, ...)
{
    g_autofree char *text = NULL;
    va_list values;

    va_start(values, format);
    text = g_strdup_vprintf(format, values);
    va_end(values);
    return emit(pdf, text, strlen(text), error);
}

static void
note_place(PdfSink *pdf, guint object)
{
    if (pdf->places->len <= object)
        g_array_set_size(pdf->places, object + 1);
    g_array_index(pdf->places, guint64, object) = pdf->file.end;
}

/* In UTF-16BE with its mark, which every reader must know. */
static char *
text_string(const char *text)
{
    g_autofree gunichar2 *wide = NULL;
    GString *hex;
    glong n = 0;

    wide = g_utf8_to_utf16(text, -1, NULL, &n, NULL);
    hex = g_string_new("<FEFF");
    for (glong i = 0; i < n; i++)
        g_string_append_printf(hex, "%04X", wide[i]);
    g_string_append_c(hex, '>');
    return g_string_free(hex, FALSE);
}

static gboolean
emit_info(PdfSink *pdf, GError **error)
{
    g_autofree char *title = text_string(pdf->origin->report_id != NULL ? pdf->origin->report_id
                                                                        : "");
    g_autofree char *time = page_origin_pdf_time(pdf->origin);

    note_place(pdf, OBJECT_INFO);
    return emit_text(pdf, error,
                     "%u 0 obj\n<< %s%s /Creator (" PAGE_SOFTWARE ") /Producer (" PAGE_SOFTWARE ")"
                     " /CreationDate (%s) /ModDate (%s) >>\nendobj\n",
                     OBJECT_INFO, pdf->origin->report_id != NULL ? "/Title " : "",
                     pdf->origin->report_id != NULL ? title : "", time, time);
}

static gboolean
emit_stream(PdfSink *pdf, guint object, const char *entries, const void *bytes, gsize size,
            GError **error)
{
    note_place(pdf, object);
    return emit_text(pdf, error, "%u 0 obj\n<< %s /Length %" G_GSIZE_FORMAT " >>\nstream\n", object,
                     entries, size) &&
           emit(pdf, bytes, size, error) && emit(pdf, IMAGE_END, strlen(IMAGE_END), error);
}

static gboolean
emit_intent(PdfSink *pdf, GError **error)
{
    g_autoptr(GBytes) profile = page_profile_new(3);

    note_place(pdf, OBJECT_INTENT);
    return emit_text(pdf, error,
                     "%u 0 obj\n<< /Type /OutputIntent /S /GTS_PDFA1"
                     " /OutputConditionIdentifier (sRGB IEC61966-2.1) /Info (sRGB IEC61966-2.1)"
                     " /RegistryName (http://www.color.org) /DestOutputProfile %u 0 R >>\nendobj\n",
                     OBJECT_INTENT, OBJECT_PROFILE) &&
           emit_stream(pdf, OBJECT_PROFILE, "/N 3", g_bytes_get_data(profile, NULL),
                       g_bytes_get_size(profile), error);
}

static gboolean
emit_opening(PdfSink *pdf, GError **error)
{
    g_autoptr(GString) xmp = page_origin_xmp(pdf->origin, TRUE, NULL);
    guint8 sum[BASE_DIGEST_SIZE];
    char hex[BASE_DIGEST_HEX_SIZE];

    base_digest_bytes(xmp->str, xmp->len, sum);
    base_digest_to_hex(sum, hex);
    g_strlcpy(pdf->id, hex, sizeof pdf->id);
    base_digest_update(pdf->frame, HEADER, strlen(HEADER));
    pdf->file.end = strlen(HEADER);
    note_place(pdf, OBJECT_CATALOG);
    return emit_text(pdf, error,
                     "%u 0 obj\n<< /Type /Catalog /Pages %u 0 R /Metadata %u 0 R"
                     " /OutputIntents [%u 0 R] >>\nendobj\n",
                     OBJECT_CATALOG, OBJECT_PAGES, OBJECT_METADATA, OBJECT_INTENT) &&
           emit_info(pdf, error) &&
           emit_stream(pdf, OBJECT_METADATA, "/Type /Metadata /Subtype /XML", xmp->str, xmp->len,
                       error) &&
           emit_intent(pdf, error);
}

static guint
image_object(const PdfSink *pdf)
{
    return OBJECT_FIRST_IMAGE + OBJECTS_PER_PAGE * (pdf->n_pages - 1);
}

static char *
filter_entries(const PdfSink *pdf, const PageSpec *spec)
{
    if (spec->depth == 1)
        return g_strdup_printf("/Filter /CCITTFaxDecode /DecodeParms << /K -1 /Columns %u"
                               " /Rows %-6u >>",
                               spec->width, spec->height);
    if (pdf->is_jpeg)
        return g_strdup("/Filter /DCTDecode");
    return g_strdup_printf("/Filter /FlateDecode /DecodeParms << /Predictor 2 /Colors %u"
                           " /BitsPerComponent %u /Columns %u >>",
                           spec->channels, spec->depth, spec->width);
}

/* Always of the same length for the same page, whatever its height and length become. */
static char *
image_head(const PdfSink *pdf, const PageSpec *spec, guint64 length)
{
    g_autofree char *filter = filter_entries(pdf, spec);

    return g_strdup_printf(
        "%u 0 obj\n<< /Type /XObject /Subtype /Image /Width %u /Height %-6u"
        " /ColorSpace %s /BitsPerComponent %u %s /Length %-10" G_GUINT64_FORMAT " >>\nstream\n",
        image_object(pdf), spec->width, spec->height,
        spec->channels == 3 ? "/DeviceRGB" : "/DeviceGray", spec->depth, filter, length);
}

static gboolean
check_page(const PdfSink *pdf, const PageSpec *spec, GError **error)
{
    const char *reason = NULL;

    if (spec->depth == 16)
        reason = "PDF/A-1 has no 16 bit; choose TIFF";
    else if (spec->width * POINTS_PER_INCH / spec->dpi_x > MAX_POINTS ||
             spec->height * POINTS_PER_INCH / spec->dpi_y > MAX_POINTS)
        reason = "PDF/A-1 has no pages over 200 inches; choose TIFF";
    else if (pdf->is_jpeg && spec->height == 0)
        reason = "JPEG must know the page's height; choose lossless";
    else if (pdf->is_jpeg && MAX(spec->width, spec->height) > PAGE_JPEG_MAX_SIDE)
        reason = "the page is too large for JPEG; choose lossless";
    if (reason != NULL)
        g_set_error_literal(error, PAGE_ERROR, PAGE_ERROR_UNSUPPORTED, reason);
    return reason == NULL;
}

static gboolean
begin_coder(PdfSink *pdf, PageCoding *ret_coding, GError **error)
{
    *ret_coding = PAGE_CODING_NONE;
    if (pdf->spec.depth == 1) {
        pdf->fax = page_fax_new(pdf->spec.width, error);
        return pdf->fax != NULL;
    }
    if (pdf->is_jpeg) {
        pdf->jpeg = page_jpeg_new(&pdf->spec, pdf->jpeg_quality, error);
        return pdf->jpeg != NULL;
    }
    *ret_coding = PAGE_CODING_PIECE;
    pdf->adler = 1;
    return page_file_append_pixels(&pdf->file, PAGE_ZLIB_HEADER, 2, error);
}

static gboolean
begin_image(PdfSink *pdf, const PageSpec *spec, GError **error)
{
    g_autofree char *head = NULL;

    if (!check_page(pdf, spec, error))
        return FALSE;
    pdf->n_pages++;
    pdf->spec = *spec;
    pdf->file.stored = 0;
    pdf->rows = 0;
    note_place(pdf, image_object(pdf));
    pdf->head_place = pdf->file.end;
    /* Not hashed yet: end_page writes it again. */
    head = image_head(pdf, spec, 0);
    if (!page_file_append(&pdf->file, head, strlen(head), error))
        return FALSE;
    pdf->data_place = pdf->file.end;
    return TRUE;
}

static gboolean
begin_page(PageSink *sink, const PageSpec *spec, guint rows_per_strip, PageCoding *ret_coding,
           GError **error)
{
    PdfSink *pdf = (PdfSink *)sink;

    (void)rows_per_strip;
    pdf->view = (PageView){0};
    pdf->is_jpeg = pdf->compression == PAGE_COMPRESSION_JPEG && spec->depth == 8;
    pdf->copied = FALSE;
    return begin_image(pdf, spec, error) && begin_coder(pdf, ret_coding, error);
}

static gboolean
begin_copy(PageSink *sink, const PageStored *stored, const PageView *view, GError **error)
{
    PdfSink *pdf = (PdfSink *)sink;

    pdf->view = *view;
    pdf->is_jpeg = stored->jpeg;
    pdf->copied = TRUE;
    return begin_image(pdf, &stored->spec, error);
}

static gboolean
copy(PageSink *sink, int from, const PageExtent *extent, GError **error)
{
    PdfSink *pdf = (PdfSink *)sink;

    return page_file_append_copy(&pdf->file, from, extent->offset, extent->size, error);
}

static gboolean
write_coded(PdfSink *pdf, GError **error)
{
    if (!page_file_append_pixels(&pdf->file, pdf->coded->data, pdf->coded->len, error))
        return FALSE;
    g_byte_array_set_size(pdf->coded, 0);
    return TRUE;
}

static gboolean
add_strip(PageSink *sink, const PageStripResult *strip, GError **error)
{
    PdfSink *pdf = (PdfSink *)sink;

    if (pdf->fax != NULL) {
        pdf->rows = page_crc64(pdf->rows, strip->bytes, strip->raw_size);
        return page_fax_add_rows(pdf->fax, strip->bytes, strip->n_rows, pdf->coded, error) &&
               write_coded(pdf, error);
    }
    if (pdf->jpeg != NULL)
        return page_jpeg_add_rows(pdf->jpeg, strip->bytes, strip->n_rows, pdf->coded, error) &&
               write_coded(pdf, error);
    pdf->adler = page_adler32_combine(pdf->adler, strip->adler, strip->raw_size);
    return page_file_append_pixels(&pdf->file, strip->bytes, strip->size, error);
}

static void
add_row(const guint8 *row, gsize row_size, gpointer rows)
{
    *(guint64 *)rows = page_crc64(*(guint64 *)rows, row, row_size);
}

/* The stream is one for all strips: it is read back when it has ended. */
static gboolean
end_fax(PdfSink *pdf, const PageSpec *spec, GError **error)
{
    guint64 rows = 0;
    gboolean done = page_fax_end(pdf->fax, pdf->coded, error) && write_coded(pdf, error);

    g_clear_pointer(&pdf->fax, page_fax_free);
    if (!done || !page_fax_read(pdf->file.fd, pdf->data_place, pdf->file.end - pdf->data_place,
                                spec, add_row, &rows, error))
        return FALSE;
    if (rows != pdf->rows)
        g_set_error_literal(error, PAGE_ERROR, PAGE_ERROR_DAMAGED,
                            "what the page was packed into does not lead back to it");
    return rows == pdf->rows;
}

static gboolean
end_jpeg(PdfSink *pdf, const PageSpec *spec, GError **error)
{
    PageSpec found = *spec;
    gboolean done = page_jpeg_end(pdf->jpeg, pdf->coded, error) && write_coded(pdf, error);

    g_clear_pointer(&pdf->jpeg, page_jpeg_free);
    return done &&
           page_jpeg_check(pdf->file.fd, pdf->data_place, pdf->file.end - pdf->data_place, &found,
                           error) &&
           page_verify_spec(&found, spec, pdf->n_pages, error);
}

static gboolean
end_coder(PdfSink *pdf, const PageSpec *spec, GError **error)
{
    guint32 adler = GUINT32_TO_BE(pdf->adler);

    if (pdf->copied)
        return TRUE;
    if (pdf->fax != NULL)
        return end_fax(pdf, spec, error);
    if (pdf->jpeg != NULL)
        return end_jpeg(pdf, spec, error);
    return page_file_append_pixels(&pdf->file, PAGE_DEFLATE_LAST, 2, error) &&
           page_file_append_pixels(&pdf->file, &adler, sizeof adler, error);
}

static gboolean
rewrite_head(PdfSink *pdf, GError **error)
{
    g_autofree char *head = image_head(pdf, &pdf->spec, pdf->file.end - pdf->data_place);

    base_digest_update(pdf->frame, head, strlen(head));
    return page_file_write_at(&pdf->file, pdf->head_place, head, strlen(head), error);
}

static void
to_points(double pixels, double dpi, char ret_text[G_ASCII_DTOSTR_BUF_SIZE])
{
    g_ascii_formatd(ret_text, G_ASCII_DTOSTR_BUF_SIZE, "%.6f", pixels * POINTS_PER_INCH / dpi);
}

/* The page's entries that say how it is to be shown; "" for upright and whole. PDF counts from the
 * bottom. */
static char *
view_entries(const PageSpec *spec, const PageView *view)
{
    GString *entries = g_string_new(NULL);
    char left[G_ASCII_DTOSTR_BUF_SIZE], bottom[G_ASCII_DTOSTR_BUF_SIZE];
    char right[G_ASCII_DTOSTR_BUF_SIZE], top[G_ASCII_DTOSTR_BUF_SIZE];

    if (view->rotation != 0)
        g_string_append_printf(entries, " /Rotate %u", view->rotation);
    if (view->has_crop) {
        to_points(view->crop_x, spec->dpi_x, left);
        to_points(spec->height - view->crop_y - view->crop_height, spec->dpi_y, bottom);
        to_points(view->crop_x + view->crop_width, spec->dpi_x, right);
        to_points(spec->height - view->crop_y, spec->dpi_y, top);
        g_string_append_printf(entries, " /CropBox [%s %s %s %s]", left, bottom, right, top);
    }
    return g_string_free(entries, FALSE);
}

static gboolean
emit_page(PdfSink *pdf, GError **error)
{
    guint image = image_object(pdf);
    char width[G_ASCII_DTOSTR_BUF_SIZE], height[G_ASCII_DTOSTR_BUF_SIZE];
    g_autofree char *contents = NULL;
    g_autofree char *view = view_entries(&pdf->spec, &pdf->view);

    to_points(pdf->spec.width, pdf->spec.dpi_x, width);
    to_points(pdf->spec.height, pdf->spec.dpi_y, height);
    contents = g_strdup_printf("q %s 0 0 %s 0 0 cm /Im0 Do Q", width, height);
    if (!emit_stream(pdf, image + 1, "", contents, strlen(contents), error))
        return FALSE;
    note_place(pdf, image + 2);
    return emit_text(pdf, error,
                     "%u 0 obj\n<< /Type /Page /Parent %u 0 R /MediaBox [0 0 %s %s]%s"
                     " /Resources << /XObject << /Im0 %u 0 R >> >> /Contents %u 0 R >>\nendobj\n",
                     image + 2, OBJECT_PAGES, width, height, view, image, image + 1);
}

static gboolean
end_page(PageSink *sink, PageSummary *summary, GError **error)
{
    PdfSink *pdf = (PdfSink *)sink;

    pdf->spec = summary->spec;
    if (pdf->spec.height * POINTS_PER_INCH / pdf->spec.dpi_y > MAX_POINTS)
        return check_page(pdf, &pdf->spec, error);
    if (!end_coder(pdf, &summary->spec, error))
        return FALSE;
    summary->stored = pdf->file.stored;
    return rewrite_head(pdf, error) && emit(pdf, IMAGE_END, strlen(IMAGE_END), error) &&
           emit_page(pdf, error);
}

static gboolean
emit_tree(PdfSink *pdf, GError **error)
{
    g_autoptr(GString) kids = g_string_new(NULL);

    for (guint i = 0; i < pdf->n_pages; i++)
        g_string_append_printf(kids, "%s%u 0 R", i > 0 ? " " : "",
                               OBJECT_FIRST_IMAGE + OBJECTS_PER_PAGE * i + 2);
    note_place(pdf, OBJECT_PAGES);
    return emit_text(pdf, error, "%u 0 obj\n<< /Type /Pages /Count %u /Kids [%s] >>\nendobj\n",
                     OBJECT_PAGES, pdf->n_pages, kids->str);
}

static gboolean
emit_table(PdfSink *pdf, GError **error)
{
    g_autoptr(GString) table = g_string_new(NULL);
    guint64 place = pdf->file.end;
    guint n = pdf->places->len;

    g_string_append_printf(table, "xref\n0 %u\n0000000000 65535 f \n", n);
    for (guint i = 1; i < n; i++)
        g_string_append_printf(table, "%010" G_GUINT64_FORMAT " 00000 n \n",
                               g_array_index(pdf->places, guint64, i));
    g_string_append_printf(table,
                           "trailer\n<< /Size %u /Root %u 0 R /Info %u 0 R /ID [<%s> <%s>] >>\n"
                           "startxref\n%" G_GUINT64_FORMAT "\n%%%%EOF\n",
                           n, OBJECT_CATALOG, OBJECT_INFO, pdf->id, pdf->id, place);
    return emit(pdf, table->str, table->len, error);
}

static gboolean
seal(PageSink *sink, PageSeal *ret_seal, GError **error)
{
    PdfSink *pdf = (PdfSink *)sink;

    if (pdf->file.end > MAX_PLACE) {
        g_set_error(error, PAGE_ERROR, PAGE_ERROR_LIMIT, "a PDF/A-1 ends at 10 GB; choose TIFF");
        return FALSE;
    }
    if (!emit_tree(pdf, error) || !emit_table(pdf, error) ||
        !page_file_write_at(&pdf->file, 0, HEADER, strlen(HEADER), error))
        return FALSE;
    ret_seal->size = pdf->file.end;
    base_digest_finish(pdf->frame, ret_seal->frame);
    return TRUE;
}

static void
pdf_free(PageSink *sink)
{
    PdfSink *pdf = (PdfSink *)sink;

    page_fax_free(pdf->fax);
    page_jpeg_free(pdf->jpeg);
    base_digest_free(pdf->frame);
    g_byte_array_unref(pdf->coded);
    g_array_unref(pdf->places);
    page_origin_free(pdf->origin);
    g_free(pdf);
}

PageSink *
page_pdf_sink_new(int fd, const PageOptions *options, const PageProvenance *provenance,
                  GError **error)
{
    PdfSink *pdf = g_new0(PdfSink, 1);

    pdf->sink = (PageSink){begin_page, add_strip, begin_copy, copy, end_page, seal, pdf_free};
    pdf->file = (PageFile){.fd = fd};
    pdf->compression = options->compression;
    pdf->jpeg_quality = options->jpeg_quality;
    pdf->origin = page_origin_new(provenance);
    pdf->frame = base_digest_new();
    pdf->places = g_array_new(FALSE, TRUE, sizeof(guint64));
    pdf->coded = g_byte_array_new();
    if (emit_opening(pdf, error))
        return &pdf->sink;
    pdf_free(&pdf->sink);
    return NULL;
}
