#include "base-error.h"

#include <errno.h>

G_DEFINE_QUARK(base - error - quark, base_error)

static BaseError
code_from_errno(int errnum)
{
    switch (errnum) {
    case ENOSPC:
    case EDQUOT:
    case EFBIG:
        return BASE_ERROR_NO_SPACE;
    case EACCES:
    case EPERM:
    case EROFS:
        return BASE_ERROR_NOT_PERMITTED;
    case ENOENT:
    case ENOTDIR:
        return BASE_ERROR_NOT_FOUND;
    case EEXIST:
    case ENOTEMPTY:
        return BASE_ERROR_EXISTS;
    case EMFILE:
    case ENFILE:
    case ENOMEM:
        return BASE_ERROR_NO_RESOURCES;
    default:
        return BASE_ERROR_IO;
    }
}

void
base_error_set_errno(GError **error, int errnum, const char *doing, const char *path)
{
    g_set_error(error, BASE_ERROR, code_from_errno(errnum), "cannot %s “%s”: %s", doing, path,
                g_strerror(errnum));
}
