#pragma once

#include <span>
#include <string>
#include <tuple>
#include <vector>

#include "core/data/series.h"
#include "core/lab/demo.h"
#include "core/parts/table_settings.h"

namespace lectern {

enum class SeriesSource { oscillation, lorenz, logistic, echo, file, trees };

constexpr int kMostSteps = 20000;  // of a table are used
constexpr int kFewestSteps = 60;

// Group "Data".
struct SeriesSettings {
  SeriesSource source = SeriesSource::oscillation;
  int n = 1500;
  double noise = 0.1;
  double growth = 3.9;
  int delay = 10;
  TableSettings table{.offers_kind = false};

  static Schema<SeriesSettings> schema(const SeriesSettings& defaults);
};

// A series of numbers, standardised by the mean and the spread of its first 70 %, from which a network learns; the rest
// judges it. Of arithmetic expressions, which are drawn while learning, the series is empty. Copies share the numbers.
class SeriesData {
 public:
  using Settings = SeriesSettings;
  static FileUse file_use();

  // An error names what is wrong with the file.
  static Result<SeriesData> make(const Settings& settings, const DataStart& start);

  bool is_series() const { return given_->is_series; }
  // n  what is observed, and what it would be without noise (empty where that is not known), in units of the spread.
  std::span<const float> observed() const { return given_->observed; }
  std::span<const float> clean() const { return given_->clean; }
  int size() const { return static_cast<int>(given_->observed.size()); }
  int split() const { return given_->split; }  // the first step that is held out
  double mean() const { return given_->mean; }
  double spread() const { return given_->spread; }
  double lyapunov() const { return given_->lyapunov; }  // e-folds a step; 0: errors do not grow, or it is not known
  const std::string& name() const { return given_->name; }

  bool act(const Gesture&) { return false; }
  std::span<const DrawnPoint> drawn_points() const { return {}; }
  std::vector<std::string> file_shapes() const { return given_->file_shapes; }
  std::span<const std::string> notes() const { return given_->notes; }
  bool uses_seed() const { return given_->is_random; }

  auto state() const { return std::tie(given_); }

 private:
  struct Given {
    std::vector<float> observed, clean;
    int split = 0;
    double mean = 0, spread = 1, lyapunov = 0;
    bool is_series = true, is_random = true;
    std::string name = "x";
    std::vector<std::string> file_shapes, notes;
    auto state() const { return std::tie(observed, clean); }
  };

  explicit SeriesData(Given given) : given_(std::move(given)) {}
  static Result<Given> of_table(const Settings& settings, const DataStart& start);
  static void standardise(const std::vector<double>& observed, const std::vector<double>& clean, Given& given);

  Shared<Given> given_;
};

}  // namespace lectern
