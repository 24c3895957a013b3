#include "cli/manual.h"

#include <ctype.h>
#include <stdbool.h>
#include <string.h>

/* A character of plain text: what roff would understand as something else, or print as a
 * typographic sign that cannot be copied into a shell, is named. */
static void print_character(FILE *stream, char c) {
    static const struct {
        char plain;
        const char *named;
    } special[] = {{'\\', "\\e"},   {'-', "\\-"},   {'`', "\\(ga"},
                   {'\'', "\\(aq"}, {'^', "\\(ha"}, {'~', "\\(ti"}};
    for (size_t i = 0; i < sizeof special / sizeof *special; i++)
        if (c == special[i].plain) {
            fputs(special[i].named, stream);
            return;
        }
    fputc(c, stream);
}

/* A line that begins with a dot would be a request. */
static void print_plain(FILE *stream, const char *text, int length) {
    if (length > 0 && *text == '.')
        fputs("\\&", stream);
    for (int i = 0; i < length; i++)
        print_character(stream, text[i]);
}

/* Words to be filled, in lines of a length that can be read. */
static void print_words(FILE *stream, const char *words, int length) {
    enum { WIDTH = 64 };
    int at = 0;
    while (length > 0) {
        int word = 0;
        while (word < length && words[word] != ' ')
            word++;
        if (at > 0 && at + word > WIDTH) {
            fputc('\n', stream);
            at = 0;
        } else if (at > 0) {
            fputc(' ', stream);
        }
        print_plain(stream, words, word);
        at += word + 1;
        while (word < length && words[word] == ' ')
            word++;
        words += word;
        length -= word;
    }
    fputc('\n', stream);
}

static void print_literal(FILE *stream, const char *text, int length) {
    print_plain(stream, text, length);
    fputc('\n', stream);
}

static void print_text(FILE *stream, const char *text) {
    struct text_line line;
    enum line_kind before = LINE_WORDS;
    bool gap = false; /* an empty line is to come, unless it would be the last */
    while ((text = text_next(text, &line))) {
        if (before == LINE_AS_IS && line.kind != LINE_AS_IS)
            fputs(".EE\n", stream);
        if (gap || (line.kind == LINE_WORDS && before == LINE_TERM))
            fputs(line.kind == LINE_TERM ? "" : ".PP\n", stream);
        gap = line.kind == LINE_EMPTY;
        if (line.kind == LINE_AS_IS && before != LINE_AS_IS)
            fputs(".EX\n", stream);
        if (line.kind == LINE_TERM) {
            fputs(".TP\n.B ", stream);
            print_literal(stream, line.term, line.term_length);
        }
        if (line.kind == LINE_AS_IS)
            print_literal(stream, line.words, line.length);
        else if (line.kind != LINE_EMPTY)
            print_words(stream, line.words, line.length);
        before = line.kind;
    }
    if (before == LINE_AS_IS)
        fputs(".EE\n", stream);
}

static void print_section(FILE *stream, const char *title, const char *text) {
    if (!text)
        return;
    fprintf(stream, ".SH %s\n", title);
    print_text(stream, text);
}

static void print_example(FILE *stream, const char *example) {
    if (!example)
        return;
    fputs(".SH EXAMPLES\n.EX\n", stream);
    print_literal(stream, example, (int)strlen(example));
    fputs(".EE\n", stream);
}

/* What is to be typed in bold, what it stands for in italics: capitals are not typed. */
static void print_argument(FILE *stream, const char *argument) {
    while (*argument) {
        const bool capital = isupper((unsigned char)*argument);
        int length = 1;
        while (argument[length] && (isupper((unsigned char)argument[length]) != 0) == capital)
            length++;
        fputs(capital ? "\\fI" : "\\fB", stream);
        print_plain(stream, argument, length);
        fputs("\\fR", stream);
        argument += length;
    }
}

static void print_bold(FILE *stream, const char *prefix, const char *word) {
    fputs("\\fB", stream);
    print_plain(stream, prefix, (int)strlen(prefix));
    print_plain(stream, word, (int)strlen(word));
    fputs("\\fR", stream);
}

/* The end of the synopsis. */
static void print_operands(FILE *stream, const char *operands) {
    if (operands)
        fputc(' ', stream);
    print_argument(stream, operands ? operands : "");
    fputc('\n', stream);
}

static void print_option(FILE *stream, const struct option_text *option) {
    const char letter[] = {option->letter, '\0'};
    fputs(".TP\n", stream);
    if (option->letter) {
        print_bold(stream, "-", letter);
        fputs(", ", stream);
    }
    print_bold(stream, "--", option->name);
    if (*option->argument)
        fputc(' ', stream);
    print_argument(stream, option->argument);
    fputc('\n', stream);
    char text[768];
    option_words(text, sizeof text, option, "default: ");
    print_words(stream, text, (int)strlen(text));
}

static void print_capitals(FILE *stream, const char *text) {
    for (; *text; text++)
        print_character(stream, (char)toupper((unsigned char)*text));
}

/* Up to the synopsis; command NULL: the page of the program itself. */
static void print_head(FILE *stream, const struct program_text *program,
                       const struct command_text *command,
                       const struct manual_edition *edition) {
    fputs(".\\\" Made by the build from the description of the command line.\n.TH ", stream);
    print_capitals(stream, program->name);
    if (command) {
        print_character(stream, '-');
        print_capitals(stream, command->name);
    }
    /* No hyphenation: names are long, and have hyphens of their own. */
    fprintf(stream, " 1 %s \"tpmsync %s\" \"User Commands\"\n.nh\n.SH NAME\n", edition->date,
            edition->version);
    char name[256];
    const int length =
        snprintf(name, sizeof name, "%s%s%s - %s", program->name, command ? "-" : "",
                 command ? command->name : "", command ? command->summary : program->summary);
    print_words(stream, name, length);
    fputs(".SH SYNOPSIS\n", stream);
    print_argument(stream, program->launcher);
    print_bold(stream, "", program->name);
}

/* The pages of the program and its commands, but for the page itself; from the program also to
 * the other one. */
static void print_see_also(FILE *stream, const struct program_text *program,
                           const struct command_text *command) {
    fputs(".SH SEE ALSO\n", stream);
    print_bold(stream, "", command ? program->name : program->sibling);
    fputs("(1)", stream);
    for (size_t i = 0; i < program->commands; i++) {
        if (program->command[i] == command)
            continue;
        fputs(",\n", stream);
        print_bold(stream, program->name, "-");
        print_bold(stream, "", program->command[i]->name);
        fputs("(1)", stream);
    }
    fputc('\n', stream);
}

void manual_print(FILE *stream, const struct program_text *program,
                  const struct manual_edition *edition) {
    print_head(stream, program, NULL, edition);
    fputs(" \\fICOMMAND\\fR [\\fIoptions\\fR]", stream);
    print_operands(stream, program->operands);
    print_section(stream, "DESCRIPTION", program->text);
    if (program->closing) {
        fputs(".PP\n", stream);
        print_text(stream, program->closing);
    }
    fputs(".SH COMMANDS\n", stream);
    for (size_t i = 0; i < program->commands; i++) {
        const struct command_text *command = program->command[i];
        fputs(".TP\n", stream);
        print_bold(stream, "", command->name);
        fputc('\n', stream);
        print_words(stream, command->summary, (int)strlen(command->summary));
    }
    print_section(stream, "ENVIRONMENT", program->environment);
    print_section(stream, "FILES", program->files);
    print_section(stream, "EXIT STATUS", program->status);
    print_example(stream, program->example);
    print_see_also(stream, program, NULL);
}

void manual_print_command(FILE *stream, const struct program_text *program,
                          const struct command_text *command,
                          const struct manual_edition *edition) {
    print_head(stream, program, command, edition);
    print_bold(stream, " ", command->name);
    fputs(command->options > 0 ? " [\\fIoptions\\fR]" : "", stream);
    print_operands(stream, command->operands);
    print_section(stream, "DESCRIPTION", command->text);
    if (command->options > 0)
        fputs(".SH OPTIONS\n", stream);
    for (size_t i = 0; i < command->options; i++)
        print_option(stream, &command->option[i]);
    print_section(stream, "NOTES", command->closing);
    print_section(stream, "ENVIRONMENT", program->environment);
    print_section(stream, "EXIT STATUS", program->status);
    print_example(stream, command->example);
    print_see_also(stream, program, command);
}
