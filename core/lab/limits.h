#pragma once

#include <cstddef>
#include <cstdint>

// What a run may hold, and so its link: the one table that fields, the writer and the reader of links go by. Whatever
// the page takes opens from its own link as the same run.
namespace lectern {

constexpr std::uint64_t kMaximumSeed = (std::uint64_t{1} << 53) - 1;  // exact in every JSON reader
constexpr std::uint64_t kMaximumStep = kMaximumSeed;

constexpr std::size_t kMaximumFiles = 40;                           // two classes of twenty pictures
constexpr std::size_t kMaximumFilesBytes = std::size_t(256) << 20;  // of a run's files together
constexpr std::size_t kLongestFileName = 200;  // bytes; longer names are cut in the middle: see make_data_file()
constexpr std::size_t kLongestShape = 40;      // bytes

constexpr std::size_t kMaximumDrawnPoints = 2000;  // in one experiment
constexpr int kMaximumDrawnClasses = 16;
constexpr int kMaximumExamples = 1 << 16;           // of a data set whose points can be moved and removed
constexpr std::size_t kMaximumStrokeNumbers = 512;  // two for each place of a stroke

constexpr std::size_t kMaximumEvents = 1000;
constexpr std::size_t kMaximumEventsText = 32 * 1024;  // bytes of a link

constexpr std::size_t kMaximumLinkedLesson = 8 * 1024;  // bytes of a packed lesson
constexpr int kMaximumLessonStop = 40;

// Bytes after the '#': room for two runs beside each other with everything above.
constexpr std::size_t kMaximumLinkLength = 256 * 1024;

}  // namespace lectern
