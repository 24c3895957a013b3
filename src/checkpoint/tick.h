/* What a long piece of work calls every now and then, some hundred times a second, so that
 * others see that it gets on. */
#ifndef TPMSYNC_TICK_H
#define TPMSYNC_TICK_H

#include <stddef.h>

struct tick {
    void (*call)(void *self); /* NULL: nobody looks */
    void *self;
};

static inline void tick(struct tick tick) {
    if (tick.call)
        tick.call(tick.self);
}

#endif
