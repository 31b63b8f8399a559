#pragma once

#include <cstddef>
#include <memory>
#include <type_traits>

namespace lectern {

// A fixed crew of threads for parallel loops. The caller takes part, so ThreadPool(1) starts no
// thread at all, and a build without threads behaves as if every pool had one worker.
// The work is cut into chunks by the caller's own sizes, never by the number of workers, so a loop
// whose chunks are independent gives the same bits with any pool.
class ThreadPool {
 public:
  // workers ≥ 1, counting the calling thread. Threads are created here and nowhere else.
  explicit ThreadPool(int workers);
  ~ThreadPool();
  ThreadPool(const ThreadPool&) = delete;
  ThreadPool& operator=(const ThreadPool&) = delete;

  int workers() const;

  // Calls body(chunk) once for each chunk in [0, chunks), on any worker, in any order, and returns
  // when all are done. `body` must not throw and must not call run on the same pool.
  template <typename Body>
  void run(std::ptrdiff_t chunks, Body&& body) {
    using Plain = std::remove_reference_t<Body>;
    run_chunks(chunks, [](void* context, std::ptrdiff_t chunk) { (*static_cast<Plain*>(context))(chunk); },
               const_cast<void*>(static_cast<const void*>(&body)));
  }

 private:
  void run_chunks(std::ptrdiff_t chunks, void (*call)(void*, std::ptrdiff_t), void* context);

  struct Crew;
  std::unique_ptr<Crew> crew_;
};

}  // namespace lectern
