#include "page-assembly.h"

#include "document-fixture.h"
#include "page-structure.h"

#include <fcntl.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

static const PageOptions tiff = {.format = PAGE_FORMAT_TIFF};
static const PageOptions big = {.format = PAGE_FORMAT_TIFF, .classic_limit = 1};
static const PageOptions pdf = {.format = PAGE_FORMAT_PDF};
static const PageOptions jpeg = {
    .format = PAGE_FORMAT_PDF, .compression = PAGE_COMPRESSION_JPEG, .jpeg_quality = 90};

/* What was put together. */
typedef struct {
    DocumentFixture document;
} Assembled;

static gboolean
assemble(Assembled *assembled, const PageOptions *options, const PageAssemblyPage *pages, guint n,
         GError **error)
{
    DocumentFixture *document = &assembled->document;

    *document = (DocumentFixture){.fd = fixture_file_new(), .format = options->format};
    document->n_pages = n;
    if (page_assembly_write(document->fd, options, &fixture_provenance, pages, n, NULL, NULL,
                            document->summaries, &document->seal, error))
        return TRUE;
    fixture_clear(document);
    return FALSE;
}

static gboolean
verify(const DocumentFixture *document, GError **error)
{
    return page_document_verify(document->fd, document->format, document->summaries,
                                document->n_pages, &document->seal, NULL, error);
}

/* It reads back, the server takes it, and its pages are those of the parts. */
static void
assert_good(const Assembled *assembled, const PageSummary *const *wanted)
{
    const DocumentFixture *document = &assembled->document;
    PageStructure structure = {0};
    g_autoptr(GError) error = NULL;

    g_assert_true(verify(document, &error));
    g_assert_no_error(error);
    g_assert_true(page_structure_check(document->fd, document->seal.size,
                                       document->format == PAGE_FORMAT_TIFF ? PAGE_STRUCTURE_TIFF
                                                                            : PAGE_STRUCTURE_PDF,
                                       &structure, &error));
    g_assert_no_error(error);
    g_assert_cmpuint(structure.pages, ==, document->n_pages);
    for (guint i = 0; i < document->n_pages; i++)
        g_assert_cmphex(document->summaries[i].stored, ==, wanted[i]->stored);
}

static DocumentFixture
new_part(const PageOptions *options, const PageSpec *specs, guint n)
{
    DocumentFixture part;
    g_autoptr(GError) error = NULL;

    g_assert_true(fixture_write(&part, options, specs, n, &error));
    g_assert_no_error(error);
    return part;
}

static PageView
turned(guint rotation)
{
    return (PageView){.rotation = rotation};
}

static void
assert_every_rotation(const PageOptions *options, const PageSpec *spec)
{
    DocumentFixture part = new_part(options, spec, 1);
    const PageSummary *wanted[] = {&part.summaries[0]};

    for (guint rotation = 0; rotation < 360; rotation += 90) {
        const PageAssemblyPage page = {part.fd, 0, turned(rotation)};
        Assembled made;
        g_autoptr(GError) error = NULL;

        g_assert_true(assemble(&made, options, &page, 1, &error));
        g_assert_no_error(error);
        assert_good(&made, wanted);
        g_assert_cmpuint(made.document.summaries[0].view.rotation, ==, rotation);
        /* Copied, and not coded again. */
        g_assert_cmphex(made.document.summaries[0].stored, ==, part.summaries[0].stored);
        fixture_clear(&made.document);
    }
    fixture_clear(&part);
}

static void
every_rotation_of_every_kind(void)
{
    for (guint i = 0; i < FIXTURE_N_KINDS; i++) {
        assert_every_rotation(&tiff, &fixture_kinds[i]);
        assert_every_rotation(&big, &fixture_kinds[i]);
        if (fixture_kinds[i].depth == 16)
            continue;
        assert_every_rotation(&pdf, &fixture_kinds[i]);
        assert_every_rotation(&jpeg, &fixture_kinds[i]);
    }
}

/* Upright and whole it is the very file again, for the provenance is the same here. */
static void
one_whole_part_comes_out_as_it_was(void)
{
    static const PageOptions *const kinds[] = {&tiff, &big, &pdf, &jpeg};
    const PageSpec specs[] = {fixture_kinds[0], fixture_kinds[4], fixture_kinds[1]};

    for (guint i = 0; i < G_N_ELEMENTS(kinds); i++) {
        DocumentFixture part = new_part(kinds[i], specs, 3);
        const PageAssemblyPage pages[] = {{part.fd, 0, {0}}, {part.fd, 1, {0}}, {part.fd, 2, {0}}};
        Assembled made;
        gsize size = 0, made_size = 0;
        g_autofree guint8 *bytes = fixture_bytes(&part, &size);
        g_autofree guint8 *made_bytes = NULL;

        g_assert_true(assemble(&made, kinds[i], pages, 3, NULL));
        made_bytes = fixture_bytes(&made.document, &made_size);
        g_assert_cmpmem(made_bytes, made_size, bytes, size);
        fixture_clear(&made.document);
        fixture_clear(&part);
    }
}

#define N_MANY 10

static void
assert_many(const PageOptions *options)
{
    PageSpec specs[7];
    DocumentFixture first, second;
    PageAssemblyPage pages[N_MANY];
    const PageSummary *wanted[N_MANY];
    Assembled made;
    g_autoptr(GError) error = NULL;

    for (guint i = 0; i < G_N_ELEMENTS(specs); i++)
        specs[i] = fixture_kinds[i % 3 == 2 ? 4 : i % 2];
    first = new_part(options, specs, 7);
    second = new_part(options, &fixture_kinds[1], 1);
    for (guint i = 0; i < N_MANY; i++) {
        /* Backwards, one again and again, and another part between. */
        const DocumentFixture *part = i == 4 ? &second : &first;
        guint index = i == 4 ? 0 : (N_MANY - i) % 7;

        pages[i] = (PageAssemblyPage){part->fd, index, turned(i % 4 * 90)};
        wanted[i] = &part->summaries[index];
    }
    g_assert_true(assemble(&made, options, pages, N_MANY, &error));
    g_assert_no_error(error);
    assert_good(&made, wanted);
    fixture_clear(&made.document);
    fixture_clear(&first);
    fixture_clear(&second);
}

static void
ten_pages_keep_their_order(void)
{
    assert_many(&tiff);
    assert_many(&big);
    assert_many(&pdf);
    assert_many(&jpeg);
}

/* A page of several strips, and a stream of several pieces. */
static void
large_pages_are_copied_whole(void)
{
    static const PageSpec spec = {1801, 2603, 3, 8, 300, 300};
    static const PageOptions *const formats[] = {&tiff, &pdf};

    for (guint i = 0; i < G_N_ELEMENTS(formats); i++)
        assert_every_rotation(formats[i], &spec);
}

static void
pdf_mixes_its_codings(void)
{
    DocumentFixture lossless = new_part(&pdf, fixture_kinds, 1);
    DocumentFixture lossy = new_part(&jpeg, fixture_kinds, 2);
    DocumentFixture lineart = new_part(&pdf, &fixture_kinds[4], 1);
    const PageAssemblyPage pages[] = {{lossy.fd, 1, turned(90)},
                                      {lineart.fd, 0, turned(0)},
                                      {lossless.fd, 0, turned(180)},
                                      {lossy.fd, 0, turned(270)}};
    const PageSummary *wanted[] = {&lossy.summaries[1], &lineart.summaries[0],
                                   &lossless.summaries[0], &lossy.summaries[0]};
    Assembled made;

    g_assert_true(assemble(&made, &pdf, pages, 4, NULL));
    assert_good(&made, wanted);
    fixture_clear(&made.document);
    fixture_clear(&lossless);
    fixture_clear(&lossy);
    fixture_clear(&lineart);
}

/* Where they are told may differ; a reader of the parts must not come upon the wrong kind. */
static void
classic_and_big_mix(void)
{
    DocumentFixture small = new_part(&tiff, fixture_kinds, 1);
    DocumentFixture large = new_part(&big, &fixture_kinds[1], 1);
    const PageAssemblyPage pages[] = {{large.fd, 0, {0}}, {small.fd, 0, {0}}};
    const PageSummary *wanted[] = {&large.summaries[0], &small.summaries[0]};
    guint8 head[4];
    Assembled made;

    g_assert_true(assemble(&made, &tiff, pages, 2, NULL));
    assert_good(&made, wanted);
    g_assert_cmpint(pread(made.document.fd, head, 4, 0), ==, 4);
    g_assert_cmpmem(head, 4, "II*\0", 4);
    fixture_clear(&made.document);
    g_assert_true(assemble(&made, &big, pages, 2, NULL));
    assert_good(&made, wanted);
    g_assert_cmpint(pread(made.document.fd, head, 4, 0), ==, 4);
    g_assert_cmpmem(head, 4, "II+\0", 4);
    fixture_clear(&made.document);
    fixture_clear(&small);
    fixture_clear(&large);
}

static void
a_crop_is_said_and_the_pixels_stay(void)
{
    static const PageOptions *const formats[] = {&tiff, &pdf};
    static const PageView cut = {270, TRUE, 3, 5, 40, 30};

    for (guint i = 0; i < G_N_ELEMENTS(formats); i++) {
        DocumentFixture part = new_part(formats[i], fixture_kinds, 2);
        const PageAssemblyPage pages[] = {
            {part.fd, 1, cut}, {part.fd, 0, {0, TRUE, 0, 0, 61, 47}}, {part.fd, 0, {0}}};
        const PageSummary *wanted[] = {&part.summaries[1], &part.summaries[0], &part.summaries[0]};
        const char *said = formats[i] == &tiff ? "<station:Crop>3,5,40,30</station:Crop>"
                                               : "/Rotate 270 /CropBox [";
        g_autofree guint8 *bytes = NULL;
        gsize size = 0;
        Assembled made;

        g_assert_true(assemble(&made, formats[i], pages, 3, NULL));
        assert_good(&made, wanted);
        bytes = fixture_bytes(&made.document, &size);
        g_assert_nonnull(memmem(bytes, size, said, strlen(said)));
        fixture_clear(&made.document);
        fixture_clear(&part);
    }
}

static void
assert_damaged(const DocumentFixture *document)
{
    g_autoptr(GError) error = NULL;

    g_assert_false(verify(document, &error));
    g_assert_error(error, PAGE_ERROR, PAGE_ERROR_DAMAGED);
}

/* Two pages of the same kind in each other's place. */
static void
a_wrong_order_is_found(void)
{
    static const PageOptions *const formats[] = {&tiff, &pdf, &jpeg};
    const PageSpec specs[] = {fixture_kinds[0], fixture_kinds[0]};

    for (guint i = 0; i < G_N_ELEMENTS(formats); i++) {
        DocumentFixture part = new_part(formats[i], specs, 2);
        const PageAssemblyPage pages[] = {{part.fd, 1, {0}}, {part.fd, 0, {0}}};
        PageSummary summary;
        Assembled made;

        g_assert_true(assemble(&made, formats[i], pages, 2, NULL));
        summary = made.document.summaries[0];
        made.document.summaries[0] = made.document.summaries[1];
        made.document.summaries[1] = summary;
        assert_damaged(&made.document);
        fixture_clear(&made.document);
        fixture_clear(&part);
    }
}

static void
another_view_is_found(void)
{
    static const PageOptions *const formats[] = {&tiff, &pdf};
    static const PageView cut = {90, TRUE, 3, 5, 40, 30};
    static const PageView others[] = {{0, TRUE, 3, 5, 40, 30},  {180, TRUE, 3, 5, 40, 30},
                                      {90, FALSE, 0, 0, 0, 0},  {90, TRUE, 4, 5, 40, 30},
                                      {90, TRUE, 3, 4, 40, 30}, {90, TRUE, 3, 5, 41, 30},
                                      {90, TRUE, 3, 5, 40, 29}};

    for (guint i = 0; i < G_N_ELEMENTS(formats); i++) {
        DocumentFixture part = new_part(formats[i], fixture_kinds, 1);
        const PageAssemblyPage page = {part.fd, 0, cut};
        Assembled made;

        g_assert_true(assemble(&made, formats[i], &page, 1, NULL));
        for (guint k = 0; k < G_N_ELEMENTS(others); k++) {
            made.document.summaries[0].view = others[k];
            assert_damaged(&made.document);
        }
        made.document.summaries[0].view = cut;
        g_assert_true(verify(&made.document, NULL));
        fixture_clear(&made.document);
        fixture_clear(&part);
    }
}

static void
assert_refused(const PageOptions *options, const PageAssemblyPage *pages, guint n, PageError code)
{
    Assembled made;
    g_autoptr(GError) error = NULL;

    g_assert_false(assemble(&made, options, pages, n, &error));
    g_assert_error(error, PAGE_ERROR, (gint)code);
}

static gsize
pixels_of_first_page(const PageOptions *options, const guint8 *bytes, gsize size)
{
    static const char head[] = "/Subtype /Image", begin[] = "\nstream\n";
    const guint8 *found;

    if (options == &tiff)
        return 16; /* behind the room for the header */
    found = memmem(bytes, size, head, strlen(head));
    g_assert_nonnull(found);
    found = memmem(found, size - (gsize)(found - bytes), begin, strlen(begin));
    g_assert_nonnull(found);
    return (gsize)(found - bytes) + strlen(begin);
}

/* Every byte of the pixels counts; JPEG's are kept by the digest that the scan told. */
static void
a_damaged_part_is_refused(void)
{
    static const PageOptions *const formats[] = {&tiff, &pdf};

    for (guint i = 0; i < G_N_ELEMENTS(formats); i++) {
        DocumentFixture part = new_part(formats[i], fixture_kinds, 2);
        const PageAssemblyPage pages[] = {{part.fd, 0, {0}}, {part.fd, 1, {0}}};
        const PageAssemblyPage third = {part.fd, 2, {0}};
        g_autofree guint8 *bytes = NULL;
        gsize size = 0, at;
        int cut;

        bytes = fixture_bytes(&part, &size);
        cut = fixture_file_with(bytes, size - 40);
        assert_refused(formats[i], &third, 1, PAGE_ERROR_DAMAGED);
        assert_refused(formats[i], &(PageAssemblyPage){cut, 0, {0}}, 1, PAGE_ERROR_DAMAGED);
        close(cut);
        cut = fixture_file_with(bytes, 3);
        assert_refused(formats[i], &(PageAssemblyPage){cut, 0, {0}}, 1, PAGE_ERROR_DAMAGED);
        close(cut);
        at = pixels_of_first_page(formats[i], bytes, size) + 2000;
        bytes[at] ^= 0x10;
        g_assert_cmpint(pwrite(part.fd, bytes + at, 1, (off_t)at), ==, 1);
        assert_refused(formats[i], pages, 2, PAGE_ERROR_DAMAGED);
        fixture_clear(&part);
    }
}

static void
parts_of_another_format_are_refused(void)
{
    DocumentFixture image = new_part(&tiff, fixture_kinds, 1);
    DocumentFixture paper = new_part(&pdf, fixture_kinds, 1);
    const PageAssemblyPage mixed[] = {{image.fd, 0, {0}}, {paper.fd, 0, {0}}};

    assert_refused(&tiff, mixed, 2, PAGE_ERROR_NOT_A_DOCUMENT);
    assert_refused(&pdf, mixed, 2, PAGE_ERROR_NOT_A_DOCUMENT);
    fixture_clear(&image);
    fixture_clear(&paper);
}

static void
impossible_requests_are_refused(void)
{
    static const PageView impossible[] = {
        {45, FALSE, 0, 0, 0, 0}, {360, FALSE, 0, 0, 0, 0}, {0, TRUE, 0, 0, 0, 47},
        {0, TRUE, 0, 0, 61, 0},  {0, TRUE, 1, 0, 61, 47},  {0, TRUE, 0, 1, 61, 47},
        {0, TRUE, 61, 0, 1, 1},  {0, TRUE, 0, 47, 1, 1},   {0, TRUE, 2, 0, G_MAXUINT, 1},
        {0, TRUE, 0, 0, 62, 47},
    };
    DocumentFixture part = new_part(&tiff, fixture_kinds, 1);
    g_autofree PageAssemblyPage *pages = g_new0(PageAssemblyPage, PAGE_MAX_PAGES + 1);
    PageSummary untouched = {.spec.width = 77};
    g_autoptr(GError) error = NULL;

    for (guint i = 0; i <= PAGE_MAX_PAGES; i++)
        pages[i].fd = part.fd;
    g_assert_false(page_assembly_write(-1, &tiff, &fixture_provenance, pages, PAGE_MAX_PAGES + 1,
                                       NULL, NULL, &untouched, NULL, &error));
    g_assert_error(error, PAGE_ERROR, PAGE_ERROR_LIMIT);
    g_assert_cmpuint(untouched.spec.width, ==, 77);
    assert_refused(&tiff, pages, 0, PAGE_ERROR_SHORT);
    for (guint i = 0; i < G_N_ELEMENTS(impossible); i++) {
        pages[0].view = impossible[i];
        assert_refused(&tiff, pages, 1, PAGE_ERROR_LIMIT);
    }
    fixture_clear(&part);
}

static gboolean
end_at_zero(gpointer user_data, GError **error)
{
    guint *left = user_data;

    if (*left == 0) {
        g_set_error_literal(error, PAGE_ERROR, PAGE_ERROR_EXCESS, "enough");
        return FALSE;
    }
    (*left)--;
    return TRUE;
}

/* Wherever a person cancels, the work ends and nothing is taken for whole. */
static void
a_step_may_end_it(void)
{
    static const PageOptions *const formats[] = {&tiff, &pdf};

    for (guint i = 0; i < G_N_ELEMENTS(formats); i++) {
        DocumentFixture part = new_part(formats[i], fixture_kinds, 2);
        const PageAssemblyPage pages[] = {{part.fd, 0, {0}}, {part.fd, 1, {0}}};
        guint ended = 0;

        for (guint allowed = 0;; allowed++) {
            PageSummary summaries[2];
            PageSeal seal;
            guint left = allowed;
            guint8 head[4] = {0};
            int fd = fixture_file_new();
            g_autoptr(GError) error = NULL;
            gboolean done = page_assembly_write(fd, formats[i], &fixture_provenance, pages, 2,
                                                end_at_zero, &left, summaries, &seal, &error);

            g_assert_cmpint(pread(fd, head, sizeof head, 0), >=, 0);
            close(fd);
            if (done)
                break;
            g_assert_error(error, PAGE_ERROR, PAGE_ERROR_EXCESS);
            g_assert_cmpmem(head, 4, "\0\0\0\0", 4);
            ended++;
        }
        g_assert_cmpuint(ended, >=, 5);
        fixture_clear(&part);
    }
}

/* A file that cannot grow, as on a full disk. */
static void
a_failed_write_is_told(void)
{
    static const PageOptions *const formats[] = {&tiff, &pdf};

    for (guint i = 0; i < G_N_ELEMENTS(formats); i++) {
        DocumentFixture part = new_part(formats[i], fixture_kinds, 1);
        const PageAssemblyPage page = {part.fd, 0, {0}};
        PageSummary summary;
        PageSeal seal;
        g_autoptr(GError) error = NULL;
        int fd = memfd_create("full", MFD_CLOEXEC | MFD_ALLOW_SEALING);

        g_assert_cmpint(ftruncate(fd, 8192), ==, 0);
        g_assert_cmpint(fcntl(fd, F_ADD_SEALS, F_SEAL_GROW), ==, 0);
        g_assert_false(page_assembly_write(fd, formats[i], &fixture_provenance, &page, 1, NULL,
                                           NULL, &summary, &seal, &error));
        g_assert_error(error, PAGE_ERROR, PAGE_ERROR_WRITE);
        close(fd);
        fixture_clear(&part);
    }
}

int
main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/page/assembly/rotation", every_rotation_of_every_kind);
    g_test_add_func("/page/assembly/as-it-was", one_whole_part_comes_out_as_it_was);
    g_test_add_func("/page/assembly/ten-pages", ten_pages_keep_their_order);
    g_test_add_func("/page/assembly/large", large_pages_are_copied_whole);
    g_test_add_func("/page/assembly/mixed-codings", pdf_mixes_its_codings);
    g_test_add_func("/page/assembly/classic-and-big", classic_and_big_mix);
    g_test_add_func("/page/assembly/crop", a_crop_is_said_and_the_pixels_stay);
    g_test_add_func("/page/assembly/wrong-order", a_wrong_order_is_found);
    g_test_add_func("/page/assembly/another-view", another_view_is_found);
    g_test_add_func("/page/assembly/damaged-part", a_damaged_part_is_refused);
    g_test_add_func("/page/assembly/another-format", parts_of_another_format_are_refused);
    g_test_add_func("/page/assembly/impossible", impossible_requests_are_refused);
    g_test_add_func("/page/assembly/step", a_step_may_end_it);
    g_test_add_func("/page/assembly/failed-write", a_failed_write_is_told);
    return g_test_run();
}
