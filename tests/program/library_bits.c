/* Functions of the C library, and a number that tells their values apart bit by bit, a line
 * each. */
#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

static void tell(const char *name, double (*function)(double)) {
    uint64_t sum = 0;
    for (int i = 1; i <= 200000; i++) {
        const double value = function(i * 1e-4);
        uint64_t bits;
        memcpy(&bits, &value, sizeof bits);
        sum = (sum ^ bits) * 0x9e3779b97f4a7c15;
    }
    printf("%s %016llx\n", name, (unsigned long long)sum);
}

static double power(double x) {
    return pow(x, 0.3 + x);
}

int main(void) {
    tell("exp", exp);
    tell("log", log);
    tell("pow", power);
    tell("sin", sin);
    tell("cos", cos);
    tell("tan", tan);
    tell("atan", atan);
    return 0;
}
