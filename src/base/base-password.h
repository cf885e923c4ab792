/* What is kept of a password to know it again: argon2id over a salt of its own, by libsodium.
 * For memory alone, never for a file. Making and checking take about a tenth of a second and 32 MiB
 * by intention. Any thread. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Immutable. */
typedef struct BasePassword BasePassword;

/* NULL if libsodium could not do it (no memory). */
BasePassword *base_password_new(const char *password);
/* Wipes it. */
void base_password_free(BasePassword *known);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(BasePassword, base_password_free)

/* Compares in constant time. */
gboolean base_password_is(const BasePassword *known, const char *password);

G_END_DECLS
