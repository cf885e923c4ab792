/* A data folder of the central server, held against itself: the records (store-verify.h), the files
 * (vault-verify.h), and the one against the other. Reads alone; beside a running server, too. */
#pragma once

#include "store-verify.h"

G_BEGIN_DECLS

typedef struct {
    guint64 reports;
    guint64 originals;
    guint64 bytes; /* of the originals */
    guint64 differences;
    StoreAnchor end; /* of the audit log */
} VerifySummary;

/* Calls `found` with the kind and the words of each difference. `anchor` may be NULL. */
void verify_data_dir(const char *data_dir, const StoreAnchor *anchor, StoreFound found,
                     gpointer data, VerifySummary *ret_summary);

G_END_DECLS
