/* An import file, into a database of this process. */
#include "fuzz.h"

#include "store.h"

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static Store *store;
    g_autoptr(GError) error = NULL;
    StoreImport counts;

    if (store == NULL)
        store = store_open(":memory:", NULL);
    g_assert_nonnull(store);
    if (!store_import(store, (const char *)data, size, &counts, &error))
        g_assert_nonnull(error);
    return 0;
}
