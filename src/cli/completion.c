#include "cli/completion.h"

#include <string.h>

/* What does not depend on the program. `word` is what is completed. */
static const char functions[] =
    "# %1$s_words WORD...: those that begin with `word`; after one that ends with a colon "
    "more is\n"
    "# to be typed.\n"
    "%1$s_words() {\n"
    "    mapfile -t COMPREPLY < <(compgen -W \"$*\" -- \"$word\")\n"
    "    [[ ${COMPREPLY[0]-} != *: ]] || compopt -o nospace 2>/dev/null\n"
    "}\n"
    "%1$s_folders() {\n"
    "    compopt -o filenames 2>/dev/null\n"
    "    mapfile -t COMPREPLY < <(compgen -d -X '*.h5.part' -- \"$word\")\n"
    "}\n"
    "# Folders, and files of these endings; without any, all files. An unfinished FILE.h5 is "
    "the\n"
    "# folder FILE.h5.part, and goes by its own name.\n"
    "%1$s_files() {\n"
    "    local ending\n"
    "    compopt -o filenames 2>/dev/null\n"
    "    mapfile -t COMPREPLY < <(\n"
    "        compgen -d -X '*.h5.part' -- \"$word\"\n"
    "        [ $# -gt 0 ] || compgen -f -X '*.h5.part' -- \"$word\"\n"
    "        for ending; do\n"
    "            compgen -f -X \"!*$ending\" -- \"$word\"\n"
    "            [ \"$ending\" != .h5 ] || compgen -d -X '!*.h5.part' -- \"$word\" | sed "
    "'s/\\.part$//'\n"
    "        done | sort -u\n"
    "    )\n"
    "}\n";

static const char begin[] =
    "%1$s() {\n"
    "    local word=${COMP_WORDS[COMP_CWORD]} before=${COMP_WORDS[COMP_CWORD - 1]} command=\n"
    "    COMPREPLY=()\n"
    "    # --option=value comes as three words.\n"
    "    if [ \"$word\" = = ]; then\n"
    "        word=\n"
    "    elif [ \"$before\" = = ]; then\n"
    "        before=${COMP_WORDS[COMP_CWORD - 2]}\n"
    "    fi\n"
    "    [ \"$COMP_CWORD\" = 1 ] || command=${COMP_WORDS[1]}\n"
    "    case $command:$before in\n";

static const char middle[] = "    *) case $command:$word in\n";

static const char end[] = "        esac ;;\n"
                          "    esac\n"
                          "}\n"
                          "complete -F %1$s %2$s\n";

/* The words of an argument that are typed as they are, up to the first capital: a blank before
 * each. */
static int print_words(FILE *stream, const char *argument) {
    const char *word;
    int length, words = 0;
    for (int i = 0; (word = argument_word(argument, i, &length)); i++) {
        const int typed = (int)strcspn(word, "|ABCDEFGHIJKLMNOPQRSTUVWXYZ");
        if (typed == 0)
            continue;
        if (stream)
            fprintf(stream, " '%.*s'", typed, word);
        words++;
    }
    return words;
}

/* A call of one of the functions that offers what the argument stands for, or nothing. */
static void print_offer(FILE *stream, const char *name, const char *argument) {
    const char *word;
    int length;
    if (strncmp(argument, "FILE", 4) == 0) {
        fprintf(stream, "%s_files", name);
        for (int i = 0; (word = argument_word(argument, i, &length)); i++) {
            word += strcspn(word, ".");
            if (*word)
                fprintf(stream, " %.*s", (int)strcspn(word + 1, ".|") + 1, word);
        }
    } else if (strcmp(argument, "DIR") == 0) {
        fprintf(stream, "%s_folders", name);
    } else if (print_words(NULL, argument) > 0) {
        fprintf(stream, "%s_words", name);
        print_words(stream, argument);
    } else {
        fputc(':', stream);
    }
    fputs(" ;;\n", stream);
}

/* What may come behind an option that takes a value. */
static void print_values(FILE *stream, const char *name, const struct command_text *command) {
    for (size_t i = 0; i < command->options; i++) {
        const struct option_text *option = &command->option[i];
        if (!*option->argument)
            continue;
        fprintf(stream, "    %s:--%s", command->name, option->name);
        if (option->letter)
            fprintf(stream, " | %s:-%c", command->name, option->letter);
        fputs(") ", stream);
        print_offer(stream, name, option->argument);
    }
}

/* Where no value is due: options behind a dash, operands else. */
static void print_command(FILE *stream, const char *name, const struct command_text *command) {
    fprintf(stream, "        %s:%s) %s_words", command->name, command->operands ? "-*" : "*",
            name);
    for (size_t i = 0; i < command->options; i++)
        fprintf(stream, " --%s", command->option[i].name);
    fputs(command->options > 0 ? " ;;\n" : " --help ;;\n", stream);
    if (command->operands) {
        fprintf(stream, "        %s:*) ", command->name);
        print_offer(stream, name, command->operands);
    }
}

void completion_print(FILE *stream, const struct program_text *program) {
    char name[64];
    snprintf(name, sizeof name, "_%s", program->name);
    for (char *c = name; *c; c++)
        if (*c == '-')
            *c = '_';
    fprintf(
        stream,
        "# Completion of %s for bash, made by the build from the description of its command "
        "line.\n",
        program->name);
    fprintf(stream, functions, name);
    fprintf(stream, begin, name);
    for (size_t i = 0; i < program->commands; i++)
        print_values(stream, name, program->command[i]);
    fputs(middle, stream);
    for (size_t i = 0; i < program->commands; i++)
        print_command(stream, name, program->command[i]);
    fprintf(stream, "        :*) %s_words --help --version", name);
    for (size_t i = 0; i < program->commands; i++)
        fprintf(stream, " %s", program->command[i]->name);
    fputs(" ;;\n", stream);
    fprintf(stream, end, name, program->name);
}
