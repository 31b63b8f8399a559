#include "core/ml/trees/decision_tree.h"

#include <algorithm>
#include <bit>
#include <numeric>

#include "core/ml/trees/tree_arrays.h"

namespace lectern::trees {
namespace {

constexpr double kTie = 1e-12;       // of a node's impurity: what decreases must differ by to count as different
constexpr double kClassTie = 1e-15;  // of a node's weight: the rounding of Σ m²
constexpr int kInsertionSort = 32;   // fewer entries are sorted by insertion
constexpr int kDigits = 256;

// Halved before they are added: the sum of large values might overflow. Two numbers may have none between them.
double threshold_between(double low, double high) {
  const double middle = 0.5 * low + 0.5 * high;
  return middle < high ? middle : low;
}

// By rising rank; entries of equal rank keep their order.
void sort_entries(std::vector<SortedInputs::Entry>& entries, std::vector<SortedInputs::Entry>& spare, int size,
                  std::uint32_t largest_rank) {
  if (size <= kInsertionSort) {
    for (int i = 1; i < size; ++i) {
      const SortedInputs::Entry moved = entries[at(i)];
      int j = i;
      for (; j > 0 && entries[at(j - 1)].rank > moved.rank; --j) entries[at(j)] = entries[at(j - 1)];
      entries[at(j)] = moved;
    }
    return;
  }
  for (int shift = 0; (largest_rank >> shift) > 0; shift += 8) {
    int starts[kDigits + 1] = {};
    for (int i = 0; i < size; ++i) ++starts[((entries[at(i)].rank >> shift) & 255) + 1];
    for (int digit = 0; digit < kDigits; ++digit) starts[digit + 1] += starts[digit];
    for (int i = 0; i < size; ++i) spare[at(starts[(entries[at(i)].rank >> shift) & 255]++)] = entries[at(i)];
    entries.swap(spare);
    if (shift == 24) break;
  }
}

// Keeps the order on both sides; without branches. `spare` has room for all.
template <typename T, typename Row>
void divide_in_place(T* items, int size, const char* is_left, T* spare, Row row_of) {
  int left = 0, right = 0;
  for (int i = 0; i < size; ++i) {
    const T item = items[i];
    const int side = is_left[row_of(item)];
    items[left] = item;
    spare[right] = item;
    left += side;
    right += 1 - side;
  }
  std::copy(spare, spare + right, items + left);
}

}  // namespace

int DecisionTree::leaf_of(std::span<const double> x) const {
  const TreeNode* node = nodes_.data();
  while (node->feature >= 0) node = &nodes_[at(node->goes_left(x[at(node->feature)]) ? node->left : node->right)];
  return static_cast<int>(node - nodes_.data());
}

std::vector<double> DecisionTree::predict(ConstMatrixView<double> X) const {
  std::vector<double> values;
  values.reserve(static_cast<std::size_t>(X.rows));
  for (std::ptrdiff_t i = 0; i < X.rows; ++i) values.push_back(predict({X.row(i), static_cast<std::size_t>(X.cols)}));
  return values;
}

DecisionTree DecisionTree::pruned(const std::vector<bool>& becomes_leaf) const {
  struct Waiting {
    int node, depth, right_of;
  };
  DecisionTree small;
  small.classes_ = classes_;
  std::vector<Waiting> waiting{{0, 0, -1}};
  while (!waiting.empty()) {
    const Waiting next = waiting.back();
    waiting.pop_back();
    const auto index = static_cast<int>(small.nodes_.size());
    if (next.right_of >= 0) small.nodes_[at(next.right_of)].right = index;
    TreeNode& node = small.nodes_.emplace_back(nodes_[at(next.node)]);
    const std::span<const double> kept = masses(next.node);
    small.masses_.insert(small.masses_.end(), kept.begin(), kept.end());
    small.depth_ = std::max(small.depth_, next.depth);
    if (node.is_leaf()) continue;
    if (becomes_leaf[at(next.node)]) {
      node.feature = node.left = node.right = -1;
      node.threshold = 0;
      node.categories = 0;
      continue;
    }
    const TreeNode& old = nodes_[at(next.node)];
    node.left = index + 1;
    waiting.push_back({old.right, next.depth + 1, index});
    waiting.push_back({old.left, next.depth + 1, -1});
  }
  return small;
}

// The rows that count, in the order of the first input.
void TreeGrower::take_rows() {
  const auto n = at(inputs_.rows());
  rows_.clear();
  samples_ = 0;
  for (const Entry& entry : inputs_.order(0)) {
    if (target_->count(entry.row) == 0) continue;
    rows_.push_back(entry.row);
    samples_ += target_->count(entry.row);
  }
  active_ = static_cast<int>(rows_.size());
  sorted_.resize(at(active_));
  spare_.resize(at(active_));
  spare_rows_.resize(at(active_));
  is_left_.resize(n);
  leaf_of_rows_.assign(n, -1);
  if (!target_->is_plain()) {
    weights_.resize(n);
    for (std::size_t i = 0; i < n; ++i) weights_[i] = target_->weight(i);
  }
  if (target_->is_regression()) {
    distances_.resize(n);
  } else {
    totals_.resize(at(target_->classes));
    left_.resize(totals_.size());
    right_.resize(totals_.size());
  }
  if (options_->criterion == Criterion::entropy && target_->weights.empty()) {
    for (std::size_t i = table_.size(); i <= at(samples_); ++i) table_.push_back(x_log2_x(static_cast<double>(i)));
  }
}

// The number, weight, impurity and mean of a node's samples.
void TreeGrower::measure(const Part& part) {
  const std::span<const std::uint32_t> rows = std::span(rows_).subspan(at(part.first), at(part.size()));
  const bool plain = target_->is_plain();
  count_ = part.size();
  mass_ = part.size();
  if (!plain) {
    count_ = 0;
    mass_ = 0;
    for (const std::uint32_t row : rows) {
      count_ += target_->count(row);
      mass_ += weights_[row];
    }
  }
  if (!target_->is_regression()) {
    std::fill(totals_.begin(), totals_.end(), 0.0);
    for (const std::uint32_t row : rows) totals_[at(target_->labels[row])] += plain ? 1.0 : weights_[row];
    const auto most = std::max_element(totals_.begin(), totals_.end());
    mean_ = static_cast<double>(most - totals_.begin());
    const bool pure = std::count_if(totals_.begin(), totals_.end(), [](double mass) { return mass > 0; }) <= 1;
    impurity_ = pure ? 0.0 : impurity_of_masses(totals_, mass_, options_->criterion);
    slack_ = kTie * impurity_ * mass_ + kClassTie * mass_;
    return;
  }
  // The mean as one y and what is above it: distances from it lose no digits to what all y share, and equal y have
  // just that mean.
  const std::span<const double> y = target_->y;
  const double base = y[rows[0]];
  double sum = 0;
  for (const std::uint32_t row : rows) sum += plain ? y[row] - base : weights_[row] * (y[row] - base);
  const double offset = sum / mass_;
  mean_ = base + offset;
  double squares = 0;
  for (const std::uint32_t row : rows) {
    const double distance = (y[row] - base) - offset;
    distances_[row] = distance;
    squares += plain ? distance * distance : weights_[row] * distance * distance;
  }
  impurity_ = squares / mass_;
  slack_ = kTie * impurity_ * mass_;
}

TreeNode TreeGrower::leaf(const Part& part) {
  measure(part);
  TreeNode node;
  node.samples = count_;
  node.weight = mass_;
  node.value = mean_;
  node.impurity = impurity_;
  return node;
}

bool TreeGrower::is_final(const Part& part) {
  if (part.depth >= options_->max_depth) return true;
  measure(part);
  return impurity_ == 0 || count_ < options_->min_split || count_ < 2 * options_->min_leaf;
}

// Keeping every input sorted costs a pass over all of them; sorting those that compete costs more for each of them.
bool TreeGrower::pays_sorting(int size) const {
  if (options_->random_thresholds) return false;
  const int all = inputs_.features(), wanted = options_->max_features > 0 ? std::min(options_->max_features, all) : all;
  return static_cast<long>(wanted) * std::bit_width(static_cast<unsigned>(size)) > 2L * all || wanted == all;
}

std::span<const SortedInputs::Entry> TreeGrower::sorted_entries(const Part& part, int feature) {
  if (part.sorted) {
    return std::span(orders_).subspan(at(feature) * at(active_) + at(part.first), at(part.size()));
  }
  const std::span<const std::uint32_t> ranks = inputs_.ranks(feature);
  std::uint32_t largest = 0;
  for (int i = 0; i < part.size(); ++i) {
    const std::uint32_t row = rows_[at(part.first + i)], rank = ranks[row];
    sorted_[at(i)] = {rank, row};
    largest = std::max(largest, rank);
  }
  sort_entries(sorted_, spare_, part.size(), largest);
  return std::span(sorted_).first(at(part.size()));
}

bool TreeGrower::varies(const Part& part, int feature) const {
  if (part.sorted) {
    const Entry* entries = orders_.data() + at(feature) * at(active_);
    return entries[part.first].rank != entries[part.last - 1].rank;
  }
  const std::span<const std::uint32_t> ranks = inputs_.ranks(feature);
  const std::uint32_t first = ranks[rows_[at(part.first)]];
  for (int i = part.first + 1; i < part.last; ++i)
    if (ranks[rows_[at(i)]] != first) return true;
  return false;
}

template <typename Scan>
void TreeGrower::scan_ordered(std::span<const Entry> entries, int feature, Scan scan, Split& best) const {
  // At least one is on either side at any place.
  const bool counted = !target_->counts.empty() && options_->min_leaf > 1;
  const int min_leaf = options_->min_leaf, total = counted ? count_ : static_cast<int>(entries.size());
  double least = best.feature >= 0 ? best.decrease + slack_ : -1;
  std::uint32_t rank = 0, next_rank = 0;
  bool found = false;
  int left = 0;
  for (std::size_t i = 0; i + 1 < entries.size(); ++i) {
    const Entry entry = entries[i];
    scan.move(entry.row);
    left += counted ? target_->counts[entry.row] : 1;
    if (entry.rank == entries[i + 1].rank || left < min_leaf || total - left < min_leaf) continue;
    const double decrease = scan.decrease();
    // The first possible split counts whatever it gains.
    if (!(decrease > least) && (found || best.feature >= 0)) continue;
    best.decrease = decrease;
    least = decrease + slack_;
    rank = entry.rank;
    next_rank = entries[i + 1].rank;
    found = true;
  }
  if (!found) return;
  const std::span<const double> values = inputs_.values(feature);
  best.feature = feature;
  best.rank = rank;
  best.threshold = threshold_between(values[rank], values[next_rank]);
  best.categories = 0;
}

template <typename Scan>
void TreeGrower::scan_random(const Part& part, int feature, Scan scan, Split& best) {
  const std::span<const std::uint32_t> ranks = inputs_.ranks(feature);
  const std::span<const double> values = inputs_.values(feature);
  std::uint32_t low = ranks[rows_[at(part.first)]], high = low;
  for (int i = part.first; i < part.last; ++i) {
    const std::uint32_t rank = ranks[rows_[at(i)]];
    low = std::min(low, rank);
    high = std::max(high, rank);
  }
  double threshold = rng_->uniform(values[low], values[high]);
  if (!(threshold < values[high])) threshold = values[low];
  const auto above = std::upper_bound(values.begin() + low, values.begin() + high, threshold);
  const auto rank = static_cast<std::uint32_t>(above - values.begin() - 1);
  int left = 0;
  for (int i = part.first; i < part.last; ++i) {
    const std::uint32_t row = rows_[at(i)];
    if (ranks[row] > rank) continue;
    scan.move(row);
    left += target_->count(row);
  }
  if (left < options_->min_leaf || count_ - left < options_->min_leaf) return;
  const double decrease = scan.decrease();
  if (best.feature >= 0 && !(decrease > best.decrease + slack_)) return;
  best = {feature, rank, threshold, decrease, 0};
}

template <typename Scan>
void TreeGrower::scan_categories(const Part& part, int feature, const Scan& scan, Split& best) {
  // The samples of each category together, then the categories in a row by what they share: every cut of that row.
  struct Group {
    std::uint32_t rank = 0;
    int first = 0, last = 0, count = 0;
    double mass = 0, sum = 0;
  };
  const std::span<const Entry> entries = sorted_entries(part, feature);
  const std::span<const double> values = inputs_.values(feature);
  std::vector<Group> groups;
  for (int i = 0; i < part.size(); ++i) {
    if (groups.empty() || groups.back().rank != entries[at(i)].rank)
      groups.push_back({entries[at(i)].rank, i, i, 0, 0, 0});
    groups.back().last = i + 1;
    groups.back().count += target_->count(entries[at(i)].row);
    groups.back().mass += target_->weight(entries[at(i)].row);
  }
  const int orders = target_->classes > 2 ? target_->classes : 1;
  for (int turn = 0; turn < orders; ++turn) {
    for (Group& group : groups) {
      group.sum = 0;
      for (int i = group.first; i < group.last; ++i) {
        const std::uint32_t row = entries[at(i)].row;
        const double y = target_->is_regression() ? distances_[row] : target_->labels[row] == turn ? 1.0 : 0.0;
        group.sum += target_->weight(row) * y;
      }
    }
    std::sort(groups.begin(), groups.end(), [](const Group& a, const Group& b) {
      const double one = a.sum / a.mass, other = b.sum / b.mass;
      return one < other || (one == other && a.rank < b.rank);
    });
    Scan moving = scan;
    std::copy(totals_.begin(), totals_.end(), right_.begin());
    std::fill(left_.begin(), left_.end(), 0.0);
    std::uint64_t seen = 0;
    for (const Group& group : groups) seen |= std::uint64_t{1} << static_cast<unsigned>(values[group.rank]);
    std::uint64_t mask = 0;
    int left = 0;
    for (std::size_t g = 0; g + 1 < groups.size(); ++g) {
      for (int i = groups[g].first; i < groups[g].last; ++i) moving.move(entries[at(i)].row);
      left += groups[g].count;
      mask |= std::uint64_t{1} << static_cast<unsigned>(values[groups[g].rank]);
      if (left < options_->min_leaf || count_ - left < options_->min_leaf) continue;
      const double decrease = moving.decrease();
      if (best.feature >= 0 && !(decrease > best.decrease + slack_)) continue;
      const int all = inputs_.categories(feature);
      const std::uint64_t unseen = (all >= 64 ? ~std::uint64_t{0} : (std::uint64_t{1} << all) - 1) & ~seen;
      best = {feature, 0, 0, decrease, 2 * left > count_ ? mask | unseen : mask};
    }
  }
}

template <typename Scan>
void TreeGrower::scan_feature(const Part& part, int feature, const Scan& scan, Split& best) {
  if (inputs_.categories(feature) > 0) {
    scan_categories(part, feature, scan, best);
  } else if (options_->random_thresholds) {
    scan_random(part, feature, scan, best);
  } else {
    scan_ordered(sorted_entries(part, feature), feature, scan, best);
  }
}

void TreeGrower::with_scan(const Part& part, int feature, Split& best) {
  const bool plain = target_->is_plain();
  if (target_->is_regression()) {
    if (plain) {
      scan_feature(part, feature, detail::SquaredErrorScan<true>{distances_.data(), nullptr, 0, 0, mass_, mass_}, best);
    } else {
      scan_feature(part, feature,
                   detail::SquaredErrorScan<false>{distances_.data(), weights_.data(), 0, 0, mass_, mass_}, best);
    }
    return;
  }
  std::fill(left_.begin(), left_.end(), 0.0);
  std::copy(totals_.begin(), totals_.end(), right_.begin());
  const int* labels = target_->labels.data();
  double sum = 0;
  if (options_->criterion == Criterion::gini) {
    for (const double mass : totals_) sum += mass * mass;
    const double whole = sum / mass_;
    if (plain) {
      scan_feature(part, feature,
                   detail::GiniScan<true>{labels, nullptr, left_.data(), right_.data(), 0, sum, 0, mass_, whole}, best);
    } else {
      scan_feature(part, feature,
                   detail::GiniScan<false>{labels, weights_.data(), left_.data(), right_.data(), 0, sum, 0, mass_,
                                           whole},
                   best);
    }
    return;
  }
  const double* table = target_->weights.empty() ? table_.data() : nullptr;
  for (const double mass : totals_) sum += table ? table[static_cast<std::size_t>(mass)] : x_log2_x(mass);
  const double whole = sum - (table ? table[static_cast<std::size_t>(mass_)] : x_log2_x(mass_));
  if (plain) {
    scan_feature(part, feature,
                 detail::EntropyScan<true>{labels, nullptr, left_.data(), right_.data(), table, 0, sum, 0, mass_,
                                           whole},
                 best);
  } else {
    scan_feature(part, feature,
                 detail::EntropyScan<false>{labels, weights_.data(), left_.data(), right_.data(), table, 0, sum, 0,
                                            mass_, whole},
                 best);
  }
}

TreeGrower::Split TreeGrower::best_split(const Part& part) {
  Split best;
  if (!candidates_) {
    for (int feature = 0; feature < inputs_.features(); ++feature)
      if (varies(part, feature)) with_scan(part, feature, best);
    return best;
  }
  candidates_->begin(part.place);
  const int wanted = options_->max_features > 0 ? options_->max_features : inputs_.features();
  bool any_varies = false;
  for (int seen = 0; seen < wanted || !any_varies; ++seen) {
    const int feature = candidates_->next();
    if (feature < 0) break;
    if (!varies(part, feature)) continue;
    any_varies = true;
    with_scan(part, feature, best);
  }
  return best;
}

// Where the right side begins among the rows, which are divided; the sorted inputs are left as they are.
int TreeGrower::divide(const Part& part, const Split& split) {
  const std::span<const std::uint32_t> ranks = inputs_.ranks(split.feature);
  const std::span<const double> values = inputs_.values(split.feature);
  int middle = part.first;
  for (int i = part.first; i < part.last; ++i) {
    const std::uint32_t row = rows_[at(i)];
    const bool is_left = split.categories == 0
                             ? ranks[row] <= split.rank
                             : ((split.categories >> static_cast<unsigned>(values[ranks[row]])) & 1) != 0;
    is_left_[row] = is_left ? 1 : 0;
    middle += is_left ? 1 : 0;
  }
  divide_in_place(rows_.data() + part.first, part.size(), is_left_.data(), spare_rows_.data(),
                  [](std::uint32_t row) { return row; });
  return middle;
}

DecisionTree TreeGrower::grow(const TreeTarget& target, const TreeOptions& options, CandidateFeatures* candidates,
                              Rng* rng) {
  target_ = &target;
  options_ = &options;
  candidates_ = candidates;
  rng_ = rng;
  take_rows();
  DecisionTree tree;
  tree.classes_ = target.classes;
  Part root;
  root.last = active_;
  root.sorted = pays_sorting(active_) && options.max_depth > 0;
  if (root.sorted) {
    orders_.resize(at(inputs_.features()) * at(active_));
    Entry* next = orders_.data();
    for (int feature = 0; feature < inputs_.features(); ++feature) {
      for (const Entry& entry : inputs_.order(feature))
        if (target.count(entry.row) > 0) *next++ = entry;
    }
  }
  std::vector<Part> waiting{root};
  while (!waiting.empty()) {
    const Part part = waiting.back();
    waiting.pop_back();
    const auto index = static_cast<int>(tree.nodes_.size());
    if (part.right_of >= 0) tree.nodes_[at(part.right_of)].right = index;
    tree.nodes_.push_back(leaf(part));
    if (!target.is_regression()) tree.masses_.insert(tree.masses_.end(), totals_.begin(), totals_.end());
    tree.depth_ = std::max(tree.depth_, part.depth);
    Split split;
    if (part.depth < options.max_depth && impurity_ != 0 && count_ >= options.min_split) split = best_split(part);
    if (split.feature < 0) {
      for (int i = part.first; i < part.last; ++i) leaf_of_rows_[rows_[at(i)]] = index;
      continue;
    }
    TreeNode& node = tree.nodes_[at(index)];
    node.feature = split.feature;
    node.threshold = split.threshold;
    node.categories = split.categories;
    node.left = index + 1;
    const int middle = divide(part, split);
    Part left{part.first, middle, part.depth + 1, -1, 2 * part.place, false};
    Part right{middle, part.last, part.depth + 1, index, 2 * part.place + 1, false};
    // A side that is split no more needs no sorted inputs.
    if (part.sorted) {
      left.sorted = pays_sorting(left.size()) && !is_final(left);
      right.sorted = pays_sorting(right.size()) && !is_final(right);
    }
    if (left.sorted || right.sorted) {
      for (int feature = 0; feature < inputs_.features(); ++feature) {
        divide_in_place(orders_.data() + at(feature) * at(active_) + at(part.first), part.size(), is_left_.data(),
                        spare_.data(), [](const Entry& entry) { return entry.row; });
      }
    }
    waiting.push_back(right);
    waiting.push_back(left);
  }
  return tree;
}

DecisionTree regression_tree(ConstMatrixView<double> X, std::span<const double> y, TreeOptions options) {
  options.criterion = Criterion::squared_error;
  const SortedInputs inputs(X);
  TreeTarget target;
  target.y = y;
  return TreeGrower(inputs).grow(target, options);
}

DecisionTree classification_tree(ConstMatrixView<double> X, std::span<const int> labels, int classes,
                                 const TreeOptions& options) {
  const SortedInputs inputs(X);
  TreeTarget target;
  target.labels = labels;
  target.classes = classes;
  return TreeGrower(inputs).grow(target, options);
}

namespace {

struct Sums {
  double count = 0, sum = 0, squares = 0;  // of y − centre
};

double impurity_of(const std::vector<double>& masses, const Sums& sums, Criterion criterion) {
  if (criterion != Criterion::squared_error) return impurity_of_masses(masses, sums.count, criterion);
  const double mean = sums.sum / sums.count;
  return std::max(0.0, sums.squares / sums.count - mean * mean);
}

double centre_of(const TreeTarget& target, std::span<const int> rows) {
  if (!target.is_regression()) return 0;
  const double base = target.y[at(rows[0])];
  double sum = 0;
  for (const int row : rows) sum += target.y[at(row)] - base;
  return base + sum / static_cast<double>(rows.size());
}

void move_sample(const TreeTarget& target, int row, double centre, double sign, std::vector<double>& masses,
                 Sums& sums) {
  sums.count += sign;
  if (target.is_regression()) {
    const double distance = target.y[at(row)] - centre;
    sums.sum += sign * distance;
    sums.squares += sign * distance * distance;
  } else {
    masses[at(target.labels[at(row)])] += sign;
  }
}

}  // namespace

double impurity(const TreeTarget& target, std::span<const int> rows, Criterion criterion) {
  std::vector<double> masses(at(target.classes));
  Sums sums;
  const double centre = centre_of(target, rows);
  for (const int row : rows) move_sample(target, row, centre, 1, masses, sums);
  return impurity_of(masses, sums, criterion);
}

std::vector<ThresholdGain> threshold_gains(ConstMatrixView<double> X, const TreeTarget& target,
                                           std::span<const int> rows, int feature, Criterion criterion) {
  std::vector<ThresholdGain> gains;
  if (rows.empty()) return gains;
  std::vector<int> order(rows.begin(), rows.end());
  std::sort(order.begin(), order.end(),
            [&](int a, int b) { return X(a, feature) < X(b, feature) || (X(a, feature) == X(b, feature) && a < b); });
  std::vector<double> left(at(target.classes)), right(left.size());
  Sums left_sums, right_sums;
  const double centre = centre_of(target, rows);
  for (const int row : order) move_sample(target, row, centre, 1, right, right_sums);
  const double whole = impurity_of(right, right_sums, criterion), n = right_sums.count;
  for (std::size_t i = 0; i + 1 < order.size(); ++i) {
    move_sample(target, order[i], centre, 1, left, left_sums);
    move_sample(target, order[i], centre, -1, right, right_sums);
    const double low = X(order[i], feature), high = X(order[i + 1], feature);
    if (low == high) continue;
    const double after = left_sums.count / n * impurity_of(left, left_sums, criterion) +
                         right_sums.count / n * impurity_of(right, right_sums, criterion);
    gains.push_back({threshold_between(low, high), whole - after, static_cast<int>(i) + 1});
  }
  return gains;
}

std::vector<double> pruning_alphas(const DecisionTree& tree) {
  const std::span<const TreeNode> nodes = tree.nodes();
  const std::size_t n = nodes.size();
  const double total = nodes[0].weight;
  std::vector<double> alphas(n, 0.0), cost(n), below(n);  // cost of the node as a leaf, and of the leaves below
  std::vector<int> leaves(n), parent(n, -1);
  std::vector<bool> is_inner(n);
  for (std::size_t i = n; i-- > 0;) {  // those below first
    const TreeNode& node = nodes[i];
    cost[i] = node.weight / total * node.impurity;
    is_inner[i] = !node.is_leaf();
    if (node.is_leaf()) {
      below[i] = cost[i];
      leaves[i] = 1;
      continue;
    }
    parent[at(node.left)] = parent[at(node.right)] = static_cast<int>(i);
    below[i] = below[at(node.left)] + below[at(node.right)];
    leaves[i] = leaves[at(node.left)] + leaves[at(node.right)];
  }
  double alpha = 0;
  while (is_inner[0]) {
    std::size_t weakest = n;
    double least = std::numeric_limits<double>::infinity();
    for (std::size_t i = 0; i < n; ++i) {
      if (!is_inner[i]) continue;
      const double link = (cost[i] - below[i]) / (leaves[i] - 1);
      if (link < least) {
        least = link;
        weakest = i;
      }
    }
    alpha = std::max(alpha, least);
    const double rise = cost[weakest] - below[weakest];
    const int gone = leaves[weakest] - 1;
    // What is below a node stands behind it without a gap, as far as the first node that is not below it.
    std::vector<std::size_t> inside{weakest};
    while (!inside.empty()) {
      const std::size_t i = inside.back();
      inside.pop_back();
      if (!is_inner[i]) continue;
      is_inner[i] = false;
      alphas[i] = alpha;
      inside.push_back(at(nodes[i].left));
      inside.push_back(at(nodes[i].right));
    }
    for (int i = static_cast<int>(weakest); i >= 0; i = parent[at(i)]) {
      below[at(i)] += rise;
      leaves[at(i)] -= gone;
    }
  }
  return alphas;
}

std::vector<double> impurity_importance(const DecisionTree& tree, int features) {
  std::vector<double> importance(at(features), 0.0);
  double total = 0;
  for (const TreeNode& node : tree.nodes()) {
    if (node.is_leaf()) continue;
    const TreeNode &left = tree.nodes()[at(node.left)], &right = tree.nodes()[at(node.right)];
    const double decrease = node.weight * node.impurity - left.weight * left.impurity - right.weight * right.impurity;
    importance[at(node.feature)] += decrease;
    total += decrease;
  }
  if (total > 0)
    for (double& value : importance) value /= total;
  return importance;
}

}  // namespace lectern::trees
