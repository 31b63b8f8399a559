#pragma once

#include <optional>
#include <span>
#include <tuple>
#include <vector>

#include "core/math/matrix.h"
#include "core/math/state.h"
#include "core/ml/nn/open_network.h"

namespace lectern::backpropagation {

enum class Cost { squared, integral };

enum class Phase { start, forward, cost, delta, gradient, update, lower };

// What was computed last. One example is one pass through the network; where its cost needs an integral of the output,
// one pass a node of the integral.
struct Cursor {
  Phase phase = Phase::start;
  int example = 0;  // in the batch
  int node = 0;     // of the integral
  int layer = 0;    // of the neuron, or of the one that the weight leads to
  int unit = 0;
  int parameter = 0;  // in the order of gradients
  bool operator==(const Cursor&) const = default;
  auto state() const { return std::tie(phase, example, node, layer, unit, parameter); }
};

// Gradient descent with backpropagation, one number at a time: forward through the network neuron by neuron, the cost,
// back through it Δ by Δ, the gradients one by one, added up over the batch; then the update, then the lower cost.
//   E = (1/m) Σ_i E_i,   E_i = ½ Σ_j (ŷ_ij − y_ij)²   or   ½ Σ_j (∫₀¹ ŷ_j dx₁ − y_ij)², the other inputs as they are
class Walk {
 public:
  using Parameter = nn::OpenNetwork::Parameter;

  // X  n × inputs,  Y  n × outputs;  1 ≤ batch_size ≤ n
  Walk(nn::OpenNetwork network, Matrix<double> X, Matrix<double> Y, Cost cost, int batch_size);

  // Computes the next number.
  void advance(double learning_rate);
  // What advance() will compute.
  Cursor following() const;
  const Cursor& cursor() const { return cursor_; }

  const nn::OpenNetwork& network() const { return network_; }
  const Matrix<double>& X() const { return X_; }
  const Matrix<double>& Y() const { return Y_; }
  int batch_size() const { return batch_size_; }
  // The row of X and Y that is the cursor's example.
  int row() const { return row_of(cursor_.example); }
  int batch_row(int example) const { return row_of(example); }
  int nodes() const { return static_cast<int>(weights_.size()); }
  double node_place(int node) const { return places_[static_cast<std::size_t>(node)]; }
  double node_weight(int node) const { return weights_[static_cast<std::size_t>(node)]; }
  // Whether E is of an integral of the output.
  bool integrates() const { return cost_ == Cost::integral; }

  // Of the cursor's example and node.
  const nn::OpenNetwork::Pass& pass() const { return passes_[static_cast<std::size_t>(cursor_.node)]; }
  const nn::OpenNetwork::Pass& pass(int node) const { return passes_[static_cast<std::size_t>(node)]; }
  bool knows_activation(int layer, int unit) const;
  bool knows_delta(int layer, int unit) const;
  // Whether the parameter's gradient of this example is added, at the cursor's node at least.
  bool knows_gradient(std::size_t parameter) const;
  // The output, or its integral, of the cursor's example.
  double answer(int output) const;
  double example_cost() const { return example_cost_; }

  // Parameters in the order in which their gradients are computed: from the last layer back.
  std::span<const int> order() const { return order_; }
  const Parameter& current_parameter() const;
  // An activation, a cost, a Δ, a gradient or the new cost; NaN at the start and of an update.
  double last_number() const;
  // Σ over the examples so far of ∂E_i/∂θ; of all parameters.
  std::span<const double> sums() const { return sums_; }
  std::span<const double> differences() const { return differences_; }  // ∂E/∂θ by central differences
  std::span<const double> before() const { return before_; }            // the parameters before the last update
  // |∂E/∂θ − its difference| at most, over all parameters; NaN until all gradients of the batch are there.
  double largest_difference() const;
  double batch_cost_before() const { return cost_before_; }
  // NaN until it is computed.
  double batch_cost_after() const { return cost_after_; }
  double cost_of_all() const;
  // ∂E_i/∂ŷ of an output, or by its integral, by a difference of the cost alone: the network is not evaluated again.
  double d_answer_by_difference(int output) const;
  // |ŷ(x₁ + 1) + ŷ(x₁ − 1) − 2 ŷ(x₁)| of the first output at the cursor's example: 0 where the network is linear.
  double bend() const;
  // The largest errors of ∂E/∂θ of the batch by differences at some steps h, in units of its largest component; `ahead`
  // by (E(θ + h) − E(θ))/h, `central` by (E(θ + h) − E(θ − h))/2h. As many as steps, overwritten. NaN without a
  // gradient.
  void difference_errors(std::span<const double> steps, std::span<double> ahead, std::span<double> central) const;
  long updates() const { return updates_; }
  double learning_rate() const { return learning_rate_; }  // of the last update
  bool is_finite() const;

  // Both begin the round anew. False: there is no such weight.
  bool set_weight(int layer, int unit, int from, double value);
  void set_example(int row, int column, double value);  // columns: the inputs, then the targets

  auto state() const {
    return std::tuple(std::cref(network_), std::cref(X_), std::cref(Y_), std::cref(cursor_), std::cref(passes_),
                      std::cref(sums_), std::cref(before_), updates_, first_row_, cost_before_, example_cost_,
                      std::cref(order_), std::cref(differences_), std::cref(places_), std::cref(weights_));
  }

 private:
  int row_of(int example) const;
  void begin_round();
  void begin_example();
  double cost_of(const nn::OpenNetwork& network, int row) const;
  double batch_cost() const { return batch_cost(network_); }
  double batch_cost(const nn::OpenNetwork& network) const;
  void add_exact_gradient(int row, std::span<double> gradient) const;
  double d_answer(int output) const;
  bool is_done(Phase phase) const { return cursor_.phase > phase; }

  nn::OpenNetwork network_;
  Matrix<double> X_, Y_;
  Cost cost_;
  int batch_size_;
  std::vector<double> places_, weights_;  // of the nodes; without an integral one of weight 1
  Cursor cursor_;
  std::vector<nn::OpenNetwork::Pass> passes_;  // of the example, one a node
  std::vector<int> order_;
  std::vector<double> sums_, differences_, before_;
  double cost_before_ = 0, cost_after_ = 0, example_cost_ = 0, learning_rate_ = 0;
  long updates_ = 0;
  int first_row_ = 0;  // of the batch
  Scratch<nn::OpenNetwork::Pass> scratch_;
  Scratch<std::vector<double>> input_;             // of cost_of()
  Scratch<std::optional<nn::OpenNetwork>> moved_;  // whose weights are changed a little
  Scratch<std::vector<nn::OpenNetwork::Pass>> exact_passes_;
  Scratch<std::vector<double>> exact_;
};

}  // namespace lectern::backpropagation
