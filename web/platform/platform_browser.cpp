#include <SDL.h>
#include <emscripten.h>

#include <algorithm>
#include <cstring>
#include <map>
#include <nlohmann/json.hpp>
#include <utility>

#include "core/lab/json_writer.h"
#include "web/platform/platform.h"

// The page's side of each of these is web/page/host.js.
EM_JS(char*, lectern_host_health, (), { return stringToNewUTF8(Module['lectern'].health()); });
EM_JS(char*, lectern_host_address, (), { return stringToNewUTF8(Module['lectern'].address()); });
EM_JS(bool, lectern_host_prefers_dark, (), { return Module['lectern'].prefersDark(); });
EM_JS(bool, lectern_host_has_touch, (), { return Module['lectern'].hasTouch(); });
EM_JS(void, lectern_host_navigate, (const char* link, const char* title, bool push),
      { Module['lectern'].navigate(UTF8ToString(link), UTF8ToString(title), push); });
EM_JS(void, lectern_host_theme, (const char* name), { Module['lectern'].theme(UTF8ToString(name)); });
EM_JS(char*, lectern_host_recall, (const char* key),
      { return stringToNewUTF8(Module['lectern'].recall(UTF8ToString(key))); });
EM_JS(void, lectern_host_remember, (const char* key, const char* value),
      { Module['lectern'].remember(UTF8ToString(key), UTF8ToString(value)); });
EM_JS(void, lectern_host_full_screen, (bool full), { Module['lectern'].fullScreen(full); });
EM_JS(void, lectern_host_describe, (const char* text), { Module['lectern'].describe(UTF8ToString(text)); });
EM_JS(void, lectern_host_reply, (const char* json), { Module['lectern'].reply(UTF8ToString(json)); });
EM_JS(void, lectern_host_fetch, (const char* name, int number, bool picture),
      { Module['lectern'].fetchAsset(UTF8ToString(name), number, picture); });
EM_JS(bool, lectern_host_fetch_code, (const char* link, int number),
      { return Module['lectern'].fetchCode(UTF8ToString(link), number); });
EM_JS(void, lectern_host_copy, (const char* text), { Module['lectern'].copy(UTF8ToString(text)); });
EM_JS(void, lectern_host_download, (const char* name, const char* type, const char* bytes, size_t size),
      { Module['lectern'].download(UTF8ToString(name), UTF8ToString(type), HEAPU8.slice(bytes, bytes + size)); });
EM_JS(void, lectern_host_play_sound, (const float* samples, size_t count, double rate),
      { Module['lectern'].playSound(new Float32Array(HEAPU8.slice(samples, samples + 4 * count).buffer), rate); });
EM_JS(void, lectern_host_pick, (const char* endings), { Module['lectern'].pickFiles(UTF8ToString(endings)); });
EM_JS(void, lectern_host_open_field, (const char* json), { Module['lectern'].openTextField(UTF8ToString(json)); });
EM_JS(void, lectern_host_move_field, (const char* json), { Module['lectern'].moveTextField(UTF8ToString(json)); });
EM_JS(void, lectern_host_close_field, (bool accept), { Module['lectern'].closeTextField(accept); });

namespace lectern {

namespace {

std::string taken(char* text) {
  std::string result(text);
  std::free(text);
  return result;
}

std::string json_of(const platform::TextField& field) {
  JsonWriter json;
  json.begin_object().key("key").value(field.key).key("value").value(field.value).key("label").value(field.label);
  json.key("kind").value(field.kind).key("x").value(field.x).key("y").value(field.y);
  json.key("width").value(field.width).key("height").value(field.height).end_object();
  return json.text();
}

// What lectern_asset was given, until it is handed over.
struct Arrival {
  int number;
  std::optional<std::string> bytes;
  int width, height;
};
struct Fetches {
  int last_number = 0;
  std::map<int, std::function<void(Arrival)>> waiting;  // by number
  std::vector<Arrival> arrived;
};
// The page calls exported functions, which carry no object.
Fetches& fetches() {
  static Fetches all;
  return all;
}

void fetch(const std::string& name, bool picture, std::function<void(Arrival)> done) {
  const int number = ++fetches().last_number;
  fetches().waiting.emplace(number, std::move(done));
  lectern_host_fetch(name.c_str(), number, picture);
}

}  // namespace

namespace platform {

Health health() {
  const nlohmann::json json = nlohmann::json::parse(taken(lectern_host_health()), nullptr, false);
  Health health;
  if (!json.is_object()) return health;
  health.threads = json.value("threads", false);
  health.why = json.value("why", "");
  // The page keeps a fixed number of threads ready, one of which steps the run.
  if (health.threads) health.workers = std::clamp(json.value("cores", 1), 1, 4);
  return health;
}

// web/CMakeLists.txt keeps as many threads ready in the program with threads.
Runners make_runners(const Health& health) {
  const int fewer = std::max(health.workers / 2, 1);
  const auto make = [](int workers) {
    return threads_available() ? make_thread_runner(workers, now_s) : make_inline_runner(workers, now_s);
  };
  return {make(health.workers), make(fewer)};
}

GlContext gl_context() { return {SDL_GL_CONTEXT_PROFILE_ES, 3, 0, "#version 300 es"}; }

double now_s() { return emscripten_get_now() / 1000; }
bool prefers_dark() { return lectern_host_prefers_dark(); }
bool has_touch() { return lectern_host_has_touch(); }
std::string page_address() { return taken(lectern_host_address()); }

void navigate(const std::string& link, const std::string& title, bool new_entry) {
  lectern_host_navigate(link.c_str(), title.c_str(), new_entry);
}
void show_theme(bool dark) { lectern_host_theme(dark ? "dark" : "light"); }
std::string recall(const std::string& key) { return taken(lectern_host_recall(key.c_str())); }
void remember(const std::string& key, const std::string& value) { lectern_host_remember(key.c_str(), value.c_str()); }
void set_full_screen(bool full) { lectern_host_full_screen(full); }
void describe(const std::string& text) { lectern_host_describe(text.c_str()); }
void reply(const std::string& json) { lectern_host_reply(json.c_str()); }

void fetch_asset(const std::string& name, std::function<void(std::optional<std::string>)> done) {
  fetch(name, false, [done = std::move(done)](Arrival arrival) { done(std::move(arrival.bytes)); });
}

void fetch_picture(const std::string& name, std::function<void(std::optional<DecodedPicture>)> done) {
  fetch(name, true, [done = std::move(done)](const Arrival& arrival) {
    if (!arrival.bytes || arrival.width <= 0 || arrival.height <= 0) return done(std::nullopt);
    DecodedPicture picture{arrival.width, arrival.height, {}};
    picture.rgba.resize(static_cast<std::size_t>(arrival.width) * static_cast<std::size_t>(arrival.height));
    if (arrival.bytes->size() != picture.rgba.size() * 4) return done(std::nullopt);
    std::memcpy(picture.rgba.data(), arrival.bytes->data(), arrival.bytes->size());
    done(std::move(picture));
  });
}

void fetch_code(const std::string& link, std::function<void(bool)> done) {
  const int number = ++fetches().last_number;
  fetches().waiting.emplace(number, [done](const Arrival& arrival) { done(arrival.bytes.has_value()); });
  if (!lectern_host_fetch_code(link.c_str(), number)) return;
  fetches().waiting.erase(number);
  done(true);
}

bool deliver_assets() {
  const std::vector<Arrival> arrived = std::exchange(fetches().arrived, {});
  for (const Arrival& arrival : arrived) {
    const auto waiting = fetches().waiting.extract(arrival.number);
    if (!waiting.empty()) waiting.mapped()(arrival);
  }
  return !arrived.empty();
}

void copy_text(const std::string& text) { lectern_host_copy(text.c_str()); }
void play_sound(std::span<const float> samples, double rate_hz) {
  lectern_host_play_sound(samples.data(), samples.size(), rate_hz);
}

void save_file(const std::string& name, const std::string& type, std::string_view bytes) {
  lectern_host_download(name.c_str(), type.c_str(), bytes.data(), bytes.size());
}
std::optional<DroppedFile> open_dropped_file(const std::string&) { return std::nullopt; }
// HTML wants commas between the endings.
bool pick_files(const std::string& endings) {
  std::string accepted = endings;
  std::replace(accepted.begin(), accepted.end(), ' ', ',');
  lectern_host_pick(accepted.c_str());
  return true;
}

bool has_text_fields() { return true; }
void open_text_field(const TextField& field) { lectern_host_open_field(json_of(field).c_str()); }
void move_text_field(const TextField& field) { lectern_host_move_field(json_of(field).c_str()); }
void close_text_field(bool accept) { lectern_host_close_field(accept); }

}  // namespace platform

}  // namespace lectern

// What the page calls; web/page/program.js states the contract.
extern "C" {

EMSCRIPTEN_KEEPALIVE void lectern_asset(int number, const char* bytes, int size, int width, int height) {
  std::optional<std::string> content;
  if (size >= 0) content.emplace(bytes, static_cast<size_t>(size));
  lectern::fetches().arrived.push_back({number, std::move(content), width, height});
}
}
