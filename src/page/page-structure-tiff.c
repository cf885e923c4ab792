/* What is acceptable as TIFF: TIFF 6.0 or BigTIFF in either byte order; at most 500 directories,
 * each a page in strips (no tiles, no directories inside directories) of 1, 8 or 16 bits, gray or
 * RGB; only tags of the list below, in their order, each once; strips in the order of their places,
 * none twice, none over the header. */
#include "page-structure-file.h"

#include <math.h>
#include <string.h>

#define MAX_PAGES        500
#define MAX_SIDE         200000
#define MAX_ENTRIES      64
#define BIG_ENTRY_SIZE   20
#define MAX_VALUE_BYTES  ((guint64)16 << 20) /* of one field but the strips' tables */
#define MAX_DEFLATE_GAIN 1032                /* the format's own limit */
#define TABLE_WINDOW     512                 /* numbers read at once */

typedef enum {
    TYPE_BYTE = 1,
    TYPE_ASCII,
    TYPE_SHORT,
    TYPE_LONG,
    TYPE_RATIONAL,
    TYPE_SBYTE,
    TYPE_UNDEFINED,
    TYPE_SSHORT,
    TYPE_SLONG,
    TYPE_SRATIONAL,
    TYPE_FLOAT,
    TYPE_DOUBLE,
    TYPE_LONG8 = 16,
} Type;

typedef enum {
    TAG_IMAGE_WIDTH = 256,
    TAG_IMAGE_LENGTH = 257,
    TAG_BITS_PER_SAMPLE = 258,
    TAG_COMPRESSION = 259,
    TAG_PHOTOMETRIC = 262,
    TAG_STRIP_OFFSETS = 273,
    TAG_ORIENTATION = 274,
    TAG_SAMPLES_PER_PIXEL = 277,
    TAG_ROWS_PER_STRIP = 278,
    TAG_STRIP_BYTE_COUNTS = 279,
    TAG_X_RESOLUTION = 282,
    TAG_PLANAR_CONFIGURATION = 284,
    TAG_RESOLUTION_UNIT = 296,
} Tag;

/* Those, and what says nothing of where bytes are: NewSubfileType, SubfileType, Threshholding,
 * FillOrder, DocumentName, ImageDescription, Make, Model, Min- and MaxSampleValue,
 * YResolution, PageName, X- and YPosition, T4Options, T6Options, PageNumber, Software, DateTime,
 * Artist, HostComputer, Predictor, WhitePoint, PrimaryChromaticities, SampleFormat, XMP, Copyright,
 * ICC profile. */
static const guint16 known_tags[] = {
    254, 255, 256, 257, 258, 259, 262, 263, 266, 269, 270, 271,   272,   273,
    274, 277, 278, 279, 280, 281, 282, 283, 284, 285, 286, 287,   292,   293,
    296, 297, 305, 306, 315, 316, 317, 318, 319, 339, 700, 33432, 34675,
};

enum {
    COMPRESSION_NONE = 1,
    COMPRESSION_G4 = 4,
    COMPRESSION_LZW = 5,
    COMPRESSION_DEFLATE = 8,
    COMPRESSION_PACK_BITS = 32773,
};

typedef struct {
    const PageStructureFile *file;
    gboolean swapped; /* the file's byte order is big-endian */
    gboolean big;
    guint64 header_size;
    guint64 strip_bytes; /* of all pages so far */
} Tiff;

typedef struct {
    guint16 tag;
    Type type;
    guint64 count;
    guint64 place; /* of the value in the file */
} Field;

typedef struct {
    Field fields[MAX_ENTRIES];
    guint n_fields;
    guint64 next;
} Directory;

typedef struct {
    guint64 width, height, depth, channels, compression, rows_per_strip;
} Image;

static guint64
number(const Tiff *tiff, const guint8 *bytes, guint size)
{
    guint64 value = 0;

    for (guint i = 0; i < size; i++)
        value = value << 8 | bytes[tiff->swapped ? i : size - 1 - i];
    return value;
}

static guint
size_of_type(guint64 type)
{
    static const guint8 sizes[] = {0, 1, 1, 2, 4, 8, 1, 1, 2, 4, 8, 4, 8};

    if (type == TYPE_LONG8)
        return 8;
    return type < G_N_ELEMENTS(sizes) ? sizes[type] : 0;
}

static gboolean
is_known(guint16 tag)
{
    for (gsize i = 0; i < G_N_ELEMENTS(known_tags); i++)
        if (known_tags[i] == tag)
            return TRUE;
    return FALSE;
}

static gboolean
read_header(Tiff *tiff, guint64 *ret_first, GError **error)
{
    guint8 bytes[16];
    guint64 version;

    if (!page_structure_file_read(tiff->file, 0, bytes, 8, error))
        return FALSE;
    if (memcmp(bytes, "II", 2) != 0 && memcmp(bytes, "MM", 2) != 0)
        return page_structure_refuse(error, "it does not begin as a TIFF does");
    tiff->swapped = bytes[0] == 'M';
    version = number(tiff, bytes + 2, 2);
    if (version != 42 && version != 43)
        return page_structure_refuse(error, "it does not begin as a TIFF does");
    tiff->big = version == 43;
    tiff->header_size = tiff->big ? 16 : 8;
    if (!tiff->big) {
        *ret_first = number(tiff, bytes + 4, 4);
        return TRUE;
    }
    if (!page_structure_file_read(tiff->file, 0, bytes, 16, error))
        return FALSE;
    if (number(tiff, bytes + 4, 2) != 8 || number(tiff, bytes + 6, 2) != 0)
        return page_structure_refuse(error, "its BigTIFF header is not right");
    *ret_first = number(tiff, bytes + 8, 8);
    return TRUE;
}

static gboolean
read_field(const Tiff *tiff, const guint8 *entry, guint64 entry_place, Field *ret_field,
           GError **error)
{
    guint word = tiff->big ? 8 : 4;
    guint64 type = number(tiff, entry + 2, 2), count = number(tiff, entry + 4, word);
    guint64 unit = size_of_type(type);
    Field field = {(guint16)number(tiff, entry, 2), (Type)type, count, entry_place + 4 + word};

    if (!is_known(field.tag))
        return page_structure_refuse(error, "tag %u is not one that we take", field.tag);
    if (unit == 0 || count == 0 || count > tiff->file->size / unit)
        return page_structure_refuse(error, "tag %u has no such type or count", field.tag);
    if (count * unit > word)
        field.place = number(tiff, entry + 4 + word, word);
    if (!page_structure_file_holds(tiff->file, tiff->header_size, field.place, count * unit))
        return page_structure_refuse(error, "tag %u lies outside the file", field.tag);
    if (count * unit > MAX_VALUE_BYTES)
        return page_structure_refuse(error, "tag %u is too long", field.tag);
    *ret_field = field;
    return TRUE;
}

static gboolean
read_directory(const Tiff *tiff, guint64 place, Directory *ret_directory, GError **error)
{
    guint head = tiff->big ? 8 : 2, word = tiff->big ? 8 : 4, entry_size = tiff->big ? 20 : 12;
    guint8 bytes[MAX_ENTRIES * BIG_ENTRY_SIZE + 8];
    guint64 n;

    if (!page_structure_file_holds(tiff->file, tiff->header_size, place, head))
        return page_structure_refuse(error, "a directory lies outside the file");
    if (!page_structure_file_read(tiff->file, place, bytes, head, error))
        return FALSE;
    n = number(tiff, bytes, head);
    if (n == 0 || n > MAX_ENTRIES)
        return page_structure_refuse(error, "a directory has no such number of entries");
    if (!page_structure_file_read(tiff->file, place + head, bytes, (gsize)(n * entry_size + word),
                                  error))
        return FALSE;
    for (guint i = 0; i < n; i++) {
        Field *field = &ret_directory->fields[i];

        if (!read_field(tiff, bytes + i * entry_size, place + head + i * entry_size, field, error))
            return FALSE;
        if (i > 0 && field->tag <= field[-1].tag)
            return page_structure_refuse(error, "tag %u is not in its order", field->tag);
    }
    ret_directory->n_fields = (guint)n;
    ret_directory->next = number(tiff, bytes + n * entry_size, word);
    return TRUE;
}

static const Field *
find(const Directory *directory, Tag tag)
{
    for (guint i = 0; i < directory->n_fields; i++)
        if (directory->fields[i].tag == tag)
            return &directory->fields[i];
    return NULL;
}

static gboolean
is_whole_number(Type type)
{
    return type == TYPE_SHORT || type == TYPE_LONG || type == TYPE_LONG8;
}

/* The `index`th number of a field. */
static gboolean
read_number(const Tiff *tiff, const Field *field, guint64 index, guint64 *ret_value, GError **error)
{
    guint8 bytes[8];
    guint unit = size_of_type(field->type);

    if (!is_whole_number(field->type) || index >= field->count)
        return page_structure_refuse(error, "tag %u has no such type or count", field->tag);
    if (!page_structure_file_read(tiff->file, field->place + index * unit, bytes, unit, error))
        return FALSE;
    *ret_value = number(tiff, bytes, unit);
    return TRUE;
}

/* A field of one number between the two; `otherwise` where there is no such field (a value out of
 * bounds = it must be there). */
static gboolean
read_one(const Tiff *tiff, const Directory *directory, Tag tag, guint64 least, guint64 most,
         guint64 otherwise, guint64 *ret_value, GError **error)
{
    const Field *field = find(directory, tag);
    guint64 value = otherwise;

    if (field != NULL && field->count != 1)
        return page_structure_refuse(error, "tag %u has no such count", tag);
    if (field != NULL && !read_number(tiff, field, 0, &value, error))
        return FALSE;
    if (value < least || value > most)
        return page_structure_refuse(error, "tag %u is missing or not in its bounds", tag);
    *ret_value = value;
    return TRUE;
}

static gboolean
read_depth(const Tiff *tiff, const Directory *directory, Image *image, GError **error)
{
    const Field *field = find(directory, TAG_BITS_PER_SAMPLE);

    image->depth = 1;
    if (field != NULL && field->count != image->channels)
        return page_structure_refuse(error, "there are not as many depths as samples");
    for (guint64 i = 0; field != NULL && i < field->count; i++) {
        guint64 depth = 0;

        if (!read_number(tiff, field, i, &depth, error))
            return FALSE;
        if (i > 0 && depth != image->depth)
            return page_structure_refuse(error, "the samples differ in depth");
        image->depth = depth;
    }
    if (image->depth != 8 && image->depth != 16 && (image->depth != 1 || image->channels != 1))
        return page_structure_refuse(error, "there are no pages of %u × %u bits",
                                     (guint)image->channels, (guint)MIN(image->depth, 999));
    return TRUE;
}

static gboolean
read_image(const Tiff *tiff, const Directory *directory, Image *ret_image, GError **error)
{
    Image image = {0};
    guint64 photometric = 0, planar = 0, orientation = 0;

    if (!read_one(tiff, directory, TAG_IMAGE_WIDTH, 1, MAX_SIDE, 0, &image.width, error) ||
        !read_one(tiff, directory, TAG_IMAGE_LENGTH, 1, MAX_SIDE, 0, &image.height, error) ||
        !read_one(tiff, directory, TAG_SAMPLES_PER_PIXEL, 1, 3, 1, &image.channels, error) ||
        !read_one(tiff, directory, TAG_COMPRESSION, 1, G_MAXUINT16, 1, &image.compression, error) ||
        !read_one(tiff, directory, TAG_PHOTOMETRIC, 0, 2, 99, &photometric, error) ||
        !read_one(tiff, directory, TAG_ORIENTATION, 1, 8, 1, &orientation, error) ||
        !read_one(tiff, directory, TAG_PLANAR_CONFIGURATION, 1, 1, 1, &planar, error) ||
        !read_one(tiff, directory, TAG_ROWS_PER_STRIP, 1, G_MAXUINT32, G_MAXUINT32,
                  &image.rows_per_strip, error) ||
        !read_depth(tiff, directory, &image, error))
        return FALSE;
    image.rows_per_strip = MIN(image.rows_per_strip, image.height);
    if (image.channels != (photometric == 2 ? 3 : 1))
        return page_structure_refuse(error, "its colours and its samples do not agree");
    *ret_image = image;
    return TRUE;
}

/* Is this number of bytes possible for so many rows? */
static gboolean
is_plausible(const Image *image, guint64 rows, guint64 size)
{
    guint64 raw = rows * ((image->width * image->channels * image->depth + 7) / 8);

    switch (image->compression) {
    case COMPRESSION_NONE:
        return size == raw;
    case COMPRESSION_G4:
        return image->depth == 1 && size > 0;
    case COMPRESSION_DEFLATE:
        return size > 8 && raw / MAX_DEFLATE_GAIN <= size;
    case COMPRESSION_LZW:
    case COMPRESSION_PACK_BITS:
        return size > 0;
    default:
        return FALSE;
    }
}

static gboolean
check_zlib(const Tiff *tiff, const Image *image, guint64 place, GError **error)
{
    guint8 head[2];

    if (image->compression != COMPRESSION_DEFLATE)
        return TRUE;
    if (!page_structure_file_read(tiff->file, place, head, sizeof head, error))
        return FALSE;
    if ((head[0] & 15) != 8 || (head[0] << 8 | head[1]) % 31 != 0 || (head[1] & 32) != 0)
        return page_structure_refuse(error, "a strip is not Deflate");
    return TRUE;
}

/* A table of numbers, read some at a time. */
typedef struct {
    const Field *field;
    guint64 first; /* index of the window's first number */
    guint n;       /* numbers in the window */
    guint8 window[TABLE_WINDOW * 8];
} Table;

static gboolean
table_get(const Tiff *tiff, Table *table, guint64 index, guint64 *ret_value, GError **error)
{
    guint unit = size_of_type(table->field->type);

    if (index < table->first || index >= table->first + table->n) {
        guint n = (guint)MIN(TABLE_WINDOW, table->field->count - index);

        if (!page_structure_file_read(tiff->file, table->field->place + index * unit, table->window,
                                      (gsize)n * unit, error))
            return FALSE;
        table->first = index;
        table->n = n;
    }
    *ret_value = number(tiff, table->window + (index - table->first) * unit, unit);
    return TRUE;
}

static gboolean
check_strips(Tiff *tiff, const Directory *directory, const Image *image, GError **error)
{
    Table places = {.field = find(directory, TAG_STRIP_OFFSETS)};
    Table sizes = {.field = find(directory, TAG_STRIP_BYTE_COUNTS)};
    guint64 n = (image->height - 1) / image->rows_per_strip + 1, end = tiff->header_size;

    if (places.field == NULL || sizes.field == NULL || !is_whole_number(places.field->type) ||
        !is_whole_number(sizes.field->type) || places.field->count != n || sizes.field->count != n)
        return page_structure_refuse(error, "its strips are not told as they must be");
    for (guint64 i = 0; i < n; i++) {
        guint64 rows = MIN(image->rows_per_strip, image->height - i * image->rows_per_strip);
        guint64 place = 0, size = 0;

        if (!table_get(tiff, &places, i, &place, error) ||
            !table_get(tiff, &sizes, i, &size, error))
            return FALSE;
        if (!page_structure_file_holds(tiff->file, end, place, size))
            return page_structure_refuse(error, "a strip lies outside the file or over another");
        end = place + size;
        tiff->strip_bytes += size;
        if (tiff->strip_bytes > tiff->file->size)
            return page_structure_refuse(error, "the strips are more than the file");
        if (!is_plausible(image, rows, size))
            return page_structure_refuse(error, "a strip cannot have that many bytes");
        if (!check_zlib(tiff, image, place, error))
            return FALSE;
    }
    return TRUE;
}

static gboolean
read_dpi(const Tiff *tiff, const Directory *directory, guint *ret_dpi, GError **error)
{
    const Field *field = find(directory, TAG_X_RESOLUTION);
    guint64 unit = 0;
    guint8 bytes[8];
    double dpi;

    if (!read_one(tiff, directory, TAG_RESOLUTION_UNIT, 1, 3, 2, &unit, error))
        return FALSE;
    *ret_dpi = 0;
    if (field == NULL || unit == 1)
        return TRUE;
    if (field->type != TYPE_RATIONAL || field->count != 1)
        return page_structure_refuse(error, "its resolution is not a fraction");
    if (!page_structure_file_read(tiff->file, field->place, bytes, 8, error))
        return FALSE;
    if (number(tiff, bytes + 4, 4) == 0)
        return page_structure_refuse(error, "its resolution is divided by zero");
    dpi = (double)number(tiff, bytes, 4) / (double)number(tiff, bytes + 4, 4);
    *ret_dpi = (guint)lround(MIN(unit == 3 ? dpi * 2.54 : dpi, 1e6));
    return TRUE;
}

static gboolean
check_page(Tiff *tiff, guint64 place, guint64 *ret_next, guint *ret_dpi, GError **error)
{
    Directory directory = {0};
    Image image = {0};

    if (!read_directory(tiff, place, &directory, error) ||
        !read_image(tiff, &directory, &image, error) ||
        !check_strips(tiff, &directory, &image, error) ||
        !read_dpi(tiff, &directory, ret_dpi, error))
        return FALSE;
    *ret_next = directory.next;
    return TRUE;
}

gboolean
page_structure_tiff_check(const PageStructureFile *file, PageStructure *ret_structure,
                          GError **error)
{
    Tiff tiff = {.file = file};
    guint64 seen[MAX_PAGES], place = 0;
    guint n = 0, first_dpi = 0;

    if (!read_header(&tiff, &place, error))
        return FALSE;
    while (place != 0) {
        guint dpi = 0;

        if (n == MAX_PAGES)
            return page_structure_refuse(error, "it has more than %u pages", MAX_PAGES);
        for (guint i = 0; i < n; i++)
            if (seen[i] == place)
                return page_structure_refuse(error, "its directories go in a circle");
        seen[n++] = place;
        if (!check_page(&tiff, place, &place, &dpi, error))
            return FALSE;
        if (n == 1)
            first_dpi = dpi;
    }
    if (n == 0)
        return page_structure_refuse(error, "it has no page");
    *ret_structure = (PageStructure){n, first_dpi};
    return TRUE;
}
