/* The stochastic block model that bp, bp-em, bp-dc and gibbs share, and the two engines on it: messages and samples.
 *
 * An edge between i in a and j in b has probability w_i w_j C_ab / n; the weights w are 1, or d_i over the mean degree in the
 * degree-corrected model.  Group a has the share p_a.  Graphs are undirected, without loops and edge weights.
 * Decelle, Krzakala, Moore, Zdeborova 2011; degree correction: Karrer, Newman 2011 and Yan et al. 2014. */
#ifndef GNN_I_BLOCKMODEL_H
#define GNN_I_BLOCKMODEL_H

#include "community.h"

typedef struct gnn_i_blocks {
    int64_t n, k;
    double *share;     /* k                                                              */
    double *affinity;  /* k x k, symmetric                                               */
    double *weight;    /* n, or NULL: all 1                                              */
    bool uniform;      /* equal shares, one value inside groups and one between them     */
} gnn_i_blocks;

/* c_in inside, c_out between, equal shares; corrected: weights from g's degrees.  Free with gnn_i_blocks_free. */
gnn_status gnn_i_blocks_new(gnn_i_blocks *m, const gnn_graph *g, int64_t k, double c_in, double c_out, bool corrected);
void gnn_i_blocks_free(gnn_i_blocks *m);
/* Shares and affinities of a grouping, slightly smoothed; no longer uniform. */
gnn_status gnn_i_blocks_estimate(gnn_i_blocks *m, const gnn_graph *g, const int32_t *group);
/* The same from counts: arcs (k x k) between groups, weights and vertices of the groups. */
void gnn_i_blocks_from_counts(gnn_i_blocks *m, const double *arcs, const double *weight, const double *vertices);
/* Add a grouping to such counts (k x k arcs, k weights, k vertices), times share. */
void gnn_i_blocks_count(double *counts, const gnn_i_blocks *m, const gnn_graph *g, const int32_t *group, double share);
/* Means of the affinities inside and between groups, by the numbers of pairs. */
void gnn_i_blocks_means(const gnn_i_blocks *m, double *c_in, double *c_out);
/* What an edge is granted at the least, so that states with a few impossible edges can be passed through. */
double gnn_i_blocks_floor(const gnn_i_blocks *m);
/* log P(group, graph) less what depends on the degrees only. */
double gnn_i_blocks_log(const gnn_i_blocks *m, const gnn_graph *g, const int32_t *group);

/* ---- belief propagation ---- */

typedef struct gnn_i_belief {
    const gnn_graph *g;
    gnn_i_blocks *m;
    int64_t k;
    int64_t *rev;      /* arcs: the arc back                                              */
    double *in;        /* arcs x k: what col[e] believes of itself without its edge to e's row */
    double *q;         /* n x k: marginals                                                */
    double *sum;       /* k: sum of w_i q_i                                               */
    double *field;     /* k: (1/n) sum_b C_ab sum_b                                       */
    double *scaled;    /* k x k: affinities over the largest                              */
    double scale, *log_share, *factor, *scratch;
    int32_t *order;
} gnn_i_belief;

/* The model is lent: gnn_i_belief_learn changes it. */
gnn_status gnn_i_belief_new(gnn_i_belief *b, const gnn_graph *g, gnn_i_blocks *m);
void gnn_i_belief_free(gnn_i_belief *b);
/* Messages and marginals: uniform noise about equal shares, or near a grouping. */
void gnn_i_belief_random(gnn_i_belief *b, gnn_rng *rng);
void gnn_i_belief_near(gnn_i_belief *b, const int32_t *group, gnn_rng *rng);
/* One sweep over all vertices in random order, each update used at once; the largest change of a message. */
double gnn_i_belief_sweep(gnn_i_belief *b, double damping, gnn_rng *rng);
/* Shares and affinities that the messages speak for. */
gnn_status gnn_i_belief_learn(gnn_i_belief *b);
/* After a change of the model. */
void gnn_i_belief_refresh(gnn_i_belief *b);
/* Bethe free energy a vertex: -log of the evidence where it is exact, less what depends on the degrees only. */
double gnn_i_belief_free_energy(gnn_i_belief *b);

/* ---- annealed sampling ---- */

typedef struct gnn_i_anneal {
    int64_t sweeps, measure;
    bool learn;  /* estimate the model anew from the states of the last tenth of the sweeps                      */
    double hot;  /* the inverse temperature at the start                                                         */
    double cold; /* the inverse temperature at the end and while measuring: 1 samples the posterior              */
} gnn_i_anneal;

/* From a random state; marginal (n x k) is the share of the measured sweeps in each group, *mean the mean of gnn_i_blocks_log
 * over them, best the likeliest state seen there.  *m changes if learn. */
gnn_status gnn_i_anneal_run(double *marginal, double *mean, int32_t *best, const gnn_graph *g, gnn_i_blocks *m,
                            const gnn_i_anneal *how, gnn_rng *rng);

/* ---- what the solvers do with them ---- */

/* job->k, groups and marginals (n x k, taken) into the job; without a given k and with nothing found: one group. */
gnn_status gnn_i_job_marginals(gnn_i_job *job, double **marginal);
/* bethe's groups for the job's k. */
gnn_status gnn_i_job_start(gnn_i_job *job, int32_t *group);
/* Learned belief propagation, plain or degree-corrected. */
gnn_status gnn_i_job_learn(gnn_i_job *job, bool corrected);

#endif
