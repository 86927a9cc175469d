/* libgnn: graph neural networks that are exactly permutation equivariant.  GPL-3.0-or-later.
 *
 * This is the only supported include.  The headers below are one a room of the library, in the order of dependency:
 * a room uses only rooms above it. */
#ifndef GNN_GNN_H
#define GNN_GNN_H

#include <gnn/base.h>         /* status, allocation, random streams, threads, cancellation                     */
#include <gnn/graph.h>        /* graphs, batches, operators, generators, isomorphism                           */
#include <gnn/count.h>        /* exact counts of small patterns                                                 */
#include <gnn/tensor.h>       /* dense arrays, f32 and f64                                                      */
#include <gnn/io.h>           /* graph files, data sets, safetensors                                            */
#include <gnn/symmetry.h>     /* how things transform under relabelling                                         */
#include <gnn/autodiff.h>     /* tape, parameters, operations                                                   */
#include <gnn/layers.h>       /* linear, normalisation, message passing                                         */
#include <gnn/models.h>       /* named models from JSON; equivariance and gradient checks                       */
#include <gnn/train.h>        /* losses, optimisers, metrics, the loop, checkpoints                             */
#include <gnn/tasks.h>        /* communities, matchings, cuts: solvers, metrics, data                            */
#include <gnn/expressivity.h> /* refinement tests and separation by models                                      */

#endif
