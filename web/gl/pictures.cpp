#include "web/gl/pictures.h"

#include <algorithm>

namespace lectern::gl {
namespace {

constexpr std::uint64_t kFramesKept = 600;

void set_color(const ShaderProgram& program, const char* name, ImU32 color) {
  const ImVec4 rgba = ImGui::ColorConvertU32ToFloat4(color);
  glUniform3f(program.uniform(name), rgba.x, rgba.y, rgba.z);
}

// Screen coordinates of Dear ImGui to clip space.
void set_projection(const ShaderProgram& program) {
  const ImDrawData& data = *ImGui::GetDrawData();
  const float sx = 2 / data.DisplaySize.x, sy = -2 / data.DisplaySize.y;
  glUniform4f(program.uniform("u_to_clip"), sx, sy, -1 - data.DisplayPos.x * sx, 1 - data.DisplayPos.y * sy);
}

}  // namespace

void Pictures::begin_frame(const Theme& theme) {
  ++frame_;
  used_passes_ = 0;
  surface_ = theme.surface;
  muted_ = theme.muted;
  ink_ = theme.text;
  color_maps_.use_theme(theme);
  std::erase_if(sheets_, [&](const auto& entry) { return entry.second.last_frame + kFramesKept < frame_; });
}

void Pictures::forget_all() {
  color_maps_.forget();
  for (ShaderProgram& each : programs_) each.release();
  for (auto& [id, kept] : sheets_) kept.sheet.forget();
  problem_.clear();
}

Sheet& Pictures::sheet(SheetId& id) {
  auto found = sheets_.find(id);
  if (found == sheets_.end()) {
    id = ++last_id_;
    found = sheets_.try_emplace(id).first;
  }
  found->second.last_frame = frame_;
  return found->second.sheet;
}

Pictures::Pass& Pictures::new_pass(Shader shader) {
  if (used_passes_ == passes_.size()) passes_.emplace_back();
  Pass& pass = passes_[used_passes_++];
  pass.owner = this;
  pass.shader = shader;
  return pass;
}

void Pictures::begin_pictures(ImDrawList& list, const PictureStyle& style) {
  Pass& pass = new_pass(style.classes > 0 ? Shader::classes : Shader::values);
  pass.picture = style;
  list.AddCallback(bind_in_callback, &pass);
}

void Pictures::begin_scores(ImDrawList& list, const ScoreStyle& style) {
  Pass& pass = new_pass(Shader::scores);
  pass.scores = style;
  list.AddCallback(bind_in_callback, &pass);
}

void Pictures::begin_markers(ImDrawList& list, const MarkerStyle& style) {
  Pass& pass = new_pass(Shader::markers);
  pass.marker = style;
  list.AddCallback(bind_in_callback, &pass);
}

void Pictures::end(ImDrawList& list) { list.AddCallback(ImDrawCallback_ResetRenderState, nullptr); }

void Pictures::bind_in_callback(const ImDrawList*, const ImDrawCmd* command) {
  const Pass& pass = *static_cast<const Pass*>(command->UserCallbackData);
  pass.owner->bind(pass);
}

const MarkerStyle* Pictures::markers_of(const ImDrawCmd& command) {
  if (command.UserCallback != bind_in_callback) return nullptr;
  const Pass& pass = *static_cast<const Pass*>(command.UserCallbackData);
  return pass.shader == Shader::markers ? &pass.marker : nullptr;
}

// Programs are made inside the first pass, when the interface's own program is in use: its attribute locations are
// those of the vertex arrays.
const ShaderProgram* Pictures::program(Shader shader) {
  ShaderProgram& wanted = programs_[static_cast<std::size_t>(shader)];
  if (wanted.valid()) return &wanted;
  if (!problem_.empty()) return nullptr;
  GLint interface_program = 0;
  glGetIntegerv(GL_CURRENT_PROGRAM, &interface_program);
  std::array<ShaderProgram::Attribute, 3> attributes{{{"Position", 0}, {"UV", 0}, {"Color", 0}}};
  for (ShaderProgram::Attribute& attribute : attributes)
    attribute.location =
        static_cast<GLuint>(glGetAttribLocation(static_cast<GLuint>(interface_program), attribute.name));
  constexpr std::array<std::string_view, 4> kFragments{"pictures/values.frag", "pictures/classes.frag",
                                                       "markers/marker.frag", "pictures/scores.frag"};
  Result<ShaderProgram> made =
      ShaderProgram::make("common/interface.vert", kFragments[static_cast<std::size_t>(shader)], attributes);
  if (!made) {
    problem_ = made.error();
    return nullptr;
  }
  wanted = std::move(*made);
  return &wanted;
}

void Pictures::bind(const Pass& pass) {
  const ShaderProgram* chosen = program(pass.shader);
  if (chosen == nullptr) return;
  glUseProgram(chosen->name());
  set_projection(*chosen);
  if (pass.shader == Shader::scores) return bind_scores(*chosen, pass);
  if (pass.shader != Shader::markers) return bind_pictures(*chosen, pass);
  glUniform1i(chosen->uniform("u_kind"), static_cast<GLint>(pass.marker.kind));
  glUniform1f(chosen->uniform("u_radius"), pass.marker.radius);
  glUniform1f(chosen->uniform("u_outline"), pass.marker.outline);
  set_color(*chosen, "u_outline_color", pass.marker.outline_color);
}

void Pictures::bind_decisions(const ShaderProgram& program) const {
  glUniform1f(program.uniform("u_palette_row"), static_cast<float>(ColorMaps::kPaletteRow));
  glUniform1f(program.uniform("u_palette_size"), 10);
  set_color(program, "u_boundary", ink_);
}

void Pictures::bind_scores(const ShaderProgram& program, const Pass& pass) {
  const ScoreStyle& style = pass.scores;
  bind_textures(program, style.contrast);
  bind_decisions(program);
  glUniform2f(program.uniform("u_grid"), static_cast<float>(style.columns), static_cast<float>(style.rows));
  glUniform2f(program.uniform("u_decisions_at"), style.decisions_at.x, style.decisions_at.y);
  glUniform2f(program.uniform("u_scores_at"), style.scores_at.x, style.scores_at.y);
  glUniform1i(program.uniform("u_classes"), style.classes);
  glUniform1i(program.uniform("u_goes_on"), style.goes_on ? 1 : 0);
}

void Pictures::bind_textures(const ShaderProgram& program, float contrast) {
  glActiveTexture(GL_TEXTURE1);
  const GLuint maps = color_maps_.texture().name();
  glBindTexture(GL_TEXTURE_2D, maps);
  glActiveTexture(GL_TEXTURE0);
  glUniform1i(program.uniform("u_values"), 0);
  glUniform1i(program.uniform("u_maps"), 1);
  glUniform1f(program.uniform("u_contrast"), contrast);
  set_color(program, "u_surface", surface_);
}

void Pictures::bind_pictures(const ShaderProgram& program, const Pass& pass) {
  bind_textures(program, pass.picture.contrast);
  if (pass.shader == Shader::classes) {
    bind_decisions(program);
    // Two of k classes with probability one half each.
    const auto k = static_cast<float>(std::max(pass.picture.classes, 2));
    glUniform1f(program.uniform("u_tie"), (0.5f - 1 / k) / (1 - 1 / k));
    return;
  }
  glUniform1f(program.uniform("u_map_row"), ColorMaps::texture_row(pass.picture.map));
  glUniform1i(program.uniform("u_smooth"), pass.picture.smooth ? 1 : 0);
  set_color(program, "u_invalid", muted_);
}

}  // namespace lectern::gl
