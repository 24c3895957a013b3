/* What a program says of its command line: one description, of which --help, the manual pages
 * and the completion of bash are made, so that they cannot differ.
 *
 * Texts are lines. A line is a paragraph, of any length; an empty one separates; one that
 * begins with a blank is shown as it is; "TERM\tWORDS" explains a term. */
#ifndef TPMSYNC_PROGRAM_H
#define TPMSYNC_PROGRAM_H

#include <stdbool.h>
#include <stddef.h>

enum { ARGUMENT_MAX = 64, LIMITS_MAX = 96, PROGRAM_COMMANDS_MAX = 16 };

/* An option. Its argument is written so that completion knows what to offer: the words between
 * `|` up to the first capital, as in "none|all|every:K"; files of an ending for "FILE.h5" or
 * "FILE.png|.svg|.pdf"; any file for "FILE"; folders for "DIR"; nothing for "INTEGER". */
struct option_text {
    const char *name;
    char letter;                 /* of the short option; 0: none */
    char argument[ARGUMENT_MAX]; /* "": takes none */
    const char *standard;        /* the default; NULL: there is none */
    char limits[LIMITS_MAX];     /* of its value, as "1 .. 16"; "": not said */
    const char *help;
    bool repeats; /* may be given again, with another value */
};

struct command_text {
    const char *name;
    const char *summary;  /* one line */
    const char *operands; /* behind the options, written as an argument; NULL: none */
    const char *text;     /* before the options */
    const struct option_text *option; /* [options] */
    size_t options;
    const char *closing; /* behind the options; NULL: nothing */
    const char *example; /* a command line; NULL: none */
};

struct program_text {
    const char *name;
    const char *summary;
    const char *sibling;  /* the other program, to be seen too */
    const char *launcher; /* before the name: "[mpirun -n RANKS] "; or "" */
    const char *operands; /* behind the options of its commands; NULL: of one or two at most */
    const char *text;     /* before the commands */
    const char *closing;  /* behind them; NULL: nothing */
    const char *status;   /* exit statuses, "STATUS\tMEANING" */
    const char *environment, *files;
    const char *example;
    size_t commands;
    const struct command_text *command[PROGRAM_COMMANDS_MAX];
};

/* The command of that name; NULL if there is none. */
const struct command_text *program_command(const struct program_text *program,
                                           const char *name);

/* ---- for those who print it ---------------------------------------------------------------
 */

enum line_kind { LINE_WORDS, LINE_TERM, LINE_AS_IS, LINE_EMPTY };

/* A line of a text; neither part ends with a zero. */
struct text_line {
    enum line_kind kind;
    const char *term; /* of LINE_TERM */
    int term_length;
    const char *words; /* all of the line but the term and its tab */
    int length;
};

/* Takes the line that `text` begins with apart, and returns where the next one begins; NULL if
 * `text` is at its end. */
const char *text_next(const char *text, struct text_line *line);

/* What an option means, its default and its limits, as "... [3; 1 .. 16]"; `before` stands
 * before the default. */
void option_words(char *text, size_t size, const struct option_text *option,
                  const char *before);

/* The word number `index` of an argument, that is up to the next `|`: how long it is; NULL
 * behind the last one. */
const char *argument_word(const char *argument, int index, int *length);

/* The number of the word of the argument that is `value`; -1 if there is none. */
int argument_index(const char *argument, const char *value);

#endif
