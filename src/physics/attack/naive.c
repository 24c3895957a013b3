/* The paper's attacker: in each machine the units move whose tau_i^o = sigma^A, whatever the
 * output of the machine itself is. */
#include "physics/attack/attack.h"

static void answer(const struct attack *attack, const struct attack_view *view,
                   struct attack_reply *reply) {
    (void)attack;
    for (int m = 0; m < view->machines; m++)
        reply->moves[m] = tree_parity_followers(view->K, view->tau[m], view->sigma);
}

const struct attacker attacker_naive = {
    .name = "naive",
    .help = "the paper's: units with tau^o = sigma^A move",
    .machines = 1,
    .answer = answer,
};
