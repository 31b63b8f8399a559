#include "core/ml/inverse/latent_fit.h"

#include <algorithm>

namespace lectern::inverse {

template <typename T>
LatentFit<T>::LatentFit(std::ptrdiff_t samples, std::ptrdiff_t codes, std::ptrdiff_t cells, double rate, const Rng& rng)
    : z_(samples, codes),
      start_(samples, codes),
      white_(samples, cells),
      adam_({.kind = nn::OptimizerKind::adam, .learning_rate = rate}, static_cast<std::size_t>(samples * codes)) {
  Rng starts = rng.split("start"), noise = rng.split("noise");
  for (std::ptrdiff_t s = 1; s < samples; ++s) {
    for (std::ptrdiff_t k = 0; k < codes; ++k) start_(s, k) = static_cast<T>(starts.normal());
    for (std::ptrdiff_t j = 0; j < cells; ++j) white_(s, j) = static_cast<T>(noise.normal());
  }
  restart();
}

template <typename T>
void LatentFit<T>::restart() {
  std::copy_n(start_.data(), start_.size(), z_.data());
  adam_.reset();
}

template <typename T>
void LatentFit<T>::improve(const FourierObservation& observation, std::span<const double> data, double noise,
                           const nn::Network<T>& decoder, int updates, ThreadPool* pool) {
  const std::ptrdiff_t samples = z_.rows(), cells = white_.cols();
  const T weight = static_cast<T>(1 / (noise * noise)), size = static_cast<T>(noise);
  seen_->resize(samples, cells);
  gradient_->resize(samples, z_.cols());
  for (int update = 0; update < updates; ++update) {
    decoder.evaluate(*pass_, z_.view(), pool);
    observation.apply<T>(pass_->output(), seen_->view());
    for (std::ptrdiff_t s = 0; s < samples; ++s)
      for (std::ptrdiff_t j = 0; j < cells; ++j)
        (*seen_)(s, j) -= static_cast<T>(data[static_cast<std::size_t>(j)]) + size * white_(s, j);
    // H is its own transpose.
    observation.apply<T>(seen_->view(), seen_->view());
    const MatrixView<T> d = pass_->output_gradient();
    for (std::ptrdiff_t i = 0; i < seen_->size(); ++i) d.data[i] = weight * seen_->data()[i];
    decoder.backward_to_input(*pass_, pool);
    const ConstMatrixView<T> by_code = pass_->input_gradient();
    for (std::ptrdiff_t s = 0; s < samples; ++s)
      for (std::ptrdiff_t k = 0; k < z_.cols(); ++k) (*gradient_)(s, k) = by_code(s, k) + z_(s, k) - start_(s, k);
    adam_.step({z_.data(), static_cast<std::size_t>(z_.size())},
               {gradient_->data(), static_cast<std::size_t>(gradient_->size())}, pool);
  }
}

template <typename T>
void LatentFit<T>::write_pictures(const nn::Network<T>& decoder, MatrixView<T> X, ThreadPool* pool) const {
  decoder.evaluate(*pass_, z_.view(), pool);
  const ConstMatrixView<T> pictures = pass_->output();
  for (std::ptrdiff_t s = 0; s < pictures.rows; ++s) std::copy_n(pictures.row(s), pictures.cols, X.row(s));
}

template class LatentFit<float>;
template class LatentFit<double>;

}  // namespace lectern::inverse
