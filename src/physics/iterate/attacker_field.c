#include "physics/iterate/attacker_field.h"

#include <math.h>

#include "arithmetic/elementary.h"
#include "physics/model/overlap.h"
#include "physics/protocol/tree_parity.h"

static const double pi = ELEMENTARY_PI;

_Static_assert((int64_t)ATTACKER_FIELD_TRIALS *K_MAX <= RANDOM_BLOCKS_MAX,
               "every trial has a block");

/* The random numbers of a trial. */
static struct random_block block_of(const struct random_stream *stream, int64_t step, int unit,
                                    int trial) {
    return random_block(stream, RANDOM_ITERATE_FIELDS, step, (uint32_t)(trial * K_MAX + unit));
}

static double angle_of(double gap) {
    return pi * overlap_mismatch((struct overlap){gap, 2.0 - gap});
}

/* ---- two machines ------------------------------------------------------------------------ */

/* A vector of the plane: `first` and `across` are its projections on the first machine's
 * weights, where it is positive, and on the direction at right angles to them that lies on
 * the side of the second machine's. */
struct in_plane {
    double first, across;
};

/* sqrt(-2 ln u). */
static double length(double u) {
    return sqrt(-2.0 * elementary_log(u));
}

static struct in_plane draw_pair(double angle, bool differ, const struct random_block *block) {
    const double r = length(random_uniform(block->word[0]));
    /* From the line at right angles to the first machine's weights on. */
    const double from = random_uniform(block->word[1]) * (differ ? angle : pi - angle);
    const double across = r * elementary_cos(from);
    return (struct in_plane){r * elementary_sin(from), differ ? -across : across};
}

/* ---- the third --------------------------------------------------------------------------- */

/* Of two machines that are drawn and a third: the gaps, and whose signs differ. */
struct three {
    double gap, gap_first, gap_second; /* of the two; of the third and either of them */
    bool pair_differs, third_differs;  /* from the first */
    double angle, along_first,
        along_across; /* the third machine's weights in their plane ... */
    double outside;   /* ... and at right angles to it */
};

static void place_third(struct three *t) {
    const double sine = sqrt(t->gap * (2.0 - t->gap));
    t->angle = angle_of(t->gap);
    t->along_first = 1.0 - t->gap_first;
    /* Where the two are the same, what lies outside of their line lies outside of their plane.
     */
    t->along_across =
        sine > 0.0 ? (t->gap_first + t->gap - t->gap_second - t->gap_first * t->gap) / sine
                   : 0.0;
    t->outside = sqrt(
        fmax(t->gap_first * (2.0 - t->gap_first) - t->along_across * t->along_across, 0.0));
}

/* The fields of the first and of the third. */
struct fields {
    double first, third;
};

static struct fields draw_three(const struct three *t, const struct random_stream *stream,
                                int64_t step, int unit) {
    struct fields fields = {0.0, 0.0};
    for (int trial = 0; trial < ATTACKER_FIELD_TRIALS; trial++) {
        const struct random_block block = block_of(stream, step, unit, trial);
        const struct in_plane at = draw_pair(t->angle, t->pair_differs, &block);
        const double gaussian = length(random_uniform(block.word[2])) *
                                elementary_cos(2.0 * pi * random_uniform(block.word[3]));
        fields.first = at.first;
        fields.third =
            t->along_first * at.first + t->along_across * at.across + t->outside * gaussian;
        if ((fields.third < 0.0) == t->third_differs)
            break;
    }
    return fields;
}

/* ---- the attacker's ---------------------------------------------------------------------- */

double attacker_field(const struct field_gaps *gaps, bool b_differs, bool o_differs,
                      const struct random_stream *stream, int64_t step, int unit) {
    const bool bo_differ = b_differs != o_differs;
    /* The pair that is drawn: A and B', o and B', or o and A. */
    const bool by_parties =
        b_differs && attacker_field_less(gaps->ab, o_differs ? gaps->ao : gaps->bo);
    struct three t;
    if (by_parties)
        t = (struct three){.gap = gaps->ab,
                           .gap_first = gaps->ao,
                           .gap_second = gaps->bo,
                           .pair_differs = b_differs,
                           .third_differs = o_differs};
    else if (bo_differ && !(o_differs && attacker_field_less(gaps->ao, gaps->bo)))
        t = (struct three){.gap = gaps->bo,
                           .gap_first = gaps->ao,
                           .gap_second = gaps->ab,
                           .pair_differs = bo_differ,
                           .third_differs = o_differs};
    else
        t = (struct three){.gap = gaps->ao,
                           .gap_first = gaps->bo,
                           .gap_second = gaps->ab,
                           .pair_differs = o_differs,
                           .third_differs = bo_differ};
    place_third(&t);
    const struct fields fields = draw_three(&t, stream, step, unit);
    return by_parties ? fabs(fields.third) : fields.first;
}

double attacker_field_given_a(double gap_ao, bool o_differs, const struct random_stream *stream,
                              int64_t step, int unit) {
    const struct random_block block = block_of(stream, step, unit, 0);
    return draw_pair(angle_of(gap_ao), o_differs, &block).first;
}
