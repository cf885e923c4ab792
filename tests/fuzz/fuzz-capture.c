/* The sidecar of an outbox's entry, as a person altered it. */
#include "fuzz.h"

#include "outbox-private.h"

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(OutboxCapture)
        capture = outbox_capture_load(fuzz_path("capture.json", data, size), &error);

    if (capture == NULL)
        g_assert_nonnull(error);
    return 0;
}
