#include "station-pages.h"

#include <string.h>

#define MAX_UNDO 100

struct _StationPages {
    GObject parent_instance;
    GPtrArray *pages; /* of StationPage */
    GPtrArray *past;  /* of Snapshot, the newest last */
};

/* How a page was shown. */
typedef struct {
    guint rotation;
    gboolean has_crop;
    StationCrop crop;
} View;

/* The pages and their views before a change. */
typedef struct {
    GPtrArray *pages;
    GArray *views; /* of View */
} Snapshot;

static guint changed_signal;

static void list_model_init(GListModelInterface *interface);

G_DEFINE_FINAL_TYPE_WITH_CODE(StationPages, station_pages, G_TYPE_OBJECT,
                              G_IMPLEMENT_INTERFACE(G_TYPE_LIST_MODEL, list_model_init))

static void
snapshot_free(gpointer data)
{
    Snapshot *snapshot = data;
    g_ptr_array_unref(snapshot->pages);
    g_array_unref(snapshot->views);
    g_free(snapshot);
}

static void
station_pages_finalize(GObject *object)
{
    StationPages *self = STATION_PAGES(object);
    g_ptr_array_unref(self->pages);
    g_ptr_array_unref(self->past);
    G_OBJECT_CLASS(station_pages_parent_class)->finalize(object);
}

static void
station_pages_class_init(StationPagesClass *klass)
{
    G_OBJECT_CLASS(klass)->finalize = station_pages_finalize;
    changed_signal = g_signal_new("changed", STATION_TYPE_PAGES, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                  NULL, G_TYPE_NONE, 0);
}

static void
station_pages_init(StationPages *self)
{
    self->pages = g_ptr_array_new_with_free_func(g_object_unref);
    self->past = g_ptr_array_new_with_free_func(snapshot_free);
}

static GType
get_item_type(GListModel *model G_GNUC_UNUSED)
{
    return STATION_TYPE_PAGE;
}

static guint
get_n_items(GListModel *model)
{
    return STATION_PAGES(model)->pages->len;
}

static gpointer
get_item(GListModel *model, guint position)
{
    StationPage *page = station_pages_get(STATION_PAGES(model), position);
    return page != NULL ? g_object_ref(page) : NULL;
}

static void
list_model_init(GListModelInterface *interface)
{
    interface->get_item_type = get_item_type;
    interface->get_n_items = get_n_items;
    interface->get_item = get_item;
}

StationPages *
station_pages_new(void)
{
    return g_object_new(STATION_TYPE_PAGES, NULL);
}

guint
station_pages_get_n(StationPages *pages)
{
    return pages->pages->len;
}

StationPage *
station_pages_get(StationPages *pages, guint position)
{
    return position < pages->pages->len ? g_ptr_array_index(pages->pages, position) : NULL;
}

gboolean
station_pages_find(StationPages *pages, StationPage *page, guint *ret_position)
{
    return g_ptr_array_find(pages->pages, page, ret_position);
}

static View
view_of(StationPage *page)
{
    View view = {.rotation = station_page_get_rotation(page)};
    view.has_crop = station_page_get_crop(page, &view.crop);
    return view;
}

static Snapshot *
snapshot_new(StationPages *self)
{
    Snapshot *snapshot = g_new(Snapshot, 1);
    snapshot->pages = g_ptr_array_copy(self->pages, (GCopyFunc)(void (*)(void))g_object_ref, NULL);
    g_ptr_array_set_free_func(snapshot->pages, g_object_unref);
    snapshot->views = g_array_new(FALSE, FALSE, sizeof(View));
    for (guint i = 0; i < self->pages->len; i++) {
        View view = view_of(station_pages_get(self, i));
        g_array_append_val(snapshot->views, view);
    }
    return snapshot;
}

/* Takes the snapshot. */
static void
remember(StationPages *self, Snapshot *snapshot)
{
    if (self->past->len == MAX_UNDO)
        g_ptr_array_remove_index(self->past, 0);
    g_ptr_array_add(self->past, snapshot);
}

static void
tell(StationPages *self, guint position, guint removed, guint added)
{
    if (removed > 0 || added > 0)
        g_list_model_items_changed(G_LIST_MODEL(self), position, removed, added);
    g_debug("pages: %u", self->pages->len);
    g_signal_emit(self, changed_signal, 0);
}

void
station_pages_add(StationPages *pages, GPtrArray *fresh, StationPage *replaced)
{
    guint position = pages->pages->len;
    gboolean replaces = replaced != NULL && station_pages_find(pages, replaced, &position);
    remember(pages, snapshot_new(pages));
    if (replaces)
        g_ptr_array_remove_index(pages->pages, position);
    for (guint i = 0; i < fresh->len; i++)
        g_ptr_array_insert(pages->pages, (int)(position + i),
                           g_object_ref(g_ptr_array_index(fresh, i)));
    tell(pages, position, replaces ? 1 : 0, fresh->len);
}

void
station_pages_remove(StationPages *pages, StationPage *page)
{
    guint position;
    if (!station_pages_find(pages, page, &position))
        return;
    remember(pages, snapshot_new(pages));
    g_ptr_array_remove_index(pages->pages, position);
    tell(pages, position, 1, 0);
}

void
station_pages_rotate(StationPages *pages, StationPage *page, int degrees)
{
    g_assert(degrees % 90 == 0);
    guint turn = (guint)(degrees % 360 + 360) % 360;
    if (turn == 0 || !station_pages_find(pages, page, NULL))
        return;
    remember(pages, snapshot_new(pages));
    station_page_set_rotation(page, (station_page_get_rotation(page) + turn) % 360);
    tell(pages, 0, 0, 0);
}

void
station_pages_move(StationPages *pages, StationPage *page, guint position)
{
    guint from, to = MIN(position, MAX(pages->pages->len, 1) - 1);
    if (!station_pages_find(pages, page, &from) || from == to)
        return;
    remember(pages, snapshot_new(pages));
    g_ptr_array_insert(pages->pages, (int)to, g_ptr_array_steal_index(pages->pages, from));
    guint first = MIN(from, to), n = MAX(from, to) - first + 1;
    tell(pages, first, n, n);
}

void
station_pages_crop(StationPages *pages, StationPage *page, const StationCrop *crop)
{
    if (!station_pages_find(pages, page, NULL))
        return;
    Snapshot *snapshot = snapshot_new(pages);
    View before = view_of(page);
    station_page_set_crop(page, crop);
    View after = view_of(page);
    if (memcmp(&before, &after, sizeof before) == 0) {
        snapshot_free(snapshot);
        return;
    }
    remember(pages, snapshot);
    tell(pages, 0, 0, 0);
}

gboolean
station_pages_can_undo(StationPages *pages)
{
    return pages->past->len > 0;
}

static gboolean
is_same_order(const GPtrArray *a, const GPtrArray *b)
{
    if (a->len != b->len)
        return FALSE;
    for (guint i = 0; i < a->len; i++)
        if (g_ptr_array_index(a, i) != g_ptr_array_index(b, i))
            return FALSE;
    return TRUE;
}

void
station_pages_undo(StationPages *pages)
{
    if (pages->past->len == 0)
        return;
    Snapshot *snapshot = g_ptr_array_steal_index(pages->past, pages->past->len - 1);
    guint before = pages->pages->len;
    /* Where no page came, went or moved, who shows them need not forget which one was chosen. */
    gboolean moved = !is_same_order(pages->pages, snapshot->pages);
    g_ptr_array_unref(pages->pages);
    pages->pages = g_ptr_array_ref(snapshot->pages);
    for (guint i = 0; i < pages->pages->len; i++) {
        const View *view = &g_array_index(snapshot->views, View, i);
        station_page_set_rotation(station_pages_get(pages, i), view->rotation);
        station_page_set_crop(station_pages_get(pages, i), view->has_crop ? &view->crop : NULL);
    }
    tell(pages, 0, moved ? before : 0, moved ? pages->pages->len : 0);
    snapshot_free(snapshot);
}
