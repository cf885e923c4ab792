/* The page in words, for who does not see it. */
#pragma once

#include "station-page.h"

G_BEGIN_DECLS

/* g_free. page NULL: the empty glass. position: from 0, of n finished pages. */
char *app_alternative_text(StationPage *page, guint position, guint n);

G_END_DECLS
