#include "core/lab/run_session.h"

#include <algorithm>
#include <exception>
#include <limits>
#include <new>

#include "core/lab/drawn_points.h"
#include "core/lab/event_log.h"
#include "core/lab/text.h"
#include "core/lab/weight_files.h"
#include "core/math/state_hasher.h"

namespace lectern {
namespace {

constexpr std::size_t kMostNotes = 20;

constexpr std::uint64_t kNoStep = std::numeric_limits<std::uint64_t>::max();

// The step of the first event in which the two differ; kNoStep: they are the same.
std::uint64_t same_until(const std::vector<TimedEvent>& a, const std::vector<TimedEvent>& b) {
  const auto [in_a, in_b] = std::mismatch(a.begin(), a.end(), b.begin(), b.end());
  return std::min(in_a == a.end() ? kNoStep : in_a->step, in_b == b.end() ? kNoStep : in_b->step);
}

std::string described(const DataFileIdentity& file) {
  return in_quotes(file.name) + (file.shape.empty() ? "" : " (" + file.shape + ")");
}

}  // namespace

template <typename Work>
void RunSession::guarded(Work&& work) {
  try {
    work();
  } catch (const std::bad_alloc&) {
    fail("There is not enough memory for this run; smaller sizes need less.");
  } catch (const std::exception& problem) {
    fail(std::string("The demo broke off: ") + problem.what());
  } catch (...) {
    fail("The demo broke off without saying why.");
  }
}

void RunSession::fail(std::string message) {
  experiment_.reset();
  checkpoints_.clear();
  remedy_ = {};
  condition_ = Condition::failed;
  reason_ = std::move(message);
}

void RunSession::note(std::string sentence) {
  if (std::find(notes_.begin(), notes_.end(), sentence) != notes_.end()) return;
  if (notes_.size() < kMostNotes) notes_.push_back(std::move(sentence));
}

std::string RunSession::message() const {
  std::string text = reason_;
  for (const std::string& sentence : notes_) text += (text.empty() ? "" : "\n") + sentence;
  return text;
}

void RunSession::start(const RunPlan& plan, const DataFiles& files) {
  experiment_.reset();
  checkpoints_.clear();
  plan_ = plan;
  ++plan_revision_;
  notes_.clear();
  reason_.clear();
  remedy_ = {};
  step_ = furthest_ = 0;
  condition_ = Condition::empty;
  if (plan_.id.empty()) return;
  if (read_plan() && match_files(files)) make();
}

bool RunSession::read_plan() {
  info_ = registry_.find(plan_.id);
  if (info_ == nullptr) {
    fail(no_such_demo(registry_, plan_.id));
    return false;
  }
  ParsedParameters parsed = ParameterSet::with(info_->schema, plan_.parameters);
  for (const ParameterProblem& problem : parsed.problems) note(problem.message);
  plan_.parameters = parsed.set.changes();
  start_parameters_ = std::move(parsed.set);
  if (plan_.points.size() > kMaximumDrawnPoints) {
    note("There are too many drawn points; the first " + std::to_string(kMaximumDrawnPoints) + " are kept.");
    plan_.points.resize(kMaximumDrawnPoints);
  }
  for (DrawnPoint& point : plan_.points) point = rounded_for_links(point);
  keep_valid_events();
  return true;
}

void RunSession::keep_valid_events() {
  std::uint64_t last = 0;
  std::erase_if(plan_.events, [&](TimedEvent& event) {
    if (event.step < last) return true;
    last = event.step;
    if (auto* action = std::get_if<Action>(&event.what)) {
      *action = rounded_for_links(*action);
      return false;
    }
    const std::optional<std::string> problem = tuning_problem(std::get<Tuning>(event.what), info_->schema);
    if (problem) note(*problem);
    return problem.has_value();
  });
  if (plan_.events.size() > kMaximumEvents) plan_.events.resize(kMaximumEvents);
}

bool RunSession::match_files(const DataFiles& files) {
  files_ = files;
  if (files_.size() > kMaximumFiles) {
    fail("There are too many files; allowed are at most " + std::to_string(kMaximumFiles) + ".");
    return false;
  }
  std::size_t bytes = 0;
  for (const auto& file : files_) bytes += file->bytes.size();
  if (bytes > kMaximumFilesBytes) {
    fail("The files are too large; allowed are " + std::to_string(kMaximumFilesBytes >> 20) + " MB together.");
    return false;
  }
  if (const DataFiles weights = weights_among(files_); !weights.empty() && !info_->has_networks) {
    fail(in_quotes(weights[0]->name) +
         " may hold the weights of a network, and this demo trains none. Of an archive of data, give the .npy files in "
         "it.");
    return false;
  }
  for (std::size_t i = 0; i < plan_.files.size(); ++i) {
    DataFileIdentity& wanted = plan_.files[i];
    if (i >= files_.size()) {
      fail("This run reads the file " + described(wanted) + ": please give it.");
      return false;
    }
    const DataFile& given = *files_[i];
    if (given.hash == wanted.hash) continue;
    note(in_quotes(given.name) + " is another file than the " + described(wanted) +
         " this run was made with: its numbers will differ.");
    wanted = {given.name, {}, given.hash};
  }
  for (std::size_t i = plan_.files.size(); i < files_.size(); ++i) {
    plan_.files.push_back({files_[i]->name, {}, files_[i]->hash});
  }
  return true;
}

void RunSession::make() {
  guarded([this] { make_experiment(); });
}

void RunSession::make_experiment() {
  parameters_ = start_parameters_;
  start_changed_ = false;
  step_ = furthest_ = 0;
  next_event_ = 0;
  reason_.clear();
  experiment_.reset();  // before the next one asks for memory
  checkpoints_.clear();
  Result<std::unique_ptr<Experiment>> made =
      info_->make({*parameters_, plan_.seed, plan_.data_seed, plan_.points, files_, pool_});
  if (!made) return fail(made.error());
  experiment_ = std::move(*made);
  const std::vector<std::string> shapes = experiment_->file_shapes();
  for (std::size_t i = 0; i < std::min(shapes.size(), plan_.files.size()); ++i)
    plan_.files[i].shape = shapes[i].size() <= kLongestShape ? shapes[i] : "";
  ++plan_revision_;
  checkpoints_.keep(0, *experiment_, *parameters_);
  replay();
  check();
}

void RunSession::replay() {
  for (; next_event_ < plan_.events.size() && plan_.events[next_event_].step <= step_; ++next_event_) {
    const TimedEvent& event = plan_.events[next_event_];
    const auto* action = std::get_if<Action>(&event.what);
    if (action == nullptr) {
      apply(std::get<Tuning>(event.what));
    } else if (!experiment_->act(*action)) {
      note("A change recorded at step " + std::to_string(event.step) + " in " + in_quotes(action->panel) +
           " means nothing to this demo and was left out.");
    }
  }
}

void RunSession::apply(const Tuning& tuning) {
  const Result<bool> taken = parameters_->set(tuning.parameter, tuning.value);
  if (taken) experiment_->tune(*parameters_);
}

void RunSession::check() {
  std::optional<Divergence> divergence = experiment_->divergence();
  condition_ = divergence ? Condition::diverged : experiment_->finished() ? Condition::finished : Condition::ready;
  if (!divergence) divergence.emplace();
  reason_ = std::move(divergence->cause);
  remedy_ = {std::move(divergence->parameter), std::move(divergence->stable_value)};
}

void RunSession::step() {
  guarded([this] {
    experiment_->step();
    ++step_;
    furthest_ = std::max(furthest_, step_);
    keep_checkpoint();
    replay();
    check();
  });
}

void RunSession::keep_checkpoint() {
  if (checkpoints_.wants(step_) && !experiment_->divergence()) checkpoints_.keep(step_, *experiment_, *parameters_);
}

void RunSession::seek(std::uint64_t step) {
  if (experiment_ == nullptr) return;
  const Checkpoint* from = checkpoints_.nearest(step);
  const bool on_the_way = step_ <= step && (from == nullptr || from->step <= step_);
  const std::uint64_t furthest = furthest_;
  if (!on_the_way && from != nullptr) {
    guarded([&] { restore(*from); });
  } else if (!on_the_way) {  // there was no memory for a copy
    make();
    furthest_ = furthest;
  }
  checkpoints_.expect_replay(step_, std::min(step, furthest));
}

void RunSession::restore(const Checkpoint& from) {
  experiment_ = from.experiment->clone();
  parameters_ = from.parameters;
  step_ = from.step;
  const auto here = std::find_if(plan_.events.begin(), plan_.events.end(),
                                 [this](const TimedEvent& event) { return event.step >= step_; });
  next_event_ = static_cast<std::size_t>(here - plan_.events.begin());
  replay();
  check();
}

std::uint64_t RunSession::rewind_step() const {
  if (remedy_.parameter.empty()) {
    const Checkpoint* last = checkpoints_.nearest(step_);
    return last == nullptr ? 0 : last->step;
  }
  std::uint64_t step = 0;
  for (const TimedEvent& event : plan_.events) {
    const auto* tuning = std::get_if<Tuning>(&event.what);
    if (tuning != nullptr && tuning->parameter == remedy_.parameter && event.step < step_) step = event.step;
  }
  return step;
}

bool RunSession::belongs_to_start(const TimedEvent& event) const {
  const auto changes_points = [](const TimedEvent& one) {
    const auto* action = std::get_if<Action>(&one.what);
    return action != nullptr && concerns_points(*action);
  };
  // Points added by events before would be renumbered.
  const auto past_end = plan_.events.begin() + static_cast<std::ptrdiff_t>(next_event_);
  return step_ == 0 && changes_points(event) && std::none_of(plan_.events.begin(), past_end, changes_points);
}

bool RunSession::has_room(const TimedEvent& event) {
  if (belongs_to_start(event)) return true;
  const auto past_end = plan_.events.begin() + static_cast<std::ptrdiff_t>(next_event_);
  const bool room = has_room_for({plan_.events.begin(), past_end}, event, info_->schema);
  if (!room) note("This run has taken as many changes as a link can hold; start it anew to change more.");
  return room;
}

void RunSession::keep(TimedEvent event) {
  const std::vector<TimedEvent> before = plan_.events;
  plan_.events.resize(next_event_);  // a person's change ends the replay
  furthest_ = step_;
  if (belongs_to_start(event)) {
    start_changed_ = apply_gesture(std::get<Action>(event.what).gesture, plan_.points) || start_changed_;
  } else {
    record(plan_.events, std::move(event));
    next_event_ = plan_.events.size();
  }
  // Checkpoints stand before the events of their step. Wiping a pad also takes back what was drawn long before.
  checkpoints_.forget_after(std::min(step_, same_until(before, plan_.events)));
  ++plan_revision_;
}

void RunSession::tune(const Tuning& tuning) {
  if (experiment_ == nullptr) return;
  if (const auto problem = tuning_problem(tuning, info_->schema)) return note(*problem);
  if (parameters_->value(info_->schema.index_of(tuning.parameter)) == tuning.value) return;
  const TimedEvent event{step_, tuning};
  if (!has_room(event)) return;
  guarded([&] {
    apply(tuning);
    keep(event);
    check();
  });
}

void RunSession::act(const Action& action) {
  if (experiment_ == nullptr) return;
  const TimedEvent event{step_, rounded_for_links(action)};
  const Action& rounded = std::get<Action>(event.what);
  if (const auto* stroke = std::get_if<StrokeDrawn>(&rounded.gesture); stroke != nullptr && stroke->xy.empty()) return;
  const bool adds = std::holds_alternative<PointAdded>(rounded.gesture);
  if (adds && std::max(experiment_->drawn_points().size(), plan_.points.size()) >= kMaximumDrawnPoints) {
    return note("There are " + std::to_string(kMaximumDrawnPoints) + " drawn points, as many as a run can take.");
  }
  if (!has_room(event)) return;
  guarded([&] {
    if (!experiment_->act(rounded)) return;
    keep(event);
    check();
  });
}

void RunSession::settle() {
  if (start_changed_ && experiment_ != nullptr) make();
}

std::uint64_t RunSession::state_hash() const {
  StateHasher hasher;
  hasher.add(plan_.id);
  hasher.add(step_);
  if (experiment_ != nullptr) experiment_->hash_state(hasher);
  return hasher.digest();
}

std::vector<SavedFile> RunSession::networks(NetworkFormat format) {
  std::vector<SavedFile> files;
  if (experiment_ != nullptr) guarded([&] { files = experiment_->networks(format); });
  return files;
}

void RunSession::describe(Snapshot& snapshot) {
  snapshot.rewind_content();
  snapshot.step = step_;
  snapshot.furthest_step = furthest_;
  checkpoints_.list(snapshot.checkpoints);
  snapshot.rewind_step = condition_ == Condition::diverged ? rewind_step() : 0;
  snapshot.drawn_points.clear();
  snapshot.notes.clear();
  snapshot.seeds = {};
  if (experiment_ != nullptr) {
    guarded([&] {
      experiment_->describe(snapshot);
      snapshot.seeds = experiment_->seeds();
      const std::span<const DrawnPoint> points = experiment_->drawn_points();
      snapshot.drawn_points.assign(points.begin(), points.end());
      const std::span<const std::string> notes = experiment_->notes();
      snapshot.notes.assign(notes.begin(), notes.end());
    });
    if (condition_ == Condition::failed) snapshot.rewind_content();
  }
  snapshot.state_hash.reset();
  snapshot.networks.reset();
  snapshot.message = message();
  snapshot.remedy = remedy_;
}

}  // namespace lectern
