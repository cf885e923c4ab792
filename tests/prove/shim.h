/* The shim: a library that is loaded before libc (LD_PRELOAD) into the programs as they are. It
 * numbers the calls by which they touch files, network and processes, and at one of these points
 * ends the process, or lets the call fail. What it is to do stands in a page of memory that it
 * shares with the tests: the file $PROVE_CONTROL/PROGRAM, mapped when the program starts, before
 * the program can shut itself in. Without that file the shim does nothing.
 *
 * A point is a call on a file below `root` or on a socket, or one that makes a process. What stdio
 * writes does not come through libc's door and is none; the points before and after it are. Points
 * are counted while `armed`, over all threads and all processes of that name. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#define SHIM_VERSION 1
#define SHIM_RECORDS 4096
#define SHIM_ROOT    256
#define SHIM_NAME    92

/* The kinds of calls; what glibc has several functions for is one kind. */
typedef enum {
    SHIM_NO_CALL,
    SHIM_OPEN,
    SHIM_OPENDIR,
    SHIM_READ,
    SHIM_WRITE,
    SHIM_FSYNC,
    SHIM_TRUNCATE,
    SHIM_ALLOCATE,
    SHIM_RENAME,
    SHIM_LINK,
    SHIM_UNLINK,
    SHIM_MKDIR,
    SHIM_CHMOD,
    SHIM_LOCK,
    SHIM_CLOSE,
    SHIM_MAP,
    SHIM_SOCKET,
    SHIM_CONNECT,
    SHIM_ACCEPT,
    SHIM_SEND,
    SHIM_RECV,
    SHIM_FORK,
    SHIM_EXEC,
} ShimCall;

typedef enum {
    SHIM_NOTHING,
    SHIM_KILL_BEFORE, /* SIGKILL before the call is made */
    SHIM_KILL_AFTER,  /* SIGKILL when it is done and nobody has learnt of it */
    SHIM_FAIL,        /* the call is not made, and returns `error` */
    SHIM_SHORTEN,     /* a call for many bytes does half of them */
} ShimAction;

/* Faults that a program might have, for the tests to find. Bits. */
typedef enum {
    SHIM_PLANT_NO_FSYNC = 1,   /* fsync and fdatasync say yes and do nothing */
    SHIM_PLANT_LATE_NAMES = 2, /* link and rename say yes, and wait until somebody looks */
    SHIM_PLANT_DEAF = 4,       /* a call that failed is taken for done */
    SHIM_PLANT_HOARD = 8,      /* a file that is closed stays open */
} ShimPlant;

/* One point as it was met: a call and "outbox/ready/…/original.tif", from the root on. */
typedef struct {
    uint32_t call;
    char name[SHIM_NAME];
} ShimRecord;

/* Shared with control.py, which has the same layout. */
typedef struct {
    uint32_t version;
    uint32_t armed;
    uint32_t points;  /* met since it was armed */
    uint32_t target;  /* the action is for the target-th point that matches; 0: only count */
    uint32_t call;    /* a ShimCall that a point has to be in order to match; 0: any */
    uint32_t matched; /* points that matched so far */
    uint32_t action;  /* a ShimAction */
    int32_t error;    /* of SHIM_FAIL */
    uint32_t fired;   /* the point at which it was done; 0: not yet */
    uint32_t plants;
    char match[SHIM_NAME]; /* what a point's name has to contain in order to match */
    char root[SHIM_ROOT];
    ShimRecord records[SHIM_RECORDS];
} ShimPage;

/* What is the matter with one call. All zero for one that is no point. */
typedef struct {
    bool fails;
    bool shortens;
    bool kills; /* when it is done */
} ShimShot;

/* A call is about to be made; may not return. */
ShimShot shim_at(ShimCall call, const char *name);
ShimShot shim_at_fd(ShimCall call, int fd);
ShimShot shim_at_path(ShimCall call, int folder, const char *path);
/* It has been made; may not return. Gives `result` back, with errno as it was. */
ssize_t shim_done(ShimShot shot, ssize_t result);
/* What a failing call returns; `good` where the plant makes it deaf. */
ssize_t shim_failed(ssize_t good);
/* How many of `size` bytes a call is to do. */
size_t shim_size(ShimShot shot, size_t size);

/* A descriptor came (fd < 0: it did not) for a path, a socket, or as a copy. */
int shim_opened(int fd, int folder, const char *path);
int shim_socket(int fd);
void shim_copied(int from, int to);
void shim_closed(int fd);

bool shim_planted(ShimPlant plant);
/* A name below the root, which is what points and plants are about. */
bool shim_is_ours(int folder, const char *path);

/* The plant "late names": takes over a link (or rename), which waits until its old or new name is
 * looked for or the process ends by itself. FALSE if it has to be done at once. */
bool shim_late(bool is_link, const char *from, const char *to);
void shim_late_look(const char *path);
