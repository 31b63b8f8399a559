#pragma once

#include <array>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "web/look/theme.h"
#include "web/model/change_watch.h"
#include "web/model/lesson_guide.h"
#include "web/model/recent_states.h"
#include "web/model/stage.h"
#include "web/ui/box.h"
#include "web/ui/demo_pictures.h"
#include "web/ui/grid_packing.h"
#include "web/ui/qr_code.h"
#include "web/ui/regions.h"
#include "web/ui/text_fields.h"
#include "web/views/pinch.h"
#include "web/views/view_state.h"

namespace lectern {

namespace gl {
class Pictures;
}

// A sentence on the page about something that went wrong; everything else is kept.
struct Notice {
  enum class Kind { problem, note };
  Kind kind = Kind::problem;
  std::string text;
};

enum class Drawer { none, demos, controls };

// The page while no demo is open.
struct HomeState {
  std::string search;
  // What can be pressed, where it stood in the frame before.
  struct Place {
    std::string demo;     // id
    std::string link;     // of a recent state; otherwise empty
    const char* picture;  // "shown", "waiting", "missing"
    Box box;
  };
  std::vector<Place> places;
};

// One panel drawn alone, to be saved as a picture.
struct PanelPicture {
  std::string panel;    // id; empty: the main one
  float middle = 0.5f;  // where it is higher than the window: which part is seen, from 0 (the top) to 1
  Box region;           // where the panel stands so that its plot area fills the window
  int fittings = 0;     // how often it was moved
  int frames_at_rest = 0;
};

// What the interface remembers between frames. Nothing of it belongs to the run.
struct UiState {
  bool controls_open = true;
  Drawer drawer = Drawer::none;  // of the controls on narrow screens only
  bool share_open = false;
  bool help_open = false;
  bool share_step = true;
  bool share_theme = false;
  std::string copied;                // what was copied last in the share dialog
  std::optional<QrCode> share_code;  // of the link there; none if it is too long
  std::string share_coded;           // the link whose code that is
  HomeState home;
  RecentStates recent;
  std::optional<PanelPicture> panel_picture;  // nothing else is drawn
  DemoPictures demo_pictures;
  std::string search;
  bool search_wanted = false;              // the search field is to be opened
  std::string maximised;                   // id of the panel that has the centre to itself; empty: none
  std::vector<std::string> shown_panels;   // ids of the panels that a stop names; the first leads and is
                                           // framed; empty: all by weight
  std::vector<std::string> called_panels;  // ids of the panels called from the line of titles, the last first
  bool called_lead = false;                // the one called last has no room but the lead's
  std::string called_in;                   // the demo and the stop they were called in
  std::size_t page = 0;                    // of the panels, while presenting
  bool messages_open = false;              // all of them, not only the first
  bool card_open = true;                   // the lesson's card beside the panels
  bool card_unfolded = false;              // on narrow screens
  bool editing_lesson = false;
  std::string open_choice;                       // of the editor's lists to tick in, the one unfolded; empty: none
  std::string choice_search;                     // in it
  std::string lesson_message;                    // what became of sharing it
  bool scroll_to_top = false;                    // of the panels, where they scroll
  bool all_controls = false;                     // also those that the lesson hides
  Box all_controls_place;                        // where the button for that stands, for scripts
  std::map<std::string, Box> card_places;        // and those of the card, by name
  std::map<std::string, Box> button_places;      // of messages and of titles of panels, by name, for scripts
  std::string answered_message;                  // the run's message that was dismissed
  std::map<std::string, bool> closed_groups;     // "demo/group"
  std::map<std::string, ViewState> view_states;  // "demo/panel"
  std::vector<Notice> notices;
  std::string reading;                 // how far a file that was given is read; empty: none is
  bool stop_reading = false;           // the person does not want it any more
  std::array<GridKeeper, 2> grids;     // of the run and of the one beside it
  std::array<ChangeWatch, 2> watches;  // likewise
  std::array<SharedLook, 2> looks;     // likewise
  bool presenting = false;
  bool blank = false;                        // while presenting: nothing is shown
  std::optional<std::uint64_t> scrubbed_to;  // where the scrub bar was dragged to last
};

// What the interface requests of the application, which carries it out after the frame.
struct UiRequests {
  bool toggle_theme = false;
  bool toggle_presenting = false;
  int turn_demo = 0;  // 1 the next of the lecture, −1 the one before
  bool remove_beside = false;
  int scale_steps = 0;  // of the interface scale, up or down
  std::string copy;
  struct Download {
    std::string name, type, content;
  };
  std::vector<Download> downloads;
  struct Picture {
    std::string name;  // of the file
    Box box;
    bool is_vector = false;  // SVG, otherwise PNG
    float ratio = 0;         // pixels of a PNG to a logical one; 0: as on the screen
    bool is_light = false;   // for paper, whatever the theme
  };
  std::shared_ptr<const Sound> sound;  // to be played
  std::vector<Picture> pictures;       // parts of this frame to save
  std::string pick_files;              // endings
  bool go_home = false;
  std::string open_demo;  // id, and values behind a question mark
  std::string open_link;
  double next_frame_s = -1;  // another frame is needed after this time; negative: not
};

// Everything that a part of the interface draws from and acts on.
struct UiContext {
  Stage& stage;
  LessonGuide& lesson;
  Session& session;  // the run that this part shows; outside the centre the one chosen
  const Theme& theme;
  TextFields& fields;
  gl::Pictures& pictures;
  UiState& ui;
  UiRequests& requests;
  const platform::Health& health;
  const Regions& regions;
  bool touch = false;
  Pinch pinch{};
  bool narrow = false;  // a phone: side panels are drawers
  bool embedded = false;
  bool is_pictured = false;  // the frame is for a file: no buttons
  int side = 0;              // 0: session is the first run, 1: the one beside it

  // The same context for another run.
  UiContext with(Session& other, int other_side) const {
    UiContext context{stage, lesson, other, theme, fields, pictures, ui, requests, health, regions};
    context.touch = touch;
    context.pinch = pinch;
    context.narrow = narrow;
    context.embedded = embedded;
    context.is_pictured = is_pictured;
    context.side = other_side;
    return context;
  }
};

}  // namespace lectern
