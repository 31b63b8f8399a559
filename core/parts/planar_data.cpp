#include "core/parts/planar_data.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <utility>

#include "core/data/events.h"
#include "core/data/linear_law.h"
#include "core/lab/drawn_points.h"
#include "core/parts/given_weights.h"

namespace lectern {
namespace {

constexpr std::ptrdiff_t kManyPoints = 400;

bool is_law(std::string_view id) { return id == "law_1d" || id == "law_2d"; }
bool is_real(std::string_view id) { return id == "file" || data::is_real_planar_problem(id); }
// Shown in a plane of more features than two.
bool is_table(std::string_view id) { return id == "events" || is_real(id); }

template <typename Wanted>
std::vector<std::string> ids_of_sets(Wanted wanted) {
  std::vector<std::string> ids;
  for (const data::PlanarChoice& choice : data::planar_problems())
    if (wanted(choice.id)) ids.push_back(choice.id);
  return ids;
}

bool is_generated(std::string_view id) { return !is_real(id) && id != "drawn"; }

std::vector<Option<int>> laws(const std::vector<data::PlanarChoice>& known) {
  std::vector<Option<int>> options;
  for (const data::PlanarChoice& choice : known)
    options.push_back({static_cast<int>(options.size()), choice.id, choice.label});
  return options;
}

Result<data::PlanarProblem> problem_of(const UsedTable& table, const PlanarDataSettings& settings) {
  if (!table.set.is_classification() && !table.set.is_regression())
    return Error{"Without a label column there is nothing to be learned."};
  if (table.set.is_classification() || settings.learns_laws) return data::planar_problem_of(table.set, settings.plane);
  return Error{"The table's label is a number; this demo needs classes, for example words. Another column can be the "
               "label, and whole numbers can be classes: see the controls, group Data."};
}

// The same people as in linear-regression.
data::PlanarProblem salaries(Rng& draws) {
  data::PlanarProblem problem;
  problem.kind = data::PlanarProblem::Kind::curve;
  problem.set = data::salaries(draws);
  problem.x_low = -1, problem.x_high = 26;
  problem.y_low = 0, problem.y_high = 28;
  problem.x_label = "experience [years]";
  problem.y_label = "salary [10⁴ $]";
  return problem;
}

Result<data::PlanarProblem> make_problem(const PlanarDataSettings& settings, const DataStart& start) {
  if (data::is_real_planar_problem(settings.set)) return data::real_planar_problem(settings.set, settings.plane);
  Rng draws = start.streams.data_rng("examples");
  if (settings.set == "salaries") return salaries(draws);
  if (settings.set == "events")
    return data::planar_problem_of(data::collider_events(draws, settings.n, settings.noise), settings.plane);
  const int law = settings.set == "law_1d" ? settings.law_1d : settings.law_2d;
  return data::make_planar_problem({settings.set, law, settings.classes, settings.n, settings.noise}, draws);
}

// Changes the row called `number`, if it is one of the set: change(set, numbers, row).
template <typename Change>
bool change_row(int number, data::Dataset& set, std::vector<int>& numbers, const Change& change) {
  const auto found = std::lower_bound(numbers.begin(), numbers.end(), number);
  if (found == numbers.end() || *found != number) return false;
  change(set, numbers, found - numbers.begin());
  return true;
}

// Examples of classes have the colours of these; values that of class 0 (negative) or 1, paler towards zero.
void add_examples(Plane& plane, std::string_view label, const Places& places, std::span<const int> labels,
                  std::span<const float> values, PointStyle style) {
  if (!labels.empty()) style.colors = labels;
  if (values.empty()) return static_cast<void>(plane.points(label, places, style));
  PointsLayer& points = plane.points(label, places, style);
  points.color.resize(values.size());
  points.opacity.resize(values.size());
  for (std::size_t i = 0; i < values.size(); ++i) {
    points.color[i] = values[i] > 0 ? 1 : 0;
    points.opacity[i] = style.opacity * std::min(0.15f + std::fabs(values[i]), 1.0f);
  }
}

}  // namespace

Schema<PlanarDataSettings> PlanarDataSettings::schema(const PlanarDataSettings& defaults) {
  const bool with_laws = defaults.learns_laws;
  std::vector<Option<std::string>> sets;
  for (const data::PlanarChoice& choice : data::planar_problems())
    if (with_laws || !is_law(choice.id)) sets.push_back({choice.id, choice.id, choice.label});
  if (defaults.offers_salaries) sets.push_back({"salaries", "salaries", "Regression, salaries"});
  const std::vector<std::string> generated =
      ids_of_sets([&](std::string_view id) { return is_generated(id) && (with_laws || !is_law(id)); });
  const std::vector<std::string> tables = ids_of_sets([](std::string_view id) { return is_table(id); });
  using Self = PlanarDataSettings;
  Schema<Self> schema(1, defaults);
  schema.group("Data")
      .choice(&Self::set, "data", glossary_label("data"), std::move(sets))
      .help("What is to be learned. Points drawn into the picture join the training data of every set.")
      .integer(&Self::classes, "classes", {2, kMaximumPlanarClasses})
      .help("How many blobs there are, or colours to draw with.")
      .shown_when(&Self::set, {"blobs", "row", "drawn"});
  if (with_laws)
    schema.choice(&Self::law_1d, "law_1d", "Law f(x)", laws(data::planar_laws_of_one()))
        .help("The function behind the points; it is drawn dashed.")
        .shown_when(&Self::set, {"law_1d"})
        .choice(&Self::law_2d, "law_2d", "Law f(x₁, x₂)", laws(data::planar_laws_of_two()))
        .help("The function behind the points; its contours are drawn.")
        .shown_when(&Self::set, {"law_2d"});
  schema.include_while(&Self::set, {"file"}, &Self::table);
  return schema.integer(&Self::n, "n", {10, kMaximumPlanarSamples})
      .help("Size of the data set, before it is split.")
      .shown_when(&Self::set, generated)
      .real(&Self::noise, "noise", {0, 0.5})
      .help("Standard deviation of the noise added to every point; for events, the relative error of their energies. "
            "With enough of it, a perfect fit is a wrong one.")
      .shown_when(&Self::set, generated)
      .real(&Self::train_fraction, "train_fraction", {0.1, 1})
      .help("The rest is held out for validation: the model never learns from it.")
      .choice([](Self& s) -> bool& { return s.plane.principal_axes; }, "plane", "Plane",
              {{false, "columns", "Two columns"}, {true, "principal", "Principal components"}})
      .help("Two of the table's features, or two of the principal components of all features together.")
      .shown_when(&Self::set, tables)
      .integer([](Self& s) -> int& { return s.plane.x; }, "x_column", "x₁ is number", {1, 100})
      .help("Inputs and principal components count from 1; columns are standardised.")
      .shown_when(&Self::set, tables)
      .integer([](Self& s) -> int& { return s.plane.y; }, "y_column", "x₂ is number", {1, 100})
      .help("Inputs and principal components count from 1; columns are standardised.")
      .shown_when(&Self::set, tables);
}

FileUse PlanarData::file_use() {
  return {kTableEndings, "a table (CSV or NPY): columns of numbers are the inputs, the label stands in its own column",
          "data", "file"};
}

std::vector<std::string> planar_class_sets() {
  return ids_of_sets([](const std::string& id) { return !is_law(id); });
}

PlanarData::PlanarData(const PlanarData&) = default;
PlanarData::PlanarData(PlanarData&&) noexcept = default;
PlanarData& PlanarData::operator=(const PlanarData&) = default;
PlanarData& PlanarData::operator=(PlanarData&&) noexcept = default;
PlanarData::~PlanarData() = default;

void PlanarData::add_state(StateHasher& hasher) const {
  lectern::add_state(hasher, std::tie(given_, learned_, drawn_));
}

std::size_t PlanarData::heap_bytes() const {
  return lectern::heap_bytes(std::tie(given_, learned_, drawn_, drawn_ids_));
}

Result<PlanarData> PlanarData::make(const Settings& settings, const DataStart& with_weights) {
  const DataFilesOf own(with_weights);
  const DataStart& start = own.start();
  Given given;
  const bool reads_file = settings.set == "file" && !start.files.empty();
  UsedTable table;
  if (reads_file) {
    TableSettings reading = settings.table;
    reading.options.wants_classes = !settings.learns_laws;
    Result<UsedTable> read = use_table(reading, start, kMaximumPlanarSamples);
    if (!read) return Error{read.error()};
    table = std::move(*read);
    given.file_shapes = {table.shape()};
    given.notes = std::move(table.notes);
  }
  Result<data::PlanarProblem> problem = reads_file ? problem_of(table, settings) : make_problem(settings, start);
  if (!problem) return Error{problem.error()};
  given.problem = std::move(*problem);
  Rng split_rng = start.streams.data_rng("split");
  data::TrainValidation parts = data::split(given.problem.set, 1 - settings.train_fraction, split_rng);
  given.is_random =
      given.problem.set.size() > 0 && (is_generated(settings.set) || parts.validation.size() > 0 || table.is_share());
  given.training = std::move(parts.training);
  given.validation = std::move(parts.validation);
  given.training_numbers.resize(static_cast<std::size_t>(given.training.size()));
  given.validation_numbers.resize(static_cast<std::size_t>(given.validation.size()));
  std::iota(given.training_numbers.begin(), given.training_numbers.end(), 0);
  std::iota(given.validation_numbers.begin(), given.validation_numbers.end(),
            static_cast<int>(given.training_numbers.size()));
  place_examples(given.problem, given.validation, given.validation_places);
  PlanarData made(std::move(given));
  for (const DrawnPoint& point : start.points) made.draw(PointAdded{point});
  made.take_drawn_points();
  return made;
}

void PlanarData::take_drawn_points() {
  Learned learned{given_->training, {}};
  for (const DrawnPoint& point : drawn_) append_point(problem(), point.x, point.y, point.label, learned.training);
  place_examples(problem(), learned.training, learned.places);
  learned_ = Shared(std::move(learned));
}

bool PlanarData::act(const Gesture& gesture) {
  const auto* moved = std::get_if<ExampleMoved>(&gesture);
  const auto* removed = std::get_if<ExampleRemoved>(&gesture);
  const bool is_taken = moved != nullptr ? move(*moved) : removed != nullptr ? remove(*removed) : draw(gesture);
  if (is_taken) take_drawn_points();
  return is_taken;
}

// Takes the gesture into the points drawn.
bool PlanarData::draw(const Gesture& gesture) {
  if (!apply_gesture(gesture, drawn_)) return false;
  if (const auto* removed = std::get_if<PointRemoved>(&gesture)) drawn_ids_.erase(drawn_ids_.begin() + removed->index);
  if (std::holds_alternative<PointsCleared>(gesture)) drawn_ids_.clear();
  while (drawn_ids_.size() < drawn_.size()) drawn_ids_.push_back(--last_drawn_id_);
  return true;
}

template <typename Change>
bool PlanarData::change_example(int number, const Change& change) {
  Given changed = *given_;
  const bool is_done = change_row(number, changed.training, changed.training_numbers, change) ||
                       change_row(number, changed.validation, changed.validation_numbers, change);
  if (!is_done) return false;
  place_examples(changed.problem, changed.validation, changed.validation_places);
  given_ = Shared(std::move(changed));
  return true;
}

bool PlanarData::move(const ExampleMoved& moved) {
  return change_example(moved.index, [&](data::Dataset& set, std::vector<int>&, std::ptrdiff_t row) {
    set.X(row, 0) = moved.x;
    if (problem().is_curve())
      set.targets[static_cast<std::size_t>(row)] = moved.y;
    else
      set.X(row, 1) = moved.y;
  });
}

bool PlanarData::remove(const ExampleRemoved& removed) {
  return change_example(removed.index, [](data::Dataset& set, std::vector<int>& numbers, std::ptrdiff_t row) {
    numbers.erase(numbers.begin() + row);
    std::vector<std::size_t> kept(numbers.size());
    std::iota(kept.begin(), kept.begin() + row, std::size_t{0});
    std::iota(kept.begin() + row, kept.end(), static_cast<std::size_t>(row) + 1);
    set = select_rows(set, kept);
  });
}

std::vector<int> PlanarData::training_ids() const {
  std::vector<int> ids = given_->training_numbers;
  ids.insert(ids.end(), drawn_ids_.begin(), drawn_ids_.end());
  return ids;
}

void PlanarData::describe_axes(Plane& plane) const {
  const AxisText x{.label = problem().x_label, .range = x_range()}, y{.label = problem().y_label, .range = y_range()};
  problem().is_curve() ? plane.axes(x, y) : plane.equal_axes(x, y);
  plane.accept_points(problem().point_kinds());
}

void PlanarData::describe_examples(Plane& plane) const {
  const auto part = [this](std::span<const int> labels, std::span<const float> values, std::size_t first,
                           std::size_t count) {
    const auto of = [&](auto all) { return all.empty() ? all : all.subspan(first, count); };
    return std::pair(of(labels), problem().is_curve() ? std::span<const float>{} : of(values));
  };
  const auto add = [&](const char* label, const data::Dataset& set, const Matrix<float>& places, std::size_t first,
                       std::size_t count, const PointStyle& style) {
    const auto [labels, values] = part(set.labels, set.targets, first, count);
    add_examples(plane, label, Places(places).part(first, count), labels, values, style);
  };
  const auto given = static_cast<std::size_t>(given_->training.size());
  // Many points are drawn smaller, so that what lies below them is seen.
  const bool are_many = training().size() + validation().size() > kManyPoints;
  add("validation", validation(), given_->validation_places, 0, static_cast<std::size_t>(validation().size()),
      {.marker = Marker::ring,
       .size_px = are_many ? 3.0f : 4.0f,
       .opacity = 0.8f,
       .examples = given_->validation_numbers});
  add("training", training(), learned_->places, 0, given,
      {.size_px = are_many ? 2.4f : 3.5f, .opacity = 0.9f, .examples = given_->training_numbers});
  add("drawn", training(), learned_->places, given, drawn_.size(), {.size_px = 6, .drawn_by_user = true});
}

Matrix<double> inputs_of(const data::Dataset& set) {
  Matrix<double> X(set.X.rows(), set.X.cols());
  std::copy_n(set.X.data(), set.X.size(), X.data());
  return X;
}

std::vector<int> one_against_rest(std::span<const int> labels, int positive, int classes) {
  std::vector<int> is_positive;
  for (const int label : labels) is_positive.push_back(label == std::min(positive, classes - 1) ? 1 : 0);
  return is_positive;
}

}  // namespace lectern
