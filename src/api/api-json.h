/* The bodies of the HTTP API, version 1 (docs/api.yaml): JSON ↔ values, used by both ends.
 *
 * `…_to_json` gives a new reference. `…_from_json` reads strictly where the server reads and
 * leniently (unknown members let be) where the station reads, so that a newer server may add
 * members; errors are BASE_ERROR_JSON_FIELD. Pure; any thread. */
#pragma once

#include "report.h"

#include <jansson.h>

G_BEGIN_DECLS

#define API_MAX_JSON_BODY   (64 * 1024)        /* what the server takes */
#define API_MAX_JSON_ANSWER (1024 * 1024)      /* what the station takes */
#define API_MAX_UPLOAD      ((guint64)4 << 30) /* bytes of one original */
#define API_MAX_REPORTS     200                /* reports of one student */
#define API_PAGE_SIZE       50                 /* search results a page */
#define API_MAX_PAGES       500                /* pages in one original */

/* One report, as GET /reports/ID answers: the fields of domain.md by their names there, and
 * status_label, set {family, needs, have} or null, originals, claim {station, until} or null. */
char *api_report_to_text(const Report *report);
json_t *api_report_to_json(const Report *report);
Report *api_report_from_json(json_t *json, const char *path, GError **error);
/* {"reports": […], "next": "CURSOR" or absent} → array of Report. ret_next may be NULL. */
char *api_reports_to_text(GPtrArray *reports, const char *next);
json_t *api_reports_to_json(GPtrArray *reports, const char *next);
GPtrArray *api_reports_from_json(json_t *json, char **ret_next, GError **error);

typedef enum {
    API_ROLE_STUDENT,
    API_ROLE_STAFF,
    API_ROLE_REVIEWER,
    API_ROLE_REGISTRAR,
    API_ROLE_ADMIN,
} ApiRole;

const char *api_role_code(ApiRole role);
gboolean api_role_from_code(const char *code, ApiRole *ret_role);

/* POST /session's answer. */
typedef struct {
    char *token;
    gint64 expires_at;
    char *ksuid;
    char *name;
    ApiRole role;
} ApiSession;

void api_session_free(ApiSession *session);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(ApiSession, api_session_free)
json_t *api_session_to_json(const ApiSession *session);
ApiSession *api_session_from_json(json_t *json, GError **error);

typedef enum {
    API_MEDIA_TIFF, /* image/tiff */
    API_MEDIA_PDF,  /* application/pdf */
} ApiMedia;

const char *api_media_type(ApiMedia media);
gboolean api_media_from_type(const char *type, ApiMedia *ret_media);

/* POST /reports/ID/originals: what the station says of the file that it uploaded. */
typedef struct {
    char *upload; /* the upload's UID */
    char sha256[65];
    guint64 bytes;
    ApiMedia media;
    guint pages;
    guint resolution_dpi;
    gint64 captured_at;
    char *station;
    char *scanner_vendor;
    char *scanner_model;
    char *scanner_device;
} ApiOriginal;

void api_original_free(ApiOriginal *original);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(ApiOriginal, api_original_free)
json_t *api_original_to_json(const ApiOriginal *original);
ApiOriginal *api_original_from_json(json_t *json, GError **error);

typedef struct {
    char *id;
    char *report_id;
    char sha256[65];
    guint64 bytes;
    gint64 stored_at;
} ApiReceipt;

void api_receipt_free(ApiReceipt *receipt);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(ApiReceipt, api_receipt_free)
json_t *api_receipt_to_json(const ApiReceipt *receipt);
ApiReceipt *api_receipt_from_json(json_t *json, GError **error);

typedef struct {
    char *id;
    gint64 published_at;
    char *title;
    char *body;
} ApiAnnouncement;

void api_announcement_free(ApiAnnouncement *announcement);
json_t *api_announcements_to_json(GPtrArray *announcements);
GPtrArray *api_announcements_from_json(json_t *json, GError **error);

/* The data of an `event: status` on /reports/ID/events: {"report_id", "status", "status_label",
 * "at"}. */
typedef struct {
    gint64 id; /* the SSE id; increasing for one report */
    char *report_id;
    ReportStatus status;
    gint64 at;
} ApiEvent;

void api_event_free(ApiEvent *event);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(ApiEvent, api_event_free)
json_t *api_event_to_json(const ApiEvent *event);
ApiEvent *api_event_from_json(json_t *json, gint64 id, GError **error);

G_END_DECLS
