/* What the windows' process keeps of the memory that pictures took. Main thread. */
#pragma once

#include "station-counter.h"

G_BEGIN_DECLS

/* Before the first thread. */
void app_memory_bound(void);
/* Gives back to the system what the students' pictures took, whenever nobody has been at the
 * counter for two seconds. */
void app_memory_give_back_after(StationCounter *counter);

G_END_DECLS
