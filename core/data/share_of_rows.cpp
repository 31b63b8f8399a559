#include "core/data/share_of_rows.h"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <numeric>
#include <span>

#include "core/math/state_hasher.h"

namespace lectern::data {
namespace {

constexpr std::size_t kTenths = 10;

// The place of each row in the draw, by its contents; of equal rows each has its own.
std::vector<std::uint64_t> tickets(const Dataset& all, Rng rng) {
  const std::uint64_t salt = rng.next_u64();
  const auto n = static_cast<std::size_t>(all.size());
  std::vector<std::uint64_t> contents(n), ticket(n);
  for (std::size_t i = 0; i < n; ++i) {
    StateHasher hasher;
    hasher.add(std::span(all.X.row(static_cast<std::ptrdiff_t>(i)), static_cast<std::size_t>(all.features())));
    if (all.is_classification()) hasher.add(all.labels[i]);
    if (all.is_regression()) hasher.add(all.targets[i]);
    contents[i] = hasher.digest();
  }
  std::vector<std::size_t> order(n);
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) { return contents[a] < contents[b]; });
  std::uint64_t twin = 0;
  for (std::size_t k = 0; k < n; ++k) {
    twin = k > 0 && contents[order[k]] == contents[order[k - 1]] ? twin + 1 : 0;
    StateHasher hasher;
    hasher.add(salt);
    hasher.add(contents[order[k]]);
    hasher.add(twin);
    ticket[order[k]] = hasher.digest();
  }
  return ticket;
}

// The rows of each class, or of each tenth of the targets, lowest first.
std::vector<std::vector<std::size_t>> groups_of(const Dataset& all, std::span<const std::uint64_t> ticket) {
  const auto n = static_cast<std::size_t>(all.size());
  std::vector<std::vector<std::size_t>> groups(all.is_classification() ? static_cast<std::size_t>(all.classes())
                                               : all.is_regression()   ? kTenths
                                                                       : 1);
  std::vector<std::size_t> order(n);
  std::iota(order.begin(), order.end(), std::size_t{0});
  if (all.is_regression())
    std::sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
      return all.targets[a] != all.targets[b] ? all.targets[a] < all.targets[b] : ticket[a] < ticket[b];
    });
  for (std::size_t k = 0; k < n; ++k) {
    const std::size_t group = all.is_classification() ? static_cast<std::size_t>(all.labels[order[k]])
                              : all.is_regression()   ? k * kTenths / n
                                                      : 0;
    groups[group].push_back(order[k]);
  }
  return groups;
}

// How many of each group: its share rounded down, but one at least; what is left over goes to the largest remainders,
// what is too much comes from the largest groups.
std::vector<std::size_t> quotas(const std::vector<std::vector<std::size_t>>& groups, std::size_t n, std::size_t most) {
  std::vector<std::size_t> quota(groups.size()), by_remainder(groups.size());
  std::vector<double> remainder(groups.size());
  std::size_t given = 0;
  for (std::size_t g = 0; g < groups.size(); ++g) {
    const double share = static_cast<double>(most) * static_cast<double>(groups[g].size()) / static_cast<double>(n);
    quota[g] = std::max(static_cast<std::size_t>(std::floor(share)), std::min<std::size_t>(groups[g].size(), 1));
    remainder[g] = share - static_cast<double>(quota[g]);
    given += quota[g];
  }
  std::iota(by_remainder.begin(), by_remainder.end(), std::size_t{0});
  std::stable_sort(by_remainder.begin(), by_remainder.end(),
                   [&](std::size_t a, std::size_t b) { return remainder[a] > remainder[b]; });
  for (std::size_t k = 0; given < most; k = (k + 1) % groups.size()) {
    const std::size_t g = by_remainder[k];
    if (quota[g] >= groups[g].size()) continue;
    ++quota[g];
    ++given;
  }
  for (; given > most; --given) --*std::max_element(quota.begin(), quota.end());
  return quota;
}

}  // namespace

std::vector<std::size_t> share_of_rows(const Dataset& all, std::size_t most, const Rng& rng) {
  const auto n = static_cast<std::size_t>(all.size());
  std::vector<std::size_t> rows;
  if (n <= most) {
    rows.resize(n);
    std::iota(rows.begin(), rows.end(), std::size_t{0});
    return rows;
  }
  const std::vector<std::uint64_t> ticket = tickets(all, rng);
  std::vector<std::vector<std::size_t>> groups = groups_of(all, ticket);
  const std::vector<std::size_t> quota = quotas(groups, n, most);
  for (std::size_t g = 0; g < groups.size(); ++g) {
    std::sort(groups[g].begin(), groups[g].end(),
              [&](std::size_t a, std::size_t b) { return ticket[a] != ticket[b] ? ticket[a] < ticket[b] : a < b; });
    rows.insert(rows.end(), groups[g].begin(), groups[g].begin() + static_cast<std::ptrdiff_t>(quota[g]));
  }
  std::sort(rows.begin(), rows.end());
  return rows;
}

}  // namespace lectern::data
