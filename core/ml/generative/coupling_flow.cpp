#include "core/ml/generative/coupling_flow.h"

#include <algorithm>

#include "core/math/constants.h"
#include "core/math/elementary.h"

namespace lectern::generative {
namespace {

std::vector<std::vector<std::uint8_t>> alternating_masks(int layers, int dimension) {
  std::vector<std::vector<std::uint8_t>> masks(static_cast<std::size_t>(layers));
  for (std::size_t layer = 0; layer < masks.size(); ++layer)
    for (int j = 0; j < dimension; ++j) masks[layer].push_back((static_cast<std::size_t>(j) + layer) % 2 == 0 ? 1 : 0);
  return masks;
}

// The network of one layer that changes so many numbers. Its outputs are 0, or those of a straight spline.
template <typename T>
nn::Network<T> make_network(const CouplingFlowSpec& spec, int changed, const Rng& rng) {
  const bool is_spline = spec.coupling == Coupling::spline;
  const std::ptrdiff_t numbers = spline_numbers(spec.bins);
  const std::ptrdiff_t outputs = is_spline ? changed * numbers : 2 * std::ptrdiff_t{spec.dimension};
  const nn::Activation tanh{nn::ActivationKind::tanh};
  nn::Network<T> network = *nn::Network<T>::build({spec.dimension + spec.context, 1, 1},
                                                  {nn::DenseSpec{spec.hidden, tanh}, nn::DenseSpec{spec.hidden, tanh},
                                                   nn::DenseSpec{outputs}});
  network.initialise(rng);
  const std::span<T> weights = network.weights(2), biases = network.biases(2);
  std::fill(weights.begin(), weights.end(), T(0));
  if (is_spline)
    for (std::ptrdiff_t j = 0; j < outputs; ++j)
      if (j % numbers >= 2 * spec.bins)
        biases[static_cast<std::size_t>(j)] = static_cast<T>(raw_slope_of_one(spec.limits));
  return network;
}

template <typename T>
std::vector<nn::Network<T>> make_networks(const CouplingFlowSpec& spec, const Rng& rng) {
  std::vector<nn::Network<T>> networks;
  for (const std::vector<std::uint8_t>& mask : alternating_masks(spec.layers, spec.dimension)) {
    const auto changed = static_cast<int>(std::count(mask.begin(), mask.end(), 0));
    networks.push_back(make_network<T>(spec, changed, rng.split(networks.size())));
  }
  return networks;
}

template <typename T>
void copy_rows(ConstMatrixView<T> from, MatrixView<T> to) {
  if (from.data == to.data) return;
  for (std::ptrdiff_t i = 0; i < from.rows; ++i) std::copy_n(from.row(i), from.cols, to.row(i));
}

}  // namespace

template <typename T>
T standard_normal_log_density(std::span<const T> z) {
  T sum = 0;
  for (const T value : z) sum += value * value;
  return -sum / 2 - static_cast<T>(static_cast<double>(z.size()) * math::kLogTwoPi / 2);
}

template <typename T>
CouplingFlow<T>::CouplingFlow(Coupling coupling, std::vector<std::vector<std::uint8_t>> masks,
                              std::vector<nn::Network<T>> networks, int bins, const SplineLimits& limits)
    : dimension_(masks.empty() ? 0 : static_cast<int>(masks[0].size())),
      context_(networks.empty() ? 0 : static_cast<int>(networks[0].input_shape().size()) - dimension_),
      coupling_(coupling),
      bins_(bins),
      limits_(limits),
      masks_(std::move(masks)),
      networks_(std::move(networks)) {}

template <typename T>
CouplingFlow<T>::CouplingFlow(const CouplingFlowSpec& spec, const Rng& rng)
    : CouplingFlow(spec.coupling, alternating_masks(spec.layers, spec.dimension), make_networks<T>(spec, rng),
                   spec.bins, spec.limits) {}

template <typename T>
void CouplingFlow<T>::mask(std::size_t layer, ConstMatrixView<T> y, ConstMatrixView<T> context,
                           Matrix<T>& masked) const {
  masked.resize(y.rows, y.cols + context_);
  const std::vector<std::uint8_t>& passed = masks_[layer];
  for (std::ptrdiff_t i = 0; i < y.rows; ++i) {
    for (std::ptrdiff_t j = 0; j < y.cols; ++j)
      masked(i, j) = passed[static_cast<std::size_t>(j)] != 0 ? y(i, j) : T(0);
    if (context_ > 0) std::copy_n(context.row(i), context_, masked.row(i) + y.cols);
  }
}

template <typename T>
void CouplingFlow<T>::apply(std::size_t layer, ConstMatrixView<T> h, MatrixView<T> y, std::span<T> log_det,
                            bool towards_x) const {
  const std::vector<std::uint8_t>& passed = masks_[layer];
  const std::ptrdiff_t numbers = spline_numbers(bins_);
  std::vector<T>& knots = work_->knots;
  knots.resize(3 * static_cast<std::size_t>(bins_ + 1));
  const SplineKnots<T> spline{knots.data(), knots.data() + bins_ + 1, knots.data() + 2 * (bins_ + 1), bins_};
  for (std::ptrdiff_t i = 0; i < y.rows; ++i) {
    const T* raw = h.row(i);
    T& determinant = log_det[static_cast<std::size_t>(i)];
    for (std::ptrdiff_t j = 0; j < y.cols; ++j) {
      if (passed[static_cast<std::size_t>(j)] != 0) continue;
      T& value = y(i, j);
      if (coupling_ == Coupling::affine) {
        const T s = math::tanh(h(i, j)), t = h(i, dimension_ + j);
        value = towards_x ? value * math::exp(s) + t : (value - t) * math::exp(-s);
        determinant += towards_x ? s : -s;
      } else {
        make_spline_knots(limits_, bins_, raw, knots.data(), knots.data() + bins_ + 1, knots.data() + 2 * (bins_ + 1));
        raw += numbers;
        const SplineValue<T> to = towards_x ? spline_inverse(spline, value) : spline_at(spline, value);
        value = to.value;
        determinant += to.log_derivative;
      }
    }
  }
}

template <typename T>
void CouplingFlow<T>::run(MatrixView<T> y, ConstMatrixView<T> context, std::span<T> log_det, bool towards_x, bool keeps,
                          ThreadPool* pool) const {
  std::vector<Tape>& tapes = work_->tapes;
  tapes.resize(networks_.size());
  std::fill(log_det.begin(), log_det.end(), T(0));
  for (std::size_t step = 0; step < networks_.size(); ++step) {
    const std::size_t layer = towards_x ? step : networks_.size() - 1 - step;
    Tape& tape = tapes[keeps ? layer : 0];
    mask(layer, y, context, tape.masked);
    networks_[layer].evaluate(tape.pass, tape.masked, pool);
    if (keeps) {
      tape.in.resize(y.rows, y.cols);
      copy_rows<T>(y, tape.in);
    }
    apply(layer, tape.pass.output(), y, log_det, towards_x);
  }
}

template <typename T>
void CouplingFlow<T>::sample(ConstMatrixView<T> z, MatrixView<T> x, std::span<T> log_det, ThreadPool* pool,
                             ConstMatrixView<T> context) const {
  copy_rows(z, x);
  run(x, context, log_det, true, false, pool);
}

template <typename T>
void CouplingFlow<T>::invert(ConstMatrixView<T> x, MatrixView<T> z, std::span<T> log_det, ThreadPool* pool,
                             ConstMatrixView<T> context) const {
  copy_rows(x, z);
  run(z, context, log_det, false, false, pool);
}

template <typename T>
void CouplingFlow<T>::log_density(ConstMatrixView<T> x, std::span<T> log_density, ThreadPool* pool,
                                  ConstMatrixView<T> context) const {
  Matrix<T>& z = work_->z;
  z.resize(x.rows, x.cols);
  invert(x, z, log_density, pool, context);
  for (std::ptrdiff_t i = 0; i < x.rows; ++i)
    log_density[static_cast<std::size_t>(i)] +=
        standard_normal_log_density(std::span<const T>(z.row(i), static_cast<std::size_t>(x.cols)));
}

// From d = ∂cost/∂(what the layer put out) to that by what it was given, the network's input excepted, and to d_h.
// log_det enters the cost by −1/n.
template <typename T>
void CouplingFlow<T>::apply_backward(std::size_t layer, const Tape& tape, ConstMatrixView<T> out, MatrixView<T> d,
                                     MatrixView<T> d_h) const {
  const std::vector<std::uint8_t>& passed = masks_[layer];
  const ConstMatrixView<T> h = tape.pass.output();
  const std::ptrdiff_t numbers = spline_numbers(bins_);
  const auto stretch = static_cast<std::size_t>(bins_ + 1);
  const T d_log_det = T(-1) / static_cast<T>(out.rows);
  std::vector<T>&knots = work_->knots, &d_knots = work_->d_knots;
  knots.resize(3 * stretch);
  d_knots.resize(3 * stretch);
  const SplineKnots<T> spline{knots.data(), knots.data() + stretch, knots.data() + 2 * stretch, bins_};
  for (std::ptrdiff_t i = 0; i < out.rows; ++i) {
    const T* raw = h.row(i);
    T* d_raw = d_h.row(i);
    for (std::ptrdiff_t j = 0; j < out.cols; ++j) {
      const bool is_passed = passed[static_cast<std::size_t>(j)] != 0;
      if (coupling_ == Coupling::affine) {
        d_h(i, j) = d_h(i, dimension_ + j) = 0;
        if (is_passed) continue;
        const T s = math::tanh(h(i, j)), shrunk = math::exp(-s), d_out = d(i, j);
        d(i, j) = d_out * shrunk;
        d_h(i, dimension_ + j) = -d_out * shrunk;
        d_h(i, j) = (-d_out * out(i, j) - d_log_det) * (1 - s * s);
      } else if (!is_passed) {
        make_spline_knots(limits_, bins_, raw, knots.data(), knots.data() + stretch, knots.data() + 2 * stretch);
        std::fill(d_knots.begin(), d_knots.end(), T(0));
        d(i, j) = spline_backward(spline, tape.in(i, j), d(i, j), d_log_det, d_knots.data(), d_knots.data() + stretch,
                                  d_knots.data() + 2 * stretch);
        spline_knots_backward(limits_, bins_, raw, d_knots.data(), d_knots.data() + stretch,
                              d_knots.data() + 2 * stretch, d_raw);
        raw += numbers;
        d_raw += numbers;
      }
    }
  }
}

template <typename T>
double CouplingFlow<T>::gradient(ConstMatrixView<T> x, MatrixView<T> d_x, ThreadPool* pool,
                                 ConstMatrixView<T> context) {
  Work& work = *work_;
  const auto n = static_cast<std::size_t>(x.rows);
  work.z.resize(x.rows, x.cols);
  work.d.resize(x.rows, x.cols);
  work.log_det.resize(n);
  copy_rows<T>(x, work.z);
  run(work.z, context, work.log_det, false, true, pool);

  double cost = 0;
  const T share = T(1) / static_cast<T>(n);
  for (std::ptrdiff_t i = 0; i < x.rows; ++i) {
    const std::span<const T> z(work.z.row(i), static_cast<std::size_t>(x.cols));
    cost -= static_cast<double>(standard_normal_log_density(z) + work.log_det[static_cast<std::size_t>(i)]);
    for (std::ptrdiff_t j = 0; j < x.cols; ++j) work.d(i, j) = share * work.z(i, j);
  }
  for (std::size_t layer = 0; layer < networks_.size(); ++layer) {
    Tape& tape = work.tapes[layer];
    // What layer put out, on the way from x to z, is what the layer before it was given.
    const ConstMatrixView<T> out = layer == 0 ? work.z.view() : work.tapes[layer - 1].in.view();
    apply_backward(layer, tape, out, work.d, tape.pass.output_gradient());
    const bool wants_input = layer + 1 < networks_.size() || d_x.data != nullptr;
    networks_[layer].backward(tape.pass, {.parameters = true, .input = wants_input}, pool);
    if (!wants_input) break;
    const ConstMatrixView<T> d_masked = tape.pass.input_gradient();
    for (std::ptrdiff_t i = 0; i < x.rows; ++i)
      for (std::ptrdiff_t j = 0; j < x.cols; ++j)
        if (masks_[layer][static_cast<std::size_t>(j)] != 0) work.d(i, j) += d_masked(i, j);
  }
  if (d_x.data != nullptr) copy_rows<T>(work.d, d_x);
  return cost / static_cast<double>(n);
}

template float standard_normal_log_density(std::span<const float>);
template double standard_normal_log_density(std::span<const double>);
template class CouplingFlow<float>;
template class CouplingFlow<double>;

}  // namespace lectern::generative
