// Family 01_layers: losses and the divergence of Gaussians.

#include "core/ml/nn/loss.h"

#include "tests/reference/registry.h"

namespace lectern::reference {
namespace {

nn::Reduction reduction_of(const Case& c) {
  const std::string name = c.text("reduction");
  require(name == "mean" || name == "sum", "`reduction` is `" + name + "`; mean and sum are allowed");
  return name == "mean" ? nn::Reduction::mean : nn::Reduction::sum;
}

template <typename T>
Json loss(const Case& c) {
  const auto kind = from_id(nn::kLosses, c.text("loss"));
  require(kind.has_value(), "there is no loss `" + c.text("loss") + "`");
  nn::Loss spec{*kind, reduction_of(c)};
  if (*kind == nn::LossKind::huber) spec.delta = c.number("delta");
  const Tensor<T> z = c.tensor<T>("prediction");
  require(z.shape.size() == 2, "`prediction` is not a matrix");
  Tensor<T> d = z;
  double value = 0;
  if (*kind == nn::LossKind::softmax_cross_entropy && c.tensor<T>("target").shape.size() == 1) {
    const std::vector<std::int32_t> labels = c.integers("target", 0, z.dim(1));
    require(std::ptrdiff_t(labels.size()) == z.dim(0), "`target` has another number of rows");
    value = nn::softmax_cross_entropy<T>(z.view(), labels, d.view(), spec.reduction);
  } else {
    const Tensor<T> target = c.tensor<T>("target", z.shape);
    value = nn::loss_and_gradient<T>(spec, z.view(), target.view(), d.view());
  }
  return {{"loss", value}, {"grad_prediction", write_tensor(d)}};
}

template <typename T>
Json kl_gaussian(const Case& c) {
  const Tensor<T> mu = c.tensor<T>("mu"), logvar = c.tensor<T>("logvar", mu.shape);
  const bool pair = c.has("mu2");
  const Tensor<T> mu2 = pair ? c.tensor<T>("mu2", mu.shape) : Tensor<T>();
  const Tensor<T> logvar2 = pair ? c.tensor<T>("logvar2", mu.shape) : Tensor<T>();
  Tensor<T> d_mu = mu, d_logvar = mu, d_mu2 = mu, d_logvar2 = mu, per_sample{{mu.dim(0)}, {}};
  per_sample.values.resize(std::size_t(mu.dim(0)));
  nn::GaussianDivergence<T> arrays;
  arrays.mu = mu.view();
  arrays.logvar = logvar.view();
  if (pair) {
    arrays.mu2 = mu2.view();
    arrays.logvar2 = logvar2.view();
    arrays.d_mu2 = d_mu2.view();
    arrays.d_logvar2 = d_logvar2.view();
  }
  arrays.d_mu = d_mu.view();
  arrays.d_logvar = d_logvar.view();
  arrays.per_sample = per_sample.values;
  Json result{{"loss", nn::kl_gaussian(arrays, reduction_of(c))}};
  result["per_sample"] = write_tensor(per_sample);
  result["grad_mu"] = write_tensor(d_mu);
  result["grad_logvar"] = write_tensor(d_logvar);
  if (!pair) return result;
  result["grad_mu2"] = write_tensor(d_mu2);
  result["grad_logvar2"] = write_tensor(d_logvar2);
  return result;
}

const Registration kLoss("01_layers", "loss", loss<double>, loss<float>);
const Registration kKlGaussian("01_layers", "kl_gaussian", kl_gaussian<double>, kl_gaussian<float>);

}  // namespace
}  // namespace lectern::reference
