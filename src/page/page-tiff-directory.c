#include "page-tiff-directory.h"

#include <math.h>
#include <string.h>

typedef enum {
    TYPE_BYTE = 1,
    TYPE_ASCII = 2,
    TYPE_SHORT = 3,
    TYPE_LONG = 4,
    TYPE_RATIONAL = 5,
    TYPE_UNDEFINED = 7,
    TYPE_LONG8 = 16,
} Type;

struct PageTiffTail {
    guint64 base;
    gboolean big;
    GByteArray *bytes;
    GByteArray *entries; /* of the directory under way */
    guint n_entries;
    guint64 first; /* 0 = no directory yet */
    gsize link;    /* where in `bytes` the last directory's link to the next stands */
};

static void
append_number(GByteArray *bytes, guint64 value, guint size)
{
    guint64 little = GUINT64_TO_LE(value);

    g_byte_array_append(bytes, (const guint8 *)&little, size);
}

static guint
word_size(const PageTiffTail *tail)
{
    return tail->big ? 8 : 4;
}

static guint64
place_of_end(const PageTiffTail *tail)
{
    return tail->base + tail->bytes->len;
}

static void
pad_to_even(PageTiffTail *tail)
{
    if (tail->bytes->len % 2 != 0)
        append_number(tail->bytes, 0, 1);
}

PageTiffTail *
page_tiff_tail_new(guint64 base, gboolean big)
{
    PageTiffTail *tail = g_new0(PageTiffTail, 1);

    tail->base = base;
    tail->big = big;
    tail->bytes = g_byte_array_new();
    tail->entries = g_byte_array_new();
    return tail;
}

void
page_tiff_tail_free(PageTiffTail *tail)
{
    if (tail == NULL)
        return;
    g_byte_array_unref(tail->bytes);
    g_byte_array_unref(tail->entries);
    g_free(tail);
}

guint64
page_tiff_tail_blob(PageTiffTail *tail, const void *bytes, gsize size)
{
    guint64 place;

    pad_to_even(tail);
    place = place_of_end(tail);
    g_byte_array_append(tail->bytes, bytes, (guint)size);
    return place;
}

void
page_tiff_tail_begin(PageTiffTail *tail)
{
    g_byte_array_set_size(tail->entries, 0);
    tail->n_entries = 0;
}

static void
append_entry_head(PageTiffTail *tail, guint16 tag, Type type, guint64 count)
{
    append_number(tail->entries, tag, 2);
    append_number(tail->entries, type, 2);
    append_number(tail->entries, count, word_size(tail));
    tail->n_entries++;
}

/* `value`: little-endian already. It stands in the entry if there is room for it. */
static void
append_entry(PageTiffTail *tail, guint16 tag, Type type, guint64 count, const GByteArray *value)
{
    append_entry_head(tail, tag, type, count);
    if (value->len > word_size(tail)) {
        append_number(tail->entries, page_tiff_tail_blob(tail, value->data, value->len),
                      word_size(tail));
        return;
    }
    g_byte_array_append(tail->entries, value->data, value->len);
    append_number(tail->entries, 0, word_size(tail) - value->len);
}

static void
append_numbers(PageTiffTail *tail, guint16 tag, Type type, guint size, const guint64 *values,
               guint n)
{
    g_autoptr(GByteArray) value = g_byte_array_new();

    for (guint i = 0; i < n; i++)
        append_number(value, values[i], size);
    append_entry(tail, tag, type, n, value);
}

void
page_tiff_tail_short(PageTiffTail *tail, guint16 tag, guint16 value)
{
    page_tiff_tail_shorts(tail, tag, &value, 1);
}

void
page_tiff_tail_shorts(PageTiffTail *tail, guint16 tag, const guint16 *values, guint n)
{
    g_autoptr(GByteArray) value = g_byte_array_new();

    for (guint i = 0; i < n; i++)
        append_number(value, values[i], 2);
    append_entry(tail, tag, TYPE_SHORT, n, value);
}

void
page_tiff_tail_long(PageTiffTail *tail, guint16 tag, guint32 value)
{
    const guint64 wide = value;

    append_numbers(tail, tag, TYPE_LONG, 4, &wide, 1);
}

void
page_tiff_tail_offsets(PageTiffTail *tail, guint16 tag, const guint64 *values, guint n)
{
    append_numbers(tail, tag, tail->big ? TYPE_LONG8 : TYPE_LONG, word_size(tail), values, n);
}

void
page_tiff_tail_rational(PageTiffTail *tail, guint16 tag, double value)
{
    g_autoptr(GByteArray) bytes = g_byte_array_new();
    guint64 denominator = value == floor(value) ? 1 : 10000;

    append_number(bytes, (guint64)llround(value * (double)denominator), 4);
    append_number(bytes, denominator, 4);
    append_entry(tail, tag, TYPE_RATIONAL, 1, bytes);
}

void
page_tiff_tail_ascii(PageTiffTail *tail, guint16 tag, const char *text)
{
    g_autoptr(GByteArray) value = NULL;

    if (text == NULL)
        return;
    value = g_byte_array_new();
    for (const char *c = text; *c != '\0'; c += g_utf8_skip[(guchar)*c])
        append_number(value, (guchar)*c < 0x80 ? (guchar)*c : '?', 1);
    append_number(value, 0, 1);
    append_entry(tail, tag, TYPE_ASCII, value->len, value);
}

void
page_tiff_tail_stored(PageTiffTail *tail, guint16 tag, gboolean undefined, guint64 place,
                      gsize size)
{
    append_entry_head(tail, tag, undefined ? TYPE_UNDEFINED : TYPE_BYTE, size);
    append_number(tail->entries, place, word_size(tail));
}

static void
link_from_last(PageTiffTail *tail, guint64 place)
{
    guint64 little = GUINT64_TO_LE(place);

    if (tail->first == 0)
        tail->first = place;
    else
        memcpy(tail->bytes->data + tail->link, &little, word_size(tail));
}

void
page_tiff_tail_end(PageTiffTail *tail)
{
    pad_to_even(tail);
    link_from_last(tail, place_of_end(tail));
    append_number(tail->bytes, tail->n_entries, tail->big ? 8 : 2);
    g_byte_array_append(tail->bytes, tail->entries->data, tail->entries->len);
    tail->link = tail->bytes->len;
    append_number(tail->bytes, 0, word_size(tail));
}

GByteArray *
page_tiff_tail_bytes(PageTiffTail *tail, guint64 *ret_first)
{
    *ret_first = tail->first;
    return tail->bytes;
}
