#include "web/ui/network_menu.h"

#include "core/lab/saved_file.h"
#include "web/ui/widgets.h"

namespace lectern {

namespace {

constexpr float kFormatWidth_px = 180;
constexpr const char* kLabel = "Save the networks…";
constexpr const char* kOpen = "Open weights…";
constexpr const char* kLeave = "Begin without the weights";

const char* help_of(NetworkFormat format) {
  switch (format) {
    case NetworkFormat::onnx:
      return "Opens in ONNX Runtime and in anything else that reads ONNX, in Python or in a page.";
    case NetworkFormat::npz:
      return "Weights and biases by the names and in the shapes of PyTorch; read by numpy.load. Beside them a script that "
             "builds the network in PyTorch and, where its data are saved too, goes on with its training.";
  }
  return "";
}

// Weights from a file, and back to random ones.
void draw_ways_in(UiContext& context) {
  ImGui::Dummy(ImVec2(0, context.theme.px(4)));
  if (text_button(context.theme, kOpen, {.touch = context.narrow})) context.requests.pick_files = ".npz .onnx";
  context.ui.button_places[kOpen] = last_item_box();
  explain(context.theme,
          "A run begins with the weights in an NPZ or ONNX file of a network with the same layers, as saved here, by "
          "PyTorch or by numpy.savez. Or drop the file anywhere on the page; of two networks give both files together. "
          "A link carries the file's name and fingerprint, and asks its readers for it.");
  if (!context.session.has_given_weights()) return;
  ImGui::Dummy(ImVec2(0, context.theme.px(4)));
  if (text_button(context.theme, kLeave, {.touch = context.narrow})) context.session.leave_weights();
  context.ui.button_places[kLeave] = last_item_box();
  explain(context.theme, "The run begins anew, with random numbers as weights.");
}

}  // namespace

void draw_network_menu(UiContext& context) {
  if (!context.session.demo()->has_networks) return;
  for (SavedFile& file : context.session.take_saved_networks())
    context.requests.downloads.push_back({std::move(file.name), "application/octet-stream", std::move(file.bytes)});
  if (text_button(context.theme, kLabel, {.touch = context.narrow})) ImGui::OpenPopup("network menu");
  context.ui.button_places[kLabel] = last_item_box();
  explain(context.theme, "The trained networks, as they are at this step, for other programs.");
  draw_ways_in(context);
  if (!ImGui::BeginPopup("network menu")) return;
  ImGui::PushStyleVar(ImGuiStyleVar_SelectableTextAlign, ImVec2(0, 0.5f));
  for (const auto& [format, id, label] : kNetworkFormats) {
    const ImVec2 size(context.theme.px(kFormatWidth_px), row_height(context.theme, context.narrow));
    const std::string text = std::string("  ") + label;
    if (ImGui::Selectable(text.c_str(), false, 0, size)) context.session.save_networks(format);
    context.ui.button_places["save networks as " + std::string(id)] = last_item_box();
    explain(context.theme, help_of(format));
  }
  ImGui::PopStyleVar();
  ImGui::EndPopup();
}

}  // namespace lectern
