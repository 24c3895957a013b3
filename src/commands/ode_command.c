#include "commands/commands.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include <mpi.h>

#include "arithmetic/elementary.h"
#include "file/solution_file.h"
#include "physics/continuous/continuous_equations.h"
#include "ranks/failure.h"

/* Ends the job unless `fault` is NULL. */
static void check(const char *fault, const char *what) {
    if (fault)
        fail(MPI_COMM_WORLD, what, fault);
}

static void *memory(size_t count, size_t size) {
    void *block = calloc(count, size);
    if (!block)
        fail(MPI_COMM_WORLD, "solve the equations", strerror(ENOMEM));
    return block;
}

/* Both trajectories for one learning rate, from no overlap at all. */
static void solve(double eta, enum ode_attacker attacker, size_t points, const double alpha[],
                  double rho_ab[], double rho_ao[]) {
    static const struct three_overlaps none = {0.0, 0.0, 0.0};
    struct overlap *ab = memory(points, sizeof *ab), *ao = memory(points, sizeof *ao);
    check(equations_parties(eta, 0.0, points, alpha, ab), "integrate the parties' equation");
    if (attacker == ODE_FULL)
        check(equations_full(eta, none, points, alpha, ab, ao), "integrate the full equations");
    else
        check(equations_attacker(eta, 0.0, points, alpha, ao),
              "integrate the attacker's equation");
    for (size_t p = 0; p < points; p++) {
        rho_ab[p] = overlap_rho(ab[p]);
        rho_ao[p] = overlap_rho(ao[p]);
    }
    free(ab);
    free(ao);
}

/* All arrays of [etas] or [etas, points], row by row. */
struct ode_solution {
    size_t etas, points;
    const double *eta;
    double *alpha;           /* [points] */
    double *rho_ab, *rho_ao; /* [etas, points] */
    double *stationary_ab;   /* [etas]: where the parties settle from rho = 0 */
    double *growth_minus;    /* [etas]: rate of 1 + rho^AB at rho^AB = -1 */
    double *growth_plus;     /* [etas]: d arccos(rho^AB) / dalpha at rho^AB = 1 */
    struct results results;
};

static void solve_all(const struct parameters *parameters, struct ode_solution *s) {
    const size_t etas = s->etas, points = s->points;
    double *alpha = memory(points, sizeof *alpha);
    double *rho_ab = memory(etas * points, sizeof *rho_ab);
    double *rho_ao = memory(etas * points, sizeof *rho_ao);
    double *stationary = memory(etas, sizeof *stationary);
    double *minus = memory(etas, sizeof *minus), *plus = memory(etas, sizeof *plus);
    for (size_t p = 0; p < points; p++)
        alpha[p] = (double)p * parameters->alpha_step;
    for (size_t e = 0; e < etas; e++) {
        const double eta = s->eta[e];
        struct overlap settled;
        solve(eta, (enum ode_attacker)parameters->ode_attacker, points, alpha,
              rho_ab + e * points, rho_ao + e * points);
        check(equations_stationary(eta, 0.0, &settled), "find where the parties settle");
        stationary[e] = overlap_rho(settled);
        minus[e] = equations_growth_at_minus_one(eta);
        plus[e] = equations_departure_from_one(eta);
    }
    s->alpha = alpha;
    s->rho_ab = rho_ab;
    s->rho_ao = rho_ao;
    s->stationary_ab = stationary;
    s->growth_minus = minus;
    s->growth_plus = plus;
}

static void free_solution(struct ode_solution *s) {
    free(s->alpha);
    free(s->rho_ab);
    free(s->rho_ao);
    free(s->stationary_ab);
    free(s->growth_minus);
    free(s->growth_plus);
}

static bool write_file(const char *path, const struct parameters *parameters,
                       const struct provenance *provenance, const struct ode_solution *s,
                       const char **what) {
    const struct array arrays[] = {
        {"/eta", s->eta},
        {"/mean/eta", s->eta},
        {"/mean/alpha", s->alpha},
        {"/mean/rho_ab", s->rho_ab},
        {"/mean/rho_ao", s->rho_ao},
        {"/stationary/eta", s->eta},
        {"/stationary/rho_ab", s->stationary_ab},
        {"/stationary/growth_minus", s->growth_minus},
        {"/stationary/growth_plus", s->growth_plus},
    };
    const struct solution solution = {
        .arrays = {.files = FOR_ODE,
                   .size = {[DIMENSION_ETAS] = s->etas, [DIMENSION_STEPS] = s->points},
                   .count = sizeof arrays / sizeof *arrays,
                   .array = arrays},
        .results = s->results,
    };
    return solution_file_write(path, parameters, provenance, &solution, what);
}

static void tell(const struct ode_solution *s) {
    printf("eta_c = %.6f by root finding, %.6f in closed form\n", s->results.eta_c,
           s->results.eta_c_closed_form);
    printf("largest eta with a stationary overlap inside = %.6f\n",
           s->results.eta_last_interior);
    printf("fixed point of the attacker after synchronisation = %.6f\n",
           s->results.fixed_point);
    printf("%10s %17s %22s %22s\n", "eta", "stationary rho_ab", "growth at rho_ab = -1",
           "departure from +1");
    for (size_t e = 0; e < s->etas; e++)
        printf("%10.5g %17.6f %22.6f %22.6f\n", s->eta[e], s->stationary_ab[e],
               s->growth_minus[e], s->growth_plus[e]);
}

static const double pi = ELEMENTARY_PI;

int command_ode(const struct parameters *parameters, const struct launch *launch,
                struct output_claim *claim) {
    char path[PATH_LENGTH_MAX];
    if (launch->rank != 0 || claim->complete)
        return EXIT_DONE;
    struct provenance provenance;
    struct ode_solution s = {
        .etas = (size_t)parameters->etas.count,
        /* 1e-9: the quotient may fall short of a whole number by rounding. */
        .points = 1 + (size_t)floor(parameters->alpha_max / parameters->alpha_step + 1e-9),
        .eta = parameters->etas.value,
        .results.eta_c_closed_form = sqrt(2.0 / pi) / (0.5 - 2.0 / (pi * pi)),
    };
    struct overlap at_last;
    const char *what;
    command_provenance(launch, claim, &provenance);
    check(equations_critical_eta(&s.results.eta_c), "find eta_c");
    equations_last_interior(&s.results.eta_last_interior, &at_last);
    check(equations_attacker_fixed_point(&s.results.fixed_point),
          "find the attacker's fixed point");
    solve_all(parameters, &s);
    output_claim_result(claim, path);
    if (!write_file(path, parameters, &provenance, &s, &what))
        fail(MPI_COMM_WORLD, "write the output", what);
    command_publish(parameters, claim);
    if (!parameters->quiet)
        tell(&s);
    free_solution(&s);
    return EXIT_DONE;
}
