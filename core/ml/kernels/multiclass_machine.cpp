#include "core/ml/kernels/multiclass_machine.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace lectern::kernels {
namespace {

using ClassScores = std::array<double, kMaximumMachineClasses>;

// Votes of the pairs, and below one vote the sum of f, so that equal votes are decided.
ClassScores pair_scores(const MulticlassMachine& machine, std::span<const double> f) {
  ClassScores votes{}, sums{};
  for (std::size_t m = 0; m < f.size(); ++m) {
    const auto positive = static_cast<std::size_t>(machine.pairs[m].positive);
    const auto negative = static_cast<std::size_t>(machine.pairs[m].negative);
    votes[f[m] > 0 ? positive : negative] += 1;
    sums[positive] += f[m];
    sums[negative] -= f[m];
  }
  for (std::size_t k = 0; k < votes.size(); ++k) votes[k] += sums[k] / (3 * (std::fabs(sums[k]) + 1));
  return votes;
}

MulticlassMachine::Verdict pair_verdict(const MulticlassMachine& machine, std::span<const double> f) {
  const ClassScores scores = pair_scores(machine, f);
  const auto label = static_cast<int>(std::max_element(scores.begin(), scores.end()) - scores.begin());
  double least = 1;
  for (std::size_t m = 0; m < f.size(); ++m) {
    if (machine.pairs[m].positive == label) least = std::min(least, f[m]);
    if (machine.pairs[m].negative == label) least = std::min(least, -f[m]);
  }
  return {label, std::max(least, 0.0)};
}

MulticlassMachine::Verdict rest_verdict(const MulticlassMachine& machine, std::span<const double> f) {
  const auto winner = static_cast<std::size_t>(std::max_element(f.begin(), f.end()) - f.begin());
  double lead = 2;
  for (std::size_t m = 0; m < f.size(); ++m)
    if (m != winner) lead = std::min(lead, f[winner] - f[m]);
  return {machine.pairs[winner].positive, 0.5 * lead};
}

}  // namespace

std::vector<double> balanced_weights(std::span<const int> labels, int classes) {
  std::vector<double> weights;
  for (int k = 0; k < classes; ++k) {
    const auto count = std::max<std::ptrdiff_t>(1, std::count(labels.begin(), labels.end(), k));
    weights.push_back(static_cast<double>(labels.size()) / static_cast<double>(classes * count));
  }
  return weights;
}

MulticlassMachine::Verdict MulticlassMachine::verdict(std::span<const double> f) const {
  if (f.empty()) return {only_class, 0};
  // Two classes are one pair, however they are taken apart.
  return pairs.front().negative >= 0 ? pair_verdict(*this, f) : rest_verdict(*this, f);
}

MulticlassMachine::Verdict MulticlassMachine::decide(std::span<const double> x, std::span<double> f) const {
  for (std::size_t m = 0; m < machines.size(); ++m) f[m] = machines[m].decision(x);
  return verdict(f.first(machines.size()));
}

MulticlassSvm::MulticlassSvm(ConstMatrixView<double> X, std::span<const int> labels, int classes,
                             const MulticlassOptions& options)
    : options_(options) {
  std::vector<int> present;
  for (int k = 0; k < classes; ++k)
    if (std::find(labels.begin(), labels.end(), k) != labels.end()) present.push_back(k);
  if (!present.empty()) only_class_ = present.front();
  if (present.size() > 2 && options_.decomposition == Decomposition::one_against_rest) {
    for (const int k : present) add_machine(X, labels, {k, -1});
    return;
  }
  for (std::size_t a = 0; a < present.size(); ++a)
    for (std::size_t b = a + 1; b < present.size(); ++b) add_machine(X, labels, {present[b], present[a]});
}

void MulticlassSvm::add_machine(ConstMatrixView<double> X, std::span<const int> labels, ClassPair pair) {
  const auto part = std::make_shared<Part>();
  part->pair = pair;
  for (std::size_t i = 0; i < labels.size(); ++i) {
    if (labels[i] != pair.positive && pair.negative >= 0 && labels[i] != pair.negative) continue;
    part->rows.push_back(static_cast<int>(i));
    part->y.push_back(labels[i] == pair.positive ? 1 : -1);
  }
  part->X.resize(static_cast<std::ptrdiff_t>(part->rows.size()), X.cols);
  for (std::size_t i = 0; i < part->rows.size(); ++i) {
    const double* x = X.row(part->rows[i]);
    std::copy(x, x + X.cols, part->X.row(static_cast<std::ptrdiff_t>(i)));
  }
  SvmOptions own = options_.machine;
  const auto weight = [&](int k) {
    return k < 0 || options_.class_weights.empty() ? 1.0 : options_.class_weights[static_cast<std::size_t>(k)];
  };
  own.positive_weight = weight(pair.positive);
  own.negative_weight = weight(pair.negative);
  solvers_.emplace_back(part->X, part->y, own);
  parts_.push_back(part);
}

void MulticlassSvm::begin_with(const MulticlassSvm& before, std::span<const int> kept) {
  for (std::size_t m = 0; m < machines(); ++m) {
    const auto same = std::find_if(before.parts_.begin(), before.parts_.end(), [&](const auto& part) {
      return part->pair.positive == parts_[m]->pair.positive && part->pair.negative == parts_[m]->pair.negative;
    });
    if (same == before.parts_.end()) continue;
    const SvmSolver& known = before.solvers_[static_cast<std::size_t>(same - before.parts_.begin())];
    std::vector<double> alpha_of_sample;  // of `before`
    for (std::size_t i = 0; i < (*same)->rows.size(); ++i) {
      const auto row = static_cast<std::size_t>((*same)->rows[i]);
      if (alpha_of_sample.size() <= row) alpha_of_sample.resize(row + 1);
      alpha_of_sample[row] = known.alpha()[i];
    }
    std::vector<double> alpha;
    for (const int row : parts_[m]->rows) {
      const auto sample = static_cast<std::size_t>(kept[static_cast<std::size_t>(row)]);  // −1: beyond all
      alpha.push_back(sample < alpha_of_sample.size() ? alpha_of_sample[sample] : 0);
    }
    solvers_[m].begin_with(alpha);
  }
}

bool MulticlassSvm::step() {
  bool changed = false;
  for (SvmSolver& solver : solvers_) changed = solver.step() || changed;
  return changed;
}

double MulticlassSvm::dual_objective() const {
  double sum = 0;
  for (const SvmSolver& solver : solvers_) sum += solver.dual_objective();
  return sum;
}

double MulticlassSvm::primal_objective() const {
  double sum = 0;
  for (const SvmSolver& solver : solvers_) sum += solver.primal_objective();
  return sum;
}

double MulticlassSvm::violation() const {
  double largest = 0;
  for (const SvmSolver& solver : solvers_) largest = std::max(largest, solver.violation());
  return largest;
}

std::int64_t MulticlassSvm::updates() const {
  std::int64_t sum = 0;
  for (const SvmSolver& solver : solvers_) sum += solver.updates();
  return sum;
}

MulticlassMachine MulticlassSvm::machine() const {
  MulticlassMachine result{{}, {}, only_class_};
  for (std::size_t m = 0; m < solvers_.size(); ++m) {
    result.pairs.push_back(parts_[m]->pair);
    result.machines.push_back(solvers_[m].machine());
  }
  return result;
}

}  // namespace lectern::kernels
