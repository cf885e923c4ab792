#include "document-fixture.h"

#include "page-structure.h"
#include "page-sum.h"

#include <signal.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

static const PageOptions tiff = {.format = PAGE_FORMAT_TIFF};
static const PageOptions pdf = {.format = PAGE_FORMAT_PDF};
static const PageOptions jpeg = {
    .format = PAGE_FORMAT_PDF, .compression = PAGE_COMPRESSION_JPEG, .jpeg_quality = 90};

static gboolean
verify(const DocumentFixture *fixture, GError **error)
{
    return page_document_verify(fixture->fd, fixture->format, fixture->summaries, fixture->n_pages,
                                &fixture->seal, NULL, error);
}

static void
assert_verifies(const PageOptions *options, const PageSpec *specs, guint n)
{
    DocumentFixture fixture;
    PageStructure structure = {0};
    g_autoptr(GError) error = NULL;

    g_assert_true(fixture_write(&fixture, options, specs, n, &error));
    g_assert_no_error(error);
    g_assert_true(verify(&fixture, &error));
    g_assert_no_error(error);
    g_assert_true(page_structure_check(fixture.fd, fixture.seal.size,
                                       options->format == PAGE_FORMAT_TIFF ? PAGE_STRUCTURE_TIFF
                                                                           : PAGE_STRUCTURE_PDF,
                                       &structure, &error));
    g_assert_no_error(error);
    g_assert_cmpuint(structure.pages, ==, n);
    g_assert_cmpuint(structure.dpi, ==, (guint)(specs[0].dpi_x + 0.5));
    fixture_clear(&fixture);
}

static void
tiff_takes_every_kind(void)
{
    for (guint i = 0; i < FIXTURE_N_KINDS; i++)
        assert_verifies(&tiff, &fixture_kinds[i], 1);
}

static void
pages_of_one_document_may_differ(void)
{
    const PageSpec mixed[] = {fixture_kinds[0], fixture_kinds[1], fixture_kinds[4]};

    assert_verifies(&tiff, fixture_kinds, FIXTURE_N_KINDS);
    assert_verifies(&pdf, mixed, G_N_ELEMENTS(mixed));
    assert_verifies(&jpeg, mixed, G_N_ELEMENTS(mixed));
}

/* Several strips, with each number of threads, and rows in awkward portions. */
static void
many_strips_keep_their_order(void)
{
    const PageSpec specs[] = {{1201, 2403, 3, 8, 300, 300}};

    for (guint threads = 1; threads <= 5; threads += 2) {
        PageOptions options = tiff;

        options.threads = threads;
        assert_verifies(&options, specs, 1);
        options.format = PAGE_FORMAT_PDF;
        assert_verifies(&options, specs, 1);
    }
}

static void
height_may_be_unknown(void)
{
    static const PageOptions *const formats[] = {&tiff, &pdf};

    for (guint i = 0; i < G_N_ELEMENTS(formats); i++)
        for (guint kind = 0; kind < FIXTURE_N_KINDS; kind += 4) {
            const PageSpec *spec = &fixture_kinds[kind];
            PageSpec announced = *spec;
            DocumentFixture fixture = {.fd = fixture_file_new(), .format = formats[i]->format};
            g_autofree guint8 *rows = fixture_rows_new(spec, 1);
            gsize row_size = page_spec_row_size(spec);
            g_autoptr(GError) error = NULL;
            g_autoptr(PageDocument)
                document = page_document_new(fixture.fd, formats[i], &fixture_provenance, &error);

            announced.height = 0;
            g_assert_true(page_document_begin_page(document, &announced, &error));
            for (guint row = 0; row < spec->height; row++)
                g_assert_true(page_document_add_rows(document, rows + row * row_size, 1, &error));
            g_assert_true(page_document_end_page(document, &fixture.summaries[0], &error));
            g_assert_cmpuint(fixture.summaries[0].spec.height, ==, spec->height);
            g_assert_true(page_document_seal(document, &fixture.seal, &error));
            fixture.n_pages = 1;
            g_assert_true(verify(&fixture, &error));
            fixture_clear(&fixture);
        }
}

/* What verifying tells is the sum of the file, by another way. */
static void
verifying_tells_the_files_sum(void)
{
    static const PageOptions *const formats[] = {&tiff, &pdf};

    for (guint i = 0; i < G_N_ELEMENTS(formats); i++) {
        DocumentFixture fixture;
        g_autofree guint8 *bytes = NULL;
        guint64 told = 0;
        gsize size = 0;

        g_assert_true(fixture_write(&fixture, formats[i], fixture_kinds, 2, NULL));
        g_assert_true(page_document_verify(fixture.fd, fixture.format, fixture.summaries,
                                           fixture.n_pages, &fixture.seal, &told, NULL));
        bytes = fixture_bytes(&fixture, &size);
        g_assert_cmphex(told, ==, page_crc64(0, bytes, size));
        fixture_clear(&fixture);
    }
}

/* A PDF's lineart is one stream for all strips: it is read back when the page ends. */
static void
stream_that_changes_under_way_is_found(void)
{
    const PageSpec spec = {2001, 9000, 1, 1, 300, 300};
    g_autofree guint8 *rows = fixture_rows_new(&spec, 0);

    for (guint changes = 0; changes < 2; changes++) {
        DocumentFixture fixture = {.fd = fixture_file_new()};
        g_autoptr(GError) error = NULL;
        g_autoptr(PageDocument)
            document = page_document_new(fixture.fd, &pdf, &fixture_provenance, &error);
        g_autofree guint8 *bytes = NULL;
        gsize size = 0;

        g_assert_true(page_document_begin_page(document, &spec, &error));
        g_assert_true(page_document_add_rows(document, rows, spec.height, &error));
        bytes = fixture_bytes(&fixture, &size);
        g_assert_cmpuint(size, >, 100000);
        bytes[size - 50000] ^= 4;
        if (changes)
            g_assert_cmpint(pwrite(fixture.fd, bytes + size - 50000, 1, (off_t)size - 50000), ==,
                            1);
        g_assert_true(page_document_end_page(document, NULL, &error) == !changes);
        if (changes)
            g_assert_error(error, PAGE_ERROR, PAGE_ERROR_DAMAGED);
        fixture_clear(&fixture);
    }
}

/* Two pages that are alike in everything but what is on them, and each is said to be the other. */
static void
pages_that_changed_places_are_found(void)
{
    static const PageOptions *const formats[] = {&tiff, &pdf, &jpeg};
    const PageSpec specs[] = {fixture_kinds[0], fixture_kinds[0]};

    for (guint i = 0; i < G_N_ELEMENTS(formats); i++) {
        DocumentFixture fixture;
        g_autoptr(GError) error = NULL;
        PageSummary first;

        g_assert_true(fixture_write(&fixture, formats[i], specs, 2, NULL));
        g_assert_true(verify(&fixture, NULL));
        first = fixture.summaries[0];
        fixture.summaries[0] = fixture.summaries[1];
        fixture.summaries[1] = first;
        g_assert_false(verify(&fixture, &error));
        g_assert_error(error, PAGE_ERROR, PAGE_ERROR_DAMAGED);
        fixture_clear(&fixture);
    }
}

static void
longer_than_classic_becomes_big(void)
{
    PageOptions options = tiff;
    DocumentFixture fixture;
    guint8 head[4];

    g_assert_true(fixture_write(&fixture, &options, fixture_kinds, 2, NULL));
    g_assert_cmpint(pread(fixture.fd, head, 4, 0), ==, 4);
    g_assert_cmpmem(head, 4, "II*\0", 4);
    /* One byte too few, and just enough. */
    options.classic_limit = fixture.seal.size - 1;
    fixture_clear(&fixture);
    assert_verifies(&options, fixture_kinds, 2);
    g_assert_true(fixture_write(&fixture, &options, fixture_kinds, 2, NULL));
    g_assert_cmpint(pread(fixture.fd, head, 4, 0), ==, 4);
    g_assert_cmpmem(head, 4, "II+\0", 4);
    fixture_clear(&fixture);
    options.classic_limit++;
    g_assert_true(fixture_write(&fixture, &options, fixture_kinds, 2, NULL));
    g_assert_cmpint(pread(fixture.fd, head, 4, 0), ==, 4);
    g_assert_cmpmem(head, 4, "II*\0", 4);
    fixture_clear(&fixture);
}

/* Begins a page of fixture_kinds[0] and gives it so many rows. */
static PageDocument *
begun(int fd, guint rows)
{
    static guint8 bytes[61 * 3 * 47];
    PageDocument *document = page_document_new(fd, &tiff, &fixture_provenance, NULL);

    g_assert_nonnull(document);
    g_assert_true(page_document_begin_page(document, &fixture_kinds[0], NULL));
    g_assert_true(page_document_add_rows(document, bytes, rows, NULL));
    return document;
}

static void
rows_are_counted(void)
{
    int fd = fixture_file_new();
    g_autoptr(GError) few = NULL;
    g_autoptr(GError) many = NULL;
    g_autoptr(GError) none = NULL;
    guint8 row[61 * 3] = {0};
    PageSummary summary = {.spec.width = 7};
    PageDocument *document = begun(fd, 46);

    g_assert_false(page_document_end_page(document, &summary, &few));
    g_assert_error(few, PAGE_ERROR, PAGE_ERROR_SHORT);
    g_assert_cmpuint(summary.spec.width, ==, 7);
    page_document_free(document);
    document = begun(fd, 47);
    g_assert_false(page_document_add_rows(document, row, 1, &many));
    g_assert_error(many, PAGE_ERROR, PAGE_ERROR_EXCESS);
    page_document_free(document);
    document = page_document_new(fd, &tiff, &fixture_provenance, NULL);
    g_assert_false(page_document_seal(document, NULL, &none));
    g_assert_error(none, PAGE_ERROR, PAGE_ERROR_SHORT);
    page_document_free(document);
    close(fd);
}

static void
assert_refused(const PageOptions *options, PageSpec spec, PageError code)
{
    int fd = fixture_file_new();
    g_autoptr(GError) error = NULL;
    g_autoptr(PageDocument) document = page_document_new(fd, options, &fixture_provenance, &error);

    if (document != NULL)
        g_assert_false(page_document_begin_page(document, &spec, &error));
    g_assert_error(error, PAGE_ERROR, (gint)code);
    close(fd);
}

static void
impossible_pages_are_refused(void)
{
    const PageOptions tiff_jpeg = {.format = PAGE_FORMAT_TIFF,
                                   .compression = PAGE_COMPRESSION_JPEG};

    assert_refused(&tiff, (PageSpec){10, 10, 2, 8, 300, 300}, PAGE_ERROR_UNSUPPORTED);
    assert_refused(&tiff, (PageSpec){10, 10, 3, 1, 300, 300}, PAGE_ERROR_UNSUPPORTED);
    assert_refused(&tiff, (PageSpec){0, 10, 3, 8, 300, 300}, PAGE_ERROR_LIMIT);
    assert_refused(&tiff, (PageSpec){PAGE_MAX_WIDTH + 1, 10, 3, 8, 300, 300}, PAGE_ERROR_LIMIT);
    assert_refused(&tiff, (PageSpec){10, PAGE_MAX_HEIGHT + 1, 3, 8, 300, 300}, PAGE_ERROR_LIMIT);
    assert_refused(&tiff, (PageSpec){10, 10, 3, 8, 0, 300}, PAGE_ERROR_LIMIT);
    assert_refused(&tiff_jpeg, fixture_kinds[0], PAGE_ERROR_UNSUPPORTED);
    assert_refused(&pdf, fixture_kinds[2], PAGE_ERROR_UNSUPPORTED);
    assert_refused(&jpeg, fixture_kinds[3], PAGE_ERROR_UNSUPPORTED);
    assert_refused(&jpeg, (PageSpec){10, 0, 3, 8, 300, 300}, PAGE_ERROR_UNSUPPORTED);
    assert_refused(&jpeg, (PageSpec){10, 70000, 3, 8, 300, 300}, PAGE_ERROR_UNSUPPORTED);
    assert_refused(&pdf, (PageSpec){10, 70000, 3, 8, 300, 300}, PAGE_ERROR_UNSUPPORTED);
}

static void
pages_are_limited(void)
{
    const PageSpec spec = {1, 1, 1, 8, 300, 300};
    const guint8 row[1] = {0};
    int fd = fixture_file_new();
    g_autoptr(GError) error = NULL;
    g_autoptr(PageDocument) document = page_document_new(fd, &tiff, &fixture_provenance, NULL);

    for (guint i = 0; i < PAGE_MAX_PAGES; i++) {
        g_assert_true(page_document_begin_page(document, &spec, NULL));
        g_assert_true(page_document_add_rows(document, row, 1, NULL));
        g_assert_true(page_document_end_page(document, NULL, NULL));
    }
    g_assert_false(page_document_begin_page(document, &spec, &error));
    g_assert_error(error, PAGE_ERROR, PAGE_ERROR_LIMIT);
    close(fd);
}

/* At whatever byte the disk is full: an error that says so, never a sealed document. */
static void
full_disk_is_told(void)
{
    static const PageOptions *const formats[] = {&tiff, &pdf, &jpeg};
    struct rlimit before, limit;

    signal(SIGXFSZ, SIG_IGN);
    g_assert_cmpint(getrlimit(RLIMIT_FSIZE, &before), ==, 0);
    for (guint i = 0; i < G_N_ELEMENTS(formats); i++) {
        DocumentFixture fixture;
        guint64 size;

        g_assert_true(fixture_write(&fixture, formats[i], fixture_kinds, 2, NULL));
        size = fixture.seal.size;
        fixture_clear(&fixture);
        for (guint64 room = 0; room < size; room += 1 + size / 61) {
            g_autoptr(GError) error = NULL;

            limit = (struct rlimit){room, before.rlim_max};
            g_assert_cmpint(setrlimit(RLIMIT_FSIZE, &limit), ==, 0);
            g_assert_false(fixture_write(&fixture, formats[i], fixture_kinds, 2, &error));
            g_assert_cmpint(setrlimit(RLIMIT_FSIZE, &before), ==, 0);
            g_assert_error(error, PAGE_ERROR, PAGE_ERROR_NO_SPACE);
            fixture_clear(&fixture);
        }
    }
}

static void
unwritable_file_is_told(void)
{
    int pipes[2];
    g_autoptr(GError) error = NULL;

    g_assert_cmpint(pipe(pipes), ==, 0);
    g_assert_null(page_document_new(pipes[1], &pdf, &fixture_provenance, &error));
    g_assert_error(error, PAGE_ERROR, PAGE_ERROR_WRITE);
    close(pipes[0]);
    close(pipes[1]);
}

/* Each document, one byte changed at many places all over it: always seen. */
static void
every_change_is_found(void)
{
    static const PageSpec lineart_and_colour[] = {{61, 47, 1, 1, 300, 300},
                                                  {61, 47, 3, 8, 300, 300}};
    static const PageOptions *const formats[] = {&tiff, &pdf, &jpeg};
    g_autoptr(GRand) random = g_rand_new_with_seed(20150914);

    for (guint i = 0; i < G_N_ELEMENTS(formats); i++) {
        DocumentFixture fixture;
        g_autofree guint8 *bytes = NULL;
        gsize size = 0;

        g_assert_true(fixture_write(&fixture, formats[i], lineart_and_colour, 2, NULL));
        bytes = fixture_bytes(&fixture, &size);
        for (gsize at = 0; at < size; at += (gsize)g_rand_int_range(random, 1, 12)) {
            guint8 changed = (guint8)(bytes[at] ^ (1 << g_rand_int_range(random, 0, 8)));
            g_autoptr(GError) error = NULL;

            g_assert_cmpint(pwrite(fixture.fd, &changed, 1, (off_t)at), ==, 1);
            if (verify(&fixture, &error))
                g_error("format %u: nobody saw byte %" G_GSIZE_FORMAT " change", i, at);
            g_assert_error(error, PAGE_ERROR, PAGE_ERROR_DAMAGED);
            g_assert_cmpint(pwrite(fixture.fd, &bytes[at], 1, (off_t)at), ==, 1);
        }
        g_assert_true(verify(&fixture, NULL));
        fixture_clear(&fixture);
    }
}

static void
every_cut_and_addition_is_found(void)
{
    static const PageOptions *const formats[] = {&tiff, &pdf};

    for (guint i = 0; i < G_N_ELEMENTS(formats); i++) {
        DocumentFixture fixture;
        g_autoptr(GError) longer = NULL;

        g_assert_true(fixture_write(&fixture, formats[i], fixture_kinds, 2, NULL));
        g_assert_cmpint(pwrite(fixture.fd, "\n", 1, (off_t)fixture.seal.size), ==, 1);
        g_assert_false(verify(&fixture, &longer));
        g_assert_error(longer, PAGE_ERROR, PAGE_ERROR_DAMAGED);
        for (guint64 size = fixture.seal.size - 1; size > 100; size -= 97) {
            g_autoptr(GError) error = NULL;

            g_assert_cmpint(ftruncate(fixture.fd, (off_t)size), ==, 0);
            g_assert_false(verify(&fixture, &error));
            g_assert_error(error, PAGE_ERROR, PAGE_ERROR_DAMAGED);
        }
        fixture_clear(&fixture);
    }
}

/* A whole and sound document, but not the one that was meant. */
static void
another_document_is_found(void)
{
    static const PageOptions *const formats[] = {&tiff, &pdf};

    for (guint i = 0; i < G_N_ELEMENTS(formats); i++) {
        DocumentFixture fixture;
        PageSummary kept;

        g_assert_true(fixture_write(&fixture, formats[i], fixture_kinds, 2, NULL));
        kept = fixture.summaries[1];
        for (guint what = 0; what < 6; what++) {
            g_autoptr(GError) error = NULL;
            PageSpec *spec = &fixture.summaries[1].spec;

            spec->width += what == 0;
            spec->height += what == 1;
            spec->channels = what == 2 ? 3 : 1;
            spec->dpi_x += what == 3;
            fixture.summaries[1].stored ^= what == 4;
            fixture.n_pages -= what == 5;
            g_assert_false(verify(&fixture, &error));
            g_assert_error(error, PAGE_ERROR, PAGE_ERROR_DAMAGED);
            fixture.summaries[1] = kept;
            fixture.n_pages = 2;
        }
        fixture.n_pages = 3;
        fixture.summaries[2] = kept;
        g_assert_false(verify(&fixture, NULL));
        fixture_clear(&fixture);
    }
}

/* What a crash leaves is no document to anybody. */
static void
unsealed_is_no_document(void)
{
    static const PageOptions *const formats[] = {&tiff, &pdf};

    for (guint i = 0; i < G_N_ELEMENTS(formats); i++) {
        int fd = fixture_file_new();
        guint8 head[4] = {9, 9, 9, 9};
        g_autofree guint8 *rows = fixture_rows_new(&fixture_kinds[0], 0);
        PageDocument *document = page_document_new(fd, formats[i], &fixture_provenance, NULL);

        g_assert_true(page_document_begin_page(document, &fixture_kinds[0], NULL));
        g_assert_true(page_document_add_rows(document, rows, fixture_kinds[0].height, NULL));
        g_assert_true(page_document_end_page(document, NULL, NULL));
        page_document_free(document);
        g_assert_cmpint(pread(fd, head, sizeof head, 0), ==, 4);
        g_assert_cmpmem(head, 4, "\0\0\0\0", 4);
        close(fd);
    }
}

int
main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/page/document/tiff-takes-every-kind", tiff_takes_every_kind);
    g_test_add_func("/page/document/pages-may-differ", pages_of_one_document_may_differ);
    g_test_add_func("/page/document/many-strips-keep-their-order", many_strips_keep_their_order);
    g_test_add_func("/page/document/height-may-be-unknown", height_may_be_unknown);
    g_test_add_func("/page/document/verifying-tells-the-files-sum", verifying_tells_the_files_sum);
    g_test_add_func("/page/document/pages-that-changed-places-are-found",
                    pages_that_changed_places_are_found);
    g_test_add_func("/page/document/stream-that-changes-under-way-is-found",
                    stream_that_changes_under_way_is_found);
    g_test_add_func("/page/document/longer-than-classic-becomes-big",
                    longer_than_classic_becomes_big);
    g_test_add_func("/page/document/rows-are-counted", rows_are_counted);
    g_test_add_func("/page/document/impossible-pages-are-refused", impossible_pages_are_refused);
    g_test_add_func("/page/document/pages-are-limited", pages_are_limited);
    g_test_add_func("/page/document/full-disk-is-told", full_disk_is_told);
    g_test_add_func("/page/document/unwritable-file-is-told", unwritable_file_is_told);
    g_test_add_func("/page/document/every-change-is-found", every_change_is_found);
    g_test_add_func("/page/document/every-cut-and-addition-is-found",
                    every_cut_and_addition_is_found);
    g_test_add_func("/page/document/another-document-is-found", another_document_is_found);
    g_test_add_func("/page/document/unsealed-is-no-document", unsealed_is_no_document);
    return g_test_run();
}
