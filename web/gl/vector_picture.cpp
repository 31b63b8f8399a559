#include "web/gl/vector_picture.h"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <map>
#include <optional>
#include <string_view>
#include <unordered_map>
#include <vector>

#include <imgui_internal.h>

#include "web/gl/capture.h"
#include "web/gl/offscreen.h"
#include "web/gl/pictures.h"

namespace lectern::gl {
namespace {

constexpr float kNear_px = 0.02f;            // two ends of lines that are one point
constexpr float kPictureRatio = 2;           // pixels of embedded pictures to a logical one
constexpr float kLineHeightOfInter = 1.21f;  // of Dear ImGui's font size, in the em of the typeface
constexpr std::size_t kMostPictures = 400;   // embedded one by one

struct Bounds {
  ImVec2 low = ImVec2(1e9f, 1e9f), high = ImVec2(-1e9f, -1e9f);
  void add(ImVec2 p) {
    low = ImVec2(std::min(low.x, p.x), std::min(low.y, p.y));
    high = ImVec2(std::max(high.x, p.x), std::max(high.y, p.y));
  }
  Bounds grown(float by) const { return {ImVec2(low.x - by, low.y - by), ImVec2(high.x + by, high.y + by)}; }
  Bounds within(const Bounds& other) const {
    return {ImVec2(std::max(low.x, other.low.x), std::max(low.y, other.low.y)),
            ImVec2(std::min(high.x, other.high.x), std::min(high.y, other.high.y))};
  }
  bool empty() const { return !(high.x > low.x && high.y > low.y); }
  bool holds(const Bounds& other) const {
    return other.low.x >= low.x && other.low.y >= low.y && other.high.x <= high.x && other.high.y <= high.y;
  }
};

float distance(ImVec2 a, ImVec2 b) { return std::hypot(a.x - b.x, a.y - b.y); }
ImVec2 middle(ImVec2 a, ImVec2 b) { return ImVec2((a.x + b.x) / 2, (a.y + b.y) / 2); }

void append(std::string& to, float value) {
  char text[32];
  std::snprintf(text, sizeof text, "%.2f", static_cast<double>(value));
  std::string_view shown(text);
  while (shown.back() == '0') shown.remove_suffix(1);
  if (shown.back() == '.') shown.remove_suffix(1);
  to += shown == "-0" ? "0" : shown;
}

// Numbers are appended as such, all else as text.
template <typename... Parts>
std::string joined(const Parts&... parts) {
  std::string text;
  const auto add = [&text](const auto& part) {
    if constexpr (std::is_same_v<std::decay_t<decltype(part)>, float>) {
      append(text, part);
    } else {
      text += part;
    }
  };
  (add(parts), ...);
  return text;
}

std::string paint(const char* kind, ImU32 color) {
  char text[64];
  const unsigned red = (color >> IM_COL32_R_SHIFT) & 255, green = (color >> IM_COL32_G_SHIFT) & 255,
                 blue = (color >> IM_COL32_B_SHIFT) & 255, alpha = color >> IM_COL32_A_SHIFT;
  std::snprintf(text, sizeof text, " %s=\"#%02x%02x%02x\"", kind, red, green, blue);
  std::string painted(text);
  if (alpha < 255) painted += joined(" ", kind, "-opacity=\"", static_cast<float>(alpha) / 255, "\"");
  return painted;
}

void append_character(std::string& to, unsigned code) {
  if (code == '&')
    to += "&amp;";
  else if (code == '<')
    to += "&lt;";
  else if (code == '>')
    to += "&gt;";
  else {
    char bytes[5];
    to += ImTextCharToUtf8(bytes, code);
  }
}

std::string escaped(std::string_view text) {
  std::string safe;
  for (const char c : text) {
    if (c == '&' || c == '<' || c == '>')
      append_character(safe, static_cast<unsigned char>(c));
    else
      safe.push_back(c);
  }
  return safe;
}

std::string base64(std::string_view bytes) {
  constexpr char kDigits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::string text;
  for (std::size_t i = 0; i < bytes.size(); i += 3) {
    unsigned group = 0;
    for (std::size_t k = 0; k < 3; ++k)
      group = group << 8 | (i + k < bytes.size() ? static_cast<unsigned char>(bytes[i + k]) : 0u);
    for (std::size_t k = 0; k < 4; ++k)
      text.push_back(i + k <= bytes.size() ? kDigits[group >> (18 - 6 * k) & 63] : '=');
  }
  return text;
}

// ---- letters -----------------------------------------------------------------------------------------

struct Letter {
  const ImFont* font = nullptr;
  const ImFontGlyph* glyph = nullptr;
};

// Which letter a place of the atlas is.
class Alphabet {
 public:
  explicit Alphabet(const ImFontAtlas& atlas) {
    for (const ImFont* font : atlas.Fonts)
      for (const ImFontGlyph& glyph : font->Glyphs)
        if (glyph.Visible) letters_.try_emplace(key(glyph.U0, glyph.V0), Letter{font, &glyph});
  }
  Letter at(ImVec2 uv) const {
    const auto found = letters_.find(key(uv.x, uv.y));
    return found == letters_.end() ? Letter{} : found->second;
  }

 private:
  static std::uint64_t key(float u, float v) {
    const auto part = [](float value) { return static_cast<std::uint64_t>(std::lround(value * 1e6f)); };
    return part(u) << 32 | part(v);
  }
  std::unordered_map<std::uint64_t, Letter> letters_;
};

// ---- the file ----------------------------------------------------------------------------------------

class Writer {
 public:
  Writer(ImDrawData& data, const Theme& theme, ImVec2 low, ImVec2 high)
      : data_(data), theme_(theme), page_{low, high}, alphabet_(*ImGui::GetIO().Fonts) {}

  std::string write(const std::string& title) {
    for (ImDrawList* list : data_.CmdLists) add_list(*list);
    flush();
    open_clip(0);
    const float width = page_.high.x - page_.low.x, height = page_.high.y - page_.low.y;
    std::string file = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n";
    file += joined("<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"", width, "\" height=\"", height,
                   "\" viewBox=\"0 0 ", width, " ", height, "\" font-family=\"Inter, 'Helvetica Neue', Arial, ",
                   "'DejaVu Sans', sans-serif\" xml:space=\"preserve\">\n<title>", escaped(title), "</title>\n");
    file += joined("<rect width=\"100%\" height=\"100%\"", paint("fill", theme_.surface), "/>\n");
    if (!clips_.empty()) {
      file += "<defs>";
      for (std::size_t i = 0; i < clips_.size(); ++i)
        file += joined("<clipPath id=\"c", std::to_string(i + 1), "\">", rect(clips_[i], ""), "</clipPath>");
      file += "</defs>\n";
    }
    return file + body_ + "</svg>\n";
  }

 private:
  struct Corner {
    ImVec2 at, uv;
    ImU32 color;
  };

  std::string point(ImVec2 p) const { return joined(p.x - page_.low.x, " ", p.y - page_.low.y); }
  std::string rect(const Bounds& box, const std::string& how) const {
    return joined("<rect x=\"", box.low.x - page_.low.x, "\" y=\"", box.low.y - page_.low.y, "\" width=\"",
                  box.high.x - box.low.x, "\" height=\"", box.high.y - box.low.y, "\"", how, "/>");
  }

  void open_clip(std::size_t number) {
    if (number == open_clip_) return;
    if (open_clip_ != 0) body_ += "</g>\n";
    if (number != 0) body_ += "<g clip-path=\"url(#c" + std::to_string(number) + ")\">\n";
    open_clip_ = number;
  }

  std::size_t clip_number(const Bounds& clip) {
    for (std::size_t i = 0; i < clips_.size(); ++i)
      if (clips_[i].holds(clip) && clip.holds(clips_[i])) return i + 1;
    clips_.push_back(clip);
    return clips_.size();
  }

  void emit(const std::string& element, const Bounds& box) {
    if (box.grown(0.5f).within(clip_).empty()) return;
    if (!clip_.grown(1).holds(box))
      open_clip(clip_number(clip_));
    else if (open_clip_ != 0 && !clips_[open_clip_ - 1].holds(box))
      open_clip(0);
    body_ += element;
    body_ += '\n';
  }

  // ---- what is drawn

  void add_list(ImDrawList& list) {
    std::size_t pass_begin = 0;
    const auto& commands = list.CmdBuffer;
    for (std::size_t i = 0; i < static_cast<std::size_t>(commands.Size); ++i) {
      const ImDrawCmd& command = commands[static_cast<int>(i)];
      if (command.UserCallback != nullptr) {
        flush();
        pass_begin = command.UserCallback == ImDrawCallback_ResetRenderState ? 0 : i + 1;
        continue;
      }
      const ImVec4& cut = command.ClipRect;
      const Bounds clip = Bounds{ImVec2(cut.x, cut.y), ImVec2(cut.z, cut.w)}.within(page_);
      if (command.ElemCount == 0 || clip.empty()) continue;
      if (!(clip.holds(clip_) && clip_.holds(clip))) flush();
      clip_ = clip;
      const ImDrawCmd* pass = pass_begin > 0 ? &commands[static_cast<int>(pass_begin) - 1] : nullptr;
      if (const MarkerStyle* style = pass != nullptr ? Pictures::markers_of(*pass) : nullptr) {
        add_markers(list, command, *style);
      } else if (pass != nullptr || command.GetTexID() != ImGui::GetIO().Fonts->TexID) {
        add_pictures(list, pass_begin > 0 ? pass_begin - 1 : i, i);
      } else {
        add_shapes(list, command);
      }
    }
    flush();
  }

  static Corner corner(const ImDrawList& list, const ImDrawCmd& command, unsigned index) {
    const ImDrawVert& vertex = list.VtxBuffer[static_cast<int>(command.VtxOffset + index)];
    return {vertex.pos, vertex.uv, vertex.col};
  }

  // The outlines that the triangles of a command make: fans around their first corner, as Dear ImGui fills them.
  template <typename Take>
  static void for_outlines(const ImDrawList& list, const ImDrawCmd& command, Take take) {
    const ImDrawIdx* index = list.IdxBuffer.Data + command.IdxOffset;
    std::vector<Corner> outline;
    for (unsigned i = 0; i + 2 < command.ElemCount;) {
      outline.clear();
      const unsigned first = index[i];
      for (unsigned k = 0; k < 3; ++k) outline.push_back(corner(list, command, index[i + k]));
      unsigned last = index[i + 2];
      i += 3;
      while (i + 2 < command.ElemCount && index[i] == first && index[i + 1] == last) {
        last = index[i + 2];
        outline.push_back(corner(list, command, last));
        i += 3;
      }
      take(outline);
    }
  }

  void add_shapes(const ImDrawList& list, const ImDrawCmd& command) {
    for_outlines(list, command, [this](const std::vector<Corner>& outline) {
      if (outline.size() == 4 && distance(outline[0].uv, outline[2].uv) > 0) return add_letter(outline);
      if (outline.size() == 4 && is_bar(outline)) return add_bar(outline);
      flush();
      ImU32 color = outline[0].color;
      if ((color >> IM_COL32_A_SHIFT) == 0) return;
      std::string path = "<path d=\"M";
      Bounds box;
      for (const Corner& each : outline) {
        if (&each != outline.data()) path += 'L';
        path += point(each.at);
        box.add(each.at);
      }
      emit(path + joined("Z\"", paint("fill", color), "/>"), box);
    });
  }

  // A rectangle, standing or turned: a stroke of a line, unless it turns out to be an area.
  static bool is_bar(const std::vector<Corner>& c) {
    const ImVec2 along(c[1].at.x - c[0].at.x, c[1].at.y - c[0].at.y),
        across(c[3].at.x - c[0].at.x, c[3].at.y - c[0].at.y);
    const ImVec2 open(c[0].at.x + c[2].at.x - c[1].at.x - c[3].at.x, c[0].at.y + c[2].at.y - c[1].at.y - c[3].at.y);
    const float size = std::hypot(along.x, along.y) * std::hypot(across.x, across.y);
    return std::hypot(open.x, open.y) < kNear_px &&
           std::fabs(along.x * across.x + along.y * across.y) < 0.02f * size + 1e-4f;
  }

  void add_bar(const std::vector<Corner>& c) {
    flush_text();
    const ImVec2 from = middle(c[0].at, c[3].at), to = middle(c[1].at, c[2].at);
    const float width = distance(c[0].at, c[3].at);
    const ImU32 color = mixed(c[0].color, c[2].color, 0.5f);
    if ((color >> IM_COL32_A_SHIFT) == 0) return;
    const bool same = stroke_color_ == color && std::fabs(stroke_width_ - width) < 0.02f * width + 1e-3f;
    if (!same) flush_strokes();
    stroke_color_ = color;
    if (strokes_.empty()) stroke_width_ = width;
    if (!strokes_.empty() && distance(strokes_.back().back(), from) < kNear_px)
      strokes_.back().push_back(to);
    else
      strokes_.push_back({from, to});
  }

  void flush_strokes() {
    constexpr float kThick_px = 3.5f;
    std::string path;
    Bounds box;
    for (const std::vector<ImVec2>& stroke : strokes_) {
      const ImVec2 a = stroke[0], b = stroke[1];
      const bool stands = std::fabs(a.x - b.x) < 1e-3f || std::fabs(a.y - b.y) < 1e-3f;
      if (stroke.size() == 2 && stands && (stroke_width_ > kThick_px || distance(a, b) < stroke_width_)) {
        Bounds area;
        const bool upright = std::fabs(a.x - b.x) < 1e-3f;
        const ImVec2 half = upright ? ImVec2(stroke_width_ / 2, 0) : ImVec2(0, stroke_width_ / 2);
        for (const ImVec2 end : {a, b}) {
          area.add(ImVec2(end.x - half.x, end.y - half.y));
          area.add(ImVec2(end.x + half.x, end.y + half.y));
        }
        emit(rect(area, paint("fill", stroke_color_) + " shape-rendering=\"crispEdges\""), area);  // no seams
        continue;
      }
      const bool closed = stroke.size() > 3 && distance(stroke.front(), stroke.back()) < kNear_px;
      for (std::size_t i = 0; i + (closed ? 1 : 0) < stroke.size(); ++i) {
        path += i == 0 ? 'M' : 'L';
        path += point(stroke[i]);
        box.add(stroke[i]);
      }
      if (closed) path += 'Z';
    }
    if (!path.empty())
      emit(joined("<path d=\"", path, "\" fill=\"none\"", paint("stroke", stroke_color_), " stroke-width=\"",
                  stroke_width_, "\" stroke-linejoin=\"round\"/>"),
           box.grown(stroke_width_));
    strokes_.clear();
  }

  // ---- text: letters that follow each other on one line

  struct Run {
    const ImFont* font = nullptr;
    ImU32 color = 0;
    float scale = 0;
    bool upwards = false;
    ImVec2 from, pen;  // upper left corners of the line of letters, in the direction of reading
    std::string text;
    int letters = 0;
  };

  void add_letter(const std::vector<Corner>& c) {
    flush_strokes();
    const auto [font, glyph] = alphabet_.at(c[0].uv);
    if (font == nullptr || (c[0].color >> IM_COL32_A_SHIFT) == 0) return;
    Run next{font, c[0].color, 0, std::fabs(c[1].at.x - c[0].at.x) < 1e-4f, {}, {}, {}, 0};
    next.scale = distance(c[0].at, c[3].at) / (glyph->Y1 - glyph->Y0);
    next.from = next.upwards ? ImVec2(c[0].at.x - glyph->Y0 * next.scale, c[0].at.y + glyph->X0 * next.scale)
                             : ImVec2(c[0].at.x - glyph->X0 * next.scale, c[0].at.y - glyph->Y0 * next.scale);
    const float size = font->FontSize * next.scale;
    const ImVec2 step(next.from.x - run_.pen.x, next.from.y - run_.pen.y);
    const float gap = next.upwards ? -step.y : step.x, off = next.upwards ? step.x : step.y;
    const float blank = font->FallbackAdvanceX > 0 ? font->GetCharAdvance(' ') * next.scale : 0;
    const float blanks = blank > 0 ? std::round(gap / blank) : 0;
    const bool goes_on = run_.letters > 0 && run_.font == font && run_.color == next.color &&
                         run_.upwards == next.upwards && std::fabs(run_.scale - next.scale) < 0.03f * next.scale &&
                         std::fabs(off) < 0.1f * size && blanks >= 0 && blanks <= 3 &&
                         std::fabs(gap - blanks * blank) < 0.08f * size;
    if (!goes_on) {
      flush_text();
      run_ = next;
    } else {
      run_.text.append(static_cast<std::size_t>(blanks), ' ');
    }
    append_character(run_.text, glyph->Codepoint);
    ++run_.letters;
    const float advance = glyph->AdvanceX * next.scale;
    run_.pen = next.upwards ? ImVec2(next.from.x, next.from.y - advance) : ImVec2(next.from.x + advance, next.from.y);
  }

  void flush_text() {
    if (run_.letters == 0) return;
    const float size = run_.font->FontSize * run_.scale, ascent = run_.font->Ascent * run_.scale;
    const float length = distance(run_.from, run_.pen);
    const bool heavy = run_.font == theme_.fonts.strong || run_.font == theme_.fonts.heading;
    const ImVec2 base =
        run_.upwards ? ImVec2(run_.from.x + ascent, run_.from.y) : ImVec2(run_.from.x, run_.from.y + ascent);
    std::string where = run_.upwards ? joined(" transform=\"translate(", point(base), ") rotate(-90)\"")
                                     : joined(" x=\"", base.x - page_.low.x, "\" y=\"", base.y - page_.low.y, "\"");
    if (run_.letters > 1) where += joined(" textLength=\"", length, "\" lengthAdjust=\"spacingAndGlyphs\"");
    Bounds box;
    box.add(run_.from);
    box.add(run_.upwards ? ImVec2(run_.from.x + size, run_.from.y - length)
                         : ImVec2(run_.from.x + length, run_.from.y + size));
    emit(joined("<text", where, " font-size=\"", size / kLineHeightOfInter, "\"", heavy ? " font-weight=\"600\"" : "",
                paint("fill", run_.color), ">", run_.text, "</text>"),
         box);
    run_ = {};
  }

  void flush() {
    flush_strokes();
    flush_text();
  }

  // ---- markers of points, which a shader draws on the screen (shaders/markers/marker.frag)

  static std::string marker_shape(Marker kind, float r) {
    const auto plus = [](float arm_length) {
      const float l = arm_length, a = 0.3f * arm_length;
      return joined("<path d=\"M", -l, " ", -a, "H", -a, "V", -l, "H", a, "V", -a, "H", l, "V", a, "H", a, "V", l, "H",
                    -a, "V", a, "H", -l, "Z\"");
    };
    switch (kind) {
      case Marker::square:
        return joined("<rect x=\"", -0.88f * r, "\" y=\"", -0.88f * r, "\" width=\"", 1.76f * r, "\" height=\"",
                      1.76f * r, "\"");
      case Marker::diamond:
        return joined("<path d=\"M0 ", -1.25f * r, "L", 1.25f * r, " 0L0 ", 1.25f * r, "L", -1.25f * r, " 0Z\"");
      case Marker::triangle:
        return joined("<path d=\"M0 ", -1.12f * r, "L", 1.1f * r, " ", 0.785f * r, "L", -1.1f * r, " ", 0.785f * r,
                      "Z\"");
      case Marker::cross: return plus(1.15f * r) + " transform=\"rotate(45)\"";
      case Marker::plus: return plus(1.1f * r);
      case Marker::ring: return joined("<circle r=\"", 0.85f * r, "\"");
      case Marker::circle: break;
    }
    return joined("<circle r=\"", r, "\"");
  }

  void add_markers(const ImDrawList& list, const ImDrawCmd& command, const MarkerStyle& style) {
    flush();
    const std::string shape = marker_shape(style.kind, style.radius);
    for_outlines(list, command, [&](const std::vector<Corner>& outline) {
      if (outline.size() != 4) return;
      const ImVec2 at = middle(outline[0].at, outline[2].at);
      const ImU32 color = outline[0].color, solid = color | IM_COL32_A_MASK;
      const float opacity = static_cast<float>(color >> IM_COL32_A_SHIFT) / 255;
      std::string how;
      if (style.kind == Marker::ring)
        how = joined(" fill=\"none\"", paint("stroke", solid), " stroke-width=\"", std::max(0.44f * style.radius, 1.4f),
                     "\"");
      else if (style.outline > 0)
        how = joined(paint("fill", solid), paint("stroke", style.outline_color), " stroke-width=\"", 2 * style.outline,
                     "\" paint-order=\"stroke\"");
      else
        how = paint("fill", solid);
      if (opacity < 1) how += joined(" opacity=\"", opacity, "\"");
      Bounds box;
      box.add(at);
      emit(joined("<g transform=\"translate(", point(at), ")\">", shape, how, "/></g>"),
           box.grown(1.3f * style.radius + style.outline));
    });
  }

  // ---- fields and pictures: drawn alone, cut out and embedded

  void add_pictures(ImDrawList& list, std::size_t pass, std::size_t at) {
    flush();
    std::vector<Bounds> boxes;
    Bounds all;
    for_outlines(list, list.CmdBuffer[static_cast<int>(at)], [&](const std::vector<Corner>& outline) {
      Bounds box;
      for (const Corner& each : outline) box.add(each.at);
      box = box.within(clip_);
      if (box.empty()) return;
      boxes.push_back(box);
      all.add(box.low);
      all.add(box.high);
    });
    if (boxes.empty()) return;
    if (boxes.size() > kMostPictures) boxes = {all};
    const Pixels drawn = draw_alone(list, pass, at, all);
    if (drawn.rgba.empty()) return;
    const float across = static_cast<float>(drawn.width) / (all.high.x - all.low.x),
                down = static_cast<float>(drawn.height) / (all.high.y - all.low.y);
    for (const Bounds& box : boxes) {
      const auto pixel = [](float value, int limit) {
        return std::clamp(static_cast<int>(std::lround(value)), 0, limit);
      };
      const int left = pixel((box.low.x - all.low.x) * across, drawn.width - 1),
                top = pixel((box.low.y - all.low.y) * down, drawn.height - 1);
      const int width = std::max(1, pixel((box.high.x - all.low.x) * across, drawn.width) - left),
                height = std::max(1, pixel((box.high.y - all.low.y) * down, drawn.height) - top);
      std::vector<std::uint8_t> part;
      for (int y = 0; y < height; ++y) {
        const auto row = drawn.rgba.begin() + (static_cast<std::ptrdiff_t>(top + y) * drawn.width + left) * 4;
        part.insert(part.end(), row, row + static_cast<std::ptrdiff_t>(width) * 4);
      }
      emit(joined("<image x=\"", box.low.x - page_.low.x, "\" y=\"", box.low.y - page_.low.y, "\" width=\"",
                  box.high.x - box.low.x, "\" height=\"", box.high.y - box.low.y,
                  "\" preserveAspectRatio=\"none\" href=\"data:image/png;base64,", base64(png_of(width, height, part)),
                  "\"/>"),
           box);
    }
  }

  Pixels draw_alone(ImDrawList& list, std::size_t pass, std::size_t at, const Bounds& box) {
    ImVector<ImDrawCmd> all, few;
    few.push_back(list.CmdBuffer[static_cast<int>(pass)]);
    if (at != pass) few.push_back(list.CmdBuffer[static_cast<int>(at)]);
    ImDrawCmd reset;
    reset.UserCallback = ImDrawCallback_ResetRenderState;
    few.push_back(reset);
    all.swap(list.CmdBuffer);
    list.CmdBuffer.swap(few);
    ImVector<ImDrawList*> lists, one;
    one.push_back(&list);
    lists.swap(data_.CmdLists);
    data_.CmdLists.swap(one);
    const int count = data_.CmdListsCount;
    data_.CmdListsCount = 1;
    Pixels drawn = draw_offscreen(data_, box.low, box.high, kPictureRatio, theme_.surface);
    data_.CmdListsCount = count;
    data_.CmdLists.swap(lists);
    list.CmdBuffer.swap(all);
    return drawn;
  }

  ImDrawData& data_;
  const Theme& theme_;
  const Bounds page_;
  const Alphabet alphabet_;
  std::string body_;
  std::vector<Bounds> clips_;
  std::size_t open_clip_ = 0;  // its number; 0: none
  Bounds clip_;
  std::vector<std::vector<ImVec2>> strokes_;  // of one colour and width
  ImU32 stroke_color_ = 0;
  float stroke_width_ = 0;
  Run run_;
};

}  // namespace

std::string svg_of_region(ImDrawData& data, const Theme& theme, ImVec2 low, ImVec2 high, const std::string& title) {
  return Writer(data, theme, low, high).write(title);
}

}  // namespace lectern::gl
