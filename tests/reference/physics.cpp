// Family 11_physics.

#include "core/ml/nn/plane_convolution.h"
#include "tests/reference/registry.h"

namespace lectern::reference {
namespace {

Json discrete_convolution(const Case& c) {
  const Tensor<double> image = c.tensor<double>("image"), kernel = c.tensor<double>("kernel");
  require(image.shape.size() == 2 && kernel.shape.size() == 2, "`image` and `kernel` must have two axes");
  const double padding = c.number("padding"), stride = c.number("stride");
  require(padding >= 0 && padding <= 1000 && stride >= 1 && stride <= 1000, "`padding` or `stride` is out of range");
  require(image.dim(0) > 1 || padding == 0, "an `image` of one row is a signal, which is not padded above and below");
  const nn::PlaneConvolution shape{.height = image.dim(0),
                                   .width = image.dim(1),
                                   .kernel_height = kernel.dim(0),
                                   .kernel_width = kernel.dim(1),
                                   .padding = static_cast<std::ptrdiff_t>(padding),
                                   .stride = static_cast<std::ptrdiff_t>(stride),
                                   .flips = c.flag("flip_kernel")};
  std::vector<double> output;
  nn::convolve_plane(shape, image.values, kernel.values, 0, output);
  return {{"output", write_tensor(output.data(), {shape.out_height(), shape.out_width()})}};
}

const Registration kDiscreteConvolution("11_physics", "discrete_convolution", discrete_convolution);

}  // namespace
}  // namespace lectern::reference
