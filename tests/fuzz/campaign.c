/* A campaign file. Behind a first zero byte stand patterns that choose among its ensembles. */
#include "campaign/campaign.h"

#include <string.h>

#include "target.h"

static void check(const struct campaign *campaign) {
    PROMISE(campaign->count <= CAMPAIGN_ENTRIES_MAX);
    for (size_t i = 0; i < campaign->count; i++) {
        const struct campaign_entry *e = &campaign->entry[i];
        PROMISE(e->words >= 2 && e->line >= 1 && !e->word[e->words]);
        PROMISE(0 < strlen(e->word[0]) && strlen(e->word[0]) <= CAMPAIGN_NAME_MAX);
        PROMISE(!strchr(e->word[0], '/'));
        for (size_t k = 0; k < i && i < 100; k++)
            PROMISE(strcmp(campaign->entry[k].word[0], e->word[0]) != 0);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size) {
    char *text = malloc(size + 2), set[] = "runs=7", *const settings[] = {set};
    struct campaign campaign;
    struct faults faults = {0};
    PROMISE(text);
    memcpy(text, bytes, size);
    text[size] = text[size + 1] = '\0';
    campaign_read(&campaign, "study", text, 1, settings, &faults);
    if (faults.count == 0)
        check(&campaign);
    bool *chosen = calloc(campaign.count + 1, sizeof *chosen);
    PROMISE(chosen);
    const size_t length = strlen(text);
    campaign_select(&campaign, length < size ? text + length + 1 : "*", chosen, &faults);
    free(chosen);
    campaign_free(&campaign);
    faults_free(&faults);
    free(text);
    return 0;
}
