#pragma once

#include "web/ui/ui_context.h"
#include "web/views/panel_view.h"

namespace lectern {

// Takes what a person does in one panel to where it belongs.
class PanelSink : public ActionSink {
 public:
  PanelSink(UiContext& context, std::string_view panel) : context_(context), panel_(panel) {}

  void act(Gesture gesture) override { context_.session.act({panel_, std::move(gesture)}); }

  void set_parameter(std::string_view id, int value) override { tell(context_.session.set_parameter(id, value)); }
  void set_parameter_text(std::string_view id, std::string_view text) override {
    tell(context_.session.set_parameter_text(id, text));
  }

  void open_demo(std::string_view words) override { context_.requests.open_demo = words; }

  void ask_for_text(std::string_view key, std::string_view current, ImVec2 box_min, ImVec2 box_max) override {
    context_.fields.open(field(key), current, key, "signed number", box_min, box_max);
  }

  std::string taken_text(std::string_view key) override {
    context_.fields.keep_in_place(field(key));
    return context_.fields.accepted(field(key)).value_or("");
  }

  void request_frame(double after_s) override {
    double& next = context_.requests.next_frame_s;
    if (next < 0 || after_s < next) next = after_s;
  }

 private:
  void tell(const Result<bool>& done) {
    if (!done) context_.ui.notices.push_back({Notice::Kind::problem, done.error()});
    context_.session.finish_gesture();
  }
  std::string field(std::string_view key) const {
    return (context_.side == 0 ? "panel/" : "beside/") + panel_ + "/" + std::string(key);
  }

  UiContext& context_;
  std::string panel_;
};

}  // namespace lectern
