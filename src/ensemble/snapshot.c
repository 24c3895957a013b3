#include "ensemble/snapshot.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "ensemble/merge.h"
#include "ensemble/takeover.h"
#include "ranks/failure.h"
#include "record/recorder.h"
#include "record/trace_row.h"
#include "schema/description.h"

/* Runs under way are in the means as far as they have come, and are not done. */
static void count_under_way(struct snapshot *s, const struct finds *finds) {
    struct state_header *totals = &s->session.totals;
    for (int64_t i = 0; i < finds->count; i++) {
        const int64_t point = finds->place[i].first; /* recorder_save */
        if (!mean_curve_count_under_way(&s->curve, point))
            fail(s->session.comm, "take a snapshot", strerror(ENOMEM));
        if (1 <= point && point <= s->curve.points &&
            s->curve.step[point - 1] > totals->last_step)
            totals->last_step = s->curve.step[point - 1];
        run_set_remove(&s->session.settled, finds->place[i].run);
    }
    s->under_way = finds->count;
    s->done = run_set_count(&s->session.settled);
}

bool snapshot_read(struct snapshot *s, const char *folder, const struct manifest *manifest,
                   const struct parameters *parameters, struct faults *faults) {
    const struct model model = parameters_model(parameters);
    struct finds finds;
    const int before = faults->count;
    *s = (struct snapshot){.session = {.comm = MPI_COMM_SELF,
                                       .ranks = 1,
                                       .manifest = *manifest,
                                       .row_width = trace_row_width(&model),
                                       .waiting_file = -1}};
    snprintf(s->session.folder, sizeof s->session.folder, "%s", folder);
    if (!recorder_init_curve(&s->curve, &model) ||
        !run_set_init(&s->session.settled, manifest->runs))
        fail(MPI_COMM_SELF, "take a snapshot", strerror(ENOMEM));
    session_open_base(&s->session, parameters);
    takeover_read(&s->session, manifest, &s->curve, &finds, faults);
    if (faults->count == before)
        count_under_way(s, &finds);
    free(finds.place);
    return faults->count == before;
}

void snapshot_write(struct snapshot *s, const char *path, const struct parameters *parameters,
                    const struct provenance *provenance) {
    merge_what_is_done(&s->session, &s->curve, path, parameters, provenance);
}

void snapshot_end(struct snapshot *s) {
    session_end(&s->session);
    mean_curve_free(&s->curve);
}
