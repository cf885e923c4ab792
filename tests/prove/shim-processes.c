/* libc's door to network and processes. */
#include "shim-next.h"
#include "shim.h"

#include <errno.h>
#include <spawn.h>
#include <sys/sendfile.h>
#include <sys/socket.h>
#include <unistd.h>

DECLARE_NEXT(socket);
DECLARE_NEXT(socketpair);
DECLARE_NEXT(connect);
DECLARE_NEXT(accept4);
DECLARE_NEXT(send);
DECLARE_NEXT(sendto);
DECLARE_NEXT(sendmsg);
DECLARE_NEXT(sendfile64);
DECLARE_NEXT(recv);
DECLARE_NEXT(recvfrom);
DECLARE_NEXT(recvmsg);
DECLARE_NEXT(fork);
DECLARE_NEXT(execve);
DECLARE_NEXT(posix_spawn);
DECLARE_NEXT(posix_spawnp);

/* ---- sockets ---- */

int
socket(int domain, int type, int protocol)
{
    ShimShot shot = shim_at(SHIM_SOCKET, "new socket");

    if (shot.fails)
        return (int)shim_failed(-1);
    return (int)shim_done(shot, shim_socket(NEXT(socket)(domain, type, protocol)));
}

int
socketpair(int domain, int type, int protocol, int ends[2])
{
    ShimShot shot = shim_at(SHIM_SOCKET, "new pair");

    if (shot.fails)
        return (int)shim_failed(-1);
    int done = NEXT(socketpair)(domain, type, protocol, ends);
    if (done == 0) {
        shim_socket(ends[0]);
        shim_socket(ends[1]);
    }
    return (int)shim_done(shot, done);
}

int
connect(int fd, __CONST_SOCKADDR_ARG address, socklen_t size)
{
    ShimShot shot = shim_at_fd(SHIM_CONNECT, fd);

    if (shot.fails)
        return (int)shim_failed(-1);
    return (int)shim_done(shot, NEXT(connect)(fd, address, size));
}

int
accept4(int fd, __SOCKADDR_ARG address, socklen_t *size, int flags)
{
    ShimShot shot = shim_at_fd(SHIM_ACCEPT, fd);

    if (shot.fails)
        return (int)shim_failed(-1);
    return (int)shim_done(shot, shim_socket(NEXT(accept4)(fd, address, size, flags)));
}

#define DEFINE_TRANSFER(NAME, CALL, PARAMETERS, ARGUMENTS, GOOD)                                   \
    ssize_t NAME PARAMETERS                                                                        \
    {                                                                                              \
        ShimShot shot = shim_at_fd(CALL, fd);                                                      \
        if (shot.fails)                                                                            \
            return shim_failed(GOOD);                                                              \
        return shim_done(shot, NEXT(NAME) ARGUMENTS);                                              \
    }

DEFINE_TRANSFER(send, SHIM_SEND, (int fd, const void *bytes, size_t size, int flags),
                (fd, bytes, shim_size(shot, size), flags), (ssize_t)size)
DEFINE_TRANSFER(sendto, SHIM_SEND,
                (int fd, const void *bytes, size_t size, int flags, __CONST_SOCKADDR_ARG address,
                 socklen_t length),
                (fd, bytes, shim_size(shot, size), flags, address, length), (ssize_t)size)
DEFINE_TRANSFER(sendmsg, SHIM_SEND, (int fd, const struct msghdr *message, int flags),
                (fd, message, flags), -1)
DEFINE_TRANSFER(sendfile64, SHIM_SEND, (int fd, int from, off64_t *offset, size_t size),
                (fd, from, offset, shim_size(shot, size)), -1)
DEFINE_TRANSFER(recv, SHIM_RECV, (int fd, void *bytes, size_t size, int flags),
                (fd, bytes, shim_size(shot, size), flags), -1)
DEFINE_TRANSFER(recvfrom, SHIM_RECV,
                (int fd, void *bytes, size_t size, int flags, __SOCKADDR_ARG address,
                 socklen_t *length),
                (fd, bytes, shim_size(shot, size), flags, address, length), -1)
DEFINE_TRANSFER(recvmsg, SHIM_RECV, (int fd, struct msghdr *message, int flags),
                (fd, message, flags), -1)

/* ---- processes ---- */

/* Both go on behind it; only the parent is the process that the test is about. */
pid_t
fork(void)
{
    ShimShot shot = shim_at(SHIM_FORK, "new process");

    if (shot.fails)
        return (pid_t)shim_failed(-1);
    pid_t process = NEXT(fork)();
    return process == 0 ? 0 : (pid_t)shim_done(shot, process);
}

int
execve(const char *path, char *const arguments[], char *const environment[])
{
    ShimShot shot = shim_at(SHIM_EXEC, path);

    if (shot.fails)
        return (int)shim_failed(-1);
    return NEXT(execve)(path, arguments, environment);
}

/* These return the number of the error instead of setting it. */
#define DEFINE_SPAWN(NAME)                                                                         \
    int NAME(pid_t *restrict process, const char *restrict path,                                   \
             const posix_spawn_file_actions_t *actions,                                            \
             const posix_spawnattr_t *restrict attributes, char *const arguments[restrict],        \
             char *const environment[restrict])                                                    \
    {                                                                                              \
        ShimShot shot = shim_at(SHIM_FORK, "new process");                                         \
        if (shot.fails)                                                                            \
            return shim_failed(-1) < 0 ? errno : 0;                                                \
        return (int)shim_done(                                                                     \
            shot, NEXT(NAME)(process, path, actions, attributes, arguments, environment));         \
    }

DEFINE_SPAWN(posix_spawn)
DEFINE_SPAWN(posix_spawnp)
