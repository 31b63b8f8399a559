#include "core/experiments/backpropagation/walk.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

#include "core/math/finite_difference.h"
#include "core/math/quadrature.h"

namespace lectern::backpropagation {
namespace {

constexpr int kNodes = 3;  // of the integral
constexpr double kUnknown = std::numeric_limits<double>::quiet_NaN();

std::size_t at(int i) { return static_cast<std::size_t>(i); }

}  // namespace

Walk::Walk(nn::OpenNetwork network, Matrix<double> X, Matrix<double> Y, Cost cost, int batch_size)
    : network_(std::move(network)), X_(std::move(X)), Y_(std::move(Y)), cost_(cost), batch_size_(batch_size) {
  places_ = {0};
  weights_ = {1};
  if (integrates()) {
    math::Quadrature rule = math::gauss_legendre(kNodes, 0, 1);
    places_ = std::move(rule.nodes);
    weights_ = std::move(rule.weights);
  }
  passes_.resize(weights_.size());
  const auto parameters = network_.parameters();
  for (int layer = network_.layers() - 1; layer > 0; --layer)
    for (std::size_t p = 0; p < parameters.size(); ++p)
      if (parameters[p].layer == layer) order_.push_back(static_cast<int>(p));
  begin_round();
}

int Walk::row_of(int example) const { return (first_row_ + example) % static_cast<int>(X_.rows()); }

const Walk::Parameter& Walk::current_parameter() const {
  return network_.parameters()[at(order_[at(cursor_.parameter)])];
}

Cursor Walk::following() const {
  Cursor next = cursor_;
  const int last = network_.layers() - 1;
  const auto begin_layers = [&](Phase phase, int layer) {
    next.phase = phase;
    next.layer = layer;
    next.unit = 0;
    next.parameter = 0;
  };
  const auto to_parameter = [&](int place) {
    next.phase = Phase::gradient;
    next.parameter = place;
    next.layer = network_.parameters()[at(order_[at(place)])].layer;
    next.unit = network_.parameters()[at(order_[at(place)])].unit;
  };
  switch (cursor_.phase) {
    case Phase::start:
    case Phase::lower:
      next = {};
      begin_layers(Phase::forward, 1);
      break;
    case Phase::forward:
      if (++next.unit < network_.size(next.layer)) break;
      if (next.layer < last) {
        begin_layers(Phase::forward, next.layer + 1);
      } else if (++next.node < nodes()) {
        begin_layers(Phase::forward, 1);
      } else {
        next.node = 0;
        begin_layers(Phase::cost, last);
      }
      break;
    case Phase::cost: begin_layers(Phase::delta, last); break;
    case Phase::delta:
      if (++next.unit < network_.size(next.layer)) break;
      if (next.layer > 1)
        begin_layers(Phase::delta, next.layer - 1);
      else
        to_parameter(0);
      break;
    case Phase::gradient:
      if (next.parameter + 1 < static_cast<int>(order_.size())) {
        to_parameter(next.parameter + 1);
      } else if (++next.node < nodes()) {
        begin_layers(Phase::delta, last);
      } else {
        next.node = 0;
        const bool ends = ++next.example == batch_size_;
        if (ends) next.example = batch_size_ - 1;
        begin_layers(ends ? Phase::update : Phase::forward, ends ? last : 1);
      }
      break;
    case Phase::update: next.phase = Phase::lower; break;
  }
  return next;
}

void Walk::advance(double learning_rate) {
  if (cursor_.phase == Phase::lower) {
    first_row_ = row_of(batch_size_);
    begin_round();
  }
  cursor_ = following();
  nn::OpenNetwork::Pass& pass = passes_[at(cursor_.node)];
  switch (cursor_.phase) {
    case Phase::start: break;
    case Phase::forward:
      if (cursor_.layer == 1 && cursor_.unit == 0 && cursor_.node == 0) begin_example();
      network_.forward(pass, cursor_.layer, cursor_.unit);
      break;
    case Phase::cost:
      example_cost_ = 0;
      for (int output = 0; output < network_.outputs(); ++output)
        example_cost_ += 0.5 * d_answer(output) * d_answer(output);
      break;
    case Phase::delta:
      if (cursor_.layer + 1 == network_.layers())
        network_.backward_output(pass, cursor_.unit, d_answer(cursor_.unit) * node_weight(cursor_.node));
      else
        network_.backward(pass, cursor_.layer, cursor_.unit);
      break;
    case Phase::gradient: {
      const auto parameter = at(order_[at(cursor_.parameter)]);
      sums_[parameter] += network_.gradient(pass, parameter);
      break;
    }
    case Phase::update:
      learning_rate_ = learning_rate;
      before_.assign(network_.values().begin(), network_.values().end());
      for (std::size_t p = 0; p < sums_.size(); ++p)
        network_.values()[p] -= learning_rate * (sums_[p] / static_cast<double>(batch_size_));
      ++updates_;
      break;
    case Phase::lower: cost_after_ = batch_cost(); break;
  }
}

void Walk::begin_round() {
  cursor_ = {};
  sums_.assign(network_.parameters().size(), 0);
  cost_before_ = batch_cost();
  cost_after_ = kUnknown;
  differences_ = math::finite_difference_gradient([this] { return batch_cost(); }, network_.values());
  begin_example();
}

void Walk::begin_example() {
  std::vector<double>& x = *input_;
  for (int node = 0; node < nodes(); ++node) {
    x.assign(X_.row(row()), X_.row(row()) + X_.cols());
    if (integrates()) x[0] = node_place(node);
    network_.begin(x, passes_[at(node)]);
  }
}

double Walk::cost_of(const nn::OpenNetwork& network, int row) const {
  std::vector<double>& x = *input_;
  double cost = 0;
  for (int output = 0; output < network_.outputs(); ++output) {
    double sum = 0;
    for (int node = 0; node < nodes(); ++node) {
      x.assign(X_.row(row), X_.row(row) + X_.cols());
      if (integrates()) x[0] = node_place(node);
      network.begin(x, *scratch_);
      network.forward(*scratch_);
      sum += node_weight(node) * scratch_->a[at(network.neuron(network.layers() - 1, output))];
    }
    cost += 0.5 * (sum - Y_(row, output)) * (sum - Y_(row, output));
  }
  return cost;
}

double Walk::batch_cost(const nn::OpenNetwork& network) const {
  double sum = 0;
  for (int example = 0; example < batch_size_; ++example) sum += cost_of(network, row_of(example));
  return sum / static_cast<double>(batch_size_);
}

double Walk::cost_of_all() const {
  double sum = 0;
  for (int row = 0; row < static_cast<int>(X_.rows()); ++row) sum += cost_of(network_, row);
  return sum / static_cast<double>(X_.rows());
}

double Walk::d_answer_by_difference(int output) const {
  const auto cost_at = [&](double moved) {
    const double miss = answer(output) + moved - Y_(row(), output);
    return 0.5 * miss * miss;  // of the other outputs the cost does not change
  };
  constexpr double kStep = math::kDifferenceStep;
  return (cost_at(kStep) - cost_at(-kStep)) / (2 * kStep);
}

double Walk::bend() const {
  std::vector<double>& x = *input_;
  const auto answer_at = [&](double moved) {
    x.assign(X_.row(row()), X_.row(row()) + X_.cols());
    x[0] += moved;
    network_.begin(x, *scratch_);
    network_.forward(*scratch_);
    return scratch_->a[at(network_.neuron(network_.layers() - 1, 0))];
  };
  const double right = answer_at(1), left = answer_at(-1);
  return std::fabs(right + left - 2 * answer_at(0));
}

void Walk::add_exact_gradient(int row, std::span<double> gradient) const {
  std::vector<nn::OpenNetwork::Pass>& passes = *exact_passes_;
  passes.resize(weights_.size());
  const int last = network_.layers() - 1;
  std::vector<double>& x = *input_;
  for (int node = 0; node < nodes(); ++node) {
    x.assign(X_.row(row), X_.row(row) + X_.cols());
    if (integrates()) x[0] = node_place(node);
    network_.begin(x, passes[at(node)]);
    network_.forward(passes[at(node)]);
  }
  for (int node = 0; node < nodes(); ++node) {
    nn::OpenNetwork::Pass& pass = passes[at(node)];
    for (int output = 0; output < network_.outputs(); ++output) {
      double answer = 0;
      for (int k = 0; k < nodes(); ++k) answer += node_weight(k) * passes[at(k)].a[at(network_.neuron(last, output))];
      network_.backward_output(pass, output, (answer - Y_(row, output)) * node_weight(node));
    }
    for (int layer = last - 1; layer > 0; --layer)
      for (int unit = 0; unit < network_.size(layer); ++unit) network_.backward(pass, layer, unit);
    for (std::size_t p = 0; p < gradient.size(); ++p) gradient[p] += network_.gradient(pass, p);
  }
}

void Walk::difference_errors(std::span<const double> steps, std::span<double> ahead, std::span<double> central) const {
  std::vector<double>& exact = *exact_;
  exact.assign(network_.parameters().size(), 0);
  for (int example = 0; example < batch_size_; ++example) add_exact_gradient(row_of(example), exact);
  double largest = 0;
  for (double& each : exact) {
    each /= static_cast<double>(batch_size_);
    largest = std::max(largest, std::fabs(each));
  }
  *moved_ = network_;
  nn::OpenNetwork& moved = **moved_;
  const double here = batch_cost(moved);
  for (std::size_t i = 0; i < steps.size(); ++i) {
    ahead[i] = central[i] = largest > 0 ? 0 : kUnknown;
    for (std::size_t p = 0; p < exact.size(); ++p) {
      const double before = moved.values()[p];
      const double above = before + steps[i], below = before - steps[i];
      moved.values()[p] = above;
      const double right = batch_cost(moved);
      moved.values()[p] = below;
      const double left = batch_cost(moved);
      moved.values()[p] = before;
      if (!(largest > 0)) continue;
      ahead[i] = std::max(ahead[i], std::fabs((right - here) / (above - before) - exact[p]) / largest);
      central[i] = std::max(central[i], std::fabs((right - left) / (above - below) - exact[p]) / largest);
    }
  }
}

double Walk::answer(int output) const {
  double sum = 0;
  for (int node = 0; node < nodes(); ++node)
    sum += node_weight(node) * pass(node).a[at(network_.neuron(network_.layers() - 1, output))];
  return sum;
}

double Walk::d_answer(int output) const { return answer(output) - Y_(row(), output); }

bool Walk::knows_activation(int layer, int unit) const {
  if (layer == 0 || is_done(Phase::forward)) return true;
  if (cursor_.phase == Phase::start) return false;
  return layer < cursor_.layer || (layer == cursor_.layer && unit <= cursor_.unit);
}

bool Walk::knows_delta(int layer, int unit) const {
  if (layer == 0 || cursor_.phase < Phase::delta) return false;
  if (is_done(Phase::delta)) return true;
  return layer > cursor_.layer || (layer == cursor_.layer && unit <= cursor_.unit);
}

bool Walk::knows_gradient(std::size_t parameter) const {
  if (cursor_.example > 0 || is_done(Phase::gradient)) return true;
  if (cursor_.phase < Phase::delta) return false;
  if (cursor_.node > 0) return true;
  if (cursor_.phase == Phase::delta) return false;
  const auto found = std::find(order_.begin(), order_.end(), static_cast<int>(parameter));
  return found - order_.begin() <= cursor_.parameter;
}

double Walk::largest_difference() const {
  if (cursor_.phase < Phase::update) return kUnknown;
  double largest = 0;
  for (std::size_t p = 0; p < sums_.size(); ++p)
    largest = std::max(largest, std::fabs(sums_[p] / static_cast<double>(batch_size_) - differences_[p]));
  return largest;
}

double Walk::last_number() const {
  const auto neuron = at(network_.neuron(cursor_.layer, cursor_.unit));
  switch (cursor_.phase) {
    case Phase::forward: return pass().a[neuron];
    case Phase::cost: return example_cost_;
    case Phase::delta: return pass().delta[neuron];
    case Phase::gradient: return network_.gradient(pass(), at(order_[at(cursor_.parameter)]));
    case Phase::lower: return cost_after_;
    default: return kUnknown;
  }
}

bool Walk::is_finite() const {
  return std::isfinite(cost_before_) && std::all_of(network_.values().begin(), network_.values().end(),
                                                    [](double value) { return std::isfinite(value); });
}

bool Walk::set_weight(int layer, int unit, int from, double value) {
  const int parameter = network_.index(layer, unit, from);
  if (parameter < 0) return false;
  network_.values()[at(parameter)] = value;
  begin_round();
  return true;
}

void Walk::set_example(int row, int column, double value) {
  const int inputs = static_cast<int>(X_.cols());
  if (column < inputs)
    X_(row, column) = value;
  else
    Y_(row, column - inputs) = value;
  begin_round();
}

}  // namespace lectern::backpropagation
