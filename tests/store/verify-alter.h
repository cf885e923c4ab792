/* What may befall a data folder: one thing at a time, at a place and in a way that chance picks. */
#pragma once

#include "verify-world.h"

G_BEGIN_DECLS

typedef struct {
    const char *name;
    /* FALSE if chance picked what cannot be done or changes nothing. */
    gboolean (*alter)(World *world, GRand *chance);
    /* The kinds, one of which must be found, with a space after each; "" where only a change of
     * what world_dump reads has to be found, as anything. */
    const char *kinds;
    gboolean needs_anchor; /* the log was written anew: nothing inside tells */
} Alteration;

extern const Alteration alterations_of_files[];
extern const guint alterations_of_files_count;
extern const Alteration alterations_of_rows[];
extern const guint alterations_of_rows_count;
extern const Alteration alterations_of_history[];
extern const guint alterations_of_history_count;

/* SQL on the copy, with triggers, CHECKs and references off. FALSE if SQLite refuses it. */
gboolean alter_sql(World *world, const char *sql);

G_END_DECLS
