/* Reading a sealed document back. Internal to this folder.
 *
 * page_tiff_verify and page_pdf_verify find the images by a reader that shares nothing with the
 * writer; the rest is common: one way through the file, on which the images' bytes are held against
 * their pages' sums and what lies between them is hashed as the frame. */
#pragma once

#include "page-stored.h"

G_BEGIN_DECLS

/* Where some of a page's bytes stand. */
typedef struct {
    PageExtent extent;
    guint page; /* from 0 */
} PageVerifyImage;

/* Holds the pages against their summaries and adds to `images` (of PageVerifyImage) where their
 * bytes stand, in the order that the file gives them. */
gboolean page_tiff_verify(int fd, const PageSummary *summaries, guint n_pages, GArray *images,
                          GError **error);
gboolean page_pdf_verify(int fd, const PageSummary *summaries, guint n_pages, GArray *images,
                         GError **error);

/* Length, frame and the pages' bytes. Our writer's pages, strips and bytes all have the same order;
 * another one is PAGE_ERROR_DAMAGED, as are images that overlap or reach outside. */
gboolean page_verify_bytes(int fd, const GArray *images, const PageSummary *summaries,
                           const PageSeal *seal, guint64 *ret_crc64, GError **error);

/* CRC-64 of these parts of a file, one behind the other. `extents`: GArray of PageExtent. */
gboolean page_verify_stored(int fd, const GArray *extents, guint64 *ret_stored, GError **error);

/* Compares a page's parts against its summary; `page` counts from 1 for the message. */
gboolean page_verify_spec(const PageSpec *found, const PageSpec *wanted, guint page,
                          GError **error);
gboolean page_verify_view(const PageView *found, const PageView *wanted, guint page,
                          GError **error);

void page_verify_complain(GError **error, guint page, const char *difference);

G_END_DECLS
