#include "core/cli/batch.h"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <condition_variable>
#include <cstdio>
#include <cstring>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "core/cli/batch_results.h"
#include "core/cli/commands.h"
#include "core/cli/headless.h"
#include "core/lab/text.h"
#include "core/math/state_hasher.h"

namespace lectern::cli {
namespace {

constexpr double kSecondsBetweenNews = 2;

// A file that lines are added to, in the order in which they come, while no other process adds any. A thread of its own
// sees them onto the disk, so that those who compute never wait for it.
class LineFile {
 public:
  static Result<std::unique_ptr<LineFile>> open(const std::string& path) {
    const int descriptor = ::open(path.c_str(), O_RDWR | O_CREAT, 0644);
    if (descriptor < 0)
      return Error{"The file " + in_quotes(path) + " cannot be written: " + std::strerror(errno) + "."};
    auto file = std::unique_ptr<LineFile>(new LineFile(descriptor));
    if (::flock(descriptor, LOCK_EX | LOCK_NB) != 0)
      return Error{"Another process is writing the file " + in_quotes(path) + "."};
    return file;
  }
  ~LineFile() {
    finish();
    ::close(descriptor_);
  }
  LineFile(const LineFile&) = delete;
  LineFile& operator=(const LineFile&) = delete;

  bool cut_at(std::uint64_t bytes) {
    const auto end = static_cast<off_t>(bytes);
    return ::ftruncate(descriptor_, end) == 0 && ::lseek(descriptor_, end, SEEK_SET) == end;
  }
  // From any thread. False: a line before could not be written.
  bool add(const std::string& line) {
    const std::lock_guard lock(mutex_);
    if (!writer_.joinable()) writer_ = std::thread([this] { write_all(); });
    waiting_ += line + '\n';
    wake_.notify_one();
    return failure_ == 0;
  }
  // Waits until all lines are on the disk. 0, or the number of the error.
  int finish() {
    {
      const std::lock_guard lock(mutex_);
      is_ended_ = true;
      wake_.notify_one();
    }
    if (writer_.joinable()) writer_.join();
    return failure_;
  }

 private:
  explicit LineFile(int descriptor) : descriptor_(descriptor) {}

  void write_all() {
    std::unique_lock lock(mutex_);
    while (true) {
      wake_.wait(lock, [this] { return is_ended_ || !waiting_.empty(); });
      if (waiting_.empty()) return;
      const std::string text = std::exchange(waiting_, {});
      if (failure_ != 0) continue;
      lock.unlock();
      const int failure = write_down(text);
      lock.lock();
      failure_ = failure;
    }
  }
  int write_down(const std::string& text) const {
    for (std::size_t done = 0; done < text.size();) {
      const ssize_t written = ::write(descriptor_, text.data() + done, text.size() - done);
      if (written < 0 && errno != EINTR) return errno;
      if (written > 0) done += static_cast<std::size_t>(written);
    }
    return ::fsync(descriptor_) == 0 ? 0 : errno;
  }

  int descriptor_;
  std::mutex mutex_;  // of what follows
  std::condition_variable wake_;
  std::string waiting_;
  bool is_ended_ = false;
  int failure_ = 0;
  std::thread writer_;
};

// A part of a list: every `of`-th run from `first` on.
struct Shard {
  std::uint64_t first = 0, of = 1;
};

Result<Shard> shard_of(const Arguments& arguments) {
  const std::string* text = arguments.value("shard");
  if (!text) return Shard{};
  const std::vector<std::string_view> parts = split(*text, '/');
  if (parts.size() == 2) {
    const auto number = parse_natural(parts[0]), of = parse_natural(parts[1]);
    if (number && of && *number >= 1 && *number <= *of) return Shard{*number - 1, *of};
  }
  return Error{"--shard: " + in_quotes(*text) + " is not allowed; allowed is I/N, the I-th of N shares, as in 3/20."};
}

// Tells, now and then, how far the work is.
class News {
 public:
  News(std::size_t all, unsigned workers) : all_(all), workers_(workers) {}

  void one_more() {
    ++done_;
    if (clock_s() - told_ < kSecondsBetweenNews && done_ < all_) return;
    told_ = clock_s();
    const double rate = static_cast<double>(done_) / std::max(told_ - start_, 1e-9);
    std::fprintf(stderr, "%zu of %zu runs, %s a second (%s a core)\n", done_, all_,
                 number_text(rounded_decimal(rate, 3)).c_str(),
                 number_text(rounded_decimal(rate / workers_, 3)).c_str());
  }

 private:
  std::size_t all_, done_ = 0;
  unsigned workers_;
  double start_ = clock_s(), told_ = start_;
};

}  // namespace

Result<bool> run_batch(const Arguments& arguments) {
  if (!arguments.words.empty())
    return Error{"With --batch the links stand in the file; " + in_quotes(arguments.words[0]) + " is one too many."};
  for (const auto& [option, text] : arguments.values)
    if (option != "batch" && option != "shard" && option != "out" && option != "threads")
      return Error{"--" + option + " does not go together with --batch; a link says it all."};
  const std::string* out = arguments.value("out");
  if (!out) return Error{"--batch needs --out FILE, where the results are to stand."};
  const Result<Shard> shard = shard_of(arguments);
  if (!shard) return Error{shard.error()};
  const auto cores = std::max(1u, std::thread::hardware_concurrency());
  const Result<unsigned long long> threads = number_of(arguments, "threads", 1, kMaximumThreads, cores);
  if (!threads) return Error{threads.error()};
  const Result<LinkList> list = read_links(*arguments.value("batch"));
  if (!list) return Error{list.error()};

  Result<std::unique_ptr<LineFile>> file = LineFile::open(*out);
  if (!file) return Error{file.error()};
  BatchResults there{.of = list->links.size(), .list = hash_text(list->hash), .lines = {}};
  const Result<bool> read = add_results(*out, there);
  if (!read) return Error{read.error()};
  if (!(*file)->cut_at(there.whole_bytes)) return Error{"The file " + in_quotes(*out) + " cannot be written."};

  std::vector<std::size_t> numbers;
  std::vector<SharedRun> runs;
  for (std::size_t i = shard->first; i < list->links.size(); i += shard->of) {
    if (there.lines.contains(i + 1)) continue;
    Result<SharedRun> run = read_link(list->links[i]);
    if (!run) return Error{"Link " + std::to_string(i + 1) + ": " + run.error()};
    numbers.push_back(i);
    runs.push_back(std::move(*run));
  }

  const auto workers = static_cast<unsigned>(std::clamp<std::size_t>(numbers.size(), 1, *threads));
  std::atomic<std::size_t> next = 0;
  std::mutex telling;
  News news(numbers.size(), workers);
  const auto work = [&] {
    for (std::size_t i = next++; i < numbers.size(); i = next++) {
      const std::unique_ptr<Runner> runner = run_to(runs[i].plan, runs[i].step, {}, 1);
      const std::string line = result_line(*list, numbers[i], runner->latest());
      if (!(*file)->add(line)) return;
      const std::lock_guard lock(telling);
      news.one_more();
    }
  };
  std::vector<std::thread> crew;
  for (unsigned i = 1; i < workers; ++i) crew.emplace_back(work);
  work();
  for (std::thread& one : crew) one.join();
  if (const int failure = (*file)->finish(); failure != 0)
    return Error{"The file " + in_quotes(*out) + " cannot be written to its end: " + std::strerror(failure) + "."};
  return true;
}

}  // namespace lectern::cli
