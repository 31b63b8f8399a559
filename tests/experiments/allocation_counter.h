#pragma once

#include <cstddef>

// Counts what this thread takes from the heap. Under sanitizers, which bring their own heap, nothing is counted.
namespace lectern::tests {

std::size_t allocated_bytes();

}  // namespace lectern::tests
