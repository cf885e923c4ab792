/* Documents for tests: noisy pages of every kind, written through the library into a file without a
 * name. */
#pragma once

#include "page-document.h"

#define FIXTURE_MAX_PAGES 16

typedef struct {
    int fd;
    PageFormat format;
    guint n_pages;
    PageSummary summaries[FIXTURE_MAX_PAGES];
    PageSeal seal;
} DocumentFixture;

/* Every kind of page that TIFF takes, small and of awkward sizes. */
#define FIXTURE_N_KINDS 5
extern const PageSpec fixture_kinds[FIXTURE_N_KINDS];

extern const PageProvenance fixture_provenance;

/* A new empty file, open for reading and writing. */
int fixture_file_new(void);

/* The same rows for the same spec and seed. g_free them. */
guint8 *fixture_rows_new(const PageSpec *spec, guint32 seed);

/* Writes a whole document. FALSE and the first error if any step fails. */
gboolean fixture_write(DocumentFixture *fixture, const PageOptions *options, const PageSpec *specs,
                       guint n_specs, GError **error);
void fixture_clear(DocumentFixture *fixture);

/* All bytes of the file; g_free them. */
guint8 *fixture_bytes(const DocumentFixture *fixture, gsize *ret_size);
/* A new file with these bytes. */
int fixture_file_with(const guint8 *bytes, gsize size);
