#pragma once

#include <cmath>
#include <cstddef>

#include "core/data/dataset.h"
#include "core/data/number_array.h"
#include "core/math/result.h"
#include "tests/fuzz/require.h"

// What must hold of every decoder's answer.
namespace lectern::fuzz {

inline void check(const Result<data::NumberArray>& array) {
  if (!array) return check_sentence(array.error());
  std::size_t count = 1;
  for (const std::ptrdiff_t size : array->shape) {
    require(size >= 0);
    count *= static_cast<std::size_t>(size);
  }
  require(count == array->values.size());
}

inline void check(const Result<data::Dataset>& set) {
  if (!set) return check_sentence(set.error());
  const auto n = static_cast<std::size_t>(set->size());
  require(n > 0);
  require(set->labels.empty() || set->labels.size() == n);
  require(set->targets.empty() || set->targets.size() == n);
  require(set->labels.empty() == set->class_names.empty());
  for (const int label : set->labels) require(label >= 0 && label < set->classes());
  for (const float target : set->targets) require(std::isfinite(target));
  const auto p = static_cast<std::size_t>(set->features());
  require(set->column_names.empty() || set->column_names.size() == p);
  for (std::size_t i = 0; i < n * p; ++i) require(std::isfinite(set->X.data()[i]));
}

}  // namespace lectern::fuzz
