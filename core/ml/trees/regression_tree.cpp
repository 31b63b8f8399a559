#include "core/ml/trees/regression_tree.h"

#include <algorithm>
#include <numeric>

namespace lectern::trees {
namespace {

constexpr double kTie = 1e-12;  // of a node's squared error

std::size_t at(int i) { return static_cast<std::size_t>(i); }

// Halved before they are added: the sum of large values might overflow. Two numbers may have none between them.
double threshold_between(double low, double high) {
  const double middle = 0.5 * low + 0.5 * high;
  return middle < high ? middle : low;
}

// The samples of a node: places first … last − 1 in the order of every feature.
struct Part {
  int first = 0, last = 0;
  int depth = 0;
  int right_of = -1;  // the node whose right side this is; −1: the root, or a left side

  int size() const { return last - first; }
};

struct Split {
  int feature = -1;  // −1: none is possible
  double threshold = 0;
  double decrease = 0;  // of the squared error
};

// The mean of some y as one of them and what is above it: distances from it lose no digits to what all y share, and
// equal y have just that mean.
struct Centre {
  double base = 0, offset = 0;

  double mean() const { return base + offset; }
  double distance(double y) const { return (y - base) - offset; }
};

// The samples, sorted by every feature once; each split then keeps the orders on both of its sides.
class Samples {
 public:
  Samples(ConstMatrixView<double> X, std::span<const double> y)
      : X_(X), y_(y), orders_(static_cast<std::size_t>(X.cols)), is_left_(y.size()) {
    for (std::size_t j = 0; j < orders_.size(); ++j) {
      const auto feature = static_cast<std::ptrdiff_t>(j);
      orders_[j].resize(y.size());
      std::iota(orders_[j].begin(), orders_[j].end(), 0);
      std::sort(orders_[j].begin(), orders_[j].end(), [&](int a, int b) {
        return X(a, feature) < X(b, feature) || (X(a, feature) == X(b, feature) && a < b);
      });
    }
  }

  int size() const { return static_cast<int>(y_.size()); }

  Centre centre(const Part& part) const {
    const std::span<const int> rows = order(0, part);
    const double base = y_[at(rows[0])];
    double sum = 0;
    for (const int row : rows) sum += y_[at(row)] - base;
    return {base, sum / part.size()};
  }

  TreeNode leaf(const Part& part, const Centre& centre) const {
    TreeNode node;
    node.samples = part.size();
    node.value = centre.mean();
    double squares = 0;
    for (const int row : order(0, part)) squares += centre.distance(y_[at(row)]) * centre.distance(y_[at(row)]);
    node.impurity = squares / part.size();
    return node;
  }

  // slack: what decreases must differ by to count as different.
  Split best_split(const Part& part, const Centre& centre, double slack, int min_leaf) const {
    Split best;
    for (int feature = 0; feature < X_.cols; ++feature) {
      const std::span<const int> rows = order(feature, part);
      double sum = 0;  // Σ (y − mean) on the left
      for (int left = 1; left < part.size(); ++left) {
        sum += centre.distance(y_[at(rows[at(left - 1)])]);
        const int right = part.size() - left;
        const double low = X_(rows[at(left - 1)], feature), high = X_(rows[at(left)], feature);
        if (low == high || left < min_leaf || right < min_leaf) continue;
        const double decrease = sum * sum / left * part.size() / right;
        if (best.feature >= 0 && !(decrease > best.decrease + slack)) continue;
        best = {feature, threshold_between(low, high), decrease};
      }
    }
    return best;
  }

  // Where the right side begins in the orders, which are changed.
  int divide(const Part& part, const Split& split) {
    int middle = part.first;
    for (const int row : order(split.feature, part)) {
      const bool is_left = X_(row, split.feature) <= split.threshold;
      is_left_[at(row)] = is_left ? 1 : 0;
      middle += is_left ? 1 : 0;
    }
    for (std::vector<int>& rows : orders_)
      std::stable_partition(rows.begin() + part.first, rows.begin() + part.last,
                            [&](int row) { return is_left_[at(row)] != 0; });
    return middle;
  }

 private:
  std::span<const int> order(int feature, const Part& part) const {
    return std::span(orders_[at(feature)]).subspan(at(part.first), at(part.size()));
  }

  ConstMatrixView<double> X_;
  std::span<const double> y_;
  std::vector<std::vector<int>> orders_;  // d × n: rows by rising value, equal ones by index
  std::vector<char> is_left_;             // n: side of the present split
};

}  // namespace

RegressionTree::RegressionTree(ConstMatrixView<double> X, std::span<const double> y, const TreeLimits& limits) {
  Samples samples(X, y);
  std::vector<Part> waiting{{0, samples.size(), 0, -1}};
  while (!waiting.empty()) {
    const Part part = waiting.back();
    waiting.pop_back();
    const auto index = static_cast<int>(nodes_.size());
    if (part.right_of >= 0) nodes_[at(part.right_of)].right = index;
    const Centre centre = samples.centre(part);
    TreeNode& node = nodes_.emplace_back(samples.leaf(part, centre));
    depth_ = std::max(depth_, part.depth);
    if (part.depth >= limits.max_depth || node.impurity == 0) continue;
    const double slack = kTie * node.impurity * node.samples;
    const Split split = samples.best_split(part, centre, slack, limits.min_leaf);
    if (split.feature < 0) continue;
    node.feature = split.feature;
    node.threshold = split.threshold;
    node.left = index + 1;
    const int middle = samples.divide(part, split);
    waiting.push_back({middle, part.last, part.depth + 1, index});
    waiting.push_back({part.first, middle, part.depth + 1, -1});
  }
}

double RegressionTree::predict(std::span<const double> x) const {
  const TreeNode* node = nodes_.data();
  while (node->feature >= 0) node = &nodes_[at(x[at(node->feature)] <= node->threshold ? node->left : node->right)];
  return node->value;
}

std::vector<double> RegressionTree::predict(ConstMatrixView<double> X) const {
  std::vector<double> values;
  values.reserve(static_cast<std::size_t>(X.rows));
  for (std::ptrdiff_t i = 0; i < X.rows; ++i) values.push_back(predict({X.row(i), static_cast<std::size_t>(X.cols)}));
  return values;
}

}  // namespace lectern::trees
