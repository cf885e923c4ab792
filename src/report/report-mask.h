/* What a public room may see of a person (domain.md "People's data"). Pure; any thread. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* 王小明 → 王○明, 王明 → 王○, 歐陽小明 → 歐○○明, one character → ○. A name in Latin letters keeps
 * the first letter of each word: "John Smith" → "J○○○ S○○○○". Counts characters, not bytes, those
 * outside the BMP and combining sequences among them. Bad UTF-8 gives "○". g_free. */
char *report_mask_name(const char *name);

/* 4100E017 → …017; three characters or fewer → "…". g_free. */
char *report_mask_number(const char *student_id);

G_END_DECLS
