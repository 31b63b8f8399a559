#include "core/experiments/random-forest/ising_study.h"

#include <algorithm>
#include <limits>
#include <string>

#include "core/math/elementary.h"
#include "core/ml/trees/tree_arrays.h"

namespace lectern {
namespace {

constexpr double kCriticalTemperature = 2.269185314213022;  // 2 / ln(1 + √2)
constexpr double kOrdered[] = {0.75, 1.75}, kDisordered[] = {2.75, 4.0}, kNear[] = {2.0, 2.5};
constexpr int kSweeps = 60, kSweepsNear = 240;
constexpr const char* kHelp =
    "One tree of each forest a step, on 400 states of 20 × 20 spins. Solid: the states of the training temperatures. "
    "Dashed: critical ones, 2 ≤ T ≤ 2.5, of which the forests have seen none.";
constexpr const char* kStatesHelp =
    "Green where the fine forest is right, red where it is wrong. Above: test states; below: critical ones, of which those "
    "below T_c = 2.269 count as ordered.";

using trees::at;

}  // namespace

IsingStudy::IsingStudy(const Rng& rng)
    : rng_(rng),
      spins_(at(kStates) * at(kSpins), 0),
      unseen_(2, trees::OutOfBag(kTraining, 2)),
      importance_(at(kSpins), 0.0) {
  for (std::vector<double>& sums : sums_) sums.assign(at(2 * (kTest + kCritical)), 0.0);
}

// Evenly over the ranges; ordered and disordered states in turn.
double IsingStudy::temperature(int state) const {
  if (state >= kTraining + kTest)
    return kNear[0] + (kNear[1] - kNear[0]) * (state - kTraining - kTest + 0.5) / kCritical;
  const int count = state < kTraining ? kTraining : kTest, number = state < kTraining ? state : state - kTraining;
  const double share = (number / 2 + 0.5) / (count / 2);
  const double* range = number % 2 == 0 ? kOrdered : kDisordered;
  return range[0] + (range[1] - range[0]) * share;
}

int IsingStudy::label(int state) const { return temperature(state) < kCriticalTemperature ? 0 : 1; }

// Metropolis, spin after spin, from all spins alike below the critical temperature and from random ones above it.
void IsingStudy::sample(int state) {
  Rng draws = rng_.split("states").split(static_cast<std::uint64_t>(state));
  const double T = temperature(state);
  std::int8_t* s = spins_.data() + static_cast<std::ptrdiff_t>(state) * kSpins;
  const auto start = static_cast<std::int8_t>(draws.below(2) == 0 ? 1 : -1);
  for (int i = 0; i < kSpins; ++i)
    s[i] = T < kCriticalTemperature ? start : static_cast<std::int8_t>(draws.below(2) == 0 ? 1 : -1);
  std::uint32_t accepted[5];  // of 2^32, for the sum of the neighbours times the spin −4, −2, …, 4
  for (int k = 0; k < 5; ++k) {
    const double p = math::exp(-2.0 * (2 * k - 4) / T);
    accepted[k] = p >= 1 ? std::numeric_limits<std::uint32_t>::max() : static_cast<std::uint32_t>(p * 4294967296.0);
  }
  const int sweeps = state < kTraining + kTest ? kSweeps : kSweepsNear;
  for (int sweep = 0; sweep < sweeps; ++sweep) {
    for (int row = 0; row < kSide; ++row) {
      const std::int8_t *here = s + row * kSide, *up = s + (row + kSide - 1) % kSide * kSide,
                        *down = s + (row + 1) % kSide * kSide;
      for (int col = 0; col < kSide; ++col) {
        const int sum = up[col] + down[col] + here[(col + 1) % kSide] + here[(col + kSide - 1) % kSide];
        if (draws.next_u32() <= accepted[(sum * here[col] + 4) / 2])
          s[row * kSide + col] = static_cast<std::int8_t>(-here[col]);
      }
    }
  }
}

void IsingStudy::step() {
  for (int i = 0; i < kStatesAtOnce && sampled_ < kStates; ++i) sample(sampled_++);
  if (sampled_ < kStates) return;
  if (learned_ == nullptr) {
    Matrix<double> X(kTraining, kSpins);
    std::copy(spins_.begin(), spins_.begin() + static_cast<std::ptrdiff_t>(kTraining) * kSpins, X.data());
    trees::SortedInputs inputs(X);
    learned_ = std::make_shared<const Learned>(Learned{std::move(X), std::move(inputs)});
  }
  grow();
}

void IsingStudy::grow() {
  std::vector<int> labels(at(kTraining));
  for (int i = 0; i < kTraining; ++i) labels[at(i)] = label(i);
  trees::TreeTarget target;
  target.labels = labels;
  target.classes = 2;
  trees::TreeGrower grower(learned_->inputs);
  std::vector<double> x(at(kSpins));
  for (int kind = 0; kind < kKinds; ++kind) {
    trees::ForestOptions options;
    options.tree.max_features = kSide;
    options.tree.min_split = kind == kCoarseForest ? kCoarse : 2;
    options.tree.random_thresholds = kind == kExtraTrees;
    options.bootstrap = kind != kExtraTrees;
    const Rng draws = rng_.split("trees").split(static_cast<std::uint64_t>(kKinds * grown_ + kind));
    const trees::ForestTree grown = trees::grow_forest_tree(grower, learned_->inputs, target, options, draws);
    std::array<double, 3>& accuracy = accuracy_[at(kind)];
    if (kind != kExtraTrees) {
      unseen_[at(kind)].add(grown.tree, learned_->X, grown.counts);
      accuracy[0] = 1 - unseen_[at(kind)].error(target);
    }
    if (kind == kFine) {
      const std::vector<double> own = trees::impurity_importance(grown.tree, kSpins);
      for (std::size_t j = 0; j < own.size(); ++j) importance_[j] += own[j];
    }
    int right[2] = {};
    for (int i = 0; i < kTest + kCritical; ++i) {
      std::copy_n(spins(kTraining + i), kSpins, x.begin());
      const std::span<double> sums = std::span(sums_[at(kind)]).subspan(at(2 * i), 2);
      trees::add_answer(grown.tree, grown.tree.leaf_of(x), sums);
      if ((sums[1] > sums[0] ? 1 : 0) == label(kTraining + i)) ++right[i < kTest ? 0 : 1];
    }
    accuracy[1] = static_cast<double>(right[0]) / kTest;
    accuracy[2] = static_cast<double>(right[1]) / kCritical;
  }
  ++grown_;
  history_.record(grown_,
                  std::array{accuracy_[kFine][1], accuracy_[kFine][2], accuracy_[kCoarseForest][1],
                             accuracy_[kCoarseForest][2], accuracy_[kExtraTrees][1], accuracy_[kExtraTrees][2]});
}

void IsingStudy::describe(Snapshot& snapshot) const {
  Plane& curves = snapshot.curves("ising", "Ising states told by their spins", {.weight = 3, .help = kHelp});
  curves.axes({.label = "trees B", .range = {1, 300}, .logarithmic = true},
              {.label = "fraction told correctly", .range = {0.4, 1.02}});
  curves.line("fine", history_, 0, {.color = 0});
  curves.line("fine, critical", history_, 1, {.color = 0, .dashed = true});
  curves.line("coarse", history_, 2, {.color = 1});
  curves.line("coarse, critical", history_, 3, {.color = 1, .dashed = true});
  curves.line("extra trees", history_, 4, {.color = 2});
  curves.line("extra trees, critical", history_, 5, {.color = 2, .dashed = true});
  Images& images =
      snapshot.images("ising_states", "States and what is said of them", {.weight = 2, .help = kStatesHelp});
  images.setup({.map = ColorMap::greys, .columns = 4});
  constexpr int kShown[] = {0, kTest - 2, 1, kTest - 1, kTest + 30, kTest + 85, kTest + 120, kTest + 170};
  std::array<float, kSpins> picture;
  for (const int i : kShown) {
    const int state = kTraining + i;
    for (int j = 0; j < kSpins; ++j) picture[at(j)] = spins(state)[j];
    const double share = grown_ > 0 ? sums_[kFine][at(2 * i + 1)] / grown_ : 0.5;
    const bool is_right = (share > 0.5 ? 1 : 0) == label(state);
    std::string text = "T ";
    text += number_in_words(temperature(state), 3);
    images.tile(text, picture, kSide, kSide,
                {.color = {-1, 1},
                 .frame = grown_ == 0 ? kColorMuted
                          : is_right  ? kColorGood
                                      : kColorBad});
  }
  Images& sites =
      snapshot.images("ising_importance", "Which spins are asked",
                      {.weight = 1, .help = "By impurity, of the fine forest: every spin is as good as any other."});
  sites.setup({.map = ColorMap::viridis});
  for (int j = 0; j < kSpins; ++j) picture[at(j)] = static_cast<float>(importance_[at(j)]);
  sites.tile("importance", picture, kSide, kSide);
  const double unknown = std::numeric_limits<double>::quiet_NaN();
  constexpr const char* kIds[kKinds][3] = {{"ising_unseen", "ising_test", "ising_critical"},
                                           {"coarse_unseen", "coarse_test", "coarse_critical"},
                                           {"", "extra_test", "extra_critical"}};
  constexpr const char* kLabels[kKinds][3] = {{"fine forest, out of bag", "fine forest, test states",
                                               "fine forest, critical states"},
                                              {"coarse forest, out of bag", "coarse forest, test states",
                                               "coarse forest, critical states"},
                                              {"", "extra trees, test states", "extra trees, critical states"}};
  for (int kind = 0; kind < kKinds; ++kind)
    for (int part = kind == kExtraTrees ? 1 : 0; part < 3; ++part)
      snapshot.metric(kIds[kind][part], kLabels[kind][part], grown_ > 0 ? accuracy_[at(kind)][at(part)] : unknown);
  snapshot.metric("ising_trees", "trees of the Ising forests", grown_, {.digits = 0});
  snapshot.metric("ising_states", "states sampled", sampled_, {.digits = 0});
}

}  // namespace lectern
