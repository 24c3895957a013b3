/* When a rank commits and when it stops: at intervals, at a time limit, on a signal.
 *
 * Signals are noted, not obeyed on the spot: the loop looks at them between two slices of work.
 * Only a second SIGINT, Ctrl-C from somebody impatient, ends the program at once; one that
 * comes within a quarter of a second is the first Ctrl-C once more.
 */
#ifndef TPMSYNC_STOP_H
#define TPMSYNC_STOP_H

#include <stdbool.h>

struct stop_rules {
    double commit_every;   /* seconds, > 0 */
    double time_limit;     /* seconds since `begun`; INFINITY: none */
    double begun;          /* on the clock */
    double committed;      /* on the clock */
    double (*clock)(void); /* seconds, only forward; tests set their own */
};

/* Takes over the signals that ask for the end: TERM, INT, HUP (a terminal that is closed),
 * USR1, USR2, XCPU (a limit of computing time); an ignored HUP stays so (nohup). CONT makes a
 * commit due: Open MPI sends it before it asks for the end, and then leaves little time. Lets a
 * file that grows beyond a limit (XFSZ) and a reader that is gone (PIPE) be errors like others.
 */
void stop_catch_signals(void);
/* The first signal that came, or 0. */
int stop_signal(void);

bool stop_commit_is_due(const struct stop_rules *rules);
bool stop_time_is_up(const struct stop_rules *rules);
/* To be told of each commit. */
void stop_committed(struct stop_rules *rules);

#endif
