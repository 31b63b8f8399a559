#pragma once

#include <optional>
#include <string>
#include <vector>

#include "core/lab/schema.h"
#include "core/lab/snapshot.h"
#include "core/math/rng.h"
#include "core/math/state_hasher.h"
#include "core/ml/linear/grid_search.h"

namespace lectern {

inline constexpr const char* kRolesHelp = "What each part of the data is for, and how often it has been used.";

enum class ClassSet { moons, xnor, circles };
enum class Classifier { machine, logistic, neighbours };

// Group "Classes" of the parameters: class_set, blur, classifier.
struct ClassSelectionSettings {
  ClassSet set = ClassSet::moons;
  double blur = 0.25;
  Classifier classifier = Classifier::machine;

  static Schema<ClassSelectionSettings> schema(const ClassSelectionSettings& defaults);
};

// The choice of a classifier: cross-validation of its share of wrong decisions over a grid of one hyperparameter or of
// two at once, and a test set that is opened once, at the end.
class ClassSelection {
 public:
  struct Frame {
    int n = 0;
    double test_fraction = 0;
    int folds = 5;
    bool one_error = false;  // the simplest within one standard error of the best is chosen
  };

  ClassSelection() = default;  // is_on() is false
  ClassSelection(const ClassSelectionSettings& settings, const Frame& frame, Rng examples, Rng split, Rng fold_rng);

  bool is_on() const { return search_.has_value(); }
  // Tests one candidate on every fold; after the last one opens the test set.
  void step();
  bool finished() const { return is_opened_; }
  void describe(Snapshot& snapshot) const;

  // Nothing of a selection that is off.
  void add_state(StateHasher& hasher) const;
  std::size_t heap_bytes() const;

 private:
  struct Sample {
    Matrix<double> X;  // n × 2
    std::vector<double> y;
    auto state() const { return std::tie(X, y); }
  };
  linear::FitAndPredict model_of(int candidate) const;
  int leader() const { return one_error_ ? search_->simplest_within_one_error() : search_->best(); }
  bool is_plane() const { return search_->grid().axes().size() == 2; }
  Sample without_fold(std::size_t fold) const;
  void draw(const linear::FitAndPredict& model, const Sample& learned);
  int equally_good() const;

  void describe_plane(Plane& plane) const;
  void describe_line(Plane& plane) const;
  void describe_map(Plane& plane) const;
  void describe_roles(Table& table) const;
  void describe_numbers(Snapshot& snapshot) const;

  Classifier classifier_ = Classifier::machine;
  bool one_error_ = false;
  Sample known_, sealed_;
  std::optional<linear::GridSearch> search_;
  std::vector<double> training_;  // error of each candidate trained on all that is known
  std::vector<float> field_;      // decisions of the model drawn
  std::size_t held_out_ = 0;
  bool is_opened_ = false;
  int chosen_ = -1;
  double test_error_ = 0;
};

}  // namespace lectern
