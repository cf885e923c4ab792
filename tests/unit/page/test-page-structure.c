#include "document-fixture.h"

#include "page-assembly.h"
#include "page-structure.h"

#include <string.h>
#include <unistd.h>

static const PageOptions tiff = {.format = PAGE_FORMAT_TIFF};
static const PageOptions big = {.format = PAGE_FORMAT_TIFF, .classic_limit = 1};
static const PageOptions pdf = {.format = PAGE_FORMAT_PDF};

static const struct {
    const PageOptions *options;
    PageStructureFormat format;
} formats[] = {
    {&tiff, PAGE_STRUCTURE_TIFF}, {&big, PAGE_STRUCTURE_TIFF}, {&pdf, PAGE_STRUCTURE_PDF}};

typedef struct {
    guint8 *bytes;
    gsize size;
} Bytes;

static Bytes
written(const PageOptions *options, guint n)
{
    DocumentFixture fixture;
    Bytes bytes;

    g_assert_true(fixture_write(&fixture, options, fixture_kinds, n, NULL));
    bytes.bytes = fixture_bytes(&fixture, &bytes.size);
    fixture_clear(&fixture);
    return bytes;
}

static gboolean
check(const guint8 *bytes, gsize size, PageStructureFormat format, PageStructure *ret_structure,
      GError **error)
{
    int fd = fixture_file_with(bytes, size);
    gboolean good = page_structure_check(fd, size, format, ret_structure, error);

    close(fd);
    return good;
}

static void
assert_refused(const guint8 *bytes, gsize size, PageStructureFormat format)
{
    g_autoptr(GError) error = NULL;
    PageStructure structure = {77, 77};

    g_assert_false(check(bytes, size, format, &structure, &error));
    g_assert_error(error, PAGE_STRUCTURE_ERROR, PAGE_STRUCTURE_ERROR_UNACCEPTABLE);
    g_assert_cmpuint(structure.pages, ==, 77);
}

static void
own_documents_pass(void)
{
    for (guint i = 0; i < G_N_ELEMENTS(formats); i++) {
        Bytes file = written(formats[i].options, 2);
        PageStructure structure = {0};
        g_autoptr(GError) error = NULL;

        g_assert_true(check(file.bytes, file.size, formats[i].format, &structure, &error));
        g_assert_no_error(error);
        g_assert_cmpuint(structure.pages, ==, 2);
        g_assert_cmpuint(structure.dpi, ==, 300);
        g_assert_true(check(file.bytes, file.size, formats[i].format, NULL, NULL));
        g_free(file.bytes);
    }
}

static void
a_cut_file_is_refused_at_any_byte(void)
{
    for (guint i = 0; i < G_N_ELEMENTS(formats); i++) {
        Bytes file = written(formats[i].options, 2);
        /* But for the line's end behind %%EOF, which says nothing. */
        gsize most = formats[i].format == PAGE_STRUCTURE_PDF ? file.size - 2 : file.size - 1;

        for (gsize size = 0; size <= most; size++)
            assert_refused(file.bytes, size, formats[i].format);
        g_free(file.bytes);
    }
}

/* Whatever stands there: an answer. What the sanitizers watch is how it came about. */
static void
any_change_gets_an_answer(void)
{
    g_autoptr(GRand) random = g_rand_new_with_seed(42);

    for (guint i = 0; i < G_N_ELEMENTS(formats); i++) {
        Bytes file = written(formats[i].options, 2);
        guint refused = 0;
        int fd = fixture_file_with(file.bytes, file.size);

        for (guint round = 0; round < 6000; round++) {
            /* Structure is where small files have most of their bytes: anywhere will do. */
            gsize at = (gsize)g_rand_int_range(random, 0, (gint32)file.size - 4);
            guint8 changed[4];
            gsize n = (gsize)g_rand_int_range(random, 1, 5);
            g_autoptr(GError) error = NULL;

            for (gsize k = 0; k < n; k++)
                changed[k] = (guint8)g_rand_int_range(random, 0, 256);
            g_assert_cmpint(pwrite(fd, changed, n, (off_t)at), ==, (gssize)n);
            if (!page_structure_check(fd, file.size, formats[i].format, NULL, &error)) {
                g_assert_error(error, PAGE_STRUCTURE_ERROR, PAGE_STRUCTURE_ERROR_UNACCEPTABLE);
                refused++;
            }
            /* Faults heap up to eight deep before the file is whole again. */
            if (round % 8 == 7)
                g_assert_cmpint(pwrite(fd, file.bytes, file.size, 0), ==, (gssize)file.size);
        }
        g_assert_cmpuint(refused, >, 100);
        close(fd);
        g_free(file.bytes);
    }
}

static void
another_type_is_refused(void)
{
    static const char png[] = "\x89PNG\r\n\x1a\n0000IHDR000000000000000000";
    Bytes as_tiff = written(&tiff, 1), as_pdf = written(&pdf, 1);

    assert_refused((const guint8 *)png, sizeof png, PAGE_STRUCTURE_TIFF);
    assert_refused((const guint8 *)png, sizeof png, PAGE_STRUCTURE_PDF);
    assert_refused(as_tiff.bytes, as_tiff.size, PAGE_STRUCTURE_PDF);
    assert_refused(as_pdf.bytes, as_pdf.size, PAGE_STRUCTURE_TIFF);
    g_free(as_tiff.bytes);
    g_free(as_pdf.bytes);
}

/* A TIFF made by hand, in either byte order, that can be spoilt field by field. */
typedef struct {
    gboolean swapped;
    guint8 bytes[512];
} Plain;

static void
put(Plain *plain, gsize at, guint size, guint32 value)
{
    for (guint i = 0; i < size; i++)
        plain->bytes[at + (plain->swapped ? size - 1 - i : i)] = (guint8)(value >> 8 * i);
}

#define PLAIN_FIRST   8
#define PLAIN_ENTRIES 12
#define PLAIN_LINK    (PLAIN_FIRST + 2 + PLAIN_ENTRIES * 12)
#define PLAIN_RATIO   (PLAIN_LINK + 4)
#define PLAIN_STRIPS  (PLAIN_RATIO + 8) /* two places, two sizes */
#define PLAIN_DATA    (PLAIN_STRIPS + 16)
#define PLAIN_SIZE    (PLAIN_DATA + 40)

/* Where the entry of a tag is. */
static gsize
entry_of(const Plain *plain, guint tag)
{
    for (gsize i = 0; i < PLAIN_ENTRIES; i++) {
        gsize at = PLAIN_FIRST + 2 + i * 12;
        guint low = plain->bytes[at + (plain->swapped ? 1 : 0)];

        if ((guint)(low | plain->bytes[at + (plain->swapped ? 0 : 1)] << 8) == tag)
            return at;
    }
    g_assert_not_reached();
}

static Plain
plain_new(gboolean swapped)
{
    /* tag, type, count, value; 8 × 5 gray pixels in strips of three rows, not compressed. */
    static const guint32 entries[PLAIN_ENTRIES][4] = {
        {256, 3, 1, 8},           {257, 4, 1, 5}, {258, 3, 1, 8},
        {259, 3, 1, 1},           {262, 3, 1, 1}, {273, 4, 2, PLAIN_STRIPS},
        {277, 3, 1, 1},           {278, 3, 1, 3}, {279, 4, 2, PLAIN_STRIPS + 8},
        {282, 5, 1, PLAIN_RATIO}, {284, 3, 1, 1}, {296, 3, 1, 3}};
    Plain plain = {.swapped = swapped};

    memcpy(plain.bytes, swapped ? "MM" : "II", 2);
    put(&plain, 2, 2, 42);
    put(&plain, 4, 4, PLAIN_FIRST);
    put(&plain, PLAIN_FIRST, 2, PLAIN_ENTRIES);
    for (gsize i = 0; i < PLAIN_ENTRIES; i++) {
        gsize at = PLAIN_FIRST + 2 + i * 12;

        put(&plain, at, 2, entries[i][0]);
        put(&plain, at + 2, 2, entries[i][1]);
        put(&plain, at + 4, 4, entries[i][2]);
        put(&plain, at + 8, entries[i][1] == 3 ? 2 : 4, entries[i][3]);
    }
    put(&plain, PLAIN_RATIO, 4, 11811); /* 300 dpi, told in centimetres */
    put(&plain, PLAIN_RATIO + 4, 4, 100);
    put(&plain, PLAIN_STRIPS, 4, PLAIN_DATA);
    put(&plain, PLAIN_STRIPS + 4, 4, PLAIN_DATA + 24);
    put(&plain, PLAIN_STRIPS + 8, 4, 24);
    put(&plain, PLAIN_STRIPS + 12, 4, 16);
    return plain;
}

static void
foreign_tiff_passes(void)
{
    for (guint swapped = 0; swapped < 2; swapped++) {
        Plain plain = plain_new(swapped != 0);
        PageStructure structure = {0};
        g_autoptr(GError) error = NULL;

        g_assert_true(check(plain.bytes, PLAIN_SIZE, PAGE_STRUCTURE_TIFF, &structure, &error));
        g_assert_no_error(error);
        g_assert_cmpuint(structure.pages, ==, 1);
        g_assert_cmpuint(structure.dpi, ==, 300);
    }
}

/* In the value of a tag's entry, if `field` is 8; in its count, if 4; in its type, if 2. */
typedef struct {
    guint tag;
    guint field;
    guint size;
    guint32 value;
} Fault;

static void
impossible_tags_are_refused(void)
{
    static const Fault faults[] = {
        {256, 8, 2, 0},          {257, 8, 4, 0},          {257, 8, 4, 200001},
        {257, 8, 4, 7},          {258, 8, 2, 4},          {258, 8, 2, 1},
        {259, 8, 2, 7},          {259, 8, 2, 8},          {262, 8, 2, 2},
        {262, 8, 2, 3},          {273, 8, 4, PLAIN_SIZE}, {273, 8, 4, 0xfffffff0},
        {273, 8, 4, 0},          {273, 4, 4, 1},          {273, 4, 4, 0xffffffff},
        {273, 2, 2, 2},          {273, 2, 2, 99},         {277, 8, 2, 4},
        {278, 8, 2, 0},          {278, 8, 2, 1},          {279, 2, 2, 5},
        {282, 8, 4, 0x7fffffff}, {282, 2, 2, 4},          {284, 8, 2, 2},
        {296, 8, 2, 4},          {257, 4, 4, 2},          {258, 4, 4, 3},
        {256, 0, 2, 330},        {296, 0, 2, 34665},      {257, 0, 2, 256},
        {284, 0, 2, 270},
    };

    for (guint i = 0; i < G_N_ELEMENTS(faults); i++) {
        Plain plain = plain_new(i % 2 != 0);

        put(&plain, entry_of(&plain, faults[i].tag) + faults[i].field, faults[i].size,
            faults[i].value);
        assert_refused(plain.bytes, PLAIN_SIZE, PAGE_STRUCTURE_TIFF);
    }
}

static void
impossible_places_are_refused(void)
{
    static const Fault faults[] = {
        {PLAIN_STRIPS, 0, 4, 0},                   /* over the header */
        {PLAIN_STRIPS, 0, 4, 4},                   /* the same */
        {PLAIN_STRIPS + 4, 0, 4, PLAIN_DATA},      /* over the strip before */
        {PLAIN_STRIPS + 4, 0, 4, PLAIN_SIZE - 15}, /* over the end */
        {PLAIN_STRIPS + 4, 0, 4, 0xffffffff},
        {PLAIN_STRIPS + 8, 0, 4, 0xffffffff},
        {PLAIN_STRIPS + 12, 0, 4, 15}, /* one byte short */
        {PLAIN_RATIO + 4, 0, 4, 0},
        {4, 0, 4, 0}, /* no directory */
        {4, 0, 4, 4},
        {4, 0, 4, PLAIN_SIZE},
        {PLAIN_FIRST, 0, 2, 0},
        {PLAIN_FIRST, 0, 2, 0xffff},
        {PLAIN_LINK, 0, 4, 0xffffffff},
        {2, 0, 2, 43},
        {2, 0, 2, 44},
    };

    for (guint i = 0; i < G_N_ELEMENTS(faults); i++) {
        Plain plain = plain_new(i % 2 != 0);

        put(&plain, faults[i].tag, faults[i].size, faults[i].value);
        assert_refused(plain.bytes, PLAIN_SIZE, PAGE_STRUCTURE_TIFF);
    }
}

/* Seen as one, and not only when there are too many pages. */
static void
a_circle_is_refused(void)
{
    Plain plain = plain_new(FALSE);
    g_autoptr(GError) error = NULL;

    put(&plain, PLAIN_LINK, 4, PLAIN_FIRST);
    g_assert_false(check(plain.bytes, PLAIN_SIZE, PAGE_STRUCTURE_TIFF, NULL, &error));
    g_assert_error(error, PAGE_STRUCTURE_ERROR, PAGE_STRUCTURE_ERROR_UNACCEPTABLE);
    g_assert_nonnull(strstr(error->message, "circle"));
}

/* Puts `with` where `what` stands first or last; both of one length. */
static void
replace(Bytes file, const char *what, const char *with, gboolean last)
{
    gsize length = strlen(what);
    guint8 *found = NULL;

    g_assert_cmpuint(length, ==, strlen(with));
    for (gsize i = 0; i + length <= file.size; i++)
        if (memcmp(file.bytes + i, what, length) == 0 && (last || found == NULL))
            found = file.bytes + i;
    g_assert_nonnull(found);
    memcpy(found, with, length);
}

static void
impossible_pdf_is_refused(void)
{
    static const struct {
        const char *what, *with;
        gboolean last;
    } faults[] = {
        {"%PDF-1.4", "%PDF-2.0", FALSE},
        {"%%EOF", "%%EOX", TRUE},
        {"startxref\n", "startxrex\n", TRUE},
        {"xref\n0 ", "xref\n1 ", FALSE},
        {"trailer", "trailed", TRUE},
        {"/Info 3 0 R", "/Prev 1    ", TRUE},
        {"/Info 3 0 R", "/Encrypt 30", TRUE},
        {"/ID", "/IX", TRUE},
        {"/Size ", "/Sise ", TRUE},
        {"/Root 1 0 R", "/Root 3 0 R", TRUE},
        {"/Root 1 0 R", "/Root 9 9 R", TRUE},
        {"/Root 1 0 R", "/Root 1 0 X", TRUE},
        {"/Catalog", "/Catalox", FALSE},
        {"/OutputIntents [5 0 R]", "/OpenAction    [5 0 R]", FALSE},
        {"/OutputIntents [5 0 R]", "/OutputIntentX [5 0 R]", FALSE},
        {"/Metadata 4 0 R", "/Metadata 3 0 R", FALSE},
        {"/Metadata 4 0 R", "/Metadatx 4 0 R", FALSE},
        {"<pdfaid:part>1<", "<pdfaid:part>4<", FALSE},
        {"/Subtype /XML", "/Filter  /XML", FALSE},
        {"/Type /Pages", "/Type /Paged", TRUE},
        {"/Kids [", "/Kidz [", TRUE},
        {"/Kids [9 0 R", "/Kids [2 0 R", TRUE}, /* a circle */
        {"/Kids [9 0 R", "/Kids [9 0 X", TRUE},
        {"/Kids [9 0 R", "/Kids [0 0 R", TRUE},
        {"/Type /Page /", "/Type /Pagx /", FALSE},
        {"/MediaBox [0 0 ", "/MediaBox [0 x ", FALSE},
        {"/MediaBox [0 0 ", "/MediaBox [99 0", FALSE},
        {"/Resources", "/Resourcez", FALSE},
        {"/XObject << /Im0 7 0 R", "/XObject <<           ", FALSE},
        {"/XObject << /Im0 7 0 R", "/XObject << /Im0 8 0 R", FALSE},
        {"/XObject << /Im0 7 0 R", "/XObject << /Im0 7    ", FALSE},
        {"/Contents 8 0 R", "/Annots [8 0 R]", FALSE},
        {"/Subtype /Image", "/Subtype /Imagx", FALSE},
        {"/Width 61", "/Width -1", FALSE},
        {"/Width 61", "/Width 0 ", FALSE},
        {"/Height 47    ", "/Height 999999", FALSE},
        {"/Width 61", "/W#69dth ", FALSE},
        {"/BitsPerComponent 8 /Filter", "/BitsPerComponent 9 /Filter", FALSE},
        {"/FlateDecode", "/FlatxDecode", FALSE},
        {"/Filter /FlateDecode", "/SMask  /FlateDecode", FALSE},
        {"\nendstream", "\nendstreax", FALSE},
        {"7 0 obj", "6 0 obj", FALSE},
    };

    for (guint i = 0; i < G_N_ELEMENTS(faults); i++) {
        Bytes file = written(&pdf, 1);
        g_autoptr(GError) error = NULL;

        replace(file, faults[i].what, faults[i].with, faults[i].last);
        if (check(file.bytes, file.size, PAGE_STRUCTURE_PDF, NULL, &error))
            g_error("“%s” for “%s” passed", faults[i].with, faults[i].what);
        g_assert_error(error, PAGE_STRUCTURE_ERROR, PAGE_STRUCTURE_ERROR_UNACCEPTABLE);
        g_free(file.bytes);
    }
}

/* Pages that staff have turned and cut; and what no page can be. */
static Bytes
turned_and_cut(const PageOptions *options)
{
    static const PageView view = {90, TRUE, 10, 10, 30, 20};
    DocumentFixture part;
    PageSummary summary;
    PageSeal seal;
    Bytes bytes;
    int fd = fixture_file_new();

    g_assert_true(fixture_write(&part, options, fixture_kinds, 1, NULL));
    g_assert_true(page_assembly_write(fd, options, &fixture_provenance,
                                      &(PageAssemblyPage){part.fd, 0, view}, 1, NULL, NULL,
                                      &summary, &seal, NULL));
    fixture_clear(&part);
    part.fd = fd;
    bytes.bytes = fixture_bytes(&part, &bytes.size);
    fixture_clear(&part);
    return bytes;
}

static void
impossible_views_are_refused(void)
{
    static const struct {
        const char *what, *with;
        gboolean good;
    } faults[] = {
        {"/Rotate 90", "/Rotate 90", TRUE},        {"/Rotate 90", "/Rotate  0", TRUE},
        {"/Rotate 90", "/Rotate 91", FALSE},       {"/Rotate 90", "/Rotate /9", FALSE},
        {"/Rotate 90", "/Rotate 45", FALSE},       {"/Rotate 90 ", "/Rotate -90", TRUE},
        {"/Rotate 90 ", "/Rotate 360", FALSE},     {"/CropBox [2.4", "/CropBox [9.9", FALSE},
        {"/CropBox [2", "/CropBox [x", FALSE},     {"/CropBox [2", "/CropBox (2", FALSE},
        {"/CropBox [2.4", "/CropBox [-2.", FALSE},
    };

    for (guint i = 0; i < G_N_ELEMENTS(faults); i++) {
        Bytes file = turned_and_cut(&pdf);

        replace(file, faults[i].what, faults[i].with, FALSE);
        if (check(file.bytes, file.size, PAGE_STRUCTURE_PDF, NULL, NULL) != faults[i].good)
            g_error("“%s” for “%s”", faults[i].with, faults[i].what);
        g_free(file.bytes);
    }
}

static void
impossible_orientations_are_refused(void)
{
    /* Orientation, SHORT, one. */
    static const guint8 entry[] = {0x12, 1, 3, 0, 1, 0, 0, 0};
    Bytes file = turned_and_cut(&tiff);
    guint8 *found = memmem(file.bytes, file.size, entry, sizeof entry);

    g_assert_nonnull(found);
    g_assert_cmpuint(found[8], ==, 6);
    for (guint value = 0; value <= 255; value++) {
        found[8] = (guint8)value;
        g_assert_cmpint(check(file.bytes, file.size, PAGE_STRUCTURE_TIFF, NULL, NULL), ==,
                        value >= 1 && value <= 8);
    }
    found[8] = 6;
    found[4] = 2; /* two of them */
    assert_refused(file.bytes, file.size, PAGE_STRUCTURE_TIFF);
    g_free(file.bytes);
}

static void
a_later_update_is_refused(void)
{
    Bytes file = written(&pdf, 1);
    g_autoptr(GString) longer = g_string_new_len((const char *)file.bytes, (gssize)file.size);

    g_string_append(longer, "1 0 obj\n<< >>\nendobj\n");
    assert_refused((const guint8 *)longer->str, longer->len, PAGE_STRUCTURE_PDF);
    g_free(file.bytes);
}

static void
an_unreadable_file_is_not_the_senders_fault(void)
{
    int pipes[2];
    g_autoptr(GError) error = NULL;

    g_assert_cmpint(pipe(pipes), ==, 0);
    g_assert_false(page_structure_check(pipes[0], 4096, PAGE_STRUCTURE_TIFF, NULL, &error));
    g_assert_error(error, PAGE_STRUCTURE_ERROR, PAGE_STRUCTURE_ERROR_READ);
    close(pipes[0]);
    close(pipes[1]);
}

int
main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/page/structure/own-documents-pass", own_documents_pass);
    g_test_add_func("/page/structure/cut-at-any-byte", a_cut_file_is_refused_at_any_byte);
    g_test_add_func("/page/structure/any-change-gets-an-answer", any_change_gets_an_answer);
    g_test_add_func("/page/structure/another-type", another_type_is_refused);
    g_test_add_func("/page/structure/foreign-tiff-passes", foreign_tiff_passes);
    g_test_add_func("/page/structure/impossible-tags", impossible_tags_are_refused);
    g_test_add_func("/page/structure/impossible-places", impossible_places_are_refused);
    g_test_add_func("/page/structure/circle", a_circle_is_refused);
    g_test_add_func("/page/structure/impossible-pdf", impossible_pdf_is_refused);
    g_test_add_func("/page/structure/impossible-views", impossible_views_are_refused);
    g_test_add_func("/page/structure/impossible-orientations", impossible_orientations_are_refused);
    g_test_add_func("/page/structure/later-update", a_later_update_is_refused);
    g_test_add_func("/page/structure/unreadable", an_unreadable_file_is_not_the_senders_fault);
    return g_test_run();
}
