#include "core/ml/generative/gan.h"

#include <algorithm>
#include <utility>

#include "core/math/elementary.h"
#include "core/ml/nn/loss.h"

namespace lectern::generative {
namespace {

constexpr nn::Loss kLogLoss{nn::LossKind::bce_with_logits};

template <typename T>
double mean_probability(ConstMatrixView<T> logits) {
  double sum = 0;
  for (std::ptrdiff_t r = 0; r < logits.rows; ++r) sum += double(math::sigmoid(logits(r, 0)));
  return logits.rows > 0 ? sum / double(logits.rows) : 0;
}

template <typename T>
void copy_rows(ConstMatrixView<T> from, MatrixView<T> to) {
  for (std::ptrdiff_t r = 0; r < from.rows; ++r) std::copy_n(from.row(r), from.cols, to.row(r));
}

template <typename T>
void fill_column(Matrix<T>& column, std::ptrdiff_t rows, T value) {
  if (column.rows() == rows) return;
  column.resize(rows, 1);
  column.fill(value);
}

}  // namespace

template <typename T>
Gan<T>::Gan(nn::Network<T> generator, nn::Network<T> discriminator, const nn::OptimizerSpec& generator_rule,
            const nn::OptimizerSpec& discriminator_rule, GeneratorLoss loss)
    : generator_(std::move(generator)),
      discriminator_(std::move(discriminator)),
      generator_optimizer_(generator_rule, generator_.parameters().size()),
      discriminator_optimizer_(discriminator_rule, discriminator_.parameters().size()),
      loss_(loss) {}

template <typename T>
DiscriminatorStep Gan<T>::train_discriminator(ConstMatrixView<T> data, ConstMatrixView<T> noise, Rng& rng,
                                              ThreadPool* pool) {
  const std::ptrdiff_t n = data.rows, m = noise.rows;
  generator_.forward(*generator_pass_, noise, rng, pool);
  joined_->resize(n + m, data.cols);
  copy_rows<T>(data, joined_->view().rows_range(0, n));
  copy_rows<T>(generator_pass_->output(), joined_->view().rows_range(n, m));
  discriminator_.forward(*discriminator_pass_, *joined_, rng, pool);
  const ConstMatrixView<T> logits = discriminator_pass_->output();
  const MatrixView<T> d_logits = discriminator_pass_->output_gradient();
  fill_column(*ones_, n, T(1));
  fill_column(*zeros_, m, T(0));
  DiscriminatorStep step;
  step.mean_on_data = mean_probability<T>(logits.rows_range(0, n));
  step.mean_on_samples = mean_probability<T>(logits.rows_range(n, m));
  step.loss = nn::loss_and_gradient<T>(kLogLoss, logits.rows_range(0, n), *ones_, d_logits.rows_range(0, n)) +
              nn::loss_and_gradient<T>(kLogLoss, logits.rows_range(n, m), *zeros_, d_logits.rows_range(n, m));
  discriminator_.backward(*discriminator_pass_, {}, pool);
  discriminator_optimizer_.step(discriminator_.parameters(), discriminator_.gradients(), pool);
  return step;
}

template <typename T>
GeneratorStep Gan<T>::train_generator(ConstMatrixView<T> noise, Rng& rng, ThreadPool* pool) {
  const std::ptrdiff_t m = noise.rows;
  generator_.forward(*generator_pass_, noise, rng, pool);
  discriminator_.forward(*discriminator_pass_, generator_pass_->output(), rng, pool);
  const ConstMatrixView<T> logits = discriminator_pass_->output();
  const MatrixView<T> d_logits = discriminator_pass_->output_gradient();
  GeneratorStep step;
  step.mean_on_samples = mean_probability<T>(logits);
  if (loss_ == GeneratorLoss::minimax) {
    fill_column(*zeros_, m, T(0));
    step.loss = -nn::loss_and_gradient<T>(kLogLoss, logits, *zeros_, d_logits);
    for (std::ptrdiff_t r = 0; r < m; ++r) d_logits(r, 0) = -d_logits(r, 0);
  } else {
    fill_column(*ones_, m, T(1));
    step.loss = nn::loss_and_gradient<T>(kLogLoss, logits, *ones_, d_logits);
  }
  discriminator_.backward(*discriminator_pass_, {.parameters = false, .input = true}, pool);
  copy_rows<T>(discriminator_pass_->input_gradient(), generator_pass_->output_gradient());
  generator_.backward(*generator_pass_, {}, pool);
  generator_optimizer_.step(generator_.parameters(), generator_.gradients(), pool);
  return step;
}

template class Gan<float>;
template class Gan<double>;

}  // namespace lectern::generative
