#include "core/lab/link_scan.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "core/lab/parameter_set.h"
#include "core/lab/text.h"
#include "core/math/elementary.h"
#include "core/math/rng.h"
#include "core/math/sobol.h"

namespace lectern {
namespace {

constexpr int kDigits = 4;  // of a number within a range
constexpr std::uint64_t kMostSeeds = 100'000;

// "a..b", in two.
std::optional<std::pair<std::string_view, std::string_view>> ends_of(std::string_view text) {
  const std::size_t dots = text.find("..");
  if (dots == std::string_view::npos) return {};
  return std::pair(trimmed(text.substr(0, dots)), trimmed(text.substr(dots + 2)));
}

Result<std::vector<std::uint64_t>> read_seeds(std::string_view name, std::string_view text) {
  std::vector<std::uint64_t> seeds;
  const Error refused{std::string(name) + ": " + in_quotes(text) +
                      " is not allowed; a seed is a whole number from 0 to " + std::to_string(kMaximumSeed) +
                      ", and a scan takes one, some (1|5|9) or a range of at most " + std::to_string(kMostSeeds) +
                      " (1..20)."};
  if (const auto ends = ends_of(text)) {
    const auto low = parse_natural(ends->first), high = parse_natural(ends->second);
    if (!low || !high || *high > kMaximumSeed || *low > *high || *high - *low >= kMostSeeds) return refused;
    for (std::uint64_t seed = *low; seed <= *high; ++seed) seeds.push_back(seed);
    return seeds;
  }
  for (const std::string_view one : split(text, '|')) {
    const auto seed = parse_natural(trimmed(one));
    if (!seed || *seed > kMaximumSeed) return refused;
    seeds.push_back(*seed);
  }
  return seeds;
}

bool is_open(const ParameterSpec& spec, std::string_view text) {
  return spec.kind != ParameterKind::text &&
         (text.find('|') != std::string_view::npos || text.find("..") != std::string_view::npos);
}

}  // namespace

ParameterValue LinkScan::Axis::at(double share) const {
  if (!values.empty()) {
    const auto place = static_cast<std::size_t>(share * static_cast<double>(values.size()));
    return values[std::min(place, values.size() - 1)];
  }
  if (spec->kind == ParameterKind::integer) return std::min(low + std::floor(share * (high - low + 1)), high);
  const double number = spec->scale == ParameterScale::logarithmic ? low * math::exp(share * math::log(high / low))
                                                                   : low + share * (high - low);
  return std::clamp(rounded_decimal(number, kDigits), low, high);
}

Result<bool> LinkScan::open(const ParameterSpec& spec, std::string_view text) {
  Axis axis{&spec, {}, 0, 0};
  if (const auto ends = ends_of(text)) {
    if (spec.kind != ParameterKind::integer && spec.kind != ParameterKind::real) {
      return Error{spec.id + ": " + in_quotes(text) + " is a range, and only numbers have ranges; values of " +
                   in_quotes(spec.label) + " are listed with | between them."};
    }
    for (const auto& [end, number] : {std::pair(ends->first, &axis.low), std::pair(ends->second, &axis.high)}) {
      const Result<ParameterValue> value = parse_value(spec, end);
      if (!value) return Error{value.error()};
      *number = value->number();
    }
    if (!(axis.low < axis.high))
      return Error{spec.id + ": the range " + in_quotes(text) + " is empty; the smaller number stands first."};
    if (options_.search == ScanSearch::grid) {
      const int points = options_.points;
      std::vector<ParameterValue> values;
      for (int i = 0; i < points; ++i) {
        // The ends are met exactly.
        ParameterValue value = i == 0            ? ParameterValue(axis.low)
                               : i == points - 1 ? ParameterValue(axis.high)
                               : spec.kind == ParameterKind::integer
                                   ? ParameterValue(std::round(axis.low + (axis.high - axis.low) * i / (points - 1)))
                                   : axis.at(static_cast<double>(i) / (points - 1));
        if (values.empty() || !(values.back() == value)) values.push_back(std::move(value));
      }
      axis.values = std::move(values);
    }
  } else {
    for (const std::string_view one : split(text, '|')) {
      const Result<ParameterValue> value = parse_value(spec, trimmed(one));
      if (!value) return Error{value.error()};
      axis.values.push_back(*value);
    }
  }
  if (std::any_of(axes_.begin(), axes_.end(), [&](const Axis& other) { return other.spec == &spec; }))
    return Error{"The scan gives " + in_quotes(spec.id) + " twice."};
  axes_.push_back(std::move(axis));
  return true;
}

Result<bool> LinkScan::count() {
  if (options_.search == ScanSearch::sobol && axes_.size() > SobolSequence::kMostDimensions) {
    return Error{"Sobol’s sequence serves at most " + std::to_string(SobolSequence::kMostDimensions) +
                 " open parameters; this scan has " + std::to_string(axes_.size()) + "."};
  }
  const std::uint64_t each = seeds_.size() * data_seeds_.size();
  const auto too_many = [&] {
    return Error{"The scan has more than " + std::to_string(kMostScannedRuns) + " runs, which is the most allowed."};
  };
  if (each > kMostScannedRuns) return too_many();
  if (options_.search != ScanSearch::grid) {
    configurations_ = axes_.empty() ? 1 : options_.configurations;
  } else {
    for (const Axis& axis : axes_) {
      configurations_ *= axis.values.size();
      if (configurations_ * each > kMostScannedRuns) return too_many();
    }
  }
  if (configurations_ > kMostScannedRuns / each) return too_many();
  return true;
}

Result<LinkScan> LinkScan::parse(std::string_view text, const ScanOptions& options, const Registry& registry) {
  const std::size_t question = text.find('?');
  const std::string_view head = text.substr(0, question);
  const ParsedLink demo = parse_link(head, registry);
  if (!demo.problems.empty()) return Error{demo.problems.front()};
  const ExperimentInfo* info = registry.find(demo.run.plan.id);
  if (!info) return Error{"The scan names no demo; it begins as a link does: #/neural-network?…"};
  LinkScan scan(*info, options);
  std::string fixed(head);
  char separator = '?';
  const std::string_view query = question == std::string_view::npos ? std::string_view() : text.substr(question + 1);
  for (const std::string_view pair : split(query, '&')) {
    const std::size_t equals = pair.find('=');
    const std::string name = percent_decoded(pair.substr(0, equals));
    const std::string value = equals == std::string_view::npos ? "" : percent_decoded(pair.substr(equals + 1));
    if (name == "seed" || name == "data_seed") {
      Result<std::vector<std::uint64_t>> seeds = read_seeds(name, value);
      if (!seeds) return Error{seeds.error()};
      (name == "seed" ? scan.seeds_ : scan.data_seeds_) = std::move(*seeds);
      continue;
    }
    const std::size_t place = info->schema.index_of(info->schema.current_id(name));
    if (place < info->schema.size() && is_open(info->schema.specs()[place], value)) {
      const Result<bool> opened = scan.open(info->schema.specs()[place], value);
      if (!opened) return Error{opened.error()};
      continue;
    }
    if (pair.empty()) continue;
    fixed += separator + std::string(pair);
    separator = '&';
  }
  ParsedLink link = parse_link(fixed, registry);
  if (!link.problems.empty()) return Error{link.problems.front()};
  scan.fixed_ = {.plan = std::move(link.run.plan), .step = link.run.step, .view = {}};
  const Result<bool> counted = scan.count();
  if (!counted) return Error{counted.error()};
  return scan;
}

std::string LinkScan::link(std::uint64_t index) const {
  SharedRun run = fixed_;
  run.plan.seed = seeds_[index % seeds_.size()];
  index /= seeds_.size();
  run.plan.data_seed = data_seeds_[index % data_seeds_.size()];
  index /= data_seeds_.size();

  std::vector<double> shares(axes_.size(), 0);
  switch (options_.search) {
    case ScanSearch::random: {
      Rng rng = Rng(options_.seed).split("scan").split(index);
      for (double& share : shares) share = rng.uniform();
      break;
    }
    case ScanSearch::sobol: SobolSequence(axes_.size()).point(static_cast<std::uint32_t>(index), shares); break;
    case ScanSearch::grid:
      for (std::size_t i = axes_.size(); i-- > 0; index /= axes_[i].values.size())
        shares[i] =
            (static_cast<double>(index % axes_[i].values.size()) + 0.5) / static_cast<double>(axes_[i].values.size());
      break;
  }
  ParameterSet set = ParameterSet::with(info_->schema, run.plan.parameters).set;
  for (std::size_t i = 0; i < axes_.size(); ++i) {
    const Result<bool> taken = set.set(axes_[i].spec->id, axes_[i].at(shares[i]));
    if (!taken) broken_contract("a scan draws a value that its parameter refuses: " + taken.error());
  }
  run.plan.parameters = set.changes();
  return write_link(run);
}

}  // namespace lectern
