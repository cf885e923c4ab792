/* The errors of base: one sentence a code.
 *
 * All of base reports through GError in this one domain. GError.message is an English sentence for
 * logs and developers that names the thing concerned (a path, a field); programs choose their own
 * words for people by domain and code. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define BASE_ERROR (base_error_quark())

typedef enum {
    BASE_ERROR_IO,            /* a file or folder could not be read or written (EIO and the like) */
    BASE_ERROR_NO_SPACE,      /* ENOSPC or EDQUOT: the disk or the quota is full */
    BASE_ERROR_NOT_PERMITTED, /* EACCES, EPERM or EROFS: the folder is read-only for us */
    BASE_ERROR_NOT_FOUND,     /* ENOENT: there is no such file */
    BASE_ERROR_EXISTS,        /* EEXIST: there is one already */
    BASE_ERROR_TOO_LARGE,     /* over the limit that the caller gave */
    BASE_ERROR_LOCKED,        /* another process holds the lock */
    BASE_ERROR_NO_RESOURCES,  /* EMFILE, ENFILE or ENOMEM */
    BASE_ERROR_JSON_SYNTAX,   /* not JSON (RFC 8259), bad UTF-8 or a duplicate key among it */
    BASE_ERROR_JSON_TOO_DEEP, /* nested deeper than the limit */
    BASE_ERROR_JSON_FIELD,    /* a field is missing, unknown, of the wrong type or out of range */
    BASE_ERROR_TIME,          /* not an RFC 3339 instant */
} BaseError;

GQuark base_error_quark(void);

/* Sets *error from an errno value. `doing` is a clause such as "write", `path` names the file. */
void base_error_set_errno(GError **error, int errnum, const char *doing, const char *path);

G_END_DECLS
