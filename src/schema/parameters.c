/* The table of parameters: a row is all that there is to say of one. */
#include <assert.h>
#include <string.h>

#include "physics/protocol/tree_parity.h"
#include "physics/split/splitting.h"
#include "random/random_stream.h"
#include "record/mean_curve.h"
#include "schema/parameters.h"

/* Weight by weight: a random block gives four initial weights, and the counter has room for so
 * many blocks; units are filled up to whole blocks of 128 inputs. */
static_assert(MACHINES * K_OF_PAPER * ((WEIGHTS_N_MAX + 127) / 4) <= RANDOM_BLOCKS_MAX,
              "the weights of all machines are independent");

#define AT(field) offsetof(struct parameters, field)
#define CHOICES(...)                                                                           \
    (const char *const[]) {                                                                    \
        __VA_ARGS__, NULL                                                                      \
    }

#define OF_ATTACK(kind) (1 << (kind))
enum { ALL_ATTACKERS = (1 << ATTACK_KINDS) - 1 }; /* not `none` */

const struct parameter parameter_table[] = {
    {
        .name = "L",
        .type = PARAMETER_INTEGER,
        .offset = AT(L),
        .commands = FOR_DISCRETE | FOR_SPLIT,
        .recorded = true,
        .low = 1,
        .high = L_MAX,
        .standard = "3",
        .help = "weights take the values -L .. L",
    },
    {
        .name = "K",
        .type = PARAMETER_INTEGER,
        .offset = AT(K),
        .commands = FOR_DISCRETE | FOR_SPLIT,
        .recorded = true,
        .low = 1,
        .high = K_MAX,
        .standard = "3",
        .absent = "",
        .absent_of = FOR_DISCRETE | FOR_SPLIT,
        .help = "hidden units of a machine; even numbers with --update agreement only",
    },
    {
        .name = "update",
        .type = PARAMETER_CHOICE,
        .offset = AT(update),
        .commands = FOR_DISCRETE | FOR_SPLIT,
        .recorded = true,
        .choices = CHOICES("mismatch", "agreement"),
        .standard = "mismatch",
        .absent = "",
        .absent_of = FOR_DISCRETE | FOR_SPLIT,
        .help = "when the parties move: mismatch, the paper's: if their outputs differ, and "
                "synchronised is W^A = -W^B; agreement: if they are equal, and W^A = W^B",
    },
    {
        .name = "rule",
        .type = PARAMETER_CHOICE,
        .offset = AT(rule),
        .commands = FOR_SIMULATE,
        .recorded = true,
        .choices = CHOICES("anti-hebbian", "hebbian", "random-walk"),
        .standard = "anti-hebbian",
        .absent = "",
        .absent_of = FOR_SIMULATE,
        .help = "how a unit whose state is the output sigma moves: W - sigma x, the paper's; "
                "W + sigma x; W + x (B by -x on mismatch)",
    },
    {
        .name = "N",
        .type = PARAMETER_INTEGER,
        .offset = AT(N),
        .commands = FOR_SIMULATE,
        .recorded = true,
        .low = 10,
        .high = 1e9,
        .standard = "10000",
        .help = "inputs of each hidden unit",
    },
    /* A random block gives two continuous weights, and every vector has all the blocks. */
    {
        .name = "N",
        .type = PARAMETER_INTEGER,
        .offset = AT(N),
        .commands = FOR_CONTINUOUS,
        .recorded = true,
        .low = 10,
        .high = 2.0 * RANDOM_BLOCKS_MAX,
        .standard = "5000",
        .help = "inputs of each hidden unit",
    },
    {
        .name = "eta",
        .type = PARAMETER_REAL,
        .offset = AT(eta),
        .commands = FOR_CONTINUOUS,
        .recorded = true,
        .low = 0,
        .high = 1000,
        .standard = "3",
        .help = "learning rate; above 2.68 the parties synchronise",
    },
    {
        .name = "eta",
        .type = PARAMETER_LIST,
        .offset = AT(etas),
        .commands = FOR_ODE,
        .recorded = true,
        .low = 0,
        .high = 1000,
        .standard = "3",
        .shown = "ETA|A,B,C|FROM:STEP:TO",
        .help = "learning rates: one, a list or a range",
    },
    {
        .name = "alpha-max",
        .type = PARAMETER_REAL,
        .offset = AT(alpha_max),
        .commands = FOR_ALPHA,
        .recorded = true,
        .low = 0,
        .high = 1e6,
        .standard = "14",
        .help = "time alpha = steps / N at which all ends",
    },
    {
        .name = "alpha-step",
        .type = PARAMETER_REAL,
        .offset = AT(alpha_step),
        .commands = FOR_ALPHA,
        .recorded = true,
        .low = 0,
        .high = 1e6,
        .standard = "0.1",
        .help = "the grid of alpha on which overlaps are written",
    },
    {
        .name = "attacker",
        .type = PARAMETER_CHOICE,
        .offset = AT(ode_attacker),
        .commands = FOR_ODE,
        .recorded = true,
        .choices = CHOICES("post-sync", "full"),
        .standard = "post-sync",
        .help = "post-sync: the paper's equation, the parties being synchronised; full: the "
                "attacker beside the parties from the start",
    },
    {
        .name = "method",
        .type = PARAMETER_CHOICE,
        .offset = AT(method),
        .commands = FOR_SIMULATE,
        .recorded = true,
        .choices = CHOICES("weights", "weights-plain", "occupancy", "occupancy-plain", "auto"),
        .standard = "auto",
        .help = "occupancy: numbers of equal components, exact and for every N; weights: every "
                "weight, N up to 7e6; the plain ones: the same, written to be read; auto: the "
                "quicker of the first two, by a rule, and the file says which: weights if runs "
                "end with the synchronisation and N <= 2500 L + 75 L^3 (without an attacker "
                "800 L), and for attackers of several machines, else occupancy",
    },
    {
        .name = "method",
        .type = PARAMETER_CHOICE,
        .offset = AT(method),
        .commands = FOR_ITERATE,
        .recorded = true,
        .choices = CHOICES("batch", "plain"),
        .standard = "batch",
        .absent = "plain",
        .absent_of = FOR_ITERATE,
        .help = "batch: many runs side by side in vector registers; plain: one run at a time, "
                "written to be read; same times",
    },
    {
        .name = "event",
        .type = PARAMETER_CHOICE,
        .offset = AT(event),
        .commands = FOR_SPLIT,
        .recorded = true,
        .choices = CHOICES("passage", "lucky"),
        .standard = "passage",
        .help = "passage: o's units learn A after synchronisation, hence the mean learning "
                "time; lucky: o has learned before the parties are synchronised",
    },
    {
        .name = "trials",
        .type = PARAMETER_INTEGER,
        .offset = AT(trials),
        .commands = FOR_SPLIT,
        .recorded = true,
        .low = SPLITTING_TRIALS_MIN,
        .high = SPLITTING_TRIALS_MAX,
        .standard = "2000",
        .help = "walks from each level; of lucky: runs that are split",
    },
    {
        .name = "replicates",
        .type = PARAMETER_INTEGER,
        .offset = AT(replicates),
        .commands = FOR_SPLIT,
        .recorded = true,
        .poolable = true,
        .grows = true,
        .low = 2,
        .high = 100000,
        .standard = "32",
        .help =
            "independent repetitions, whose spread is the uncertainty; shared out to the ranks",
    },
    {
        .name = "closure",
        .type = PARAMETER_CHOICE,
        .offset = AT(closure),
        .commands = FOR_ITERATE | FOR_SPLIT,
        .recorded = true,
        .choices = CHOICES("six", "nine"),
        .standard = "six",
        .help = "six: the paper's six matrices; nine: with those of B and the attacker, exact "
                "for infinite N",
    },
    {
        .name = "criterion",
        .type = PARAMETER_CHOICE,
        .offset = AT(criterion),
        .commands = FOR_ITERATE,
        .recorded = true,
        .choices = CHOICES("mean", "each"),
        .standard = "mean",
        .help = "which overlap must reach cl: the mean over the units, or each unit's",
    },
    {
        .name = "cl",
        .type = PARAMETER_REAL,
        .offset = AT(cl),
        .commands = FOR_ITERATE | FOR_CONTINUOUS | FOR_SPLIT,
        .recorded = true,
        .low = 0,
        .high = 1,
        .standard = "0.99999",
        .help = "synchronised at rho^AB <= -cl, learned at rho^Ao >= cl; to compare with a "
                "simulation: 1 - 0.1/(N L)",
    },
    {
        .name = "ties",
        .type = PARAMETER_CHOICE,
        .offset = AT(ties),
        .commands = FOR_SIMULATE,
        .recorded = true,
        .choices = CHOICES("odd", "plus", "random", "minus", "auto"),
        .shown = "odd on mismatch, minus on agreement",
        .help = "sgn(0): odd gives +1 to A and the attacker and -1 to B, plus +1 to all, minus "
                "-1 to all; synchronised parties stay so by odd on mismatch, by plus and minus "
                "on agreement",
    },
    {
        .name = "until",
        .type = PARAMETER_CHOICE,
        .offset = AT(until),
        .commands = FOR_DISCRETE,
        .recorded = true,
        .choices = CHOICES("both", "sync", "learn"),
        .standard = "both",
        .absent = "both",
        .absent_of = FOR_ITERATE,
        .help = "what ends a run: both times, or the parties' or the attacker's alone",
    },
    {
        .name = "initial",
        .type = PARAMETER_INTEGER,
        .offset = AT(initial),
        .commands = FOR_DISCRETE,
        .recorded = true,
        .low = 1,
        .high = L_MAX,
        .shown = "L",
        .help = "weights at the start are uniform on -M .. M",
    },
    {
        .name = "no-attacker",
        .type = PARAMETER_FLAG,
        .offset = AT(no_attacker),
        .commands = FOR_RUNS,
        .recorded = true,
        .help = "A and B alone: runs end with their synchronisation",
    },
    {
        .name = "attack",
        .type = PARAMETER_CHOICE,
        .offset = AT(attack),
        .commands = FOR_DISCRETE | FOR_SPLIT,
        .recorded = true,
        .choices = CHOICES("naive", "naive-strict", "geometric", "majority", "genetic", "none"),
        .absent = "",
        .absent_of = FOR_DISCRETE | FOR_SPLIT,
        .shown = "naive",
        .help = "how the attacker listens: naive, the paper's: its units of state sigma^A "
                "move; naive-strict: only if its own output is sigma^A; geometric: if it is "
                "not, the unit of the smallest field is flipped first; majority: many that do "
                "so, and vote; genetic: machines that branch and are selected; none: A and B "
                "alone",
    },
    {
        .name = "attackers",
        .type = PARAMETER_INTEGER,
        .offset = AT(attackers),
        .commands = FOR_DISCRETE | FOR_SPLIT,
        .attacks = ALL_ATTACKERS,
        .recorded = true,
        .low = 1,
        .high = ATTACK_MACHINES_MAX,
        .absent = "",
        .absent_of = FOR_DISCRETE | FOR_SPLIT,
        .shown = "1; majority 100, genetic 4096",
        .help = "machines of the attacker; of genetic, up to how many branch",
    },
    {
        .name = "attack-wait",
        .type = PARAMETER_INTEGER,
        .offset = AT(attack_wait),
        .commands = FOR_SIMULATE,
        .attacks = OF_ATTACK(ATTACK_MAJORITY),
        .recorded = true,
        .low = 0,
        .high = 1e15,
        .standard = "100",
        .absent = "",
        .absent_of = FOR_SIMULATE,
        .help = "updates of the parties before the first vote of the majority",
    },
    {
        .name = "vote-every",
        .type = PARAMETER_INTEGER,
        .offset = AT(vote_every),
        .commands = FOR_SIMULATE,
        .attacks = OF_ATTACK(ATTACK_MAJORITY),
        .recorded = true,
        .low = 1,
        .high = 1e15,
        .standard = "2",
        .absent = "",
        .absent_of = FOR_SIMULATE,
        .help = "updates from one vote to the next",
    },
    {
        .name = "selection",
        .type = PARAMETER_CHOICE,
        .offset = AT(selection),
        .commands = FOR_SIMULATE,
        .attacks = OF_ATTACK(ATTACK_GENETIC),
        .recorded = true,
        .choices = CHOICES("klimov", "ruttor", "ruttor-geometric"),
        .standard = "klimov",
        .absent = "",
        .absent_of = FOR_SIMULATE,
        .help =
            "which machines are given up: klimov: those whose output is not sigma^A; "
            "ruttor: those with fewer than U of V outputs right; ruttor-geometric: likewise, "
            "and all others move as geometric ones",
    },
    {
        .name = "fitness",
        .type = PARAMETER_RATIO,
        .offset = AT(fitness),
        .commands = FOR_SIMULATE,
        .attacks = OF_ATTACK(ATTACK_GENETIC),
        .recorded = true,
        .low = 1,
        .high = 64,
        .standard = "10/20",
        .shown = "U/V",
        .absent = "",
        .absent_of = FOR_SIMULATE,
        .help =
            "of the selections by ruttor: so many of the last so many outputs must be right",
    },
    {
        .name = "stall",
        .type = PARAMETER_INTEGER,
        .offset = AT(stall),
        .commands = FOR_SIMULATE,
        .recorded = true,
        .poolable = true,
        .low = 0,
        .high = 1e15,
        .standard = "100000",
        .absent = "0",
        .absent_of = FOR_SIMULATE,
        .help = "a run without an update for so many steps, before it has synchronised, ends "
                "there, for it never will; 0: none does",
    },
    {
        .name = "runs",
        .letter = 'r',
        .type = PARAMETER_INTEGER,
        .offset = AT(runs),
        .commands = FOR_RUNS,
        .recorded = true,
        .poolable = true,
        .grows = true,
        .low = 1,
        .high = MEAN_RUNS_MAX,
        .standard = "100",
        .help = "independent runs, dealt out to the ranks; with --resume more than before add "
                "the rest",
    },
    {
        .name = "seed",
        .letter = 's',
        .type = PARAMETER_SEED,
        .offset = AT(seed),
        .commands = FOR_RESUME,
        .recorded = true,
        .poolable = true,
        .standard = "1",
        .help = "a run depends on the seed and its number alone",
    },
    {
        .name = "max-steps",
        .type = PARAMETER_INTEGER,
        .offset = AT(max_steps),
        .commands = FOR_RUNS,
        .recorded = true,
        .poolable = true,
        .low = 1,
        .high = 1e15,
        .standard = "1000000000",
        .absent = "",
        .absent_of = FOR_CONTINUOUS,
        .help = "a run that makes so many steps ends there and is marked as censored",
    },
    {
        .name = "output",
        .letter = 'o',
        .type = PARAMETER_TEXT,
        .offset = AT(output),
        .commands = FOR_ALL,
        .shown = "COMMAND.h5",
        .help = "the HDF5 file to write",
    },
    {
        .name = "trace",
        .letter = 't',
        .type = PARAMETER_TRACE,
        .offset = AT(schedule),
        .commands = FOR_RUNS,
        .recorded = true,
        .poolable = true,
        .standard = "none",
        .absent = "none",
        .absent_of = FOR_RUNS,
        .shown = "none|all|every:K|log:P",
        .help =
            "the steps of every run whose overlaps are written: all, each K-th, or P a decade",
    },
    {
        .name = "trace-until",
        .type = PARAMETER_INTEGER,
        .offset = AT(trace_until),
        .commands = FOR_RUNS,
        .recorded = true,
        .poolable = true,
        .low = 0,
        .high = 1e15,
        .absent = "",
        .absent_of = FOR_RUNS,
        .shown = "the end",
        .help = "no rows beyond this step",
    },
    {
        .name = "force",
        .letter = 'f',
        .type = PARAMETER_FLAG,
        .offset = AT(force),
        .commands = FOR_ALL,
        .help = "replace an existing output, finished or not",
    },
    {
        .name = "resume",
        .type = PARAMETER_FLAG,
        .offset = AT(resume),
        .commands = FOR_RESUME,
        .help = "go on with an unfinished output, at any number of ranks, or add runs to it or "
                "to a finished one; all else must be as it was",
    },
    {
        .name = "checkpoint-every",
        .type = PARAMETER_REAL,
        .offset = AT(checkpoint_every),
        .commands = FOR_RUNS,
        .low = 0,
        .high = 1e7,
        .standard = "60",
        .help = "seconds from one commit to the next; what was committed is never lost",
    },
    {
        .name = "time-limit",
        .type = PARAMETER_REAL,
        .offset = AT(time_limit),
        .commands = FOR_RESUME,
        .low = 0,
        .high = 1e9,
        .shown = "none",
        .help = "seconds after which all is saved and the program ends with status 3, as it "
                "does on SIGTERM, SIGINT, SIGHUP, SIGUSR1, SIGUSR2 or SIGXCPU",
    },
    {
        .name = "io-timeout",
        .type = PARAMETER_REAL,
        .offset = AT(io_timeout),
        .commands = FOR_ALL,
        .low = 0,
        .high = 1e9,
        .standard = "600",
        .help = "seconds after which a job that waits for the disk or for another rank, and "
                "sees nothing move, is ended, to be resumed",
    },
    {
        .name = "quiet",
        .letter = 'q',
        .type = PARAMETER_FLAG,
        .offset = AT(quiet),
        .commands = FOR_ALL,
        .help = "no progress on standard error, and no summary; that it stopped early is said",
    },
    {
        .name = "help",
        .letter = 'h',
        .type = PARAMETER_FLAG,
        .offset = AT(help),
        .commands = FOR_ALL,
        .help = "this text",
    },
    {
        .name = "version",
        .letter = 'V',
        .type = PARAMETER_FLAG,
        .offset = AT(version),
        .commands = FOR_ALL,
        .help = "the version and the libraries",
    },
};
const size_t parameter_count = sizeof parameter_table / sizeof *parameter_table;
static_assert(sizeof parameter_table / sizeof *parameter_table <= PARAMETERS_MAX,
              "arrays of one entry a parameter have room");

const struct command command_table[] = {
    {"iterate", FOR_ITERATE, "iterate the overlap matrices, N -> infinity",
     "The paper's analytical iteration of A, B and the attacker for infinitely many inputs: "
     "matrices f_qr per hidden unit, moved by randomly drawn internal representations."},
    {"simulate", FOR_SIMULATE, "simulate the three machines at finite N",
     "The dynamics of A, B and the attacker with N discrete weights a hidden unit, as it is "
     "defined."},
    {"continuous", FOR_CONTINUOUS, "simulate machines with continuous weights",
     "The dynamics of A, B and the attacker with spherical weights, |W| = 1 in each hidden "
     "unit, at learning rate eta, recorded against alpha = steps / N. --trace all writes the "
     "points of the alpha grid."},
    {"ode", FOR_ODE, "solve the equations of the continuous case",
     "The differential equations of the overlaps for continuous weights and N -> infinity, "
     "eta_c, the attacker's fixed point, and where the parties settle for each eta. One rank "
     "computes."},
    {"split", FOR_SPLIT, "learning times and luck that cannot be waited for, by splitting",
     "Rare events of the iteration, N -> infinity. The learning time after synchronisation: "
     "one hidden unit of the attacker is brought to the learned state level by level (forward "
     "flux sampling), and the mean time of the last of K units follows, up to 10^27 steps "
     "for L = 10. The lucky attacker: the probability that it has learned first, by adaptive "
     "multilevel splitting of whole runs. What is made is kept replicate by replicate."},
};
const size_t command_count = sizeof command_table / sizeof *command_table;

const struct command *command_find(const char *name) {
    for (size_t i = 0; i < command_count; i++)
        if (strcmp(command_table[i].name, name) == 0)
            return &command_table[i];
    return NULL;
}

const struct parameter *parameter_find(const char *command, const char *name) {
    const struct command *of = command_find(command);
    for (size_t i = 0; of && i < parameter_count; i++)
        if ((parameter_table[i].commands & of->bit) &&
            strcmp(parameter_table[i].name, name) == 0)
            return &parameter_table[i];
    return NULL;
}
