/* How sharp the print is: the widths of its edges, at full resolution. Internal to this folder. */
#pragma once

#include "page-document.h"

G_BEGIN_DECLS

typedef struct PageEdges PageEdges;

PageEdges *page_edges_new(const PageSpec *spec);
void page_edges_free(PageEdges *edges);
void page_edges_add_row(PageEdges *edges, const guint8 *row);
/* The width in mm that an edge of the print has from dark to light, across or down, whichever is
 * worse. FALSE if there are too few edges to say. */
gboolean page_edges_width(const PageEdges *edges, double *ret_mm);
/* The narrowest that can be measured at this resolution, in mm. */
double page_edges_finest(const PageEdges *edges);

G_END_DECLS
