#include "core/data/joined.h"

#include <algorithm>

namespace lectern::data {

Dataset joined(const Dataset& a, const Dataset& b) {
  Dataset all = a;
  all.X.resize(a.X.rows() + b.X.rows(), a.X.cols());
  std::copy_n(b.X.data(), b.X.size(), all.X.data() + a.X.size());
  all.labels.insert(all.labels.end(), b.labels.begin(), b.labels.end());
  all.targets.insert(all.targets.end(), b.targets.begin(), b.targets.end());
  all.weights.insert(all.weights.end(), b.weights.begin(), b.weights.end());
  return all;
}

}  // namespace lectern::data
