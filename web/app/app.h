#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "web/app/page_sync.h"
#include "web/app/remote.h"
#include "web/app/window.h"
#include "web/gl/pictures.h"
#include "web/model/incoming_file.h"
#include "web/model/lesson_guide.h"
#include "web/model/stage.h"
#include "web/platform/platform.h"
#include "web/ui/ui_context.h"

namespace lectern {

// The program: one window, one session, and the frame loop between them. A frame is drawn only after input, for a new
// snapshot, or when a view asked for one; otherwise nothing is done.
class App {
 public:
  App(Window& window, platform::Runners runners, platform::Health health);

  // Called as often as the screen is refreshed; false when the window was closed.
  bool frame();
  // Called a few times a second while the page is hidden: the run goes on, nothing is drawn.
  void tick();

  // What the page or the desktop brings.
  void call(std::string_view request) { remote_.call(request); }
  void text_field_happened(std::string_view key, std::string_view value, TextFields::State state);
  void give_file_at(const std::string& path, bool at_once);
  // A file in parts. Files that belong together are begun before the first of them ends. `add_to_file` returns whether
  // more of it is wanted; a file that does not come to its end is ended without success.
  int begin_file(std::string name, std::uint64_t bytes, FileWay way);
  bool add_to_file(int number, std::string_view part);
  void end_file(int number, bool success);
  void set_context_available(bool available);

  Stage& stage() { return stage_; }
  LessonGuide& lesson() { return lesson_; }
  // A lesson's file that somebody gave; an error changes nothing.
  Result<bool> give_lesson(std::string_view text);
  const UiState& ui() const { return ui_; }
  const Theme& theme() const { return theme_; }
  const Stage& stage() const { return stage_; }
  std::uint64_t opened() const { return opened_; }  // how many times a run was opened
  std::vector<std::string> open_link(std::string_view link, bool new_entry);
  // The link of the address itself, which stays as it is until something is changed.
  std::vector<std::string> open_address(std::string_view link);
  void show_problem(std::string sentence);
  // Of a demo whose code the page's server does not give.
  static constexpr const char* kCodeIsMissing =
      "The code of this demo could not be fetched from the page's server. Try again when the network is back.";
  void set_theme(bool dark);
  void set_scale(float scale);
  // Large type and nothing but panels and transport, on the whole screen where that is granted.
  void set_presenting(bool presenting);
  // Saves the whole window with the next frame: as SVG if the name ends so, as PNG of three pixels to a logical one if
  // it ends in @3x.png, else as PNG as shown.
  void save_window(const std::string& name);
  // Draws nothing but that panel (empty: the main one), as in the tiles of the home page; true once it stands still.
  void show_panel_alone(std::string id, float middle) {
    ui_.panel_picture = PanelPicture{.panel = std::move(id), .middle = middle, .region = {}};
  }
  bool panel_stands_alone() const { return ui_.panel_picture && ui_.panel_picture->frames_at_rest >= 8; }
  // Draw the next frames although nothing happened.
  void wake();
  // JSON: how many frames were drawn and how long they took, since the last call.
  std::string take_stats();

 private:
  void follow_model(double now_s, double budget_s);
  void keep_recent_state();
  bool needs_frame(double now_s) const;
  void draw(double now_s);
  void draw_interface(UiContext& context);
  void use_keyboard_for_navigation();
  void carry_out(UiRequests& requests, double now_s);
  void step_scale(int steps);
  void recall_settings();
  void draw_frame(double now_s, const UiRequests::Picture* picture, bool is_saved = false);
  void draw_pictures(double now_s);
  void save_picture(const UiRequests::Picture& picture);
  void show_file_problem(const std::string& sentence);
  void read_dropped_files(double budget_s);
  void show_progress();
  void begin_visit();
  void open_demo(const std::string& id, std::string_view values = {});
  void with_code_of(const std::string& link, std::function<void(const std::string&)> open);
  void follow_lesson();
  void turn_demo(int direction);

  Window& window_;
  Stage stage_;
  LessonGuide lesson_;
  platform::Health health_;
  Theme theme_;
  TextFields fields_;
  gl::Pictures pictures_;
  UiState ui_;
  PageSync page_;
  Remote remote_;
  std::uint64_t opened_ = 0;
  bool previews_ = false;                          // a table is shown before it is used
  int followed_stop_ = -1;                         // of the lesson that is walked
  float scale_ = 1;                                // chosen by the user; presenting makes it larger
  std::uint64_t links_kept_ = 0;                   // of those told to the page, as recent states
  bool waits_for_code_ = false;                    // of the demo that was chosen last
  std::map<std::string, std::string> left_demos_;  // links to the demos left while presenting

  struct Incoming {
    IncomingFile file;
    FileWay way;
    std::function<std::string(std::size_t)> next;  // of the desktop; a page brings the parts by itself
    bool is_stopped = false;
  };
  std::map<int, Incoming> incoming_;  // by number
  int last_incoming_ = 0;

  int frames_wanted_ = 3;
  double next_frame_s_ = -1;    // a frame is needed at this time; negative: not
  double settle_frame_s_ = -1;  // after input: tooltips appear when the pointer rests
  std::vector<UiRequests::Picture> wanted_pictures_;

  struct Stats {
    std::uint64_t frames = 0;
    std::uint64_t drawn = 0;
    // From the start of a frame, taking in the model's news included, until all is described; then in the graphics
    // driver.
    double interface_s = 0, worst_interface_s = 0;
    double graphics_s = 0;

    void take(double interface, double graphics);
  } stats_;
};

}  // namespace lectern
