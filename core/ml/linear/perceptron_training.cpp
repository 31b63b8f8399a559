#include "core/ml/linear/perceptron_training.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <utility>

#include "core/ml/linear/linear_scores.h"

namespace lectern::linear {
namespace {

constexpr std::size_t kPassesRemembered = 256;

void write_row(const Perceptron& perceptron, double* row) {
  row[0] = perceptron.bias();
  std::copy(perceptron.weights().begin(), perceptron.weights().end(), row + 1);
}

double length(std::span<const double> v) {
  double sum = 0;
  for (const double value : v) sum += value * value;
  return std::sqrt(sum);
}

int count_all_mistakes(const Matrix<double>& rows, const Matrix<double>& X, std::span<const int> labels) {
  std::vector<int> counts(static_cast<std::size_t>(std::max<std::ptrdiff_t>(rows.rows(), 2)));
  count_mistakes(rows, X, labels, counts);
  return std::accumulate(counts.begin(), counts.end(), 0);
}

}  // namespace

double PerceptronTraining::Task::bound() const {
  return separator ? novikoff_bound(separator->radius, separator->margin, start_length, perceptron.eta()) : 0;
}

PerceptronTraining::PerceptronTraining(ConstMatrixView<double> start, double eta, Order order, const Rng& rng)
    : order_(order), rng_(rng), rows_(start.rows, start.cols), pocket_rows_(start.rows, start.cols) {
  for (std::ptrdiff_t k = 0; k < start.rows; ++k) {
    const std::span<const double> row(start.row(k), static_cast<std::size_t>(start.cols));
    const Perceptron perceptron(row.subspan(1), row[0], eta);
    tasks_.push_back({{}, perceptron, 0, {}, length(row), 0, {}, {}});
    std::copy(row.begin(), row.end(), pocket_rows_.row(k));
  }
  set_data(Matrix<double>(0, start.cols - 1), {});
}

void PerceptronTraining::set_data(Matrix<double> X, std::vector<int> labels) {
  X_ = std::move(X);
  labels_ = std::move(labels);
  for (std::size_t k = 0; k < tasks_.size(); ++k) {
    Task& task = tasks_[k];
    const int own = tasks_.size() == 1 ? 1 : static_cast<int>(k);
    task.signs.resize(labels_.size());
    for (std::size_t i = 0; i < labels_.size(); ++i) task.signs[i] = labels_[i] == own ? 1 : -1;
    task.updated_by.reset();
    task.wrong = count_errors(task.perceptron, X_, task.signs);
    task.separator = widest_margin(X_, task.signs);
  }
  visits_.clear();
  calm_ = 0;
  pass_ends_.clear();
  cycle_ = 0;
  pocket_mistakes_ = count_all_mistakes(pocket_rows_, X_, labels_);
  take_rows();
  begin_pass();
}

void PerceptronTraining::begin_pass() {
  turns_.resize(labels_.size());
  std::iota(turns_.begin(), turns_.end(), std::size_t{0});
  if (order_ == Order::shuffled) rng_.shuffle(std::span(turns_));
  turn_ = 0;
}

bool PerceptronTraining::finished() const {
  if (labels_.empty() || (order_ != Order::wrong && calm_ < labels_.size())) return false;
  return std::all_of(tasks_.begin(), tasks_.end(), [](const Task& task) { return task.wrong == 0; });
}

bool PerceptronTraining::is_wrong(std::size_t i) const {
  return std::any_of(tasks_.begin(), tasks_.end(),
                     [&](const Task& task) { return task.signs[i] * task.perceptron.score(sample(i)) <= 0; });
}

std::size_t PerceptronTraining::next_sample() {
  for (;;) {
    if (turn_ == turns_.size()) {
      look_for_cycle();
      begin_pass();
    }
    const std::size_t i = turns_[turn_++];
    ++looked_at_;
    passes_ += 1 / static_cast<double>(turns_.size());
    if (order_ != Order::wrong || is_wrong(i)) return i;
  }
}

void PerceptronTraining::visit(std::size_t task_number, std::size_t i) {
  Task& task = tasks_[task_number];
  Visit& now = visits_[task_number];
  const double* row = rows_.row(static_cast<std::ptrdiff_t>(task_number));
  now.sample = i;
  now.score = task.perceptron.score(sample(i));
  now.before.assign(row, row + rows_.cols());
  now.updated = task.perceptron.visit(sample(i), task.signs[i]);
  if (!now.updated) return;
  ++task.updates;
  task.before_update = now.before;
  task.updated_by = i;
  task.wrong = count_errors(task.perceptron, X_, task.signs);
}

void PerceptronTraining::step() {
  if (labels_.empty() || finished()) return;
  const std::size_t i = next_sample();
  visits_.resize(tasks_.size());
  for (std::size_t k = 0; k < tasks_.size(); ++k) visit(k, i);
  ++calm_;
  if (std::none_of(visits_.begin(), visits_.end(), [](const Visit& one) { return one.updated; })) return;
  calm_ = 0;
  take_rows();
}

// From the same weights on, the same order of visits leads to the same weights again.
void PerceptronTraining::look_for_cycle() {
  if (order_ == Order::shuffled || cycle_ > 0) return;
  StateHasher hasher;
  hasher.add(std::span<const double>(rows_.data(), static_cast<std::size_t>(rows_.size())));
  const auto same = std::find(pass_ends_.rbegin(), pass_ends_.rend(), hasher.digest());
  if (same != pass_ends_.rend()) cycle_ = static_cast<std::size_t>(same - pass_ends_.rbegin()) + 1;
  if (pass_ends_.size() == kPassesRemembered) pass_ends_.erase(pass_ends_.begin());
  pass_ends_.push_back(hasher.digest());
}

void PerceptronTraining::take_rows() {
  for (std::size_t k = 0; k < tasks_.size(); ++k)
    write_row(tasks_[k].perceptron, rows_.row(static_cast<std::ptrdiff_t>(k)));
  mistakes_ = count_all_mistakes(rows_, X_, labels_);
  if (mistakes_ >= pocket_mistakes_) return;
  std::copy_n(rows_.data(), rows_.size(), pocket_rows_.data());
  pocket_mistakes_ = mistakes_;
}

}  // namespace lectern::linear
