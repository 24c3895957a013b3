#include "cli/help.h"

#include <string.h>

enum { WIDTH = 90, TERM_MAX = 32 };

/* Prints `length` characters of words in lines of at most WIDTH columns, indented from the
 * second one on; `column` is where the first begins. */
static void print_wrapped(FILE *stream, const char *words, int length, int column) {
    const char *end = words + length;
    int at = column;
    while (words < end) {
        int word = 0;
        while (words + word < end && words[word] != ' ')
            word++;
        if (at > column && at + 1 + word > WIDTH) {
            fprintf(stream, "\n%*s", column, "");
            at = column;
        } else if (at > column) {
            fputc(' ', stream);
            at++;
        }
        fprintf(stream, "%.*s", word, words);
        at += word;
        words += word;
        while (words < end && *words == ' ')
            words++;
    }
    fputc('\n', stream);
}

/* A term, and behind it, from `column` on, what it means. */
static void print_term(FILE *stream, const char *term, int term_length, const char *words,
                       int length, int column) {
    fprintf(stream, "  %-*.*s", column - 2, term_length, term);
    if (term_length + 3 > column)
        fprintf(stream, "\n%*s", column, "");
    print_wrapped(stream, words, length, column);
}

/* Where what terms mean begins: behind the longest term of the text. */
static int term_column(const char *text) {
    struct text_line line;
    int longest = 0;
    while ((text = text_next(text, &line)))
        if (line.kind == LINE_TERM && line.term_length > longest)
            longest = line.term_length;
    return 4 + (longest < TERM_MAX ? longest : TERM_MAX);
}

static void print_text(FILE *stream, const char *text) {
    const int column = term_column(text);
    struct text_line line;
    while ((text = text_next(text, &line)))
        switch (line.kind) {
        case LINE_WORDS:
            print_wrapped(stream, line.words, line.length, 0);
            break;
        case LINE_TERM:
            print_term(stream, line.term, line.term_length, line.words, line.length, column);
            break;
        default:
            fprintf(stream, "%.*s\n", line.length, line.words);
            break;
        }
}

/* A part of its own, if there is one. */
static void print_part(FILE *stream, const char *title, const char *text) {
    if (!text)
        return;
    fprintf(stream, "\n%s", title);
    print_text(stream, text);
}

static void print_option(FILE *stream, const struct option_text *option) {
    char left[128], text[768], letter[] = "-?,";
    letter[1] = option->letter;
    const int length =
        snprintf(left, sizeof left, "%-3s --%s%s%s", option->letter ? letter : "", option->name,
                 *option->argument ? " " : "", option->argument);
    option_words(text, sizeof text, option, "");
    print_term(stream, left, length, text, (int)strlen(text), 4 + TERM_MAX);
}

void help_print(FILE *stream, const struct program_text *program) {
    fprintf(stream, "%s: %s\n\nusage: %s%s COMMAND [options]%s%s\n\ncommands:\n", program->name,
            program->summary, program->launcher, program->name, program->operands ? " " : "",
            program->operands ? program->operands : "");
    for (size_t i = 0; i < program->commands; i++) {
        const struct command_text *command = program->command[i];
        print_term(stream, command->name, (int)strlen(command->name), command->summary,
                   (int)strlen(command->summary), 15);
    }
    fprintf(stream, "\n`%s COMMAND --help` lists the options of a command.\n", program->name);
    print_part(stream, "", program->text);
    fprintf(stream, "Try: %s\n", program->example);
    print_part(stream, "", program->closing);
    print_part(stream, "environment:\n", program->environment);
    print_part(stream, "files:\n", program->files);
    print_part(stream, "exit status:\n", program->status);
}

void help_print_command(FILE *stream, const struct program_text *program,
                        const struct command_text *command) {
    fprintf(stream, "usage: %s%s %s%s%s%s\n", program->launcher, program->name, command->name,
            command->options > 0 ? " [options]" : "", command->operands ? " " : "",
            command->operands ? command->operands : "");
    print_part(stream, "", command->text);
    if (command->options > 0)
        fputs("\noptions [default]:\n", stream);
    for (size_t i = 0; i < command->options; i++)
        print_option(stream, &command->option[i]);
    print_part(stream, "", command->closing);
    if (command->example)
        fprintf(stream, "\nExample: %s\n", command->example);
}
