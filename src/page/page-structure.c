#include "page-structure-file.h"

#include <errno.h>
#include <unistd.h>

GQuark
page_structure_error_quark(void)
{
    return g_quark_from_static_string("page-structure-error-quark");
}

gboolean
page_structure_refuse(GError **error, const char *format, ...)
{
    va_list values;

    va_start(values, format);
    if (error != NULL)
        *error = g_error_new_valist(PAGE_STRUCTURE_ERROR, PAGE_STRUCTURE_ERROR_UNACCEPTABLE, format,
                                    values);
    va_end(values);
    return FALSE;
}

gboolean
page_structure_file_holds(const PageStructureFile *file, guint64 header, guint64 offset,
                          guint64 size)
{
    return offset >= header && offset <= file->size && size <= file->size - offset;
}

gboolean
page_structure_file_read(const PageStructureFile *file, guint64 offset, void *bytes, gsize size,
                         GError **error)
{
    guint8 *to = bytes;

    if (!page_structure_file_holds(file, 0, offset, size))
        return page_structure_refuse(error, "something lies outside the file");
    while (size > 0) {
        ssize_t n = pread(file->fd, to, size, (off_t)offset);

        if (n < 0 && errno == EINTR)
            continue;
        if (n <= 0) {
            g_set_error(error, PAGE_STRUCTURE_ERROR, PAGE_STRUCTURE_ERROR_READ,
                        "cannot read the file: %s",
                        n < 0 ? g_strerror(errno) : "it is shorter than it was");
            return FALSE;
        }
        to += n;
        offset += (guint64)n;
        size -= (gsize)n;
    }
    return TRUE;
}

gboolean
page_structure_file_peek(const PageStructureFile *file, guint64 offset, void *bytes, gsize room,
                         gsize *ret_size, GError **error)
{
    gsize size = offset < file->size ? (gsize)MIN((guint64)room, file->size - offset) : 0;

    if (!page_structure_file_read(file, offset, bytes, size, error))
        return FALSE;
    *ret_size = size;
    return TRUE;
}

gboolean
page_structure_check(int fd, guint64 size, PageStructureFormat format, PageStructure *ret_structure,
                     GError **error)
{
    const PageStructureFile file = {fd, size};
    PageStructure structure = {0};

    if (size > G_MAXINT64)
        return page_structure_refuse(error, "no file is that long");
    if (!(format == PAGE_STRUCTURE_TIFF ? page_structure_tiff_check(&file, &structure, error)
                                        : page_structure_pdf_check(&file, &structure, error)))
        return FALSE;
    if (ret_structure != NULL)
        *ret_structure = structure;
    return TRUE;
}
