/* Times of the rules, for programs: the same numbers as CSV and as JSON. */
#include <inttypes.h>
#include <math.h>
#include <stdlib.h>

#include "print/cells.h"
#include "print/json.h"
#include "rules/rules.h"

struct number {
    const char *rule; /* or iteration; "" */
    int64_t L;        /* 0: none */
    double N;         /* 0: none */
    const char *quantity, *name;
    int64_t count; /* of runs, or points; 0: none */
    double value, error;
};

typedef void number_writer(const struct number *number, struct json *to);

struct sink {
    number_writer *write;
    struct json *to;
};

static void put(const struct sink *sink, struct number number, const char *name,
                struct estimate e) {
    number.name = name;
    number.value = e.value;
    number.error = e.error;
    if (isfinite(e.value))
        sink->write(&number, sink->to);
}

static void put_plain(const struct sink *sink, struct number number, const char *name,
                      double value) {
    put(sink, number, name, (struct estimate){value, NAN});
}

/* ---- what there is ----------------------------------------------------------------------- */

static void put_tails(const struct sink *sink, struct number number,
                      const struct rules_point *p) {
    static const char *const names[RULES_TAILS] = {"tail 0.9", "tail 0.99", "tail 0.999"};
    static const char *const units[RULES_TAILS] = {"tail 0.9 in rates of the mean",
                                                   "tail 0.99 in rates of the mean",
                                                   "tail 0.999 in rates of the mean"};
    static const char *const scatters[RULES_TAILS] = {"tail 0.9 scatter", "tail 0.99 scatter",
                                                      "tail 0.999 scatter"};
    const double unit = scaling_tail_rate((double)p->L);
    for (int t = 0; t < RULES_TAILS; t++) {
        const struct tail *tail = &p->tail[t];
        number.count = tail->count;
        put(sink, number, names[t], tail->rate);
        put(sink, number, units[t],
            (struct estimate){tail->rate.value / unit, tail->rate.error / unit});
        put(sink, number, scatters[t], tail->scatter);
    }
}

static void put_laws(const struct sink *sink, struct number number,
                     const struct rules_point *p) {
    for (enum sample_law law = 0; law < SAMPLE_LAWS; law++) {
        if (p->law[law].parameters == 0)
            continue;
        number.quantity = sample_law_name[law];
        number.count = p->synchronised;
        put_plain(sink, number, "distance", p->test[law].distance);
        number.count = p->test[law].freedom;
        put_plain(sink, number, "chi2", p->test[law].chi2);
        put_plain(sink, number, "P", p->test[law].p);
    }
}

static void put_point(const struct sink *sink, const struct rules_point *p) {
    struct number number = {.rule = rules_source_name[p->source],
                            .L = p->L,
                            .N = p->N,
                            .quantity = "t_sync",
                            .count = p->synchronised};
    if (p->limited == 0)
        put(sink, number, "mean", p->time.mean);
    put(sink, number, "variance/mean", p->time.dispersion);
    put(sink, number, "skewness", p->time.skewness);
    put(sink, number, "ln of the random walk's", p->effect);
    put_tails(sink, number, p);
    if (p->published) {
        put(sink, number, "published",
            (struct estimate){p->published->mean, p->published->error});
        put_plain(sink, number, "distance", p->distance);
    }
    number.quantity = "stalled";
    number.count = p->stalls.of;
    put_plain(sink, number, "runs", (double)p->stalled);
    put_plain(sink, number, "share", p->stalls.value);
    put_plain(sink, number, "low", p->stalls.low);
    put_plain(sink, number, "high", p->stalls.high);
    number.quantity = "step limit";
    put_plain(sink, number, "runs", (double)p->limited);
    put_laws(sink, number, p);
}

static void put_quality(const struct sink *sink, struct number number, double chi2, double p) {
    put_plain(sink, number, "chi2", chi2);
    put_plain(sink, number, "P", p);
}

static void put_growth(const struct sink *sink, const struct rules_growth *g) {
    const struct number number = {.rule = rules_source_name[g->source],
                                  .L = g->L,
                                  .quantity = "c + s ln N",
                                  .count = (int64_t)g->line.points};
    const double rate = scaling_rate((double)g->L);
    put(sink, number, "s", (struct estimate){g->line.slope, g->line.slope_error});
    put(sink, number, "s r(L)",
        (struct estimate){g->line.slope * rate, g->line.slope_error * rate});
    put(sink, number, "c", (struct estimate){g->line.intercept, g->line.intercept_error});
    put_quality(sink, number, g->line.chi2, g->line.p);
}

static void put_exponent(const struct sink *sink, const struct rules_exponent *e) {
    const struct number number = {.rule = rules_source_name[e->source],
                                  .N = e->N,
                                  .quantity = "a L^p",
                                  .count = (int64_t)e->growth.points};
    put(sink, number, "p", (struct estimate){e->growth.coefficient[1], e->growth.error[1]});
    put_quality(sink, number, e->growth.chi2, e->growth.p);
}

/* Of fits against both L and N, L is the least that is fitted. */
static void put_scaling(const struct sink *sink, const struct rules_scaling *scaling) {
    for (enum scaling_law law = 0; law < SCALING_LAWS; law++) {
        const struct scaling *fit = &scaling->fit[law];
        const struct number number = {.rule = rules_source_name[scaling->source],
                                      .L = scaling->from_L,
                                      .quantity = scaling_law_text[law],
                                      .count = (int64_t)fit->points};
        if (fit->points == 0)
            continue;
        for (size_t k = 0; k < fit->terms; k++)
            put(sink, number, scaling_term_name[law][k],
                (struct estimate){fit->coefficient[k], fit->error[k]});
        put_quality(sink, number, fit->chi2, fit->p);
        put_plain(sink, number, "rms", fit->rms);
        put_plain(sink, number, "worst", fit->worst);
    }
}

static const char *const effect_word[EFFECT_FITS] = {"small x", "all x", "free q"};

static void put_effect(const struct sink *sink, const struct rules_effect *e,
                       enum rules_effect_fit kind) {
    const struct number number = {.rule = rules_source_name[e->source],
                                  .quantity = effect_word[kind],
                                  .count = (int64_t)e->points};
    if (e->points == 0)
        return;
    put(sink, number, "q", e->q);
    put(sink, number, "b", e->b);
    put(sink, number, "c", e->c);
    put_quality(sink, number, e->chi2, e->p);
}

static void put_all(const struct sink *sink, const struct rules_study *study) {
    for (size_t i = 0; i < study->points; i++)
        put_point(sink, &study->point[i]);
    for (size_t i = 0; i < study->growths; i++)
        put_growth(sink, &study->growth[i]);
    for (size_t i = 0; i < study->exponents; i++)
        put_exponent(sink, &study->exponent[i]);
    for (int s = 0; s < 2; s++)
        for (int f = 0; f < RULES_FROM_L; f++)
            put_scaling(sink, &study->scaling[s][f]);
    for (int s = 0; s < 2; s++)
        for (enum rules_effect_fit kind = 0; kind < EFFECT_FITS; kind++)
            put_effect(sink, &study->effect[s][kind], kind);
}

/* ---- CSV, JSON --------------------------------------------------------------------------- */

/* Of which only the stream counts. */
static void write_csv_line(const struct number *n, struct json *to) {
    FILE *out = to->out;
    fprintf(out, "%s,", n->rule);
    if (n->L > 0)
        fprintf(out, "%" PRId64, n->L);
    cell_csv_real(out, 10, n->N > 0.0 ? n->N : NAN);
    fprintf(out, ",%s,%s,%" PRId64, n->quantity, n->name, n->count);
    cell_csv_real(out, 10, n->value);
    cell_csv_real(out, 10, n->error);
    fputc('\n', out);
}

void rules_write_csv(const struct rules_study *study, FILE *out) {
    struct json to = {.out = out};
    fputs("rule,L,N,quantity,name,count,value,error\n", out);
    put_all(&(struct sink){write_csv_line, &to}, study);
}

static void write_json_object(const struct number *n, struct json *json) {
    json_open(json, NULL, '{');
    json_text(json, "rule", n->rule);
    json_whole(json, "L", n->L);
    json_real(json, "N", n->N);
    json_text(json, "quantity", n->quantity);
    json_text(json, "name", n->name);
    json_whole(json, "count", n->count);
    json_real(json, "value", n->value);
    json_real(json, "error", n->error);
    json_close(json, '}');
}

static void json_published(const struct rules_point *p, struct json *json) {
    json_open(json, NULL, '{');
    json_text(json, "rule", rules_source_name[p->source]);
    json_whole(json, "L", p->L);
    json_real(json, "N", p->N);
    json_real(json, "mean", p->time.mean.value);
    json_real(json, "error", p->time.mean.error);
    json_real(json, "published", p->published->mean);
    json_real(json, "published_error", p->published->error > 0.0 ? p->published->error : NAN);
    json_real(json, "distance", p->distance);
    json_text(json, "source", p->published->source);
    json_text(json, "conditions", p->published->conditions);
    json_close(json, '}');
}

void rules_write_json(const struct rules_study *study, FILE *out) {
    struct json json = {.out = out};
    json_open(&json, NULL, '[');
    json_open(&json, NULL, '{');
    json_text(&json, "name", "fitted from");
    json_real(&json, "value", study->from);
    json_open(&json, "published", '[');
    for (size_t i = 0; i < study->points; i++)
        if (study->point[i].published)
            json_published(&study->point[i], &json);
    json_close(&json, ']');
    remarks_write_json(study->remarks, &json);
    json_close(&json, '}');
    put_all(&(struct sink){write_json_object, &json}, study);
    json_close(&json, ']');
}
