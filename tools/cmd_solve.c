/* gnn-solve: one command a task; the word after the name chooses it. */
#include "gnn-solve/solve.h"

#define SOLVE_TASK(word) extern const solve_task solve_task_##word;
#include "solve_tasks.def"
#undef SOLVE_TASK

static const solve_task *const tasks[] = {
#define SOLVE_TASK(word) &solve_task_##word,
#include "solve_tasks.def"
#undef SOLVE_TASK
    NULL
};

static char details[4096], examples[4096];

static const struct argp_option options[] = { { 0 } };

static void names_of_tasks(char *text, size_t size)
{
    size_t n = 0;
    for (int i = 0; tasks[i] && n < size; i++)
        n += (size_t)snprintf(text + n, size - n, "%s%s", i ? ", " : "", tasks[i]->name);
}

static error_t parse(int key, char *arg, struct argp_state *state)
{
    char names[256] = "";
    (void)state;
    names_of_tasks(names, sizeof names);
    switch (key) {
    case ARGP_KEY_ARG: cli_usage("'%s' is not a task (tasks: %s)", arg, names);
    case ARGP_KEY_END: cli_usage("which task? (tasks: %s)", names);
    }
    return ARGP_ERR_UNKNOWN;
}

static cli_command command = {
    .name = "gnn-solve",
    .summary = "Solve a task on a graph.",
    .arguments = "TASK [OPTION...] FILE...",
    .details = details,
    .examples = examples,
    .options = options,
    .parse = parse,
};

static void write_texts(void)
{
    size_t d = (size_t)snprintf(details, sizeof details, "Tasks:\n"), e = 0;
    for (int i = 0; tasks[i]; i++) {
        d += (size_t)snprintf(details + d, sizeof details - d, "  %-12s %s\n", tasks[i]->name, tasks[i]->summary);
        e += (size_t)snprintf(examples + e, sizeof examples - e, "%s", tasks[i]->examples);
        gnn_bug_assert(d < sizeof details && e < sizeof examples);
    }
    snprintf(details + d, sizeof details - d, "gnn-solve TASK --help lists a task's options.\n");
}

int main(int argc, char **argv)
{
    for (int i = 0; argc > 1 && tasks[i]; i++)
        if (strcmp(argv[1], tasks[i]->name) == 0) return tasks[i]->run(argc - 1, argv + 1);
    write_texts();
    cli_parse(&command, argc, argv, NULL);
    return cli_finish(GNN_OK);
}
