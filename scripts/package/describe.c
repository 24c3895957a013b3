/* Writes the manual pages of both programs and their completions for bash, from what they say
 * of their command lines. Run by the build. usage: describe VERSION DATE FOLDER    (DATE:
 * 2026-01-31; FOLDER gets man1/ and completions/) */
#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include <zlib.h>

#include "cli/completion.h"
#include "cli/manual.h"
#include "cli/tpmsync_program.h"
#include "command.h"

static void fails(const char *path) {
    fprintf(stderr, "describe: %s: %s\n", path, strerror(errno));
    exit(EXIT_FAILURE);
}

static void make_folder(const char *path) {
    if (mkdir(path, 0755) != 0 && errno != EEXIST)
        fails(path);
}

/* A page of a program; command NULL: the page of the program itself. Compressed, as Debian has
 * them, without a time, so that builds agree. */
static void write_page(const char *folder, const struct program_text *program,
                       const struct command_text *command,
                       const struct manual_edition *edition) {
    char path[4096], *page = NULL;
    size_t size = 0;
    FILE *stream = open_memstream(&page, &size);
    snprintf(path, sizeof path, "%s/man1/%s%s%s.1.gz", folder, program->name,
             command ? "-" : "", command ? command->name : "");
    if (!stream)
        fails(path);
    if (command)
        manual_print_command(stream, program, command, edition);
    else
        manual_print(stream, program, edition);
    if (fclose(stream) != 0)
        fails(path);
    gzFile file = gzopen(path, "wb9");
    const bool written = file && gzwrite(file, page, (unsigned)size) == (int)size;
    if (!file || gzclose(file) != Z_OK || !written)
        fails(path);
    free(page);
}

static void write_completion(const char *folder, const struct program_text *program) {
    char path[4096];
    snprintf(path, sizeof path, "%s/completions/%s", folder, program->name);
    FILE *file = fopen(path, "w");
    if (!file)
        fails(path);
    completion_print(file, program);
    if (fclose(file) != 0)
        fails(path);
}

static void describe(const char *folder, const struct program_text *program,
                     const struct manual_edition *edition) {
    write_page(folder, program, NULL, edition);
    for (size_t i = 0; i < program->commands; i++)
        write_page(folder, program, program->command[i], edition);
    write_completion(folder, program);
}

int main(int argc, char **argv) {
    if (argc != 4) {
        fputs("usage: describe VERSION DATE FOLDER\n", stderr);
        return 2;
    }
    char path[4096];
    const struct manual_edition edition = {.version = argv[1], .date = argv[2]};
    make_folder(argv[3]);
    snprintf(path, sizeof path, "%s/man1", argv[3]);
    make_folder(path);
    snprintf(path, sizeof path, "%s/completions", argv[3]);
    make_folder(path);
    struct tpmsync_program described;
    describe(argv[3], tpmsync_program(&described), &edition);
    const struct program_text reduce = reduce_program();
    describe(argv[3], &reduce, &edition);
    return 0;
}
