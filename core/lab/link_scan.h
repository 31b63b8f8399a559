#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "core/lab/registry.h"
#include "core/lab/share_link.h"
#include "core/math/named_enum.h"
#include "core/math/result.h"

namespace lectern {

enum class ScanSearch { random, grid, sobol };

inline constexpr std::array<Named<ScanSearch>, 3> kScanSearches{{
    {ScanSearch::random, "random", "Random"},
    {ScanSearch::grid, "grid", "Grid"},
    {ScanSearch::sobol, "sobol", "Sobol’s sequence"},
}};

struct ScanOptions {
  ScanSearch search = ScanSearch::random;
  std::uint64_t configurations = 100;  // random and sobol: how many are tried, each with every seed
  int points = 5;                      // grid: of each range
  std::uint64_t seed = 1;              // random: of the drawing
};

constexpr std::uint64_t kMostScannedRuns = 1'000'000;

// Many runs of one demo, as a list of links. The text is a link in which values may be left open:
//   #/neural-network?learning_rate=0.001..0.3&layers=8|8,8|16,16&noise=0.1&seed=1..5&step=300
// a..b is a range, evenly filled on the scale of the parameter's control; a|b|c are these values. Every configuration
// of parameters is run with every seed and data seed. A range ends in numbers of four digits, so that links stay short.
// An error is a sentence that names the parameter and what is allowed.
class LinkScan {
 public:
  static Result<LinkScan> parse(std::string_view text, const ScanOptions& options,
                                const Registry& registry = Registry::instance());

  std::uint64_t size() const { return configurations_ * seeds_.size() * data_seeds_.size(); }
  // Link `index` of the list: seeds turn fastest.
  std::string link(std::uint64_t index) const;

 private:
  // A parameter left open.
  struct Axis {
    const ParameterSpec* spec = nullptr;
    std::vector<ParameterValue> values;  // of a|b|c, and of a range in a grid; empty: a range
    double low = 0, high = 0;

    ParameterValue at(double share) const;  // of the way from low to high, or through the values
  };

  LinkScan(const ExperimentInfo& info, const ScanOptions& options) : info_(&info), options_(options) {}
  Result<bool> open(const ParameterSpec& spec, std::string_view text);
  Result<bool> count();

  const ExperimentInfo* info_;
  ScanOptions options_;
  SharedRun fixed_;  // with what is open at its default
  std::vector<Axis> axes_;
  std::vector<std::uint64_t> seeds_{1}, data_seeds_{1};
  std::uint64_t configurations_ = 1;
};

}  // namespace lectern
