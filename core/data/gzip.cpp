#include "core/data/gzip.h"

#include <zlib.h>

#include <algorithm>
#include <array>
#include <limits>

namespace lectern::data {

// zlib's decoder, released in any case.
class Inflater {
 public:
  explicit Inflater(std::string_view bytes) {
    stream_.next_in = const_cast<Bytef*>(reinterpret_cast<const Bytef*>(bytes.data()));
    stream_.avail_in = static_cast<uInt>(bytes.size());
    constexpr int kGzipOnly = 16;
    ready_ = inflateInit2(&stream_, MAX_WBITS + kGzipOnly) == Z_OK;
  }
  ~Inflater() {
    if (ready_) inflateEnd(&stream_);
  }
  Inflater(const Inflater&) = delete;
  Inflater& operator=(const Inflater&) = delete;

  bool ready() const { return ready_; }
  z_stream& stream() { return stream_; }

 private:
  z_stream stream_{};
  bool ready_ = false;
};

namespace {

std::string megabytes(std::size_t bytes) { return std::to_string(bytes >> 20) + " MB"; }

}  // namespace

bool is_gzip(std::string_view bytes) { return bytes.starts_with("\x1f\x8b"); }

std::string gzip_start(std::string_view bytes, std::size_t count) {
  Inflater inflater(bytes.substr(0, std::numeric_limits<uInt>::max()));
  std::string out(count, '\0');
  if (!inflater.ready()) return {};
  inflater.stream().next_out = reinterpret_cast<Bytef*>(out.data());
  inflater.stream().avail_out = static_cast<uInt>(count);
  inflate(&inflater.stream(), Z_SYNC_FLUSH);
  out.resize(count - inflater.stream().avail_out);
  return out;
}

Result<std::string> unpack_gzip(std::string_view bytes, std::size_t limit) {
  if (bytes.size() > std::numeric_limits<uInt>::max()) return Error{"The gzip file is too large."};
  Inflater inflater(bytes);
  if (!inflater.ready()) return Error{"There is not enough memory to unpack the gzip file."};
  z_stream& stream = inflater.stream();
  std::string out;
  std::array<char, 64 * 1024> chunk;
  for (;;) {
    stream.next_out = reinterpret_cast<Bytef*>(chunk.data());
    stream.avail_out = static_cast<uInt>(chunk.size());
    const int status = inflate(&stream, Z_NO_FLUSH);
    const std::size_t got = chunk.size() - stream.avail_out;
    if (got > limit - out.size()) {
      return Error{"The gzip file unpacks to more than " + megabytes(limit) + ", the most allowed."};
    }
    out.append(chunk.data(), got);
    if (status == Z_STREAM_END) {
      if (stream.avail_in == 0) return out;
      if (inflateReset(&stream) != Z_OK) break;  // another member follows
    } else if (status != Z_OK || (got == 0 && stream.avail_in == 0)) {
      break;
    }
  }
  const std::size_t at = bytes.size() - stream.avail_in;
  return Error{"The gzip file is damaged or cut short near byte " + std::to_string(at) + "."};
}

GzipParts::GzipParts() : inflater_(std::make_unique<Inflater>(std::string_view())) {}
GzipParts::GzipParts(GzipParts&&) noexcept = default;
GzipParts& GzipParts::operator=(GzipParts&&) noexcept = default;
GzipParts::~GzipParts() = default;

bool GzipParts::add(std::string_view part, const std::function<bool(std::string_view)>& take) {
  if (!inflater_->ready()) return false;
  z_stream& stream = inflater_->stream();
  stream.next_in = const_cast<Bytef*>(reinterpret_cast<const Bytef*>(part.data()));
  stream.avail_in = static_cast<uInt>(part.size());
  std::array<char, 64 * 1024> chunk;
  while (stream.avail_in > 0 || !is_complete_) {
    if (is_complete_) {  // another member follows
      if (inflateReset(&stream) != Z_OK) return false;
      is_complete_ = false;
    }
    stream.next_out = reinterpret_cast<Bytef*>(chunk.data());
    stream.avail_out = static_cast<uInt>(chunk.size());
    const int status = inflate(&stream, Z_NO_FLUSH);
    const std::size_t got = chunk.size() - stream.avail_out;
    if (got > 0 && !take({chunk.data(), got})) return true;
    if (status == Z_STREAM_END) {
      is_complete_ = true;
    } else if (status == Z_BUF_ERROR || (status == Z_OK && stream.avail_in == 0 && stream.avail_out > 0)) {
      return true;  // the next part goes on
    } else if (status != Z_OK) {
      return false;
    }
  }
  return true;
}

}  // namespace lectern::data
