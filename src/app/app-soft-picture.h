/* A small picture drawn large and soft: the owner knows it, nobody reads it. Main thread.
 *
 * Property: texture (GdkTexture or NULL). The height it is given decides its width. */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define APP_TYPE_SOFT_PICTURE (app_soft_picture_get_type())
G_DECLARE_FINAL_TYPE(AppSoftPicture, app_soft_picture, APP, SOFT_PICTURE, GtkWidget)

G_END_DECLS
