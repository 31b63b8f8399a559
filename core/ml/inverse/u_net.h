#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "core/math/matrix.h"
#include "core/ml/nn/layer_spec.h"

namespace lectern::inverse {

// A small U-Net on pictures whose sides are multiples of 4: convolutions of 3 × 3, halved twice and doubled back by
// transposed ones, with a skip from each size on the way down to the same size on the way up. The skips are added to
// what comes back up, where the original puts both side by side.
//   c at full size → 2c at half → 4c at a quarter → 2c → c → outputs
// Sources: Ronneberger, Fischer, Brox, U-Net: Convolutional networks for biomedical image segmentation (MICCAI 2015);
// Chaurasia, Culurciello, LinkNet (2017), for skips that are added.
std::vector<nn::LayerSpec> u_net_layers(std::ptrdiff_t channels, std::ptrdiff_t outputs);

// The cross-entropy of the pixels' classes, a mean over pictures and pixels in nats, and its gradient.
// Z  n × C·P logits, plane by plane;  labels  n × P in [0, C);  d_Z  n × C·P, overwritten; not written if its data is
// null
template <typename T>
double pixel_cross_entropy(ConstMatrixView<T> Z, std::span<const int> labels, int classes, MatrixView<T> d_Z);

// The probabilities of one pixel's classes.   z  its first logit, the next ones `pixels` further on each; probabilities
// C, overwritten
template <typename T>
void pixel_probabilities(const T* z, std::ptrdiff_t pixels, std::span<double> probabilities);

// A network that shares out the light of each pixel: â = σ(z) y is the part of one source, y − â that of all others, so
// that no light is lost or made. A second plane of outputs tells how far off that is, as a variance e^l + floor, noise
// and all: the floor is nothing but a bound for numbers, far below any noise.
//   error   = mean (â − a)²
//   nll     = mean ½ (log(e^l + floor) + (â − a)²/(e^l + floor)), with â held
// d_Z is the gradient of error/unit² by z and of nll by l: the mean is learned as if all errors were equal, because a
// likelihood would neglect the pixels it has given up. Source: Seitzer et al., On the pitfalls of heteroscedastic
// uncertainty estimation (ICLR 2022).
// Z  n × 2P;  light  n × P: y;  target  n × P: a;  d_Z  n × 2P, overwritten
struct LightShareCost {
  double error = 0, nll = 0;
};
template <typename T>
LightShareCost light_share_cost(ConstMatrixView<T> Z, ConstMatrixView<T> light, ConstMatrixView<T> target, double unit,
                                double floor, MatrixView<T> d_Z);

}  // namespace lectern::inverse
