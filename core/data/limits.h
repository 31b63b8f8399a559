#pragma once

#include <cstddef>

// How much a file may hold. Decoders refuse more with a sentence, before they reserve memory for it.
namespace lectern::data {

inline constexpr std::size_t kMaximumFileBytes = std::size_t(128) << 20;
// Of a table of text that is larger, packed or not, only some rows are kept: at most as many bytes that their numbers,
// each with a separator behind it, are no more than kMaximumTableValues.
inline constexpr std::size_t kMaximumWholeBytes = std::size_t(64) << 20;
inline constexpr std::size_t kMaximumUnpackedBytes = std::size_t(192) << 20;
inline constexpr std::size_t kMaximumValues = 48'000'000;  // 60 000 pictures of 28 × 28 fit
inline constexpr std::size_t kMaximumTableValues = 10'000'000;
inline constexpr std::size_t kSampledBytes = 2 * kMaximumTableValues;
inline constexpr std::size_t kMaximumColumns = 10'000;
inline constexpr int kMaximumClasses = 100;

}  // namespace lectern::data
