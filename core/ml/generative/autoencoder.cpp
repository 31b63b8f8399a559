#include "core/ml/generative/autoencoder.h"

#include <algorithm>
#include <utility>

#include "core/math/constants.h"
#include "core/math/elementary.h"
#include "core/ml/nn/loss.h"

namespace lectern::generative {
namespace {

// Σ softplus(o) - x o or Σ (o - x)² of one row, and its gradient times `scale`; of the latter half of it.
// scratch  d, overwritten
template <typename T>
T row_cost(Likelihood likelihood, const T* x, const T* o, std::ptrdiff_t d, T scale, T* d_o, T* scratch) {
  T sum = T(0);
  if (likelihood == Likelihood::bernoulli) {
    const std::span<const T> logits(o, std::size_t(d));
    math::softplus(logits, {scratch, std::size_t(d)});
    math::sigmoid(logits, {d_o, std::size_t(d)});
    for (std::ptrdiff_t j = 0; j < d; ++j) {
      sum += scratch[j] - x[j] * o[j];
      d_o[j] = scale * (d_o[j] - x[j]);
    }
    return sum;
  }
  for (std::ptrdiff_t j = 0; j < d; ++j) {
    const T miss = o[j] - x[j];
    sum += miss * miss;
    d_o[j] = scale * miss;
  }
  return sum;
}

}  // namespace

template <typename T>
void corrupt(ConstMatrixView<T> x, ConstMatrixView<T> mask, ConstMatrixView<T> noise, double level,
             MatrixView<T> corrupted) {
  for (std::ptrdiff_t i = 0; i < x.rows; ++i)
    for (std::ptrdiff_t j = 0; j < x.cols; ++j) corrupted(i, j) = x(i, j) * mask(i, j) + T(level) * noise(i, j);
}

template <typename T>
Autoencoder<T>::Autoencoder(nn::Network<T> encoder, nn::Network<T> decoder, const nn::OptimizerSpec& optimizer,
                            const CodingRule& rule)
    : encoder_(std::move(encoder)),
      decoder_(std::move(decoder)),
      encoder_optimizer_(optimizer, encoder_.parameters().size()),
      decoder_optimizer_(optimizer, decoder_.parameters().size()),
      rule_(rule) {}

template <typename T>
ConstMatrixView<T> Autoencoder<T>::log_variances() const {
  if (!rule_.variational) return {};
  return {encoder_pass_->output().data + code_size(), n(), code_size(), encoder_width()};
}

template <typename T>
ConstMatrixView<T> Autoencoder<T>::draw_codes(ConstMatrixView<T> eps) const {
  if (!rule_.variational) return encoder_pass_->output();
  const ConstMatrixView<T> mu = means(), logvar = log_variances();
  codes_->resize(n(), code_size());
  for (std::ptrdiff_t i = 0; i < n(); ++i)
    for (std::ptrdiff_t k = 0; k < code_size(); ++k)
      (*codes_)(i, k) = mu(i, k) + math::exp(logvar(i, k) / 2) * eps(i, k);
  return *codes_;
}

template <typename T>
CodingCost Autoencoder<T>::judge(ConstMatrixView<T> targets) const {
  const ConstMatrixView<T> o = decoder_pass_->output();
  const MatrixView<T> d_o = decoder_pass_->output_gradient();
  const std::ptrdiff_t d = o.cols, rows = o.rows;
  const bool is_gaussian = rule_.likelihood == Likelihood::gaussian;
  const double precision = is_gaussian && rule_.variational ? 1 / (rule_.sigma * rule_.sigma) : 1;
  double scale = precision / double(std::max<std::ptrdiff_t>(rows, 1));
  if (!rule_.variational) scale *= (is_gaussian ? 2 : 1) / double(d);
  CodingCost cost;
  reconstructions_->resize(std::size_t(rows));
  softplus_->resize(std::size_t(d));
  for (std::ptrdiff_t i = 0; i < rows; ++i) {
    T row = row_cost(rule_.likelihood, targets.row(i), o.row(i), d, T(scale), d_o.row(i), softplus_->data());
    if (is_gaussian && rule_.variational)
      row = T(0.5 * precision) * row + T(double(d) * (math::log(rule_.sigma) + math::kLogTwoPi / 2));
    (*reconstructions_)[std::size_t(i)] = row;
    cost.reconstruction += double(row);
  }
  cost.reconstruction /= double(std::max<std::ptrdiff_t>(rows, 1));
  divergences_->resize(rule_.variational ? std::size_t(rows) : 0);
  if (!rule_.variational) {
    cost.cost = cost.reconstruction / double(d);
    return cost;
  }
  const MatrixView<T> d_code = encoder_pass_->output_gradient();
  const std::ptrdiff_t z = code_size();
  nn::GaussianDivergence<T> divergence;
  divergence.mu = means();
  divergence.logvar = log_variances();
  divergence.d_mu = {d_code.data, rows, z, 2 * z};
  divergence.d_logvar = {d_code.data + z, rows, z, 2 * z};
  divergence.per_sample = *divergences_;
  cost.divergence = nn::kl_gaussian(divergence);
  cost.cost = cost.reconstruction + rule_.beta * cost.divergence;
  return cost;
}

template <typename T>
CodingCost Autoencoder<T>::gradient(ConstMatrixView<T> given, ConstMatrixView<T> targets, ConstMatrixView<T> eps,
                                    Rng& rng, ThreadPool* pool) {
  encoder_.forward(*encoder_pass_, given, rng, pool);
  const ConstMatrixView<T> codes = draw_codes(eps);
  decoder_.forward(*decoder_pass_, codes, rng, pool);
  const CodingCost cost = judge(targets);
  decoder_.backward(*decoder_pass_, {.parameters = true, .input = true}, pool);
  const ConstMatrixView<T> d_z = decoder_pass_->input_gradient();
  const MatrixView<T> d_code = encoder_pass_->output_gradient();
  const std::ptrdiff_t z = code_size();
  for (std::ptrdiff_t i = 0; i < d_z.rows; ++i)
    for (std::ptrdiff_t k = 0; k < z; ++k) {
      if (!rule_.variational) {
        d_code(i, k) = d_z(i, k);
        continue;
      }
      // ∂z/∂log σ² = σ ε / 2 = (z - μ)/2
      d_code(i, k) = T(rule_.beta) * d_code(i, k) + d_z(i, k);
      d_code(i, z + k) = T(rule_.beta) * d_code(i, z + k) + d_z(i, k) * T(0.5) * (codes(i, k) - means()(i, k));
    }
  encoder_.backward(*encoder_pass_, {}, pool);
  return cost;
}

template <typename T>
CodingCost Autoencoder<T>::train(ConstMatrixView<T> given, ConstMatrixView<T> targets, ConstMatrixView<T> eps, Rng& rng,
                                 ThreadPool* pool) {
  const CodingCost cost = gradient(given, targets, eps, rng, pool);
  encoder_optimizer_.step(encoder_.parameters(), encoder_.gradients(), pool);
  decoder_optimizer_.step(decoder_.parameters(), decoder_.gradients(), pool);
  return cost;
}

template <typename T>
CodingCost Autoencoder<T>::evaluate(ConstMatrixView<T> given, ConstMatrixView<T> targets, ConstMatrixView<T> eps,
                                    ThreadPool* pool) const {
  encoder_.evaluate(*encoder_pass_, given, pool);
  decoder_.evaluate(*decoder_pass_, draw_codes(eps), pool);
  return judge(targets);
}

template <typename T>
void Autoencoder<T>::encode(ConstMatrixView<T> X, MatrixView<T> Y, ThreadPool* pool) const {
  encoder_.predict(*map_pass_, X, Y, pool);
}

template <typename T>
void Autoencoder<T>::decode(ConstMatrixView<T> Z, MatrixView<T> X, ThreadPool* pool) const {
  decoder_.predict(*map_pass_, Z, X, pool);
  if (rule_.likelihood != Likelihood::bernoulli) return;
  for (std::ptrdiff_t i = 0; i < X.rows; ++i) {
    const std::span<T> row(X.row(i), std::size_t(X.cols));
    math::sigmoid(std::span<const T>(row), row);
  }
}

template void corrupt(ConstMatrixView<float>, ConstMatrixView<float>, ConstMatrixView<float>, double,
                      MatrixView<float>);
template void corrupt(ConstMatrixView<double>, ConstMatrixView<double>, ConstMatrixView<double>, double,
                      MatrixView<double>);
template class Autoencoder<float>;
template class Autoencoder<double>;

}  // namespace lectern::generative
