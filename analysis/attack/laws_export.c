/* Laws of success against L for programs: JSON and CSV, in full precision. */
#include <inttypes.h>
#include <math.h>
#include <string.h>

#include "attack/laws_write.h"
#include "print/cells.h"
#include "print/ensemble_json.h"
#include "schema/values.h"

static const char *law_name(enum decay_law law) {
    return law < DECAY_LAWS ? decay_law_name[law] : NULL;
}

/* ---- JSON -------------------------------------------------------------------------------- */

static void json_value(const char *name, struct decay_value value, struct json *json) {
    json_open(json, name, '{');
    json_real(json, "value", value.value);
    json_real(json, "error", value.error);
    json_close(json, '}');
}

static void json_law(enum decay_law law, const struct decay *fit, struct json *json) {
    json_open(json, NULL, '{');
    json_text(json, "law", decay_law_name[law]);
    json_text(json, "p_is", decay_law_text[law]);
    json_whole(json, "terms", (int64_t)fit->terms);
    json_open(json, "parameters", '{');
    for (size_t k = 0; k < fit->terms; k++)
        json_value(decay_parameter[law][k],
                   (struct decay_value){fit->parameter[k], fit->error[k]}, json);
    json_close(json, '}');
    json_real(json, "deviance", fit->deviance);
    json_whole(json, "freedom", (int64_t)(fit->points - fit->terms));
    json_real(json, "p", fit->p);
    json_real(json, "aic", fit->aic);
    json_truth(json, "at_edge", fit->at_edge);
    json_close(json, '}');
}

static void json_range(enum laws_range range, const struct laws_fits *fits, struct json *json) {
    json_open(json, NULL, '{');
    json_text(json, "range", laws_range_name[range]);
    json_real(json, "from", fits->from);
    json_real(json, "to", fits->to);
    json_whole(json, "points", (int64_t)fits->points);
    json_text(json, "best", law_name(fits->best));
    json_open(json, "laws", '[');
    for (enum decay_law law = 0; law < DECAY_LAWS; law++)
        if (fits->fit[law].points > 0)
            json_law(law, &fits->fit[law], json);
    json_close(json, ']');
    json_close(json, '}');
}

/* With its residuals from the laws over all L. */
static void json_point(const struct laws_curve *curve, size_t i, struct json *json) {
    const struct decay_point *point = &curve->point[i];
    const struct decay *fit = curve->range[LAWS_ALL].fit;
    const bool counted = point->of > 0;
    json_open(json, NULL, '{');
    json_real(json, "L", point->L);
    json_real(json, "p", counted ? (double)point->count / (double)point->of : point->p);
    json_whole(json, "count", point->count);
    json_whole(json, "of", point->of);
    json_real(json, "error", counted ? NAN : point->error);
    json_open(json, "residuals", '{');
    for (enum decay_law law = 0; law < DECAY_LAWS; law++)
        if (fit[law].points > 0)
            json_real(json, decay_law_name[law], decay_residual(law, &fit[law], point));
    json_close(json, '}');
    json_close(json, '}');
}

static void json_curve(const struct laws_curve *curve, enum success_criterion criterion,
                       struct json *json) {
    json_open(json, NULL, '{');
    json_text(json, "criterion", success_criterion_name[criterion]);
    json_open(json, "points", '[');
    for (size_t i = 0; i < curve->points; i++)
        json_point(curve, i, json);
    json_close(json, ']');
    json_open(json, "fits", '[');
    for (enum laws_range range = 0; range < LAWS_RANGES; range++)
        if (curve->range[range].points > 0)
            json_range(range, &curve->range[range], json);
    json_close(json, ']');
    json_close(json, '}');
}

static void json_need(const struct laws_need *need, int target, struct json *json) {
    json_open(json, NULL, '{');
    json_text(json, "target", laws_target_name[target]);
    json_real(json, "below", laws_target[target]);
    json_real(json, "measured", need->measured > 0 ? (double)need->measured : NAN);
    json_text(json, "range", laws_range_name[need->range]);
    json_text(json, "best", law_name(need->best));
    json_open(json, "by", '{');
    for (enum decay_law law = 0; law < DECAY_LAWS; law++)
        json_value(decay_law_name[law], need->by[law], json);
    json_close(json, '}');
    json_real(json, "standing_low", need->standing_low);
    json_real(json, "standing_high", need->standing_high);
    json_real(json, "low", need->low);
    json_real(json, "high", need->high);
    json_real(json, "L", need->L > 0 ? (double)need->L : NAN);
    json_truth(json, "extrapolated", need->extrapolated);
    json_value("t_sync", need->t_sync, json);
    json_truth(json, "t_sync_extrapolated", need->t_sync_extrapolated);
    json_close(json, '}');
}

static void json_time(const struct growth *time, struct json *json) {
    json_open(json, "t_sync", '{');
    json_text(json, "law", "a + b ln L");
    json_whole(json, "points", (int64_t)time->points);
    for (size_t k = 0; k < time->terms; k++)
        json_value(k == 0 ? "a" : "b",
                   (struct decay_value){time->coefficient[k], time->error[k]}, json);
    json_real(json, "chi2", time->chi2);
    json_real(json, "p", time->p);
    json_real(json, "rms", time->rms);
    json_close(json, '}');
}

static void json_label(const struct laws_series *series, struct json *json) {
    char label[ENSEMBLE_LABEL_MAX];
    laws_label(series, label);
    json_text(json, "series", label);
}

static void json_series(const struct laws_series *series, struct json *json) {
    json_open(json, NULL, '{');
    json_label(series, json);
    ensemble_write_json(group_parameters(series->row[0]->pool), json);
    json_text(json, "judged", success_criterion_name[series->judged]);
    json_open(json, "curves", '[');
    for (enum success_criterion c = 0; c < SUCCESS_CRITERIA; c++)
        if (series->curve[c].points > 0)
            json_curve(&series->curve[c], c, json);
    json_close(json, ']');
    json_time(&series->time, json);
    json_open(json, "needs", '[');
    for (int target = 0; target < LAWS_TARGETS; target++)
        json_need(&series->need[target], target, json);
    json_close(json, ']');
    json_close(json, '}');
}

static void json_claim(const struct laws *laws, enum laws_claim claim, struct json *json) {
    json_open(json, NULL, '{');
    json_text(json, "claim", laws_claim_name[claim]);
    json_text(json, "says", laws_claim_says[claim]);
    json_text(json, "criterion", laws_claim_criterion[claim]);
    json_text(json, "verdict", laws_verdict_name[laws->verdict[claim]]);
    json_open(json, "findings", '[');
    for (size_t i = 0; i < laws->findings[claim]; i++) {
        const struct laws_finding *finding = &laws->finding[claim][i];
        json_open(json, NULL, '{');
        json_label(finding->series, json);
        json_text(json, "verdict", laws_verdict_name[finding->verdict]);
        json_text(json, "measured", finding->measured);
        json_close(json, '}');
    }
    json_close(json, ']');
    json_close(json, '}');
}

static void json_pairs(const struct laws_series *series, struct json *json) {
    for (size_t i = 0; i < series->pairs; i++) {
        const struct laws_pair *pair = &series->pair[i];
        json_open(json, NULL, '{');
        json_label(series, json);
        json_whole(json, "L", pair->L);
        json_real(json, "split", pair->split);
        json_real(json, "counted", pair->counted);
        json_real(json, "distance", pair->distance);
        json_close(json, '}');
    }
}

static void json_size(const struct laws_size *size, struct json *json) {
    const struct parameters *p = group_parameters(size->simulated->pool);
    json_open(json, NULL, '{');
    json_whole(json, "L", p->L);
    json_whole(json, "N", p->N);
    json_text(json, "attack", value_word(p, "attack"));
    json_text(json, "rule", value_word(p, "rule"));
    json_real(json, "simulated", size->simulated->success[SYNC_OVERLAP].p);
    json_real(json, "iterated", size->iterated->success[SYNC_OVERLAP].p);
    json_real(json, "difference", size->difference);
    json_real(json, "error", size->error);
    json_close(json, '}');
}

void laws_write_json(const struct laws *laws, struct json *json) {
    json_open(json, "series", '[');
    for (size_t i = 0; i < laws->count; i++)
        json_series(&laws->series[i], json);
    json_close(json, ']');
    json_open(json, "claims", '[');
    for (enum laws_claim claim = 0; laws->count > 0 && claim < LAWS_CLAIMS; claim++)
        json_claim(laws, claim, json);
    json_close(json, ']');
    json_open(json, "splitting", '[');
    for (size_t i = 0; i < laws->count; i++)
        json_pairs(&laws->series[i], json);
    json_close(json, ']');
    json_open(json, "sizes", '[');
    for (size_t i = 0; i < laws->sizes; i++)
        json_size(&laws->size[i], json);
    json_close(json, ']');
}

/* ---- CSV --------------------------------------------------------------------------------- */

/* The label, whose commas would part it. */
static void csv_label(const struct laws_series *series, FILE *out) {
    char label[ENSEMBLE_LABEL_MAX];
    laws_label(series, label);
    for (char *at = label; *at; at++)
        if (*at == ',')
            *at = ';';
    fputs(label, out);
}

static void csv_law(const struct laws_series *series, enum success_criterion criterion,
                    enum laws_range range, enum decay_law law, FILE *out) {
    const struct laws_fits *fits = &series->curve[criterion].range[range];
    const struct decay *fit = &fits->fit[law];
    if (fit->points == 0)
        return;
    csv_label(series, out);
    fprintf(out, ",%s,%s,%g,%g,%s,%zu", success_criterion_name[criterion],
            laws_range_name[range], fits->from, fits->to, decay_law_name[law], fit->points);
    for (size_t k = 0; k < DECAY_TERMS_MAX; k++) {
        fprintf(out, ",%s", k < fit->terms ? decay_parameter[law][k] : "");
        cell_csv_real(out, ALL_DIGITS, k < fit->terms ? fit->parameter[k] : NAN);
        cell_csv_real(out, ALL_DIGITS, k < fit->terms ? fit->error[k] : NAN);
    }
    cell_csv_real(out, ALL_DIGITS, fit->deviance);
    fprintf(out, ",%zu", fit->points - fit->terms);
    cell_csv_real(out, ALL_DIGITS, fit->p);
    cell_csv_real(out, ALL_DIGITS, fit->aic);
    fprintf(out, ",%d,%d\n", law == fits->best, fit->at_edge);
}

void laws_write_csv(const struct laws *laws, FILE *out) {
    fputs("series,criterion,range,from,to,law,points,name_1,value_1,error_1,name_2,value_2,"
          "error_2,name_3,value_3,error_3,deviance,freedom,p,aic,best,at_edge\n",
          out);
    for (size_t i = 0; i < laws->count; i++)
        for (enum success_criterion c = 0; c < SUCCESS_CRITERIA; c++)
            for (enum laws_range range = 0; range < LAWS_RANGES; range++)
                for (enum decay_law law = 0; law < DECAY_LAWS; law++)
                    csv_law(&laws->series[i], c, range, law, out);
}

static void csv_need(const struct laws_series *series, int target, FILE *out) {
    const struct laws_need *need = &series->need[target];
    csv_label(series, out);
    fprintf(out, ",%s,%s", success_criterion_name[series->judged], laws_target_name[target]);
    cell_csv_real(out, ALL_DIGITS, laws_target[target]);
    cell_csv_real(out, ALL_DIGITS, need->measured > 0 ? (double)need->measured : NAN);
    fprintf(out, ",%s,%s", laws_range_name[need->range],
            need->best < DECAY_LAWS ? decay_law_name[need->best] : "");
    for (enum decay_law law = DECAY_EXPONENTIAL; law < DECAY_LAWS; law++) {
        cell_csv_real(out, ALL_DIGITS, need->by[law].value);
        cell_csv_real(out, ALL_DIGITS, need->by[law].error);
    }
    cell_csv_real(out, ALL_DIGITS, need->standing_low);
    cell_csv_real(out, ALL_DIGITS, need->standing_high);
    cell_csv_real(out, ALL_DIGITS, need->L > 0 ? (double)need->L : NAN);
    fprintf(out, ",%d", need->extrapolated);
    cell_csv_real(out, ALL_DIGITS, need->t_sync.value);
    cell_csv_real(out, ALL_DIGITS, need->t_sync.error);
    fprintf(out, ",%d\n", need->t_sync_extrapolated);
}

void laws_write_needs_csv(const struct laws *laws, FILE *out) {
    fputs("series,criterion,target,below,measured,range,best", out);
    for (enum decay_law law = DECAY_EXPONENTIAL; law < DECAY_LAWS; law++)
        fprintf(out, ",%s,%s_se", decay_law_name[law], decay_law_name[law]);
    fputs(",standing_low,standing_high,L,extrapolated,t_sync,t_sync_se,t_sync_extrapolated\n",
          out);
    for (size_t i = 0; i < laws->count; i++)
        for (int target = 0; target < LAWS_TARGETS; target++)
            csv_need(&laws->series[i], target, out);
}
