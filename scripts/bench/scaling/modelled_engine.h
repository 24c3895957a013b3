/* The engine model as an engine of the program: it sleeps as long as the runs would take. */
#ifndef TPMSYNC_MODELLED_ENGINE_H
#define TPMSYNC_MODELLED_ENGINE_H

#include "engine_model.h"
#include "physics/model/engine.h"

/* What its workers do; to be set before any is made. */
extern struct engine_model modelled_engine_model;
extern const struct engine modelled_engine;

#endif
