#include <algorithm>
#include <cmath>
#include <string>

#include "tests/experiments/demo_run.h"

using namespace lectern;

namespace {

const std::string kBackpropagation = "#/backpropagation?";

double cell(const MatrixCells& matrix, int row, int column) {
  return static_cast<double>(matrix.values[static_cast<std::size_t>(row * matrix.cols + column)]);
}

int lit(const NetworkLayer& layer) {
  int count = 0;
  for (const Neuron& neuron : layer.neurons) count += !neuron.dropped;
  return count;
}

bool says(const Text& text, std::string_view words) {
  for (const TextLine& line : text.lines)
    if (line.text.find(words) != std::string::npos) return true;
  return false;
}

}  // namespace

TEST_CASE("backpropagation: every gradient of every network agrees with its finite difference") {
  for (const std::string net : {"three_one", "two_outputs", "four_layers", "house", "house&connections=full",
                                "own&sizes=4,4,3,2,3&output_function=sigmoid", "own&sizes=2,1", "own&activation=relu"})
    for (const std::string cost : {"value", "integral"})
      for (int batch = 1; batch <= 5; batch += 2) {
        CAPTURE(net);
        CAPTURE(cost);
        CAPTURE(batch);
        DemoRun run(kBackpropagation + "pace=update&learning_rate=0.001&net=" + net + "&output_cost=" + cost +
                    "&batch_size=" + std::to_string(batch));
        for (int i = 0; i < 3; ++i) {
          run.steps(1);
          CHECK(run.metric("largest_gradient_error") < 1e-7);
          CHECK(run.metric("batch_cost_after") < run.metric("batch_cost"));
        }
      }
}

TEST_CASE("backpropagation: one number a step, forward, cost, back, gradients, update, lower cost") {
  DemoRun run(kBackpropagation);
  // Four neurons, the cost, four Δ, sixteen weights and biases, the update, the new cost.
  run.steps(4 + 1 + 4 + 16 + 1);
  CHECK(run.metric("updates") == 1);
  CHECK(std::isnan(run.metric("batch_cost_after")));
  run.steps(1);
  CHECK(run.metric("batch_cost_after") < run.metric("batch_cost"));
  CHECK(run.metric("last_number") == run.metric("batch_cost_after"));
}

TEST_CASE("backpropagation: the same run at every pace") {
  DemoRun by_number(kBackpropagation + "batch_size=2"), by_layer(kBackpropagation + "batch_size=2&pace=layer"),
      by_update(kBackpropagation + "batch_size=2&pace=update");
  by_number.steps(2 * (4 + 1 + 4 + 16) + 2);
  by_layer.steps(2 * (2 + 1 + 2 + 2) + 2);
  by_update.steps(1);
  for (DemoRun* run : {&by_layer, &by_update}) {
    CHECK(run->metric("updates") == 1);
    CHECK(run->metric("cost") == by_number.metric("cost"));
    CHECK(run->metric("batch_cost_after") == by_number.metric("batch_cost_after"));
    CHECK(run->panel<Network>("network").layers[1].weights == by_number.panel<Network>("network").layers[1].weights);
  }
}

TEST_CASE("backpropagation: Δ of a linear output is a − y, and of the hidden neuron the decks' formula") {
  DemoRun run(kBackpropagation + "net=four_layers");
  run.steps(6);
  const double output = run.metric("last_number");
  run.steps(2);
  const double target = cell(run.panel<MatrixCells>("batch"), 0, 2);
  const double delta = run.metric("last_number");
  CHECK(delta == doctest::Approx(output - target).epsilon(1e-6));
  run.steps(1);  // the first of the two neurons before it
  const Network& net = run.panel<Network>("network");
  const double w = static_cast<double>(net.layers[3].weights[0]);
  const double a = static_cast<double>(net.layers[2].neurons[0].activation);
  CHECK(run.metric("last_number") == doctest::Approx(w * delta * a * (1 - a)).epsilon(1e-6));
}

TEST_CASE("backpropagation: both paths to a weight are lit, and nothing else") {
  DemoRun run(kBackpropagation + "net=two_outputs&symbols=brackets");
  run.steps(4 + 1 + 4 + 6 + 1);  // ∂ℓ/∂b₂[2] was the last of the output's six; this is w₁₁[1]
  const Network& net = run.panel<Network>("network");
  CHECK(lit(net.layers[0]) == 1);
  CHECK(lit(net.layers[1]) == 1);
  CHECK(lit(net.layers[2]) == 2);
  CHECK_FALSE(net.layers[0].neurons[0].dropped);
  const Text& board = run.panel<Text>("board");
  CHECK(says(board, "∂ℓ/∂w₁₁[1] = δ₁[1] x₁"));
  double sum = 0;
  int paths = 0;
  for (const TextLine& line : board.lines)
    if (line.style == TextStyle::value) sum += line.value, ++paths;
  CHECK(paths == 2);
  CHECK(sum == doctest::Approx(run.metric("last_number")));
}

TEST_CASE("backpropagation: the output is written as one formula of the inputs, in each lecture's symbols") {
  DemoRun run(kBackpropagation);
  run.steps(5);
  CHECK(says(run.panel<Text>("board"), "a₁⁽³⁾ = σ("));
  run.tune("symbols", "brackets");
  CHECK(says(run.panel<Text>("board"), "ŷ₁ = s("));
  run.tune("symbols", "between");
  CHECK(says(run.panel<Text>("board"), "a₁⁽³⁾ = g("));
}

TEST_CASE("backpropagation: an integral in the cost takes three passes and changes Δ of the output alone") {
  DemoRun run(kBackpropagation + "output_cost=integral");
  CHECK(run.metric("passes_backpropagation") == 6);
  run.steps(3 * 4 + 1);
  CHECK(says(run.panel<Text>("board"), "∫"));
  run.steps(1);
  CHECK(says(run.panel<Text>("board"), "∂F/∂ŷ"));
  run.steps(1);
  CHECK_FALSE(says(run.panel<Text>("board"), "∂F/∂ŷ"));
}

TEST_CASE("backpropagation: weights and examples are edited in place, and the round begins anew") {
  DemoRun run(kBackpropagation);
  run.steps(7);
  run.act("network", CellEdited{3, 1, 0.25f});  // from the second hidden neuron to the output
  CHECK(run.panel<Network>("network").layers[2].weights[1] == 0.25f);
  run.act("batch", CellEdited{0, 3, 1.5f});
  CHECK(cell(run.panel<MatrixCells>("batch"), 0, 3) == 1.5);
  run.steps(26);
  CHECK(run.metric("updates") == 1);
  CHECK(run.metric("largest_gradient_error") < 1e-8);
}

TEST_CASE("backpropagation: with all weights zero the hidden neurons of a layer stay equal") {
  DemoRun run(kBackpropagation + "start=zero&pace=update");
  run.steps(50);
  const std::vector<float>& out = run.panel<Network>("network").layers[2].weights;
  CHECK(out[0] != 0);
  CHECK(out[0] == out[1]);
  CHECK(out[1] == out[2]);
}

TEST_CASE("backpropagation: linear neurons multiply out to one, which gives the same output") {
  DemoRun run(kBackpropagation + "net=own&sizes=2,3,1&activation=identity");
  run.steps(5);
  std::vector<std::string> formulas;
  for (const TextLine& line : run.panel<Text>("board").lines)
    if (line.style == TextStyle::formula) formulas.push_back(line.text);
  REQUIRE(formulas.size() >= 2);
  const std::string &nested = formulas[formulas.size() - 2], &collapsed = formulas.back();
  CHECK(nested.substr(nested.rfind('=')) == collapsed.substr(collapsed.rfind('=')));
  CHECK(std::count(nested.begin(), nested.end(), '(') >= 3);  // each hidden neuron is a sum that is multiplied
  CHECK(collapsed.find("a₂⁽¹⁾") != std::string::npos);
  CHECK(collapsed.find("a₁⁽²⁾") == std::string::npos);
  CHECK(run.metric("bend") < 1e-12);
  DemoRun bent(kBackpropagation + "net=own&sizes=2,3,1&activation=tanh");
  bent.steps(5);
  CHECK(bent.metric("bend") > 0.01);
  CHECK_FALSE(says(bent.panel<Text>("board"), "one neuron is left"));
}

TEST_CASE("backpropagation: one difference of the cost for each output would be enough") {
  for (const std::string cost : {"value", "integral"}) {
    CAPTURE(cost);
    DemoRun run(kBackpropagation + "net=four_layers&output_cost=" + cost);
    const int passes = cost == "value" ? 1 : 3;
    run.steps(6 * passes + 1);
    run.steps(1);  // Δ of the linear output is the cost's derivative, times the weight of the place
    const Text& board = run.panel<Text>("board");
    double by_difference = 0;
    for (const TextLine& line : board.lines)
      if (line.style == TextStyle::value) by_difference = line.value;
    const double weight = cost == "value" ? 1 : 5.0 / 18;  // of the first of three places of Gauss and Legendre
    CHECK(by_difference * weight == doctest::Approx(run.metric("last_number")).epsilon(1e-8));
    CHECK(run.metric("output_differences") == 1);
  }
}

TEST_CASE("backpropagation: differences lose their digits with long steps and with short ones") {
  DemoRun run(kBackpropagation + "net=two_outputs&batch_size=3");
  CHECK(run.metric("difference_error_best") < 1e-8);
  CHECK(run.metric("difference_error_ahead") > 10 * run.metric("difference_error_best"));
  CHECK(run.metric("difference_error_short") > 1e4 * run.metric("difference_error_best"));
}
