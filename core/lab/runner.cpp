#include "core/lab/runner.h"

#include <atomic>
#include <thread>

#include "core/lab/bell.h"
#include "core/lab/runner_core.h"

namespace lectern {
namespace {

class InlineRunner final : public Runner {
 public:
  InlineRunner(int workers, Clock clock, const Registry& registry) : core_(workers, clock, registry) {}

  RunRequest& desired() override { return desired_; }
  void submit() override { core_.submit(desired_); }
  void pump(double budget_s) override { core_.work(budget_s); }
  bool refresh() override { return core_.refresh(); }
  const Snapshot& latest() const override { return core_.latest(); }
  Snapshot& latest() override { return core_.latest(); }
  const TrialOutcome& trial() const override { return core_.trial(); }
  int workers() const override { return core_.workers(); }

 private:
  RunRequest desired_;
  RunnerCore core_;
};

// How long a new request or a taken snapshot may have to wait for the worker, besides one step.
constexpr double kSlice_s = 0.004;

class ThreadRunner final : public Runner {
 public:
  ThreadRunner(int workers, Clock clock, const Registry& registry)
      : core_(workers, clock, registry), thread_([this] { run(); }) {}
  ~ThreadRunner() override {
    stopping_.store(true, std::memory_order_relaxed);
    bell_.ring();
    thread_.join();
  }

  RunRequest& desired() override { return desired_; }
  void submit() override {
    core_.submit(desired_);
    bell_.ring();
  }
  void pump(double) override {}
  bool refresh() override { return core_.refresh(); }
  const Snapshot& latest() const override { return core_.latest(); }
  Snapshot& latest() override { return core_.latest(); }
  const TrialOutcome& trial() const override { return core_.trial(); }
  int workers() const override { return core_.workers(); }

 private:
  void run() {
    while (!stopping_.load(std::memory_order_relaxed)) {
      const double pause_s = core_.work(kSlice_s);
      if (pause_s > 0) bell_.wait(pause_s);
    }
  }

  RunRequest desired_;
  RunnerCore core_;
  Bell bell_;
  std::atomic<bool> stopping_ = false;
  std::thread thread_;  // last: it uses everything above
};

}  // namespace

std::unique_ptr<Runner> make_thread_runner(int workers, Clock clock, const Registry& registry) {
  return std::make_unique<ThreadRunner>(workers, clock, registry);
}

std::unique_ptr<Runner> make_inline_runner(int workers, Clock clock, const Registry& registry) {
  return std::make_unique<InlineRunner>(workers, clock, registry);
}

}  // namespace lectern
