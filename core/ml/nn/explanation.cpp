#include "core/ml/nn/explanation.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "core/ml/nn/reading.h"

namespace lectern::nn {

template <typename T>
void score_gradient(const Network<T>& network, Pass<T>& pass, std::span<const T> picture, std::size_t k,
                    std::span<T> gradient, ThreadPool* pool) {
  const auto inputs = static_cast<std::ptrdiff_t>(picture.size());
  network.evaluate(pass, ConstMatrixView<T>{picture.data(), 1, inputs, inputs}, pool);
  const MatrixView<T> d_scores = pass.output_gradient();
  std::fill_n(d_scores.row(0), d_scores.cols, T{0});
  d_scores(0, static_cast<std::ptrdiff_t>(k)) = T{1};
  network.backward_to_input(pass, pool);
  std::copy_n(pass.input_gradient().row(0), inputs, gradient.begin());
}

void occlude(std::span<float> picture, const Shape& shape, int row, int column, int side) {
  const std::ptrdiff_t top = std::max(row - (side - 1) / 2, 0), left = std::max(column - (side - 1) / 2, 0);
  const std::ptrdiff_t bottom = std::min<std::ptrdiff_t>(row + side / 2 + 1, shape.height),
                       right = std::min<std::ptrdiff_t>(column + side / 2 + 1, shape.width);
  for (std::ptrdiff_t c = 0; c < shape.channels; ++c)
    for (std::ptrdiff_t y = top; y < bottom; ++y)
      for (std::ptrdiff_t x = left; x < right; ++x)
        picture[static_cast<std::size_t>((c * shape.height + y) * shape.width + x)] = 0;
}

void occlusion_drops(const Network<float>& network, OcclusionMemory& memory, std::span<const float> picture,
                     std::size_t k, int side, int stride, Matrix<float>& drops, ThreadPool* pool) {
  const Shape shape = network.input_shape();
  const std::ptrdiff_t rows = (shape.height + stride - 1) / stride, columns = (shape.width + stride - 1) / stride;
  const auto classes = static_cast<std::size_t>(network.output_shape().size());
  // The picture itself comes last.
  Matrix<float>&X = memory.X, &scores = memory.scores;
  X.resize(rows * columns + 1, shape.size());
  scores.resize(X.rows(), network.output_shape().size());
  for (std::ptrdiff_t i = 0; i < X.rows(); ++i) {
    std::copy(picture.begin(), picture.end(), X.row(i));
    if (i < rows * columns)
      occlude({X.row(i), picture.size()}, shape, static_cast<int>(i / columns * stride),
              static_cast<int>(i % columns * stride), side);
  }
  network.predict(memory.pass, X.view(), scores.view(), pool);
  for (std::ptrdiff_t i = 0; i < X.rows(); ++i) posterior_of_scores({scores.row(i), classes}, {scores.row(i), classes});
  drops.resize(rows, columns);
  const auto column = static_cast<std::ptrdiff_t>(k);
  const float whole = scores(rows * columns, column);
  for (std::ptrdiff_t i = 0; i < rows * columns; ++i) drops(i / columns, i % columns) = whole - scores(i, column);
}

Attack::Attack(const Network<float>& network, std::span<const float> picture, AttackRule rule, double length,
               int target, std::vector<float> signs)
    : rule_(rule),
      length_(length),
      target_(target),
      original_(picture.begin(), picture.end()),
      direction_(std::move(signs)),
      picture_(1, static_cast<std::ptrdiff_t>(picture.size())),
      posterior_(static_cast<std::size_t>(network.output_shape().size())) {
  std::copy(picture.begin(), picture.end(), picture_.data());
  read(network, nullptr);
  own_ = reads_;
  succeeded_ = target_ >= 0 && reached();
  record();
}

void Attack::read(const Network<float>& network, ThreadPool* pool) {
  network.evaluate(*pass_, picture_.view(), pool);
  posterior_of_scores({pass_->output().row(0), posterior_.size()}, posterior_);
  reads_ = static_cast<int>(std::max_element(posterior_.begin(), posterior_.end()) - posterior_.begin());
}

void Attack::record() {
  sizes_.push_back(size());
  posteriors_.push_back(static_cast<double>(posterior_[static_cast<std::size_t>(own_)]));
}

void Attack::step(const Network<float>& network, ThreadPool* pool) {
  if (succeeded_) return;
  const std::size_t pixels = original_.size();
  if (rule_ == AttackRule::gradient || rule_ == AttackRule::sign || direction_.size() != pixels) {
    network.evaluate(*pass_, picture_.view(), pool);
    const float* scores = pass_->output().row(0);
    std::size_t rival = own_ == 0 ? 1 : 0;
    for (std::size_t k = 0; k < posterior_.size(); ++k)
      if (static_cast<int>(k) != own_ && scores[k] > scores[rival]) rival = k;
    if (target_ >= 0) rival = static_cast<std::size_t>(target_);
    const MatrixView<float> d_scores = pass_->output_gradient();
    std::fill_n(d_scores.row(0), posterior_.size(), 0.0f);
    d_scores(0, own_) = -1;
    d_scores(0, static_cast<std::ptrdiff_t>(rival)) = 1;
    network.backward_to_input(*pass_, pool);
    const float* gradient = pass_->input_gradient().row(0);
    direction_.assign(gradient, gradient + pixels);
    double squares = 0;
    for (float& g : direction_) {
      if (rule_ != AttackRule::gradient) g = g > 0 ? 1.0f : g < 0 ? -1.0f : 0.0f;
      squares += static_cast<double>(g) * static_cast<double>(g);
    }
    const double rms = std::sqrt(squares / static_cast<double>(pixels));
    const auto scale = static_cast<float>(rule_ == AttackRule::gradient && rms > 0 ? 1 / rms : 1);
    for (float& g : direction_) g *= scale;
  }
  const std::vector<float> before(picture_.data(), picture_.data() + pixels);
  for (std::size_t p = 0; p < pixels; ++p) {
    float& x = picture_.data()[p];
    x = std::clamp(x + static_cast<float>(length_) * direction_[p], 0.0f, 1.0f);
  }
  read(network, pool);
  if (!reached()) return record();
  const std::vector<float> beyond(picture_.data(), picture_.data() + pixels);
  const auto place = [&](double share) {
    for (std::size_t p = 0; p < pixels; ++p)
      picture_.data()[p] = before[p] + static_cast<float>(share) * (beyond[p] - before[p]);
    read(network, pool);
  };
  double fails = 0, flips = 1;
  for (int halving = 0; halving < 10; ++halving) {
    const double middle = (fails + flips) / 2;
    place(middle);
    (reached() ? flips : fails) = middle;
  }
  place(flips);
  succeeded_ = true;
  record();
}

double Attack::size() const {
  double squares = 0;
  for (std::size_t p = 0; p < original_.size(); ++p) {
    const double change = static_cast<double>(picture_.data()[p]) - static_cast<double>(original_[p]);
    squares += change * change;
  }
  return std::sqrt(squares / static_cast<double>(original_.size()));
}

double Attack::largest_change() const {
  float largest = 0;
  for (std::size_t p = 0; p < original_.size(); ++p)
    largest = std::max(largest, std::abs(picture_.data()[p] - original_[p]));
  return static_cast<double>(largest);
}

template void score_gradient(const Network<float>&, Pass<float>&, std::span<const float>, std::size_t, std::span<float>,
                             ThreadPool*);
template void score_gradient(const Network<double>&, Pass<double>&, std::span<const double>, std::size_t,
                             std::span<double>, ThreadPool*);

}  // namespace lectern::nn
