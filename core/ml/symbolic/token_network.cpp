#include "core/ml/symbolic/token_network.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

#include "core/math/constants.h"
#include "core/math/elementary.h"
#include "core/simd/thread_pool.h"

namespace lectern::symbolic {
namespace {

constexpr int kWriterFitIterations = 6;
constexpr double kLongestGradient = 1;

// One-hot of the parent and of the sibling; the last of each says that there is none.
void write_inputs(const TokenRules& rules, const TokenWriter& writer, double* row) {
  const int V = rules.size();
  std::fill_n(row, writer_inputs(rules), 0.0);
  const int parent = writer.parent(), sibling = writer.sibling();
  row[parent < 0 ? V : parent] = 1;
  row[V + 1 + (sibling < 0 ? V : sibling)] = 1;
}

// Probabilities of the legal tokens, 0 of the others.
void legal_softmax(const double* z, std::span<const char> legal, double* p) {
  double largest = -std::numeric_limits<double>::infinity(), sum = 0;
  for (std::size_t k = 0; k < legal.size(); ++k)
    if (legal[k]) largest = std::max(largest, z[k]);
  for (std::size_t k = 0; k < legal.size(); ++k) {
    p[k] = legal[k] ? math::exp(z[k] - largest) : 0;
    sum += p[k];
  }
  for (std::size_t k = 0; k < legal.size(); ++k) p[k] /= sum;
}

double reward_of(const Candidate& candidate) {
  return std::isfinite(candidate.error) ? 1 / (1 + std::sqrt(candidate.error)) : 0;
}

Candidate fitted(Formula formula, const Samples& samples, FormulaTape& tape) {
  Candidate candidate;
  candidate.error = std::numeric_limits<double>::infinity();
  const double factor = simplify(formula);
  if (formula.empty() || !std::isfinite(factor) || factor == 0) return candidate;
  for (const Token& token : formula)
    if (!std::isfinite(token.value)) return candidate;
  candidate.formula = std::move(formula);
  candidate.scale = factor;
  candidate.scale_is_number = false;
  fit_constants(candidate, samples, tape, kWriterFitIterations);
  return candidate;
}

}  // namespace

WrittenBatch written_batch(const TokenRules& rules, std::span<const std::vector<int>> formulas) {
  WrittenBatch batch;
  const std::size_t V = static_cast<std::size_t>(rules.size()), N = formulas.size();
  batch.count = static_cast<std::ptrdiff_t>(N);
  for (const std::vector<int>& tokens : formulas)
    batch.longest = std::max(batch.longest, static_cast<std::ptrdiff_t>(tokens.size()));
  const std::ptrdiff_t rows = batch.longest * batch.count;
  batch.inputs.resize(rows, writer_inputs(rules));
  batch.inputs.fill(0);
  batch.tokens.assign(static_cast<std::size_t>(rows), -1);
  batch.legal.assign(static_cast<std::size_t>(rows) * V, 0);
  for (std::size_t i = 0; i < N; ++i) {
    TokenWriter writer(rules);
    for (std::size_t s = 0; s < formulas[i].size(); ++s) {
      const std::size_t row = s * N + i;
      writer.legal({batch.legal.data() + row * V, V});
      write_inputs(rules, writer, batch.inputs.row(static_cast<std::ptrdiff_t>(row)));
      batch.tokens[row] = formulas[i][s];
      writer.write(formulas[i][s]);
    }
  }
  return batch;
}

double writing_cost(const nn::SequenceModel<double>& model, const WrittenBatch& batch, std::span<const double> weights,
                    double bonus, nn::SequencePass<double>& pass, std::span<double> gradient) {
  const auto V = static_cast<std::size_t>(model.shape().outputs);
  model.forward(batch.inputs, batch.count, nullptr, pass);
  pass.d_output.resize(batch.inputs.rows(), model.shape().outputs);
  pass.d_output.fill(0);
  std::vector<double> p(V);
  double cost = 0;
  for (std::ptrdiff_t row = 0; row < batch.inputs.rows(); ++row) {
    const int token = batch.tokens[static_cast<std::size_t>(row)];
    if (token < 0) continue;
    const std::span<const char> legal(batch.legal.data() + static_cast<std::size_t>(row) * V, V);
    legal_softmax(pass.output.row(row), legal, p.data());
    const double weight = weights[static_cast<std::size_t>(row % batch.count)];
    double H = 0;
    for (std::size_t k = 0; k < V; ++k)
      if (p[k] > 0) H -= p[k] * math::log(p[k]);
    cost -= weight * math::log(p[static_cast<std::size_t>(token)]) + bonus * H;
    double* d = pass.d_output.row(row);
    for (std::size_t k = 0; k < V; ++k) {
      if (!(p[k] > 0)) continue;
      d[k] = weight * p[k] + bonus * p[k] * (math::log(p[k]) + H);
    }
    d[token] -= weight;
  }
  model.backpropagate(batch.inputs, pass, gradient);
  return cost;
}

TokenNetwork::TokenNetwork(const TokenNetworkSpec& spec, const TokenRules& rules, const Rng& rng)
    : spec_(spec),
      rng_(rng),
      model_(
          {.cell = nn::CellKind::gru, .inputs = writer_inputs(rules), .hidden = spec.hidden, .outputs = rules.size()},
          rng.split("weights")),
      optimizer_({.kind = nn::OptimizerKind::adam, .learning_rate = spec.learning_rate}, model_.parameters().size()),
      front_(rules.longest() + 2) {}

void TokenNetwork::offer(const Candidate& candidate, const Samples& samples) {
  if (!std::isfinite(candidate.error)) return;
  if (!front_.wants(candidate.complexity(), candidate.error) &&
      !(candidate.complexity() > 2 && front_.wants(candidate.complexity() - 2, candidate.error)))
    return;
  FormulaTape tape;
  Candidate rounded = candidate;
  prune_terms(rounded, samples, tape);
  round_constants(rounded, samples, tape);
  front_.offer(candidate);
  front_.offer(rounded);
}

void TokenNetwork::step(const TokenRules& rules, const Samples& samples, ThreadPool& pool) {
  const auto N = static_cast<std::size_t>(spec_.batch), V = static_cast<std::size_t>(rules.size());
  const Rng own = rng_.split("batch").split(steps_++);
  std::vector<TokenWriter> writers(N, TokenWriter(rules));
  std::vector<Rng> draws;
  for (std::size_t i = 0; i < N; ++i) draws.push_back(own.split(static_cast<std::uint64_t>(i)));

  // Writes all formulas side by side, as long as one is neither complete nor at a dead end.
  nn::SequencePass<double> pass;
  nn::SequenceMemory<double> memory;
  memory.clear(spec_.batch, spec_.hidden);
  Matrix<double> inputs(spec_.batch, writer_inputs(rules));
  std::vector<char> legal(N * V), is_ended(N, 0);
  std::vector<double> p(V);
  double entropy = 0, places = 0;
  for (int place = 0; place < rules.longest(); ++place) {
    bool goes_on = false;
    for (std::size_t i = 0; i < N; ++i) {
      if (!is_ended[i]) is_ended[i] = writers[i].legal({legal.data() + i * V, V}) == 0 ? 1 : 0;
      if (is_ended[i]) continue;
      goes_on = true;
      write_inputs(rules, writers[i], inputs.row(static_cast<std::ptrdiff_t>(i)));
    }
    if (!goes_on) break;
    model_.forward(inputs, spec_.batch, &memory, pass, &pool);
    model_.remember(pass, spec_.batch, 0, memory);
    for (std::size_t i = 0; i < N; ++i) {
      if (is_ended[i]) continue;
      legal_softmax(pass.output.row(static_cast<std::ptrdiff_t>(i)), {legal.data() + i * V, V}, p.data());
      double left = draws[i].uniform();
      int chosen = -1;
      for (std::size_t k = 0; k < V; ++k) {
        if (!(p[k] > 0)) continue;
        chosen = static_cast<int>(k);
        entropy -= p[k] * math::log(p[k]);
        if (left < 0) continue;
        left -= p[k];
        if (left < 0) writers[i].write(chosen);
      }
      places += 1;
      if (left >= 0) writers[i].write(chosen);  // what rounding left over
    }
  }
  entropy_ = places > 0 ? entropy / places / math::kLog2 : 0;

  std::vector<Candidate> candidates(N);
  pool.run(spec_.batch, [&](std::ptrdiff_t i) {
    FormulaTape tape;
    Candidate& candidate = candidates[static_cast<std::size_t>(i)];
    candidate.error = std::numeric_limits<double>::infinity();
    const TokenWriter& writer = writers[static_cast<std::size_t>(i)];
    if (writer.is_complete()) candidate = fitted(writer.formula(), samples, tape);
  });
  std::vector<double> reward(N);
  double sum = 0;
  for (std::size_t i = 0; i < N; ++i) {
    reward[i] = reward_of(candidates[i]);
    sum += reward[i];
    best_reward_ = std::max(best_reward_, reward[i]);
    offer(candidates[i], samples);
  }
  tried_ += spec_.batch;
  mean_reward_ = sum / static_cast<double>(N);

  std::vector<std::size_t> order(N);
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) { return reward[a] > reward[b]; });
  // What is worth the same counts once: else a batch of one short formula's doubles would leave nothing to learn.
  constexpr double kSame = 1e-9;
  std::vector<std::size_t> distinct;
  for (const std::size_t i : order)
    if (distinct.empty() || reward[i] < reward[distinct.back()] - kSame) distinct.push_back(i);
  const auto top =
      std::clamp<std::size_t>(static_cast<std::size_t>(std::lround(spec_.top_share * static_cast<double>(N))), 1,
                              distinct.size());
  top_reward_ = reward[distinct[top - 1]];
  const double baseline = top < distinct.size() ? reward[distinct[top]] : mean_reward_;
  std::vector<std::vector<int>> best;
  std::vector<double> weights;
  for (std::size_t i = 0; i < top; ++i) {
    const std::size_t chosen = distinct[i];
    if (!writers[chosen].is_complete()) continue;
    const std::span<const int> written = writers[chosen].written();
    best.emplace_back(written.begin(), written.end());
    weights.push_back((reward[chosen] - baseline) / static_cast<double>(top));
  }
  best_written_ = best.empty() ? std::vector<int>{} : best.front();
  if (best.empty()) return;
  const WrittenBatch batch = written_batch(rules, best);
  AlignedVector<double> gradient(model_.parameters().size());
  writing_cost(model_, batch, weights, spec_.entropy / static_cast<double>(top), pass, gradient);
  nn::clip_norm(std::span<double>(gradient), kLongestGradient);
  optimizer_.spec().learning_rate = spec_.learning_rate;
  optimizer_.step(model_.parameters(), gradient);
}

std::vector<int> TokenNetwork::most_probable(const TokenRules& rules, std::span<const int> given,
                                             Matrix<double>& P) const {
  const auto V = static_cast<std::size_t>(rules.size());
  TokenWriter writer(rules);
  nn::SequencePass<double> pass;
  nn::SequenceMemory<double> memory;
  memory.clear(1, spec_.hidden);
  Matrix<double> inputs(1, writer_inputs(rules));
  std::vector<char> legal(V);
  std::vector<double> p(V), rows;
  bool follows = true;
  for (std::size_t place = 0; writer.legal(legal) > 0; ++place) {
    write_inputs(rules, writer, inputs.row(0));
    model_.forward(inputs, 1, &memory, pass);
    model_.remember(pass, 1, 0, memory);
    legal_softmax(pass.output.row(0), legal, p.data());
    rows.insert(rows.end(), p.begin(), p.end());
    auto token = static_cast<int>(std::max_element(p.begin(), p.end()) - p.begin());
    follows = follows && place < given.size() && given[place] >= 0 && given[place] < rules.size() &&
              legal[static_cast<std::size_t>(given[place])] != 0;
    if (follows) token = given[place];
    writer.write(token);
  }
  const auto places = static_cast<std::ptrdiff_t>(writer.written().size());
  P.resize(places, rules.size());
  std::copy(rows.begin(), rows.end(), P.data());
  return {writer.written().begin(), writer.written().end()};
}

std::optional<Candidate> fit_written(const TokenRules& rules, std::span<const int> tokens, const Samples& samples) {
  TokenWriter writer(rules);
  std::vector<char> legal(static_cast<std::size_t>(rules.size()));
  for (const int token : tokens) {
    writer.legal(legal);
    if (token < 0 || token >= rules.size() || !legal[static_cast<std::size_t>(token)]) return std::nullopt;
    writer.write(token);
  }
  if (!writer.is_complete()) return std::nullopt;
  FormulaTape tape;
  return fitted(writer.formula(), samples, tape);
}

std::optional<Candidate> TokenNetwork::judge(const TokenRules& rules, std::span<const int> tokens,
                                             const Samples& samples) {
  const std::optional<Candidate> candidate = fit_written(rules, tokens, samples);
  if (!candidate) return candidate;
  ++tried_;
  offer(*candidate, samples);
  return candidate;
}

}  // namespace lectern::symbolic
