#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "core/math/rng.h"
#include "core/ml/nn/optimizer.h"
#include "core/ml/nn/sequence_model.h"
#include "core/ml/symbolic/formula_front.h"
#include "core/ml/symbolic/token_writer.h"

namespace lectern::symbolic {

struct TokenNetworkSpec {
  int hidden = 32;
  int batch = 64;          // formulas written in a step
  double top_share = 0.1;  // of them from which it learns; 1: from all, the ordinary policy gradient
  double learning_rate = 0.01;
  double entropy = 0.005;  // bonus for undecided tokens
};

// Formulas side by side, as the network reads them: place s of formula i is row s·count + i.
struct WrittenBatch {
  std::ptrdiff_t count = 0, longest = 0;
  Matrix<double> inputs;    // longest·count × inputs: one-hot parent and sibling
  std::vector<int> tokens;  // longest·count; −1 behind the end
  std::vector<char> legal;  // longest·count × tokens
};

// A recurrent network (GRU) that writes formulas token by token, in prefix order. It reads the next token's parent and
// left sibling and gives each legal token a probability. After every batch of formulas, whose constants are fitted, it
// learns from the best share ε of them: the gradient of the reward R = 1/(1 + √error) above its (1 − ε) quantile.
// Source: Petersen et al., Deep symbolic regression: recovering mathematical expressions from data via risk-seeking
// policy gradients, ICLR 2021; hierarchical tree inputs likewise.
class TokenNetwork {
 public:
  TokenNetwork(const TokenNetworkSpec& spec, const TokenRules& rules, const Rng& rng);

  // Writes a batch, fits and judges it, learns. Bits do not depend on the pool.
  void step(const TokenRules& rules, const Samples& samples, ThreadPool& pool);

  const FormulaFront& front() const { return front_; }
  std::int64_t tried() const { return tried_; }
  // Rewards of the last batch: the mean, the least of those learned from, the best so far.
  double mean_reward() const { return mean_reward_; }
  double top_reward() const { return top_reward_; }
  double best_reward() const { return best_reward_; }
  // Mean over the places of the last batch, in bits.
  double entropy() const { return entropy_; }
  // The best complete formula of the last batch, in prefix order; empty: there was none.
  std::span<const int> best_written() const { return best_written_; }
  TokenNetworkSpec& spec() { return spec_; }

  // The formula that begins with given tokens and goes on with the most probable ones, and the probabilities at its
  // places.   P  places × tokens, overwritten; tokens that are not legal end what is given
  std::vector<int> most_probable(const TokenRules& rules, std::span<const int> given, Matrix<double>& P) const;
  // As fit_written; the front takes it in where it wants it.
  std::optional<Candidate> judge(const TokenRules& rules, std::span<const int> tokens, const Samples& samples);

  auto state() const {
    return std::tie(model_, optimizer_, front_, steps_, tried_, mean_reward_, top_reward_, best_reward_, entropy_,
                    best_written_);
  }

 private:
  void offer(const Candidate& candidate, const Samples& samples);

  TokenNetworkSpec spec_;
  Rng rng_;
  nn::SequenceModel<double> model_;
  nn::Optimizer<double> optimizer_;
  FormulaFront front_;
  std::uint64_t steps_ = 0;
  std::int64_t tried_ = 0;
  std::vector<int> best_written_;
  double mean_reward_ = 0, top_reward_ = 0, best_reward_ = 0, entropy_ = 0;
};

// A formula in prefix order with its constants fitted. Nothing: it is not complete, or a token is not legal.
std::optional<Candidate> fit_written(const TokenRules& rules, std::span<const int> tokens, const Samples& samples);

// −Σ_i weight_i Σ_s log p(token) − bonus Σ_i Σ_s H(p), and its gradient by the model's parameters.
//   weights  batch.count;  gradient  as model.parameters(), overwritten
double writing_cost(const nn::SequenceModel<double>& model, const WrittenBatch& batch, std::span<const double> weights,
                    double bonus, nn::SequencePass<double>& pass, std::span<double> gradient);

// The batch of formulas written, each complete.
WrittenBatch written_batch(const TokenRules& rules, std::span<const std::vector<int>> formulas);

// Values that the network reads at each place.
inline std::ptrdiff_t writer_inputs(const TokenRules& rules) { return 2 * (rules.size() + 1); }

}  // namespace lectern::symbolic
