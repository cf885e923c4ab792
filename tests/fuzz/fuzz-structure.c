/* An original, as the bounded reader of the server meets it: the first byte says as what. */
#include "fuzz.h"

#include "page-structure.h"

#include <unistd.h>

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    g_autoptr(GError) error = NULL;
    PageStructure structure;
    int fd;

    if (size == 0)
        return 0;
    fd = fuzz_file(data + 1, size - 1);
    if (!page_structure_check(fd, size - 1, data[0] & 1 ? PAGE_STRUCTURE_PDF : PAGE_STRUCTURE_TIFF,
                              &structure, &error))
        g_assert_nonnull(error);
    close(fd);
    return 0;
}
