#include "core/data/file_intake.h"

#include <algorithm>
#include <charconv>
#include <system_error>
#include <utility>

#include "core/data/foreign_file.h"
#include "core/data/idx.h"
#include "core/data/limits.h"
#include "core/data/npy.h"

namespace lectern::data {
namespace {

constexpr std::size_t kEnough = 512;  // to tell what a file is
constexpr std::string_view kDrawn = "# rows drawn: ", kOf = " of ";

bool may_be_table(std::string_view beginning) {
  return !is_npy(beginning) && !is_idx(beginning) && !is_gzip(beginning) && foreign_file(beginning).empty() &&
         beginning.find('\0') == std::string_view::npos;
}

std::string too_large(std::size_t limit) {
  return "has more than " + std::to_string(limit >> 20) + " MB; only tables of text may be larger.";
}

}  // namespace

FileIntake::FileIntake(std::uint64_t expected) : expected_(expected) {
  if (expected <= kMaximumFileBytes) bytes_.reserve(static_cast<std::size_t>(expected));
}

void FileIntake::add(std::string_view part) {
  if (is_hopeless()) return;
  taken_ += part.size();
  if (taken_ > expected_) {
    problem_ = "has grown while it was read.";
    return;
  }
  if (!has_begun_) {
    bytes_.append(part);
    if (bytes_.size() >= kEnough) begin();
    return;
  }
  if (is_whole_) bytes_.append(part);
  sample(part);
}

// What becomes of the file, by its first bytes and its size.
void FileIntake::begin() {
  has_begun_ = true;
  const bool is_packed = is_gzip(bytes_), is_text = !is_packed && may_be_table(bytes_);
  is_whole_ = expected_ <= (is_packed || is_text ? kMaximumWholeBytes : kMaximumFileBytes);
  if (!is_packed && !is_text && !is_whole_) problem_ = too_large(kMaximumFileBytes);
  if (is_packed) gzip_.emplace();
  if (is_text && !is_whole_) sample_.emplace(kSampledBytes);
  if (!is_hopeless()) sample(bytes_);
  if (!is_whole_) std::string().swap(bytes_);
}

// What is packed is no table: nothing is drawn from it.
void FileIntake::look_at_unpacked() {
  if (may_be_table(beginning_)) {
    sample_.emplace(kSampledBytes);
    sample_->add(std::exchange(beginning_, {}));
    return;
  }
  gzip_.reset();
  if (!is_whole_) problem_ = too_large(kMaximumWholeBytes);
}

void FileIntake::sample(std::string_view part) {
  if (!gzip_) {
    if (sample_) sample_->add(part);
  } else {
    bool is_array = false;
    const bool is_sound = gzip_->add(part, [&](std::string_view text) {
      unpacked_ += text.size();
      if (sample_) {
        sample_->add(text);
        return !sample_->is_hopeless();
      }
      beginning_.append(text);
      is_array = beginning_.size() >= kEnough && !may_be_table(beginning_);
      if (beginning_.size() >= kEnough && !is_array) look_at_unpacked();
      return !is_array;
    });
    if (is_array) look_at_unpacked();
    // Of a damaged file that is kept whole its decoder says where.
    if (!is_sound) {
      gzip_.reset();
      sample_.reset();
      if (!is_whole_) problem_ = "is a damaged gzip file.";
    }
  }
  if (!sample_ || !sample_->is_hopeless()) return;
  sample_.reset();
  gzip_.reset();
  if (!is_whole_) problem_ = "is no table of text: it has a line of more than 2 MB.";
}

Result<std::string> FileIntake::finish() {
  if (!has_begun_ && !is_hopeless()) begin();
  if (is_hopeless()) return Error{problem_};
  if (taken_ < expected_) return Error{"could not be read to its end."};
  const bool is_cut = gzip_ && !gzip_->is_complete();
  if (!is_whole_ && is_cut) return Error{"is a gzip file that is cut short."};
  if (is_whole_ && (is_cut || !sample_ || unpacked_ <= kMaximumWholeBytes)) return std::move(bytes_);
  std::string().swap(bytes_);
  sample_->finish();
  const std::string kept = std::to_string(sample_->kept()), rows = std::to_string(sample_->rows());
  return sample_->take() + std::string(kDrawn) + kept + std::string(kOf) + rows + "\n";
}

std::optional<DrawnRows> drawn_rows(std::string_view bytes) {
  const std::size_t at = bytes.substr(0, bytes.size() - std::min<std::size_t>(bytes.size(), 1)).rfind('\n');
  std::string_view line = at == std::string_view::npos ? std::string_view() : bytes.substr(at + 1);
  if (!line.starts_with(kDrawn)) return std::nullopt;
  line.remove_prefix(kDrawn.size());
  DrawnRows drawn;
  const char* const end = line.data() + line.size();
  const auto kept = std::from_chars(line.data(), end, drawn.kept);
  line.remove_prefix(static_cast<std::size_t>(kept.ptr - line.data()));
  if (kept.ec != std::errc() || !line.starts_with(kOf)) return std::nullopt;
  const auto rows = std::from_chars(line.data() + kOf.size(), end, drawn.rows);
  if (rows.ec != std::errc() || drawn.rows < drawn.kept) return std::nullopt;
  return drawn;
}

}  // namespace lectern::data
