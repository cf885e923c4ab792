#include "page-region.h"

#include "document-fixture.h"

#include <string.h>

/* Several strips a page: colour, gray of 16 bits, lineart. */
static const PageSpec tall_kinds[] = {
    {3001, 130, 3, 8, 600, 600},
    {2999, 120, 1, 16, 600, 600},
    {20001, 250, 1, 1, 1200, 1200},
};
#define TALL_STRIP 14 /* rows, of the first of them */

typedef struct {
    GByteArray *rgb;
    gsize row_size;
    guint rows_wanted; /* then it fails; 0: never */
    guint rows;
} Taken;

static gboolean
take_row(const guint8 *rgb, gpointer user_data, GError **error)
{
    Taken *taken = user_data;

    g_byte_array_append(taken->rgb, rgb, (guint)taken->row_size);
    taken->rows++;
    if (taken->rows != taken->rows_wanted)
        return TRUE;
    g_set_error_literal(error, PAGE_ERROR, PAGE_ERROR_SHORT, "enough");
    return FALSE;
}

static GByteArray *
read_region(const DocumentFixture *fixture, guint index, const PageRegion *region, GError **error)
{
    g_autoptr(GByteArray) rgb = g_byte_array_new();
    Taken taken = {.rgb = rgb, .row_size = (gsize)region->width * 3};

    if (!page_region_read(fixture->fd, fixture->format, index, region, take_row, &taken, error))
        return NULL;
    return g_steal_pointer(&rgb);
}

static void
assert_refused(const DocumentFixture *fixture, guint index, const PageRegion *region, int code)
{
    g_autoptr(GError) error = NULL;

    g_assert_null(read_region(fixture, index, region, &error));
    g_assert_error(error, PAGE_ERROR, code);
}

/* A pixel's level as people see it, straight from the rows that were written. */
static guint8
level_of(const guint8 *rows, const PageSpec *spec, guint x, guint y, guint channel)
{
    const guint8 *row = rows + y * page_spec_row_size(spec);
    gsize sample = (gsize)x * spec->channels + (spec->channels == 3 ? channel : 0);
    guint16 wide;

    if (spec->depth == 8)
        return row[sample];
    if (spec->depth == 1)
        return (row[x / 8] & 0x80 >> x % 8) != 0 ? 0 : 255;
    memcpy(&wide, row + 2 * sample, sizeof wide);
    return (guint8)(wide >> 8);
}

static void
assert_region(const DocumentFixture *fixture, guint index, const PageSpec *spec,
              const PageRegion *region)
{
    g_autofree guint8 *rows = fixture_rows_new(spec, index);
    g_autoptr(GError) error = NULL;
    g_autoptr(GByteArray) found = read_region(fixture, index, region, &error);

    g_autofree guint8 *wanted = g_malloc((gsize)region->width * region->height * 3);
    guint8 *to = wanted;

    g_assert_no_error(error);
    for (guint y = region->y; y < region->y + region->height; y++)
        for (guint x = region->x; x < region->x + region->width; x++)
            for (guint channel = 0; channel < 3; channel++)
                *to++ = level_of(rows, spec, x, y, channel);
    g_assert_cmpmem(found->data, found->len, wanted, (gsize)(to - wanted));
}

/* The whole page, its corners, its edges, and pieces between. */
static void
assert_regions(const DocumentFixture *fixture, guint index, const PageSpec *spec)
{
    guint right = spec->width - 1, bottom = spec->height - 1;
    const PageRegion regions[] = {
        {0, 0, spec->width, spec->height},
        {0, 0, 1, 1},
        {right, 0, 1, 1},
        {0, bottom, 1, 1},
        {right, bottom, 1, 1},
        {7, 0, 2, spec->height},
        {0, bottom / 3, spec->width, 1},
        {13, bottom / 2, 31, bottom / 2},
    };

    for (gsize i = 0; i < G_N_ELEMENTS(regions); i++)
        assert_region(fixture, index, spec, &regions[i]);
}

static void
test_every_kind(void)
{
    for (PageFormat format = PAGE_FORMAT_TIFF; format <= PAGE_FORMAT_PDF; format++) {
        PageSpec specs[FIXTURE_N_KINDS + G_N_ELEMENTS(tall_kinds)];
        guint n = 0;
        DocumentFixture fixture;
        g_autoptr(GError) error = NULL;

        for (gsize i = 0; i < FIXTURE_N_KINDS; i++)
            if (format == PAGE_FORMAT_TIFF || fixture_kinds[i].depth < 16)
                specs[n++] = fixture_kinds[i];
        for (gsize i = 0; i < G_N_ELEMENTS(tall_kinds); i++)
            if (format == PAGE_FORMAT_TIFF || tall_kinds[i].depth < 16)
                specs[n++] = tall_kinds[i];
        fixture_write(&fixture, &(PageOptions){.format = format}, specs, n, &error);
        g_assert_no_error(error);
        for (guint i = 0; i < n; i++)
            assert_regions(&fixture, i, &specs[i]);
        fixture_clear(&fixture);
    }
}

static void
write_tall(DocumentFixture *fixture, PageFormat format)
{
    g_autoptr(GError) error = NULL;

    fixture_write(fixture, &(PageOptions){.format = format}, tall_kinds, 1, &error);
    g_assert_no_error(error);
}

static void
test_not_on_the_page(void)
{
    static const PageRegion regions[] = {
        {0, 0, 0, 1},         {0, 0, 1, 0},         {3001, 0, 1, 1},      {0, 130, 1, 1},
        {3000, 0, 2, 1},      {0, 129, 1, 2},       {1, 0, G_MAXUINT, 1}, {0, 1, 1, G_MAXUINT},
        {G_MAXUINT, 0, 2, 1}, {0, G_MAXUINT, 1, 2},
    };

    for (PageFormat format = PAGE_FORMAT_TIFF; format <= PAGE_FORMAT_PDF; format++) {
        DocumentFixture fixture;

        write_tall(&fixture, format);
        for (gsize i = 0; i < G_N_ELEMENTS(regions); i++)
            assert_refused(&fixture, 0, &regions[i], PAGE_ERROR_LIMIT);
        assert_refused(&fixture, 1, &(PageRegion){0, 0, 1, 1}, PAGE_ERROR_DAMAGED);
        fixture.format = format == PAGE_FORMAT_TIFF ? PAGE_FORMAT_PDF : PAGE_FORMAT_TIFF;
        assert_refused(&fixture, 0, &(PageRegion){0, 0, 1, 1}, PAGE_ERROR_DAMAGED);
        fixture_clear(&fixture);
    }
}

static DocumentFixture
damaged_at(const DocumentFixture *fixture, gsize place, gsize size)
{
    DocumentFixture damaged = *fixture;
    gsize all;
    g_autofree guint8 *bytes = fixture_bytes(fixture, &all);

    g_assert_cmpuint(place + size, <=, all);
    memset(bytes + place, 0xff, size);
    damaged.fd = fixture_file_with(bytes, all);
    return damaged;
}

/* Only what the region needs is decoded: the first strip stands behind the header. */
static void
test_damaged_tiff(void)
{
    DocumentFixture fixture, damaged;

    write_tall(&fixture, PAGE_FORMAT_TIFF);
    damaged = damaged_at(&fixture, 8 + 500, 1);
    assert_refused(&damaged, 0, &(PageRegion){0, TALL_STRIP - 1, 9, 1}, PAGE_ERROR_DAMAGED);
    assert_refused(&damaged, 0, &(PageRegion){0, 0, 1, 130}, PAGE_ERROR_DAMAGED);
    assert_region(&damaged, 0, &tall_kinds[0], &(PageRegion){0, TALL_STRIP, 9, 130 - TALL_STRIP});
    fixture_clear(&damaged);
    fixture_clear(&fixture);
}

static gsize
find_image(const DocumentFixture *fixture)
{
    gsize size;
    g_autofree guint8 *bytes = fixture_bytes(fixture, &size);
    const guint8 *image = memmem(bytes, size, "/Image", 6), *stream;

    g_assert_nonnull(image);
    stream = memmem(image, size - (gsize)(image - bytes), "stream\n", 7);
    g_assert_nonnull(stream);
    return (gsize)(stream - bytes) + 7;
}

/* The one check sum stands at the page's end. */
static void
test_damaged_pdf(void)
{
    DocumentFixture fixture, damaged;

    write_tall(&fixture, PAGE_FORMAT_PDF);
    damaged = damaged_at(&fixture, find_image(&fixture) + 300000, 300);
    assert_region(&damaged, 0, &tall_kinds[0], &(PageRegion){0, 0, 9, 20});
    assert_refused(&damaged, 0, &(PageRegion){0, 120, 9, 10}, PAGE_ERROR_DAMAGED);
    fixture_clear(&damaged);
    fixture_clear(&fixture);
}

/* Whatever byte is wrong: an answer or an error, and nothing read that is not there. */
static void
test_any_damage(void)
{
    for (PageFormat format = PAGE_FORMAT_TIFF; format <= PAGE_FORMAT_PDF; format++) {
        DocumentFixture fixture;
        gsize size;
        g_autoptr(GError) error = NULL;
        g_autofree guint8 *bytes = NULL;

        fixture_write(&fixture, &(PageOptions){.format = format}, fixture_kinds, 1, &error);
        g_assert_no_error(error);
        bytes = fixture_bytes(&fixture, &size);
        for (gsize place = 0; place < size; place += 37) {
            DocumentFixture damaged = damaged_at(&fixture, place, 1);
            g_autoptr(GError) reason = NULL;
            g_autoptr(GByteArray)
                rgb = read_region(&damaged, 0, &(PageRegion){30, 20, 31, 27}, &reason);

            g_assert_true((rgb == NULL) == (reason != NULL));
            fixture_clear(&damaged);
        }
        fixture_clear(&fixture);
    }
}

static void
test_enough(void)
{
    for (PageFormat format = PAGE_FORMAT_TIFF; format <= PAGE_FORMAT_PDF; format++) {
        DocumentFixture fixture;
        g_autoptr(GByteArray) rgb = g_byte_array_new();
        g_autoptr(GError) error = NULL;
        Taken taken = {.rgb = rgb, .row_size = 15, .rows_wanted = 3};

        write_tall(&fixture, format);
        g_assert_false(page_region_read(fixture.fd, format, 0, &(PageRegion){0, 0, 5, 100},
                                        take_row, &taken, &error));
        g_assert_error(error, PAGE_ERROR, PAGE_ERROR_SHORT);
        g_assert_cmpuint(taken.rows, ==, 3);
        fixture_clear(&fixture);
    }
}

/* JPEG keeps a level nearly; its rows and columns it keeps. */
static void
test_jpeg(void)
{
    const PageOptions options = {
        .format = PAGE_FORMAT_PDF, .compression = PAGE_COMPRESSION_JPEG, .jpeg_quality = 100};
    const PageRegion whole = {0, 0, 61, 47}, part = {11, 5, 20, 30};
    DocumentFixture fixture;
    g_autoptr(GError) error = NULL;

    fixture_write(&fixture, &options, fixture_kinds, 2, &error);
    g_assert_no_error(error);
    for (guint page = 0; page < 2; page++) {
        g_autoptr(GByteArray) all = read_region(&fixture, page, &whole, &error);
        g_autoptr(GByteArray) some = read_region(&fixture, page, &part, &error);
        g_autofree guint8 *rows = fixture_rows_new(&fixture_kinds[page], page);

        g_assert_no_error(error);
        g_assert_cmpuint(all->len, ==, 61 * 47 * 3);
        for (guint y = 0; y < 30; y++)
            g_assert_cmpmem(some->data + y * 60, 60, all->data + ((5 + y) * 61 + 11) * 3, 60);
        for (guint i = 0; i < all->len; i++) {
            int wanted = level_of(rows, &fixture_kinds[page], i / 3 % 61, i / 3 / 61, i % 3);

            g_assert_cmpint(ABS(all->data[i] - wanted), <=, 6);
        }
    }
    fixture_clear(&fixture);
}

int
main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/page-region/every-kind", test_every_kind);
    g_test_add_func("/page-region/not-on-the-page", test_not_on_the_page);
    g_test_add_func("/page-region/damaged-tiff", test_damaged_tiff);
    g_test_add_func("/page-region/damaged-pdf", test_damaged_pdf);
    g_test_add_func("/page-region/any-damage", test_any_damage);
    g_test_add_func("/page-region/enough", test_enough);
    g_test_add_func("/page-region/jpeg", test_jpeg);
    return g_test_run();
}
