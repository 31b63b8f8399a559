#pragma once

#include <cstdint>
#include <span>

#include "core/math/matrix.h"

namespace lectern::metrics {

// How many samples lie in each pair of clusters.
// Rows: the distinct labels of a in ascending order; columns: those of b.
Matrix<std::int32_t> contingency(std::span<const std::int32_t> a, std::span<const std::int32_t> b);

// How far two partitions of the same samples agree.
struct PartitionAgreement {
  double rand_index = 1;                     // share of pairs treated alike
  double adjusted_rand_index = 1;            // corrected for chance; 1 for equal partitions
  double mutual_information = 0;             // in nats
  double normalized_mutual_information = 1;  // divided by the mean of the two entropies
};

// a, b  n labels each, any integers. Names of clusters do not matter.
// Two partitions that are trivial in the same way agree fully.
// Source: Hubert, Arabie, Comparing Partitions (1985); Vinh, Epps, Bailey, JMLR 11 (2010).
PartitionAgreement partition_agreement(std::span<const std::int32_t> a, std::span<const std::int32_t> b);

}  // namespace lectern::metrics
