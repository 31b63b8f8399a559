#include <cstdio>
#include <cstdlib>
#include <exception>
#include <memory>
#include <string_view>

#include "web/app/app.h"
#include "web/app/main_loop.h"

namespace {

// lectern_app [LINK] [--size WxH] [--dark] [--present] [--scale S] [--play] [--data FILE]… [--data-at-once FILE]…
// [--screenshot FILE [--after SECONDS | --picture PANEL [--picture-middle T]]]
// The ending of the screenshot's name says how it is saved (App::save_window).
// --data shows how the file is read before it is used, as if it had been dropped on the window.
lectern::Options read_options(int count, char** arguments) {
  lectern::Options options;
  for (int i = 1; i < count; ++i) {
    const std::string_view name = arguments[i];
    const char* value = i + 1 < count ? arguments[i + 1] : "";
    const bool takes_value = name == "--size" || name == "--scale" || name == "--screenshot" || name == "--after" ||
                             name.starts_with("--data") || name.starts_with("--picture");
    if (name == "--size") std::sscanf(value, "%dx%d", &options.width, &options.height);
    if (name == "--scale") options.scale = std::strtof(value, nullptr);
    if (name == "--screenshot") options.screenshot = value;
    if (name == "--after") options.seconds = std::strtod(value, nullptr);
    if (name == "--picture") options.picture = value;
    if (name == "--picture-middle") options.picture_middle = std::strtof(value, nullptr);
    if (name.starts_with("--data")) options.files.push_back({value, name == "--data-at-once"});
    if (name == "--dark") options.dark = true;
    if (name == "--play") options.plays = true;
    if (name == "--present") options.presents = true;
    if (!name.starts_with("--")) options.link = name;
    if (takes_value) ++i;
  }
  return options;
}

}  // namespace

int main(int count, char** arguments) {
  using namespace lectern;
  try {
    const Options options = read_options(count, arguments);
    auto window = std::make_unique<Window>("Lectern", options.width, options.height);
    const platform::Health health = platform::health();
    auto app = std::make_unique<App>(*window, platform::make_runners(health), health);
    if (!options.link.empty()) app->open_link(options.link, false);
    if (options.dark) app->set_theme(true);
    if (options.scale >= 0.5f && options.scale <= 3) app->set_scale(options.scale);
    if (options.picture) app->show_panel_alone(*options.picture, options.picture_middle);
    if (options.presents) app->set_presenting(true);
    for (const Options::File& file : options.files) app->give_file_at(file.path, file.at_once);
    if (options.plays) app->stage().play();
    run_main_loop(std::move(window), std::move(app), options);
  } catch (const std::exception& problem) {
    std::fprintf(stderr, "%s\n", problem.what());
    return 1;
  }
  return 0;
}
