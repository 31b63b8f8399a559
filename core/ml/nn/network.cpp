#include "core/ml/nn/network.h"

#include <algorithm>
#include <utility>

namespace lectern::nn {

template <typename T>
Result<Network<T>> Network<T>::build(const Shape& input, const std::vector<LayerSpec>& specs) {
  Result<Chain<T>> chain = Chain<T>::build(input, specs);
  if (!chain) return Error{chain.error()};
  return Network(std::move(*chain));
}

template <typename T>
Network<T>::Network(Chain<T> chain)
    : chain_(std::make_shared<const Chain<T>>(std::move(chain))),
      parameters_(std::size_t(chain_->parameter_count())),
      gradients_(std::size_t(chain_->parameter_count())),
      running_statistics_(std::size_t(chain_->statistics_count())) {}

template <typename T>
void Network<T>::initialise(const Rng& rng) {
  chain_->initialise(rng, parameters_.data(), running_statistics_.data());
  std::fill(gradients_.begin(), gradients_.end(), T(0));
}

template <typename T>
void Network<T>::forward(Pass<T>& pass, ConstMatrixView<T> X, Rng& rng, ThreadPool* pool) {
  pass.input_ = X;
  chain_->forward({.parameters = parameters_.data(),
                   .statistics = running_statistics_.data(),
                   .trained_statistics = running_statistics_.data(),
                   .rng = &rng,
                   .training = true,
                   .keep_pre_activation = pass.keep_pre_activations_,
                   .pool = pool},
                  X, pass.tapes_);
}

template <typename T>
void Network<T>::evaluate(Pass<T>& pass, ConstMatrixView<T> X, ThreadPool* pool) const {
  pass.input_ = X;
  chain_->forward({.parameters = parameters_.data(),
                   .statistics = running_statistics_.data(),
                   .keep_pre_activation = pass.keep_pre_activations_,
                   .pool = pool},
                  X, pass.tapes_);
}

template <typename T>
void Network<T>::backward(Pass<T>& pass, Wanted wanted, ThreadPool* pool) {
  backward(pass, wanted.parameters ? gradients_.data() : nullptr, wanted.input, pool);
}

template <typename T>
void Network<T>::backward_to_input(Pass<T>& pass, ThreadPool* pool) const {
  backward(pass, nullptr, true, pool);
}

template <typename T>
void Network<T>::backward(Pass<T>& pass, T* gradients, bool wants_input, ThreadPool* pool) const {
  MatrixView<T> d_X;
  if (wants_input) {
    pass.d_input_.resize(pass.input_.rows, pass.input_.cols);
    d_X = pass.d_input_;
  }
  chain_->backward({.parameters = parameters_.data(), .gradients = gradients, .pool = pool}, pass.input_, pass.tapes_,
                   d_X);
}

template <typename T>
void Network<T>::predict(Pass<T>& pass, ConstMatrixView<T> X, MatrixView<T> Y, ThreadPool* pool) const {
  constexpr std::ptrdiff_t kSlice = 512;
  for (std::ptrdiff_t first = 0; first < X.rows; first += kSlice) {
    const std::ptrdiff_t count = std::min(kSlice, X.rows - first);
    evaluate(pass, X.rows_range(first, count), pool);
    for (std::ptrdiff_t r = 0; r < count; ++r) std::copy_n(pass.output().row(r), Y.cols, Y.row(first + r));
  }
}

template <typename T>
Pass<T>::Pass() = default;
template <typename T>
Pass<T>::Pass(const Pass&) = default;
template <typename T>
Pass<T>::Pass(Pass&&) noexcept = default;
template <typename T>
Pass<T>& Pass<T>::operator=(const Pass&) = default;
template <typename T>
Pass<T>& Pass<T>::operator=(Pass&&) noexcept = default;
template <typename T>
Pass<T>::~Pass() = default;

template <typename T>
std::size_t Pass<T>::heap_bytes() const {
  return lectern::heap_bytes(std::tie(tapes_, d_input_));
}

template <typename T>
Network<T>::Network(const Network&) = default;
template <typename T>
Network<T>::Network(Network&&) noexcept = default;
template <typename T>
Network<T>& Network<T>::operator=(const Network&) = default;
template <typename T>
Network<T>& Network<T>::operator=(Network&&) noexcept = default;
template <typename T>
Network<T>::~Network() = default;

template <typename T>
void Network<T>::add_state(StateHasher& hasher) const {
  lectern::add_state(hasher, state());
}

template <typename T>
std::size_t Network<T>::heap_bytes() const {
  return lectern::heap_bytes(state());
}

template class Pass<float>;
template class Pass<double>;
template class Network<float>;
template class Network<double>;

}  // namespace lectern::nn
