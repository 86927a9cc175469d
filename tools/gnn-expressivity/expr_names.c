/* Names of tests and models on the command line: lists, settings of models, expectations. */
#include "expressivity.h"

/* The tests that run when none are named: design.md's starred list, as far as they are built. */
static const char *const defaults[] = {"degree", "1-wl", "2-fwl", "3-fwl", "node-marked-1-wl", "distance-wl",
                                       "spectrum-adjacency", "isomorphism"};

static void known_tests(char *text, size_t size)
{
    size_t used = 0;
    text[0] = 0;
    for (int i = 0; gnn_test_name(i) && used + 40 < size; i++)
        used += (size_t)snprintf(text + used, size - used, "%s%s", i ? " " : "", gnn_test_name(i));
}

static void want_test(bool *wanted, const char *name, const char *option)
{
    const char *canonical = gnn_test_resolve(name);
    char names[1024];
    if (!canonical) {
        known_tests(names, sizeof names);
        cli_usage("%s: no test is called '%s'; there are %s", option, name, names);
    }
    for (int i = 0; i < MAX_TESTS && gnn_test_name(i); i++)
        if (strcmp(gnn_test_name(i), canonical) == 0) wanted[i] = true;
}

/* "gin", or "gsn:patterns=clique4": is the part before the colon a model? */
static bool is_model(const char *text)
{
    size_t n = strcspn(text, ":");
    for (int i = 0; gnn_model_list(i); i++)
        if (strlen(gnn_model_list(i)) == n && strncmp(gnn_model_list(i), text, n) == 0) return true;
    return false;
}

static const char *want_model(request *q, const char *name, const char *option)
{
    char names[1024] = "";
    size_t used = 0;
    bool found = is_model(name);
    for (int i = 0; !found && gnn_model_list(i) && used + 40 < sizeof names; i++)
        used += (size_t)snprintf(names + used, sizeof names - used, "%s%s", i ? " " : "", gnn_model_list(i));
    if (!found) cli_usage("%s: no model is called '%.*s'; there are %s", option, (int)strcspn(name, ":"), name, names);
    if (strlen(name) >= MODEL_SIZE) cli_usage("%s: a model with its settings has more than %d characters", option, MODEL_SIZE - 1);
    for (int i = 0; i < q->model_count; i++)
        if (strcmp(q->models[i], name) == 0) return q->models[i];
    if (q->model_count == MAX_MODELS) cli_usage("%s: more than %d models", option, MAX_MODELS);
    return q->models[q->model_count++] = gnn_i_strdup(name);
}

void forget_names(request *q)
{
    for (int i = 0; i < q->model_count; i++) gnn_i_free(q->models[i]);
}

/* ---- lists whose words may have settings ---- */

/* "gsn:patterns=cycle5,cycle6,layers=2,gin" is two models: after a colon, what is no model goes on with the settings. */
static bool goes_on(const char *word, const char *next) { return strchr(word, ':') && next && !is_model(next); }

/* "gsn:patterns=cycle5,cycle6=yes,gin=no": a word ends where yes or no does. */
static bool is_answered(const char *word)
{
    const char *equals = strrchr(word, '=');
    return equals && (strcmp(equals, "=yes") == 0 || strcmp(equals, "=no") == 0);
}

/* The next word of a list of models, or of expectations. */
static char *next_model(const char **rest, bool answers)
{
    char *word = cli_next_word(rest);
    while (word && **rest && strchr(word, ':') && strlen(word) < 2 * MODEL_SIZE) {
        const char *peek = *rest;
        char *next = cli_next_word(&peek), *longer = NULL;
        bool on = answers ? !is_answered(word) : goes_on(word, next);
        if (on && next && (longer = gnn_i_alloc(strlen(word) + strlen(next) + 2, 1)))
            sprintf(longer, "%s,%s", word, next);
        gnn_i_free(next);
        if (!longer) break;
        gnn_i_free(word);
        word = longer, *rest = peek;
    }
    return word;
}

/* One "name=yes" of --expect. */
static void take_expectation(request *q, char *word, bool *wanted)
{
    char *equals = strrchr(word, '=');
    if (!is_answered(word)) cli_usage("--expect: '%s' is not name=yes or name=no", word);
    if (q->expect_count == MAX_TESTS + MAX_MODELS) cli_usage("--expect: more than %d names", MAX_TESTS + MAX_MODELS);
    expectation *e = &q->expect[q->expect_count++];
    e->separates = equals[1] == 'y';
    *equals = 0;
    e->name = gnn_test_resolve(word);
    if (e->name) {
        want_test(wanted, word, "--expect");
        return;
    }
    size_t length = strlen(word), suffix = strlen("-trained");
    e->of = length > suffix && strcmp(word + length - suffix, "-trained") == 0 ? OF_TRAINED : OF_MODEL;
    if (e->of == OF_TRAINED) word[length - suffix] = 0, q->train = true;
    if (is_model(word)) e->name = want_model(q, word, "--expect");
    else want_test(wanted, word, "--expect"); /* to say that there is no such test */
}

void resolve_names(request *q)
{
    bool wanted[MAX_TESTS] = {false};
    const char *rest = q->tests_text ? q->tests_text : "default";
    for (char *word; (word = cli_next_word(&rest)); gnn_i_free(word)) {
        if (strcmp(word, "all") == 0) {
            for (int i = 0; i < MAX_TESTS && gnn_test_name(i); i++) wanted[i] = true;
        } else if (strcmp(word, "default") == 0) {
            for (size_t i = 0; i < sizeof defaults / sizeof *defaults; i++)
                if (gnn_test_resolve(defaults[i])) want_test(wanted, defaults[i], "--tests");
        } else {
            want_test(wanted, word, "--tests");
        }
    }
    rest = q->models_text ? q->models_text : "";
    for (char *word; (word = next_model(&rest, false)); gnn_i_free(word)) {
        if (strcmp(word, "all") == 0)
            for (int i = 0; gnn_model_list(i); i++) want_model(q, gnn_model_list(i), "--models");
        else want_model(q, word, "--models");
    }
    rest = q->expect_text ? q->expect_text : "";
    for (char *word; (word = next_model(&rest, true)); gnn_i_free(word)) take_expectation(q, word, wanted);
    for (int i = 0; i < MAX_TESTS && gnn_test_name(i); i++)
        if (wanted[i]) q->tests[q->test_count++] = gnn_test_name(i);
    if (q->test_count == 0 && q->model_count == 0) cli_usage("--tests: no test is named");
}
