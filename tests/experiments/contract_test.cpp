// What every registered demo must do, whatever it shows. A demo's own claims are tested in a file of its own.
#include <doctest/doctest.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <map>
#include <set>
#include <span>
#include <sstream>

#include <nlohmann/json.hpp>

#include "core/lab/data_file.h"
#include "core/lab/glossary.h"
#include "core/lab/json_writer.h"
#include "core/lab/lesson.h"
#include "core/lab/panel_json.h"
#include "core/lab/snapshot_json.h"
#include "tests/experiments/allocation_counter.h"
#include "tests/experiments/run_link.h"
#include "tests/source_dir.h"

using namespace lectern;
using tests::run_to;

namespace {

constexpr std::uint64_t kSteps = 20;    // of a run at default parameters
constexpr std::uint64_t kFewSteps = 3;  // of a run at an extreme

std::unique_ptr<Runner> inline_runner(int workers = 1) { return make_inline_runner(workers, tests::steady_clock_s); }

RunPlan default_plan(const ExperimentInfo& info) {
  RunPlan plan;
  plan.id = info.id;
  return plan;
}

// The first and last value that a parameter can have; of a choice all.
std::vector<ParameterValue> extremes(const ParameterSpec& spec) {
  switch (spec.kind) {
    case ParameterKind::integer:
    case ParameterKind::real: return {spec.minimum, spec.maximum};
    case ParameterKind::boolean: return {false, true};
    case ParameterKind::choice: {
      std::vector<ParameterValue> positions;
      for (std::size_t i = 0; i < spec.choices.size(); ++i) positions.push_back(i);
      return positions;
    }
    case ParameterKind::integer_list: {
      const int least = static_cast<int>(spec.minimum), most = static_cast<int>(spec.maximum);
      return {std::vector<int>{}, std::vector<int>{least}, std::vector<int>(spec.maximum_length, most)};
    }
    case ParameterKind::text: return {std::string(), std::string(spec.maximum_length, 'x')};
  }
  return {};
}

// The parameters under which `spec` matters, so that its extreme is tried where it counts.
ParameterValues shown(const ParameterSchema& schema, const ParameterSpec& spec) {
  ParameterValues values;
  for (const ParameterSpec* one = &spec; !one->shown_when_id.empty();) {
    const ParameterSpec& condition = schema.specs()[schema.index_of(one->shown_when_id)];
    const auto& wanted = one->shown_when_values;
    const std::string usual = value_text(condition, default_value(condition));
    if (std::find(wanted.begin(), wanted.end(), usual) == wanted.end()) {
      const Result<ParameterValue> value = parse_value(condition, wanted.front());
      REQUIRE(value.ok());
      values.emplace_back(condition.id, *value);
    }
    one = &condition;
  }
  return values;
}

// NaN says that a number is not known.
bool is_finite(const Snapshot& snapshot) {
  return std::none_of(snapshot.metrics.begin(), snapshot.metrics.end(),
                      [](const Metric& metric) { return std::isinf(metric.value); });
}

std::string content_text(const Snapshot& snapshot) {
  JsonWriter json;
  json.begin_array();
  for (const Metric& metric : snapshot.metrics) json.value(metric.id).value(metric.value);
  for (const Panel& panel : snapshot.panels) write_panel(json, panel);
  json.end_array();
  return json.text();
}

std::unique_ptr<Experiment> make(const ExperimentInfo& info, ThreadPool& pool) {
  static const std::vector<DrawnPoint> no_points;
  static const DataFiles no_files;
  const ParameterSet parameters = ParameterSet::defaults(info.schema);
  Result<std::unique_ptr<Experiment>> made = info.make({parameters, 1, 1, no_points, no_files, pool});
  REQUIRE(made.ok());
  return std::move(*made);
}

std::uint64_t state_of(const Experiment& experiment) {
  StateHasher hasher;
  experiment.hash_state(hasher);
  return hasher.digest();
}

// Moves and removes points of the data set, two of each layer, and one of them moved before.
void add_changes_of_examples(const std::string& panel, const Plane& plane, std::vector<Action>& actions) {
  for (const PlaneLayer& layer : plane.layers) {
    const auto* points = std::get_if<PointsLayer>(&layer);
    if (points == nullptr || points->examples.size() < 2) continue;
    const int first = points->examples.front(), last = points->examples.back();
    actions.push_back({panel, ExampleMoved{first, 0.5f, -0.25f}});
    actions.push_back({panel, ExampleMoved{last, 0.25f, 0.25f}});
    actions.push_back({panel, ExampleRemoved{first}});
  }
}

// One gesture of each kind that the panels of a snapshot offer.
std::vector<Action> offered_actions(const Snapshot& snapshot) {
  std::vector<Action> actions;
  for (const Panel& panel : snapshot.panels) {
    if (const auto* plane = std::get_if<Plane>(&panel.content)) {
      if (plane->accepts_points) {
        actions.push_back({panel.id, PointAdded{{0.25f, -0.5f, 0}}});
        actions.push_back({panel.id, PointAdded{{-0.25f, 0.5f, std::max(0, plane->point_classes - 1)}}});
        actions.push_back({panel.id, PointMoved{0, 0.75f, 0.125f}});
        add_changes_of_examples(panel.id, *plane, actions);
      }
      if (plane->accepts_latent_picks) actions.push_back({panel.id, LatentPicked{0.5f, -0.5f}});
      for (const PlaneLayer& layer : plane->layers) {
        const auto* handles = std::get_if<HandlesLayer>(&layer);
        if (handles == nullptr || handles->id.empty()) continue;
        // A link may say any number.
        for (const std::string& id : handles->id)
          for (const float far : {-1e30f, 1e30f}) actions.push_back({panel.id, HandleDragged{id, far, far}});
        actions.push_back({panel.id, HandleDragged{handles->id[0], handles->x[0] + 0.125f, handles->y[0]}});
      }
    } else if (const auto* cells = std::get_if<MatrixCells>(&panel.content); cells != nullptr && cells->editable) {
      actions.push_back({panel.id, CellEdited{0, 0, 0.5f}});
    } else if (const auto* images = std::get_if<Images>(&panel.content); images != nullptr && images->drawable) {
      actions.push_back({panel.id, StrokeDrawn{{2, 2, 5, 5, 5, 9}, false}});
    }
  }
  return actions;
}

// Another value for a live parameter than its default.
ParameterValue other_value(const ParameterSpec& spec) {
  for (const ParameterValue& value : extremes(spec)) {
    if (value != default_value(spec)) return value;
  }
  return default_value(spec);
}

// Natively each demo has an entry in ctest of its own, which LECTERN_DEMO names; the entry of no demo, "none", checks
// what is about all of them together.
const char* const kOnly = std::getenv("LECTERN_DEMO");
bool is_about_one_demo() { return kOnly != nullptr && Registry::instance().find(kOnly) != nullptr; }

template <typename Check>
void for_every_demo(Check check) {
  for (const ExperimentInfo* info : Registry::instance().all()) {
    if (kOnly != nullptr && info->id != kOnly) continue;
    CAPTURE(info->id);
    check(*info);
  }
}

// Ids that differ in spelling alone are one: "optimiser", "optimizer".
std::string without_spelling(std::string id) {
  for (std::size_t at = id.find("ise"); at != std::string::npos; at = id.find("ise", at)) id.replace(at, 3, "ize");
  std::erase(id, '_');
  return id;
}

// Names that several demos use: each must mean one thing and be called one thing.
class Vocabulary {
 public:
  explicit Vocabulary(std::span<const Term> glossary) {
    for (const Term& term : glossary) use(std::string(term.id), std::string(term.label), "the glossary");
  }

  void use(const std::string& id, const std::string& label, const std::string& demo) {
    CAPTURE(id);
    CAPTURE(demo);
    const auto [spelling, is_new_spelling] = spellings_.emplace(without_spelling(id), id);
    CHECK(spelling->second == id);
    const auto [known, is_new] = labels_.emplace(id, label);
    CHECK(known->second == label);
  }

 private:
  std::map<std::string, std::string> labels_;     // of each id
  std::map<std::string, std::string> spellings_;  // id of each spelling
};

}  // namespace

TEST_CASE("each demo is a file of its name and stands in the committed list, which links depend on") {
  const std::filesystem::path root = tests::source_dir();
  std::set<std::string> files, listed, registered;
  std::error_code none_yet;
  for (const auto& entry : std::filesystem::directory_iterator(root / "core/experiments", none_yet)) {
    const std::string id = entry.path().stem().string();
    if (entry.path().extension() == ".cpp" || std::filesystem::exists(entry.path() / (id + ".cpp"))) files.insert(id);
  }
  std::ifstream list(root / "tests/experiments/experiment_ids.txt");
  for (std::string id; std::getline(list, id);) listed.insert(id);
  for (const ExperimentInfo* info : Registry::instance().all()) registered.insert(info->id);
  CHECK(files == registered);
  CHECK(listed == registered);
}

TEST_CASE("each listed demo has a lesson of five stops and more, whose claims are about the run") {
  for_every_demo([](const ExperimentInfo& info) {
    std::ifstream file(tests::source_dir() + "/assets/lessons/" + info.id + ".md");
    std::stringstream text;
    text << file.rdbuf();
    const ParsedLesson parsed = parse_lesson(text.str());
    CHECK(parsed.problems == std::vector<std::string>{});
    CHECK(parsed.lesson.demo == info.id);
    CHECK(parsed.lesson.stops.size() >= 5);
    std::size_t claims = 0;
    for (const LessonStop& stop : parsed.lesson.stops) claims += stop.expectations.size();
    CHECK(claims >= parsed.lesson.stops.size());
  });
}

TEST_CASE("each demo explains itself and each of its parameters") {
  for_every_demo([](const ExperimentInfo& info) {
    CHECK(info.lecture <= 9);
    CHECK(info.summary.ends_with('.'));
    for (const ParameterSpec& spec : info.schema.specs()) {
      CAPTURE(spec.id);
      CHECK_FALSE(spec.label.empty());
      CHECK(spec.help.ends_with('.'));
      CHECK(spec.minimum <= spec.maximum);
      CHECK_FALSE(spec.group.empty());
    }
  });
}

TEST_CASE("the same seed gives the same state twice and at 1, 2 and 4 workers, another seed another where it matters") {
  for_every_demo([](const ExperimentInfo& info) {
    RunPlan plan = default_plan(info);
    const auto runner = inline_runner();
    const Snapshot& snapshot = run_to(*runner, plan, kSteps);
    CHECK(snapshot.message == "");
    const SeedUse seeds = snapshot.seeds;
    const std::optional<std::uint64_t> hash = snapshot.state_hash;
    REQUIRE(hash.has_value());
    CHECK(run_to(*runner, plan, kSteps).state_hash == hash);
    CHECK(run_to(*inline_runner(2), plan, kSteps).state_hash == hash);
    CHECK(run_to(*inline_runner(4), plan, kSteps).state_hash == hash);
    plan.seed = 2;
    CHECK((run_to(*runner, plan, kSteps).state_hash != hash) == seeds.run);
    plan.seed = 1;
    plan.data_seed = 2;
    CHECK((run_to(*runner, plan, kSteps).state_hash != hash) == seeds.data);
  });
}

TEST_CASE("both runners lead each demo to the same state") {
  if (!threads_available()) return;
  for_every_demo([](const ExperimentInfo& info) {
    const auto runner = inline_runner();
    const std::optional<std::uint64_t> hash = run_to(*runner, default_plan(info), kSteps).state_hash;
    const auto threaded = make_thread_runner(2, tests::steady_clock_s);
    CHECK(run_to(*threaded, default_plan(info), kSteps).state_hash == hash);
  });
}

TEST_CASE("each parameter at its extremes gives finite numbers or a sentence that says why not") {
  const auto runner = inline_runner(2);
  for_every_demo([&](const ExperimentInfo& info) {
    for (const ParameterSpec& spec : info.schema.specs()) {
      for (const ParameterValue& value : extremes(spec)) {
        CAPTURE(spec.id);
        CAPTURE(value_text(spec, value));
        RunPlan plan = default_plan(info);
        plan.parameters = shown(info.schema, spec);
        if (plan.parameters.empty() && value == default_value(spec)) continue;  // the other tests run that
        plan.parameters.emplace_back(spec.id, value);
        const Snapshot& snapshot = run_to(*runner, plan, kFewSteps);
        const bool stopped = snapshot.status == RunStatus::diverged || snapshot.status == RunStatus::failed;
        CHECK(stopped == !snapshot.message.empty());
        CHECK((stopped || is_finite(snapshot)));
      }
    }
  });
}

TEST_CASE("describing changes nothing, says the same twice and takes next to no memory") {
  for_every_demo([](const ExperimentInfo& info) {
    ThreadPool pool(1);
    const std::unique_ptr<Experiment> experiment = make(info, pool);
    for (std::uint64_t i = 0; i < kSteps; ++i) experiment->step();
    Snapshot snapshot, other;
    const std::uint64_t before = state_of(*experiment);
    experiment->describe(other);
    for (int i = 0; i < 3; ++i) {
      snapshot.rewind_content();
      experiment->describe(snapshot);
    }
    CHECK(state_of(*experiment) == before);
    CHECK(content_text(snapshot) == content_text(other));
    const std::size_t taken = tests::allocated_bytes();
    snapshot.rewind_content();
    experiment->describe(snapshot);
    constexpr std::size_t kShortTexts = 8192;
    CHECK(tests::allocated_bytes() - taken <= kShortTexts);
  });
}

TEST_CASE("a copy goes on to the same bits by itself, and the first is none the wiser") {
  for_every_demo([](const ExperimentInfo& info) {
    ThreadPool pool(2);
    std::unique_ptr<Experiment> first = make(info, pool);
    for (std::uint64_t i = 0; i < kFewSteps; ++i) first->step();
    const std::unique_ptr<Experiment> copy = first->clone(), second = first->clone();
    CHECK(state_of(*copy) == state_of(*first));
    for (std::uint64_t i = 0; i < kSteps; ++i) first->step();
    const std::uint64_t later = state_of(*first);
    Snapshot snapshot;
    first->describe(snapshot);
    const std::string seen = content_text(snapshot);
    first.reset();  // a copy that looks into it is found out by the address sanitizer
    for (std::uint64_t i = 0; i < kSteps; ++i) copy->step();
    CHECK(state_of(*copy) == later);
    snapshot.rewind_content();
    copy->describe(snapshot);
    CHECK(content_text(snapshot) == seen);
    CHECK(state_of(*second) != later);
  });
}

TEST_CASE("a copy takes the memory that it says") {
  for_every_demo([](const ExperimentInfo& info) {
    ThreadPool pool(1);
    const std::unique_ptr<Experiment> experiment = make(info, pool);
    for (std::uint64_t i = 0; i < kSteps; ++i) experiment->step();
    Snapshot snapshot;
    experiment->describe(snapshot);
    const std::size_t before = tests::allocated_bytes();
    const std::unique_ptr<Experiment> copy = experiment->clone();
    const std::size_t taken = tests::allocated_bytes() - before;
    if (taken == 0) return;  // under sanitizers nothing is counted
    constexpr std::size_t kSmallThings = 16 * 1024;
    const std::size_t said = experiment->bytes();
    CHECK(taken <= said + said / 4 + kSmallThings);
    CHECK(said <= taken + taken / 4 + kSmallThings);
  });
}

TEST_CASE("the same word in two demos means the same, and no word has two spellings") {
  if (is_about_one_demo()) return;
  Vocabulary parameters(parameter_glossary()), metrics(metric_glossary());
  const auto runner = inline_runner();
  for (const ExperimentInfo* info : Registry::instance().all()) {
    for (const ParameterSpec& spec : info->schema.specs()) parameters.use(spec.id, spec.label, info->id);
    for (const Metric& metric : run_to(*runner, default_plan(*info), kFewSteps).metrics)
      metrics.use(metric.id, metric.label, info->id);
  }
}

TEST_CASE("metrics and panels have ids of their own, and the snapshot prints as JSON") {
  for_every_demo([](const ExperimentInfo& info) {
    const auto runner = inline_runner();
    const Snapshot& snapshot = run_to(*runner, default_plan(info), kFewSteps);
    std::set<std::string> ids;
    for (const Metric& metric : snapshot.metrics) CHECK(ids.insert(metric.id).second);
    ids.clear();
    for (const Panel& panel : snapshot.panels) {
      CAPTURE(panel.id);
      CHECK(ids.insert(panel.id).second);
      CHECK_FALSE(panel.title.empty());
      CHECK_FALSE(panel.help.empty());
      CHECK(panel.weight >= 1);
      CHECK(panel.weight <= 4);
    }
    CHECK_FALSE(ids.empty());
    const auto json = nlohmann::json::parse(snapshot_json(snapshot, 1));
    CHECK(json["id"] == info.id);
    CHECK(json["panels"].size() == snapshot.panels.size());
  });
}

TEST_CASE("two tunings in a row leave what the second alone leaves") {
  for_every_demo([](const ExperimentInfo& info) {
    ThreadPool pool(1);
    const std::unique_ptr<Experiment> twice = make(info, pool), once = make(info, pool);
    for (const ParameterSpec& spec : info.schema.specs()) {
      if (spec.effect != ParameterEffect::live) continue;
      CAPTURE(spec.id);
      const ParameterSet defaults = ParameterSet::defaults(info.schema);
      ParameterSet first = defaults;
      REQUIRE(first.set(spec.id, other_value(spec)));
      twice->tune(first);
      twice->tune(defaults);
      once->tune(defaults);
      twice->step();
      once->step();
      CHECK(state_of(*twice) == state_of(*once));
    }
  });
}

TEST_CASE("a link to a run changed in every way it offers leads to the same state") {
  for_every_demo([](const ExperimentInfo& info) {
    const auto runner = inline_runner();
    const Snapshot& opened = run_to(*runner, default_plan(info), kFewSteps);
    std::uint64_t number = 0;
    for (const Action& action : offered_actions(opened)) runner->desired().actions.push_back({++number, action});
    for (const ParameterSpec& spec : info.schema.specs()) {
      if (spec.effect != ParameterEffect::live) continue;
      runner->desired().tunings.push_back({spec.id, other_value(spec)});
    }
    runner->desired().step_target = 2 * kFewSteps;
    runner->submit();
    runner->pump(0);
    while (runner->latest().last_action < number || runner->latest().status == RunStatus::running) {
      runner->pump(1);
      runner->refresh();
    }
    const Snapshot changed = runner->latest();
    const std::string link = write_link({changed.plan, changed.step, {}});
    CAPTURE(link);
    const ParsedLink parsed = parse_link(link);
    CHECK(parsed.problems.empty());
    CHECK(parsed.run.plan == changed.plan);
    const auto again = inline_runner(2);
    CHECK(run_to(*again, parsed.run.plan, parsed.run.step).state_hash == changed.state_hash);
    CHECK(again->latest().drawn_points == changed.drawn_points);
  });
}
