#pragma once

#include <array>
#include <span>
#include <string>
#include <tuple>
#include <vector>

#include "core/lab/demo.h"
#include "core/math/matrix.h"
#include "core/ml/linear/quadratic_cost.h"
#include "core/parts/table_settings.h"

namespace lectern {

// The regressions of the lectures, shared by the demos of linear regression and its descent.
enum class LinearData { houses, salaries, line, drawn, file, bodies, cars };

struct LinearProblemSettings {
  LinearData set = LinearData::houses;
  bool bedrooms = false;                      // of houses
  bool square_feet = false;                   // the area of houses in ft² and not in 10³ ft²
  int n = 100;                                // of the line
  double noise = 0.4;                         // likewise
  int column = 1;                             // of a file
  TableSettings table{.offers_kind = false};  // likewise
  bool standardise = true;
  double test_fraction = 0;   // of the samples given
  bool offers_units = false;  // no parameter: whether `square_feet` and `test_fraction` are

  static Schema<LinearProblemSettings> schema(const LinearProblemSettings& defaults);
};

// A line (or, with bedrooms, a plane) to be found: y ≈ θ₀ + θ₁ x₁ (+ θ₂ x₂), and its cost. Copies share the samples.
class LinearProblem {
 public:
  using Settings = LinearProblemSettings;
  static FileUse file_use();

  // An error names what is wrong with the file or its column.
  static Result<LinearProblem> make(const Settings& settings, const DataStart& start);

  // Samples learned from, those given first, then those drawn.
  std::ptrdiff_t size() const { return design().rows(); }
  int dimension() const { return static_cast<int>(design().cols()); }  // p: 2 or 3 weights
  bool has_bedrooms() const { return dimension() == 3; }
  const Matrix<double>& design() const { return learned_->A; }     // n × p: 1, inputs (standardised if so chosen)
  std::span<const double> targets() const { return learned_->y; }  // n
  const linear::QuadraticCost& cost() const { return learned_->cost; }

  // The prediction of weights for an input as people give it.
  double predict(std::span<const double> theta, double x, double bedrooms = 0) const;

  // Samples held out: how many, and the mean squared error of weights on them, NaN where there are none.
  std::ptrdiff_t held_out() const { return given_->held_out.rows(); }
  double held_out_risk(std::span<const double> theta) const;

  std::span<const DrawnPoint> drawn_points() const { return drawn_; }
  std::vector<std::string> file_shapes() const { return given_->file_shapes; }
  std::span<const std::string> notes() const { return given_->notes; }
  bool uses_seed() const { return given_->is_random; }
  // Takes in a gesture that draws, moves or removes points; false if it is none.
  bool act(const Gesture& gesture);

  // Sets the axes to target over input and appends the examples; several inputs are told by colour.
  void describe_data(Plane& plane) const;
  // Appends the predictions of weights; a line for each number of bedrooms.
  void describe_prediction(Plane& plane, std::string_view label, std::span<const double> theta,
                           const LineStyle& style) const;
  // The same of max(θ·x, 0), with one input.
  void describe_rectified(Plane& plane, std::string_view label, std::span<const double> theta,
                          const LineStyle& style) const;
  const std::string& weight_label(int weight) const { return given_->weight_labels[static_cast<std::size_t>(weight)]; }
  const std::string& target_unit() const { return given_->target_unit; }

  auto state() const { return std::tie(given_, learned_, drawn_); }

 private:
  struct Given {
    Matrix<double> samples;   // n × (d + 1): inputs, target
    Matrix<double> held_out;  // m × (d + 1), likewise
    bool is_random = false, standardise = true;
    std::string input_label, target_label, target_unit;
    std::vector<std::string> weight_labels;  // p
    std::vector<std::string> file_shapes, notes;
    Range x, y;  // of the picture
    auto state() const { return std::tie(samples, standardise); }
  };
  struct Learned {
    Matrix<double> A;
    std::vector<double> y, mean, scale;
    linear::QuadraticCost cost;
    void standardise();
    auto state() const { return std::tie(A, y); }
  };

  // Moves a random fraction of the samples to those held out.
  static void hold_out(Given& given, double fraction, Rng rng);
  LinearProblem(Given given, std::span<const DrawnPoint> drawn);
  void learn();

  Shared<Given> given_;
  Shared<Learned> learned_;
  std::vector<DrawnPoint> drawn_;
};

}  // namespace lectern
