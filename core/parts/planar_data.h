#pragma once

#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/data/planar_problem.h"
#include "core/lab/experiment.h"
#include "core/lab/panel.h"

// The data sets of the plane, one for all demos: the same parameters, seeds and points mean the same examples in
// each, so that one may follow the other on the same data.
namespace lectern {

// ExperimentInfo::data_block of the demos that use them.
constexpr std::string_view kPlanarDataBlock = "planar";

constexpr int kMaximumPlanarSamples = 1000;
constexpr int kMaximumPlanarClasses = 5;  // of blobs and points drawn

struct PlanarDataDefaults {
  std::string_view data = "moons";
  int classes = 3;
  int n = 300;
  double noise = 0.1;
  double train_fraction = 0.7;
  bool regression = false;  // laws to be learned are among the data sets
};

// Group "Data": data, classes, n, noise, train_fraction, plane, x_column, y_column and, for regression, law_1d and
// law_2d.
void add_planar_data_parameters(ParameterSchema& schema, const PlanarDataDefaults& defaults);

// What a dropped file changes: a CSV table becomes the data set.
FileUse planar_file_use();

// The ids of the data sets with classes, for ParameterSchema::shown_when("data", …).
std::vector<std::string> planar_class_sets();

// The examples of one run, split for training and validation, with the points drawn by the user, who may add, move
// and remove them in the panel "plane"; these join the training data.
class PlanarData {
 public:
  // What the parameters and the file given say. An error names what is wrong with the file or its columns.
  static Result<PlanarData> make(const ExperimentStart& start);

  const data::PlanarProblem& problem() const { return problem_; }
  int classes() const { return problem_.set.classes(); }
  // X n × 2 (a curve: n × 1); the points drawn are the last training_drawn() of the training data.
  const data::Dataset& training() const { return training_; }
  const data::Dataset& validation() const { return validation_; }
  std::ptrdiff_t training_drawn() const { return static_cast<std::ptrdiff_t>(drawn_.size()); }

  std::span<const DrawnPoint> drawn_points() const { return drawn_; }
  std::vector<std::string> file_shapes() const { return shapes_; }

  // Takes a gesture of the panel "plane" into the points drawn; false, and nothing changed, for any other.
  bool act(const Action& action);

  // The window to look at the data through.
  Range x_range() const { return {problem_.x_low, problem_.x_high}; }
  Range y_range() const { return {problem_.y_low, problem_.y_high}; }

  // Overwrites everything of a Plane but its layers: axes, and that points may be drawn.
  void describe_axes(Plane& plane) const;
  // Appends rings for validation, circles for training, larger ones for the points drawn.
  void describe_examples(Plane& plane) const;

 private:
  explicit PlanarData(data::PlanarProblem problem) : problem_(std::move(problem)) {}
  void take_drawn_points();

  data::PlanarProblem problem_;
  std::vector<std::string> shapes_;
  data::Dataset given_;  // for training, without the points drawn
  data::Dataset training_;
  data::Dataset validation_;
  Matrix<float> training_places_, validation_places_;
  std::vector<DrawnPoint> drawn_;
};

// X, n × p, in double precision.
Matrix<double> inputs_of(const data::Dataset& set);

// Parameter "positive" in the group at hand, for demos of two classes: the class told from all others.
void add_positive_class_parameter(ParameterSchema& schema);

// 1 where the label is `positive` (too large: the last class of `classes`), else 0; n values.
std::vector<int> one_against_rest(std::span<const int> labels, int positive, int classes);

}  // namespace lectern
