#include "core/simd/thread_pool.h"

#include <algorithm>
#include <atomic>
#include <condition_variable>
#include <mutex>
#include <thread>
#include <vector>

#include "core/math/matrix.h"

#if defined(__EMSCRIPTEN__)
#include <emscripten/threading.h>
#endif

namespace lectern {
namespace {

// How often a waiting thread looks before it sleeps, about 50 µs: training is a chain of tiny
// parallel loops, and in a browser waking a sleeper takes longer than most of them.
#if defined(__EMSCRIPTEN__)
constexpr int kSpins = 40000;
inline void pause_briefly() {}
#elif defined(__x86_64__) || defined(__i386__)
constexpr int kSpins = 2000;
inline void pause_briefly() { __builtin_ia32_pause(); }
#else
constexpr int kSpins = 10000;
inline void pause_briefly() {}
#endif

// A wait that looks for a while and then sleeps. A sleeper first counts itself, then looks once
// more; a waker first changes what is looked at, then reads the count. Both in sequentially
// consistent order, so one of the two always sees the other.
class Gate {
 public:
  template <typename Open>
  void wait(Open open) {
    for (int spin = 0; spin < kSpins; ++spin) {
      if (open()) return;
      pause_briefly();
    }
    std::unique_lock lock(mutex_);
    sleepers_.fetch_add(1);
    woken_.wait(lock, open);
    sleepers_.fetch_sub(1);
  }

  void wake() {
    if (sleepers_.load() == 0) return;
    std::lock_guard lock(mutex_);
    woken_.notify_all();
  }

 private:
  std::atomic<int> sleepers_{0};
  std::mutex mutex_;
  std::condition_variable woken_;
};

}  // namespace

// The job's fields are written while no chunk is open, and a worker reads them only after it has
// claimed a chunk, which keeps the run alive until that chunk is done: no other lock is needed, and
// a worker that wakes late simply finds nothing to claim.
#if defined(__EMSCRIPTEN__)
// The linker takes this function from the library with threads or from the one without.
bool threads_available() { return emscripten_has_threading_support(); }
#else
bool threads_available() { return true; }
#endif

struct ThreadPool::Crew {
  Call call = nullptr;
  void* context = nullptr;
  std::ptrdiff_t chunks = 0;

  alignas(64) std::atomic<std::ptrdiff_t> unclaimed{0};
  alignas(64) std::atomic<std::ptrdiff_t> unfinished{0};
  std::atomic<bool> stopping{false};
  Gate work;
  Gate done;

  std::vector<AlignedVector<std::byte>> scratch;
  std::vector<std::thread> threads;

  // Does chunks until none is left to claim.
  void help(int worker) {
    std::ptrdiff_t left = unclaimed.load();
    while (left > 0) {
      if (!unclaimed.compare_exchange_weak(left, left - 1)) continue;
      call(context, chunks - left, worker);
      if (unfinished.fetch_sub(1) == 1) done.wake();
      left = unclaimed.load();
    }
  }

  void work_until_stopped(int worker) {
    while (true) {
      work.wait([this] { return unclaimed.load() > 0 || stopping.load(); });
      if (stopping.load()) return;
      help(worker);
    }
  }
};

ThreadPool::ThreadPool(int workers) : crew_(std::make_unique<Crew>()) {
  const int count = threads_available() ? std::max(workers, 1) : 1;
  crew_->scratch.resize(static_cast<std::size_t>(count));
  for (int worker = 1; worker < count; ++worker) {
    crew_->threads.emplace_back([crew = crew_.get(), worker] { crew->work_until_stopped(worker); });
  }
}

ThreadPool::~ThreadPool() {
  crew_->stopping.store(true);
  crew_->work.wake();
  for (std::thread& thread : crew_->threads) thread.join();
}

void ThreadPool::run_chunks(std::ptrdiff_t chunks, Call call, void* context) {
  if (chunks <= 1 || crew_->threads.empty()) {
    for (std::ptrdiff_t chunk = 0; chunk < chunks; ++chunk) call(context, chunk, 0);
    return;
  }
  crew_->call = call;
  crew_->context = context;
  crew_->chunks = chunks;
  crew_->unfinished.store(chunks);
  crew_->unclaimed.store(chunks);
  crew_->work.wake();
  crew_->help(0);
  crew_->done.wait([this] { return crew_->unfinished.load() == 0; });
}

int ThreadPool::workers() const { return static_cast<int>(crew_->scratch.size()); }

void ThreadPool::reserve_scratch(std::size_t bytes) {
  for (AlignedVector<std::byte>& memory : crew_->scratch) {
    if (memory.size() < bytes) memory.resize(bytes);
  }
}

std::byte* ThreadPool::scratch(int worker) const { return crew_->scratch[static_cast<std::size_t>(worker)].data(); }

}  // namespace lectern
