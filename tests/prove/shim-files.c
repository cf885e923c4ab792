/* libc's door to files. Each call is what it always is, but for what shim_at says. */
#include "shim-next.h"
#include "shim.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <sys/file.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <unistd.h>

DECLARE_NEXT(open);
DECLARE_NEXT(open64);
DECLARE_NEXT(openat);
DECLARE_NEXT(openat64);
DECLARE_NEXT(opendir);
DECLARE_NEXT(read);
DECLARE_NEXT(pread);
DECLARE_NEXT(pread64);
DECLARE_NEXT(write);
DECLARE_NEXT(pwrite);
DECLARE_NEXT(pwrite64);
DECLARE_NEXT(writev);
DECLARE_NEXT(fsync);
DECLARE_NEXT(fdatasync);
DECLARE_NEXT(ftruncate);
DECLARE_NEXT(ftruncate64);
DECLARE_NEXT(fallocate);
DECLARE_NEXT(fallocate64);
DECLARE_NEXT(rename);
DECLARE_NEXT(renameat2);
DECLARE_NEXT(link);
DECLARE_NEXT(unlink);
DECLARE_NEXT(unlinkat);
DECLARE_NEXT(mkdir);
DECLARE_NEXT(chmod);
DECLARE_NEXT(fchmod);
DECLARE_NEXT(flock);
DECLARE_NEXT(close);
DECLARE_NEXT(dup2);
DECLARE_NEXT(mmap);
DECLARE_NEXT(mmap64);

/* ---- names to descriptors ---- */

static int
opened(ShimShot shot, int fd, int folder, const char *path)
{
    return (int)shim_done(shot, shim_opened(fd, folder, path));
}

#define DEFINE_OPEN(NAME)                                                                          \
    int NAME(const char *path, int flags, ...)                                                     \
    {                                                                                              \
        va_list more;                                                                              \
        va_start(more, flags);                                                                     \
        mode_t mode = (flags & (O_CREAT | O_TMPFILE)) != 0 ? va_arg(more, mode_t) : 0;             \
        va_end(more);                                                                              \
        ShimShot shot = shim_at_path(SHIM_OPEN, AT_FDCWD, path);                                   \
        shim_late_look(path);                                                                      \
        if (shot.fails)                                                                            \
            return (int)shim_failed(-1);                                                           \
        return opened(shot, NEXT(NAME)(path, flags, mode), AT_FDCWD, path);                        \
    }

DEFINE_OPEN(open)
DEFINE_OPEN(open64)

#define DEFINE_OPENAT(NAME)                                                                        \
    int NAME(int folder, const char *path, int flags, ...)                                         \
    {                                                                                              \
        va_list more;                                                                              \
        va_start(more, flags);                                                                     \
        mode_t mode = (flags & (O_CREAT | O_TMPFILE)) != 0 ? va_arg(more, mode_t) : 0;             \
        va_end(more);                                                                              \
        ShimShot shot = shim_at_path(SHIM_OPEN, folder, path);                                     \
        if (shot.fails)                                                                            \
            return (int)shim_failed(-1);                                                           \
        return opened(shot, NEXT(NAME)(folder, path, flags, mode), folder, path);                  \
    }

DEFINE_OPENAT(openat)
DEFINE_OPENAT(openat64)

DIR *
opendir(const char *path)
{
    ShimShot shot = shim_at_path(SHIM_OPENDIR, AT_FDCWD, path);

    if (shot.fails && shim_failed(-1) < 0)
        return NULL;
    DIR *folder = NEXT(opendir)(path);
    shim_done(shot, 0);
    return folder;
}

int
dup2(int from, int to)
{
    int fd = NEXT(dup2)(from, to);

    shim_copied(from, fd);
    return fd;
}

/* It is closed, whatever it says. */
int
close(int fd)
{
    ShimShot shot = shim_at_fd(SHIM_CLOSE, fd);

    shim_closed(fd);
    int done = shim_planted(SHIM_PLANT_HOARD) ? 0 : NEXT(close)(fd);
    if (shot.fails)
        return (int)shim_failed(0);
    return (int)shim_done(shot, done);
}

/* ---- bytes ---- */

#define DEFINE_BYTES(NAME, CALL, BYTES)                                                            \
    ssize_t NAME(int fd, BYTES bytes, size_t size)                                                 \
    {                                                                                              \
        ShimShot shot = shim_at_fd(CALL, fd);                                                      \
        if (shot.fails)                                                                            \
            return shim_failed((ssize_t)size);                                                     \
        return shim_done(shot, NEXT(NAME)(fd, bytes, shim_size(shot, size)));                      \
    }

DEFINE_BYTES(read, SHIM_READ, void *)
DEFINE_BYTES(write, SHIM_WRITE, const void *)

#define DEFINE_BYTES_AT(NAME, CALL, BYTES, OFFSET)                                                 \
    ssize_t NAME(int fd, BYTES bytes, size_t size, OFFSET offset)                                  \
    {                                                                                              \
        ShimShot shot = shim_at_fd(CALL, fd);                                                      \
        if (shot.fails)                                                                            \
            return shim_failed((ssize_t)size);                                                     \
        return shim_done(shot, NEXT(NAME)(fd, bytes, shim_size(shot, size), offset));              \
    }

DEFINE_BYTES_AT(pread, SHIM_READ, void *, off_t)
DEFINE_BYTES_AT(pread64, SHIM_READ, void *, off64_t)
DEFINE_BYTES_AT(pwrite, SHIM_WRITE, const void *, off_t)
DEFINE_BYTES_AT(pwrite64, SHIM_WRITE, const void *, off64_t)

ssize_t
writev(int fd, const struct iovec *parts, int count)
{
    ShimShot shot = shim_at_fd(SHIM_WRITE, fd);

    if (shot.fails)
        return shim_failed(0);
    return shim_done(shot, NEXT(writev)(fd, parts, (int)shim_size(shot, (size_t)count)));
}

static void *
mapped(void *(*next)(void *, size_t, int, int, int, off_t), void *at, size_t size, int protection,
       int flags, int fd, off_t offset)
{
    ShimShot shot = shim_at_fd(SHIM_MAP, fd);

    if (shot.fails && shim_failed(-1) < 0)
        return MAP_FAILED;
    void *memory = next(at, size, protection, flags, fd, offset);
    shim_done(shot, 0);
    return memory;
}

void *
mmap(void *at, size_t size, int protection, int flags, int fd, off_t offset)
{
    return mapped(NEXT(mmap), at, size, protection, flags, fd, offset);
}

void *
mmap64(void *at, size_t size, int protection, int flags, int fd, off64_t offset)
{
    return mapped(NEXT(mmap64), at, size, protection, flags, fd, offset);
}

/* ---- what is done to an open file ---- */

static int
synced(int (*next)(int), int fd)
{
    ShimShot shot = shim_at_fd(SHIM_FSYNC, fd);

    if (shot.fails)
        return (int)shim_failed(0);
    return (int)shim_done(shot, shim_planted(SHIM_PLANT_NO_FSYNC) ? 0 : next(fd));
}

int
fsync(int fd)
{
    return synced(NEXT(fsync), fd);
}

int
fdatasync(int fd)
{
    return synced(NEXT(fdatasync), fd);
}

/* A call on a descriptor that gives 0 or -1. */
#define DEFINE_FD(NAME, CALL, PARAMETERS, ARGUMENTS)                                               \
    int NAME PARAMETERS                                                                            \
    {                                                                                              \
        ShimShot shot = shim_at_fd(CALL, fd);                                                      \
        if (shot.fails)                                                                            \
            return (int)shim_failed(0);                                                            \
        return (int)shim_done(shot, NEXT(NAME) ARGUMENTS);                                         \
    }

DEFINE_FD(ftruncate, SHIM_TRUNCATE, (int fd, off_t size), (fd, size))
DEFINE_FD(ftruncate64, SHIM_TRUNCATE, (int fd, off64_t size), (fd, size))
DEFINE_FD(fallocate, SHIM_ALLOCATE, (int fd, int mode, off_t from, off_t size),
          (fd, mode, from, size))
DEFINE_FD(fallocate64, SHIM_ALLOCATE, (int fd, int mode, off64_t from, off64_t size),
          (fd, mode, from, size))
DEFINE_FD(fchmod, SHIM_CHMOD, (int fd, mode_t mode), (fd, mode))
DEFINE_FD(flock, SHIM_LOCK, (int fd, int how), (fd, how))

/* ---- names ---- */

/* A call on a path that gives 0 or -1. */
#define DEFINE_PATH(NAME, CALL, PARAMETERS, ARGUMENTS, FOLDER, PATH)                               \
    int NAME PARAMETERS                                                                            \
    {                                                                                              \
        ShimShot shot = shim_at_path(CALL, FOLDER, PATH);                                          \
        if (shot.fails)                                                                            \
            return (int)shim_failed(0);                                                            \
        shim_late_look(PATH);                                                                      \
        return (int)shim_done(shot, NEXT(NAME) ARGUMENTS);                                         \
    }

DEFINE_PATH(unlink, SHIM_UNLINK, (const char *path), (path), AT_FDCWD, path)
DEFINE_PATH(unlinkat, SHIM_UNLINK, (int folder, const char *path, int flags), (folder, path, flags),
            folder, path)
DEFINE_PATH(mkdir, SHIM_MKDIR, (const char *path, mode_t mode), (path, mode), AT_FDCWD, path)
DEFINE_PATH(chmod, SHIM_CHMOD, (const char *path, mode_t mode), (path, mode), AT_FDCWD, path)
DEFINE_PATH(renameat2, SHIM_RENAME,
            (int from_folder, const char *from, int to_folder, const char *to, unsigned flags),
            (from_folder, from, to_folder, to, flags), to_folder, to)

/* The two that the plant "late names" may take over. */
#define DEFINE_NAMING(NAME, CALL, IS_LINK)                                                         \
    int NAME(const char *from, const char *to)                                                     \
    {                                                                                              \
        ShimShot shot = shim_at_path(CALL, AT_FDCWD, to);                                          \
        if (shot.fails)                                                                            \
            return (int)shim_failed(0);                                                            \
        if (shim_late(IS_LINK, from, to))                                                          \
            return (int)shim_done(shot, 0);                                                        \
        return (int)shim_done(shot, NEXT(NAME)(from, to));                                         \
    }

DEFINE_NAMING(rename, SHIM_RENAME, false)
DEFINE_NAMING(link, SHIM_LINK, true)
