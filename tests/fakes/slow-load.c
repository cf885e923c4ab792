/* Preloaded into a program: a library that it loads while it runs takes a tenth of a second, as
 * from a disk that is busy, and the program falls over if it ends before that. */
#include <dlfcn.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <unistd.h>

typedef void *Open(const char *name, int mode);

Open dlopen;

static atomic_int loading;

void *
dlopen(const char *name, int mode)
{
    Open *next;
    void *library;

    *(void **)&next = dlsym(RTLD_NEXT, "dlopen");
    atomic_fetch_add(&loading, 1);
    usleep(100 * 1000);
    library = next(name, mode);
    atomic_fetch_sub(&loading, 1);
    return library;
}

__attribute__((destructor)) static void
end(void)
{
    if (atomic_load(&loading) > 0)
        abort();
}
