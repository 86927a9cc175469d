/* Community solvers on planted and real groups: overlap and AMI, mean over the instances, and CPU seconds of one.
 *
 *   bench_community cd5 [INSTANCES [METHOD,…]]     n = 400, 5 groups, no edges inside, mean degree 14.4
 *   bench_community cd2 [INSTANCES [METHOD,…]]     n = 1000, 2 groups, mean degree 3, SNR 0.5 to 2.5, both signs
 *   bench_community cd2-10000 …                    the same with n = 10000
 *   bench_community learned …                      12 kinds of graphs of real ones' sizes, degrees equal or of a power
 *                                                  law, k given, parameters not: the learning methods' settings are
 *                                                  chosen by these
 *   bench_community real                           graphs of $GNN_TEST_DATA/communities, with and without k
 * SNR = (a - b)^2 / (k (a + (k - 1) b)); the Kesten-Stigum threshold is 1.  bp and gibbs are told a, b and k.
 * Output: Markdown rows "method | setting | overlap +- sd | AMI | CPU s". */
#include "bench.h"
#include "base/base.h"
#include <math.h>

enum { MOST = 1000 };

static void mean_and_deviation(double *mean, double *deviation, const double *x, int count)
{
    double sum = 0, squares = 0;
    for (int i = 0; i < count; i++) sum += x[i];
    *mean = sum / count;
    for (int i = 0; i < count; i++) squares += (x[i] - *mean) * (x[i] - *mean);
    *deviation = count > 1 ? sqrt(squares / (count - 1)) : 0;
}

static bool wanted(const char *list, const char *method) { return !list || gnn_i_list_has(list, method); }

static gnn_graph *drawn(const char *recipe, int i)
{
    gnn_graph **graphs, *g;
    int64_t made;
    if (strncmp(recipe, "dcsbm:", 6) == 0) {
        must(gnn_community_draw(&g, recipe, 1, "bench", (uint64_t)i), recipe);
        return g;
    }
    must(gnn_generate(&graphs, &made, recipe, 1, (uint64_t)i), recipe);
    g = graphs[0], graphs[0] = NULL;
    gnn_graphs_free(graphs, made);
    return g;
}

/* One method on `count` draws of a recipe; its mean overlap. */
static double planted(const char *method, const char *setting, const char *recipe, int count,
                      const gnn_community_options *options)
{
    double overlap[MOST], ami[MOST], cpu = 0, groups = 0, mean, deviation, mean_ami, unused;
    for (int i = 0; i < count; i++) {
        gnn_graph *g = drawn(recipe, i);
        gnn_community *c;
        gnn_agreement a;
        gnn_community_options o = *options;
        o.seed = (uint64_t)i;
        double start = cpu_now();
        must(gnn_community_solve(&c, g, method, &o), method);
        cpu += cpu_now() - start;
        must(gnn_agreement_of(&a, c->group, gnn_graph_node_label(g), c->n), method);
        overlap[i] = a.overlap, ami[i] = a.ami, groups += (double)c->groups;
        gnn_community_free(c);
        gnn_graph_free(g);
    }
    mean_and_deviation(&mean, &deviation, overlap, count);
    mean_and_deviation(&mean_ami, &unused, ami, count);
    printf("| %-15s | %-22s | %6.3f +- %.3f | %6.3f | %8.1f | %8.4f |\n", method, setting, mean, deviation, mean_ami,
           groups / count, cpu / count);
    fflush(stdout);
    return mean;
}

static void learned(int count, const char *list)
{
    static const struct {
        int n, k;
        double degree, mix;
    } kinds[] = { { 34, 2, 4.6, 0.15 }, { 115, 10, 10.7, 0.35 }, { 105, 3, 8.4, 0.2 },
                  { 300, 2, 5, 0.2 },   { 300, 4, 8, 0.35 },     { 500, 20, 16, 0.4 } };
    for (int i = 0; gnn_community_name(i); i++) {
        double sum = 0;
        if (!wanted(list, gnn_community_name(i)) || strcmp(gnn_community_name(i), "bp") == 0) continue;
        for (int s = 0; s < 12; s++) {
            gnn_community_options o = gnn_community_defaults();
            char recipe[160], setting[40];
            o.k = kinds[s / 2].k;
            snprintf(recipe, sizeof recipe, "dcsbm:n=%d,k=%d,degree=%g,mix=%g,power=%g", kinds[s / 2].n, kinds[s / 2].k,
                     kinds[s / 2].degree, kinds[s / 2].mix, s % 2 ? 2.5 : 0);
            snprintf(setting, sizeof setting, "n=%d k=%d%s", kinds[s / 2].n, kinds[s / 2].k, s % 2 ? " power law" : "");
            sum += planted(gnn_community_name(i), setting, recipe, count, &o);
        }
        printf("| %-15s | %-22s | %6.3f          |        |          |          |\n", gnn_community_name(i), "mean",
               sum / 12);
    }
}

static void cd5(int count, const char *list)
{
    gnn_community_options o = gnn_community_defaults();
    o.k = 5, o.c_in = 0, o.c_out = 18;
    for (int i = 0; gnn_community_name(i); i++)
        if (wanted(list, gnn_community_name(i)))
            planted(gnn_community_name(i), "cd5", "sbm:n=400,k=5,pin=0,pout=0.045", count, &o);
}

static void cd2(int n, int count, const char *list)
{
    static const double snr[] = { 0.5, 0.8, 1.0, 1.2, 1.5, 2.0, 2.5 };
    for (int i = 0; gnn_community_name(i); i++)
        for (int sign = 1; sign >= -1; sign -= 2)
            for (int s = 0; s < 7 && wanted(list, gnn_community_name(i)); s++) {
                gnn_community_options o = gnn_community_defaults();
                char recipe[160], setting[40];
                double d = sign * sqrt(3 * snr[s]); /* a = 3 + d, b = 3 - d */
                o.k = 2, o.c_in = 3 + d, o.c_out = 3 - d;
                snprintf(recipe, sizeof recipe, "sbm:n=%d,k=2,pin=%.17g,pout=%.17g", n, o.c_in / n, o.c_out / n);
                snprintf(setting, sizeof setting, "n=%d %s %.1f", n, sign > 0 ? "assoc" : "dis", snr[s]);
                planted(gnn_community_name(i), setting, recipe, count, &o);
            }
}

/* ---- real graphs: NAME.edges.txt "u v", NAME.labels.txt a label a line ---- */

static int32_t *read_labels(const char *path, int64_t *n)
{
    char *text;
    size_t size;
    int64_t cap = 0;
    int32_t *label = NULL;
    must(gnn_i_file_read(&text, &size, path, 0), path);
    *n = 0;
    for (char *p = text; *p; p += strcspn(p, "\n"), p += *p != 0) {
        if (*p == '#' || *p == '\n') continue;
        must(gnn_i_grow(&label, &cap, *n + 1, sizeof *label), path);
        label[(*n)++] = (int32_t)strtol(p, NULL, 10);
    }
    gnn_i_free(text);
    return label;
}

static void real_graph(const char *folder, const char *name, const char *list)
{
    char path[4096];
    int64_t n;
    gnn_graph_list *graphs;
    snprintf(path, sizeof path, "%s/communities/%s.labels.txt", folder, name);
    int32_t *label = read_labels(path, &n);
    snprintf(path, sizeof path, "%s/communities/%s.edges.txt", folder, name);
    must(gnn_read_graphs(&graphs, path, NULL, NULL), path);
    const gnn_graph *g = graphs->graphs[0];
    if (gnn_graph_n(g) != n)
        fprintf(stderr, "%s: %lld vertices, %lld labels\n", name, (long long)gnn_graph_n(g), (long long)n), exit(1);
    for (int known = 1; known >= 0; known--)
        for (int i = 0; gnn_community_name(i); i++) {
            gnn_community_options o = gnn_community_defaults();
            gnn_community *c;
            gnn_agreement a;
            const char *m = gnn_community_name(i);
            if (!wanted(list, m) || strcmp(m, "bp") == 0) continue; /* nobody knows the parameters */
            must(gnn_agreement_of(&a, label, label, n), name);
            o.k = known ? a.truth_groups : 0;
            double start = cpu_now(), modularity;
            gnn_status st = gnn_community_solve(&c, g, m, &o);
            double cpu = cpu_now() - start;
            must(st, m);
            must(gnn_agreement_of(&a, c->group, label, n), m);
            must(gnn_modularity(&modularity, g, c->group, 1), m);
            printf("| %-15s | %-13s %s | %6.3f | %6.3f | %5lld | %.3f | %7.4f |\n", m, name,
                   known ? "k given" : "       ", a.overlap, a.ami, (long long)c->groups, modularity, cpu);
            fflush(stdout);
            gnn_community_free(c);
        }
    gnn_graph_list_free(graphs);
    gnn_i_free(label);
}

int main(int argc, char **argv)
{
    static const char *const names[] = { "karate", "football", "polbooks", "email-Eu-core" };
    const char *what = argc > 1 ? argv[1] : "cd5", *list = argc > 3   ? argv[3]
                                                           : argc > 1 ? NULL
                                                                      : "laplacian,regularized,bethe,nonbacktracking";
    const char *folder = getenv("GNN_TEST_DATA");
    int count = argc > 2 ? atoi(argv[2]) : argc > 1 ? 20 : 3;
    if (count < 1 || count > MOST) return fprintf(stderr, "bench_community: 1 to %d instances\n", MOST), 2;
    gnn_set_threads(1);
    if (strcmp(what, "real") == 0) {
        if (!folder) return fprintf(stderr, "bench_community: GNN_TEST_DATA is not set\n"), 2;
        printf("| method | graph | overlap | AMI | groups | modularity | CPU s |\n|---|---|---|---|---|---|---|\n");
        for (int i = 0; i < 4; i++) real_graph(folder, names[i], list);
        return 0;
    }
    printf("| method | setting | overlap | AMI | groups | CPU s |\n|---|---|---|---|---|---|\n");
    if (strcmp(what, "cd5") == 0) cd5(count, list);
    else if (strcmp(what, "cd2") == 0) cd2(1000, count, list);
    else if (strcmp(what, "cd2-10000") == 0) cd2(10000, count, list);
    else if (strcmp(what, "learned") == 0) learned(count, list);
    else return fprintf(stderr, "bench_community: '%s' is none of cd5, cd2, cd2-10000, learned, real\n", what), 2;
    return 0;
}
