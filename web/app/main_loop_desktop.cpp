#include <SDL.h>

#include "web/app/app.h"
#include "web/app/main_loop.h"

namespace lectern {

void run_main_loop(std::unique_ptr<Window> window, std::unique_ptr<App> app, const Options& options) {
  constexpr Uint32 kIdle_ms = 8;
  constexpr double kLongestRun_s = 120;  // to the step of a link
  const double end_s = platform::now_s() + (options.picture ? kLongestRun_s : options.seconds);
  while (app->frame()) {
    SDL_Delay(kIdle_ms);
    const bool ready = options.picture && app->panel_stands_alone();
    if (options.screenshot.empty() || (platform::now_s() < end_s && !ready)) continue;
    app->save_window(options.screenshot);
    app->frame();
    break;
  }
  app.reset();  // its textures need the context of the window
  window.reset();
}

}  // namespace lectern
