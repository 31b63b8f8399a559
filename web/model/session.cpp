#include "web/model/session.h"

#include <algorithm>
#include <utility>

#include "core/lab/registry.h"
#include "core/lab/text.h"
#include "web/model/carried_data.h"

namespace lectern {

namespace {

// Files that arrive this soon after another belong to it (images and their labels).
constexpr double kFilesBelongTogether_s = 0.3;

// Of no demo.
ParameterSet no_parameters() {
  static const ParameterSchema schema;
  return ParameterSet::defaults(schema);
}

// Gestures with the same key in a row are undone together; those that no step depends on are not undone: their panels
// have ways of their own to take them back.
std::string undo_key(const Action& action) {
  const Gesture& gesture = action.gesture;
  const bool only_looks = std::holds_alternative<StrokeDrawn>(gesture) || std::holds_alternative<PadCleared>(gesture) ||
                          std::holds_alternative<LatentPicked>(gesture);
  if (only_looks) return "";
  std::string key = action.panel + "/" + std::to_string(gesture.index());
  if (const auto* moved = std::get_if<PointMoved>(&gesture)) key += "/" + std::to_string(moved->index);
  if (const auto* moved = std::get_if<ExampleMoved>(&gesture)) key += "/" + std::to_string(moved->index);
  if (const auto* dragged = std::get_if<HandleDragged>(&gesture)) key += "/" + dragged->handle;
  return key;
}

}  // namespace

bool has_ended(RunStatus status) {
  return status == RunStatus::finished || status == RunStatus::diverged || status == RunStatus::failed;
}

Session::Session(std::unique_ptr<Runner> runner) : runner_(std::move(runner)), parameters_(no_parameters()) {}

// ---- Opening ---------------------------------------------------------------------------------------

void Session::open_run(RunMoment run) {
  const ExperimentInfo* demo = Registry::instance().find(run.plan.id);
  if (demo == nullptr) return close();
  if (demo != demo_) {
    pins_.clear();
    wanted_.steps_per_second_limit = demo->steps_per_second;
  }
  demo_ = demo;
  parameters_ = ParameterSet::with(demo->schema, run.plan.parameters).set;
  undo_.clear();
  gone_to_.reset();
  wanted_.playing = false;
  begin_generation(std::move(run.plan), run.step);
}

void Session::go_to(const RunMoment& moment) {
  if (!demo_ || moment.plan.id != demo_->id) return open_run(moment);
  const bool walks_on = gone_to_ == plan() && undo_.can_undo();  // one undo takes the whole walk back
  if (!walks_on) {
    undo_.seal();
    undo_.record(whole_settings(), "go to");
    undo_.seal();
  }
  gone_to_ = moment.plan;
  replace_run(moment);
}

void Session::replace_run(const RunMoment& moment) {
  parameters_ = ParameterSet::with(demo_->schema, moment.plan.parameters).set;
  wanted_.playing = false;
  begin_generation(moment.plan, moment.step);
}

void Session::open_demo(const ExperimentInfo& demo, std::string_view values) {
  RunPlan plan;
  plan.id = demo.id;
  if (values.find("data_seed=") != std::string_view::npos) {  // the values say it all
    open_run({parse_link("#/" + demo.id + std::string(values)).run.plan, 0});
    return;
  }
  if (demo_ != nullptr && demo_ != &demo) {
    std::vector<TimedEvent> changed = is_of_run() ? examples_changed(snapshot()) : std::vector<TimedEvent>();
    plan = carried_data(*demo_, wanted_.plan, parameters_, points_now(), std::move(changed), demo);
  }
  if (!values.empty()) {
    const RunPlan given = parse_link("#/" + demo.id + std::string(values)).run.plan;
    plan.seed = given.seed;
    plan.parameters.insert(plan.parameters.end(), given.parameters.begin(), given.parameters.end());
    plan.parameters = ParameterSet::with(demo.schema, plan.parameters).set.changes();
  }
  open_run({std::move(plan), 0});
}

std::vector<DrawnPoint> Session::points_now() const {
  if (!is_of_run()) return wanted_.plan.points;
  return snapshot().status == RunStatus::failed ? snapshot().plan.points : snapshot().drawn_points;
}

void Session::close() {
  demo_ = nullptr;
  parameters_ = no_parameters();
  pins_.clear();
  undo_.clear();
  wanted_.playing = false;
  begin_generation({}, 0);
}

void Session::begin_generation(RunPlan plan, std::uint64_t step) {
  prepare_generation(std::move(plan), step);
  submit();
}

void Session::prepare_generation(RunPlan plan, std::uint64_t step) {
  ++wanted_.generation;
  wanted_.plan = std::move(plan);
  wanted_.tunings.clear();
  wanted_.actions.clear();
  wanted_.seek = {};
  wanted_.step_target = step > 0 ? step : kNoStepTarget;
  aimed_step_ = step;
  last_action_ = 0;
  queued_steps_ = 0;
  followed_events_ = 0;
  followed_seek_ = 0;
  wanted_.from_trial = 0;
  if (proposed_) file_messages_.push_back("The run was begun anew before the files were read; please give them again.");
  proposed_.reset();
  wanted_.trial = {};
  preview_.reset();
  match_files();
}

// The same run from its beginning, with everything as it is set now: points and handles stay where they are.
void Session::begin_again() { begin_generation(plan_again(parameters_, wanted_.plan.files), 0); }

RunPlan Session::plan_again(const ParameterSet& parameters, std::vector<DataFileIdentity> files) const {
  RunPlan plan = wanted_.plan;
  plan.files = std::move(files);
  plan.parameters = parameters.changes();
  plan.events.clear();
  plan.points = points_now();
  if (is_of_run() && plan.seed == snapshot().plan.seed) plan.events = handles_dragged(snapshot());
  if (is_of_run() && make_same_examples(*demo_, plan, snapshot().plan)) {
    const std::vector<TimedEvent> changed = examples_changed(snapshot());
    plan.events.insert(plan.events.end(), changed.begin(), changed.end());
  }
  return plan;
}

void Session::submit() {
  runner_->desired() = wanted_;
  runner_->submit();
}

// ---- Parameters ------------------------------------------------------------------------------------

Session::Settings Session::settings() const { return {parameters_, wanted_.plan.seed, wanted_.plan.data_seed}; }

Session::Settings Session::whole_settings() const {
  Settings whole = settings();
  whole.run = has_come() ? moment() : RunMoment{wanted_.plan, aimed_step_};
  return whole;
}

Result<bool> Session::set_parameter(std::string_view id, const ParameterValue& value) {
  if (!demo_) return Error{"No demo is open."};
  ParameterSet changed = parameters_;
  Result<bool> done = changed.set(id, value);
  if (!done || changed == parameters_) return done;
  undo_.record(settings(), id);
  parameters_ = std::move(changed);
  const std::size_t index = demo_->schema.index_of(id);
  if (demo_->schema.specs()[index].effect == ParameterEffect::live) {
    tune(index);
  } else {
    begin_again();
  }
  return done;
}

Result<bool> Session::set_parameter_text(std::string_view id, std::string_view text) {
  ParameterSet changed = parameters_;
  const Result<bool> read = changed.parse_text(id, trimmed(text));
  if (!demo_ || !read) return read;
  return set_parameter(id, changed.value(demo_->schema.index_of(id)));
}

void Session::reset_parameter(std::string_view id) {
  const std::size_t index = parameters_.schema().index_of(id);
  if (index == parameters_.schema().size()) return;
  undo_.seal();
  static_cast<void>(set_parameter(id, default_value(parameters_.schema().specs()[index])));  // a default is valid
  undo_.seal();
}

void Session::tune(std::size_t index) {
  const std::string& id = demo_->schema.specs()[index].id;
  const auto known = std::find_if(wanted_.tunings.begin(), wanted_.tunings.end(),
                                  [&](const Tuning& tuning) { return tuning.parameter == id; });
  if (known != wanted_.tunings.end()) {
    known->value = parameters_.value(index);
  } else {
    wanted_.tunings.push_back({id, parameters_.value(index)});
  }
  submit();
}

void Session::undo() {
  if (!demo_ || !undo_.can_undo()) return;
  apply(*undo_.undo(undo_.last()->run ? whole_settings() : settings()));
}

void Session::redo() {
  if (!demo_ || !undo_.can_redo()) return;
  apply(*undo_.redo(undo_.next()->run ? whole_settings() : settings()));
}

void Session::apply(const Settings& settings) {
  if (settings.run) return replace_run(*settings.run);
  const ParameterSet before = parameters_;
  parameters_ = settings.parameters;
  const bool same_seeds = settings.seed == wanted_.plan.seed && settings.data_seed == wanted_.plan.data_seed;
  if (same_seeds && ParameterSet::differ_only_live(before, parameters_)) {
    for (std::size_t i = 0; i < demo_->schema.size(); ++i) {
      if (before.value(i) != parameters_.value(i)) tune(i);
    }
    return;
  }
  wanted_.plan.seed = settings.seed;
  wanted_.plan.data_seed = settings.data_seed;
  begin_again();
}

// ---- Transport -------------------------------------------------------------------------------------

void Session::play() {
  if (!demo_) return;
  wanted_.playing = true;
  wanted_.step_target = kNoStepTarget;
  queued_steps_ = 0;
  submit();
}

void Session::pause() {
  wanted_.playing = false;
  wanted_.step_target = kNoStepTarget;
  queued_steps_ = 0;
  submit();
}

void Session::step(std::uint64_t count) {
  if (!demo_) return;
  const std::uint64_t queued = queued_steps_ + count;
  if (wanted_.playing) pause();
  queued_steps_ = queued;
  if (is_current()) take_queued_steps(snapshot());
}

// Steps count from where the run stands, so they wait until it stands still.
void Session::take_queued_steps(const Snapshot& latest) {
  if (queued_steps_ == 0 || latest.status == RunStatus::running) return;
  if (!has_ended(latest.status)) {
    wanted_.step_target = latest.step + queued_steps_;
    submit();
  }
  queued_steps_ = 0;
}

// What was changed but not yet taken in would be part of the future that is left.
void Session::seek(std::uint64_t step) {
  if (!demo_ || snapshot().status == RunStatus::failed) return;
  wanted_.playing = false;
  queued_steps_ = 0;
  wanted_.tunings.clear();
  wanted_.actions.clear();
  wanted_.seek = {wanted_.seek.number + 1, step};
  wanted_.step_target = step;
  submit();
}

void Session::step_back() {
  if (aim() > 0) seek(aim() - 1);
}

std::uint64_t Session::aim() const {
  const bool going = !wanted_.playing && wanted_.step_target != kNoStepTarget && !settled();
  return going ? wanted_.step_target : snapshot().step;
}

bool Session::settled() const {
  if (!demo_) return true;
  if (queued_steps_ > 0 || !is_current()) return false;
  const Snapshot& latest = snapshot();
  if (has_ended(latest.status)) return true;
  return wanted_.step_target == kNoStepTarget || latest.step >= wanted_.step_target;
}

void Session::restart(Restart kind) {
  if (!demo_) return;
  undo_.seal();
  if (kind != Restart::same_start) undo_.record(settings(), "restart");
  undo_.seal();
  if (kind == Restart::new_start) ++wanted_.plan.seed;
  if (kind == Restart::new_data) ++wanted_.plan.data_seed;
  wanted_.playing = false;
  begin_again();
}

bool Session::offers(Restart kind) const {
  if (!demo_) return false;
  const SeedUse& seeds = snapshot().seeds;
  return kind == Restart::new_start ? seeds.run : kind == Restart::new_data ? seeds.data : true;
}

void Session::set_seed(std::uint64_t seed) {
  if (!demo_ || seed == wanted_.plan.seed) return;
  undo_.seal();
  undo_.record(settings(), "seed");
  undo_.seal();
  wanted_.plan.seed = seed;
  begin_again();
}

void Session::set_speed_limit(double steps_per_second) {
  wanted_.steps_per_second_limit = steps_per_second;
  if (demo_) submit();
}

void Session::act(Action action) {
  if (!demo_) return;
  if (const std::string key = undo_key(action); !key.empty()) undo_.record(whole_settings(), key);
  wanted_.actions.push_back({++last_action_, rounded_for_links(std::move(action))});
  submit();
}

void Session::apply_remedy(const Tuning& remedy) {
  if (!demo_ || remedy.parameter.empty()) return;
  undo_.seal();
  static_cast<void>(set_parameter(remedy.parameter, remedy.value));  // the demo names values that it allows
  undo_.seal();
}

void Session::pin() {
  if (!demo_ || !is_of_run()) return;
  pins_.pin(snapshot(), identity());
  refresh_ghosts();
}

void Session::unpin(std::size_t index) {
  if (index >= pins_.size()) return;
  pins_.unpin(index);
  refresh_ghosts();
}

void Session::refresh_ghosts() {
  if (demo_) pins_.show_ghosts(runner_->latest(), identity());
  ++snapshot_number_;
}

// ---- Snapshots -------------------------------------------------------------------------------------

bool Session::update(double now_s, double budget_s) {
  if (!given_files_.empty() && now_s - given_at_s_ > kFilesBelongTogether_s) take_given_files();
  runner_->pump(budget_s);
  if (!runner_->refresh()) return false;
  ++snapshot_number_;
  take_trial();
  if (is_current()) take_snapshot();
  if (demo_ && is_of_run() && pins_.size() > 0) pins_.show_ghosts(runner_->latest(), identity());
  return true;
}

void Session::want_state_hash(bool wanted) {
  if (wanted_.wants_state_hash == wanted) return;
  wanted_.wants_state_hash = wanted;
  submit();
}

void Session::save_networks(NetworkFormat format) {
  wanted_.wants_networks = format;
  submit();
}

void Session::take_snapshot() {
  const Snapshot& latest = snapshot();
  if (wanted_.wants_networks && latest.networks) {
    saved_networks_ = *latest.networks;
    if (saved_networks_.empty())
      file_messages_.push_back(
          "With these settings the demo trains no network that a file of layers (ONNX or NPZ) can hold.");
    wanted_.wants_networks.reset();
    submit();
  }
  std::erase_if(wanted_.actions,
                [&](const RunRequest::NumberedAction& action) { return action.number <= latest.last_action; });
  follow_replayed_tunings(latest);
  if (has_ended(latest.status)) wanted_.playing = false;
  take_queued_steps(latest);
}

// Live parameters change by themselves while the events of a link are replayed; the controls follow.
void Session::follow_replayed_tunings(const Snapshot& latest) {
  if (latest.last_seek != followed_seek_) {
    followed_seek_ = latest.last_seek;
    followed_events_ = 0;
    parameters_ = ParameterSet::with(demo_->schema, latest.plan.parameters).set;
    for (const Tuning& tuning : wanted_.tunings) static_cast<void>(parameters_.set(tuning.parameter, tuning.value));
  }
  const std::vector<TimedEvent>& events = latest.plan.events;
  for (; followed_events_ < events.size() && events[followed_events_].step <= latest.step; ++followed_events_) {
    const Tuning* tuning = std::get_if<Tuning>(&events[followed_events_].what);
    if (tuning == nullptr) continue;
    const bool set_by_hand = std::any_of(wanted_.tunings.begin(), wanted_.tunings.end(),
                                         [&](const Tuning& other) { return other.parameter == tuning->parameter; });
    if (!set_by_hand) static_cast<void>(parameters_.set(tuning->parameter, tuning->value));  // was valid in the run
  }
}

RunMoment Session::moment() const {
  if (!has_come()) return {wanted_.plan, 0};
  return {snapshot().plan, snapshot().step};
}

// ---- Files -----------------------------------------------------------------------------------------

void Session::give_file(std::string name, std::string bytes, FileWay way, double now_s) {
  give_file(make_data_file(std::move(name), std::move(bytes)), way, now_s);
}

void Session::give_file(std::shared_ptr<const DataFile> file, FileWay way, double now_s) {
  given_way_ = way;
  given_files_.push_back(std::move(file));
  given_at_s_ = now_s;
}

const DataFileIdentity* Session::missing_file() const {
  for (const DataFileIdentity& identity : wanted_.plan.files) {
    const bool given = std::any_of(wanted_.files.begin(), wanted_.files.end(),
                                   [&](const auto& file) { return file->hash == identity.hash; });
    if (!given) return &identity;
  }
  return nullptr;
}

std::vector<std::string> Session::take_file_messages() { return std::exchange(file_messages_, {}); }

// The plan's files in its order, as far as they are known.
void Session::match_files() {
  wanted_.files.clear();
  for (const DataFileIdentity& identity : wanted_.plan.files) {
    const auto known = std::find_if(known_files_.begin(), known_files_.end(),
                                    [&](const auto& file) { return file->hash == identity.hash; });
    if (known != known_files_.end()) wanted_.files.push_back(*known);
  }
}

void Session::take_given_files() {
  DataFiles files = files_with({}, std::exchange(given_files_, {}));
  const bool has_data = !holds_weights(files.front()->name);
  if (!demo_ || readable_endings(*demo_).empty() || (has_data && demo_->files.endings.empty())) {
    const std::string why = !demo_ ? "No demo is open; "
                            : demo_->has_networks
                                ? "This demo reads the weights of its networks (.npz, .onnx) and no data; "
                                : "This demo reads no files; ";
    file_messages_.push_back(why + files.front()->name + " was not used.");
    return;
  }
  if (files.size() > kMaximumFiles) {
    file_messages_.push_back("A run reads at most " + std::to_string(kMaximumFiles) + " files; " +
                             files[kMaximumFiles]->name +
                             (files.size() > kMaximumFiles + 1 ? " and others were" : " was") + " not used.");
    files.resize(kMaximumFiles);
  }
  if (missing_file() != nullptr) return answer_link(std::move(files));
  // What was chosen about another file means nothing for this one.
  const std::vector<DataFileIdentity>& before = plan().files;
  const bool is_other =
      has_data && !before.empty() && !holds_weights(before[0].name) && before[0].hash != files[0]->hash;
  const std::vector<Tuning> settings = is_other ? automatic_table_settings(*demo_) : std::vector<Tuning>();
  const bool has_weights = holds_weights(files.back()->name);
  if (given_way_ == FileWay::at_once || has_weights || !TablePreview::is_possible(*demo_, files))
    return use_files(std::move(files), settings);
  ParameterSet values = parameters_;
  for (const Tuning& setting : settings) static_cast<void>(values.set(setting.parameter, setting.value));  // defaults
  preview_.emplace(*demo_, values, std::move(files));
}

void Session::preview_again() {
  if (can_preview()) preview_.emplace(*demo_, parameters_, data_among(wanted_.files));
}

void Session::use_preview() {
  if (!preview_) return;
  TablePreview preview = *std::exchange(preview_, std::nullopt);
  use_files(preview.files(), preview.settings());
  if (proposed_) proposed_->preview = std::move(preview);
}

// The link's run as soon as all its files are there. Files that are none of them take the places left, in the order
// given: the run tells that they are not those the link was made with.
void Session::answer_link(DataFiles files) {
  RunPlan plan = wanted_.plan;
  DataFiles chosen(plan.files.size());
  for (DataFiles* source : {&files, &known_files_}) {
    for (std::size_t i = 0; i < chosen.size(); ++i) {
      const auto same = std::find_if(source->begin(), source->end(),
                                     [&](const auto& file) { return file->hash == plan.files[i].hash; });
      if (chosen[i] == nullptr && same != source->end()) chosen[i] = *same;
    }
  }
  const auto is_chosen = [&](const auto& file) {
    return std::find(chosen.begin(), chosen.end(), file) != chosen.end();
  };
  DataFiles others = files;
  std::erase_if(others, is_chosen);
  const bool complete = !is_chosen(nullptr);
  if (others.empty() && !complete) {
    known_files_.insert(known_files_.end(), files.begin(), files.end());
    return match_files();
  }
  auto next = others.begin();
  for (std::size_t i = 0; i < chosen.size() && next != others.end(); ++i) {
    if (chosen[i] == nullptr) chosen[i] = *next++;
  }
  for (std::size_t i = chosen.size(); i-- > 0;) {
    if (chosen[i] == nullptr) plan.files.erase(plan.files.begin() + static_cast<std::ptrdiff_t>(i));
  }
  std::erase(chosen, nullptr);
  propose(std::move(plan), aimed_step_, std::move(chosen), false);
}

void Session::use_files(DataFiles files, const std::vector<Tuning>& settings) {
  preview_.reset();
  if (!demo_ || files.empty()) return;
  RunPlan asked;
  asked.parameters = parameters_.changes();
  ParameterSet parameters =
      ParameterSet::with(demo_->schema, with_files(std::move(asked), *demo_, files).parameters).set;
  for (const Tuning& setting : settings) {
    if (const Result<bool> done = parameters.set(setting.parameter, setting.value); !done)
      file_messages_.push_back(done.error());
  }
  files = files_with(wanted_.files, files);
  std::vector<DataFileIdentity> identities;
  for (const auto& file : files) identities.push_back({file->name, "", file->hash});
  propose(plan_again(parameters, std::move(identities)), 0, std::move(files), true);
}

bool Session::has_given_weights() const {
  return std::any_of(wanted_.plan.files.begin(), wanted_.plan.files.end(),
                     [](const DataFileIdentity& file) { return holds_weights(file.name); });
}

void Session::leave_weights() {
  if (!demo_ || !has_given_weights()) return;
  undo_.seal();
  undo_.record(whole_settings(), "files");
  undo_.seal();
  std::vector<DataFileIdentity> files = wanted_.plan.files;
  std::erase_if(files, [](const DataFileIdentity& file) { return holds_weights(file.name); });
  wanted_.playing = false;
  begin_generation(plan_again(parameters_, std::move(files)), 0);
}

void Session::propose(RunPlan plan, std::uint64_t step, DataFiles files, bool undoable) {
  wanted_.trial = {++trials_, std::move(plan), std::move(files)};
  proposed_ = Proposal{step, undoable, std::nullopt};
  submit();
}

void Session::take_trial() {
  const TrialOutcome& outcome = runner_->trial();
  if (!proposed_ || outcome.number != wanted_.trial.number) return;
  Proposal proposed = *std::exchange(proposed_, std::nullopt);
  RunRequest::Trial trial = std::exchange(wanted_.trial, {});
  if (!outcome.made) {
    submit();  // without the files
    preview_ = std::move(proposed.preview);
    if (preview_) return preview_->refuse(outcome.message);
    file_messages_.push_back(outcome.message);
    return;
  }
  if (proposed.undoable) {
    undo_.seal();
    undo_.record(whole_settings(), "files");
    undo_.seal();
  } else {
    undo_.clear();
  }
  known_files_.insert(known_files_.end(), trial.files.begin(), trial.files.end());
  parameters_ = ParameterSet::with(demo_->schema, trial.plan.parameters).set;
  prepare_generation(std::move(trial.plan), proposed.step);
  for (std::size_t i = 0; i < wanted_.plan.files.size(); ++i) {
    DataFileIdentity& wanted = wanted_.plan.files[i];
    const DataFile& given = *trial.files[i];
    if (wanted.hash != given.hash) wanted = {given.name, "", given.hash};  // nobody waits for the link's file any more
  }
  wanted_.files = std::move(trial.files);
  wanted_.from_trial = outcome.number;
  submit();
}

}  // namespace lectern
