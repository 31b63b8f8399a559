#pragma once

#include <cstdint>
#include <deque>
#include <memory>
#include <string>
#include <unordered_map>

#include <imgui.h>

#include "web/gl/color_maps.h"
#include "web/gl/shader_program.h"
#include "web/gl/sheet.h"

namespace lectern::gl {

// How the pictures of one pass are coloured.
struct PictureStyle {
  ColorMap map = ColorMap::viridis;
  bool smooth = false;  // interpolated before the colour map is applied
  int classes = 0;      // more than 0: values are class + confidence of so many classes
  float contrast = 1;   // less than 1: drawn towards the surface, so that what lies on top stands out
};

// Decisions and the scores they follow from, in one sheet.
struct ScoreStyle {
  int classes = 2, columns = 0, rows = 0;
  ImVec2 decisions_at = ImVec2(0, 0), scores_at = ImVec2(0, 0);  // texels: Sheet::first_texel()
  bool goes_on = false;                                          // outside the grid
  float contrast = 1;
};

struct MarkerStyle {
  Marker kind = Marker::circle;
  float radius = 4;  // screen units of Dear ImGui
  float outline = 1;
  ImU32 outline_color = 0;
};

// Everything the views keep on the graphics card, and the shader passes they draw with inside Dear ImGui's lists.
// One object for the whole program, UI thread only. After a lost context: forget_all(), and the next frame makes
// everything anew.
class Pictures {
 public:
  // A panel's sheet, kept by the view's state; 0: none yet.
  using SheetId = std::uint64_t;

  // To be called before the first view of every frame. Sheets not drawn for many frames are given up.
  void begin_frame(const Theme& theme);
  void forget_all();

  // The sheet of that id; an unknown id is replaced by a new one.
  Sheet& sheet(SheetId& id);
  const ColorMaps& color_maps() const { return color_maps_; }

  // What is appended to the list between a begin and end() is drawn by the pass instead of Dear ImGui's own shader.
  void begin_pictures(ImDrawList& list, const PictureStyle& style);
  // Quads whose texture coordinates are (0, 0) at the lower left and (1, 1) at the upper right corner of the grid.
  void begin_scores(ImDrawList& list, const ScoreStyle& style);
  void begin_markers(ImDrawList& list, const MarkerStyle& style);
  void end(ImDrawList& list);

  // What markers a command of a list begins; nothing: it begins something else.
  static const MarkerStyle* markers_of(const ImDrawCmd& command);

  // Why shaders cannot be used here (a sentence); empty while all is well.
  const std::string& problem() const { return problem_; }

 private:
  enum class Shader { values, classes, markers, scores };
  struct Pass {
    Pictures* owner;
    Shader shader;
    PictureStyle picture;
    ScoreStyle scores;
    MarkerStyle marker;
  };
  struct KeptSheet {
    Sheet sheet;
    std::uint64_t last_frame = 0;
  };

  Pass& new_pass(Shader shader);
  const ShaderProgram* program(Shader shader);
  void bind(const Pass& pass);
  void bind_textures(const ShaderProgram& program, float contrast);
  void bind_decisions(const ShaderProgram& program) const;
  void bind_scores(const ShaderProgram& program, const Pass& pass);
  void bind_pictures(const ShaderProgram& program, const Pass& pass);
  static void bind_in_callback(const ImDrawList*, const ImDrawCmd* command);

  ColorMaps color_maps_;
  std::array<ShaderProgram, 4> programs_;
  std::unordered_map<SheetId, KeptSheet> sheets_;
  SheetId last_id_ = 0;
  std::uint64_t frame_ = 0;
  std::deque<Pass> passes_;  // addresses stay: draw lists point at them until the frame is drawn
  std::size_t used_passes_ = 0;
  ImU32 surface_ = 0, muted_ = 0, ink_ = 0;
  std::string problem_;
};

}  // namespace lectern::gl
