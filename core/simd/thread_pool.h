#pragma once

#include <cstddef>
#include <memory>
#include <type_traits>

namespace lectern {

// False in a program for the web that is linked without threads. Every other object is the same in both programs.
bool threads_available();

// A fixed crew of threads for parallel loops. The caller takes part, so ThreadPool(1) starts no
// thread at all. Where threads are not available, every pool has one worker.
// The work is cut into chunks by the caller's own sizes, never by the number of workers, so a loop
// whose chunks are independent gives the same bits with any pool.
// One thread at a time uses a pool: run and reserve_scratch are called by the thread that owns it.
class ThreadPool {
 public:
  // workers ≥ 1, counting the calling thread. Threads are created here and nowhere else.
  explicit ThreadPool(int workers);
  ~ThreadPool();
  ThreadPool(const ThreadPool&) = delete;
  ThreadPool& operator=(const ThreadPool&) = delete;

  int workers() const;

  // Calls body(chunk) or body(chunk, worker) once for each chunk in [0, chunks), on any worker, in
  // any order, and returns when all are done. `worker` in [0, workers()) tells whose scratch memory
  // the call may use. `body` must not throw and must not call run on the same pool.
  template <typename Body>
  void run(std::ptrdiff_t chunks, Body&& body) {
    using Plain = std::remove_reference_t<Body>;
    run_chunks(
        chunks,
        [](void* context, std::ptrdiff_t chunk, int worker) {
          Plain& call = *static_cast<Plain*>(context);
          if constexpr (std::is_invocable_v<Plain&, std::ptrdiff_t, int>) {
            call(chunk, worker);
          } else {
            call(chunk);
          }
        },
        const_cast<void*>(static_cast<const void*>(&body)));
  }

  // Gives every worker at least `bytes` of scratch memory, keeping what it has when that is enough.
  // Not inside run. What the memory held is lost.
  void reserve_scratch(std::size_t bytes);

  // The scratch memory of one worker, aligned to a cache line; valid until the next reserve_scratch.
  std::byte* scratch(int worker) const;

 private:
  using Call = void (*)(void* context, std::ptrdiff_t chunk, int worker);
  void run_chunks(std::ptrdiff_t chunks, Call call, void* context);

  struct Crew;
  std::unique_ptr<Crew> crew_;
};

}  // namespace lectern
