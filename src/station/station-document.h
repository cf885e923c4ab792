/* A document scanned to a file that a person named, without report and server.
 *
 * It is written beside its place under a name of its own and put there only when it is whole,
 * checked and on disk; what stands there already is never overwritten. Blocks. One thread at a
 * time. */
#pragma once

#include "base-digest.h"
#include "scan-job.h"

G_BEGIN_DECLS

typedef struct StationDocument StationDocument;

/* `path` is where it shall stand. STATION_ERROR_OUTPUT_EXISTS, BASE_ERROR. */
StationDocument *station_document_new(const char *path, GError **error);
/* Removes what was not kept. */
void station_document_free(StationDocument *document);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(StationDocument, station_document_free)

/* A StationScanOpen with the document as user_data. */
gboolean station_document_open(guint64 reserve, int *ret_fd, int *ret_scratch_fd, gpointer document,
                               GError **error);
/* fsync, read back and digest, compare with what the helper says, rename, fsync of the folder.
 * STATION_ERROR_CHANGED, STATION_ERROR_OUTPUT_EXISTS, BASE_ERROR. */
gboolean station_document_keep(StationDocument *document, const ScanResult *result,
                               char ret_sha256[BASE_DIGEST_HEX_SIZE], GError **error);

G_END_DECLS
