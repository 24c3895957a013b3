/* The history of sessions in the provenance: who has computed what, without end in room. */
#include "unit.h"

#include <string.h>

#include "file/provenance.h"

/* As it would be gathered, but for what a test changes. */
static struct provenance made_by(const char *revision, const char *host, const char *started) {
    struct provenance p = {.count = 4};
    const char *const names[] = {"version", "revision", "host", "started"};
    const char *const texts[] = {"tpmsync 0.1.0", revision, host, started};
    for (int i = 0; i < 4; i++) {
        p.entry[i].name = names[i];
        snprintf(p.entry[i].text, sizeof p.entry[i].text, "%s", texts[i]);
    }
    return p;
}

static int lines(const char *text) {
    int count = 0;
    for (; *text; text++)
        count += *text == '\n';
    return count;
}

static void sessions_alike_share_a_line(void **state) {
    (void)state;
    char history[4096] = "";
    for (int session = 1; session <= 200; session++) {
        const struct provenance p =
            made_by("abc", "here", session == 1 ? "2026-11-26T08:00:00Z" : "later");
        provenance_add_session(history, sizeof history, session, &p);
    }
    assert_int_equal(lines(history), 1);
    assert_non_null(strstr(history, " sessions 1-200, the first begun 2026-11-26T08:00:00Z: "));
    const struct provenance other = made_by("abc", "there", "then");
    provenance_add_session(history, sizeof history, 201, &other);
    provenance_add_session(history, sizeof history, 202, &other);
    assert_int_equal(lines(history), 2);
    assert_non_null(strstr(history, "\n sessions 201-202, the first begun then: "));
}

static void another_revision_is_seen(void **state) {
    (void)state;
    char history[4096] = "";
    const struct provenance first = made_by("abc", "here", "now"),
                            second = made_by("abcd", "here", "then");
    assert_true(provenance_is_of_revision(history, &first)); /* nobody was before */
    provenance_add_session(history, sizeof history, 1, &first);
    assert_true(provenance_is_of_revision(history, &first));
    assert_false(provenance_is_of_revision(history, &second));
    provenance_add_session(history, sizeof history, 2, &second);
    assert_true(provenance_is_of_revision(history, &second)); /* warned of once */
    assert_false(provenance_is_of_revision(history, &first));
    assert_int_equal(lines(history), 2);
}

/* The first and the latest stay. */
static void no_more_than_there_is_room_for(void **state) {
    (void)state;
    char history[1000] = "";
    for (int session = 1; session <= 100; session++) {
        const struct provenance p = made_by(session % 2 ? "odd" : "even", "here", "now");
        provenance_add_session(history, sizeof history, session, &p);
        assert_true(strlen(history) < sizeof history);
    }
    assert_ptr_equal(strstr(history, " sessions 1-1, "), history);
    assert_non_null(strstr(history, " sessions 100-100, "));
    assert_int_equal(history[strlen(history) - 1], '\n');
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(sessions_alike_share_a_line),
        cmocka_unit_test(another_revision_is_seen),
        cmocka_unit_test(no_more_than_there_is_room_for),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
