#include "core/experiments/classifier-comparison/contest.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

namespace lectern {
namespace {

constexpr int kFewSplits = 5;

}  // namespace

double error_of(const Learner& learner, const LearningSet& set) {
  if (learner.failed() || set.size() == 0) return kUnknown;
  std::vector<double> answers(static_cast<std::size_t>(set.size()));
  learner.answer(set.X, answers);
  double sum = 0;
  for (std::size_t i = 0; i < answers.size(); ++i) {
    if (set.learns_classes)
      sum += std::floor(answers[i]) == set.present[static_cast<std::size_t>(set.labels[i])] ? 0 : 1;
    else
      sum += (answers[i] - set.y[i]) * (answers[i] - set.y[i]);
  }
  const double mean = sum / static_cast<double>(set.size());
  return set.learns_classes ? mean : std::sqrt(mean);
}

Contest::Contest(std::vector<ContestSheet> sheets, std::size_t watched, std::span<const LearnerKind> learners,
                 const LearnerKnobs& knobs, int splits, const Rng& learning, const Rng& splitting)
    : sheets_(std::move(sheets)),
      watched_(watched),
      learners_(learners),
      knobs_(knobs),
      splits_(splits),
      learning_(learning),
      splitting_(splitting) {}

void Contest::set_watched(std::shared_ptr<const LearningSet> training, std::shared_ptr<const LearningSet> held_out,
                          data::Dataset all) {
  ContestSheet& sheet = sheets_[watched_];
  sheet.training = std::move(training);
  sheet.held_out = std::move(held_out);
  sheet.learned.clear();
  sheet.training_errors.clear();
  sheet.held_out_errors.clear();
  all_ = std::move(all);
  training_errors_.clear();
  held_out_errors_.clear();
  present_.reset();
  ++changes_;
}

std::size_t Contest::next_sheet() const {
  if (!all_learned(watched_)) return watched_;
  for (std::size_t s = 0; s < sheets_.size(); ++s)
    if (!all_learned(s)) return s;
  return sheets_.size();
}

bool Contest::finished() const {
  if (next_sheet() < sheets_.size()) return false;
  const bool has_held_out = watched_sheet().held_out->size() > 0 && watched_sheet().training->is_enough();
  return !has_held_out || splits() >= splits_;
}

// A split is of the whole set, in other parts; each of its learners draws as on the first.
void Contest::start() {
  const std::size_t sheet = next_sheet();
  if (sheet < sheets_.size()) {
    const std::size_t learner = sheets_[sheet].learned.size();
    present_.emplace(learners_[learner], sheets_[sheet].training, knobs_,
                     learning_.split(sheets_[sheet].id).split(static_cast<std::uint64_t>(learner)));
    return;
  }
  const std::size_t learner = held_out_errors_.size() % learners_.size();
  if (learner == 0 || split_training_ == nullptr) {
    const auto held_out = static_cast<double>(watched_sheet().held_out->size());
    Rng draws = splitting_.split(static_cast<std::uint64_t>(splits()));
    const data::TrainValidation parts = data::split(all_, held_out / static_cast<double>(all_.size()), draws);
    const bool are_classes = watched_sheet().training->learns_classes;
    split_training_ = std::make_shared<const LearningSet>(parts.training, are_classes);
    split_held_out_ = std::make_shared<const LearningSet>(parts.validation, are_classes);
  }
  const Rng draws = learning_.split("splits").split(static_cast<std::uint64_t>(splits()));
  present_.emplace(learners_[learner], split_training_, knobs_, draws.split(static_cast<std::uint64_t>(learner)));
}

void Contest::take() {
  const std::size_t sheet = next_sheet();
  const bool is_split = sheet == sheets_.size();
  const LearningSet& training = is_split ? *split_training_ : *sheets_[sheet].training;
  const LearningSet& held_out = is_split ? *split_held_out_ : *sheets_[sheet].held_out;
  const double seen = error_of(*present_, training), unseen = error_of(*present_, held_out);
  if (is_split || sheet == watched_) {
    training_errors_.push_back(seen);
    held_out_errors_.push_back(unseen);
  }
  if (!is_split) {
    sheets_[sheet].training_errors.push_back(seen);
    sheets_[sheet].held_out_errors.push_back(unseen);
    sheets_[sheet].learned.emplace_back(std::move(*present_));
  }
  present_.reset();
}

void Contest::step() {
  if (finished()) return;
  if (present_)
    present_->work();
  else
    start();
  if (present_->finished()) take();
}

void Contest::learn_watched(double operations) {
  double done = 0;
  while (!all_learned(watched_) && done < operations) {
    const double before = present_ ? present_->cost() : 0;
    if (present_)
      present_->work();
    else
      start();
    done += present_->cost() - before;
    if (present_->finished()) take();
  }
}

SpreadOfSplits Contest::spread(const std::vector<double>& errors, std::size_t learner) const {
  SpreadOfSplits result;
  double sum = 0;
  for (std::size_t i = learner; i < errors.size(); i += learners_.size()) {
    sum += errors[i];
    ++result.splits;
  }
  result.mean = result.splits > 0 ? sum / result.splits : kUnknown;
  double squares = 0;
  for (std::size_t i = learner; i < errors.size(); i += learners_.size())
    squares += (errors[i] - result.mean) * (errors[i] - result.mean);
  result.deviation = result.splits > 1 ? std::sqrt(squares / (result.splits - 1)) : kUnknown;
  return result;
}

int Contest::best() const {
  int best = -1;
  double least = std::numeric_limits<double>::infinity();
  for (std::size_t i = 0; i < watched_sheet().learned.size(); ++i) {
    const double error = held_out_error(i).mean;
    if (!(error < least)) continue;
    least = error;
    best = static_cast<int>(i);
  }
  return best;
}

bool Contest::differ(std::size_t a, std::size_t b) const {
  const auto J = static_cast<std::size_t>(splits());
  if (J < kFewSplits) return false;
  double sum = 0, squares = 0;
  for (std::size_t j = 0; j < J; ++j) sum += split_error(j, a) - split_error(j, b);
  const double count = static_cast<double>(J), mean = sum / count;
  for (std::size_t j = 0; j < J; ++j) {
    const double difference = split_error(j, a) - split_error(j, b) - mean;
    squares += difference * difference;
  }
  const double ratio =
      static_cast<double>(watched_sheet().held_out->size()) / static_cast<double>(watched_sheet().training->size());
  const double error = std::sqrt((1 / count + ratio) * squares / (count - 1));
  return std::fabs(mean) > 2 * error;
}

}  // namespace lectern
