#include "page-jpeg-trap.h"

static void G_GNUC_NORETURN
escape(j_common_ptr common)
{
    PageJpegTrap *trap = (PageJpegTrap *)common->err;

    trap->manager.format_message(common, trap->text);
    longjmp(trap->escape, 1);
}

static void
note_message(j_common_ptr common, int level)
{
    const PageJpegTrap *trap = (const PageJpegTrap *)common->err;

    /* Below zero is damage in the data; the rest is talk. */
    if (level < 0 && trap->strict)
        escape(common);
}

static void
print_nothing(j_common_ptr common)
{
    (void)common;
}

struct jpeg_error_mgr *
page_jpeg_trap_init(PageJpegTrap *trap)
{
    jpeg_std_error(&trap->manager);
    trap->manager.error_exit = escape;
    trap->manager.emit_message = note_message;
    trap->manager.output_message = print_nothing;
    return &trap->manager;
}

void
page_jpeg_trap_set_error(const PageJpegTrap *trap, GError **error)
{
    g_set_error(error, PAGE_ERROR, PAGE_ERROR_DAMAGED, "JPEG: %s", trap->text);
}
