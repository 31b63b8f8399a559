#include "core/parts/planar_data.h"

#include <algorithm>
#include <utility>

#include "core/data/events.h"
#include "core/lab/describe/planar.h"
#include "core/lab/drawn_points.h"
#include "core/lab/parameter_set.h"

namespace lectern {
namespace {

// Labels of the random streams.
constexpr std::uint64_t kData = 3;
constexpr std::uint64_t kSplit = 4;

bool is_law(std::string_view id) { return id == "law_1d" || id == "law_2d"; }
bool is_real(std::string_view id) { return id == "file" || data::is_real_planar_problem(id); }
// Shown in a plane of more features than two.
bool is_table(std::string_view id) { return id == "events" || is_real(id); }

std::vector<Choice> choices_of(const std::vector<data::PlanarChoice>& known, bool with_laws) {
  std::vector<Choice> choices;
  for (const data::PlanarChoice& choice : known)
    if (with_laws || !is_law(choice.id)) choices.push_back({choice.id, choice.label});
  return choices;
}

template <typename Wanted>
std::vector<std::string> ids_of_sets(Wanted wanted) {
  std::vector<std::string> ids;
  for (const data::PlanarChoice& choice : data::planar_problems())
    if (wanted(choice.id)) ids.push_back(choice.id);
  return ids;
}

std::vector<std::string> generated_sets(bool with_laws) {
  return ids_of_sets([with_laws](const std::string& id) {
    return !is_real(id) && id != "drawn" && (with_laws || !is_law(id));
  });
}

void add_table_parameters(ParameterSchema& schema) {
  const std::vector<std::string> tables = ids_of_sets([](const std::string& id) { return is_table(id); });
  schema.choice("plane", "Plane", {{"columns", "Two columns"}, {"principal", "Principal axes"}}, "columns")
      .help("Two of the table's features, or the two directions chosen among those in which all features together "
            "vary most.")
      .shown_when("data", tables)
      .integer("x_column", "x₁ is number", {1, 100}, 1)
      .help("Columns and principal axes count from 1; columns are standardised.")
      .shown_when("data", tables)
      .integer("y_column", "x₂ is number", {1, 100}, 2)
      .help("Columns and principal axes count from 1; columns are standardised.")
      .shown_when("data", tables);
}

void add_law_parameters(ParameterSchema& schema) {
  schema.choice("law_1d", "Law", choices_of(data::planar_laws_of_one(), true), "sine")
      .help("The function behind the points; it is drawn dashed.")
      .shown_when("data", {"law_1d"})
      .choice("law_2d", "Law", choices_of(data::planar_laws_of_two(), true), "two_bumps")
      .help("The function behind the points; its contours are drawn.")
      .shown_when("data", {"law_2d"});
}

Result<data::PlanarProblem> make_problem(const ExperimentStart& start) {
  const ParameterSet& p = start.parameters;
  const std::string& data = p.choice("data");
  const data::TablePlane plane{p.integer("x_column"), p.integer("y_column"), p.choice("plane") == "principal"};
  if (data::is_real_planar_problem(data)) return data::real_planar_problem(data, plane);
  if (data == "file" && !start.files.empty())
    return data::read_planar_problem(start.files[0]->bytes, plane, kMaximumPlanarSamples);
  const int law = is_law(data) ? p.choice_index(data) : 0;
  Rng draws = Rng(start.data_seed).split(kData);
  if (data == "events")
    return data::planar_problem_of(data::collider_events(draws, p.integer("n"), p.real("noise")), plane);
  return data::make_planar_problem({data, law, p.integer("classes"), p.integer("n"), p.real("noise")}, draws);
}

bool learns_laws(const ParameterSchema& schema) { return schema.index_of("law_1d") < schema.size(); }

}  // namespace

void add_planar_data_parameters(ParameterSchema& schema, const PlanarDataDefaults& defaults) {
  const std::vector<std::string> generated = generated_sets(defaults.regression);
  schema.group("Data")
      .choice("data", "Data set", choices_of(data::planar_problems(), defaults.regression), defaults.data)
      .help("What is to be learned. Points drawn into the picture join the training data of every set.")
      .integer("classes", "Classes", {2, kMaximumPlanarClasses}, defaults.classes)
      .help("How many blobs there are, or colours to draw with.")
      .shown_when("data", {"blobs", "row", "drawn"});
  if (defaults.regression) add_law_parameters(schema);
  schema.integer("n", "Points", {10, kMaximumPlanarSamples}, defaults.n)
      .help("Size of the data set, before it is split.")
      .shown_when("data", generated)
      .real("noise", "Noise", {0, 0.5}, defaults.noise)
      .help("Standard deviation of what is added to every point, of events the relative error of their energies. With "
            "enough of it, a perfect fit is a wrong one.")
      .shown_when("data", generated)
      .real("train_fraction", "Share for training", {0.1, 1}, defaults.train_fraction)
      .help("The rest is kept back for validation: the model never learns from it.");
  add_table_parameters(schema);
}

FileUse planar_file_use() {
  return {".csv .gz", "a CSV table: two columns of numbers are the inputs, the label stands in its own column", "data",
          "file"};
}

std::vector<std::string> planar_class_sets() {
  return ids_of_sets([](const std::string& id) { return !is_law(id); });
}

Result<PlanarData> PlanarData::make(const ExperimentStart& start) {
  Result<data::PlanarProblem> problem = make_problem(start);
  if (!problem) return Error{problem.error()};
  if (!problem->is_classification() && !learns_laws(start.parameters.schema()))
    return Error{"The table's label is a number; this demo needs classes, for example words."};
  PlanarData made(std::move(*problem));
  if (!start.files.empty())
    made.shapes_.assign(start.files.size(),
                        std::to_string(made.problem_.set.size()) + "×" + std::to_string(made.problem_.columns));
  Rng split_rng = Rng(start.data_seed).split(kSplit);
  const double kept_back = 1 - start.parameters.real("train_fraction");
  data::TrainValidation parts = data::split(made.problem_.set, kept_back, split_rng);
  made.given_ = std::move(parts.training);
  made.validation_ = std::move(parts.validation);
  made.drawn_ = start.points;
  place_examples(made.problem_, made.validation_, made.validation_places_);
  made.take_drawn_points();
  return made;
}

void PlanarData::take_drawn_points() {
  training_ = given_;
  for (const DrawnPoint& point : drawn_) append_point(problem_, point.x, point.y, point.label, training_);
  place_examples(problem_, training_, training_places_);
}

bool PlanarData::act(const Action& action) {
  if (action.panel != "plane" || !apply_gesture(action.gesture, drawn_)) return false;
  take_drawn_points();
  return true;
}

void PlanarData::describe_axes(Plane& plane) const {
  set_axes(plane, problem_.x_label, x_range(), problem_.y_label, y_range());
  plane.equal_scale = !problem_.is_curve();
  plane.accepts_points = true;
  plane.point_classes = problem_.point_kinds();
}

void PlanarData::describe_examples(Plane& plane) const {
  const auto examples_of = [this](const data::Dataset& set, const Matrix<float>& places) {
    const std::span<const float> values = problem_.is_curve() ? std::span<const float>{} : set.targets;
    return PlanarExamples{places, set.labels, values};
  };
  const PlanarExamples training = examples_of(training_, training_places_);
  add_examples(plane, "validation", examples_of(validation_, validation_places_), 0, validation_.size(), Marker::ring,
               4, 0.8f);
  add_examples(plane, "training", training, 0, given_.size(), Marker::circle, 3.5f, 0.9f);
  add_examples(plane, "drawn", training, given_.size(), training_drawn(), Marker::circle, 6, 1).drawn_by_user = true;
}

Matrix<double> inputs_of(const data::Dataset& set) {
  Matrix<double> X(set.X.rows(), set.X.cols());
  std::copy_n(set.X.data(), set.X.size(), X.data());
  return X;
}

void add_positive_class_parameter(ParameterSchema& schema) {
  schema.integer("positive", "Class against the rest", {0, data::kMaximumFileClasses - 1}, 1)
      .help("The class, counted from 0, that is told from all others; too large a number means the last one.");
}

std::vector<int> one_against_rest(std::span<const int> labels, int positive, int classes) {
  std::vector<int> is_positive;
  for (const int label : labels) is_positive.push_back(label == std::min(positive, classes - 1) ? 1 : 0);
  return is_positive;
}

}  // namespace lectern
