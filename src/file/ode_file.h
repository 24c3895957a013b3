/* The output of `ode`: trajectories and stationary overlaps for each learning rate, as an HDF5
 * file of schema tpmsync/1, written by one process. */
#ifndef TPMSYNC_ODE_FILE_H
#define TPMSYNC_ODE_FILE_H

#include "file/provenance.h"
#include "schema/parameters.h"

/* All arrays of [etas] or [etas, points], row by row. */
struct ode_solution {
    size_t etas, points;
    const double *eta;
    const double *alpha;             /* [points] */
    const double *rho_ab, *rho_ao;   /* [etas, points] */
    const double *stationary_ab;     /* [etas]: where the parties settle from rho = 0 */
    const double *growth_minus;      /* [etas]: rate of 1 + rho^AB at rho^AB = -1 */
    const double *growth_plus;       /* [etas]: d arccos(rho^AB) / dalpha at rho^AB = 1 */
    double eta_c, eta_c_closed_form; /* critical learning rate: by root finding, and exactly */
    double eta_last_interior;        /* the largest with a stationary point inside */
    double fixed_point;              /* of the attacker after synchronisation */
};

/* Writes the file. On failure returns false with what failed in `what`. */
bool ode_file_write(const char *path, const struct parameters *parameters,
                    const struct provenance *provenance, const struct ode_solution *solution,
                    const char **what);

#endif
