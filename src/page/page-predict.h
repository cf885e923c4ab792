/* TIFF's horizontal predictor (tag 317 = 2, TIFF 6.0 section 14; PDF's Predictor 2 is the same):
 * each sample less the one of the same colour to its left. 8 or 16 bits. Internal to this folder.
 */
#pragma once

#include "page-document.h"

G_BEGIN_DECLS

/* Rows as the host has them, into differences as a little-endian file has them. */
void page_predict(const guint8 *rows, guint n_rows, const PageSpec *spec, guint8 *ret_differences);
/* Would these differences become these rows again? */
gboolean page_predict_leads_to(const guint8 *differences, const guint8 *rows, guint n_rows,
                               const PageSpec *spec);
/* The way back, in place. */
void page_unpredict(guint8 *rows, guint n_rows, const PageSpec *spec);

G_END_DECLS
