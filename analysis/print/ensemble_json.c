#include "print/ensemble_json.h"

/* What an engine does not have is "" or 0. */
static void word(struct json *json, const char *name, const char *value) {
    if (*value)
        json_text(json, name, value);
}

static void whole(struct json *json, const char *name, int64_t value) {
    if (value > 0)
        json_whole(json, name, value);
}

static void real(struct json *json, const char *name, double value) {
    if (value > 0.0)
        json_real(json, name, value);
}

void ensemble_write_json(const struct ensemble_parameters *p, struct json *json) {
    word(json, "engine", p->engine);
    whole(json, "L", p->L);
    whole(json, "initial", p->initial);
    word(json, "method", p->method);
    word(json, "closure", p->closure);
    word(json, "criterion", p->criterion);
    real(json, "cl", p->cl);
    whole(json, "N", p->N);
    word(json, "ties", p->ties);
    word(json, "until", p->until);
    real(json, "eta", p->eta);
    word(json, "attacker", p->attacker);
    json_truth(json, "no_attacker", p->no_attacker);
}
