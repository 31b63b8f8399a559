#pragma once

#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/data/planar_problem.h"
#include "core/lab/demo.h"
#include "core/lab/panel.h"
#include "core/parts/table_settings.h"

// The data sets of the plane, one for all demos: the same parameters, seeds and points mean the same examples in
// each, so that one may follow the other on the same data.
namespace lectern {

constexpr int kMaximumPlanarSamples = 1000;  // of a longer table a share is used
constexpr int kMaximumPlanarClasses = 5;     // of blobs and points drawn

// The ids of the data sets with classes.
std::vector<std::string> planar_class_sets();

// Group "Data" of the parameters: data, classes, n, noise, train_fraction, those of a table, plane, x_column, y_column
// and, for demos that learn laws too, law_1d and law_2d.
struct PlanarDataSettings {
  std::string set = "moons";  // one of data::planar_problems()
  int classes = 3;            // of blobs, a row and points drawn
  int n = 300;
  double noise = 0.1;
  double train_fraction = 0.7;
  data::TablePlane plane{};
  int law_1d = 0, law_2d = 0;    // places in data::planar_laws_of_one() and of_two()
  TableSettings table{};         // of a file
  bool learns_laws = false;      // no parameter: numbers are among the demo's tasks, not classes alone
  bool offers_salaries = false;  // no parameter: so are the salaries of linear-regression, in their own units

  static Schema<PlanarDataSettings> schema(const PlanarDataSettings& defaults);
};

// The examples of one run, split for training and validation, and the points drawn by the user, which join the training
// data. All of them can be moved and removed by hand. Copies share the examples.
class PlanarData {
 public:
  using Settings = PlanarDataSettings;
  static constexpr std::string_view kBlock = "planar";
  static FileUse file_use();

  // An error names what is wrong with the file or its columns.
  static Result<PlanarData> make(const Settings& settings, const DataStart& start);
  PlanarData(const PlanarData&);
  PlanarData(PlanarData&&) noexcept;
  PlanarData& operator=(const PlanarData&);
  PlanarData& operator=(PlanarData&&) noexcept;
  ~PlanarData();

  const data::PlanarProblem& problem() const { return given_->problem; }
  int classes() const { return problem().set.classes(); }
  const std::string& class_name(int k) const { return problem().set.class_names[static_cast<std::size_t>(k)]; }
  // X n × 2 (a curve: n × 1); the points drawn are the last training_drawn() of the training data.
  const data::Dataset& training() const { return learned_->training; }
  const data::Dataset& validation() const { return given_->validation; }
  bool has_validation() const { return validation().size() > 0; }
  // Of each row of the training data a number that it keeps whatever else is changed: of an example that of its
  // gestures (those held out count on behind the training data as they were made), of a point drawn a negative one.
  std::vector<int> training_ids() const;
  std::ptrdiff_t training_drawn() const { return static_cast<std::ptrdiff_t>(drawn_.size()); }

  std::span<const DrawnPoint> drawn_points() const { return drawn_; }
  std::vector<std::string> file_shapes() const { return given_->file_shapes; }
  std::span<const std::string> notes() const { return given_->notes; }
  bool uses_seed() const { return given_->is_random; }

  // Takes a gesture that changes points; false, and nothing changed, for any other and one that names no point.
  bool act(const Gesture& gesture);

  // The window to look at the data through.
  Range x_range() const { return {problem().x_low, problem().x_high}; }
  Range y_range() const { return {problem().y_low, problem().y_high}; }

  // Axes of a plane, on which points may be drawn.
  void describe_axes(Plane& plane) const;
  // Rings for validation, circles for training, larger ones for the points drawn.
  void describe_examples(Plane& plane) const;

  void add_state(StateHasher& hasher) const;
  std::size_t heap_bytes() const;

 private:
  struct Given {
    data::PlanarProblem problem;
    data::Dataset training, validation;                     // without the points drawn
    std::vector<int> training_numbers, validation_numbers;  // of their rows, as gestures call them
    Matrix<float> validation_places;
    std::vector<std::string> file_shapes, notes;
    bool is_random = true;  // the examples or their split are drawn
    auto state() const { return std::tie(training, validation); }
  };
  struct Learned {
    data::Dataset training;
    Matrix<float> places;
    auto state() const { return std::tie(training); }
  };

  explicit PlanarData(Given given) : given_(std::move(given)) {}
  bool draw(const Gesture& gesture);
  template <typename Change>
  bool change_example(int number, const Change& change);
  bool move(const ExampleMoved& moved);
  bool remove(const ExampleRemoved& removed);
  void take_drawn_points();

  Shared<Given> given_;
  Shared<Learned> learned_;
  std::vector<DrawnPoint> drawn_;
  std::vector<int> drawn_ids_;  // of each of them, see training_ids()
  int last_drawn_id_ = 0;
};

// Beside a number that is not known because all data are for training.
constexpr const char* kNoneHeldOut = "none held out";

// X, n × p, in double precision.
Matrix<double> inputs_of(const data::Dataset& set);

// Of a parameter "positive", for demos of two classes.
constexpr std::string_view kPositiveClassHelp =
    "The class, counted from 0, that is told from all others; too large a number means the last one.";

// 1 where the label is `positive` (too large: the last class of `classes`), else 0; n values.
std::vector<int> one_against_rest(std::span<const int> labels, int positive, int classes);

}  // namespace lectern
