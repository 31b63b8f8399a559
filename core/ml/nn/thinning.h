#pragma once

#include "core/math/rng.h"
#include "core/ml/nn/network.h"

namespace lectern::nn {

// Draws one of the thinned networks that dropout has trained and leaves it in place of the full one: each neuron in
// front of a dropout layer is removed with this probability, and the weights that read the others are divided by
// 1 − probability. Evaluating it is one pass of dropout at prediction time, with the same neurons missing for every
// input: a function, of which many together are a sample of what the network might have said.
// Dropout layers must stand in front of dense layers.   probability in [0, 1)
// Source: Srivastava et al., Dropout, JMLR 15 (2014); Gal, Ghahramani, Dropout as a Bayesian approximation (ICML 2016).
template <typename T>
void thin(Network<T>& network, double probability, Rng& rng);

}  // namespace lectern::nn
