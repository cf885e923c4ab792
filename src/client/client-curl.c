/* libcurl's functions under their own names, for the files of this folder: the library is loaded
 * with the first call of one.
 *
 * It brings 25 others, for LDAP, Kerberos and a second TLS among them, whose loading takes most of
 * the time that a verb of the command line takes which asks no server. Whatever else is called has
 * to be added here, as nothing links with libcurl. Any thread. */
#include "client.h"

#include <curl/curl.h>
#include <dlfcn.h>
#include <glib.h>
#include <stdarg.h>
#include <stdlib.h>

#define LIBRARY "libcurl.so.4"

/* The macros that hold the types of arguments against the option are for callers. */
#undef curl_easy_getinfo
#undef curl_easy_setopt

#define FUNCTIONS(EACH)                                                                            \
    EACH(curl_global_init)                                                                         \
    EACH(curl_easy_init)                                                                           \
    EACH(curl_easy_reset)                                                                          \
    EACH(curl_easy_cleanup)                                                                        \
    EACH(curl_easy_strerror)                                                                       \
    EACH(curl_easy_setopt)                                                                         \
    EACH(curl_easy_getinfo)                                                                        \
    EACH(curl_multi_init)                                                                          \
    EACH(curl_multi_add_handle)                                                                    \
    EACH(curl_multi_remove_handle)                                                                 \
    EACH(curl_multi_perform)                                                                       \
    EACH(curl_multi_poll)                                                                          \
    EACH(curl_multi_info_read)                                                                     \
    EACH(curl_multi_cleanup)                                                                       \
    EACH(curl_slist_append)                                                                        \
    EACH(curl_slist_free_all)

#define POINTER(name) __typeof__(&name) name;
#define LOAD(name)    *(void **)&functions.name = find(library, #name);

typedef struct {
    FUNCTIONS(POINTER)
} Functions;

static void *
find(void *library, const char *name)
{
    void *function = dlsym(library, name);

    if (function == NULL)
        g_error("%s has no %s", LIBRARY, name);
    return function;
}

static const Functions *
loaded(void)
{
    static gsize done;
    static Functions functions;

    if (g_once_init_enter(&done)) {
        void *library = dlopen(LIBRARY, RTLD_LAZY | RTLD_LOCAL);

        if (library == NULL)
            g_error("%s cannot be loaded: %s", LIBRARY, dlerror());
        FUNCTIONS(LOAD)
        functions.curl_global_init(CURL_GLOBAL_DEFAULT);
        g_once_init_leave(&done, 1);
    }
    return &functions;
}

static gpointer
load_thread(gpointer data)
{
    (void)data;
    loaded();
    return NULL;
}

/* A program that ends while a library is being loaded falls over what is half there. */
static void
await_load(void)
{
    loaded();
}

void
client_prepare(void)
{
    static gint asked;
    GThread *thread;

    if (!g_atomic_int_compare_and_exchange(&asked, FALSE, TRUE))
        return;
    thread = g_thread_try_new("libcurl", load_thread, NULL, NULL);
    if (thread == NULL)
        return;
    g_thread_unref(thread);
    atexit(await_load);
}

/* ---- one transfer ---- */

CURL *
curl_easy_init(void)
{
    return loaded()->curl_easy_init();
}

void
curl_easy_reset(CURL *easy)
{
    loaded()->curl_easy_reset(easy);
}

void
curl_easy_cleanup(CURL *easy)
{
    loaded()->curl_easy_cleanup(easy);
}

const char *
curl_easy_strerror(CURLcode code)
{
    return loaded()->curl_easy_strerror(code);
}

/* An option's number says of what type its one argument is. */
CURLcode
curl_easy_setopt(CURL *easy, CURLoption option, ...)
{
    CURLcode code;
    va_list arguments;

    va_start(arguments, option);
    if ((int)option < CURLOPTTYPE_OBJECTPOINT)
        code = loaded()->curl_easy_setopt(easy, option, va_arg(arguments, long));
    else if ((int)option < CURLOPTTYPE_OFF_T || (int)option >= CURLOPTTYPE_BLOB)
        code = loaded()->curl_easy_setopt(easy, option, va_arg(arguments, void *));
    else
        code = loaded()->curl_easy_setopt(easy, option, va_arg(arguments, curl_off_t));
    va_end(arguments);
    return code;
}

/* What is asked for always comes through a pointer. */
CURLcode
curl_easy_getinfo(CURL *easy, CURLINFO info, ...)
{
    CURLcode code;
    va_list arguments;

    va_start(arguments, info);
    code = loaded()->curl_easy_getinfo(easy, info, va_arg(arguments, void *));
    va_end(arguments);
    return code;
}

/* ---- its driver ---- */

CURLM *
curl_multi_init(void)
{
    return loaded()->curl_multi_init();
}

CURLMcode
curl_multi_add_handle(CURLM *multi, CURL *easy)
{
    return loaded()->curl_multi_add_handle(multi, easy);
}

CURLMcode
curl_multi_remove_handle(CURLM *multi, CURL *easy)
{
    return loaded()->curl_multi_remove_handle(multi, easy);
}

CURLMcode
curl_multi_perform(CURLM *multi, int *ret_running)
{
    return loaded()->curl_multi_perform(multi, ret_running);
}

CURLMcode
curl_multi_poll(CURLM *multi, struct curl_waitfd extra[], unsigned int n_extra, int milliseconds,
                int *ret_ready)
{
    return loaded()->curl_multi_poll(multi, extra, n_extra, milliseconds, ret_ready);
}

CURLMsg *
curl_multi_info_read(CURLM *multi, int *ret_left)
{
    return loaded()->curl_multi_info_read(multi, ret_left);
}

CURLMcode
curl_multi_cleanup(CURLM *multi)
{
    return loaded()->curl_multi_cleanup(multi);
}

/* ---- lists ---- */

struct curl_slist *
curl_slist_append(struct curl_slist *list, const char *text)
{
    return loaded()->curl_slist_append(list, text);
}

void
curl_slist_free_all(struct curl_slist *list)
{
    loaded()->curl_slist_free_all(list);
}
