/* Ends a process that would wait for ever: for a rank that is stuck or gone, for a file system
 * that does not answer.
 *
 * A phase is a stretch of work that must get on; whoever gets on in it says so. A thread of its
 * own counts the time in which nobody did, in ticks that the process lives through, so that a
 * job that was suspended as a whole is not ended when it goes on. At the bound it says rank,
 * phase and file, and ends the process, with exit status 1 and without MPI, which may be what
 * hangs; the launcher ends the other ranks, which watch by themselves, too. What was committed
 * can be resumed.
 *
 * There is one watchdog in a process.
 */
#ifndef TPMSYNC_WATCHDOG_H
#define TPMSYNC_WATCHDOG_H

/* Nothing is watched before; `seconds` is the bound, > 0. */
void watchdog_start(int rank, double seconds);
/* A phase begins, and ends the one before: what is done, and to which file ("" for none); both
 * are copied. NULL: what follows may take as long as it likes. */
void watchdog_phase(const char *phase, const char *file);
/* It gets on. */
void watchdog_pat(void);

#endif
