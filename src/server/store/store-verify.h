/* The records held against themselves: SQLite's own checks, the schema, the audit log's chain, and
 * what its entries say against the rows. `central-server verify` is made of it.
 *
 * Reads alone, on a connection of its own and in one snapshot, so that it may run beside a server
 * or on a copy. Blocks as long as reading everything takes. Nothing is repaired. */
#pragma once

#include "base-digest.h"

G_BEGIN_DECLS

/* Called for each difference. `kind` is one of
 *
 *   database  SQLite cannot read it or finds it damaged     schema    not what the migrations make
 *   audit     an entry of the log, or its end               anchor    not the log that was anchored
 *   status    no entries lead to it                         event     not what an entry says
 *   original  not what an entry says, or without one        answer    not what its original says
 *   record    not what was imported                         user      not who was added
 *
 * `words` names the row, in one line. */
typedef void (*StoreFound)(const char *kind, const char *words, gpointer data);

/* An entry of the audit log. Who keeps the last one elsewhere sees later whether the log was
 * shortened or written anew. */
typedef struct {
    gint64 seq; /* 0: none */
    char hash[BASE_DIGEST_HEX_SIZE];
} StoreAnchor;

/* A file that the records say is there. */
typedef struct {
    char *report_id;
    guint n;
    char *sha256;
    guint64 bytes;
} StoreFile;

typedef struct {
    guint64 reports;
    StoreAnchor end;  /* of the audit log */
    GPtrArray *files; /* of StoreFile, by report */
} StoreVerified;

void store_verified_free(StoreVerified *verified);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(StoreVerified, store_verified_free)

/* `anchor`, or NULL: an entry that must still be there. Never NULL: what could not be read is among
 * what was found. */
StoreVerified *store_verify(const char *path, const StoreAnchor *anchor, StoreFound found,
                            gpointer data);

/* TRUE if an original of this digest is recorded at this moment. */
gboolean store_verify_knows(const char *path, const char *sha256);

G_END_DECLS
