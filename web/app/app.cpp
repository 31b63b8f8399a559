#include "web/app/app.h"

#include <algorithm>
#include <array>
#include <cfloat>
#include <cmath>
#include <cstdlib>
#include <ctime>
#include <utility>

#include "core/lab/json_writer.h"
#include "core/lab/registry.h"
#include "core/lab/share_link.h"
#include "web/gl/capture.h"
#include "web/gl/offscreen.h"
#include "web/gl/vector_picture.h"
#include "web/ui/centre.h"
#include "web/ui/commands.h"
#include "web/ui/controls_panel.h"
#include "web/ui/demo_list.h"
#include "web/ui/dialogs.h"
#include "web/ui/lesson_card.h"
#include "web/ui/panel_picture.h"
#include "web/ui/panel_sights.h"
#include "web/ui/regions.h"
#include "web/ui/scrub_bar.h"
#include "web/ui/table_dialog.h"
#include "web/ui/transport_bar.h"

namespace lectern {

namespace {

constexpr int kFramesAfterInput = 3;       // until hover, focus and layout have settled
constexpr double kSettle_s = 0.45;         // tooltips wait this long
constexpr double kInlineBudget_s = 0.010;  // of a frame, for a run on this thread
constexpr std::array kScales{0.8f, 0.9f, 1.0f, 1.1f, 1.25f, 1.4f, 1.6f, 1.8f, 2.0f};
// How much larger everything is while presenting: the type, not at the cost of the pictures.
constexpr float kPresenting = 1.4f, kPresentingLow = 1.25f;
constexpr float kLowBelow_px = 900;
constexpr std::size_t kMaximumNotices = 6;
constexpr const char* kThemeKey = "theme";
constexpr const char* kScaleKey = "scale";
constexpr const char* kRecentKey = "recent";

}  // namespace

App::App(Window& window, platform::Runners runners, platform::Health health)
    : window_(window),
      stage_(std::move(runners.first), std::move(runners.second)),
      health_(std::move(health)),
      remote_(*this) {
  recall_settings();
}

void App::recall_settings() {
  const std::string theme = platform::recall(kThemeKey);
  set_theme(theme.empty() ? platform::prefers_dark() : theme == "dark");
  const float scale = std::strtof(platform::recall(kScaleKey).c_str(), nullptr);
  if (scale >= kScales.front() && scale <= kScales.back()) set_scale(scale);
  ui_.recent.read(platform::recall(kRecentKey));
}

// ---- The loop --------------------------------------------------------------------------------------

bool App::frame() {
  const Window::Input input = window_.poll();
  if (input.quit) return false;
  const double now = platform::now_s();
  if (input.any) {
    wake();
    settle_frame_s_ = now + kSettle_s;
  }
  for (const std::string& path : input.dropped_files) give_file_at(path, false);
  read_dropped_files(kInlineBudget_s);
  follow_model(now, kInlineBudget_s);
  ++stats_.frames;
  if (window_.context_available() && needs_frame(now)) draw(now);
  return true;
}

void App::tick() {
  // A hidden page is called a few times a second only: a run on this thread gets most of that time.
  follow_model(platform::now_s(), 5 * kInlineBudget_s);
}

void App::follow_model(double now_s, double budget_s) {
  if (stage_.update(now_s, budget_s)) frames_wanted_ = std::max(frames_wanted_, 1);
  if (platform::deliver_assets()) wake();
  if (const bool previews = shown_preview(stage_) != nullptr; std::exchange(previews_, previews) != previews) wake();
  follow_lesson();
  for (const std::string& sentence : stage_.take_file_messages()) show_file_problem(sentence);
  remote_.answer();
  if (stage_.first().demo() != nullptr) stage_.set_sights(sights_of(ui_, stage_.first(), stage_.view().sights));
  page_.follow(stage_, lesson_, now_s);
  keep_recent_state();
}

// Pages that are part of another, such as slides, are not states that a reader has chosen.
void App::keep_recent_state() {
  const Session& session = stage_.first();
  if (page_.links_told() == links_kept_) return;
  links_kept_ = page_.links_told();
  if (session.demo() == nullptr || stage_.view().embed) return;
  const RunIdentity now = session.identity();
  const RunIdentity usual{ParameterSet::defaults(session.demo()->schema), 1, 1};
  RecentState state{.link = page_.link(), .id = session.demo()->id, .detail = {}, .when_s = std::time(nullptr)};
  if (!(now.parameters == usual.parameters) || now.seed != 1 || now.data_seed != 1)
    state.detail = difference(now, usual);
  const std::uint64_t step = parse_link(state.link).run.step;
  if (step > 0) state.detail += (state.detail.empty() ? "step " : ", step ") + std::to_string(step);
  if (ui_.recent.note(std::move(state))) platform::remember(kRecentKey, ui_.recent.text());
}

void App::follow_lesson() {
  const ExperimentInfo* demo = stage_.first().demo();
  if (lesson_.demo() != (demo != nullptr ? demo->id : "")) lesson_.open(stage_);
  if (const std::string file = lesson_.take_wanted_file(); !file.empty()) {
    platform::fetch_asset(file, [this, file](const std::optional<std::string>& text) {
      lesson_.take_file(file, text, stage_);
    });
  }
  lesson_.follow(stage_);
  if (lesson_.is_known()) stage_.set_lesson(lesson_.link_stop(), lesson_.link_text());
  if (ui_.shown_panels != lesson_.panels()) {
    ui_.shown_panels = lesson_.panels();
    ui_.maximised.clear();
    wake();
  }
  const int stop = lesson_.walking() ? lesson_.at() : -1;
  if (std::exchange(followed_stop_, stop) != stop && stop >= 0) ui_.scroll_to_top = true;
}

bool App::needs_frame(double now_s) const {
  const bool timed =
      (next_frame_s_ >= 0 && now_s >= next_frame_s_) || (settle_frame_s_ >= 0 && now_s >= settle_frame_s_);
  return frames_wanted_ > 0 || timed;
}

void App::draw(double now_s) {
  frames_wanted_ = std::max(0, frames_wanted_ - 1);
  if (next_frame_s_ >= 0 && now_s >= next_frame_s_) next_frame_s_ = -1;
  if (settle_frame_s_ >= 0 && now_s >= settle_frame_s_) settle_frame_s_ = -1;
  draw_frame(now_s, nullptr);
  if (wanted_pictures_.empty()) return;
  draw_pictures(now_s);  // at once, so that they show the step that their names tell
  draw_frame(now_s, nullptr);
}

// Each in a frame of its own, which the next covers before anybody sees it.
void App::draw_pictures(double now_s) {
  for (const UiRequests::Picture& picture : std::exchange(wanted_pictures_, {})) {
    // Saved pictures show no tooltip and no button: the pointer is nowhere.
    ImGui::GetIO().AddMousePosEvent(-FLT_MAX, -FLT_MAX);
    const Theme theme = theme_;
    if (picture.is_light && theme.dark) {
      theme_ = light_theme();
      theme_.scale = theme.scale;
      theme_.fonts = theme.fonts;
    }
    for (const bool settled : {false, true}) draw_frame(now_s, &picture, settled);  // letters of another size settle
    const Fonts fonts = theme_.fonts;
    theme_ = theme;
    theme_.fonts = fonts;
  }
}

void App::draw_frame(double now_s, const UiRequests::Picture* picture, bool is_saved) {
  const float larger = scale_ * (window_.size().y < kLowBelow_px * scale_ ? kPresentingLow : kPresenting);
  const bool room_to_grow = window_.size().x >= kNarrowBelow_px * larger;
  theme_.scale = ui_.presenting && room_to_grow ? larger : scale_;
  if (picture == nullptr) {
    window_.begin_frame(theme_);
  } else {
    const bool as_shown = !picture->is_vector && picture->ratio == 0;
    const float ratio = picture->is_vector || as_shown ? window_.device_pixel_ratio() : picture->ratio;
    window_.begin_frame(theme_, ratio, as_shown);
  }
  pictures_.begin_frame(theme_);
  use_keyboard_for_navigation();
  UiRequests requests;
  const ImVec2 size = ImGui::GetIO().DisplaySize;
  const bool embedded = stage_.view().embed || ui_.presenting;
  const bool home = stage_.first().demo() == nullptr;
  const bool controls = ui_.controls_open && stage_.chosen().demo() != nullptr;
  ShownRegions shown{.home = home, .controls = controls, .embedded = embedded};
  // Embedded in a page and while presenting, the card stands there only while the lesson is walked.
  shown.lesson = !home && ui_.card_open && (!embedded || lesson_.walking());
  shown.lesson_unfolded = ui_.card_unfolded;
  const Regions regions = divide_window(size.x, size.y, theme_.scale, shown);
  UiContext context{.stage = stage_,
                    .lesson = lesson_,
                    .session = stage_.chosen(),
                    .theme = theme_,
                    .fields = fields_,
                    .pictures = pictures_,
                    .ui = ui_,
                    .requests = requests,
                    .health = health_,
                    .regions = regions};
  context.touch = window_.touch();
  context.pinch = window_.take_pinch();
  context.narrow = regions.narrow;
  context.embedded = embedded;
  context.is_pictured = picture != nullptr;
  context.side = stage_.chosen_side();
  draw_interface(context);
  if (ImGui::IsMouseReleased(ImGuiMouseButton_Left)) stage_.finish_gesture();
  fields_.end_frame(theme_);
  window_.end_frame();
  const double described_s = platform::now_s();
  window_.render(theme_);
  if (picture != nullptr && is_saved) save_picture(*picture);
  if (picture == nullptr) window_.present();
  stats_.take(described_s - now_s, platform::now_s() - described_s);
  carry_out(requests, now_s);
}

void App::Stats::take(double interface, double graphics) {
  ++drawn;
  interface_s += interface;
  worst_interface_s = std::max(worst_interface_s, interface);
  graphics_s += graphics;
}

void App::draw_interface(UiContext& context) {
  if (ui_.panel_picture) return draw_panel_picture(context);
  take_shortcuts(context);
  const Regions& regions = context.regions;
  draw_transport_bar(context, regions.transport);
  if (regions.scrub.height > 0) draw_scrub_bar(context, regions.scrub);
  draw_centre(context, regions.centre);
  const bool demos = ui_.drawer == Drawer::demos;
  const bool controls = !context.narrow || ui_.drawer == Drawer::controls;
  if (demos && regions.demos.width > 0) draw_demo_list(context, regions.demos);
  if (controls && regions.controls.width > 0) draw_controls_panel(context, regions.controls);
  if (regions.lesson.width > 0) draw_lesson_card(context, regions.lesson);
  draw_share_dialog(context);
  draw_help_dialog(context);
  draw_table_dialog(context);
  if (ui_.blank) ImGui::GetForegroundDrawList()->AddRectFilled({0, 0}, ImGui::GetIO().DisplaySize, IM_COL32_BLACK);
}

// The arrows belong to the run until somebody walks among the controls with Tab; on the home page there is no run.
void App::use_keyboard_for_navigation() {
  ImGuiIO& io = ImGui::GetIO();
  const bool home = stage_.first().demo() == nullptr;
  if (ImGui::IsKeyPressed(ImGuiKey_Tab) || home) io.ConfigFlags |= ImGuiConfigFlags_NavEnableKeyboard;
  if (ImGui::IsKeyPressed(kWalkKey) && !io.KeyCtrl && !io.KeyAlt && !io.WantTextInput && !fields_.any_open()) {
    io.AddKeyEvent(ImGuiKey_Tab, true);
    io.AddKeyEvent(ImGuiKey_Tab, false);
    wake();
  }
  if ((ImGui::IsMouseClicked(0) || ImGui::IsKeyPressed(ImGuiKey_Escape)) && !home)
    io.ConfigFlags &= ~ImGuiConfigFlags_NavEnableKeyboard;
}

// ---- What the interface requests -------------------------------------------------------------------

void App::carry_out(UiRequests& requests, double now_s) {
  if (requests.toggle_theme) {
    set_theme(!theme_.dark);
    platform::remember(kThemeKey, theme_.dark ? "dark" : "light");
  }
  if (requests.toggle_presenting) set_presenting(!ui_.presenting);
  if (requests.turn_demo != 0) turn_demo(requests.turn_demo);
  if (requests.remove_beside) stage_.remove_beside();
  if (requests.scale_steps != 0) step_scale(requests.scale_steps);
  if (!requests.copy.empty()) platform::copy_text(requests.copy);
  if (requests.sound) platform::play_sound(requests.sound->samples, requests.sound->rate_hz);
  for (const UiRequests::Download& file : requests.downloads) platform::save_file(file.name, file.type, file.content);
  if (!requests.pick_files.empty() && !platform::pick_files(requests.pick_files))
    show_problem("Drop the file (" + requests.pick_files + ") on this window.");
  if (requests.go_home) open_link("#/", true);
  if (!requests.open_link.empty())
    with_code_of(requests.open_link, [this](const std::string& link) { open_link(link, true); });
  if (!requests.open_demo.empty()) {
    const std::size_t id_end = std::min(requests.open_demo.find('?'), requests.open_demo.size());
    with_code_of(requests.open_demo.substr(0, id_end),
                 [this, values = requests.open_demo.substr(id_end)](const std::string& id) { open_demo(id, values); });
  }
  if (!requests.pictures.empty()) {
    wanted_pictures_ = std::move(requests.pictures);
    wake();
  }
  if (requests.next_frame_s >= 0) next_frame_s_ = now_s + requests.next_frame_s;
}

// Of the frame just drawn.
void App::save_picture(const UiRequests::Picture& picture) {
  const ImVec2 low(picture.box.x, picture.box.y), high(picture.box.right(), picture.box.bottom());
  if (picture.is_vector) {
    platform::save_file(picture.name, "image/svg+xml",
                        gl::svg_of_region(*ImGui::GetDrawData(), theme_, low, high, picture.name));
  } else if (picture.ratio == 0) {
    platform::save_file(picture.name, "image/png", window_.png_of_region(low, high));
  } else {
    const gl::Pixels pixels = gl::draw_offscreen(*ImGui::GetDrawData(), low, high, picture.ratio, theme_.surface);
    if (pixels.rgba.empty()) return show_problem("The graphics card has no memory for a picture of that size.");
    platform::save_file(picture.name, "image/png", gl::png_of(pixels.width, pixels.height, pixels.rgba));
  }
}

void App::save_window(const std::string& name) {
  const ImVec2 size = window_.size();
  const float ratio = name.ends_with("@3x.png") ? 3.0f : 0.0f;
  wanted_pictures_.push_back(
      {.name = name, .box = {0, 0, size.x, size.y}, .is_vector = name.ends_with(".svg"), .ratio = ratio});
  wake();
}

void App::step_scale(int steps) {
  const auto nearest = std::min_element(kScales.begin(), kScales.end(), [this](float a, float b) {
    return std::abs(a - scale_) < std::abs(b - scale_);
  });
  const auto at =
      std::clamp<std::ptrdiff_t>(nearest - kScales.begin() + steps, 0, static_cast<std::ptrdiff_t>(kScales.size()) - 1);
  set_scale(kScales[static_cast<std::size_t>(at)]);
  platform::remember(kScaleKey, std::to_string(scale_));
}

void App::set_scale(float scale) {
  scale_ = scale;
  wake();
}

void App::set_presenting(bool presenting) {
  if (ui_.presenting == presenting) return;
  ui_.presenting = presenting;
  ui_.page = 0;
  ui_.blank = false;
  ui_.maximised.clear();
  ui_.drawer = Drawer::none;
  left_demos_.clear();
  platform::set_full_screen(presenting);
  wake();
}

// The next or previous demo of the lecture, as it was left while presenting.
void App::turn_demo(int direction) {
  const ExperimentInfo* open = stage_.first().demo();
  if (open == nullptr || waits_for_code_) return;
  std::vector<DemoCard> demos = demo_cards();
  std::erase_if(demos, [open](const DemoCard& demo) { return demo.lecture != open->lecture; });
  const auto here =
      std::find_if(demos.begin(), demos.end(), [open](const DemoCard& demo) { return demo.id == open->id; });
  const auto at = here - demos.begin() + direction;
  if (at < 0 || at >= static_cast<std::ptrdiff_t>(demos.size())) return;
  const std::string id(demos[static_cast<std::size_t>(at)].id);
  LinkView view;
  view.lesson_stop = lesson_.link_stop();
  view.lesson = lesson_.link_text();
  view.sights = stage_.view().sights;
  left_demos_[open->id] = stage_.link(view, true);
  const auto left = left_demos_.find(id);
  if (left == left_demos_.end()) {
    with_code_of(id, [this](const std::string& next) { open_demo(next); });
  } else {
    with_code_of(left->second, [this](const std::string& link) { open_link(link, true); });
  }
}

// Opens what a link or an id names as soon as the code for it is here.
void App::with_code_of(const std::string& link, std::function<void(const std::string&)> open) {
  waits_for_code_ = true;
  platform::fetch_code(link, [this, link, open = std::move(open)](bool is_here) {
    waits_for_code_ = false;
    if (is_here) return open(link);
    show_problem(kCodeIsMissing);
  });
}

void App::set_theme(bool dark) {
  Theme theme = dark ? dark_theme() : light_theme();
  theme.scale = theme_.scale;
  theme.fonts = theme_.fonts;
  theme_ = theme;
  platform::show_theme(dark);
  wake();
}

// Before anything is opened or closed.
void App::begin_visit() {
  ++opened_;
  ui_.maximised.clear();
  ui_.notices.clear();
  ui_.drawer = Drawer::none;
  ui_.recent.begin_visit();
  ImGui::GetIO().ConfigFlags &= ~ImGuiConfigFlags_NavEnableKeyboard;  // arrows mean the run's steps again
}

void App::open_demo(const std::string& id, std::string_view values) {
  const ExperimentInfo* demo = Registry::instance().find(id);
  if (demo == nullptr || demo == stage_.chosen().demo()) return;
  page_.begin_new_entry();
  begin_visit();
  stage_.open_demo(*demo, values);
  open_sights(ui_, id, {});
  wake();
}

std::vector<std::string> App::open_link(std::string_view link, bool new_entry) {
  if (new_entry) page_.begin_new_entry();
  begin_visit();
  std::vector<std::string> problems = stage_.open_link(link);
  if (const ExperimentInfo* demo = stage_.first().demo()) open_sights(ui_, demo->id, stage_.view().sights);
  for (std::string& problem : lesson_.open(stage_)) problems.push_back(std::move(problem));
  ui_.editing_lesson = false;
  for (const std::string& problem : problems) show_problem(problem);
  if (!stage_.view().theme.empty()) set_theme(stage_.view().theme == "dark");
  wake();
  return problems;
}

std::vector<std::string> App::open_address(std::string_view link) {
  std::vector<std::string> problems = open_link(link, false);
  if (stage_.first().demo() != nullptr || !problems.empty()) page_.keep_address(stage_);
  return problems;
}

void App::show_problem(std::string sentence) {
  JsonWriter json;
  json.begin_object().key("event").value("problem").key("detail").value(sentence).end_object();
  platform::reply(json.text());
  ui_.notices.push_back({Notice::Kind::problem, std::move(sentence)});
  if (ui_.notices.size() > kMaximumNotices) ui_.notices.erase(ui_.notices.begin());
  wake();
}

void App::show_file_problem(const std::string& sentence) {
  remote_.note_file_problem(sentence);
  show_problem(sentence);
}

// ---- What comes from outside -----------------------------------------------------------------------

void App::wake() { frames_wanted_ = kFramesAfterInput; }

void App::text_field_happened(std::string_view key, std::string_view value, TextFields::State state) {
  fields_.happened(key, value, state);
  wake();
}

Result<bool> App::give_lesson(std::string_view text) {
  const ExperimentInfo* before = stage_.first().demo();
  const Result<bool> given = lesson_.give(text, stage_);
  wake();
  if (!given) return given;
  ++opened_;
  if (stage_.first().demo() != before) page_.begin_new_entry();
  ui_.editing_lesson = false;
  ui_.card_open = true;
  ui_.maximised.clear();
  ui_.notices.clear();
  return given;
}

void App::give_file_at(const std::string& path, bool at_once) {
  std::optional<platform::DroppedFile> file = platform::open_dropped_file(path);
  if (!file) return show_problem("The file " + path + " cannot be read.");
  const int number =
      begin_file(path.substr(path.find_last_of('/') + 1), file->bytes, at_once ? FileWay::at_once : FileWay::previewed);
  incoming_.at(number).next = std::move(file->next);
}

int App::begin_file(std::string name, std::uint64_t bytes, FileWay way) {
  if (incoming_.empty()) {
    ui_.stop_reading = false;
    if (!stage_.takes_files()) remote_.note_file_problem("");
  }
  incoming_.emplace(++last_incoming_, Incoming{IncomingFile(std::move(name), bytes), way, {}});
  return last_incoming_;
}

bool App::add_to_file(int number, std::string_view part) {
  const auto found = incoming_.find(number);
  if (found == incoming_.end()) return false;
  Incoming& incoming = found->second;
  if (std::exchange(ui_.stop_reading, false))
    for (auto& [each, other] : incoming_) other.is_stopped = true;
  if (!incoming.is_stopped) incoming.file.add(part);
  show_progress();
  return !incoming.is_stopped && !incoming.file.is_hopeless();
}

void App::end_file(int number, bool success) {
  auto found = incoming_.extract(number);
  if (found.empty()) return;
  show_progress();
  wake();
  Incoming& incoming = found.mapped();
  if (incoming.is_stopped || !success)
    return show_file_problem(incoming.file.name() + (incoming.is_stopped ? " was not read to its end, as you wished."
                                                                         : " could not be read."));
  Result<std::shared_ptr<const DataFile>> file = incoming.file.finish();
  if (!file) return show_file_problem(file.error());
  if ((*file)->name.ends_with(".md")) {
    if (const Result<bool> given = give_lesson((*file)->bytes); !given)
      show_file_problem((*file)->name + ": " + given.error());
    return;
  }
  stage_.give_file(std::move(*file), incoming.way, platform::now_s());
}

// Only of a file that takes long enough to be seen.
void App::show_progress() {
  constexpr std::uint64_t kLong = std::uint64_t{16} << 20;
  ui_.reading.clear();
  for (const auto& [number, incoming] : incoming_)
    if (incoming.file.bytes() >= kLong && incoming.file.taken() < incoming.file.bytes())
      ui_.reading = incoming.file.progress();
  frames_wanted_ = std::max(frames_wanted_, 1);
}

// Part by part, as long as the frame allows; files dropped together end together.
void App::read_dropped_files(double budget_s) {
  constexpr std::size_t kPart = std::size_t{1} << 20;
  const double end_s = platform::now_s() + budget_s;
  std::vector<int> read;
  for (auto& [number, incoming] : incoming_) {
    if (!incoming.next) continue;
    bool is_wanted = true;
    while (is_wanted && incoming.file.taken() < incoming.file.bytes()) {
      if (platform::now_s() > end_s) return;
      const std::string part = incoming.next(kPart);
      is_wanted = !part.empty() && add_to_file(number, part);
    }
    read.push_back(number);
  }
  for (const int number : read) end_file(number, true);
}

void App::set_context_available(bool available) {
  window_.set_context_available(available);
  if (available) {
    pictures_.forget_all();
    ui_.demo_pictures.forget_all();
  }
  wake();
}

std::string App::take_stats() {
  const Stats stats = std::exchange(stats_, {});
  JsonWriter json;
  json.begin_object().key("frames").value(stats.frames).key("drawn").value(stats.drawn).key("frame_ms").begin_object();
  const double per_frame_ms = stats.drawn > 0 ? 1e3 / static_cast<double>(stats.drawn) : 0;
  json.key("mean")
      .value(per_frame_ms * stats.interface_s)
      .key("worst")
      .value(1e3 * stats.worst_interface_s)
      .end_object();
  json.key("graphics_ms").value(per_frame_ms * stats.graphics_s).end_object();
  return json.text();
}

}  // namespace lectern
