#include "core/experiments/collider-events/event_data.h"

#include <algorithm>
#include <cmath>
#include <iterator>
#include <numbers>
#include <numeric>
#include <string_view>
#include <utility>

#include "core/math/decimal.h"
#include "core/math/elementary.h"
#include "core/physics/collider.h"

namespace lectern::collider {
namespace {

constexpr int kTestEvents = 4000;
constexpr std::size_t kMostColumns = 60;

struct Column {
  const char* name;
  bool is_energy;
  Range axis;
};
constexpr std::array<Column, kVariables> kColumns{{
    {"transverse momentum, harder jet [GeV]", true, {20, 250}},
    {"transverse momentum, softer jet [GeV]", true, {20, 150}},
    {"pseudorapidity η, harder jet", false, {-2.5, 2.5}},
    {"pseudorapidity η, softer jet", false, {-2.5, 2.5}},
    {"Δφ between the jets [rad]", false, {0, std::numbers::pi}},
    {"invariant mass, pair [GeV]", true, {40, 260}},
    {"transverse momentum, pair [GeV]", true, {0, 250}},
    {"|cos θ*| of the decay", false, {0, 1}},
}};

void write_features(const physics::Dijet& event, double* x) {
  const math::FourMomentum &hard = event.jets[0], &soft = event.jets[1], pair = hard + soft;
  const auto at = [x](Variable variable) -> double& { return x[static_cast<std::size_t>(variable)]; };
  at(Variable::hard_jet) = hard.transverse();
  at(Variable::soft_jet) = soft.transverse();
  at(Variable::hard_eta) = hard.pseudorapidity();
  at(Variable::soft_eta) = soft.pseudorapidity();
  at(Variable::azimuth) = std::fabs(math::azimuth_difference(hard.azimuth(), soft.azimuth()));
  at(Variable::mass) = pair.mass();
  at(Variable::pair) = pair.transverse();
  at(Variable::decay) = math::tanh(std::fabs(hard.pseudorapidity() - soft.pseudorapidity()) / 2);
}

// As many of the signal as of the background, in turn.
Events draw_events(const physics::DijetLaw& law, int n, Rng rng) {
  Events events;
  events.X = Matrix<double>(n, kVariables);
  for (int i = 0; i < n; ++i) {
    const physics::Dijet event = physics::draw_dijet(law, i % 2 == 1, rng);
    write_features(event, events.X.row(i));
    events.labels.push_back(i % 2);
    events.trigger.push_back(event.trigger);
  }
  return events;
}

// The columns of two tables published without names, the measured ones first; `mass` is the place of the one that a
// score can be decorrelated from.
struct PublishedTable {
  const char* name;
  std::span<const char* const> columns;
  std::ptrdiff_t measured, mass;
};
constexpr std::array<const char*, 18> kSusyColumns{"lepton 1 pT",
                                                   "lepton 1 eta",
                                                   "lepton 1 phi",
                                                   "lepton 2 pT",
                                                   "lepton 2 eta",
                                                   "lepton 2 phi",
                                                   "missing energy magnitude",
                                                   "missing energy phi",
                                                   "MET_rel",
                                                   "axial MET",
                                                   "M_R",
                                                   "M_TR_2",
                                                   "R",
                                                   "MT2",
                                                   "S_R",
                                                   "M_Delta_R",
                                                   "dPhi_r_b",
                                                   "cos(theta_r1)"};
constexpr std::array<const char*, 28> kHiggsColumns{"lepton pT",
                                                    "lepton eta",
                                                    "lepton phi",
                                                    "missing energy magnitude",
                                                    "missing energy phi",
                                                    "jet 1 pT",
                                                    "jet 1 eta",
                                                    "jet 1 phi",
                                                    "jet 1 b-tag",
                                                    "jet 2 pT",
                                                    "jet 2 eta",
                                                    "jet 2 phi",
                                                    "jet 2 b-tag",
                                                    "jet 3 pT",
                                                    "jet 3 eta",
                                                    "jet 3 phi",
                                                    "jet 3 b-tag",
                                                    "jet 4 pT",
                                                    "jet 4 eta",
                                                    "jet 4 phi",
                                                    "jet 4 b-tag",
                                                    "m_jj",
                                                    "m_jjj",
                                                    "m_lv",
                                                    "m_jlv",
                                                    "m_bb",
                                                    "m_wbb",
                                                    "m_wwbb"};
constexpr std::array<PublishedTable, 2> kPublished{{
    {"SUSY", kSusyColumns, 8, 10},
    {"HIGGS", kHiggsColumns, 21, 25},
}};

// What the columns of a table are for.
struct TableColumns {
  std::vector<std::ptrdiff_t> inputs, low,
      high;                        // low, high: numbers among the inputs; both all where nothing is known
  std::ptrdiff_t weight = -1;      // −1: there is none
  std::vector<std::string> names;  // of the inputs
  std::string unused;              // names of what is neither
  std::ptrdiff_t mass = 0;         // a number among the inputs
  const PublishedTable* published = nullptr;
};

bool is_called(const std::string& name, std::string_view wanted) {
  return std::equal(name.begin(), name.end(), wanted.begin(), wanted.end(),
                    [](char a, char b) { return (a >= 'A' && a <= 'Z' ? static_cast<char>(a - 'A' + 'a') : a) == b; });
}

// As in the published tables: SUSY (8 measured columns of 18) and HIGGS (21 of 28), by their number; HiggsML by names,
// of which those that begin with DER_ are derived.
TableColumns table_columns(const data::Dataset& set) {
  TableColumns found;
  const auto name = [&](std::ptrdiff_t j) {
    return set.column_names.empty() ? std::string() : set.column_names[static_cast<std::size_t>(j)];
  };
  for (std::ptrdiff_t j = 0; j < set.features(); ++j) {
    if (is_called(name(j), "weight"))
      found.weight = j;
    else if (is_called(name(j), "eventid") || is_called(name(j), "kaggleset") || is_called(name(j), "kaggleweight"))
      found.unused += (found.unused.empty() ? "" : ", ") + name(j);
    else
      found.inputs.push_back(j);
  }
  const std::ptrdiff_t count = std::ssize(found.inputs);
  for (const PublishedTable& table : kPublished)
    if (std::ssize(table.columns) == count) found.published = &table;
  const bool has_derived = std::any_of(found.inputs.begin(), found.inputs.end(),
                                       [&](std::ptrdiff_t j) { return name(j).starts_with("DER_"); });
  if (has_derived) found.published = nullptr;
  for (std::ptrdiff_t i = 0; i < count; ++i) {
    const auto place = static_cast<std::size_t>(i);
    const std::string own = name(found.inputs[place]);
    const bool is_derived =
        has_derived ? own.starts_with("DER_") : found.published != nullptr && i >= found.published->measured;
    (is_derived ? found.high : found.low).push_back(i);
    found.names.push_back(!own.empty()                 ? own
                          : found.published != nullptr ? found.published->columns[place]
                                                       : "column " + std::to_string(i + 1));
  }
  if (found.low.empty() || found.high.empty()) {
    found.low.resize(static_cast<std::size_t>(count));
    std::iota(found.low.begin(), found.low.end(), std::ptrdiff_t{0});
    found.high = found.low;
  }
  if (found.published != nullptr)
    found.mass = found.published->mass;
  else if (count > 0)
    found.mass = found.high.front();
  return found;
}

Events rows_of(const data::Dataset& set, const TableColumns& columns, std::span<const std::uint32_t> rows) {
  Events events;
  events.X = Matrix<double>(std::ssize(rows), std::ssize(columns.inputs));
  std::array<double, 2> sum{}, number{};
  for (std::ptrdiff_t i = 0; i < std::ssize(rows); ++i) {
    const auto row = static_cast<std::ptrdiff_t>(rows[static_cast<std::size_t>(i)]);
    for (std::ptrdiff_t j = 0; j < events.X.cols(); ++j)
      events.X(i, j) = set.value(row, columns.inputs[static_cast<std::size_t>(j)]);
    events.labels.push_back(set.labels[static_cast<std::size_t>(row)]);
    events.trigger.push_back(columns.weight < 0 ? 1 : std::max(0.0, set.value(row, columns.weight)));
    sum[static_cast<std::size_t>(events.labels.back())] += events.trigger.back();
    ++number[static_cast<std::size_t>(events.labels.back())];
  }
  // Within each class weights are relative: how many events are expected is a matter of the cross-sections.
  for (std::size_t i = 0; i < events.size(); ++i) {
    const auto label = static_cast<std::size_t>(events.labels[i]);
    events.trigger[i] = sum[label] > 0 ? events.trigger[i] * number[label] / sum[label] : 1;
    if (columns.weight >= 0)
      events.weights.push_back(events.trigger[i] * static_cast<double>(rows.size()) / (2 * number[label]));
  }
  return events;
}

// Between the 1st and the 99th of a hundred parts of the numbers that are known.
Range middle_of(const Matrix<double>& X, std::ptrdiff_t column) {
  std::vector<double> values;
  for (std::ptrdiff_t i = 0; i < X.rows(); ++i)
    if (X(i, column) != EventData::kMissing) values.push_back(X(i, column));
  if (values.empty()) return {0, 1};
  std::sort(values.begin(), values.end());
  const double low = values[values.size() / 100], high = values[values.size() - 1 - values.size() / 100];
  return low < high ? Range{low, high} : Range{low - 0.5, low + 0.5};
}

std::string whole_number(double x) { return std::to_string(static_cast<long long>(x + 0.5)); }

// SUSY and HIGGS are published without names, the label in front.
bool may_have_label_first(const UsedTable& table) {
  return !table.set.is_classification() && (table.columns == 19 || table.columns == 29);
}

}  // namespace

Schema<EventSettings> EventSettings::schema(const EventSettings& defaults) {
  using Self = EventSettings;
  Schema<Self> schema(1, defaults);
  return schema.group("Data")
      .choice(&Self::source, "data", glossary_label("data"),
              {{Source::generated, "generated", "Generated pairs of jets"}, {Source::file, "file", kOwnTable}})
      .help("A resonance that decays into two jets, on a background of other pairs of jets; or labelled events of your "
            "own. Of SUSY, HIGGS and HiggsML as published it is known which columns are high-level. Of a file larger "
            "than 64 MB some rows are drawn.")
      .real(&Self::mass_gev, "resonance_mass", "Mass of the resonance", {80, 200})
      .unit("GeV")
      .help("Its natural width is far below the resolution.")
      .shown_when(&Self::source, {Source::generated})
      .real(&Self::resolution_percent, "energy_resolution", "Energy resolution", {1, 30})
      .unit("%")
      .help("The relative error with which the energy of a jet is measured. The mass is smeared by 1/√2 of it.")
      .shown_when(&Self::source, {Source::generated})
      .integer(&Self::n, "n", {200, 8000})
      .logarithmic()
      .help("Events to learn from, half of them signal. 4000 others are judged.")
      .shown_when(&Self::source, {Source::generated})
      .integer(&Self::events_used, "events_used", "Events used", {1000, 250000})
      .logarithmic()
      .help("Of the file, drawn at random: half are learned from, half judged. More take longer and end higher.")
      .shown_when(&Self::source, {Source::file})
      .include_while(&Self::source, {Source::file}, &Self::table);
}

FileUse EventData::file_use() {
  return {kTableEndings, "a table (CSV or NPY) of numbers with a label of two classes, the second of them the signal",
          "data", "file"};
}

EventData::Given EventData::generated(const Settings& settings, const DataStart& start) {
  const physics::DijetLaw law{settings.mass_gev, settings.resolution_percent / 100};
  Given given;
  given.training = draw_events(law, settings.n, start.streams.data_rng("training"));
  given.test = draw_events(law, kTestEvents, start.streams.data_rng("test"));
  for (std::size_t j = 0; j < kVariables; ++j) {
    given.names.emplace_back(kColumns[j].name);
    given.is_energy.push_back(kColumns[j].is_energy);
    given.axes.push_back(kColumns[j].axis);
  }
  given.columns = {{{0, 1, 2, 3, 4}, {5, 6, 7}, {0, 1, 2, 3, 4, 5, 6, 7}}};
  given.mass_column = static_cast<int>(Variable::mass);
  return given;
}

Result<EventData::Given> EventData::read(const Settings& settings, const DataStart& start) {
  TableSettings reading = settings.table;
  reading.options.wants_classes = true;
  std::array<double, 2> total{};  // of the weights of all rows
  std::size_t all_rows = 0;
  const auto add_weights = [&](const data::Dataset& all) {
    const std::ptrdiff_t weight = table_columns(all).weight;
    total = {};
    all_rows = static_cast<std::size_t>(all.size());
    if (weight < 0 || all.classes() != 2) return;
    for (std::ptrdiff_t i = 0; i < all.size(); ++i)
      total[static_cast<std::size_t>(all.labels[static_cast<std::size_t>(i)])] += std::max(0.0, all.value(i, weight));
  };
  const auto most = static_cast<std::size_t>(settings.events_used);
  Result<UsedTable> read = use_table(reading, start, most, add_weights);
  if (read && reading.options.label.empty() && may_have_label_first(*read)) {
    reading.options.label = "1";
    read = use_table(reading, start, most, add_weights);
  }
  if (!read) return Error{read.error()};
  const data::Dataset& set = read->set;
  if (!set.is_classification() || set.classes() != 2)
    return Error{"This demo needs a label with two classes: background and signal."};
  const TableColumns columns = table_columns(set);
  if (columns.inputs.empty() || columns.inputs.size() > kMostColumns)
    return Error{"This demo needs between 1 and " + std::to_string(kMostColumns) + " columns besides the label."};
  std::vector<std::uint32_t> rows(static_cast<std::size_t>(set.size()));
  std::iota(rows.begin(), rows.end(), 0U);
  Rng rng = start.streams.data_rng("split");
  rng.shuffle(std::span(rows));
  const std::size_t half = rows.size() / 2;
  Given given;
  given.is_generated = false;
  given.training = rows_of(set, columns, std::span(rows).first(half));
  given.test = rows_of(set, columns, std::span(rows).subspan(half));
  for (const Events* events : {&given.training, &given.test})
    for (const int label : {0, 1})
      if (std::count(events->labels.begin(), events->labels.end(), label) < 10)
        return Error{"This demo needs at least ten events of each class to learn from, and as many to be judged."};
  for (std::size_t i = 0; i < columns.inputs.size(); ++i) {
    given.names.push_back(columns.names[i]);
    given.is_energy.push_back(false);
    given.axes.push_back(middle_of(given.test.X, static_cast<std::ptrdiff_t>(i)));
    given.columns[2].push_back(static_cast<int>(i));
  }
  for (const std::ptrdiff_t i : columns.low) given.columns[0].push_back(static_cast<int>(i));
  for (const std::ptrdiff_t i : columns.high) given.columns[1].push_back(static_cast<int>(i));
  given.mass_column = static_cast<int>(columns.mass);
  given.file_shapes = {read->shape()};
  given.notes = std::move(read->notes);
  const std::optional<double> number = math::parse_decimal<double>(set.class_names[1]);
  given.notes.push_back("The class " + (number ? math::shortest_decimal(*number) : set.class_names[1]) +
                        " is taken for the signal. Half of the rows are learned from, the other half judged.");
  if (columns.published != nullptr)
    given.notes.push_back(std::string("The columns are taken for those of ") + columns.published->name +
                          " as published, and named so.");
  if (columns.weight >= 0) {
    const double scale = read->rows_in_file / static_cast<double>(std::max<std::size_t>(all_rows, 1));
    given.expected = {total[0] * scale, total[1] * scale};
    given.notes.push_back("The column of weights is no input: it says for how many expected events each stands. All "
                          "rows together stand for " +
                          std::string(read->is_drawn_from_file() ? "about " : "") + whole_number(total[1] * scale) +
                          " signal and " + whole_number(total[0] * scale) +
                          " background events; luminosity and cross-sections play no part. While "
                          "learning, both classes weigh the same.");
  }
  if (!columns.unused.empty())
    given.notes.push_back("Not used, as it says nothing of the event: " + columns.unused + ".");
  if (columns.low.size() < columns.inputs.size())
    given.notes.push_back(std::to_string(columns.low.size()) + " columns are taken for low-level, " +
                          std::to_string(columns.high.size()) + " for high-level.");
  return given;
}

Result<EventData> EventData::make(const Settings& settings, const DataStart& start) {
  if (settings.source == Source::file && !start.files.empty()) {
    Result<Given> given = read(settings, start);
    if (!given) return Error{given.error()};
    return EventData(std::move(*given));
  }
  Given given = generated(settings, start);
  if (settings.source == Source::file) given.notes = {"No table was dropped yet: these events are generated."};
  return EventData(std::move(given));
}

}  // namespace lectern::collider
