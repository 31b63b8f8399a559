#include "tests/experiments/allocation_counter.h"

#include <atomic>
#include <cstdlib>
#include <new>

namespace {

#if defined(__EMSCRIPTEN__)
std::atomic<std::size_t> bytes_taken = 0;  // thread-local variables have no place there (tests/CMakeLists.txt)
#else
thread_local std::size_t bytes_taken = 0;
#endif

}  // namespace

namespace lectern::tests {

std::size_t allocated_bytes() { return bytes_taken; }

}  // namespace lectern::tests

// Sanitizers bring an allocator of their own: GCC says so by macros, Clang by features.
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define LECTERN_OWN_ALLOCATOR 0
#elif defined(__has_feature)
#define LECTERN_OWN_ALLOCATOR !(__has_feature(address_sanitizer) || __has_feature(thread_sanitizer))
#else
#define LECTERN_OWN_ALLOCATOR 1
#endif

#if LECTERN_OWN_ALLOCATOR

void* operator new(std::size_t bytes) {
  bytes_taken += bytes;
  if (void* memory = std::malloc(bytes == 0 ? 1 : bytes)) return memory;
  throw std::bad_alloc();
}

void* operator new(std::size_t bytes, std::align_val_t alignment) {
  bytes_taken += bytes;
  const auto align = static_cast<std::size_t>(alignment);
  const std::size_t whole = (bytes + align - 1) / align * align;
  if (void* memory = std::aligned_alloc(align, whole == 0 ? align : whole)) return memory;
  throw std::bad_alloc();
}

void operator delete(void* memory) noexcept { std::free(memory); }
void operator delete(void* memory, std::size_t) noexcept { std::free(memory); }
void operator delete(void* memory, std::align_val_t) noexcept { std::free(memory); }
void operator delete(void* memory, std::size_t, std::align_val_t) noexcept { std::free(memory); }

#endif
