#include "web/ui/table_dialog.h"

#include <algorithm>
#include <string>
#include <vector>

#include "core/lab/text.h"
#include "web/ui/dialogs.h"
#include "web/ui/touch_scroll.h"
#include "web/ui/transport_bar.h"
#include "web/ui/widgets.h"

namespace lectern {

namespace {

constexpr std::size_t kMostColumns = 40;
constexpr std::size_t kLongestCell = 28;  // bytes

constexpr const char *kCancel = "Cancel", *kUse = "Use this table";

using data::ColumnRole;
using data::TableLine;
using data::TableReading;

std::string shortened(const std::string& text) {
  if (text.size() <= kLongestCell) return text;
  std::size_t end = kLongestCell;
  while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xc0) == 0x80) --end;  // not within a letter
  return text.substr(0, end) + "…";
}

std::size_t columns_of(const TableReading& reading) {
  std::size_t count = reading.columns.size();
  for (const TableLine& line : reading.first_lines) count = std::max(count, line.fields.size());
  if (reading.wrong) count = std::max(count, reading.wrong->line.fields.size());
  return count;
}

// The first columns, and, of those beyond, the label and the one with a wrong cell. Places from 0.
std::vector<std::size_t> shown_columns(const TableReading& reading) {
  const std::size_t count = columns_of(reading);
  std::vector<std::size_t> shown;
  for (std::size_t i = 0; i < std::min(count, kMostColumns); ++i) shown.push_back(i);
  for (const std::size_t place : {reading.wrong ? reading.wrong->column : 0, reading.label()})
    if (place > kMostColumns && place <= count && shown.back() + 1 != place) shown.push_back(place - 1);
  return shown;
}

ImU32 color_of(const Theme& theme, const TableReading& reading, std::size_t column) {
  if (column >= reading.columns.size()) return theme.text;
  const ColumnRole role = reading.columns[column].role;
  return role == ColumnRole::label ? theme.accent : role == ColumnRole::input ? theme.text : theme.muted;
}

void draw_line(const Theme& theme, const TableReading& reading, const TableLine& line,
               const std::vector<std::size_t>& shown) {
  const bool is_wrong = reading.wrong && reading.wrong->line.line == line.line;
  const ImU32 mark = faded(theme.bad, 0.28f);
  ImGui::TableNextRow();
  ImGui::TableNextColumn();
  ImGui::TextColored(ImGui::ColorConvertU32ToFloat4(theme.muted), "%zu", line.line);
  if (is_wrong && reading.wrong->column == 0) ImGui::TableSetBgColor(ImGuiTableBgTarget_RowBg0, mark);
  for (const std::size_t column : shown) {
    ImGui::TableNextColumn();
    if (is_wrong && reading.wrong->column == column + 1) ImGui::TableSetBgColor(ImGuiTableBgTarget_CellBg, mark);
    if (column >= line.fields.size()) continue;
    ImGui::PushStyleColor(ImGuiCol_Text, color_of(theme, reading, column));
    ImGui::TextUnformatted(shortened(line.fields[column]).c_str());
    ImGui::PopStyleColor();
    if (line.fields[column].size() > kLongestCell) explain(theme, line.fields[column]);
  }
}

// Names and roles of the columns; a tap leaves a column out or takes it back.
void draw_names(UiContext& context, TablePreview& preview, const std::vector<std::size_t>& shown) {
  const Theme& theme = context.theme;
  const TableReading& reading = preview.reading();
  std::size_t toggled = 0;
  ImGui::TableNextRow();  // not marked as headers, whose contents would not widen the columns
  ImGui::TableSetBgColor(ImGuiTableBgTarget_RowBg0, ImGui::GetColorU32(ImGuiCol_TableHeaderBg));
  ImGui::TableNextColumn();
  for (const std::size_t column : shown) {
    ImGui::TableNextColumn();
    if (column >= reading.columns.size()) continue;
    const data::TableColumn& known = reading.columns[column];
    const std::string name = known.name.empty() ? "column " + std::to_string(column + 1) : shortened(known.name);
    const bool passed_over = preview.is_passed_over(column + 1);
    const std::string role(passed_over ? "not used" : label_of(data::kColumnRoles, known.role));
    ImGui::PushID(static_cast<int>(column));
    ImGui::PushFont(theme.fonts.strong);
    ImGui::PushStyleColor(ImGuiCol_Text, color_of(theme, reading, column));
    const float width = ImGui::CalcTextSize(name.c_str()).x;
    if (ImGui::Selectable(name.c_str(), false, 0, ImVec2(width, context.narrow ? theme.px(26) : 0)) &&
        known.role != ColumnRole::label)
      toggled = column + 1;
    ImGui::PopStyleColor();
    ImGui::PopFont();
    explain(theme, known.role == ColumnRole::label   ? "The label; another can be chosen below."
                   : passed_over                     ? "The demo takes one input; “Column of x” chooses it."
                   : known.role == ColumnRole::input ? "Tap to leave this column out."
                                                     : "Tap to take this column as an input.");
    ImGui::PushFont(theme.fonts.small);
    ImGui::TextColored(ImGui::ColorConvertU32ToFloat4(known.role == ColumnRole::label ? theme.accent : theme.muted),
                       "%s", role.c_str());
    ImGui::PopFont();
    ImGui::PopID();
  }
  if (toggled > 0) preview.toggle_column(toggled);
}

// A wide table follows the finger; up and down the whole sheet does.
void drag_sideways() {
  const ImGuiIO& io = ImGui::GetIO();
  if (io.MouseSource != ImGuiMouseSource_TouchScreen || !ImGui::IsMouseDragging(0, 6)) return;
  if (ImGui::IsWindowHovered(ImGuiHoveredFlags_AllowWhenBlockedByActiveItem))
    ImGui::SetScrollX(ImGui::GetScrollX() - io.MouseDelta.x);
}

void draw_lines(UiContext& context, TablePreview& preview, float height) {
  const Theme& theme = context.theme;
  const std::vector<std::size_t> shown = shown_columns(preview.reading());
  constexpr ImGuiTableFlags kFlags = ImGuiTableFlags_ScrollX | ImGuiTableFlags_ScrollY | ImGuiTableFlags_Borders |
                                     ImGuiTableFlags_SizingFixedFit | ImGuiTableFlags_NoSavedSettings;
  // Sizes of columns belong to one reading.
  ImGui::PushID(static_cast<int>(shown.size()));
  if (shown.empty() || !ImGui::BeginTable("lines", static_cast<int>(shown.size()) + 1, kFlags, ImVec2(0, height))) {
    ImGui::PopID();
    return;
  }
  ImGui::TableSetupScrollFreeze(1, 1);
  draw_names(context, preview, shown);
  const TableReading& reading = preview.reading();  // as it is read now
  const std::size_t first = reading.has_header && !reading.first_lines.empty() ? 1 : 0;
  bool has_wrong = false;
  for (std::size_t i = first; i < reading.first_lines.size(); ++i) {
    draw_line(theme, reading, reading.first_lines[i], shown);
    has_wrong = has_wrong || (reading.wrong && reading.wrong->line.line == reading.first_lines[i].line);
  }
  if (reading.wrong && !has_wrong) {
    ImGui::TableNextRow();
    ImGui::TableNextColumn();
    ImGui::TextUnformatted("…");
    draw_line(theme, reading, reading.wrong->line, shown);
  }
  drag_sideways();
  ImGui::EndTable();
  ImGui::PopID();
}

// A row of choices, each under its name.
class Choices {
 public:
  Choices(UiContext& context, int columns) : context_(context) {
    begun_ = ImGui::BeginTable("choices", columns, ImGuiTableFlags_SizingStretchSame);
  }
  ~Choices() {
    if (begun_) ImGui::EndTable();
  }
  Choices(const Choices&) = delete;
  Choices& operator=(const Choices&) = delete;

  bool any_open() const { return any_open_; }

  // Returns the place of the item that was chosen; −1: none. `found` is what is automatic now.
  int choose(const char* name, const std::vector<std::string>& items, int current, const std::string& found) {
    if (!begun_) return -1;
    const Theme& theme = context_.theme;
    ImGui::TableNextColumn();
    draw_name(name);
    const auto shown = [&](int i) {
      return items[static_cast<std::size_t>(i)] + (i == 0 && !found.empty() ? ": " + found : "");
    };
    ImGui::SetNextItemWidth(ImGui::GetContentRegionAvail().x);
    ImGui::PushStyleVar(ImGuiStyleVar_FramePadding, ImVec2(theme.px(9), theme.px(context_.narrow ? 12 : 6)));
    ImGui::PushID(name);
    const std::string& now = current == 0 && !found.empty() ? found : items[static_cast<std::size_t>(current)];
    const bool open = ImGui::BeginCombo("##choice", now.c_str(), ImGuiComboFlags_HeightLarge);
    ImGui::PopStyleVar();
    int chosen = -1;
    for (int i = 0; open && i < static_cast<int>(items.size()); ++i) {
      ImGui::PushID(i);  // columns may have the same name
      if (ImGui::Selectable(shown(i).c_str(), i == current, 0, ImVec2(0, context_.narrow ? theme.px(40) : 0)))
        chosen = i;
      ImGui::PopID();
    }
    if (open) ImGui::EndCombo();
    ImGui::PopID();
    any_open_ = any_open_ || open;
    return chosen;
  }

  // The same for a value of an enum; true if another was chosen.
  template <typename Table, typename Enum>
  bool choose(const char* name, const Table& table, Enum& value, std::string_view found) {
    std::vector<std::string> items;
    int current = 0;
    for (const Named<Enum>& named : table) {
      if (named.value == value) current = static_cast<int>(items.size());
      items.emplace_back(named.label);
    }
    const int chosen = choose(name, items, current, lowered(found));
    if (chosen >= 0) value = table[static_cast<std::size_t>(chosen)].value;
    return chosen >= 0;
  }

 private:
  // Drawn, not written: text in a cell stands as low as the text of the cell before it.
  void draw_name(const char* name) const {
    const Theme& theme = context_.theme;
    ImGui::PushFont(theme.fonts.small);
    ImGui::GetWindowDrawList()->AddText(ImGui::GetCursorScreenPos(), theme.muted, name);
    ImGui::Dummy(ImGui::CalcTextSize(name));
    ImGui::PopFont();
  }

  static std::string lowered(std::string_view label) {
    std::string text(label);
    if (!text.empty() && text[0] >= 'A' && text[0] <= 'Z') text[0] = static_cast<char>(text[0] - 'A' + 'a');
    return text;
  }

  UiContext& context_;
  bool begun_ = false;
  bool any_open_ = false;
};

// True while one of the lists is open: Enter then belongs to it.
bool draw_choices(UiContext& context, TablePreview& preview) {
  const TableReading& reading = preview.reading();
  data::TableOptions options = preview.options();
  Choices choices(context, context.narrow ? 2 : 3);
  bool changed = false;
  if (reading.is_text) {
    changed |= choices.choose("Separator", data::kSeparators, options.separator,
                              label_of(data::kSeparators, reading.separator));
    changed |= choices.choose("Decimal sign", data::kDecimalSigns, options.decimal,
                              label_of(data::kDecimalSigns, reading.decimal));
    changed |= choices.choose("First line", data::kHeaderLines, options.header, reading.has_header ? "names" : "data");
  }
  if (preview.offers_kind())
    changed |= choices.choose("The label is", data::kLabelKinds, options.label_kind,
                              label_of(data::kLabelKinds, reading.label_kind));
  std::vector<std::string> names{"Automatic"};
  for (std::size_t i = 0; i < reading.columns.size(); ++i) {
    const std::string& name = reading.columns[i].name;
    names.push_back(name.empty() ? "column " + std::to_string(i + 1) : shortened(name));
  }
  const std::size_t label = reading.label();
  const bool by_rule = options.label.empty() || label == 0;
  const int chosen =
      choices.choose("Label column", names, by_rule ? 0 : static_cast<int>(label), label == 0 ? "none" : names[label]);
  if (changed) preview.change(std::move(options));
  if (chosen >= 0) preview.choose_label(static_cast<std::size_t>(chosen));
  return choices.any_open();
}

// "Text, UTF-8 · 150 rows · 4 inputs · 3 classes: setosa, versicolor, virginica"
std::string summary(const TablePreview& preview) {
  constexpr std::size_t kMostClasses = 6;
  const TableReading& reading = preview.reading();
  std::string text = reading.kind + (reading.is_packed ? ", packed by gzip" : "");
  if (!text.empty()) text += " · ";
  text += grouped_digits(reading.rows) + (reading.rows == 1 ? " row" : " rows");
  if (preview.is_part()) text += " in the beginning that is shown";
  if (preview.drawn())
    text += " · drawn at random: " + grouped_digits(preview.drawn()->kept) + " of " +
            grouped_digits(preview.drawn()->rows) + " rows of the file";
  const auto inputs = std::count_if(reading.columns.begin(), reading.columns.end(),
                                    [](const data::TableColumn& column) { return column.role == ColumnRole::input; });
  text += " · " + std::to_string(inputs) + (inputs == 1 ? " input" : " inputs");
  const std::vector<std::string>& classes = reading.class_names;
  if (classes.empty()) return text;
  text += " · " + std::to_string(classes.size()) + (classes.size() == 1 ? " class: " : " classes: ");
  for (std::size_t i = 0; i < std::min(classes.size(), kMostClasses); ++i)
    text += (i > 0 ? ", " : "") + shortened(classes[i]);
  return text + (classes.size() > kMostClasses ? ", …" : "");
}

void draw_problem(const Theme& theme, const std::string& sentence, float width) {
  const float pad = theme.px(10);
  const ImVec2 low = ImGui::GetCursorScreenPos();
  const ImVec2 size = ImGui::CalcTextSize(sentence.c_str(), nullptr, false, width - 2 * pad);
  const ImVec2 high(low.x + width, low.y + size.y + 2 * pad);
  ImDrawList& list = *ImGui::GetWindowDrawList();
  list.AddRectFilled(low, high, mixed(theme.surface, theme.bad, 0.1f), theme.px(8));
  list.AddRect(low, high, faded(theme.bad, 0.6f), theme.px(8));
  ImGui::SetCursorScreenPos(ImVec2(low.x + pad, low.y + pad));
  wrapped_text(theme.fonts.text, theme.text, sentence, width - 2 * pad);
  ImGui::SetCursorScreenPos(ImVec2(low.x, high.y));
  ImGui::Dummy(ImVec2(width, theme.px(2)));
}

void draw_reasons(UiContext& context, const TablePreview& preview, float width) {
  const Theme& theme = context.theme;
  for (const std::string& decision : preview.reading().decisions)
    wrapped_text(theme.fonts.small, theme.muted, "· " + decision, width);
  for (std::size_t i = 1; i < preview.files().size(); ++i)
    wrapped_text(theme.fonts.small, theme.warning,
                 "· " + in_quotes(preview.files()[i]->name) + " was given too; only the first table is shown here.",
                 width);
}

// Returns whether the button was pressed. Its place is known to scripts by its label.
bool placed_button(UiContext& context, const char* label, ButtonLook look) {
  const bool pressed = text_button(context.theme, label, look);
  context.ui.button_places[label] = last_item_box();
  return pressed;
}

enum class Answer { none, use, leave };

Answer draw_answers(UiContext& context, bool can_use, bool keys) {
  const Theme& theme = context.theme;
  const float width = ImGui::CalcTextSize(kCancel).x + ImGui::CalcTextSize(kUse).x + theme.px(56);
  ImGui::Dummy(ImVec2(0, theme.px(2)));
  ImGui::SetCursorPosX(ImGui::GetContentRegionMax().x - width);
  Answer answer = Answer::none;
  if (placed_button(context, kCancel, {.touch = context.narrow})) answer = Answer::leave;
  ImGui::SameLine(0, theme.px(8));
  if (placed_button(context, kUse, {.enabled = can_use, .primary = true, .touch = context.narrow}))
    answer = Answer::use;
  const bool walks = ImGui::GetIO().NavVisible && ImGui::IsAnyItemFocused();  // Enter presses what is in focus
  if (!keys || ImGui::IsWindowAppearing()) return answer;
  const bool enter = ImGui::IsKeyPressed(ImGuiKey_Enter, false) || ImGui::IsKeyPressed(ImGuiKey_KeypadEnter, false);
  if (enter && !walks && can_use) answer = Answer::use;
  if (ImGui::IsKeyPressed(ImGuiKey_Escape, false)) answer = Answer::leave;
  return answer;
}

}  // namespace

Session* shown_preview(Stage& stage) {
  if (stage.first().preview() != nullptr) return &stage.first();
  return stage.beside() != nullptr && stage.beside()->preview() != nullptr ? stage.beside() : nullptr;
}

void draw_table_dialog(UiContext& context) {
  Session* session = shown_preview(context.stage);
  for (const char* button : {kCancel, kUse}) context.ui.button_places.erase(button);
  if (session == nullptr) return;
  TablePreview& preview = *session->preview();
  const Theme& theme = context.theme;
  const std::string title = "Table " + preview.files()[0]->name;
  bool open = true;
  const DialogLook look{.width = theme.px(820), .sheet = context.narrow, .stays = true};
  if (!begin_dialog(context, title.c_str(), open, look)) return;
  const float width = ImGui::GetContentRegionAvail().x;
  const float buttons = row_height(theme, context.narrow) + theme.px(16);
  if (context.narrow) ImGui::BeginChild("table", ImVec2(0, ImGui::GetContentRegionAvail().y - buttons));
  wrapped_text(theme.fonts.text, theme.muted, summary(preview), width);
  if (!preview.problem().empty()) draw_problem(theme, preview.problem(), width);
  const float line = ImGui::GetTextLineHeightWithSpacing() + theme.px(3);
  const float lines = static_cast<float>(std::min<std::size_t>(preview.reading().first_lines.size() + 3, 11));
  draw_lines(context, preview, line * lines + theme.px(8));
  const bool list_open = draw_choices(context, preview);
  draw_reasons(context, preview, width);
  if (context.narrow) {
    scroll_by_finger();
    ImGui::EndChild();
  }
  const Answer answer =
      draw_answers(context, preview.reading().ok() && session->preview()->problem().empty(), !list_open);
  if (answer == Answer::leave || !open) session->leave_preview();
  if (answer == Answer::use) session->use_preview();
  end_dialog(open && answer == Answer::none);
}

}  // namespace lectern
