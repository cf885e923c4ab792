/* One sentence an error for people, and its stable code for scripts.
 *
 * The sentence says what happened, what is safe and what to do, in the language of the locale
 * (gettext domain "scan-station", English source). Every code of SCAN_ERROR, API_PROBLEM_ERROR,
 * CLIENT_ERROR, OUTBOX_ERROR, BASE_ERROR and STATION_ERROR has one. Any thread. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Static. What is in no table gets "unknown" and a general sentence. */
const char *station_sentence_code(const GError *error);
const char *station_sentence_text(const GError *error);
/* The sentence of an error that was written down by its code; NULL if no error has this code. */
const char *station_sentence_of_code(const char *code);
/* TRUE if the error's own message adds what a person needs (which file, which option). */
gboolean station_sentence_has_detail(const GError *error);

G_END_DECLS
