/* Rows of pixels in, an archival document out: TIFF or PDF/A-1b, written as the rows come.
 *
 *   new ──begin_page──▶ in page ──add_rows*──▶ in page ──end_page──▶ between pages ──seal──▶ sealed
 *                                                            └──begin_page (the next page)
 *
 * Memory does not grow with the number of pages or their height (but for some 20 bytes a strip):
 * rows are gathered into strips, strips are compressed by a small pool of threads and written in
 * order. The document is not fsynced here; that is the caller's. One document is used by one
 * thread at a time. After an error only page_document_free may be called: the file is then
 * worthless, and no reader takes it for a whole one before it is sealed. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define PAGE_ERROR (page_error_quark())

typedef enum {
    PAGE_ERROR_WRITE,       /* the file could not be written */
    PAGE_ERROR_NO_SPACE,    /* the disk is full */
    PAGE_ERROR_UNSUPPORTED, /* this format has no such pixels (16 bit in PDF/A-1), or JPEG where it
                             * cannot be: TIFF, more than 65500 pixels, a height not yet known */
    PAGE_ERROR_LIMIT,       /* larger than PAGE_MAX_…, or more pages */
    PAGE_ERROR_SHORT,       /* fewer rows than announced */
    PAGE_ERROR_EXCESS,      /* more rows than announced */
    PAGE_ERROR_DAMAGED,     /* what stands in the file is not what was written */
    PAGE_ERROR_NOT_A_DOCUMENT, /* the file is not what its media type says */
} PageError;

GQuark page_error_quark(void);

#define PAGE_MAX_WIDTH  100000 /* pixels */
#define PAGE_MAX_HEIGHT 200000 /* pixels */
#define PAGE_MAX_PAGES  500

typedef enum {
    PAGE_FORMAT_TIFF,
    PAGE_FORMAT_PDF,
} PageFormat;

typedef enum {
    PAGE_COMPRESSION_LOSSLESS, /* Deflate/Flate; CCITT G4 for lineart */
    PAGE_COMPRESSION_JPEG,     /* PDF alone, 8 bit gray or colour; its lineart pages stay G4 */
} PageCompression;

/* What the pixels of one page are. Rows come packed, without padding but to a whole byte;
 * samples interleaved; 16-bit samples in the host's byte order; 1-bit pixels most significant bit
 * first with 1 = black (SANE's lineart). */
typedef struct {
    guint width;    /* pixels */
    guint height;   /* pixels; 0 = unknown until end_page (hand-scanner) */
    guint channels; /* 1 gray or lineart, 3 RGB */
    guint depth;    /* bits a sample: 1 (channels 1), 8, 16 */
    double dpi_x;
    double dpi_y;
} PageSpec;

/* Bytes of one row. */
gsize page_spec_row_size(const PageSpec *spec);
/* PAGE_ERROR_UNSUPPORTED, PAGE_ERROR_LIMIT. */
gboolean page_spec_check(const PageSpec *spec, GError **error);

/* How a page is to be shown. Its pixels know nothing of it: TIFF says it in Orientation and in the
 * page's XMP packet, PDF in /Rotate and /CropBox. All 0: upright and whole. */
typedef struct {
    guint rotation; /* degrees clockwise: 0, 90, 180 or 270 */
    gboolean has_crop;
    guint crop_x; /* pixels of the page as it was scanned, from its top left */
    guint crop_y;
    guint crop_width;
    guint crop_height;
} PageView;

/* Where the document comes from: TIFF tags and the XMP packet. All borrowed for the call; NULL
 * strings are left out. */
typedef struct {
    const char *report_id;
    const char *station;
    const char *scanner_vendor;
    const char *scanner_model;
    const char *scanner_device;
    const char *settings; /* one line, e.g. "resolution=300 mode=color" */
    const char *capture_uuid;
    gint64 captured_at;
} PageProvenance;

typedef struct {
    PageFormat format;
    PageCompression compression;
    guint jpeg_quality;    /* 1 to 100, for JPEG */
    guint threads;         /* for compression; 0 = as many as there are processors, at most 4 */
    guint64 classic_limit; /* a TIFF that would be longer is sealed as BigTIFF; 0 = 4 GB, where
                            * TIFF 6.0 itself ends. Nothing has to be known beforehand. */
} PageOptions;

/* What one finished page is, for the checks after sealing and for people. */
typedef struct {
    PageSpec spec;  /* height as counted */
    PageView view;  /* of a page that was put together from another document */
    guint64 stored; /* CRC-64 of the bytes that it became, in their order */
} PageSummary;

/* What the sealed file is apart from its pixels. */
typedef struct {
    guint64 size; /* bytes of the whole file */
    guint8
        frame[32]; /* SHA-256 of every byte that is not a strip's or an image stream's, in order */
} PageSeal;

typedef struct PageDocument PageDocument;

/* `fd`: an empty file open for reading and writing, borrowed until page_document_free. */
PageDocument *page_document_new(int fd, const PageOptions *options,
                                const PageProvenance *provenance, GError **error);
void page_document_free(PageDocument *document);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(PageDocument, page_document_free)

gboolean page_document_begin_page(PageDocument *document, const PageSpec *spec, GError **error);
/* `rows`: n_rows × page_spec_row_size bytes; copied. May wait for the compressors.
 * PAGE_ERROR_DAMAGED, here or from page_document_end_page: some rows were packed into bytes that do
 * not lead back to them. Every strip is decoded before it is written, by another library than coded
 * it where there is one, and held against its rows, which are held against a check sum that was
 * taken as they came. Of JPEG it is seen that it can be decoded. */
gboolean page_document_add_rows(PageDocument *document, const guint8 *rows, guint n_rows,
                                GError **error);
/* PAGE_ERROR_SHORT if rows are missing. */
gboolean page_document_end_page(PageDocument *document, PageSummary *ret_summary, GError **error);
/* Writes what the format has at its end. At least one page. `ret_seal` may be NULL. */
gboolean page_document_seal(PageDocument *document, PageSeal *ret_seal, GError **error);

/* Opens a sealed file again by an independent path (libtiff, or our own PDF reader) and checks it
 * against what was written: the number of pages, each page's size, resolution and view, that its
 * strips or stream, in the order in which that reader finds them, are the bytes that were proven to
 * be its rows, and every other byte and the length. So no byte of the file can have changed unseen,
 * and no page can stand in another's place. `ret_crc64` (or NULL) gets the CRC-64 of the whole
 * file as it was read (page-sum.h). PAGE_ERROR_DAMAGED names the page or the difference. Proven:
 * what read(2) gives now is what was meant. Not proven: that the medium has it; fsync. */
gboolean page_document_verify(int fd, PageFormat format, const PageSummary *summaries,
                              guint n_pages, const PageSeal *seal, guint64 *ret_crc64,
                              GError **error);

G_END_DECLS
