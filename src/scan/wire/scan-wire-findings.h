/* The findings of a page as a member of an event. Internal to this folder. */
#pragma once

#include "base-json.h"
#include "page-findings.h"

G_BEGIN_DECLS

/* New reference. */
json_t *scan_wire_findings_to_json(const PageFindings *findings);
/* Reads the member "findings" of `outer`, each kind exactly once and every number within limits;
 * what is wrong is kept in `outer`. */
void scan_wire_findings_read(BaseJsonReader *outer, PageFindings *ret_findings);

G_END_DECLS
