/* The times against N for people and for programs. */
#include <inttypes.h>
#include <math.h>
#include <string.h>

#include "print/cells.h"
#include "print/json.h"
#include "print/number_text.h"
#include "sizes/sizes.h"

const char *const size_source_name[SIZE_SOURCES] = {"simulation", "six", "nine", "last"};
const char *const size_time_name[RUN_TIMES] = {"t_sync", "t_a", "t_b", "t_learn"};

/* ---- text -------------------------------------------------------------------------------- */

enum { COLUMN = 20, DIFFERENCE_COLUMN = 30 };

static void write_means(const struct size_study *study, FILE *out) {
    fprintf(out, "%12s%9s", "N", "runs");
    for (enum run_time time = 0; time < RUN_TIMES; time++)
        cell_text(out, COLUMN, size_time_name[time]);
    fputc('\n', out);
    for (size_t i = 0; i < study->count; i++) {
        const struct run_mean *mean = study->row[i].mean[FROM_SIMULATION];
        fprintf(out, "%12" PRId64 "%9" PRId64, study->row[i].N, mean[TIME_SYNC].runs);
        for (enum run_time time = 0; time < RUN_TIMES; time++)
            cell_mean(out, COLUMN, &mean[time]);
        fputc('\n', out);
    }
}

/* Of which the differences are shown; the parties do not feel the closure, so that six has the
 * t_sync of nine. */
static const struct shown {
    enum run_time time;
    enum size_source source;
} shown[] = {
    {TIME_SYNC, FROM_NINE},
    {TIME_SYNC, FROM_NINE_LAST},
    {TIME_LEARN, FROM_SIX},
    {TIME_LEARN, FROM_NINE},
};
enum { SHOWN = sizeof shown / sizeof *shown };

/* "value ± error (value in errors)" */
static void write_difference(FILE *out, double value, double error) {
    char pair[NUMBER_PAIR_MAX], text[NUMBER_PAIR_MAX + 16] = "-";
    if (error > 0.0) {
        number_pair(pair, value, error);
        snprintf(text, sizeof text, "%s (%+.1f)", pair, value / error);
    }
    cell_text(out, DIFFERENCE_COLUMN, text);
}

/* Whether there is an iteration to compare the simulation with. */
static bool has_differences(const struct size_study *study) {
    for (size_t i = 0; i < study->count; i++)
        for (int s = 0; s < SHOWN; s++)
            if (sizes_difference(&study->row[i], shown[s].source, shown[s].time).error > 0.0)
                return true;
    return false;
}

static void write_differences(const struct size_study *study, double from, FILE *out) {
    fprintf(out, "\n  simulation - iteration at the same N (in standard errors)\n%12s", "N");
    for (int s = 0; s < SHOWN; s++) {
        char title[32];
        snprintf(title, sizeof title, "%s, %s", size_time_name[shown[s].time],
                 size_source_name[shown[s].source]);
        cell_text(out, DIFFERENCE_COLUMN, title);
    }
    fputc('\n', out);
    for (size_t i = 0; i < study->count; i++) {
        fprintf(out, "%12" PRId64, study->row[i].N);
        for (int s = 0; s < SHOWN; s++) {
            const struct size_difference d =
                sizes_difference(&study->row[i], shown[s].source, shown[s].time);
            write_difference(out, d.value, d.error);
        }
        fputc('\n', out);
    }
    fprintf(out, "  N >= %-5g", from);
    for (int s = 0; s < SHOWN; s++) {
        const struct constant *mean = &study->difference[shown[s].source][shown[s].time];
        write_difference(out, mean->value, mean->points > 0 ? mean->error : NAN);
    }
    fprintf(out, "\n%-12s", "  expected");
    for (int s = 0; s < SHOWN; s++) {
        char text[32] = "";
        if (shown[s].time == TIME_SYNC) /* t_learn waits for the last component of o as well */
            snprintf(text, sizeof text, "%.2f",
                     sizes_expected_difference(study->L, shown[s].source));
        cell_text(out, DIFFERENCE_COLUMN, text);
    }
    fputc('\n', out);
}

static void write_slope(FILE *out, const struct line *line) {
    char text[NUMBER_PAIR_MAX];
    if (line->points == 0) {
        cell_text(out, COLUMN, "-");
        return;
    }
    number_pair(text, line->slope, line->slope_error);
    cell_text(out, COLUMN, text);
}

static bool has_slopes(const struct size_study *study) {
    for (enum size_source source = 0; source < SIZE_SOURCES; source++)
        for (enum run_time time = 0; time < RUN_TIMES; time++)
            if (study->fit[source][time].points > 0)
                return true;
    return false;
}

static void write_slopes(const struct size_study *study, double from, FILE *out) {
    fprintf(out,
            "\n  c + s ln N over N >= %g: s in steps; 1/rate, to which s of t_b and t_sync "
            "tend, is %.3f\n%12s",
            from, sizes_expected_slope(study->L), "");
    for (enum size_source source = 0; source < SIZE_SOURCES; source++)
        cell_text(out, COLUMN, size_source_name[source]);
    fputs("  simulation: sizes, chi^2, P\n", out);
    for (enum run_time time = 0; time < RUN_TIMES; time++) {
        const struct line *line = &study->fit[FROM_SIMULATION][time];
        cell_text(out, 12, size_time_name[time]);
        for (enum size_source source = 0; source < SIZE_SOURCES; source++)
            write_slope(out, &study->fit[source][time]);
        if (line->points > 0)
            fprintf(out, "  %zu, %.1f, %.2g", line->points, line->chi2, line->p);
        fputc('\n', out);
    }
}

void sizes_write_text(const struct size_study studies[], size_t count,
                      const struct figure_options *options, FILE *out) {
    fputs("Times against the number of inputs N: mean ± standard error, in steps\n", out);
    for (size_t i = 0; i < count; i++) {
        fprintf(out, "\nL = %" PRId64 "\n", studies[i].L);
        write_means(&studies[i], out);
        if (has_differences(&studies[i]))
            write_differences(&studies[i], options->from, out);
        if (has_slopes(&studies[i]))
            write_slopes(&studies[i], options->from, out);
        else
            fprintf(out,
                    "\n  no line c + s ln N: it needs three sizes from N = %g on (--from)\n",
                    options->from);
    }
    fputs("\nsix, nine: the iteration at c_l = 1 - 0.1/(N L); last: nine matrices at "
          "1 - exp(-gamma)/(2 L (L + 1) N),\n"
          "where it ends with the last component of the simulation. expected: for large N; "
          "tpmsync-reduce sizes --help.\n",
          out);
}

/* ---- for programs: one number a line or object ------------------------------------------- */

struct number {
    const char *kind;
    int64_t L, N; /* N = 0: of all sizes fitted */
    const char *time, *source;
    int64_t count; /* runs, or sizes */
    double value, error, chi2, p;
};

typedef void number_writer(const struct number *number, struct json *to);

static void write_numbers_of_row(const struct size_study *study, size_t i, number_writer *write,
                                 struct json *to) {
    for (enum size_source source = 0; source < SIZE_SOURCES; source++)
        for (enum run_time time = 0; time < RUN_TIMES; time++) {
            const struct size_row *row = &study->row[i];
            const struct run_mean *mean = &row->mean[source][time];
            const struct size_difference d = sizes_difference(row, source, time);
            struct number number = {"mean",
                                    study->L,
                                    row->N,
                                    size_time_name[time],
                                    size_source_name[source],
                                    mean->runs,
                                    mean->mean,
                                    mean->error,
                                    NAN,
                                    NAN};
            if (mean->runs > 0 && mean->lacking == 0)
                write(&number, to);
            number.kind = "difference";
            number.value = d.value;
            number.error = d.error;
            if (source != FROM_SIMULATION && d.error > 0.0)
                write(&number, to);
        }
}

static void write_numbers_of_fits(const struct size_study *study, number_writer *write,
                                  struct json *to) {
    for (enum size_source source = 0; source < SIZE_SOURCES; source++)
        for (enum run_time time = 0; time < RUN_TIMES; time++) {
            const struct line *line = &study->fit[source][time];
            const struct constant *mean = &study->difference[source][time];
            const char *name = size_source_name[source], *of = size_time_name[time];
            if (line->points > 0)
                write(&(struct number){"slope", study->L, 0, of, name, (int64_t)line->points,
                                       line->slope, line->slope_error, line->chi2, line->p},
                      to);
            if (mean->points > 0)
                write(&(struct number){"difference", study->L, 0, of, name,
                                       (int64_t)mean->points, mean->value, mean->error,
                                       mean->chi2, mean->p},
                      to);
        }
    write(&(struct number){"expected slope", study->L, 0, "t_b", "simulation", 0,
                           sizes_expected_slope(study->L), NAN, NAN, NAN},
          to);
    write(&(struct number){"expected difference", study->L, 0, "t_b", "nine", 0,
                           sizes_expected_difference(study->L, FROM_NINE), NAN, NAN, NAN},
          to);
}

static void write_numbers(const struct size_study studies[], size_t count, number_writer *write,
                          struct json *to) {
    for (size_t s = 0; s < count; s++) {
        for (size_t i = 0; i < studies[s].count; i++)
            write_numbers_of_row(&studies[s], i, write, to);
        write_numbers_of_fits(&studies[s], write, to);
    }
}

/* Of which only the stream counts. */
static void write_csv_line(const struct number *n, struct json *to) {
    FILE *out = to->out;
    fprintf(out, "%s,%" PRId64 ",", n->kind, n->L);
    if (n->N > 0)
        fprintf(out, "%" PRId64, n->N);
    fprintf(out, ",%s,%s,%" PRId64, n->time, n->source, n->count);
    cell_csv_real(out, 10, n->value);
    cell_csv_real(out, 10, n->error);
    cell_csv_real(out, 10, n->chi2);
    cell_csv_real(out, 10, n->p);
    fputc('\n', out);
}

void sizes_write_csv(const struct size_study studies[], size_t count,
                     const struct figure_options *options, FILE *out) {
    (void)options;
    fputs("kind,L,N,time,source,runs_or_sizes,value,error,chi2,p\n", out);
    write_numbers(studies, count, write_csv_line, &(struct json){.out = out});
}

static void write_json_object(const struct number *n, struct json *json) {
    json_open(json, NULL, '{');
    json_text(json, "kind", n->kind);
    json_whole(json, "L", n->L);
    json_whole(json, "N", n->N);
    json_text(json, "time", n->time);
    json_text(json, "source", n->source);
    json_whole(json, "runs_or_sizes", n->count);
    json_real(json, "value", n->value);
    json_real(json, "error", n->error);
    json_real(json, "chi2", n->chi2);
    json_real(json, "p", n->p);
    json_close(json, '}');
}

void sizes_write_json(const struct size_study studies[], size_t count,
                      const struct figure_options *options, FILE *out) {
    struct json json = {.out = out};
    json_open(&json, NULL, '[');
    json_open(&json, NULL, '{');
    json_text(&json, "kind", "fitted from");
    json_real(&json, "N", options->from);
    remarks_write_json(options->remarks, &json);
    json_close(&json, '}');
    write_numbers(studies, count, write_json_object, &json);
    json_close(&json, ']');
}
