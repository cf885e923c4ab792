/* Three frames of one colour each, made into rows of RGB without holding the picture.
 *
 * The first two passes go to a scratch file, one behind the other; the third is woven with them row
 * by row. The passes may come in any order. */
#pragma once

#include "helper-frame.h"

G_BEGIN_DECLS

typedef struct HelperPlanes HelperPlanes;

/* `scratch_fd` is borrowed, and overwritten. `first`: the first frame of a page. */
HelperPlanes *helper_planes_new(int scratch_fd, const HelperFrame *first);
void helper_planes_free(HelperPlanes *planes);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(HelperPlanes, helper_planes_free)

/* Begins a pass, the first one too. SCAN_ERROR_FRAME if its colour has been there, or its size is
 * another one, or the device calls the wrong one the last. */
gboolean helper_planes_begin(HelperPlanes *planes, const HelperFrame *frame, GError **error);
/* TRUE while the third pass runs: its rows make the picture. */
gboolean helper_planes_is_last(const HelperPlanes *planes);
/* Stores rows of the first and second pass. */
gboolean helper_planes_store(HelperPlanes *planes, const guint8 *rows, guint n_rows,
                             GError **error);
/* Rows of the third pass with those of the others; *ret_rows is valid until the next call. */
gboolean helper_planes_weave(HelperPlanes *planes, const guint8 *rows, guint n_rows,
                             const guint8 **ret_rows, GError **error);
/* Ends a pass of so many lines. SCAN_ERROR_SHORT if the first pass had more. */
gboolean helper_planes_end(HelperPlanes *planes, guint height, GError **error);

G_END_DECLS
