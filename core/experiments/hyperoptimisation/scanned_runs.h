#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "core/math/result.h"

namespace lectern {

// The runs of a scan as `lectern merge` joins them: one JSON line a run, from links of one demo. What differs between
// the links are the hyperparameters, the seeds among them.
class ScannedRuns {
 public:
  static constexpr std::size_t kMostRuns = 10'000;

  // Whether the bytes begin as such a file does.
  static bool is_begun_by(std::string_view bytes);
  // Total: any bytes give runs or a sentence that names the file's line.
  static Result<ScannedRuns> read(std::string_view name, std::string_view bytes);

  struct Violin {
    std::string label;  // a choice, a number or a part of the range
    std::vector<double> at, density;
    double median = 0;
  };
  struct Parameter {
    std::string id, label;
    bool is_seed = false;
    double effect = 0;  // the share of the spread of the runs' ranks that it explains by itself
    std::vector<Violin> violins;
  };
  // A configuration with all its seeds.
  struct Configured {
    double mean = 0, spread = 0;  // of the measure; no spread of a single run: NaN
    std::size_t runs = 0;
    std::string link = {};                 // of its best run: ID?…, the data seed written out
    std::vector<std::string> values = {};  // as in links, of each parameter, what matters most first
  };

  const std::string& demo() const { return demo_; }
  const std::string& measure() const { return measure_; }  // the metric that is best where it is least
  std::uint64_t listed() const { return listed_; }         // links of the scan
  std::size_t runs() const { return numbers_.size(); }
  std::size_t failed() const { return failed_; }                            // without a finite value of the measure
  bool is_logarithmic() const { return is_logarithmic_; }                   // every value of the measure is positive
  const std::vector<Parameter>& parameters() const { return parameters_; }  // what matters most first
  const std::vector<Configured>& best() const { return best_; }             // at most five, the best first
  // Of each run that did not fail: its number in the list, the measure, cut above ten times its median, and the least
  // up to it.
  const std::vector<double>& places() const { return places_; }
  const std::vector<double>& values() const { return values_; }
  const std::vector<double>& least() const { return least_; }

 private:
  struct Line;
  struct Column;
  void choose_measure(const std::vector<Line>& lines);
  void take_values(const std::vector<Line>& lines);
  void describe_parameter(const Column& column, Parameter& parameter) const;
  void rank_parameters(const std::vector<Column>& columns);
  void rank_configurations(const std::vector<Line>& lines, const std::vector<Column>& columns);

  std::string demo_, measure_;
  std::uint64_t listed_ = 0;
  std::size_t failed_ = 0;
  bool is_logarithmic_ = false;
  std::vector<std::uint64_t> numbers_;
  std::vector<double> costs_;  // of each run; NaN: failed
  double reach_ = 0;
  std::vector<Parameter> parameters_;
  std::vector<Configured> best_;
  std::vector<double> places_, values_, least_;
};

}  // namespace lectern
