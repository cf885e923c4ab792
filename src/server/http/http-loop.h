/* The threads on which all sockets live: they take connections, and let libmicrohttpd work.
 *
 * A connection stays with the thread that took it, and is taken by the one that has the fewest.
 *
 * libmicrohttpd's own threads stop taking connections once there was no descriptor or no memory for
 * one, until another one closes; and those that are open may be event streams, which stay. These
 * try again soon. Not for others. */
#pragma once

#include <gio/gio.h>
#include <microhttpd.h>

G_BEGIN_DECLS

#define HTTP_LOOP_MAX_LANES 4

typedef struct HttpLoop HttpLoop;

/* A socket that listens at “127.0.0.1:8080” or “[::1]:0”; owned by the caller. HTTP_SERVER_ERROR.
 */
GSocket *http_loop_listen(const char *listen, GError **error);

/* limit: so many connections at once for each daemon; others wait until there is room. listening:
 * kept. */
HttpLoop *http_loop_new(GSocket *listening, guint limit);
/* One thread more, HTTP_LOOP_MAX_LANES at most. daemon: taken, without a listening socket and
 * without a thread of its own. FALSE if there is no descriptor for it: then only free the loop. */
gboolean http_loop_add(HttpLoop *loop, struct MHD_Daemon *daemon);
void http_loop_start(HttpLoop *loop);
/* A suspended connection of one of the daemons goes on. From any thread. */
void http_loop_resume(HttpLoop *loop, struct MHD_Connection *connection);
/* What is open goes on. From any thread. */
void http_loop_take_no_more(HttpLoop *loop);
/* Ends the threads, if they were started, and then the daemons. */
void http_loop_free(HttpLoop *loop);

G_END_DECLS
