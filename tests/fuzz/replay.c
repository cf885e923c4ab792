/* replay FOLDER...: gives a target each file of its corpus, and nothing at all. */
#include "fuzz.h"

#include <stdio.h>

static guint
replay(const char *folder)
{
    g_autoptr(GDir) dir = g_dir_open(folder, 0, NULL);
    const char *name;
    guint count = 0;

    g_assert_nonnull(dir);
    while ((name = g_dir_read_name(dir)) != NULL) {
        g_autofree char *path = g_build_filename(folder, name, NULL), *bytes = NULL;
        gsize size;

        g_assert_true(g_file_get_contents(path, &bytes, &size, NULL));
        LLVMFuzzerTestOneInput((const uint8_t *)bytes, size);
        count++;
    }
    return count;
}

int
main(int argc, char *argv[])
{
    guint count = 0;

    for (int i = 1; i < argc; i++)
        count += replay(argv[i]);
    g_assert_cmpuint(count, >, 0);
    LLVMFuzzerTestOneInput((const uint8_t *)"", 0);
    printf("%u files\n", count);
    return 0;
}
