/* The laws of success for people, for programs and for pictures. */
#ifndef TPMSYNC_LAWS_WRITE_H
#define TPMSYNC_LAWS_WRITE_H

#include "attack/laws.h"
#include "print/figure.h"
#include "print/json.h"

/* Fits, verdicts, what a designer needs, and comparisons. Nothing without a series. */
void laws_write_text(const struct laws *laws, FILE *out);

/* Members of an open object: "series", "claims", "splitting", "sizes". */
void laws_write_json(const struct laws *laws, struct json *json);

/* A line for each law of each criterion and range of each series, with a header. */
void laws_write_csv(const struct laws *laws, FILE *out);

/* A line for each target and series, with a header. */
void laws_write_needs_csv(const struct laws *laws, FILE *out);

/* The columns behind the picture, and the gnuplot assignments that it needs. */
void laws_write_data(const struct laws *laws, FILE *data, FILE *variables);

#endif
