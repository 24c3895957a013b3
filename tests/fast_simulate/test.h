/* cmocka with the headers that it wants to see first. */
#ifndef FAST_SIMULATE_TEST_H
#define FAST_SIMULATE_TEST_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#endif
