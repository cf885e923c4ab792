#include "document-fixture.h"

#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

const PageSpec fixture_kinds[FIXTURE_N_KINDS] = {
    {61, 47, 3, 8, 300, 300},    {61, 47, 1, 8, 600, 600},     {61, 47, 3, 16, 300, 600},
    {61, 47, 1, 16, 1200, 1200}, {61, 47, 1, 1, 299.5, 299.5},
};

const PageProvenance fixture_provenance = {
    .report_id = "103-2-000017",
    .station = "8F-1",
    .scanner_vendor = "Noname",
    .scanner_model = "Flatbed",
    .scanner_device = "test:0",
    .settings = "resolution=300 mode=color",
    .capture_uuid = "6f1f1b8e-3a52-4c0c-9f38-0d3a0c2b7c11",
    .captured_at = G_GINT64_CONSTANT(1435716184000000),
};

int
fixture_file_new(void)
{
    int fd = memfd_create("document", MFD_CLOEXEC);

    g_assert_cmpint(fd, >=, 0);
    return fd;
}

guint8 *
fixture_rows_new(const PageSpec *spec, guint32 seed)
{
    g_autoptr(GRand) random = g_rand_new_with_seed(seed);
    gsize size = spec->height * page_spec_row_size(spec);
    guint8 *rows = g_malloc(size);

    /* Paper grain: the low bits alone move. */
    for (gsize i = 0; i < size; i++)
        rows[i] = (guint8)(200 + g_rand_int_range(random, 0, 9));
    return rows;
}

static gboolean
write_page(PageDocument *document, const PageSpec *spec, guint32 seed, PageSummary *ret_summary,
           GError **error)
{
    g_autofree guint8 *rows = fixture_rows_new(spec, seed);

    return page_document_begin_page(document, spec, error) &&
           page_document_add_rows(document, rows, spec->height, error) &&
           page_document_end_page(document, ret_summary, error);
}

gboolean
fixture_write(DocumentFixture *fixture, const PageOptions *options, const PageSpec *specs,
              guint n_specs, GError **error)
{
    g_autoptr(PageDocument) document = NULL;

    *fixture = (DocumentFixture){.fd = fixture_file_new(), .format = options->format};
    document = page_document_new(fixture->fd, options, &fixture_provenance, error);
    if (document == NULL)
        return FALSE;
    for (guint i = 0; i < n_specs; i++) {
        if (!write_page(document, &specs[i], i, &fixture->summaries[i], error))
            return FALSE;
        fixture->n_pages++;
    }
    return page_document_seal(document, &fixture->seal, error);
}

void
fixture_clear(DocumentFixture *fixture)
{
    close(fixture->fd);
    fixture->fd = -1;
}

guint8 *
fixture_bytes(const DocumentFixture *fixture, gsize *ret_size)
{
    struct stat status;
    guint8 *bytes;

    g_assert_cmpint(fstat(fixture->fd, &status), ==, 0);
    bytes = g_malloc((gsize)status.st_size);
    g_assert_cmpint(pread(fixture->fd, bytes, (gsize)status.st_size, 0), ==, status.st_size);
    *ret_size = (gsize)status.st_size;
    return bytes;
}

int
fixture_file_with(const guint8 *bytes, gsize size)
{
    int fd = fixture_file_new();

    g_assert_cmpint(pwrite(fd, bytes, size, 0), ==, (gssize)size);
    return fd;
}
