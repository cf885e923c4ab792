#include "helper-checking.h"

#include "helper-link.h"

#include <math.h>

struct HelperChecking {
    GThread *thread; /* NULL: there was no room for one */
    PageCheck *check;
    guint number;
    PageSpec spec;
};

static gpointer
check_thread(gpointer data)
{
    HelperChecking *checking = data;
    PageFindings findings;
    page_check_finish(checking->check, &findings);
    ScanWireEvent event = {.kind = SCAN_WIRE_PAGE_DONE,
                           .page = checking->number,
                           .width = checking->spec.width,
                           .height = checking->spec.height,
                           .dpi = (guint)round(checking->spec.dpi_x),
                           .findings = &findings};
    helper_link_send(&event);
    return NULL;
}

HelperChecking *
helper_checking_start(PageCheck *check, guint number, const PageSummary *summary)
{
    HelperChecking *checking = g_new0(HelperChecking, 1);
    checking->check = check;
    checking->number = number;
    checking->spec = summary->spec;
    checking->thread = g_thread_try_new("checks", check_thread, checking, NULL);
    if (checking->thread == NULL) /* then at once */
        check_thread(checking);
    return checking;
}

void
helper_checking_end(HelperChecking *checking)
{
    if (checking == NULL)
        return;
    if (checking->thread != NULL)
        g_thread_join(checking->thread);
    page_check_free(checking->check);
    g_free(checking);
}
