/* station.conf, as a person wrote it. */
#include "fuzz.h"

#include "station-config.h"

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    g_autofree char *profile = g_path_get_dirname(fuzz_path("station.conf", data, size));
    g_autoptr(GError) error = NULL;
    g_autoptr(StationConfig) config = station_config_load(profile, &error);

    if (config == NULL)
        g_assert_nonnull(error);
    return 0;
}
