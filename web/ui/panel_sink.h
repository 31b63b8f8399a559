#pragma once

#include "web/ui/desk.h"
#include "web/views/panel_view.h"

namespace lectern {

// Takes what a person does in one panel to where it belongs.
class PanelSink : public ActionSink {
 public:
  PanelSink(Desk& desk, std::string_view panel) : desk_(desk), panel_(panel) {}

  void act(Gesture gesture) override { desk_.session.act({panel_, std::move(gesture)}); }

  void set_parameter(std::string_view id, std::string_view text) override {
    if (const auto done = desk_.session.set_parameter(id, text); !done) {
      desk_.ui.notices.push_back({Notice::Kind::problem, done.error()});
    }
    desk_.session.finish_gesture();
  }

  void ask_for_text(std::string_view key, std::string_view current, ImVec2 box_min, ImVec2 box_max) override {
    desk_.fields.open(field(key), current, key, "number", box_min, box_max);
  }

  std::string taken_text(std::string_view key) override {
    desk_.fields.keep_in_place(field(key));
    return desk_.fields.accepted(field(key)).value_or("");
  }

  void request_frame(double after_s) override {
    double& next = desk_.wishes.next_frame_s;
    if (next < 0 || after_s < next) next = after_s;
  }

 private:
  std::string field(std::string_view key) const { return (desk_.side == 0 ? "panel/" : "beside/") + panel_ + "/" + std::string(key); }

  Desk& desk_;
  std::string panel_;
};

}  // namespace lectern
