#include "cli/program.h"

#include <stdbool.h>
#include <stdio.h>
#include <string.h>

const char *text_next(const char *text, struct text_line *line) {
    if (!*text)
        return NULL;
    const int length = (int)strcspn(text, "\n"), term = (int)strcspn(text, "\t\n");
    *line = (struct text_line){.kind = LINE_WORDS, .words = text, .length = length};
    if (length == 0)
        line->kind = LINE_EMPTY;
    else if (*text == ' ')
        line->kind = LINE_AS_IS;
    else if (term < length)
        *line = (struct text_line){LINE_TERM, text, term, text + term + 1, length - term - 1};
    return text + length + (text[length] == '\n');
}

const char *argument_word(const char *argument, int index, int *length) {
    for (; index > 0 && argument; index--) {
        argument = strchr(argument, '|');
        argument = argument ? argument + 1 : NULL;
    }
    *length = argument ? (int)strcspn(argument, "|") : 0;
    return argument;
}

int argument_index(const char *argument, const char *value) {
    const char *word;
    int length;
    for (int i = 0; (word = argument_word(argument, i, &length)); i++)
        if (strlen(value) == (size_t)length && strncmp(word, value, (size_t)length) == 0)
            return i;
    return -1;
}

const struct command_text *program_command(const struct program_text *program,
                                           const char *name) {
    for (size_t i = 0; i < program->commands; i++)
        if (strcmp(program->command[i]->name, name) == 0)
            return program->command[i];
    return NULL;
}

void option_words(char *text, size_t size, const struct option_text *option,
                  const char *before) {
    const bool standard = option->standard != NULL, limits = *option->limits != '\0';
    snprintf(text, size, "%s%s%s%s%s%s%s", option->help, standard || limits ? " [" : "",
             standard ? before : "", standard ? option->standard : "",
             standard && limits ? "; " : "", option->limits, standard || limits ? "]" : "");
}
