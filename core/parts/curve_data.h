#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <tuple>
#include <vector>

#include "core/data/laws.h"
#include "core/lab/demo.h"
#include "core/lab/panel.h"
#include "core/math/expression.h"
#include "core/math/result.h"
#include "core/math/rng.h"
#include "core/ml/linear/polynomial.h"
#include "core/parts/table_settings.h"

// One data set for all demos that learn a curve from points y = f(x) + noise, or from two columns of a table: its
// settings, and what they mean.
namespace lectern {

// A function of x on an interval: one of data::laws_of_one(), or typed in. Copies share the formula.
class CurveLaw {
 public:
  explicit CurveLaw(const data::LawOfOne& law) : built_in_(&law), interval_{law.low, law.high}, formula_(law.formula) {}
  CurveLaw(Expression typed, Range interval)
      : typed_(std::make_shared<const Expression>(std::move(typed))), interval_(interval), formula_(typed_->text()) {}

  double value(double x) const { return typed_ != nullptr ? typed_->value({&x, 1}) : built_in_->value(x); }
  Range interval() const { return interval_; }
  const std::string& formula() const { return formula_; }

 private:
  const data::LawOfOne* built_in_ = nullptr;
  std::shared_ptr<const Expression> typed_;
  Range interval_;
  std::string formula_;
};

// What is wrong with the values of a law somewhere in a window, as a sentence; nothing if all are usable.
std::optional<std::string> unusable_value(const CurveLaw& law, Range window);

// Points of a curve: x_i, y_i, equally many.
struct CurveSample {
  std::vector<double> x, y;

  std::size_t size() const { return x.size(); }
  void add(double x_value, double y_value) {
    x.push_back(x_value);
    y.push_back(y_value);
  }
  void add(std::span<const DrawnPoint> points);
  Places places() const { return {x, y}; }
  auto state() const { return std::tie(x, y); }
};

// Group "Data" of the parameters: law, formula, from, to.
struct CurveLawSettings {
  std::string law = "degree_10";  // the id of one of data::laws_of_one(), "typed", "drawn" or "file"
  std::string formula = "sin(8x) exp(-x)";
  double from = 0, to = 1;
  bool own_points = true;  // no parameter: points may be drawn, and "My own points" is among the laws
  bool own_table = true;   // no parameter: a table may be the data, in place of points of a law

  static Schema<CurveLawSettings> schema(const CurveLawSettings& defaults);
};

enum class Spacing { random, even };

constexpr std::size_t kMostCurveRows = 1000;  // of a longer table a share is used

// Group "Data" of the parameters: those of the law, n, noise, spacing; of a table column and how it is read.
struct CurveDataSettings {
  CurveLawSettings law{};
  int n = 40;
  double noise = 0.3;
  Spacing spacing = Spacing::random;
  int largest_n = 500;      // no parameter
  bool draws_rows = false;  // no parameter: n rows of a table make a data set, not all of them
  int column = 1;           // of x in a table, among its inputs
  TableSettings table{.offers_kind = false};

  static Schema<CurveDataSettings> schema(const CurveDataSettings& defaults);
};
std::vector<Option<Spacing>> spacing_options();
constexpr std::string_view kSpacingHelp =
    "Where in the interval the points lie. Random places leave gaps, in which flexible models swing.";

// What the settings say.
struct CurveProblem {
  std::optional<CurveLaw> law;  // none: there are only the points drawn, or the rows of a table
  Range interval{-1, 1};        // from which x are drawn; of a table that of its x
  int n = 0;
  double noise = 0;
  bool is_even = false;
  bool is_table = false;  // its law and its noise are not known
  Range table_values{};   // of y
  std::string x_label = "x", y_label = "y";

  // An error says where the formula cannot be read or has no usable value on its interval.
  static Result<CurveProblem> make(const CurveDataSettings& settings);

  // There are points besides those drawn, which join them.
  bool has_points() const { return law || is_table; }
  bool is_random() const { return law && (noise > 0 || !is_even); }
  double noise_variance() const { return noise * noise; }
  // x uniform in the interval, or in the middles of equal parts of it; y = f(x) + noise · standard normal.
  // Without a law: nothing. Points of a table: CurveData::sample().
  CurveSample sample(int count, Rng& rng) const;

  // From the least to the largest value of the points and of the law over a window, and a margin. A law that runs away
  // beyond its interval is followed only a little. Of a table: from its least to its largest y.
  Range value_range(const CurveSample& sample, Range window) const;
  // The axis of x that shows a window: of a table a little more, as rows stand at its ends.
  Range axis_range(Range window) const;
  // Appends the law as a dashed line; nothing without a law.
  void describe_law(Plane& plane, Range window) const;
};

struct CurveParts {
  CurveSample training, validation;
  auto state() const { return std::tie(training, validation); }
};
// A random fraction for training, rounded, at least one point if there is any; both parts keep the order.
CurveParts split(const CurveSample& all, double train_fraction, Rng& rng);

// (1/n) Σ (y − f(x))²; NaN without points.
double mean_squared_error(const linear::Polynomial& fit, const CurveSample& sample);

// Points that were drawn by hand, which can be moved and removed.
void describe_drawn(Plane& plane, std::span<const DrawnPoint> points);

// The points of one run and those drawn by the user, who may add, move and remove them. The same settings, data seed
// and points drawn mean the same points in every demo. Copies share the sample.
class CurveData {
 public:
  using Settings = CurveDataSettings;
  static constexpr std::string_view kBlock = "curve";
  static FileUse file_use();

  // An error names what is wrong with the law, the file or its column.
  static Result<CurveData> make(const Settings& settings, const DataStart& start);

  const CurveProblem& problem() const { return given_->problem; }
  // n points of the law, or the rows of a table that are used, without the points drawn; none without either.
  const CurveSample& sample() const { return given_->sample; }

  std::span<const DrawnPoint> drawn_points() const { return drawn_; }
  std::vector<std::string> file_shapes() const { return given_->file_shapes; }
  std::span<const std::string> notes() const { return given_->notes; }
  bool uses_seed() const { return problem().is_random() || given_->is_share; }
  bool act(const Gesture& gesture);
  // The demo learns something else: its notes say that the table is not used.
  void leave_table();

  auto state() const { return std::tie(given_, drawn_); }

 private:
  struct Given {
    CurveProblem problem;
    CurveSample sample;
    bool takes_points = true;
    bool is_share = false;  // of the rows of a table
    std::vector<std::string> file_shapes, notes;
    auto state() const { return std::tie(sample); }
  };

  explicit CurveData(Given given) : given_(std::move(given)) {}
  static Result<Given> of_table(const Settings& settings, const DataStart& start);

  Shared<Given> given_;
  std::vector<DrawnPoint> drawn_;
};

}  // namespace lectern
