/* The geometric attacker of Klimov, Mityagin and Shamir: corrects a machine of the wrong
 * output, then goes on as the naive one. */
#include "physics/attack/geometric.h"

#include <stdlib.h>

/* Outputs and fields are guessed wrong often: no branch depends on them. */
unit_set geometric_corrected(const struct attack_view *view, int m) {
    const unit_set tau = view->tau[m];
    const unit_set wrong = tree_parity_output(view->K, tau) != view->sigma;
    unit_set weakest = 1;
    int64_t least = llabs(view->field[m][0]);
    for (int i = 1; i < view->K; i++) {
        const int64_t field = llabs(view->field[m][i]);
        weakest = field < least ? 1u << i : weakest;
        least = field < least ? field : least;
    }
    return tau ^ (wrong * weakest);
}

static void answer(const struct attack *attack, const struct attack_view *view,
                   struct attack_reply *reply) {
    (void)attack;
    for (int m = 0; m < view->machines; m++)
        reply->moves[m] =
            tree_parity_followers(view->K, geometric_corrected(view, m), view->sigma);
}

const struct attacker attacker_geometric = {
    .name = "geometric",
    .help =
        "if sigma^o differs from sigma^A, the unit with the smallest field is flipped first",
    .machines = 1,
    .needs_fields = true,
    .answer = answer,
};
