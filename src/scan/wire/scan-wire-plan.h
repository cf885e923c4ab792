/* A ScanPlan as JSON. */
#pragma once

#include "base-json.h"
#include "scan-plan.h"

G_BEGIN_DECLS

json_t *scan_wire_plan_to_json(const ScanPlan *plan);
/* Of the member "plan"; NULL and a fault in `reader` if it is none or over a limit. */
ScanPlan *scan_wire_plan_read(BaseJsonReader *reader);

G_END_DECLS
