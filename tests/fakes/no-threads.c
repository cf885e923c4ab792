/* Preloaded into a program: it gets as many threads as NO_THREADS_AFTER says, then none. */
#include <dlfcn.h>
#include <errno.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>

typedef int Create(pthread_t *thread, const pthread_attr_t *attributes, void *(*run)(void *),
                   void *data);

Create pthread_create;

int
pthread_create(pthread_t *thread, const pthread_attr_t *attributes, void *(*run)(void *),
               void *data)
{
    static atomic_int made;
    const char *most = getenv("NO_THREADS_AFTER");
    Create *next;

    if (most != NULL && atomic_fetch_add(&made, 1) >= atoi(most))
        return EAGAIN;
    *(void **)&next = dlsym(RTLD_NEXT, "pthread_create");
    return next(thread, attributes, run, data);
}
