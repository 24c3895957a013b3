/* The naive attacker that moves a machine only if its own output is that of A, as A and B do.
 */
#include "physics/attack/attack.h"

static void answer(const struct attack *attack, const struct attack_view *view,
                   struct attack_reply *reply) {
    (void)attack;
    for (int m = 0; m < view->machines; m++)
        if (tree_parity_output(view->K, view->tau[m]) == view->sigma)
            reply->moves[m] = tree_parity_followers(view->K, view->tau[m], view->sigma);
}

const struct attacker attacker_naive_strict = {
    .name = "naive-strict",
    .help = "the same, but only in machines with sigma^o = sigma^A",
    .machines = 1,
    .answer = answer,
};
