/* page-check tiff|pdf FILE: the server's structure check, alone. Says the pages and the resolution,
 * or why not, and ends with 1. */
#include "page-structure.h"

#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

int
main(int argc, char **argv)
{
    g_autoptr(GError) error = NULL;
    PageStructure structure;
    struct stat status;
    int fd = argc == 3 ? open(argv[2], O_RDONLY) : -1;

    if (fd < 0 || fstat(fd, &status) != 0)
        return 2;
    if (!page_structure_check(fd, (guint64)status.st_size,
                              strcmp(argv[1], "pdf") == 0 ? PAGE_STRUCTURE_PDF
                                                          : PAGE_STRUCTURE_TIFF,
                              &structure, &error)) {
        fprintf(stderr, "%s (%d)\n", error->message, error->code);
        return 1;
    }
    printf("pages=%u dpi=%u\n", structure.pages, structure.dpi);
    close(fd);
    return 0;
}
