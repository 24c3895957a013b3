/* asprintf and strchrnul are GNU's. */
#define _GNU_SOURCE // NOLINT(bugprone-reserved-identifier)
#include "campaign/campaign.h"

#include <ctype.h>
#include <fnmatch.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "campaign/variables.h"

enum { RANGES_MAX = 20 };
static const char BLANKS[] = " \t\r";

struct reader {
    struct campaign *campaign;
    const char *path;
    int line;
    struct variables variables;
    int ranges; /* that the line has had so far */
    size_t settings;
    char *const *set;
    bool *used; /* [settings] */
    struct faults *faults;
};

__attribute__((format(printf, 2, 3))) static void fault(struct reader *r, const char *format,
                                                        ...) {
    char text[768];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(text, sizeof text, format, arguments);
    va_end(arguments);
    faults_add(r->faults, "%s:%d: %s", r->path, r->line, text);
}

static void *grown(void *block, size_t size) {
    void *made = realloc(block, size);
    if (!made)
        abort();
    return made;
}

/* ---- an ensemble, when all is replaced --------------------------------------------------- */

static void entry_free(struct campaign_entry *entry) {
    for (int w = 0; w < entry->words; w++)
        free(entry->word[w]);
    free(entry->word);
}

static struct campaign_entry split(const char *text, int line) {
    struct campaign_entry entry = {.line = line};
    for (text += strspn(text, BLANKS); *text; text += strspn(text, BLANKS)) {
        const size_t length = strcspn(text, BLANKS);
        entry.word = grown(entry.word, ((size_t)entry.words + 2) * sizeof *entry.word);
        entry.word[entry.words] = strndup(text, length);
        if (!entry.word[entry.words++])
            abort();
        entry.word[entry.words] = NULL;
        text += length;
    }
    return entry;
}

/* Names become names of files. */
static const char *fault_of_name(const char *name) {
    if (strlen(name) > CAMPAIGN_NAME_MAX)
        return "the name is too long";
    if (*name == '-' || *name == '.')
        return "a name does not begin with - or .";
    for (; *name; name++)
        if (!isalnum((unsigned char)*name) && !strchr("-_.+", *name))
            return "a name has letters, digits, - _ . and +";
    return NULL;
}

static bool entry_is_good(struct reader *r, const struct campaign_entry *entry) {
    const struct campaign *c = r->campaign;
    if (entry->words < 2) {
        fault(r, "%s: a line is NAME COMMAND OPTIONS, or VARIABLE = VALUE",
              entry->words > 0 ? entry->word[0] : "nothing");
        return false;
    }
    const char *name = entry->word[0], *why = fault_of_name(name);
    if (why)
        fault(r, "%s: %s", name, why);
    for (size_t i = 0; i < c->count && !why; i++)
        if (strcmp(c->entry[i].word[0], name) == 0) {
            why = "a name is there once";
            fault(r, "%s: is an ensemble of line %d already", name, c->entry[i].line);
        }
    if (!why && c->count == CAMPAIGN_ENTRIES_MAX) {
        why = "too many";
        fault(r, "more than %d ensembles", CAMPAIGN_ENTRIES_MAX);
    }
    return !why;
}

static void add_entry(struct reader *r, const char *text) {
    char why[512];
    struct campaign *c = r->campaign;
    char *expanded = variables_expand(&r->variables, text, strlen(text), why, sizeof why);
    if (!expanded) {
        fault(r, "%s", why);
        return;
    }
    struct campaign_entry entry = split(expanded, r->line);
    free(expanded);
    if (!entry_is_good(r, &entry)) {
        entry_free(&entry);
        return;
    }
    c->entry = grown(c->entry, (c->count + 1) * sizeof *c->entry);
    c->entry[c->count++] = entry;
}

/* ---- ranges ------------------------------------------------------------------------------ */

/* Each range is in all lines of the one before, RANGES_MAX of them at most. */
// NOLINTBEGIN(misc-no-recursion)

static void expand_ranges(struct reader *r, const char *text);

/* A range in its line: text[0 .. begin) { name = list } behind. */
struct range {
    const char *text;
    size_t begin;
    const char *name;
    size_t name_length;
    const char *behind;
};

/* The line with this member in place of the range. */
static void put_member(struct reader *r, const struct range *range, const char *member) {
    const size_t known = r->variables.count;
    char *line;
    if (asprintf(&line, "%.*s%s%s", (int)range->begin, range->text, member, range->behind) < 0)
        abort();
    variables_add(&r->variables, range->name, range->name_length, member, 0);
    r->ranges++;
    expand_ranges(r, line);
    r->ranges--;
    variables_cut(&r->variables, known);
    free(line);
}

/* FROM..TO; false: it is a word. */
static bool put_numbers(struct reader *r, const struct range *range, const char *member) {
    char *end;
    char text[32];
    const long long from = strtoll(member, &end, 10);
    if (end == member || strncmp(end, "..", 2) != 0)
        return false;
    const char *second = end + 2;
    const long long to = strtoll(second, &end, 10);
    if (end == second || *end)
        return false;
    const int before = r->faults->count;
    if (to < from || to - from >= CAMPAIGN_ENTRIES_MAX)
        fault(r, "%s: goes from a whole number up to another, not too far", member);
    for (long long n = from; n <= to && r->faults->count == before; n++) {
        snprintf(text, sizeof text, "%lld", n);
        put_member(r, range, text);
    }
    return true;
}

/* The members of the list one after the other, until one of them has a fault. */
static void put_members(struct reader *r, const struct range *range, char *list) {
    const int before = r->faults->count;
    char *rest = list;
    if (list[strspn(list, BLANKS)] == '\0')
        return;
    for (char *member; (member = strsep(&rest, ",")) && r->faults->count == before;) {
        member += strspn(member, BLANKS);
        member[strcspn(member, BLANKS)] = '\0';
        if (!*member)
            fault(r, "{%.*s=...}: there is an empty member in the list",
                  (int)range->name_length, range->name);
        else if (!put_numbers(r, range, member))
            put_member(r, range, member);
    }
}

/* The first range of the line and, for each of its members, the rest. */
static void expand_ranges(struct reader *r, const char *text) {
    char why[512];
    const size_t begin = strcspn(text, "{}");
    if (!text[begin]) {
        add_entry(r, text);
        return;
    }
    const char *name = text + begin + 1, *close = strchr(name, '}');
    const size_t length = text[begin] == '{' ? variable_name_length(name) : 0;
    if (!close || length == 0 || name[length] != '=') {
        fault(r, "a range is {NAME=LIST}, as in {L=1..4} or {N=100,1000}");
        return;
    }
    if (r->ranges == RANGES_MAX) {
        fault(r, "a line has no more than %d ranges", RANGES_MAX);
        return;
    }
    const char *list = name + length + 1;
    char *members =
        variables_expand(&r->variables, list, (size_t)(close - list), why, sizeof why);
    const struct range range = {text, begin, name, length, close + 1};
    if (members)
        put_members(r, &range, members);
    else
        fault(r, "%s", why);
    free(members);
}

// NOLINTEND(misc-no-recursion)

/* ---- variables --------------------------------------------------------------------------- */

/* The value that the command line gives it; NULL: none. */
static const char *set_from_outside(struct reader *r, const char *name, size_t length) {
    const char *value = NULL;
    for (size_t i = 0; i < r->settings; i++)
        if (strncmp(r->set[i], name, length) == 0 && r->set[i][length] == '=') {
            value = r->set[i] + length + 1;
            r->used[i] = true;
        }
    return value;
}

static void define(struct reader *r, const char *name, size_t length, const char *value) {
    char why[512] = "";
    const struct variable *before = variables_find(&r->variables, name, length);
    const char *outside = set_from_outside(r, name, length);
    if (before) {
        fault(r, "%.*s: is a variable of line %d already", (int)length, name, before->line);
        return;
    }
    value += strspn(value, BLANKS);
    size_t letters = strlen(value);
    while (letters > 0 && strchr(BLANKS, value[letters - 1]))
        letters--;
    char *own = variables_expand(&r->variables, value, letters, why, sizeof why);
    if (!own)
        fault(r, "%s", why);
    variables_add(&r->variables, name, length, outside ? outside : own ? own : "1", r->line);
    free(own);
}

static void check_settings(const struct reader *r) {
    for (size_t i = 0; i < r->settings; i++) {
        const char *word = r->set[i];
        const size_t length = variable_name_length(word);
        if (length == 0 || word[length] != '=')
            faults_add(r->faults, "--set %s: is NAME=VALUE", word);
        else if (!r->used[i])
            faults_add(r->faults, "--set %s: %s has no variable %.*s", word, r->path,
                       (int)length, word);
    }
}

/* ---- lines ------------------------------------------------------------------------------- */

static void read_line(struct reader *r, char *line) {
    for (char *hash = line; (hash = strchr(hash, '#')); hash++)
        if (hash == line || strchr(BLANKS, hash[-1])) {
            *hash = '\0';
            break;
        }
    line += strspn(line, BLANKS);
    const size_t name = variable_name_length(line);
    const char *behind = line + name + strspn(line + name, BLANKS);
    if (name > 0 && *behind == '=')
        define(r, line, name, behind + 1);
    else if (*line)
        expand_ranges(r, line);
}

/* Lines end where they do not end with a \. */
static void read_lines(struct reader *r, char *text) {
    for (char *line = text; *line;) {
        int lines = 1;
        char *end = strchrnul(line, '\n');
        while (*end && end > line && end[-1] == '\\') {
            end[-1] = end[0] = ' ';
            end = strchrnul(end, '\n');
            lines++;
        }
        const bool last = !*end;
        *end = '\0';
        read_line(r, line);
        r->line += lines;
        line = last ? end : end + 1;
    }
}

void campaign_read(struct campaign *campaign, const char *path, const char *text,
                   size_t settings, char *const set[], struct faults *faults) {
    struct reader r = {.campaign = campaign,
                       .path = path,
                       .line = 1,
                       .settings = settings,
                       .set = set,
                       .used = calloc(settings + 1, sizeof *r.used),
                       .faults = faults};
    char *copy = strdup(text);
    if (!r.used || !copy)
        abort();
    *campaign = (struct campaign){0};
    read_lines(&r, copy);
    check_settings(&r);
    if (campaign->count == 0 && faults->count == 0)
        faults_add(faults, "%s: lists no ensemble", path);
    variables_cut(&r.variables, 0);
    free(r.used);
    free(copy);
}

void campaign_select(const struct campaign *c, const char *patterns, bool chosen[],
                     struct faults *faults) {
    char *copy = strdup(patterns), *rest = copy;
    if (!copy)
        abort();
    for (char *pattern; (pattern = strsep(&rest, ","));) {
        bool any = false;
        for (size_t i = 0; i < c->count; i++)
            if (fnmatch(pattern, c->entry[i].word[0], 0) == 0)
                any = chosen[i] = true;
        if (!any)
            faults_add(faults, "--only %s: no ensemble has such a name", pattern);
    }
    free(copy);
}

void campaign_free(struct campaign *c) {
    for (size_t i = 0; i < c->count; i++)
        entry_free(&c->entry[i]);
    free(c->entry);
    *c = (struct campaign){0};
}
