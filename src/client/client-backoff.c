#include "client.h"

#define FIRST   2000
#define LONGEST (5 * 60 * 1000)

guint
client_backoff(guint attempt)
{
    guint whole = FIRST;

    for (guint i = 1; i < attempt && whole < LONGEST; i++)
        whole *= 2;
    whole = MIN(whole, LONGEST);
    return whole / 2 + (guint)g_random_int_range(0, (gint32)(whole / 2) + 1);
}
