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
double mean_score(ConstMatrixView<T> scores) {
  double sum = 0;
  for (std::ptrdiff_t r = 0; r < scores.rows; ++r) sum += double(scores(r, 0));
  return scores.rows > 0 ? sum / double(scores.rows) : 0;
}

// Of each row the output of its class.   outputs n × k;  scores n × 1, overwritten
template <typename T>
void gather_scores(ConstMatrixView<T> outputs, std::span<const int> classes, MatrixView<T> scores) {
  for (std::ptrdiff_t r = 0; r < outputs.rows; ++r)
    scores(r, 0) = outputs(r, classes.empty() ? 0 : classes[std::size_t(r)]);
}

// The way back of the gradient; other outputs have none.   d_outputs n × k, overwritten
template <typename T>
void scatter_scores(ConstMatrixView<T> d_scores, std::span<const int> classes, MatrixView<T> d_outputs) {
  for (std::ptrdiff_t r = 0; r < d_outputs.rows; ++r) {
    std::fill_n(d_outputs.row(r), d_outputs.cols, T(0));
    d_outputs(r, classes.empty() ? 0 : classes[std::size_t(r)]) = d_scores(r, 0);
  }
}

// The mean cost of scores that should say "data" (label 1, or 1 - smoothing) or "made" (label 0), and its gradient.
// scores, d_scores  n × 1; d_scores is overwritten
template <typename T>
double loss_towards(GeneratorLoss loss, int label, ConstMatrixView<T> scores, MatrixView<T> d_scores,
                    double smoothing = 0) {
  const std::ptrdiff_t n = scores.rows;
  if (loss == GeneratorLoss::wasserstein) {
    for (std::ptrdiff_t r = 0; r < n; ++r) d_scores(r, 0) = T(label == 1 ? -1 : 1) / T(n);
    return label == 1 ? -mean_score(scores) : mean_score(scores);
  }
  Matrix<T> labels(n, 1);
  labels.fill(T(label == 1 && loss != GeneratorLoss::least_squares ? 1 - smoothing : label));
  if (loss != GeneratorLoss::least_squares) return nn::loss_and_gradient<T>(kLogLoss, scores, labels, d_scores);
  const double squares = nn::loss_and_gradient<T>({nn::LossKind::mse}, scores, labels, d_scores);
  for (std::ptrdiff_t r = 0; r < n; ++r) d_scores(r, 0) /= 2;
  return squares / 2;
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
                                              ThreadPool* pool, const GanClasses& classes) {
  interpolation_->resize(penalty_weight_ > 0 ? std::size_t(data.rows) : 0);
  for (T& u : *interpolation_) u = T(rng.uniform());
  const DiscriminatorStep step = discriminator_gradient(data, noise, *interpolation_, rng, pool, classes);
  discriminator_optimizer_.step(discriminator_.parameters(), discriminator_.gradients(), pool);
  return step;
}

template <typename T>
DiscriminatorStep Gan<T>::discriminator_gradient(ConstMatrixView<T> data, ConstMatrixView<T> noise,
                                                 std::span<const T> interpolation, Rng& rng, ThreadPool* pool,
                                                 const GanClasses& classes) {
  const std::ptrdiff_t n = data.rows, m = noise.rows;
  generator_.forward(*generator_pass_, noise, rng, pool);
  joined_->resize(n + m, data.cols);
  copy_rows<T>(data, joined_->view().rows_range(0, n));
  copy_rows<T>(generator_pass_->output(), joined_->view().rows_range(n, m));
  discriminator_.forward(*discriminator_pass_, *joined_, rng, pool);
  scores_->resize(n + m, 1);
  d_scores_->resize(n + m, 1);
  const ConstMatrixView<T> outputs = discriminator_pass_->output(), scores = *scores_;
  const MatrixView<T> d_outputs = discriminator_pass_->output_gradient(), d_scores = *d_scores_;
  gather_scores<T>(outputs.rows_range(0, n), classes.of_data, scores_->view().rows_range(0, n));
  gather_scores<T>(outputs.rows_range(n, m), classes.of_noise, scores_->view().rows_range(n, m));
  const ConstMatrixView<T> on_data = scores.rows_range(0, n), on_samples = scores.rows_range(n, m);
  DiscriminatorStep step;
  step.mean_on_data = mean_probability<T>(on_data);
  step.mean_on_samples = mean_probability<T>(on_samples);
  step.score_on_data = mean_score<T>(on_data);
  step.score_on_samples = mean_score<T>(on_samples);
  step.loss = loss_towards<T>(loss_, 1, on_data, d_scores.rows_range(0, n), smoothing_) +
              loss_towards<T>(loss_, 0, on_samples, d_scores.rows_range(n, m));
  scatter_scores<T>(d_scores.rows_range(0, n), classes.of_data, d_outputs.rows_range(0, n));
  scatter_scores<T>(d_scores.rows_range(n, m), classes.of_noise, d_outputs.rows_range(n, m));
  discriminator_.backward(*discriminator_pass_, {}, pool);
  if (interpolation.empty()) return step;
  between_->resize(n, data.cols);
  for (std::ptrdiff_t i = 0; i < n; ++i) {
    const T u = interpolation[std::size_t(i)];
    for (std::ptrdiff_t j = 0; j < data.cols; ++j)
      (*between_)(i, j) = u * data(i, j) + (T(1) - u) * (*joined_)(n + i, j);
  }
  step.penalty = penalty_->add_gradient(discriminator_, *between_, penalty_weight_, pool);
  step.loss += penalty_weight_ * step.penalty;
  step.mean_slope = 0;
  for (double slope : penalty_->norms()) step.mean_slope += slope / double(n);
  return step;
}

template <typename T>
GeneratorStep Gan<T>::train_generator(ConstMatrixView<T> noise, Rng& rng, ThreadPool* pool,
                                      std::span<const int> classes) {
  const GeneratorStep step = generator_gradient(noise, rng, pool, classes);
  generator_optimizer_.step(generator_.parameters(), generator_.gradients(), pool);
  return step;
}

template <typename T>
GeneratorStep Gan<T>::generator_gradient(ConstMatrixView<T> noise, Rng& rng, ThreadPool* pool,
                                         std::span<const int> classes) {
  generator_.forward(*generator_pass_, noise, rng, pool);
  discriminator_.forward(*discriminator_pass_, generator_pass_->output(), rng, pool);
  scores_->resize(noise.rows, 1);
  d_scores_->resize(noise.rows, 1);
  const ConstMatrixView<T> scores = *scores_;
  const MatrixView<T> d_outputs = discriminator_pass_->output_gradient(), d_scores = *d_scores_;
  gather_scores<T>(discriminator_pass_->output(), classes, *scores_);
  GeneratorStep step;
  step.mean_on_samples = mean_probability<T>(scores);
  if (loss_ == GeneratorLoss::minimax) {
    step.loss = -loss_towards<T>(loss_, 0, scores, d_scores);
    for (std::ptrdiff_t r = 0; r < scores.rows; ++r) d_scores(r, 0) = -d_scores(r, 0);
  } else {
    step.loss = loss_towards<T>(loss_, 1, scores, d_scores);
  }
  scatter_scores<T>(d_scores, classes, d_outputs);
  discriminator_.backward(*discriminator_pass_, {.parameters = false, .input = true}, pool);
  copy_rows<T>(discriminator_pass_->input_gradient(), generator_pass_->output_gradient());
  generator_.backward(*generator_pass_, {}, pool);
  return step;
}

template class Gan<float>;
template class Gan<double>;

}  // namespace lectern::generative
