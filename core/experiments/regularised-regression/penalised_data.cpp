#include "core/experiments/regularised-regression/penalised_data.h"

#include <algorithm>
#include <cmath>

#include "core/data/linear_law.h"
#include "core/lab/drawn_points.h"
#include "core/lab/text.h"
#include "core/math/sums.h"

namespace lectern {
namespace {

constexpr int kCurvePoints = 201;
constexpr std::ptrdiff_t kFewestRows = 8;  // of a table

// 3, −2, 1.5, −1.2, …: 6/(k + 2) with alternating signs, spread evenly over the inputs, the rest zero. If `paired`,
// each is divided equally between two neighbours.
std::vector<double> sparse_weights(int inputs, int count, bool paired) {
  std::vector<double> weights(static_cast<std::size_t>(inputs), 0.0);
  const int used = std::min(paired ? inputs / 2 : inputs, count);
  for (int k = 0; k < used; ++k)
    weights[static_cast<std::size_t>(k * inputs / used)] = (k % 2 == 0 ? 6.0 : -6.0) / (k + 2);
  for (int k = 0; paired && k < used; ++k) {
    const auto first = static_cast<std::size_t>(k * inputs / used);
    weights[first + 1] = weights[first] /= 2;
  }
  return weights;
}

// Gives the numbers of the training rows mean 0 and deviation 1, and scales the others alike; false, and they are only
// centred, where they do not vary.
bool standardise(std::vector<double>& training, std::vector<double>& others) {
  const math::MeanVariance moments = math::mean_and_variance(training);
  const double scale = moments.variance > 0 ? std::sqrt(moments.variance) : 1;
  for (std::vector<double>* part : {&training, &others})
    for (double& value : *part) value = (value - moments.mean) / scale;
  return moments.variance > 0;
}

void copy_rows(const data::Dataset& set, std::ptrdiff_t first, std::ptrdiff_t count, Matrix<double>& X,
               std::vector<double>& y) {
  X.resize(count, set.X.cols());
  for (std::ptrdiff_t i = 0; i < count; ++i) {
    std::copy_n(set.X.row(first + i), set.X.cols(), X.row(i));
    y.push_back(static_cast<double>(set.targets[static_cast<std::size_t>(first + i)]));
  }
}

}  // namespace

Schema<PenalisedDataSettings> PenalisedDataSettings::schema(const PenalisedDataSettings& defaults) {
  using Self = PenalisedDataSettings;
  Schema<Self> schema(1, defaults);
  schema.group("Data")
      .choice(&Self::set, "data", glossary_label("data"),
              {{PenalisedSet::sparse, "sparse", "Many inputs, few that matter"},
               {PenalisedSet::polynomial, "polynomial", "Polynomial of a curve"},
               {PenalisedSet::file, "file", kOwnTable}})
      .help("The first two are generated, so that the truth is known. Points can be drawn for the polynomial.")
      .integer(&Self::inputs, "inputs", "Inputs d", {2, 30})
      .help("How many inputs there are.")
      .shown_when(&Self::set, {PenalisedSet::sparse})
      .integer(&Self::nonzero, "nonzero", "Inputs that matter", {1, 10})
      .help("Their true weights are 3, −2, 1.5, −1.2, …; those of the others are zero.")
      .shown_when(&Self::set, {PenalisedSet::sparse})
      .boolean(&Self::paired, "paired", "In pairs")
      .help("Each weight is divided equally between two neighbours: with correlation, two inputs that are nearly alike "
            "and both matter.")
      .shown_when(&Self::set, {PenalisedSet::sparse})
      .real(&Self::correlation, "correlation", "Correlation of neighbours", {0, 0.98})
      .help(
          "Of x₁ and x₂, x₂ and x₃, …: the more alike two inputs are, the less the data can tell their weights apart.")
      .shown_when(&Self::set, {PenalisedSet::sparse})
      .include_while(
          &Self::set, {PenalisedSet::polynomial}, [](Self & s) -> auto& { return s.curve.law; })
      .choice(
          [](Self & s) -> auto& { return s.curve.spacing; }, "spacing", "Spacing of x", spacing_options())
      .help(kSpacingHelp)
      .shown_when(&Self::set, {PenalisedSet::polynomial})
      .integer(&Self::order, "order", {1, 15})
      .formerly("degree")
      .help("The inputs are polynomials of x up to this order, standardised.")
      .shown_when(&Self::set, {PenalisedSet::polynomial})
      .choice(&Self::basis, "basis", glossary_label("basis"), linear::kPolynomialBases)
      .help("Powers are so alike that tiny penalties decide between them: the paths of their weights are erratic.")
      .shown_when(&Self::set, {PenalisedSet::polynomial})
      .include_while(&Self::set, {PenalisedSet::file}, &Self::table)
      .real(&Self::train_fraction, "train_fraction", {0.2, 0.9})
      .help("The rest of the table is the validation set, which only chooses λ.")
      .shown_when(&Self::set, {PenalisedSet::file})
      .integer([](Self & s) -> auto& { return s.curve.n; }, "n", {4, 300})
      .help("Of the training data. With fewer of them than weights, least squares fits them all and predicts nothing.")
      .shown_when(&Self::set, {PenalisedSet::sparse, PenalisedSet::polynomial})
      .real([](Self & s) -> auto& { return s.curve.noise; }, "noise", {0, 3})
      .help("Standard deviation of the noise added to every y.")
      .shown_when(&Self::set, {PenalisedSet::sparse, PenalisedSet::polynomial})
      .integer(&Self::n_validation, "n_validation", "Validation samples", {10, 500})
      .help("Held out from training: they only choose λ.")
      .shown_when(&Self::set, {PenalisedSet::sparse, PenalisedSet::polynomial});
  return schema;
}

void upgrade_penalised_data(std::vector<std::pair<std::string, std::string>>& values) {
  const auto find = [&](std::string_view id) {
    return std::find_if(values.begin(), values.end(), [id](const auto& value) { return value.first == id; });
  };
  const bool is_polynomial = find("data") != values.end() && find("data")->second == "polynomial";
  for (const auto& [of_sparse, both, of_polynomial] :
       {std::tuple{"samples", "n", "25"}, std::tuple{"errors", "noise", "0.3"}}) {
    const bool had_own = find(of_sparse) != values.end();
    // What was set for the other data set had no effect.
    if (const auto idle = find(is_polynomial ? of_sparse : both); had_own && idle != values.end()) values.erase(idle);
    if (!is_polynomial && had_own) find(of_sparse)->first = both;
    if (is_polynomial && find(both) == values.end()) values.emplace_back(both, of_polynomial);
  }
  if (is_polynomial && find("degree") == values.end() && find("order") == values.end())
    values.emplace_back("order", "12");
}

Result<PenalisedData> PenalisedData::make(const Settings& settings, const DataStart& start) {
  if (settings.set == PenalisedSet::file && !start.files.empty()) return read_table(settings, start);
  if (settings.set != PenalisedSet::polynomial) return make_sparse(settings, start);
  Result<CurveProblem> curve = CurveProblem::make(settings.curve);
  if (!curve) return Error{curve.error()};
  Given given;
  Rng examples = start.streams.data_rng("examples"), validation = start.streams.data_rng("validation");
  given.training = curve->sample(curve->n, examples);
  given.validation = curve->sample(settings.n_validation, validation);
  const auto [low, high] = curve->interval;
  const bool powers = settings.basis == linear::PolynomialBasis::powers;
  // Powers of x mapped to [−1, 1], as the Chebyshev polynomials are.
  given.space = {settings.basis, settings.order, powers ? 0.5 * (low + high) : low, high};
  for (int j = 1; j <= settings.order; ++j) given.names.push_back((powers ? "x^" : "T") + std::to_string(j));
  given.curve = std::move(*curve);
  Learned learned = standardised(given, start.points);
  PenalisedData made(std::move(given), std::move(learned));
  made.drawn_.assign(start.points.begin(), start.points.end());
  return made;
}

PenalisedData PenalisedData::make_sparse(const Settings& settings, const DataStart& start) {
  Given given;
  Learned learned;
  given.truth = sparse_weights(settings.inputs, settings.nonzero, settings.paired);
  const int n = settings.curve.n, m = settings.n_validation;
  Rng rng = start.streams.data_rng("examples");
  const data::Dataset set =
      data::sample_linear_law(given.truth, settings.correlation, settings.curve.noise, n + m, rng);
  copy_rows(set, 0, n, learned.X, learned.y);
  copy_rows(set, n, m, learned.X_validation, given.validation.y);
  given.names = set.column_names;
  if (settings.set == PenalisedSet::file) given.notes = {"No table was dropped yet: these are generated data."};
  return {std::move(given), std::move(learned)};
}

FileUse PenalisedData::file_use() {
  return {kTableEndings, "a table of numbers (CSV or NPY): several columns are the inputs, another the target", "data",
          "file"};
}

Result<PenalisedData> PenalisedData::read_table(const Settings& settings, const DataStart& start) {
  TableSettings reading = settings.table;
  reading.options.label_kind = data::LabelKind::numbers;
  Result<UsedTable> table = use_table(reading, start, kMostPenalisedRows);
  if (!table) return Error{table.error()};
  const data::Dataset& set = table->set;
  if (!set.is_regression()) return Error{"Without a label column there is nothing to be predicted."};
  const std::string columns = "Besides the target the table has " + std::to_string(set.features()) +
                              (set.features() == 1 ? " column" : " columns") + " of numbers; ";
  if (set.features() < 2) return Error{columns + "this demo weighs two inputs at least against each other."};
  if (set.features() > kMostPenalisedInputs)
    return Error{columns + "at most " + std::to_string(kMostPenalisedInputs) +
                 " can be inputs. Some can be left out: see “Columns left out”."};
  if (set.size() < kFewestRows)
    return Error{"The table has " + std::to_string(set.size()) + " rows; this demo needs " +
                 std::to_string(kFewestRows) + " at least, some to learn from and some to choose λ by."};
  Rng rng = start.streams.data_rng("split");
  const data::TrainValidation parts = data::split(set, 1 - settings.train_fraction, rng);
  Given given;
  Learned learned;
  given.is_table = true;
  given.target = table->label.empty() ? "the target" : table->label;
  for (std::ptrdiff_t j = 0; j < set.features(); ++j)
    given.names.push_back(set.column_names.empty() ? "x" + std::to_string(j + 1)
                                                   : set.column_names[static_cast<std::size_t>(j)]);
  copy_rows(parts.training, 0, parts.training.size(), learned.X, learned.y);
  copy_rows(parts.validation, 0, parts.validation.size(), learned.X_validation, given.validation.y);
  if (!standardise(learned.y, given.validation.y))
    return Error{"All values of " + in_quotes(given.target) +
                 " in the training rows are equal; there is nothing to be predicted."};
  std::vector<double> column(learned.y.size()), others(given.validation.y.size());
  for (std::ptrdiff_t j = 0; j < set.features(); ++j) {
    for (std::size_t i = 0; i < column.size(); ++i) column[i] = learned.X(static_cast<std::ptrdiff_t>(i), j);
    for (std::size_t i = 0; i < others.size(); ++i) others[i] = learned.X_validation(static_cast<std::ptrdiff_t>(i), j);
    standardise(column, others);
    for (std::size_t i = 0; i < column.size(); ++i) learned.X(static_cast<std::ptrdiff_t>(i), j) = column[i];
    for (std::size_t i = 0; i < others.size(); ++i) learned.X_validation(static_cast<std::ptrdiff_t>(i), j) = others[i];
  }
  given.file_shapes = {table->shape()};
  given.notes = std::move(table->notes);
  given.notes.push_back("Inputs and target are scaled: mean 0 and deviation 1 over the " +
                        std::to_string(learned.y.size()) + " training rows. " +
                        std::to_string(given.validation.y.size()) + " rows choose λ. No true weights are known.");
  return PenalisedData(std::move(given), std::move(learned));
}

Matrix<double> PenalisedData::features(const linear::PolynomialSpace& space, const Learned& scales,
                                       std::span<const double> x) {
  const Matrix<double> basis = space.features(x);
  Matrix<double> X(basis.rows(), basis.cols() - 1);
  for (std::ptrdiff_t i = 0; i < X.rows(); ++i)
    for (std::size_t j = 0; j < scales.mean.size(); ++j)
      X.row(i)[j] = (basis.row(i)[j + 1] - scales.mean[j]) / scales.scale[j];
  return X;
}

PenalisedData::Learned PenalisedData::standardised(const Given& given, std::span<const DrawnPoint> drawn) {
  CurveSample all = given.training;
  all.add(drawn);
  Learned learned;
  learned.y = all.y;
  learned.mean.assign(given.names.size(), 0.0);
  learned.scale.assign(given.names.size(), 1.0);
  const Matrix<double> raw = features(given.space, learned, all.x);
  std::vector<double> column(all.size());
  for (std::size_t j = 0; j < given.names.size(); ++j) {
    for (std::size_t i = 0; i < column.size(); ++i) column[i] = raw.row(static_cast<std::ptrdiff_t>(i))[j];
    const math::MeanVariance moments = math::mean_and_variance(column);
    learned.mean[j] = moments.mean;
    learned.scale[j] = moments.variance > 0 ? std::sqrt(moments.variance) : 1;
  }
  learned.X = features(given.space, learned, all.x);
  learned.X_validation = features(given.space, learned, given.validation.x);
  return learned;
}

bool PenalisedData::act(const Gesture& gesture) {
  if (!is_curve() || !apply_gesture(gesture, drawn_)) return false;
  learned_ = Shared(standardised(*given_, drawn_));
  return true;
}

// Σ_j w_j (φ_j − mean_j)/scale_j + b in the basis φ.
linear::Polynomial PenalisedData::curve_of(const linear::LinearModel& model) const {
  linear::Polynomial fit{given_->space, {model.intercept}};
  for (std::size_t j = 0; j < given_->names.size(); ++j) {
    fit.coefficients.push_back(model.coefficients[j] / learned_->scale[j]);
    fit.coefficients[0] -= fit.coefficients.back() * learned_->mean[j];
  }
  return fit;
}

double PenalisedData::variation(const linear::LinearModel& model) const {
  const linear::Polynomial fit = curve_of(model);
  const auto [low, high] = given_->curve->interval;
  double sum = 0, before = fit.value(low);
  for (int i = 1; i < kCurvePoints; ++i) {
    const double now = fit.value(low + (high - low) * i / (kCurvePoints - 1));
    sum += std::fabs(now - before);
    before = now;
  }
  return sum;
}

void PenalisedData::describe_curve(Plane& plane, std::string_view label, const linear::LinearModel& model,
                                   const linear::LinearModel& unpenalised) const {
  const CurveProblem& curve = *given_->curve;
  const auto [low, high] = curve.interval;
  const Range window{low - 0.03 * (high - low), high + 0.03 * (high - low)};
  plane.axes({.label = "x", .range = window}, {.label = "y", .range = curve.value_range(given_->training, window)});
  plane.accept_points(1);
  curve.describe_law(plane, window);
  const linear::Polynomial wild = curve_of(unpenalised), fit = curve_of(model);
  plane.line("λ = 0", window, kCurvePoints, [&](double x) { return wild.value(x); },
             {.color = kColorBad, .width_px = 1.5f});
  plane.line(label, window, kCurvePoints, [&](double x) { return fit.value(x); },
             {.color = kColorAccent, .width_px = 3});
  plane.points("training", given_->training.places(), {.opacity = 0.9f});
  describe_drawn(plane, drawn_);
}

}  // namespace lectern
