/* The file structure of PDF 1.4 (section 3.4), as far as one honest writer's file goes: a header, a
 * body, one cross-reference section from object 0 on, a trailer, %%EOF; no later updates, no
 * compressed objects, no encryption. Internal to page-structure and to verifying. */
#pragma once

#include "page-structure-file.h"
#include "page-structure-lexer.h"

G_BEGIN_DECLS

#define PAGE_OBJECT_WINDOW 16384 /* bytes of an object that are looked at */

/* One object, or the trailer, in a window of memory of that fixed size. */
typedef struct {
    char window[PAGE_OBJECT_WINDOW];
    PageSpan value; /* in the window */
    PageSpan rest;  /* behind the value, in the window */
    guint64 after;  /* place in the file behind the value */
    guint number;
} PageObject;

typedef struct {
    PageStructureFile file;
    guint64 entries; /* place of the first entry of the cross-reference table */
    guint n_objects;
} PageObjects;

/* Reads header, end, table and trailer, checks that every object in use begins where the table
 * says, and gives the trailer. */
gboolean page_objects_open(const PageStructureFile *file, PageObjects *ret_objects,
                           PageObject *trailer, GError **error);

/* Loads object `number`. */
gboolean page_objects_load(const PageObjects *objects, guint number, PageObject *object,
                           GError **error);

/* The value of `key`: itself, or the object that it refers to, loaded into `scratch`. */
gboolean page_objects_get(const PageObjects *objects, PageSpan dictionary, const char *key,
                          PageObject *scratch, PageSpan *ret_value, GError **error);

/* Where the stream of a loaded object is. */
gboolean page_objects_stream(const PageObjects *objects, const PageObject *object,
                             guint64 *ret_place, guint64 *ret_size, GError **error);

G_END_DECLS
