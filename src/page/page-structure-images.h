/* The pages of a PDF and the images on them: what both the server's check and our own verifying go
 * through. Internal to page-structure and to verifying. */
#pragma once

#include "page-structure-file.h"

G_BEGIN_DECLS

typedef enum {
    PAGE_IMAGE_FLATE,
    PAGE_IMAGE_FAX,
    PAGE_IMAGE_JPEG,
} PageImageFilter;

typedef struct {
    guint page;    /* from 0 */
    guint index;   /* on its page, from 0 */
    guint64 width; /* pixels */
    guint64 height;
    guint64 depth;
    guint channels;    /* 0 = the colour space is not one of the device's */
    double page_width; /* points of 1/72 inch */
    double page_height;
    guint rotation; /* of its page, degrees clockwise: 0, 90, 180 or 270 */
    gboolean has_crop;
    double crop[4]; /* points: left, bottom, right, top; in the page */
    PageImageFilter filter;
    guint64 predictor; /* 1 = none */
    guint64 place;     /* the stream in the file */
    guint64 size;
} PageImage;

/* Called for each image in order; FALSE and an error end the walk. */
typedef gboolean (*PageImageFunc)(const PageImage *image, gpointer user_data, GError **error);

/* Checks everything that page_structure_check promises for PDF on the way. `func` may be NULL. */
gboolean page_images_walk(const PageStructureFile *file, PageImageFunc func, gpointer user_data,
                          PageStructure *ret_structure, GError **error);

G_END_DECLS
