/* An entry of the outbox as a list gives it, made up. */
#pragma once

#include "base-clock.h"
#include "station-entry.h"

#define ENTRY_ID  "5f0c7a52-0000-4000-8000-000000000001"
#define ENTRY_SHA "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"

static inline void
entry_set(char **field, const char *text)
{
    g_free(*field);
    *field = g_strdup(text);
}

static inline OutboxItem *
entry_item(const char *student, const char *name, OutboxState state)
{
    OutboxItem *item = g_new0(OutboxItem, 1);
    item->id = g_strdup(ENTRY_ID);
    item->state = state;
    item->path = g_strdup("");
    item->upload = g_strdup("");
    item->reason_code = g_strdup("");
    item->reason = g_strdup("");
    item->receipt = g_strdup("");
    item->capture = outbox_capture_new();
    entry_set(&item->capture->student_id, student);
    entry_set(&item->capture->student_name, name);
    entry_set(&item->capture->report_id, "103-2-000017");
    entry_set(&item->capture->certificate_name, "CCNA");
    g_strlcpy(item->capture->sha256, ENTRY_SHA, sizeof item->capture->sha256);
    item->capture->captured_at = 1435716184 * BASE_SECOND; /* 2015-07-01T02:03:04Z */
    item->capture->bytes = 1234;
    item->capture->pages = 2;
    return item;
}
