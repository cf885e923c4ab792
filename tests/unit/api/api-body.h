/* Bodies that differ from a right one in one place. */
#pragma once

#include "api-json.h"

typedef struct {
    const char *path;  /* e.g. "scanner.model" */
    const char *value; /* JSON, or "~64" for 64 letters x, or "#200" for 200 字; NULL: no field */
    const char *fault; /* what the error says; NULL if the body is taken */
} BodyEdit;

/* Reads and frees; FALSE with the error. */
typedef gboolean (*BodyReader)(json_t *json, GError **error);

json_t *body_parse(const char *text);
/* Each edit alone, on a fresh copy of `text`. */
void body_assert_edits(const char *text, BodyReader read, const BodyEdit *edits, guint count);
/* That a field missing, null or of another type (5, "x", [], {}) is a fault that names it. */
void body_assert_required(const char *text, BodyReader read, const char *const *paths,
                          const char *prefix);
