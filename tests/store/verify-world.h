/* A small data folder as a server leaves it, kept in memory, and copies of it to be altered. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define WORLD_ORIGINALS 5 /* of which two are of the same bytes */
#define WORLD_FILES     4

typedef struct {
    char *folder;   /* the copy's data folder */
    char *database; /* and the database in it */
    char *bytes;    /* the database as it was */
    gsize size;
    char *files[WORLD_FILES]; /* the originals' digests */
    char *texts[WORLD_FILES]; /* and what is in them */
    char *dump;               /* what world_dump gives for the database as it was */
} World;

/* Made by store and vault themselves: import, users, uploads, commits. */
World *world_new(void);
void world_free(World *world);
/* The copy is as the template again. */
void world_restore(World *world);
/* One of the originals, in the copy; g_free. */
char *world_file(World *world, guint file);
/* A digest over every row of every table that is held for ever, and the schema; NULL if they cannot
 * be read. g_free. */
char *world_dump(const char *database);

G_END_DECLS
