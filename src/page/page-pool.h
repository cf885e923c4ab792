/* Work done by several threads and taken back in the order in which it was given. Internal to this
 * folder.
 *
 *   push ──▶ [ ticket 1 (done) | ticket 2 (under way) | ticket 3 (waits) ] ──▶ take: ticket 1
 *
 * The pool sets no limit of its own: it holds what it is given, and its user has a fixed number of
 * jobs and takes the oldest back when none is free. Where no thread can be made, push does the
 * work itself. One thread pushes and takes; `work` runs in the pool's threads and must touch
 * nothing but its job. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef struct PagePool PagePool;

/* `threads`: 0 = as many as there are processors, at most PAGE_POOL_MAX_THREADS. */
PagePool *page_pool_new(guint threads, void (*work)(gpointer job));
/* Waits for what is under way, drops what has not begun. The jobs are the user's. */
void page_pool_free(PagePool *pool);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(PagePool, page_pool_free)

#define PAGE_POOL_MAX_THREADS 4

guint page_pool_threads(const PagePool *pool);
void page_pool_push(PagePool *pool, gpointer job);
/* The oldest job, done (waits for it); NULL if there is none. */
gpointer page_pool_take(PagePool *pool);
gboolean page_pool_is_empty(PagePool *pool);

G_END_DECLS
