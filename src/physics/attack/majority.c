/* The majority attacker (Shacham, Klein, Mislovaty, Kanter, Kinzel): at a vote all machines
 * move by the representation that most of them have after the geometric correction; else each
 * does as the geometric one. Of representations with equally many votes the one counts that the
 * lowest machine has.
 *
 * The clock counts updates: none of the first `wait` is a vote, of those after it every
 * vote_every-th is, beginning with the first. */
#include "physics/attack/geometric.h"

static unit_set most_frequent(const struct attack_view *view) {
    int votes[1 << K_MAX] = {0}, most = 0;
    for (int m = 0; m < view->machines; m++) {
        const int now = ++votes[geometric_corrected(view, m)];
        most = now > most ? now : most;
    }
    int m = 0;
    while (votes[geometric_corrected(view, m)] < most)
        m++;
    return geometric_corrected(view, m);
}

static void answer(const struct attack *attack, const struct attack_view *view,
                   struct attack_reply *reply) {
    const int64_t since = view->updates - attack->wait;
    const bool vote = since >= 0 && since % attack->vote_every == 0;
    const unit_set chosen = vote ? most_frequent(view) : 0;
    for (int m = 0; m < view->machines; m++)
        reply->moves[m] = tree_parity_followers(
            view->K, vote ? chosen : geometric_corrected(view, m), view->sigma);
}

const struct attacker attacker_majority = {
    .name = "majority",
    .help = "geometric machines that at some updates all move by their most frequent "
            "representation",
    .machines = 100,
    .needs_fields = true,
    .answer = answer,
};
