/* tpmsync-reduce transition: where continuous machines begin to synchronise. */
#include <inttypes.h>
#include <math.h>
#include <string.h>

#include "command.h"
#include "print/figure.h"
#include "read/option_reader.h"

static const struct option_text known[] = {
    FIGURE_FORMAT,
    FIGURE_DATA,
    FIGURE_PLOT,
    OPTION_HELP,
};

const struct command_text transition_text = {
    .name = "transition",
    .summary = "stationary overlap of continuous machines against the learning rate",
    .operands = "FILE.h5...",
    .text = "Machines with continuous weights: the stationary overlap of A and B against the "
            "learning rate eta, with the critical eta_c above which they synchronise, and the "
            "stability of rho_AB = +1 and -1.\n"
            "\n"
            "The files are those of tpmsync, in any mix; one that `tpmsync ode` wrote for two "
            "learning rates or more is needed. Others are passed over with a remark.",
    .option = known,
    .options = sizeof known / sizeof *known,
    .closing = "Standard output holds the table: eta, the overlap where the parties settle "
               "from 0, and the rates per alpha at which a small deviation from rho_AB = +1 "
               "and -1 grows; a state with a positive rate is unstable.",
    .example = "tpmsync-reduce transition --plot transition.pdf out/transition.h5",
};

static int classify(const struct ensemble *e, const struct figure_options *options,
                    char reason[FIGURE_REASON_MAX]) {
    (void)options;
    if (!ensemble_is(e, "ode"))
        snprintf(reason, FIGURE_REASON_MAX, "engine %s is not part of the figure",
                 e->parameters.command);
    else if (e->equations.etas < 2)
        snprintf(reason, FIGURE_REASON_MAX, "it holds one learning rate only");
    else
        return 0;
    return -1;
}

static const char *stability(double growth) {
    return growth > 0.0 ? "unstable" : growth < 0.0 ? "stable" : "neutral";
}

static void write_summary(const struct ensemble *e, FILE *out) {
    const struct results *found = &e->results;
    const struct ensemble_equations *q = &e->equations;
    fprintf(out, "Transition to synchronisation, continuous machines\n\n%s\n", e->path);
    fprintf(out, "  critical learning rate eta_c      %.6f (closed form %.6f)\n", found->eta_c,
            found->eta_c_closed_form);
    if (found->eta_last_interior > 0.0)
        fprintf(out, "  a stable overlap above -1 up to   %.6f\n", found->eta_last_interior);
    fprintf(out, "  fixed point of the attacker       %.6f\n\n", found->fixed_point);
    fputs("     eta  stationary rho_AB  speed at +1          rate at -1\n", out);
    for (size_t i = 0; i < q->etas; i++)
        fprintf(out, "%8.4f  %17.6f  %+9.4f  %-9s  %+9.4f  %s\n", q->eta[i], q->stationary[i],
                q->growth_plus[i], stability(q->growth_plus[i]), q->growth_minus[i],
                stability(q->growth_minus[i]));
    fputs("\nspeed: d arccos(rho_AB) / d alpha; rate: of growth of a small deviation, per "
          "alpha;\n"
          "alpha = steps / N\n",
          out);
}

static void write_json(const struct ensemble *e, const struct remarks *remarks, FILE *out) {
    const struct results *found = &e->results;
    const struct ensemble_equations *q = &e->equations;
    struct json json = {.out = out};
    json_open(&json, NULL, '{');
    json_text(&json, "figure", "transition");
    json_text(&json, "file", e->path);
    json_real(&json, "eta_c", found->eta_c);
    json_real(&json, "eta_c_closed_form", found->eta_c_closed_form);
    json_real(&json, "last_interior",
              found->eta_last_interior > 0.0 ? found->eta_last_interior : NAN);
    json_real(&json, "fixed_point", found->fixed_point);
    json_open(&json, "paper", '{');
    json_real(&json, "eta_c", 2.68);
    json_real(&json, "fixed_point", 0.79);
    json_close(&json, '}');
    json_open(&json, "states", '[');
    for (size_t i = 0; i < q->etas; i++) {
        json_open(&json, NULL, '{');
        json_real(&json, "eta", q->eta[i]);
        json_real(&json, "stationary", q->stationary[i]);
        json_real(&json, "speed_plus", q->growth_plus[i]);
        json_real(&json, "rate_minus", q->growth_minus[i]);
        json_close(&json, '}');
    }
    json_close(&json, ']');
    figure_left_out_json(NULL, 0, remarks, &json);
    json_close(&json, '}');
}

static void write_data(const struct figure_series *series, struct figure_blocks *blocks) {
    const struct ensemble *e = series->found;
    const struct ensemble_equations *q = &e->equations;
    FILE *out = blocks->data;
    fprintf(out,
            "# Stationary overlap of A and B, machines with continuous weights.\n"
            "# Critical learning rate eta_c = %.10g (closed form %.10g).\n"
            "#\n"
            "# Block stationary:\n"
            "#   1  learning rate eta [1]\n"
            "#   2  overlap rho_AB where the parties settle from 0 [1]\n"
            "#   3  speed d arccos(rho_AB) / d alpha at rho_AB = +1 [rad per unit of alpha]\n"
            "#   4  rate of growth of a small deviation from rho_AB = -1 [per unit of alpha]\n"
            "# alpha = steps / N; a state is unstable where the speed or rate is positive.\n"
            "#\n",
            e->results.eta_c, e->results.eta_c_closed_form);
    figure_block(blocks, "stationary", "");
    fputs("# ", out);
    figure_describe(series, out);
    fputs("\n# eta rho_ab growth_plus growth_minus\n", out);
    for (size_t i = 0; i < q->etas; i++)
        fprintf(out, "%.10g %.8f %.8g %.8g\n", q->eta[i], q->stationary[i], q->growth_plus[i],
                q->growth_minus[i]);
}

static bool make(const struct figure_series series[], const struct figure_options *options,
                 FILE *summary, FILE *data, FILE *variables) {
    const struct ensemble *e = series[0].found;
    struct figure_blocks blocks = {.data = data};
    if (options->format == FIGURE_JSON)
        write_json(e, options->remarks, summary);
    else
        write_summary(e, summary);
    write_data(series, &blocks);
    fprintf(variables, "blocks = \"%s\"; eta_c = %.10g; last_interior = %.10g", blocks.names,
            e->results.eta_c, e->results.eta_last_interior);
    return true;
}

int transition_command(int argc, char *argv[]) {
    static const struct figure figure = {
        .command = &transition_text,
        .series = {{.name = "stationary",
                    .wanted = "the equations for two learning rates or more",
                    .essential = true}},
        .series_count = 1,
        .classify = classify,
        .make = make,
    };
    return figure_command(&figure, argc, argv);
}
