#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace lectern {

class App;
class Window;

// What was asked for on the command line of the desktop window; a page has none.
struct Options {
  std::string link;
  int width = 1280, height = 720;
  bool dark = false;
  struct File {
    std::string path;
    bool at_once;
  };
  std::vector<File> files;  // given to the demo
  float scale = 1;
  bool plays = false;
  bool presents = false;
  std::string screenshot;  // file to save the window to, after `seconds`, and leave
  double seconds = 2;
  std::optional<std::string> picture;  // the panel to save alone, when the run has come to the step of its link
  float picture_middle = 0.5f;
};

// Calls app->frame() as often as the screen is refreshed, and app->tick() while the page is hidden, until the window is
// closed. In a browser it returns at once, and the program goes on for as long as the page is open. The build takes
// main_loop_browser.cpp or main_loop_desktop.cpp.
void run_main_loop(std::unique_ptr<Window> window, std::unique_ptr<App> app, const Options& options);

}  // namespace lectern
