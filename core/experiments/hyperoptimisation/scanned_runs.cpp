#include "core/experiments/hyperoptimisation/scanned_runs.h"

#include <algorithm>
#include <cmath>
#include <iterator>
#include <limits>
#include <map>
#include <span>
#include <utility>

#include "core/lab/panel.h"
#include "core/lab/parameter_set.h"
#include "core/lab/registry.h"
#include "core/lab/share_link.h"
#include "core/lab/text.h"
#include "core/math/decimal.h"
#include "core/math/elementary.h"
#include "core/math/matrix.h"
#include "core/math/sums.h"
#include "core/ml/density/violin.h"
#include "core/ml/optimise/configuration_search.h"

namespace lectern {
namespace {

constexpr double kNoValue = std::numeric_limits<double>::quiet_NaN();
constexpr std::string_view kBeginning = "{\"run\":";
constexpr int kRangeParts = 4;
constexpr std::size_t kMostChoices = 8;  // of a text or list; those that come later are one
constexpr std::size_t kFewNumbers = 6;   // have a violin each
constexpr std::size_t kBestShown = 5, kOutlinePlaces = 48;
constexpr double kReachOfMedian = 10;

// Reads the lines that `lectern run --batch` writes, and no other JSON.
class LineScanner {
 public:
  explicit LineScanner(std::string_view text) : rest_(text) {}

  bool takes(char sign) {
    if (rest_.empty() || rest_.front() != sign) return false;
    rest_.remove_prefix(1);
    return true;
  }
  // A text; of an escape only what stands behind the stroke.
  bool read_text(std::string& text) {
    text.clear();
    if (!takes('"')) return false;
    while (!rest_.empty() && !takes('"')) {
      if (takes('\\') && rest_.empty()) return false;
      text += rest_.front();
      rest_.remove_prefix(1);
      if (rest_.empty()) return false;
    }
    return true;
  }
  // A number, or null.
  bool read_number(double& number) {
    const std::size_t end = std::min(rest_.find_first_of(",}"), rest_.size());
    const std::string_view word = rest_.substr(0, end);
    rest_.remove_prefix(end);
    number = kNoValue;
    if (word == "null") return true;
    const auto read = math::parse_decimal<double>(word);
    if (read) number = *read;
    return read.has_value();
  }
  bool begins_text() const { return !rest_.empty() && rest_.front() == '"'; }
  bool is_at_end() const { return rest_.empty(); }

 private:
  std::string_view rest_;
};

std::string number_label(double value) { return std::string(number_in_words(value, 2)); }

}  // namespace

struct ScannedRuns::Line {
  std::uint64_t run = 0, of = 0;
  std::string link, list;
  std::vector<std::pair<std::string, double>> metrics;
  SharedRun shared;

  bool read(std::string_view text) {
    LineScanner scanner(text);
    std::string key, word;
    double number = 0;
    if (!scanner.takes('{')) return false;
    do {
      if (!scanner.read_text(key) || !scanner.takes(':')) return false;
      if (key == "metrics") {
        if (!scanner.takes('{')) return false;
        if (scanner.takes('}')) continue;
        do {
          if (!scanner.read_text(word) || !scanner.takes(':') || !scanner.read_number(number)) return false;
          metrics.emplace_back(word, number);
        } while (scanner.takes(','));
        if (!scanner.takes('}')) return false;
      } else if (scanner.begins_text()) {
        if (!scanner.read_text(word)) return false;
        if (key == "link") link = word;
        if (key == "list") list = word;
      } else {
        if (!scanner.read_number(number)) return false;
        const bool is_count = number >= 1 && number <= 1e9 && number == std::floor(number);
        if ((key == "run" || key == "of") && !is_count) return false;
        if (key == "run") run = static_cast<std::uint64_t>(number);
        if (key == "of") of = static_cast<std::uint64_t>(number);
      }
    } while (scanner.takes(','));
    return scanner.takes('}') && scanner.is_at_end() && run >= 1 && run <= of && !link.empty();
  }
  double metric(std::string_view id) const {
    const auto found = std::find_if(metrics.begin(), metrics.end(), [&](const auto& one) { return one.first == id; });
    return found == metrics.end() ? kNoValue : found->second;
  }
};

// What differs between the links.
struct ScannedRuns::Column {
  std::string id, label;
  bool is_seed = false, is_logarithmic = false;
  std::vector<std::string> choices = {};  // of numbers: none
  std::vector<double> values = {};        // of each run: a number, or the place of its choice
  std::vector<std::string> texts = {};    // as in links
  double low = 0, high = 0;

  void settle(bool is_number) {
    std::vector<double> distinct = values;
    std::sort(distinct.begin(), distinct.end());
    distinct.erase(std::unique(distinct.begin(), distinct.end()), distinct.end());
    low = distinct.front(), high = distinct.back();
    is_logarithmic = is_logarithmic && low > 0;
    if (!is_number || distinct.size() > kFewNumbers) return;
    for (double& value : values)
      value = static_cast<double>(std::lower_bound(distinct.begin(), distinct.end(), value) - distinct.begin());
    for (const double value : distinct) choices.push_back(number_label(value));
  }
  double place(double value) const {
    if (!choices.empty()) return value;
    return is_logarithmic ? math::log(value / low) / math::log(high / low) : (value - low) / (high - low);
  }
  double at(double place) const {
    return is_logarithmic ? low * math::exp(place * math::log(high / low)) : low + place * (high - low);
  }
};

bool ScannedRuns::is_begun_by(std::string_view bytes) { return bytes.starts_with(kBeginning); }

Result<ScannedRuns> ScannedRuns::read(std::string_view name, std::string_view bytes) {
  std::vector<Line> lines;
  const auto place = [&](std::size_t number) {
    return "Line " + std::to_string(number) + " of " + std::string(name) + ' ';
  };
  std::size_t number = 0;
  for (std::string_view text : split(bytes, '\n')) {
    ++number;
    text = trimmed(text);
    if (text.empty()) continue;
    if (lines.size() == kMostRuns)
      return Error{std::string(name) + " holds more than " + std::to_string(kMostRuns) +
                   " runs, which is the most that is shown; take a part of its lines."};
    Line line;
    if (!line.read(text)) return Error{place(number) + "is no result of a run, as lectern merge writes it."};
    const ParsedLink parsed = parse_link(line.link);
    if (!parsed.problems.empty())
      return Error{place(number) + "holds a link that cannot be read: " + parsed.problems[0]};
    line.shared = parsed.run;
    if (!lines.empty() && (line.list != lines[0].list || line.of != lines[0].of))
      return Error{place(number) + "is a result of another scan than those before."};
    if (!lines.empty() && line.shared.plan.id != lines[0].shared.plan.id)
      return Error{place(number) + "is a run of another demo than those before."};
    lines.push_back(std::move(line));
  }
  if (lines.empty()) return Error{std::string(name) + " holds no runs."};
  std::stable_sort(lines.begin(), lines.end(), [](const Line& a, const Line& b) { return a.run < b.run; });
  for (std::size_t i = 1; i < lines.size(); ++i)
    if (lines[i].run == lines[i - 1].run)
      return Error{std::string(name) + " holds run " + std::to_string(lines[i].run) +
                   " twice; lectern merge mends it."};
  const ExperimentInfo* info = Registry::instance().find(lines[0].shared.plan.id);
  if (info == nullptr) return Error{std::string(name) + " holds runs of no demo that is known here."};

  ScannedRuns made;
  made.demo_ = info->id;
  made.listed_ = lines[0].of;
  for (const Line& line : lines) made.numbers_.push_back(line.run);
  made.choose_measure(lines);
  if (made.measure_.empty()) return Error{std::string(name) + " holds runs without numbers to judge them by."};
  made.take_values(lines);
  if (made.places_.empty())
    return Error{"In " + std::string(name) + " no run has a finite value of " + made.measure_ + "."};

  std::vector<ParameterSet> sets;
  for (const Line& line : lines) sets.push_back(ParameterSet::with(info->schema, line.shared.plan.parameters).set);
  std::vector<Column> columns;
  const auto add = [&](Column column, bool is_number) {
    if (std::all_of(column.texts.begin(), column.texts.end(),
                    [&](const auto& text) { return text == column.texts[0]; }))
      return;
    column.settle(is_number);
    columns.push_back(std::move(column));
  };
  for (std::size_t p = 0; p < info->schema.size(); ++p) {
    const ParameterSpec& spec = info->schema.specs()[p];
    const bool is_number = spec.kind == ParameterKind::integer || spec.kind == ParameterKind::real;
    Column column{.id = spec.id, .label = spec.label, .is_logarithmic = spec.scale == ParameterScale::logarithmic};
    for (const ParameterSet& set : sets) {
      column.texts.push_back(set.text_of(spec.id));
      const std::string& text = column.texts.back();
      if (is_number) {
        column.values.push_back(set.value(p).number());
        continue;
      }
      auto found = std::find(column.choices.begin(), column.choices.end(), text);
      if (found == column.choices.end() && column.choices.size() + 1 < kMostChoices)
        found = column.choices.insert(found, text);
      else if (found == column.choices.end() && column.choices.size() + 1 == kMostChoices)
        found = column.choices.insert(found, "others");
      column.values.push_back(static_cast<double>(
          std::min<std::ptrdiff_t>(found - column.choices.begin(), std::ssize(column.choices) - 1)));
    }
    // By the names of the controls, not those of links.
    for (std::string& choice : column.choices)
      for (const auto& known : spec.choices)
        if (known.id == choice) choice = known.label;
    add(std::move(column), is_number);
  }
  for (const bool is_data : {false, true}) {
    Column column{.id = is_data ? "data_seed" : "seed", .label = is_data ? "Data seed" : "Seed", .is_seed = true};
    for (const Line& line : lines) {
      const std::uint64_t seed = is_data ? line.shared.plan.data_seed : line.shared.plan.seed;
      column.values.push_back(static_cast<double>(seed));
      column.texts.push_back(std::to_string(seed));
    }
    add(std::move(column), true);
  }
  made.rank_parameters(columns);
  made.rank_configurations(lines, columns);
  return made;
}

// What judges a model best, as far as the demo measures it.
void ScannedRuns::choose_measure(const std::vector<Line>& lines) {
  const auto& metrics = lines[0].metrics;
  for (const std::string_view wanted :
       {"validation_loss", "validation_error", "test_loss", "test_error", "loss", "error", "cost"})
    for (const bool is_whole : {true, false})
      for (const auto& [id, value] : metrics) {
        const bool fits = is_whole ? id == wanted : id.find(wanted) != std::string::npos;
        const bool is_known = fits && std::any_of(lines.begin(), lines.end(), [&, &one = id](const Line& line) {
                                return std::isfinite(line.metric(one));
                              });
        if (is_known && measure_.empty()) measure_ = id;
      }
  if (measure_.empty() && !metrics.empty()) measure_ = metrics[0].first;
}

void ScannedRuns::take_values(const std::vector<Line>& lines) {
  std::vector<double> finite;
  for (const Line& line : lines) {
    const double value = line.metric(measure_);
    costs_.push_back(std::isfinite(value) ? value : kNoValue);
    if (std::isfinite(value)) finite.push_back(value);
  }
  failed_ = lines.size() - finite.size();
  if (finite.empty()) return;
  std::sort(finite.begin(), finite.end());
  is_logarithmic_ = finite.front() > 0;
  const double median = density::quantile_of_sorted(finite, 0.5);
  reach_ = is_logarithmic_ ? kReachOfMedian * median : finite.back();
  double least = std::numeric_limits<double>::infinity();
  for (std::size_t i = 0; i < lines.size(); ++i) {
    if (std::isnan(costs_[i])) continue;
    least = std::min(least, costs_[i]);
    places_.push_back(static_cast<double>(numbers_[i]));
    values_.push_back(std::min(costs_[i], reach_));
    least_.push_back(std::min(least, reach_));
  }
}

void ScannedRuns::describe_parameter(const Column& column, Parameter& parameter) const {
  const optimise::SearchDimension dimension{static_cast<int>(column.choices.size())};
  const int groups = dimension.choices > 0 ? dimension.choices : kRangeParts;
  for (int g = 0; g < groups; ++g) {
    Violin& violin = parameter.violins.emplace_back();
    violin.label = dimension.choices > 0 ? column.choices[static_cast<std::size_t>(g)]
                                         : number_label(column.at(static_cast<double>(g) / kRangeParts)) + "–" +
                                               number_label(column.at(static_cast<double>(g + 1) / kRangeParts));
    std::vector<double> errors;
    for (std::size_t i = 0; i < costs_.size(); ++i) {
      if (std::isnan(costs_[i]) || optimise::group_of(dimension, column.place(column.values[i]), kRangeParts) != g)
        continue;
      const double error = std::min(costs_[i], reach_);
      errors.push_back(is_logarithmic_ ? math::log(error) : error);
    }
    violin.median = kNoValue;
    if (errors.empty()) continue;
    std::sort(errors.begin(), errors.end());
    violin.at.resize(kOutlinePlaces);
    violin.density.resize(kOutlinePlaces);
    const double narrowest = is_logarithmic_ ? 0.02 : 1e-9 + 0.02 * std::abs(reach_);
    density::violin_outline(errors, std::max(density::scott_bandwidth(errors), narrowest), 1.5, violin.at,
                            violin.density);
    violin.median = density::quantile_of_sorted(errors, 0.5);
    if (!is_logarithmic_) continue;
    math::exp(std::span<const double>(violin.at), std::span<double>(violin.at));
    violin.median = math::exp(violin.median);
  }
}

void ScannedRuns::rank_parameters(const std::vector<Column>& columns) {
  std::vector<optimise::SearchDimension> space;
  for (const Column& column : columns) space.push_back({static_cast<int>(column.choices.size())});
  Matrix<double> places(std::ssize(costs_), std::ssize(columns));
  // A run that failed is worse than all others.
  const double worst = *std::max_element(values_.begin(), values_.end()) + 1;
  std::vector<double> costs;
  for (std::size_t i = 0; i < costs_.size(); ++i) {
    costs.push_back(std::isnan(costs_[i]) ? worst : std::min(costs_[i], reach_));
    for (std::size_t c = 0; c < columns.size(); ++c)
      places(static_cast<std::ptrdiff_t>(i), static_cast<std::ptrdiff_t>(c)) = columns[c].place(columns[c].values[i]);
  }
  std::vector<double> effects(columns.size());
  if (!columns.empty()) optimise::main_effects(space, {places, costs}, kRangeParts, effects);
  for (std::size_t c = 0; c < columns.size(); ++c) {
    Parameter& parameter = parameters_.emplace_back();
    parameter.id = columns[c].id;
    parameter.label = columns[c].label;
    parameter.is_seed = columns[c].is_seed;
    parameter.effect = effects[c];
    describe_parameter(columns[c], parameter);
  }
}

void ScannedRuns::rank_configurations(const std::vector<Line>& lines, const std::vector<Column>& columns) {
  std::map<std::string, std::vector<std::size_t>> by_values;
  for (std::size_t i = 0; i < lines.size(); ++i) {
    std::string key;
    for (const Column& column : columns)
      if (!column.is_seed) key += column.texts[i] + '&';
    by_values[key].push_back(i);
  }
  std::vector<std::size_t> order(columns.size());
  for (std::size_t c = 0; c < order.size(); ++c) order[c] = c;
  std::stable_sort(order.begin(), order.end(),
                   [this](std::size_t a, std::size_t b) { return parameters_[a].effect > parameters_[b].effect; });
  std::vector<std::pair<Configured, std::size_t>> all;  // with the best run of each
  for (const auto& [key, runs] : by_values) {
    std::vector<double> costs;
    std::size_t best = runs[0];
    for (const std::size_t run : runs) {
      costs.push_back(costs_[run]);
      if (costs_[run] < costs_[best] || std::isnan(costs_[best])) best = run;
    }
    // The mean of a configuration of which a run failed is no number, and never the best.
    const auto moments = math::mean_and_variance(std::span<const double>(costs));
    if (!std::isfinite(moments.mean)) continue;
    const auto n = static_cast<double>(costs.size());
    all.push_back({{.mean = moments.mean,
                    .spread = costs.size() > 1 ? std::sqrt(moments.variance * n / (n - 1)) : kNoValue,
                    .runs = costs.size()},
                   best});
  }
  std::stable_sort(all.begin(), all.end(), [](const auto& a, const auto& b) {
    return a.first.mean != b.first.mean ? a.first.mean < b.first.mean : a.second < b.second;
  });
  for (std::size_t i = 0; i < std::min(all.size(), kBestShown); ++i) {
    auto& [one, run] = all[i];
    std::string_view link = lines[run].link;
    link.remove_prefix(std::min(link.size(), std::string_view("#/").size()));
    one.link = link;
    if (link.find("data_seed=") == std::string_view::npos)
      one.link.append(link.find('?') == std::string_view::npos ? "?" : "&").append("data_seed=1");
    for (const std::size_t c : order) one.values.push_back(columns[c].texts[run]);
    best_.push_back(std::move(one));
  }
  std::stable_sort(parameters_.begin(), parameters_.end(),
                   [](const Parameter& a, const Parameter& b) { return a.effect > b.effect; });
}

}  // namespace lectern
