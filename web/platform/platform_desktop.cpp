#include <SDL.h>
#include <webp/decode.h>

#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <memory>
#include <system_error>
#include <thread>
#include <utility>

#include "web/platform/platform.h"

namespace lectern::platform {

namespace {

std::optional<std::string> content_of(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  std::string bytes{std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
  if (!file.is_open() || file.bad()) return std::nullopt;
  return bytes;
}

std::optional<DecodedPicture> decoded(const std::optional<std::string>& bytes) {
  DecodedPicture picture;
  if (!bytes) return std::nullopt;
  const auto* data = reinterpret_cast<const std::uint8_t*>(bytes->data());
  if (!WebPGetInfo(data, bytes->size(), &picture.width, &picture.height)) return std::nullopt;
  picture.rgba.resize(static_cast<std::size_t>(picture.width) * static_cast<std::size_t>(picture.height));
  auto* rgba = reinterpret_cast<std::uint8_t*>(picture.rgba.data());
  if (!WebPDecodeRGBAInto(data, bytes->size(), rgba, picture.rgba.size() * 4, 4 * picture.width)) return std::nullopt;
  return picture;
}

std::vector<std::function<void()>>& waiting_fetches() {
  static std::vector<std::function<void()>> all;
  return all;
}

// In the source tree, as on a page beside it.
std::string asset_path(const std::string& name) { return LECTERN_ASSETS_DIR "/" + name; }

}  // namespace

Health health() {
  return {std::clamp(static_cast<int>(std::thread::hardware_concurrency()), 1, 8), true, "", "native"};
}

Runners make_runners(const Health& health) {
  return {make_thread_runner(health.workers, now_s), make_thread_runner(std::max(health.workers / 2, 1), now_s)};
}

GlContext gl_context() { return {SDL_GL_CONTEXT_PROFILE_CORE, 3, 3, "#version 330"}; }

double now_s() {
  return static_cast<double>(SDL_GetPerformanceCounter()) / static_cast<double>(SDL_GetPerformanceFrequency());
}
bool prefers_dark() { return false; }
bool has_touch() { return false; }
std::string page_address() { return ""; }

void navigate(const std::string&, const std::string& title, bool) {
  if (SDL_Window* window = SDL_GL_GetCurrentWindow()) SDL_SetWindowTitle(window, title.c_str());
}
void show_theme(bool) {}
std::string recall(const std::string&) { return ""; }
void remember(const std::string&, const std::string&) {}
void set_full_screen(bool full) {
  if (SDL_Window* window = SDL_GL_GetCurrentWindow())
    SDL_SetWindowFullscreen(window, full ? SDL_WINDOW_FULLSCREEN_DESKTOP : 0);
}
void describe(const std::string&) {}
void reply(const std::string&) {}

void fetch_asset(const std::string& name, std::function<void(std::optional<std::string>)> done) {
  waiting_fetches().push_back([name, done = std::move(done)] { done(content_of(asset_path(name))); });
}
void fetch_picture(const std::string& name, std::function<void(std::optional<DecodedPicture>)> done) {
  waiting_fetches().push_back([name, done = std::move(done)] { done(decoded(content_of(asset_path(name)))); });
}
void fetch_code(const std::string&, std::function<void(bool)> done) { done(true); }
bool deliver_assets() {
  const std::vector<std::function<void()>> deliveries = std::exchange(waiting_fetches(), {});
  for (const std::function<void()>& deliver : deliveries) deliver();
  return !deliveries.empty();
}

void copy_text(const std::string& text) { SDL_SetClipboardText(text.c_str()); }

// Without a loudspeaker nothing is heard, and SDL says why.
void play_sound(std::span<const float> samples, double rate_hz) {
  static SDL_AudioDeviceID device = 0;
  if (device != 0) SDL_CloseAudioDevice(std::exchange(device, 0));
  SDL_AudioSpec wanted{};
  wanted.freq = static_cast<int>(rate_hz);
  wanted.format = AUDIO_F32SYS;
  wanted.channels = 1;
  wanted.samples = 1024;
  if (SDL_InitSubSystem(SDL_INIT_AUDIO) == 0) device = SDL_OpenAudioDevice(nullptr, 0, &wanted, nullptr, 0);
  if (device == 0) {
    std::fprintf(stderr, "lectern: there is no sound: %s\n", SDL_GetError());
    return;
  }
  SDL_QueueAudio(device, samples.data(), static_cast<Uint32>(samples.size_bytes()));
  SDL_PauseAudioDevice(device, 0);
}

// Into the folder the program was started from.
void save_file(const std::string& name, const std::string&, std::string_view bytes) {
  std::ofstream(name, std::ios::binary).write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
}

std::optional<DroppedFile> open_dropped_file(const std::string& path) {
  std::error_code problem;
  const std::uintmax_t bytes = std::filesystem::file_size(path, problem);
  const auto file = std::make_shared<std::ifstream>(path, std::ios::binary);
  if (problem || !file->is_open()) return std::nullopt;
  return DroppedFile{bytes, [file](std::size_t most) {
                       std::string part(most, '\0');
                       file->read(part.data(), static_cast<std::streamsize>(most));
                       part.resize(static_cast<std::size_t>(file->gcount()));
                       return part;
                     }};
}
bool pick_files(const std::string&) { return false; }

bool has_text_fields() { return false; }
void open_text_field(const TextField&) {}
void move_text_field(const TextField&) {}
void close_text_field(bool) {}

}  // namespace lectern::platform
