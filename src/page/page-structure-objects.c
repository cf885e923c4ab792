#include "page-structure-objects.h"

#include <string.h>

#define MAX_OBJECTS   10000
#define ENTRY_SIZE    20
#define TAIL_SIZE     1024 /* %%EOF has to be in the last so many bytes */
#define HEADER_SIZE   8
#define OBJECT_HEADER 24 /* "4294967295 0 obj" and some space */

static gboolean
check_header(const PageStructureFile *file, GError **error)
{
    char head[HEADER_SIZE];

    if (!page_structure_file_read(file, 0, head, sizeof head, error))
        return FALSE;
    if (memcmp(head, "%PDF-1.", 7) != 0 || !g_ascii_isdigit(head[7]))
        return page_structure_refuse(error, "it does not begin as a PDF does");
    return TRUE;
}

/* The last `word` in the text; NULL if there is none. */
static const char *
find_last(const char *text, gsize size, const char *word)
{
    gsize length = strlen(word);

    for (gsize i = size; i >= length; i--)
        if (memcmp(text + i - length, word, length) == 0)
            return text + i - length;
    return NULL;
}

/* startxref, its number, %%EOF, and nothing but white space. */
static gboolean
find_table(const PageStructureFile *file, guint64 *ret_place, GError **error)
{
    char tail[TAIL_SIZE];
    gsize size = 0;
    guint64 from = file->size > TAIL_SIZE ? file->size - TAIL_SIZE : 0;
    const char *start, *eof;
    PageSpan rest, word;

    if (!page_structure_file_peek(file, from, tail, sizeof tail, &size, error))
        return FALSE;
    eof = find_last(tail, size, "%%EOF");
    start = find_last(tail, size, "startxref");
    if (eof == NULL || start == NULL || start > eof)
        return page_structure_refuse(error, "it does not end as a PDF does");
    rest = (PageSpan){eof + strlen("%%EOF"), tail + size};
    if (page_lexer_value(&rest, &word) || rest.end - rest.at > 2)
        return page_structure_refuse(error, "something follows its end");
    rest = (PageSpan){start + strlen("startxref"), eof};
    if (!page_lexer_value(&rest, &word) || !page_lexer_integer(word, file->size, ret_place))
        return page_structure_refuse(error, "it does not say where its table is");
    return TRUE;
}

static gboolean
take_word(PageSpan *rest, const char *wanted)
{
    PageSpan word;

    return page_lexer_value(rest, &word) && page_lexer_is(word, wanted);
}

/* "xref", "0 N", and where the entries begin. */
static gboolean
read_table_head(PageObjects *objects, guint64 place, GError **error)
{
    char head[64];
    gsize size = 0;
    PageSpan rest, word;
    guint64 n = 0;

    if (!page_structure_file_peek(&objects->file, place, head, sizeof head, &size, error))
        return FALSE;
    rest = (PageSpan){head, head + size};
    if (!take_word(&rest, "xref") || !take_word(&rest, "0") || !page_lexer_value(&rest, &word) ||
        !page_lexer_integer(word, MAX_OBJECTS, &n) || n < 2)
        return page_structure_refuse(error, "its table of objects is not one whole table");
    while (rest.at < rest.end && (*rest.at == ' ' || *rest.at == '\r' || *rest.at == '\n'))
        rest.at++;
    objects->entries = place + (guint64)(rest.at - head);
    objects->n_objects = (guint)n;
    if (!page_structure_file_holds(&objects->file, HEADER_SIZE, objects->entries, n * ENTRY_SIZE))
        return page_structure_refuse(error, "its table of objects is cut");
    return TRUE;
}

/* Loads what stands at `place`: a value, perhaps after "N 0 obj". */
static gboolean
load_at(const PageObjects *objects, guint64 place, PageObject *object, const char *intro,
        GError **error)
{
    gsize size = 0, length = strlen(intro);
    PageSpan rest;

    if (!page_structure_file_peek(&objects->file, place, object->window, sizeof object->window,
                                  &size, error))
        return FALSE;
    if (size < length || memcmp(object->window, intro, length) != 0)
        return page_structure_refuse(error, "“%s” is not where it should be", intro);
    rest = (PageSpan){object->window + length, object->window + size};
    if (!page_lexer_value(&rest, &object->value))
        return page_structure_refuse(error, "an object is malformed or too long");
    object->rest = rest;
    object->after = place + (guint64)(rest.at - object->window);
    return TRUE;
}

static gboolean
read_trailer(const PageObjects *objects, PageObject *trailer, GError **error)
{
    guint64 place = objects->entries + (guint64)objects->n_objects * ENTRY_SIZE, size = 0;
    PageSpan value;

    if (!load_at(objects, place, trailer, "trailer", error))
        return FALSE;
    if (!page_lexer_is_dictionary(trailer->value) ||
        !page_lexer_lookup(trailer->value, "/Size", &value) ||
        !page_lexer_integer(value, MAX_OBJECTS, &size) || size != objects->n_objects)
        return page_structure_refuse(error, "its trailer and its table do not agree");
    if (page_lexer_has(trailer->value, "/Encrypt"))
        return page_structure_refuse(error, "it is encrypted");
    if (page_lexer_has(trailer->value, "/Prev") || page_lexer_has(trailer->value, "/XRefStm"))
        return page_structure_refuse(error, "it was changed after it was written");
    if (!page_lexer_has(trailer->value, "/ID"))
        return page_structure_refuse(error, "it has no identifier");
    return TRUE;
}

/* Where an object stands; 0 for one that is not in use. */
static gboolean
place_of(const PageObjects *objects, guint number, guint64 *ret_place, GError **error)
{
    char entry[ENTRY_SIZE];
    guint64 place = 0, generation = 0;

    if (number >= objects->n_objects)
        return page_structure_refuse(error, "there is no object %u", number);
    if (!page_structure_file_read(&objects->file, objects->entries + (guint64)number * ENTRY_SIZE,
                                  entry, sizeof entry, error))
        return FALSE;
    if (!page_lexer_integer((PageSpan){entry, entry + 10}, objects->file.size, &place) ||
        !page_lexer_integer((PageSpan){entry + 11, entry + 16}, 65535, &generation) ||
        entry[10] != ' ' || entry[16] != ' ' || (entry[17] != 'n' && entry[17] != 'f') ||
        strchr(" \r\n", entry[18]) == NULL || strchr("\r\n", entry[19]) == NULL)
        return page_structure_refuse(error, "entry %u of its table is malformed", number);
    *ret_place = entry[17] == 'n' ? place : 0;
    if (entry[17] == 'n' && (generation != 0 || place < HEADER_SIZE))
        return page_structure_refuse(error, "entry %u of its table is not possible", number);
    return TRUE;
}

static gboolean
check_objects(const PageObjects *objects, GError **error)
{
    for (guint i = 0; i < objects->n_objects; i++) {
        char wanted[OBJECT_HEADER], found[OBJECT_HEADER] = "";
        guint64 place = 0;
        gsize size = 0;

        if (!place_of(objects, i, &place, error))
            return FALSE;
        if (place == 0)
            continue;
        g_snprintf(wanted, sizeof wanted, "%u 0 obj", i);
        if (!page_structure_file_peek(&objects->file, place, found, strlen(wanted), &size, error))
            return FALSE;
        if (memcmp(found, wanted, strlen(wanted)) != 0)
            return page_structure_refuse(error, "object %u is not where its table says", i);
    }
    return TRUE;
}

gboolean
page_objects_open(const PageStructureFile *file, PageObjects *ret_objects, PageObject *trailer,
                  GError **error)
{
    PageObjects objects = {.file = *file};
    guint64 table = 0;

    if (!check_header(file, error) || !find_table(file, &table, error) ||
        !read_table_head(&objects, table, error) || !read_trailer(&objects, trailer, error) ||
        !check_objects(&objects, error))
        return FALSE;
    *ret_objects = objects;
    return TRUE;
}

gboolean
page_objects_load(const PageObjects *objects, guint number, PageObject *object, GError **error)
{
    char intro[OBJECT_HEADER];
    guint64 place = 0;

    if (!place_of(objects, number, &place, error))
        return FALSE;
    if (place == 0)
        return page_structure_refuse(error, "object %u is not in use", number);
    g_snprintf(intro, sizeof intro, "%u 0 obj", number);
    if (!load_at(objects, place, object, intro, error))
        return FALSE;
    object->number = number;
    return TRUE;
}

gboolean
page_objects_get(const PageObjects *objects, PageSpan dictionary, const char *key,
                 PageObject *scratch, PageSpan *ret_value, GError **error)
{
    PageSpan value;
    guint number = 0;

    if (!page_lexer_lookup(dictionary, key, &value))
        return page_structure_refuse(error, "%s is missing, or there twice", key);
    if (page_lexer_reference(value, &number)) {
        if (!page_objects_load(objects, number, scratch, error))
            return FALSE;
        value = scratch->value;
        if (page_lexer_reference(value, &number))
            return page_structure_refuse(error, "%s is a reference to a reference", key);
    }
    *ret_value = value;
    return TRUE;
}

static gboolean
stream_length(const PageObjects *objects, const PageObject *object, guint64 *ret_size,
              GError **error)
{
    g_autofree PageObject *scratch = g_new(PageObject, 1);
    PageSpan value;

    if (!page_objects_get(objects, object->value, "/Length", scratch, &value, error))
        return FALSE;
    if (!page_lexer_integer(value, objects->file.size, ret_size))
        return page_structure_refuse(error, "a stream has no such length");
    return TRUE;
}

static gboolean
ends_right(const PageObjects *objects, guint64 end, GError **error)
{
    char tail[16];
    gsize size = 0;
    PageSpan rest;

    if (!page_structure_file_peek(&objects->file, end, tail, sizeof tail, &size, error))
        return FALSE;
    rest = (PageSpan){tail, tail + size};
    return take_word(&rest, "endstream") ||
           page_structure_refuse(error, "a stream does not end where it says");
}

gboolean
page_objects_stream(const PageObjects *objects, const PageObject *object, guint64 *ret_place,
                    guint64 *ret_size, GError **error)
{
    PageSpan rest = object->rest;
    guint64 place, size = 0;

    if (!page_lexer_is_dictionary(object->value) || !take_word(&rest, "stream"))
        return page_structure_refuse(error, "object %u is not a stream", object->number);
    if (rest.at < rest.end && *rest.at == '\r')
        rest.at++;
    if (rest.at == rest.end || *rest.at != '\n')
        return page_structure_refuse(error, "object %u's stream does not begin on a line",
                                     object->number);
    place = object->after + (guint64)(rest.at + 1 - object->rest.at);
    if (!stream_length(objects, object, &size, error))
        return FALSE;
    if (!page_structure_file_holds(&objects->file, HEADER_SIZE, place, size))
        return page_structure_refuse(error, "object %u's stream is cut", object->number);
    if (!ends_right(objects, place + size, error))
        return FALSE;
    *ret_place = place;
    *ret_size = size;
    return TRUE;
}
