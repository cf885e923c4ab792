#include "app-turn.h"

void
app_turn_into(GtkSnapshot *snapshot, const AppPlace *place)
{
    double scale = app_place_scale(place);

    gtk_snapshot_translate(snapshot,
                           &GRAPHENE_POINT_INIT((float)(place->box.x + place->box.width / 2),
                                                (float)(place->box.y + place->box.height / 2)));
    gtk_snapshot_rotate(snapshot, (float)place->rotation);
    gtk_snapshot_translate(snapshot,
                           &GRAPHENE_POINT_INIT((float)(-place->page_width * scale / 2),
                                                (float)(-place->page_height * scale / 2)));
}
