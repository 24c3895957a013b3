/* The readings for programs. */
#include <inttypes.h>
#include <math.h>

#include "print/cells.h"
#include "print/json.h"
#include "readings/readings.h"
#include "schema/values.h"

/* ---- CSV --------------------------------------------------------------------------------- */

static void write_line(const struct readings_study *study, const struct reading *reading,
                       int place, enum quantity quantity, enum reading_statistic statistic,
                       FILE *out) {
    const struct reading_runs *runs = reading->runs[place][quantity];
    const struct reading_number number = reading_number(reading, place, quantity, statistic);
    const double printed = reading_printed(readings_paper(study, place, quantity), statistic);
    fprintf(out, "\"%s\",", reading->label);
    if (reading->rank > 0)
        fprintf(out, "%d", reading->rank);
    fprintf(out, ",%" PRId64 ",%s,%s,%" PRId64 ",%" PRId64, study->L[place],
            quantity_name[quantity], reading_statistic_name[statistic], runs->runs,
            runs->lacking[quantity]);
    cell_csv_real(out, 10, number.value);
    cell_csv_real(out, 6, number.error);
    cell_csv_real(out, 6, printed);
    cell_csv_real(out, 6, reading_distance(study, reading, place, quantity, statistic));
    cell_csv_real(out, 6, number.value / printed);
    fputc('\n', out);
}

void readings_write_csv(const struct readings_study *study, FILE *out) {
    fputs("reading,rank,L,quantity,statistic,runs,lacking,value,error,paper,distance,ratio\n",
          out);
    for (size_t r = 0; r < study->count; r++)
        for (int place = 0; place < study->Ls; place++)
            for (enum quantity q = 0; q < QUANTITIES; q++)
                for (enum reading_statistic s = 0;
                     s < READING_STATISTICS && study->reading[r].runs[place][q]; s++)
                    write_line(study, &study->reading[r], place, q, s, out);
}

/* ---- JSON -------------------------------------------------------------------------------- */

static void write_statistic(const struct readings_study *study, const struct reading *reading,
                            int place, enum quantity quantity, enum reading_statistic statistic,
                            struct json *json) {
    const struct reading_number number = reading_number(reading, place, quantity, statistic);
    const double printed = reading_printed(readings_paper(study, place, quantity), statistic);
    json_open(json, reading_statistic_name[statistic], '{');
    json_real(json, "value", number.value);
    json_real(json, "error", number.error);
    json_real(json, "paper", printed);
    json_real(json, "distance", reading_distance(study, reading, place, quantity, statistic));
    json_real(json, "percent", 100.0 * (number.value / printed - 1.0));
    json_close(json, '}');
}

static void write_numbers(const struct readings_study *study, const struct reading *reading,
                          struct json *json) {
    json_open(json, "numbers", '[');
    for (int place = 0; place < study->Ls; place++)
        for (enum quantity q = 0; q < QUANTITIES; q++) {
            const struct reading_runs *runs = reading->runs[place][q];
            if (!runs)
                continue;
            json_open(json, NULL, '{');
            json_whole(json, "L", study->L[place]);
            json_text(json, "quantity", quantity_name[q]);
            json_whole(json, "runs", runs->runs);
            json_whole(json, "lacking", runs->lacking[q]);
            json_real(json, "bound", runs->bound[q]);
            for (enum reading_statistic s = 0; s < READING_STATISTICS; s++)
                write_statistic(study, reading, place, q, s, json);
            json_close(json, '}');
        }
    json_close(json, ']');
}

static void write_fit(const struct reading *reading, enum reading_statistic statistic,
                      struct json *json) {
    const struct reading_fit *fit = &reading->fit[statistic];
    json_open(json, reading_statistic_name[statistic], '{');
    json_whole(json, "numbers", fit->numbers);
    json_whole(json, "within", fit->within);
    json_real(json, "chi2", fit->chi2);
    for (enum quantity q = 0; q < QUANTITIES; q++) {
        char name[32];
        snprintf(name, sizeof name, "chi2_%s", quantity_name[q]);
        json_real(json, name, fit->part[q]);
    }
    json_real(json, "misfit", fit->misfit);
    json_close(json, '}');
}

/* What all its ensembles have in common, L, the start and the criterion apart. */
static const struct parameters *parameters_of(const struct readings_study *study,
                                              const struct reading *reading) {
    for (int place = 0; place < study->Ls; place++)
        for (enum quantity q = 0; q < QUANTITIES; q++)
            if (reading->runs[place][q])
                return group_parameters(reading->runs[place][q]->pool);
    return NULL;
}

static void write_rules(const struct readings_study *study, const struct reading *reading,
                        struct json *json) {
    static const char *const criteria[] = {"fixed", "by Q", "by L"};
    static const char *const words[] = {"closure", "criterion", "ties", "attack"};
    const struct parameters *p = parameters_of(study, reading);
    json_text(json, "engine", p->command);
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (*value_word(p, words[i]))
            json_text(json, words[i], value_word(p, words[i]));
    if (p->N > 0)
        json_whole(json, "N", p->N);
    json_text(json, "initial", reading->initial > 0 ? "fixed" : "L");
    if (reading->initial > 0)
        json_whole(json, "initial_largest", reading->initial);
    if (p->cl > 0.0) {
        json_real(json, "gap", reading->gap);
        json_text(json, "gap_divided", criteria[reading->criterion]);
    }
}

static void write_reading(const struct readings_study *study, const struct reading *reading,
                          struct json *json) {
    json_open(json, NULL, '{');
    json_text(json, "reading", reading->label);
    json_truth(json, "as_stated", reading->as_stated);
    if (reading->rank > 0)
        json_whole(json, "rank", reading->rank);
    write_rules(study, reading, json);
    json_open(json, "fit", '{');
    for (enum reading_statistic s = 0; s < READING_STATISTICS; s++)
        write_fit(reading, s, json);
    json_close(json, '}');
    write_numbers(study, reading, json);
    json_close(json, '}');
}

static void write_unexplained(const struct readings_study *study, struct json *json) {
    json_open(json, "unexplained", '[');
    for (enum quantity q = 0; q < QUANTITIES; q++)
        for (int place = 0; place < study->Ls; place++) {
            const struct paper_value *paper = readings_paper(study, place, q);
            const struct reading_nearest nearest =
                paper ? readings_nearest(study, place, q) : (struct reading_nearest){0};
            if (!nearest.reading || readings_explain(study, place, q))
                continue;
            const struct reading_number number =
                reading_number(nearest.reading, place, q, nearest.statistic);
            json_open(json, NULL, '{');
            json_whole(json, "L", study->L[place]);
            json_text(json, "quantity", quantity_name[q]);
            json_real(json, "paper", paper->mean);
            json_text(json, "nearest", nearest.reading->label);
            json_text(json, "statistic", reading_statistic_name[nearest.statistic]);
            json_real(json, "value", number.value);
            json_real(json, "error", number.error);
            json_real(json, "distance", nearest.distance);
            json_real(json, "paper_in_nearest", paper->mean / number.value);
            json_close(json, '}');
        }
    json_close(json, ']');
}

/* The best reading of each sense of ±. */
static void write_spreads(const struct readings_study *study, struct json *json) {
    json_open(json, "spreads", '[');
    for (enum reading_statistic s = READING_SPREADS; s < READING_STATISTICS; s++) {
        const struct reading *best = readings_best(study, s);
        if (!best)
            continue;
        json_open(json, NULL, '{');
        json_text(json, "statistic", reading_statistic_name[s]);
        json_text(json, "text", reading_statistic_text[s]);
        json_text(json, "best", best->label);
        json_real(json, "misfit", best->fit[s].misfit);
        json_whole(json, "within", best->fit[s].within);
        json_whole(json, "numbers", best->fit[s].numbers);
        json_close(json, '}');
    }
    json_close(json, ']');
}

/* Whether r is a mean over runs or the ratio of the means. */
static void write_ratios(const struct readings_study *study, struct json *json) {
    json_open(json, "ratios", '[');
    for (int place = 0; place < study->Ls; place++) {
        const struct reading_number paper = readings_paper_ratio(study, place);
        if (isnan(paper.value))
            continue;
        json_open(json, NULL, '{');
        json_whole(json, "L", study->L[place]);
        json_real(json, "paper", paper.value);
        json_real(json, "rounding", paper.error);
        json_real(json, "best",
                  study->count > 0 ? reading_ratio(&study->reading[0], place) : NAN);
        json_close(json, '}');
    }
    json_close(json, ']');
}

void readings_write_json(const struct readings_study *study, FILE *out) {
    struct json json = {.out = out};
    json_open(&json, NULL, '{');
    json_text(&json, "source", study->paper.source);
    json_real(&json, "far", READING_FAR);
    json_real(&json, "cap", READING_CAP);
    json_open(&json, "readings", '[');
    for (size_t r = 0; r < study->count; r++)
        write_reading(study, &study->reading[r], &json);
    json_close(&json, ']');
    write_unexplained(study, &json);
    write_spreads(study, &json);
    write_ratios(study, &json);
    remarks_write_json(study->remarks, &json);
    json_close(&json, '}');
}
