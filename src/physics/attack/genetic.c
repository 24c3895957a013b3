/* The genetic attacker: machines that branch into all that the output of A allows, and are
 * given up by their outputs. It begins with one machine.
 *
 * klimov (Klimov, Mityagin, Shamir): while there are at most M machines, each branches into
 * 2^(K-1) copies, one for each representation of output sigma^A, moved accordingly; else those
 * of another output are given up and the others move. If none is left, all stay as they are.
 *
 * ruttor (Ruttor, Kinzel, Naeh, Kanter), read literally: they branch while there are at most
 * M / 2^(K-1); else those are given up of whose last V outputs fewer than U were right, but the
 * 20 best stay at least, and those whose output is right move. A machine's memory is a bit an
 * update, the latest lowest, set where its output was right; it is handed on to copies.
 *
 * ruttor-geometric: the same, but all that stay move, each as a geometric attacker: which
 * is what the authors seem to mean (README.md). */
#include "physics/attack/geometric.h"

enum { KEPT_AT_LEAST = 20 };

/* ---- branching --------------------------------------------------------------------------- */

/* The representations of output sigma: tau is free in all units but the last. */
static unit_set branch_of(int K, int number, int sigma) {
    const unit_set tau = (unit_set)number;
    return tree_parity_output(K, tau) == sigma ? tau : tau | 1u << (K - 1);
}

/* From the last machine down, so that what is read has not been written. */
static void branch(const struct attack_view *view, struct attack_reply *reply) {
    const int branches = 1 << (view->K - 1);
    unit_set moves[1 << (K_MAX - 1)] = {0};
    for (int b = 0; b < branches; b++)
        moves[b] =
            tree_parity_followers(view->K, branch_of(view->K, b, view->sigma), view->sigma);
    for (int m = view->machines - 1; m >= 0; m--) {
        const uint64_t memory = reply->memory[m];
        for (int b = branches - 1; b >= 0; b--) {
            reply->from[m * branches + b] = m;
            reply->memory[m * branches + b] = memory;
            reply->moves[m * branches + b] = moves[b];
        }
    }
    reply->machines = view->machines * branches;
}

static bool is_right(const struct attack_view *view, int m) {
    return tree_parity_output(view->K, view->tau[m]) == view->sigma;
}

/* ---- giving up --------------------------------------------------------------------------- */

/* `corrects`: one whose output is wrong moves, too, as if it had been right. */
static void keep(const struct attack_view *view, struct attack_reply *reply, int m,
                 bool corrects) {
    const int to = reply->machines++;
    reply->from[to] = m;
    reply->memory[to] = reply->memory[m];
    if (corrects || is_right(view, m)) {
        const unit_set tau = corrects ? geometric_corrected(view, m) : view->tau[m];
        reply->moves[to] = tree_parity_followers(view->K, tau, view->sigma);
    } else
        reply->moves[to] = 0;
}

/* Which are right is guessed wrong half the time: all are written, and what is not kept is
 * written over. Nothing is remembered of a machine. */
static void keep_right(const struct attack_view *view, struct attack_reply *reply) {
    unit_set follow[1 << K_MAX];
    unsigned char right[1 << K_MAX];
    for (unit_set tau = 0; tau < 1u << view->K; tau++) {
        follow[tau] = tree_parity_followers(view->K, tau, view->sigma);
        right[tau] = tree_parity_output(view->K, tau) == view->sigma;
    }
    int kept = 0;
    for (int m = 0; m < view->machines; m++) {
        reply->from[kept] = m;
        reply->moves[kept] = follow[view->tau[m]];
        kept += right[view->tau[m]];
    }
    reply->machines = kept;
    if (kept < view->machines) {
        reply->from[kept] = kept;
        reply->moves[kept] = 0;
    }
    if (kept == 0)
        reply->machines = view->machines; /* as filled before: all stay, and none moves */
}

static int right_outputs(const struct attack *attack, uint64_t memory) {
    const int unused = 64 - attack->fitness_of;
    return __builtin_popcountll(memory << unused);
}

/* The fewest right outputs that keep a machine: U, or fewer if otherwise too few stayed. */
static int threshold(const struct attack *attack, const struct attack_view *view,
                     const struct attack_reply *reply) {
    int with[64 + 1] = {0};
    for (int m = 0; m < view->machines; m++)
        with[right_outputs(attack, reply->memory[m])]++;
    int fewest = 64, kept = with[64];
    while (fewest > 0 && (fewest > attack->fitness_right || kept < KEPT_AT_LEAST))
        kept += with[--fewest];
    return fewest;
}

static void keep_fit(const struct attack *attack, const struct attack_view *view,
                     struct attack_reply *reply) {
    const int fewest = threshold(attack, view, reply);
    const bool corrects = attack->selection == SELECTION_RUTTOR_GEOMETRIC;
    reply->machines = 0;
    for (int m = 0; m < view->machines; m++)
        if (right_outputs(attack, reply->memory[m]) >= fewest)
            keep(view, reply, m, corrects);
}

static bool may_branch(const struct attack *attack, const struct attack_view *view) {
    const int come_of_it = view->machines << (view->K - 1);
    return attack->selection == SELECTION_KLIMOV ? view->machines <= attack->machines
                                                 : come_of_it <= attack->machines;
}

static void answer(const struct attack *attack, const struct attack_view *view,
                   struct attack_reply *reply) {
    if (attack->selection != SELECTION_KLIMOV)
        for (int m = 0; m < view->machines; m++)
            reply->memory[m] = reply->memory[m] << 1 | is_right(view, m);
    if (may_branch(attack, view))
        branch(view, reply);
    else if (attack->selection == SELECTION_KLIMOV)
        keep_right(view, reply);
    else
        keep_fit(attack, view, reply);
}

const struct attacker attacker_genetic = {
    .name = "genetic",
    .help = "machines that branch into all representations and are selected by their outputs",
    .machines = ATTACK_MACHINES_MAX,
    .grows = true,
    .needs_fields = true, /* ruttor-geometric */
    .answer = answer,
};
