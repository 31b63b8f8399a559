#include <cmath>

#include "tests/experiments/demo_run.h"

using namespace lectern;

TEST_CASE("attention: the transformer learns to copy what it was trained on long before the LSTM, and no more") {
  DemoRun run("#/attention");
  CHECK(run.metric("transformer_parameters") == doctest::Approx(run.metric("lstm_parameters")).epsilon(0.05));
  run.steps(160);
  CHECK(run.metric("transformer_right") > 93);
  CHECK(run.metric("lstm_right") < 70);
  CHECK(run.metric("transformer_beyond") < run.metric("transformer_right") - 5);
  CHECK(run.metric("weight_on_answer") > 0.5);
  CHECK(run.metric("transformer_solved") >= 6);
  // Every row of weights sums to 1, and nobody looks ahead.
  const auto& cells = run.panel<MatrixCells>("weights");
  for (int row = 0; row < cells.rows; ++row) {
    double sum = 0;
    for (int col = 0; col < cells.cols; ++col) {
      const float weight = cells.values[static_cast<std::size_t>(row * cells.cols + col)];
      sum += double(weight);
      if (col > row) CHECK(weight == 0);
    }
    CHECK(sum == doctest::Approx(1).epsilon(1e-5));
  }
}

TEST_CASE("attention: without places copying is impossible, and sorting goes on beyond the lengths trained on") {
  DemoRun copy("#/attention?token_places=none&with_lstm=false");
  copy.steps(100);
  CHECK(copy.metric("transformer_right") < 45);
  DemoRun sort("#/attention?sequence_task=sort&token_places=none&with_lstm=false");
  sort.steps(160);
  CHECK(sort.metric("transformer_right") > 90);
  CHECK(sort.metric("transformer_beyond") > 90);
  CHECK(sort.metric("transformer_solved") == 10);
}

TEST_CASE("attention: a model without a mask reads the next character instead of predicting it") {
  DemoRun run("#/attention?sequence_task=text&causal=false&with_lstm=false&longest=6&learning_rate=0.01");
  run.steps(160);
  DemoRun masked("#/attention?sequence_task=text&with_lstm=false&longest=6&learning_rate=0.01");
  masked.steps(160);
  CHECK(run.metric("transformer_right") > masked.metric("transformer_right") + 8);
}

TEST_CASE("attention: what a person writes is shown, and a silenced head counts in tests alone") {
  DemoRun run("#/attention?own_sequence=cab&with_lstm=false&longest=4");
  const auto& table = run.panel<Table>("answers");
  CHECK(table.rows[1].cells[1] == "c a b");
  DemoRun silenced("#/attention?own_sequence=cab&with_lstm=false&longest=4&silenced_head=1");
  run.steps(3);
  silenced.steps(3);
  CHECK(run.metric("transformer_loss") == silenced.metric("transformer_loss"));
  DemoRun brackets("#/attention?sequence_task=brackets&own_sequence=([&with_lstm=false&longest=4");
  CHECK(brackets.panel<Table>("answers").rows[1].cells[1] == "] )");
}

TEST_CASE("attention: with the mask a text is learned as well, and more seen means more right") {
  DemoRun run("#/attention?sequence_task=text&longest=8&with_lstm=false");
  CHECK(run.metric("transformer_right") < 20);
  run.steps(200);
  CHECK(run.metric("one_seen") < 55);
  CHECK(run.metric("six_seen") > run.metric("one_seen") + 20);
  CHECK(run.metric("many_seen") > run.metric("six_seen"));
}
