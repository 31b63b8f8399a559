#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <tuple>
#include <utility>
#include <vector>

#include "core/lab/demo.h"
#include "core/lab/panel.h"
#include "core/math/matrix.h"
#include "core/ml/linear/least_squares.h"
#include "core/ml/linear/polynomial.h"
#include "core/parts/curve_data.h"
#include "core/parts/table_settings.h"

namespace lectern {

enum class PenalisedSet { sparse, polynomial, file };

constexpr std::size_t kMostPenalisedRows = 1000;  // of a longer table a share is used
constexpr int kMostPenalisedInputs = 50;          // of a table

// Group "Data" of the parameters: data, n, noise, n_validation; of a sparse law inputs, nonzero, correlation, paired;
// of a polynomial those of the law of a curve, spacing, order, basis; of a table train_fraction and how it is read.
struct PenalisedDataSettings {
  PenalisedSet set = PenalisedSet::sparse;
  CurveDataSettings curve{.law = {.own_points = false, .own_table = false},
                          .n = 40,
                          .noise = 1};  // n and noise: of both sets
  int n_validation = 100;
  int inputs = 20, nonzero = 4;
  double correlation = 0.5;
  bool paired = false;  // each input that matters has a neighbour of equal weight
  int order = 15;
  linear::PolynomialBasis basis = linear::PolynomialBasis::chebyshev;

  double train_fraction = 0.7;  // of a table
  TableSettings table{.offers_kind = false};

  static Schema<PenalisedDataSettings> schema(const PenalisedDataSettings& defaults);
};

// In version 1 each set had a number of points and a noise of its own, and other defaults.
void upgrade_penalised_data(std::vector<std::pair<std::string, std::string>>& values);

// Regressions in which a penalty helps: many inputs of which few matter, a polynomial of too high an order, or a table.
// Training and validation data are of the same law, or parts of the same table; points drawn join the training data of
// a polynomial. Inputs and target of a table have mean 0 and deviation 1 over the training rows. Copies share the data.
class PenalisedData {
 public:
  using Settings = PenalisedDataSettings;
  static FileUse file_use();

  // An error names what is wrong with the law or the table.
  static Result<PenalisedData> make(const Settings& settings, const DataStart& start);

  const Matrix<double>& X() const { return learned_->X; }  // n × d
  std::span<const double> y() const { return learned_->y; }
  const Matrix<double>& X_validation() const { return learned_->X_validation; }  // m × d
  std::span<const double> y_validation() const { return given_->validation.y; }

  // The weights behind the data, d; empty for a polynomial and a table.
  std::span<const double> truth() const { return given_->truth; }
  const std::string& name(std::size_t input) const { return given_->names[input]; }

  bool is_curve() const { return given_->curve.has_value(); }
  bool is_table() const { return given_->is_table; }
  const std::string& target() const { return given_->target; }  // of a table
  std::span<const DrawnPoint> drawn_points() const { return drawn_; }
  std::vector<std::string> file_shapes() const { return given_->file_shapes; }
  std::span<const std::string> notes() const { return given_->notes; }
  bool uses_seed() const { return !is_curve() || given_->curve->is_random(); }
  // Takes in a gesture that draws, moves or removes points of a polynomial; false for anything else.
  bool act(const Gesture& gesture);
  // The law, the points, the curve of a model and that of least squares, λ = 0. is_curve()
  void describe_curve(Plane& plane, std::string_view label, const linear::LinearModel& model,
                      const linear::LinearModel& unpenalised) const;
  // How far the curve of a model goes up and down over the interval, Σ|Δf|. is_curve()
  double variation(const linear::LinearModel& model) const;

  auto state() const { return std::tie(given_, learned_, drawn_); }

 private:
  struct Learned {
    Matrix<double> X, X_validation;
    std::vector<double> y;
    std::vector<double> mean, scale;  // of the inputs of a polynomial, on the training data, d
    auto state() const { return std::tie(X, X_validation, y); }
  };
  struct Given {
    std::vector<double> truth;
    std::vector<std::string> names;
    CurveSample training, validation;  // of many inputs y alone
    // Of a polynomial.
    std::optional<CurveProblem> curve;
    linear::PolynomialSpace space;  // order d
    bool is_table = false;
    std::string target;
    std::vector<std::string> file_shapes, notes;
    auto state() const { return std::tie(truth, training, validation); }
  };

  PenalisedData(Given given, Learned learned) : given_(std::move(given)), learned_(std::move(learned)) {}
  static PenalisedData make_sparse(const Settings& settings, const DataStart& start);
  static Result<PenalisedData> read_table(const Settings& settings, const DataStart& start);
  linear::Polynomial curve_of(const linear::LinearModel& model) const;
  // The polynomials of the basis but the constant, standardised.   x  n   →   n × d
  static Matrix<double> features(const linear::PolynomialSpace& space, const Learned& scales,
                                 std::span<const double> x);
  static Learned standardised(const Given& given, std::span<const DrawnPoint> drawn);

  Shared<Given> given_;
  Shared<Learned> learned_;
  std::vector<DrawnPoint> drawn_;
};

}  // namespace lectern
