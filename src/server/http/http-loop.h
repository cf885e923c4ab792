/* The thread on which all sockets live: it takes connections, and lets libmicrohttpd work.
 *
 * libmicrohttpd's own thread stops taking connections once there was no descriptor or no memory for
 * one, until another one closes; and those that are open may be event streams, which stay. This
 * one tries again soon. Not for others. */
#pragma once

#include <gio/gio.h>
#include <microhttpd.h>

G_BEGIN_DECLS

typedef struct HttpLoop HttpLoop;

/* A socket that listens at “127.0.0.1:8080” or “[::1]:0”; owned by the caller. HTTP_SERVER_ERROR.
 */
GSocket *http_loop_listen(const char *listen, GError **error);

/* limit: so many connections at once; others wait until there is room. listening: kept. NULL if
 * there is no descriptor for it. */
HttpLoop *http_loop_new(GSocket *listening, guint limit);
/* daemon: without a listening socket and without a thread of its own, and borrowed until the loop
 * is freed. */
void http_loop_start(HttpLoop *loop, struct MHD_Daemon *daemon);
/* After a connection of the daemon was resumed. From any thread. */
void http_loop_wake(HttpLoop *loop);
/* What is open goes on. From any thread. */
void http_loop_take_no_more(HttpLoop *loop);
/* Ends the thread. */
void http_loop_free(HttpLoop *loop);

G_END_DECLS
