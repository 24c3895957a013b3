/* The geometric attacker of Klimov, Mityagin and Shamir: corrects a machine of the wrong
 * output, then goes on as the naive one. */
#include "physics/attack/geometric.h"

#include <stdlib.h>

unit_set geometric_corrected(const struct attack_view *view, int m) {
    const unit_set tau = view->tau[m];
    if (tree_parity_output(view->K, tau) == view->sigma)
        return tau;
    int weakest = 0;
    for (int i = 1; i < view->K; i++)
        if (llabs(view->field[m][i]) < llabs(view->field[m][weakest]))
            weakest = i;
    return tau ^ 1u << weakest;
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
