#include "verify-alter.h"

#include <fcntl.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static guint
pick(GRand *chance, guint count)
{
    return (guint)g_rand_int_range(chance, 0, (gint32)count);
}

static void
write_at(const char *path, goffset offset, const void *bytes, gsize size)
{
    int fd = open(path, O_WRONLY | O_CREAT | O_CLOEXEC, 0400);

    g_assert_cmpint(fd, >=, 0);
    g_assert_cmpint(pwrite(fd, bytes, size, offset), ==, size);
    close(fd);
}

static gboolean
flip_bit(World *world, GRand *chance)
{
    guint file = pick(chance, WORLD_FILES);
    guint at = pick(chance, (guint)strlen(world->texts[file]));
    char byte = (char)(world->texts[file][at] ^ (1 << pick(chance, 8)));
    g_autofree char *path = world_file(world, file);

    write_at(path, at, &byte, 1);
    return TRUE;
}

static gboolean
truncate_file(World *world, GRand *chance)
{
    guint file = pick(chance, WORLD_FILES);
    g_autofree char *path = world_file(world, file);

    return truncate(path, (off_t)pick(chance, (guint)strlen(world->texts[file]))) == 0;
}

static gboolean
append_byte(World *world, GRand *chance)
{
    guint file = pick(chance, WORLD_FILES);
    g_autofree char *path = world_file(world, file);

    write_at(path, (goffset)strlen(world->texts[file]), "", 1);
    return TRUE;
}

/* As a disk that gives back zeros. */
static gboolean
zero_file(World *world, GRand *chance)
{
    guint file = pick(chance, WORLD_FILES);
    gsize size = strlen(world->texts[file]);
    g_autofree char *path = world_file(world, file);
    g_autofree char *zeros = g_malloc0(size);

    write_at(path, 0, zeros, size);
    return TRUE;
}

static gboolean
remove_file(World *world, GRand *chance)
{
    g_autofree char *path = world_file(world, pick(chance, WORLD_FILES));

    return unlink(path) == 0;
}

static gboolean
rename_file(World *world, GRand *chance)
{
    g_autofree char *path = world_file(world, pick(chance, WORLD_FILES));
    g_autofree char *other = g_strdup(path);
    char *digit = other + strlen(other) - 1 - pick(chance, 60);

    *digit = *digit == '0' ? '1' : '0';
    return rename(path, other) == 0;
}

static gboolean
swap_files(World *world, GRand *chance)
{
    guint first = pick(chance, WORLD_FILES);
    g_autofree char *one = world_file(world, first);
    g_autofree char *two = world_file(world,
                                      (first + 1 + pick(chance, WORLD_FILES - 1)) % WORLD_FILES);
    g_autofree char *aside = g_build_filename(world->folder, "aside", NULL);

    return rename(one, aside) == 0 && rename(two, one) == 0 && rename(aside, two) == 0;
}

static gboolean
move_to_another_folder(World *world, GRand *chance)
{
    guint file = pick(chance, WORLD_FILES);
    g_autofree char *path = world_file(world, file);
    g_autofree char *folder = g_build_filename(world->folder, "originals", "zz", NULL);
    g_autofree char *other = g_build_filename(folder, world->files[file], NULL);

    memcpy(strrchr(folder, '/') + 1, world->files[(file + 1) % WORLD_FILES], 2);
    memcpy(strstr(other, "/zz/") + 1, world->files[(file + 1) % WORLD_FILES], 2);
    return rename(path, other) == 0;
}

/* Put where a server would look for it, or anywhere else below `originals`. */
static gboolean
add_file(World *world, GRand *chance)
{
    g_autofree char *path = world_file(world, pick(chance, WORLD_FILES));
    g_autofree char *folder = g_path_get_dirname(path);
    g_autofree char *above = g_path_get_dirname(folder);
    g_autofree char *digest = g_strdup(strrchr(path, '/') + 1);
    g_autofree char *added = NULL;

    digest[2 + pick(chance, 62)] ^= 1;
    switch (pick(chance, 4)) {
    case 0:
        added = g_build_filename(folder, digest, NULL);
        break;
    case 1:
        added = g_strconcat(path, ".tmp", NULL);
        break;
    case 2:
        added = g_build_filename(above, digest, NULL);
        break;
    default:
        added = g_build_filename(above, "lost+found", NULL);
        return mkdir(added, 0700) == 0;
    }
    if (g_file_test(added, G_FILE_TEST_EXISTS))
        return FALSE;
    write_at(added, 0, "x", 1);
    return TRUE;
}

static gboolean
replace_by_link(World *world, GRand *chance)
{
    g_autofree char *path = world_file(world, pick(chance, WORLD_FILES));
    g_autofree char *moved = g_build_filename(world->folder, "moved", NULL);

    return rename(path, moved) == 0 && symlink(moved, path) == 0;
}

static gboolean
replace_by_folder(World *world, GRand *chance)
{
    g_autofree char *path = world_file(world, pick(chance, WORLD_FILES));

    return unlink(path) == 0 && mkdir(path, 0700) == 0;
}

static gboolean
open_to_others(World *world, GRand *chance)
{
    static const guint bits[] = {0040, 0004, 0020, 0002, 0200};
    static const char *const others[] = {"central.db", "uploads", "originals", "."};
    guint target = pick(chance, G_N_ELEMENTS(others) + WORLD_FILES);
    gboolean original = target >= G_N_ELEMENTS(others);
    g_autofree char *path = original ? world_file(world, target - (guint)G_N_ELEMENTS(others))
                                     : g_build_filename(world->folder, others[target], NULL);
    /* The last bit is one that an original alone must not have. */
    guint bit = bits[pick(chance, original ? 5 : 4)];
    struct stat status;

    return stat(path, &status) == 0 && chmod(path, (status.st_mode & 07777) | bit) == 0;
}

const Alteration alterations_of_files[] = {
    {"a bit", flip_bit, "changed ", FALSE},
    {"truncated", truncate_file, "size ", FALSE},
    {"longer", append_byte, "size ", FALSE},
    {"zeros", zero_file, "changed ", FALSE},
    {"removed", remove_file, "missing ", FALSE},
    {"renamed", rename_file, "missing ", FALSE},
    {"swapped", swap_files, "changed ", FALSE},
    {"moved", move_to_another_folder, "missing ", FALSE},
    {"added", add_file, "extra ", FALSE},
    {"a link", replace_by_link, "missing ", FALSE},
    {"a folder", replace_by_folder, "missing ", FALSE},
    {"mode", open_to_others, "permissions ", FALSE},
};
const guint alterations_of_files_count = G_N_ELEMENTS(alterations_of_files);
