#include <emscripten.h>
#include <emscripten/eventloop.h>

#include <algorithm>
#include <cstdint>

#include "web/app/app.h"
#include "web/app/main_loop.h"

EM_JS(bool, lectern_page_is_hidden, (), { return document.hidden; });

namespace lectern {

namespace {

// The page calls exported functions, which carry no object: this is the one they mean.
App* page_app = nullptr;

}  // namespace

void run_main_loop(std::unique_ptr<Window> window, std::unique_ptr<App> app, const Options&) {
  constexpr double kHiddenTick_ms = 100;
  // main() returns while the program goes on: nobody may free these.
  static_cast<void>(window.release());
  page_app = app.release();
  const auto tick_if_hidden = [](void* user) {
    if (lectern_page_is_hidden()) static_cast<App*>(user)->tick();
  };
  // Without threads nothing else tells the runtime that the program goes on when main() has returned.
  emscripten_runtime_keepalive_push();
  emscripten_set_interval(tick_if_hidden, kHiddenTick_ms, page_app);
  emscripten_set_main_loop_arg([](void* user) { static_cast<App*>(user)->frame(); }, page_app, 0, false);
}

}  // namespace lectern

// What the page calls; web/page/program.js states the contract.
extern "C" {

EMSCRIPTEN_KEEPALIVE void lectern_call(const char* json) { lectern::page_app->call(json); }

EMSCRIPTEN_KEEPALIVE void lectern_text(const char* key, const char* value, int state) {
  using State = lectern::TextFields::State;
  constexpr State kStates[] = {State::changed, State::accepted, State::given_up};
  lectern::page_app->text_field_happened(key, value, kStates[std::clamp(state, 0, 2)]);
}

EMSCRIPTEN_KEEPALIVE int lectern_file_begin(const char* name, double bytes, int previewed) {
  const auto way = previewed != 0 ? lectern::FileWay::previewed : lectern::FileWay::at_once;
  return lectern::page_app->begin_file(name, static_cast<std::uint64_t>(bytes), way);
}

EMSCRIPTEN_KEEPALIVE int lectern_file_part(int number, const char* bytes, size_t size) {
  return lectern::page_app->add_to_file(number, {bytes, size}) ? 1 : 0;
}

EMSCRIPTEN_KEEPALIVE void lectern_file_end(int number, int success) {
  lectern::page_app->end_file(number, success != 0);
}

EMSCRIPTEN_KEEPALIVE void lectern_context(int available) { lectern::page_app->set_context_available(available != 0); }
}
