/* Table I carried on, for people and for programs. */
#include <inttypes.h>
#include <math.h>

#include "extend/extend.h"
#include "print/cells.h"
#include "print/json.h"
#include "print/number_text.h"

/* ---- text -------------------------------------------------------------------------------- */

enum { TIME_COLUMN = 18, LONG_COLUMN = 26, PAPER_COLUMN = 10 };

static void write_paper(const struct extend_study *study, int64_t L, FILE *out) {
    for (enum quantity quantity = 0; quantity < QUANTITIES; quantity++) {
        const struct paper_value *value = paper_table_find(&study->paper, L, quantity);
        char text[32] = "";
        if (value)
            snprintf(text, sizeof text, "%.4g", value->mean);
        cell_text(out, PAPER_COLUMN, text);
    }
}

static void write_row(const struct extend_study *study, const struct extend_row *row,
                      FILE *out) {
    const struct measured split = extend_split(row), ratio = extend_ratio(row);
    const double distance = extend_distance(row);
    char text[32] = "-";
    fprintf(out, "%3" PRId64 "%8" PRId64, row->L, row->sync.runs);
    cell_mean(out, TIME_COLUMN, &row->sync);
    cell_pair(out, LONG_COLUMN, split.value, split.error);
    cell_mean(out, LONG_COLUMN, &row->brute);
    fprintf(out, "%8" PRId64, row->brute.runs);
    if (isfinite(distance))
        snprintf(text, sizeof text, "%+.1f", distance);
    cell_text(out, 7, text);
    cell_pair(out, LONG_COLUMN, ratio.value, ratio.error);
    cell_mean(out, TIME_COLUMN, &row->ratio);
    write_paper(study, row->L, out);
    fputc('\n', out);
}

static void write_rows(const struct extend_study *study, FILE *out) {
    static const char *const papers[] = {"t_sync", "t_learn", "r"};
    fprintf(out,
            "Table I carried on: mean ± standard error, in steps; c_l = 1 - %.4g\n\n%3s%8s",
            1.0 - study->cl, "L", "runs");
    cell_text(out, TIME_COLUMN, "t_sync");
    cell_text(out, LONG_COLUMN, "t_learn, splitting");
    cell_text(out, LONG_COLUMN, "t_learn, brute force");
    fprintf(out, "%8s%7s", "runs", "off");
    cell_text(out, LONG_COLUMN, "r, of means");
    cell_text(out, TIME_COLUMN, "r, mean of runs");
    for (int p = 0; p < 3; p++)
        cell_text(out, PAPER_COLUMN, papers[p]);
    fputc('\n', out);
    for (size_t i = 0; i < study->rows; i++)
        write_row(study, &study->row[i], out);
    fputs(
        "\nt_learn by splitting is mean t_sync + mean learning time after it. off: splitting - "
        "brute force, in\n"
        "standard errors of the difference. r, of means: mean t_learn (brute force, else "
        "splitting) / mean\n"
        "t_sync; r, mean of runs: mean of t_learn / t_sync, which is the paper's r. The last "
        "three columns: paper.\n",
        out);
}

static void write_law(enum growth_law law, const struct growth *fit, FILE *out) {
    fprintf(out, "  %-16s", growth_law_text[law]);
    if (fit->points == 0) {
        fputs("  not fitted, too few L\n", out);
        return;
    }
    for (size_t k = 0; k < GROWTH_TERMS_MAX; k++)
        if (k < fit->terms)
            cell_pair(out, LONG_COLUMN, fit->coefficient[k], fit->error[k]);
        else
            cell_text(out, LONG_COLUMN, "");
    fprintf(out, "%10.4g / %zu%10.3g%10.2g%12.5g%10.3g\n", fit->chi2, fit->points - fit->terms,
            fit->chi2 / (double)(fit->points - fit->terms), fit->p, fit->aic, fit->rms);
}

static void write_growth(const struct extend_study *study, enum extend_time time, FILE *out) {
    const struct growth *fit = study->growth[time];
    fprintf(out, "\n%s: ln t over L >= %g\n  %-16s", extend_time_name[time], study->from,
            "law");
    for (const char *name = "abc"; *name; name++)
        fprintf(out, "%*c", LONG_COLUMN, *name);
    fprintf(out, "%14s%10s%10s%12s%10s\n", "chi^2 / dof", "reduced", "P", "AIC", "rms");
    for (enum growth_law law = 0; law < GROWTH_LAWS; law++)
        write_law(law, &fit[law], out);
    const enum growth_law best = growth_best(fit, GROWTH_BOTH);
    if (best < GROWTH_LAWS)
        fprintf(out, "  best of the first three by AIC: %s\n", growth_law_text[best]);
}

static void write_size(const struct extend_size *size, FILE *out) {
    const struct measured ratio = extend_size_ratio(size);
    fprintf(out, "%3" PRId64 "%12" PRId64 "%8" PRId64, size->L, size->N, size->learn.runs);
    cell_mean(out, LONG_COLUMN, &size->learn);
    cell_pair(out, LONG_COLUMN, size->predicted.value, size->predicted.error);
    cell_pair(out, TIME_COLUMN, ratio.value, ratio.error);
    fprintf(out, "%14.4g\n", 1.0 - size->cl);
}

static void write_sizes(const struct extend_study *study, FILE *out) {
    if (study->sizes == 0)
        return;
    fprintf(out, "\nThe same at finite N, simulated to the end\n%3s%12s%8s", "L", "N", "runs");
    cell_text(out, LONG_COLUMN, "t_learn, simulation");
    cell_text(out, LONG_COLUMN, "predicted, N infinite");
    cell_text(out, TIME_COLUMN, "ratio");
    cell_text(out, 14, "at 1 - c_l");
    fputc('\n', out);
    for (size_t i = 0; i < study->sizes; i++)
        write_size(&study->size[i], out);
}

void extend_write_text(const struct extend_study *study, FILE *out) {
    write_rows(study, out);
    write_growth(study, EXTEND_LEARN, out);
    write_growth(study, EXTEND_SYNC, out);
    fputs("  P: of a larger chi^2 if the law is right; rms: of the residuals of ln t, "
          "unweighted.\n",
          out);
    write_sizes(study, out);
}

/* ---- for programs: one number a line or object ------------------------------------------- */

struct number {
    int64_t L, N;           /* 0: of all L; infinite N */
    const char *quantity;   /* t_sync, t_learn, r */
    const char *source;     /* what it comes from, or the law of a fit */
    const char *name;       /* mean, distance, ...; of a law: its coefficient, chi2, ... */
    int64_t count;          /* runs, replicates or points */
    struct measured number; /* error NaN: none */
};
typedef void number_writer(const struct number *number, struct json *to);

static void number_of_row(const struct extend_study *study, const struct extend_row *row,
                          number_writer *write, struct json *to) {
    const int64_t L = row->L, replicates = row->after.replicates;
    const struct measured none = {NAN, NAN};
    const struct number numbers[] = {
        {L, 0, "t_sync", "iteration", "mean", row->sync.runs, extend_time(row, EXTEND_SYNC)},
        {L, 0, "t_learn", "splitting", "mean", replicates, extend_split(row)},
        {L,
         0,
         "t_learn",
         "splitting",
         "after t_sync",
         replicates,
         {row->after.value, row->after.error}},
        {L, 0, "t_learn", "brute force", "mean", row->brute.runs,
         row->brute.lacking > 0 ? none : (struct measured){row->brute.mean, row->brute.error}},
        {L, 0, "t_learn", "splitting", "distance", replicates, {extend_distance(row), NAN}},
        {L, 0, "r", "means", "ratio", row->sync.runs, extend_ratio(row)},
        {L, 0, "r", "brute force", "mean", row->ratio.runs,
         row->ratio.lacking > 0 ? none : (struct measured){row->ratio.mean, row->ratio.error}},
    };
    for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++)
        if (isfinite(numbers[i].number.value))
            write(&numbers[i], to);
    for (enum quantity quantity = 0; quantity < QUANTITIES; quantity++) {
        const struct paper_value *value = paper_table_find(&study->paper, L, quantity);
        if (value)
            write(&(struct number){L,
                                   0,
                                   quantity_name[quantity],
                                   "paper",
                                   "mean",
                                   value->runs,
                                   {value->mean, NAN}},
                  to);
    }
}

static void numbers_of_fit(enum extend_time time, enum growth_law law, const struct growth *fit,
                           number_writer *write, struct json *to) {
    static const char *const coefficient[GROWTH_TERMS_MAX] = {"a", "b", "c"};
    struct number number = {.quantity = extend_time_name[time],
                            .source = growth_law_name[law],
                            .count = (int64_t)fit->points};
    for (size_t k = 0; k < fit->terms && k < GROWTH_TERMS_MAX; k++) {
        number.name = coefficient[k];
        number.number = (struct measured){fit->coefficient[k], fit->error[k]};
        write(&number, to);
    }
    const struct {
        const char *name;
        double value;
    } rest[] = {{"chi2", fit->chi2},
                {"reduced chi2", fit->chi2 / (double)(fit->points - fit->terms)},
                {"P", fit->p},
                {"AIC", fit->aic},
                {"rms", fit->rms}};
    for (size_t i = 0; i < sizeof rest / sizeof *rest; i++) {
        number.name = rest[i].name;
        number.number = (struct measured){rest[i].value, NAN};
        write(&number, to);
    }
}

static void numbers_of_size(const struct extend_size *size, number_writer *write,
                            struct json *to) {
    const int64_t L = size->L, N = size->N, runs = size->learn.runs;
    if (size->learn.lacking == 0)
        write(&(struct number){L,
                               N,
                               "t_learn",
                               "simulation",
                               "mean",
                               runs,
                               {size->learn.mean, size->learn.error}},
              to);
    write(&(struct number){L, N, "t_learn", "splitting", "prediction", runs, size->predicted},
          to);
    const struct measured ratio = extend_size_ratio(size);
    if (isfinite(ratio.value))
        write(&(struct number){L, N, "t_learn", "simulation", "in predictions", runs, ratio},
              to);
}

static void write_numbers(const struct extend_study *study, number_writer *write,
                          struct json *to) {
    for (size_t i = 0; i < study->rows; i++)
        number_of_row(study, &study->row[i], write, to);
    for (enum extend_time time = 0; time < EXTEND_TIMES; time++)
        for (enum growth_law law = 0; law < GROWTH_LAWS; law++)
            if (study->growth[time][law].points > 0)
                numbers_of_fit(time, law, &study->growth[time][law], write, to);
    for (size_t i = 0; i < study->sizes; i++)
        numbers_of_size(&study->size[i], write, to);
}

/* Of which only the stream counts. */
static void write_csv_line(const struct number *n, struct json *to) {
    FILE *out = to->out;
    if (n->L > 0)
        fprintf(out, "%" PRId64, n->L);
    fputc(',', out);
    if (n->N > 0)
        fprintf(out, "%" PRId64, n->N);
    fprintf(out, ",%s,%s,%s,%" PRId64, n->quantity, n->source, n->name, n->count);
    cell_csv_real(out, 10, n->number.value);
    cell_csv_real(out, 10, n->number.error);
    fputc('\n', out);
}

void extend_write_csv(const struct extend_study *study, FILE *out) {
    fputs("L,N,quantity,source,name,count,value,error\n", out);
    write_numbers(study, write_csv_line, &(struct json){.out = out});
}

static void write_json_object(const struct number *n, struct json *json) {
    json_open(json, NULL, '{');
    json_whole(json, "L", n->L);
    json_whole(json, "N", n->N);
    json_text(json, "quantity", n->quantity);
    json_text(json, "source", n->source);
    json_text(json, "name", n->name);
    json_whole(json, "count", n->count);
    json_real(json, "value", n->number.value);
    json_real(json, "error", n->number.error);
    json_close(json, '}');
}

void extend_write_json(const struct extend_study *study, FILE *out) {
    struct json json = {.out = out};
    json_open(&json, NULL, '[');
    json_open(&json, NULL, '{');
    json_text(&json, "name", "fitted from");
    json_real(&json, "value", study->from);
    remarks_write_json(study->remarks, &json);
    json_close(&json, '}');
    write_numbers(study, write_json_object, &json);
    json_close(&json, ']');
}
