/* Learned belief propagation on the degree-corrected model: groups are not read off the degrees (Karrer, Newman 2011). */
#include "blockmodel.h"

static gnn_status run(gnn_i_job *job) { return gnn_i_job_learn(job, true); }

const gnn_i_solver gnn_i_solver_bp_dc = {
    .name = "bp-dc", .help = "bp-em for vertices of very different degrees (degree-corrected)", .run = run };
