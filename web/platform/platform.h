#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/lab/runner.h"

namespace lectern {

// What the program needs of its surroundings. platform_browser.cpp talks to the page (web/page/host.js),
// platform_desktop.cpp to the operating system; the build takes one of them.
namespace platform {

// Which build runs and on how many threads, and why not on more.
struct Health {
  int workers = 1;
  bool threads = false;
  std::string why;        // empty when threads run
  std::string isolation;  // what makes threads possible here
};
Health health();

// The OpenGL context to ask for, and the first line of Dear ImGui's shaders.
struct GlContext {
  int profile;  // SDL_GLprofile
  int major, minor;
  const char* shading_language;
};
GlContext gl_context();

// The runners that fit the build, with all their threads: none is made later. The one for a run beside the first has
// half the workers.
struct Runners {
  std::unique_ptr<Runner> first, second;
};
Runners make_runners(const Health& health);

double now_s();
bool prefers_dark();
// Whether fingers are the first thing to expect here.
bool has_touch();
// The address of the page without a fragment and without what other sites hang on it to follow people; empty on the
// desktop.
std::string page_address();

// Title and address follow the state; `new_entry` makes an entry to go back to. No link: the address stays.
void navigate(const std::string& link, const std::string& title, bool new_entry);
void show_theme(bool dark);
// What the user chose the last time, where this may be kept; otherwise empty.
std::string recall(const std::string& key);
void remember(const std::string& key, const std::string& value);
// May be refused; a page that leaves the full screen by itself ends presenting.
void set_full_screen(bool full);
// The state as text, for people who cannot see the picture.
void describe(const std::string& text);
// An answer or an event, as web/page/host.js takes it.
void reply(const std::string& json);

// Files of the folder assets, brought when they are needed: lessons/ID.md, pictures/ID.webp. Never waits: `done` is
// called once, later, by deliver_assets(), with the content, or with none if there is no such file or no network.
void fetch_asset(const std::string& name, std::function<void(std::optional<std::string>)> done);
struct DecodedPicture {
  int width = 0, height = 0;
  std::vector<std::uint32_t> rgba;  // height × width, row 0 at the top
};
void fetch_picture(const std::string& name, std::function<void(std::optional<DecodedPicture>)> done);
// Brings the code of the demos that a link or an id names. `done` is called at once if it is here, else later by
// deliver_assets(); with false if it cannot be had.
void fetch_code(const std::string& link, std::function<void(bool)> done);
// Hands over what has arrived, on the interface's own thread; true if there was anything.
bool deliver_assets();

void copy_text(const std::string& text);
// Plays samples from −1 to 1 once, in place of what is being played. Call from a click: pages may make no sound before.
void play_sound(std::span<const float> samples, double rate_hz);
void save_file(const std::string& name, const std::string& type, std::string_view bytes);
// A file dropped on the window, by its path; none if it cannot be read. A page passes the parts of its files to App by
// itself.
struct DroppedFile {
  std::uint64_t bytes = 0;
  // The next part, at most that large; empty at the end, and where reading fails.
  std::function<std::string(std::size_t most)> next;
};
std::optional<DroppedFile> open_dropped_file(const std::string& path);
// Opens the file dialog of the platform; the chosen files arrive at App::give_file. `endings` as ".csv,.npy". Returns
// false where the platform has no file dialog.
bool pick_files(const std::string& endings);

// Fields for typing. Where the platform has none of its own, the interface draws one.
struct TextField {
  std::string key;
  std::string value;
  std::string label;
  std::string kind;                           // "text", "number" or "lines"
  float x = 0, y = 0, width = 0, height = 0;  // logical px of the window
};
bool has_text_fields();
void open_text_field(const TextField& field);
void move_text_field(const TextField& field);
void close_text_field(bool accept);

}  // namespace platform
}  // namespace lectern
