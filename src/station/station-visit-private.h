/* What the files of StationVisit share. Internal to them. */
#pragma once

#include "base-id.h"
#include "station-ahead.h"
#include "station-claim.h"
#include "station-saving.h"
#include "station-visit.h"

G_BEGIN_DECLS

struct _StationVisit {
    GObject parent_instance;
    StationVisitState state;
    Station *station;
    StationSender *sender;
    Report *report;
    StationClaim *claim;
    StationPages *pages;
    GPtrArray *parts; /* of StationPart, also of pages that were removed */
    GError *error;
    GCancellable *cancellable; /* of what is under way */
    /* the scan under way */
    char *scanner;
    ScanSettings *settings;
    char part[BASE_UUID_SIZE]; /* the entry that it fills; "" for a preview */
    gboolean begun;            /* its entry lies in making: the open callback's own */
    StationPage *replaced;
    GPtrArray *growing; /* of StationPage */
    /* what a device that could not do it leaves to a second try; 0 if there is none */
    guint other_resolution;
    ScanArea cut; /* of the pages, since the device takes no area */
    /* what was seen of the whole glass, or NULL, and how large the last one was, in millimetres */
    StationPage *preview;
    double glass_width, glass_height;
    /* the upload ahead of the decision, and the part that it is of; NULL if there is none */
    StationAhead *ahead;
    const StationPart *ahead_part;
    /* the end */
    OutboxCapture *capture;
    StationDelivery *delivery;
};

void station_visit_set_state(StationVisit *visit, StationVisitState state);
/* Takes the error; NULL clears it. */
void station_visit_set_error(StationVisit *visit, GError *error);
/* A new act: what went wrong before is past. */
void station_visit_begin(StationVisit *visit, StationVisitState state);

/* The upload is of the document that submitting would send, or there is none. */
void station_visit_follow_with_ahead(StationVisit *visit);

/* ids: of char *, outbox entries that nobody wants any more; takes them. A worker removes them. */
void station_visit_abandon(StationVisit *visit, GPtrArray *ids, GAsyncReadyCallback callback,
                           gpointer user_data);

G_END_DECLS
