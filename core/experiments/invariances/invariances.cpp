// A convolutional network and a dense one of as many parameters against shifts, reflections, rotations, scale,
// smearing, elastic deformations and mixed pixels; what augmenting the data does for each, and how many pictures it is
// worth; a picture to be moved and turned by hand, filters on a glowing ring, and two classes of one's own.
// Lecture row R43. Sources: LeCun, Bottou, Bengio, Haffner, Gradient-based learning applied to document recognition
// (1998); Simard, Steinkraus, Platt, Best practices for convolutional neural networks (2003); the decks' slides on
// learning with symmetry.

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>
#include <limits>
#include <optional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "core/data/glowing_ring.h"
#include "core/data/ink_pad.h"
#include "core/experiments/invariances/four_nets.h"
#include "core/experiments/invariances/picture_set.h"
#include "core/experiments/invariances/transformations.h"
#include "core/lab/demo.h"
#include "core/math/elementary.h"
#include "core/ml/nn/filter_set.h"
#include "core/ml/nn/plane_convolution.h"
#include "core/parts/optional_part.h"
#include "core/parts/pad_strokes.h"

namespace lectern::invariances {
namespace {

constexpr const char* kPictureHelp =
    "What both networks are given. Drag the middle handle to move the picture, the outer one to turn it and to make it "
    "larger or smaller; smear, bend and mirror it with the controls.";
constexpr const char* kPosteriorHelp =
    "What each network makes of the picture: the posterior probability of each class. Both have learned from the same "
    "pictures and have about as many parameters.";
constexpr const char* kStillHelp =
    "The picture, transformed more and more strongly, and what each network calls it. A green frame: correct, or for a "
    "drawing the same as without the transformation. A red frame: not.";
constexpr const char* kStrengthHelp =
    "The share of test pictures classified correctly when all are transformed so strongly. Dashed: the networks whose "
    "training pictures were deformed at random, anew in each update.";
constexpr const char* kSizesHelp =
    "The share of transformed test pictures classified correctly by networks that learned from so many pictures. Each "
    "point is a training of its own, of equally many updates.";
constexpr const char* kTableHelp =
    "The accuracy of each network on the test pictures as they are, and on the same pictures transformed.";
constexpr const char* kFiltersHelp =
    "The same picture through filters made by hand, and through those that the convolutional network has learned, layer "
    "by layer. Bright: the filter answers. Each map has a scale of its own.";
constexpr const char* kPadHelp =
    "Draw a picture, and it takes the place of the test picture. The networks see it where and as large as you draw it.";
constexpr const char* kSheetHelp =
    "Draw one picture into each cell: class A into the two upper rows, class B into the two lower ones. The last column "
    "is not learned from but tested with. With every stroke the networks begin anew.";
constexpr const char* kNumbersHelp =
    "Accuracies on the test pictures, as they are and transformed; the sizes of the networks.";

constexpr double kUnknown = std::numeric_limits<double>::quiet_NaN();
constexpr Range kGreyLevels{0, 1};
constexpr std::ptrdiff_t kExam = 200, kQuickExam = 80;  // pictures
constexpr int kQuickEvery = 5;                          // updates
constexpr std::size_t kKinds = kTransformations.size();
constexpr std::size_t kMostSizes = 4, kLeastPictures = 10;
constexpr std::size_t kSizeFactor = 4;
constexpr double kArm = 7;       // pixels from the middle to the outer handle
constexpr double kFarthest = 8;  // pixels
constexpr Range kSizeRange{0.4, 2.2};
constexpr int kRingSide = 48, kHandSide = 5, kHandFilters = 7;
constexpr std::array<const char*, kHandFilters> kHandNames{"blur",       "sharpen",   "outline",   "right edge",
                                                           "lower edge", "left edge", "upper edge"};

enum class Augment { all, shift, reflection, rotation, scale, smearing, elastic };
enum class Through { ring, picture };

struct Settings {
  PictureSettings data;
  std::vector<int> channels{6, 12, 24};
  nn::Pooling pooling = nn::Pooling::max;
  Augment augment = Augment::all;
  bool goes_far = false;
  int updates = 200;
  int image = 4;
  double right = 0, down = 0, turn = 0, scale = 1;
  bool is_mirrored = false;
  double smear = 0, bend = 0;
  Transformation transformation = Transformation::shift;
  bool shows_augmented = false;
  Through through = Through::ring;
  bool names_filters = true;
};

Augmentation augmentation_of(const Settings& settings) {
  Augmentation augmentation{.alone = {}, .goes_far = settings.goes_far};
  if (settings.augment != Augment::all)
    augmentation.alone = static_cast<Transformation>(static_cast<int>(settings.augment) - 1);
  return augmentation;
}

// The angle of a direction in degrees, from −180 to 180: sin(φ − θ) is added until nothing is left of it.
double degrees_of(double x, double y) {
  constexpr double kHalfTurn = 3.141592653589793;
  const double r = std::sqrt(x * x + y * y);
  if (!(r > 0)) return 0;
  double angle = std::fabs(x) >= std::fabs(y) ? (x > 0 ? 0 : kHalfTurn) : (y > 0 ? 0.5 : -0.5) * kHalfTurn;
  for (int i = 0; i < 8; ++i) angle += (y * math::cos(angle) - x * math::sin(angle)) / r;
  if (angle > kHalfTurn) angle -= 2 * kHalfTurn;
  return angle * 180 / kHalfTurn;
}

using Accuracies = std::array<double, kNets>;
constexpr Accuracies kNoAccuracies{kUnknown, kUnknown, kUnknown, kUnknown};

// Of networks that learned from so many pictures: on the test pictures as they are, and under each transformation at
// its moderate strength.
struct SizeResult {
  std::ptrdiff_t n = 0;
  Accuracies plain = kNoAccuracies;
  std::array<Accuracies, kKinds> transformed;
};

class Invariances final : public Demo<Invariances, Settings, PictureData> {
 public:
  static Schema<Settings> schema();

  explicit Invariances(const Start& start) : Demo(start), pictures_(varied()), nets_(make_nets(pictures_->classes())) {
    begin();
  }

  void step() override;
  bool finished() const override { return finished_; }
  void settings_changed(const Settings& before);
  bool gesture(const Action& action);
  auto state() const {
    return std::tuple(std::tie(pictures_, nets_, small_, stage_, moment_, finished_, sheet_, pad_, dragged_),
                      unhashed(exams_), unhashed(sizes_));
  }
  void describe(Snapshot& snapshot) const override;

 private:
  // What was done by hand, on top of the settings.
  struct Dragged {
    double right = 0, down = 0, turn = 0, scale = 1;
    auto state() const { return std::tie(right, down, turn, scale); }
  };

  // The pictures given, where wanted transformed once and for all.
  Shared<PictureSet> varied() const;
  bool draws_own() const { return settings().data.source == Source::own; }
  FourNets make_nets(int classes) const { return {settings().channels, settings().pooling, classes, rng("networks")}; }
  // Plans the trainings, from the first on.
  void begin();
  const FourNets& learners() const { return stage_ == 0 ? nets_ : *small_; }
  // How many steps follow the updates of this stage: each looks at one kind and strength.
  std::size_t exams_to_do() const;
  void do_exam(std::size_t number);
  Accuracies examine(const FourNets& nets, Transformation transformation, double strength, std::ptrdiff_t most) const;
  Accuracies& exam(std::size_t kind, std::size_t strength) { return exams_[kind * kMostStrengths + strength]; }
  const Accuracies& exam(Transformation kind, std::size_t strength) const {
    return exams_[static_cast<std::size_t>(kind) * kMostStrengths + strength];
  }
  const Accuracies& plain() const { return sizes_[0].plain; }

  data::Deformation deformation() const;
  // What is looked at before its deformation: the drawing, or a test picture.
  ConstMatrixView<float> shown_picture() const;
  // Its class; −1: not known.
  int shown_class() const;
  std::size_t shown_example() const;
  const LabelledPictures& shown_set() const {
    return pictures_->test.size() > 0 ? pictures_->test : pictures_->training;
  }

  void describe_picture(Snapshot& snapshot) const;
  void describe_posterior(Plane& plane) const;
  void describe_still(Snapshot& snapshot) const;
  void describe_strength(Snapshot& snapshot) const;
  void describe_sizes(Snapshot& snapshot) const;
  void describe_table(Table& table) const;
  void describe_filters(Snapshot& snapshot) const;
  // The filters made by hand on the picture in room_, side × side.
  void look_by_hand(int side) const;
  void describe_drawing(Snapshot& snapshot) const;
  void describe_numbers(Snapshot& snapshot) const;
  Net cnn() const { return settings().shows_augmented ? Net::cnn_augmented : Net::cnn; }
  Net dense() const { return settings().shows_augmented ? Net::dense_augmented : Net::dense; }

  Shared<PictureSet> pictures_;
  FourNets nets_;                 // learn from all pictures
  OptionalPart<FourNets> small_;  // learn from fewer, later
  int stage_ = 0;                 // which of sizes_
  int moment_ = 0;                // updates and exams in this stage
  bool finished_ = false;
  std::vector<Accuracies> exams_;  // of nets_, kKinds × kMostStrengths
  std::vector<SizeResult> sizes_;
  Sheet sheet_;
  data::InkPad pad_;
  Dragged dragged_;

  struct Room {
    std::vector<float> mixing, input, levels, pad;
    std::vector<int> labels;
    Matrix<float> inputs;
    std::vector<double> map, picture, kernel;
    std::vector<double> ring, seen, seen_maps;  // what the filters made by hand have seen, and made of it
    std::vector<double> x, y;
    std::optional<nn::Network<float>> eye;
    nn::Pass<float> pass;
    int eye_side = 0;
  };
  Scratch<Room> room_;
};

Schema<Settings> Invariances::schema() {
  Schema<Settings> schema;
  return schema.include(&Settings::data)
      .group("Networks")
      .integer_list(&Settings::channels, "channels", "Filters per layer", {1, 32}, 3)
      .help(
          "Of the convolutional network, one number for each layer. The dense network gets as many hidden units as make "
          "about as many parameters.")
      .choice(&Settings::pooling, "pooling", "Pooling", nn::kPoolings)
      .help("What is kept of each 2×2 block behind a convolutional layer. Without pooling, small shifts matter more.")
      .group("Training")
      .choice(&Settings::augment, "augment", "Augment by",
              {{Augment::all, "all", "All but reflection"},
               {Augment::shift, "shift", "Shift"},
               {Augment::reflection, "reflection", "Reflection"},
               {Augment::rotation, "rotation", "Rotation"},
               {Augment::scale, "scale", "Scale"},
               {Augment::smearing, "smearing", "Smearing"},
               {Augment::elastic, "elastic", "Elastic deformation"}})
      .help("What is done at random to the pictures that the augmented networks learn from, anew in each update.")
      .boolean(&Settings::goes_far, "augment_far", "As far as the tests go")
      .help("Rotations up to 180° in place of 30°, shifts up to 6 px in place of 3 px, and so on.")
      .integer(&Settings::updates, "training_updates", "Updates", {20, 1000})
      .logarithmic()
      .help("Of each network, with 32 pictures each, for each number of training pictures.")
      .group("Picture")
      .integer(&Settings::image, "image", "Picture number", {0, 9999})
      .live()
      .help("Which of the test pictures is shown.")
      .real(&Settings::right, "move_right", "Move to the right", {-6, 6})
      .unit("px")
      .live()
      .help("By how much the picture is moved; it can also be dragged.")
      .real(&Settings::down, "move_down", "Move downwards", {-6, 6})
      .unit("px")
      .live()
      .help("By how much the picture is moved; it can also be dragged.")
      .real(&Settings::turn, "turn", "Turn", {-180, 180})
      .unit("°")
      .live()
      .help("Clockwise.")
      .real(&Settings::scale, "magnify", "Magnify", {0.5, 2})
      .logarithmic()
      .live()
      .help("2: twice as large.")
      .boolean(&Settings::is_mirrored, "mirror", "Mirror")
      .live()
      .help("Exchanges left and right.")
      .real(&Settings::smear, "smear", "Smear σ", {0, 3})
      .unit("px")
      .live()
      .help("Blurs the picture by a Gaussian.")
      .real(&Settings::bend, "bend", "Bend", {-4, 4})
      .unit("px")
      .live()
      .help("Displaces each pixel along a smooth random field, by so much in root mean square.")
      .group("Look at")
      .choice(&Settings::transformation, "transformation", "Transformation", kTransformations)
      .live()
      .help("Against which the curves show the accuracy.")
      .boolean(&Settings::shows_augmented, "augmented", "Augmented networks")
      .live()
      .help("Shows the posteriors and the filters of the networks that learned from deformed pictures.")
      .choice(&Settings::through, "through", "Through the filters",
              {{Through::ring, "ring", "Glowing ring"}, {Through::picture, "picture", "The picture above"}})
      .live()
      .help("What the filters are given.")
      .boolean(&Settings::names_filters, "named", "Name the filters")
      .live()
      .help("Without, the filters made by hand have numbers only: find out what each does.");
}

Shared<PictureSet> Invariances::varied() const {
  if (!settings().data.is_varied || draws_own()) return data().pictures();
  PictureSet set = *data().pictures();
  const Augmentation augmentation = augmentation_of(settings());
  const Rng each = data_rng("variation");
  Matrix<float> picture(kSide, kSide);
  for (std::ptrdiff_t i = 0; i < set.training.size(); ++i) {
    Rng rng = each.split(static_cast<std::uint64_t>(i));
    const data::Deformation deformation = augmentation.draw(rng);
    const std::size_t bend = rng.below(static_cast<std::uint32_t>(data().bends().size()));
    data::deform(set.training.picture(i), deformation, data().bends()[bend], picture);
    std::copy_n(picture.data(), kPixels, set.training.X.row(i));
  }
  return Shared(std::move(set));
}

void Invariances::begin() {
  stage_ = 0;
  moment_ = 0;
  finished_ = false;
  small_ = {};
  exams_.assign(kKinds * kMostStrengths, kNoAccuracies);
  sizes_.clear();
  auto n = static_cast<std::size_t>(pictures_->training.size());
  do {
    SizeResult& result = sizes_.emplace_back();
    result.n = static_cast<std::ptrdiff_t>(n);
    result.transformed.fill(kNoAccuracies);
    n /= kSizeFactor;
  } while (!draws_own() && n >= kLeastPictures && sizes_.size() < kMostSizes);
}

std::size_t Invariances::exams_to_do() const {
  if (pictures_->test.size() == 0) return 0;
  if (stage_ > 0) return kKinds + 1;
  std::size_t count = 0;
  for (const auto& [kind, id, label] : kTransformations) count += strengths_of(kind).values.size();
  return count;
}

void Invariances::step() {
  const LabelledPictures& training = pictures_->training;
  if (finished_ || training.size() == 0) return;
  if (moment_ < settings().updates) {
    FourNets& nets = stage_ == 0 ? nets_ : *small_;
    nets.step(data(), training, sizes_[static_cast<std::size_t>(stage_)].n, augmentation_of(settings()),
              settings().updates, &pool());
    if (stage_ == 0 && moment_ % kQuickEvery == kQuickEvery - 1 && pictures_->test.size() > 0) {
      const auto kind = static_cast<std::size_t>(settings().transformation);
      const Strengths& strengths = strengths_of(settings().transformation);
      const std::size_t which = static_cast<std::size_t>(moment_ / kQuickEvery) % strengths.values.size();
      exam(kind, which) = examine(nets_, settings().transformation, strengths.values[which], kQuickExam);
      if (which == strengths.neutral) sizes_[0].plain = exam(kind, which);
    }
  } else if (exams_to_do() > 0) {
    do_exam(static_cast<std::size_t>(moment_ - settings().updates));
  }
  ++moment_;
  if (moment_ < settings().updates + static_cast<int>(exams_to_do())) return;
  if (stage_ + 1 == static_cast<int>(sizes_.size())) {
    finished_ = true;
    return;
  }
  ++stage_;
  moment_ = 0;
  small_ = OptionalPart(make_nets(pictures_->classes()));
}

void Invariances::do_exam(std::size_t number) {
  SizeResult& result = sizes_[static_cast<std::size_t>(stage_)];
  if (stage_ > 0) {
    if (number == 0) {
      result.plain = examine(*small_, Transformation::shift, 0, kExam);
      return;
    }
    const Transformation kind = kTransformations[number - 1].value;
    const Strengths& strengths = strengths_of(kind);
    result.transformed[number - 1] = examine(*small_, kind, strengths.values[strengths.moderate], kExam);
    return;
  }
  std::size_t kind = 0;
  while (number >= strengths_of(kTransformations[kind].value).values.size())
    number -= strengths_of(kTransformations[kind++].value).values.size();
  const Strengths& strengths = strengths_of(kTransformations[kind].value);
  exam(kind, number) = examine(nets_, kTransformations[kind].value, strengths.values[number], kExam);
  if (number == strengths.moderate) result.transformed[kind] = exam(kind, number);
  if (number == strengths.neutral) result.plain = exam(kind, number);
}

Accuracies Invariances::examine(const FourNets& nets, Transformation transformation, double strength,
                                std::ptrdiff_t most) const {
  const LabelledPictures& test = pictures_->test;
  // Few pictures are transformed several times, each time anew.
  const std::ptrdiff_t count =
      test.size() >= most ? most : std::max(most / test.size(), std::ptrdiff_t{1}) * test.size();
  Room& room = *room_;
  room.inputs.resize(count, kPixels);
  room.labels.resize(static_cast<std::size_t>(count));
  const Rng directions = data_rng("exam").split(static_cast<std::uint64_t>(transformation));
  for (std::ptrdiff_t i = 0; i < count; ++i) {
    Rng rng = directions.split(static_cast<std::uint64_t>(i));
    const data::Deformation deformation = transformed(transformation, strength, rng);
    const std::ptrdiff_t which = i % test.size();
    data().write_input(test.picture(which), deformation, static_cast<std::size_t>(i), room.inputs.row(i), room.mixing);
    room.labels[static_cast<std::size_t>(i)] = test.labels[static_cast<std::size_t>(which)];
  }
  return nets.accuracies(room.inputs, room.labels, &pool());
}

void Invariances::settings_changed(const Settings& before) {
  if (settings().right != before.right || settings().down != before.down) dragged_.right = dragged_.down = 0;
  if (settings().turn != before.turn) dragged_.turn = 0;
  if (settings().scale != before.scale) dragged_.scale = 1;
}

bool Invariances::gesture(const Action& action) {
  if (const auto* drag = std::get_if<HandleDragged>(&action.gesture)) {
    if (action.panel != "picture") return false;
    const auto x = static_cast<double>(drag->x), y = static_cast<double>(drag->y);
    const data::Deformation now = deformation();
    const double middle = 0.5 * kSide;
    if (drag->handle == "move") {
      dragged_.right = std::clamp(x - middle, -kFarthest, kFarthest) - settings().right;
      dragged_.down = std::clamp(middle - y, -kFarthest, kFarthest) - settings().down;
    } else if (drag->handle == "turn") {
      const double dx = x - (middle + now.right), dy = (middle - now.down) - y;
      dragged_.turn = degrees_of(-dy, dx) - settings().turn;
      dragged_.scale =
          std::clamp(std::sqrt(dx * dx + dy * dy) / kArm, kSizeRange.low, kSizeRange.high) / settings().scale;
    } else {
      return false;
    }
    return true;
  }
  const bool on_sheet = action.panel == "sheet";
  if ((on_sheet && !draws_own()) || (!on_sheet && action.panel != "pad")) return false;
  if (!on_sheet) return draw_on(pad_, action.gesture);
  if (!draw_on(sheet_, action.gesture)) return false;
  pictures_ = Shared(sheet_.pictures());
  nets_ = make_nets(pictures_->classes());
  begin();
  return true;
}

data::Deformation Invariances::deformation() const {
  return {.right = settings().right + dragged_.right,
          .down = settings().down + dragged_.down,
          .turn = settings().turn + dragged_.turn,
          .scale = settings().scale * dragged_.scale,
          .is_mirrored = settings().is_mirrored,
          .smear = settings().smear,
          .bend = settings().bend};
}

std::size_t Invariances::shown_example() const {
  return static_cast<std::size_t>(settings().image) %
         static_cast<std::size_t>(std::max<std::ptrdiff_t>(shown_set().size(), 1));
}

ConstMatrixView<float> Invariances::shown_picture() const {
  const LabelledPictures& set = shown_set();
  if (pad_.empty() && set.size() > 0) return set.picture(static_cast<std::ptrdiff_t>(shown_example()));
  std::vector<float>& picture = room_->pad;
  picture.resize(kPixels);
  pad_.copy_to({picture.data(), kSide, kSide, kSide});
  return {picture.data(), kSide, kSide, kSide};
}

int Invariances::shown_class() const {
  return pad_.empty() && shown_set().size() > 0 ? shown_set().labels[shown_example()] : -1;
}

void Invariances::describe(Snapshot& snapshot) const {
  if (draws_own()) describe_drawing(snapshot);
  describe_picture(snapshot);
  describe_posterior(
      snapshot.plane("posterior", "What each network makes of it", {.weight = 3, .help = kPosteriorHelp}));
  describe_still(snapshot);
  describe_strength(snapshot);
  describe_sizes(snapshot);
  describe_table(snapshot.table("table", "Accuracy", {.weight = 2, .help = kTableHelp}));
  describe_filters(snapshot);
  if (!draws_own()) describe_drawing(snapshot);
  describe_numbers(snapshot);
}

void Invariances::describe_picture(Snapshot& snapshot) const {
  Room& room = *room_;
  const int truth = shown_class();
  std::string title = "Drag and turn the picture";
  if (truth >= 0)
    title = (draws_own() ? "Still class " : "Still a ") + pictures_->class_names[static_cast<std::size_t>(truth)] +
            "? " + "Drag and turn it";
  Plane& plane = snapshot.plane("picture", title, {.weight = draws_own() ? 3 : 4, .help = kPictureHelp});
  plane.equal_axes({.label = "x [px]", .range = {0, kSide}}, {.label = "y [px]", .range = {0, kSide}});
  const data::Deformation now = deformation();
  room.input.resize(kPixels);
  data().write_input(shown_picture(), now, 0, room.input.data(), room.mixing);
  room.levels.resize(kPixels);
  for (int row = 0; row < kSide; ++row)
    std::copy_n(room.input.begin() + row * kSide, kSide, room.levels.begin() + (kSide - 1 - row) * kSide);
  plane.field("ink", {kSide, kSide, {0, kSide}, {0, kSide}}, room.levels,
              {.color = kGreyLevels, .map = ColorMap::greys, .show_scale = false});
  const double x = 0.5 * kSide + now.right, y = 0.5 * kSide - now.down;
  const double angle = now.turn * 0.017453292519943295, arm = kArm * now.scale;
  plane.handle("move", "move", x, y);
  // Never lost outside the picture: there it waits at the edge.
  const auto within = [](double place) { return std::clamp(place, 0.5, kSide - 0.5); };
  plane.handle("turn", "turn, magnify", within(x + arm * math::sin(angle)), within(y + arm * math::cos(angle)), {0});
}

void Invariances::describe_posterior(Plane& plane) const {
  const auto classes = static_cast<std::size_t>(pictures_->classes());
  plane.axes({.label = "class", .range = {-0.5, static_cast<double>(classes) - 0.5}},
             {.label = "posterior probability", .range = {0, 1}});
  plane.x.names.assign(pictures_->class_names.begin(), pictures_->class_names.end());
  Room& room = *room_;
  std::array<double, kMostClasses> places;
  std::array<float, kMostClasses> posterior;
  const auto add = [&](Net net, double shift, ColorRole color) {
    for (std::size_t k = 0; k < classes; ++k) places[k] = static_cast<double>(k) + shift;
    const std::span<float> used = std::span(posterior).first(classes);
    nets_.posterior(net, {room.input.data(), 1, kPixels, kPixels}, used, &pool());
    plane.bars(kNetNames[static_cast<std::size_t>(net)], std::span(places).first(classes), used, 0.38, {color});
  };
  add(cnn(), -0.2, 0);
  add(dense(), 0.2, 1);
  if (const int truth = shown_class(); truth >= 0) plane.vertical("true class", truth);
}

void Invariances::describe_still(Snapshot& snapshot) const {
  Room& room = *room_;
  const Strengths& strengths = strengths_of(settings().transformation);
  std::string title = "How far is it still the same? ";
  title += strengths.axis;
  Images& images = snapshot.images("still", title, {.weight = 2, .help = kStillHelp});
  images.setup({.map = ColorMap::greys});
  const auto classes = static_cast<std::size_t>(pictures_->classes());
  std::array<float, kMostClasses> posterior;
  const std::span<float> used = std::span(posterior).first(classes);
  const std::size_t count = strengths.values.size();
  const ConstMatrixView<float> picture = shown_picture();
  room.inputs.resize(static_cast<std::ptrdiff_t>(count), kPixels);
  for (std::size_t s = 0; s < count; ++s) {
    // Always to the right and downwards, or clockwise.
    data::Deformation step;
    const double strength = strengths.values[s];
    switch (settings().transformation) {
      case Transformation::shift: step.right = step.down = strength / std::sqrt(2.0); break;
      case Transformation::reflection: step.is_mirrored = strength > 0.5; break;
      case Transformation::rotation: step.turn = strength; break;
      case Transformation::scale: step.scale = strength; break;
      case Transformation::smearing: step.smear = strength; break;
      case Transformation::elastic: step.bend = strength; break;
    }
    data().write_input(picture, step, 0, room.inputs.row(static_cast<std::ptrdiff_t>(s)), room.mixing);
  }
  std::array<char, 64> label;
  for (const Net net : {cnn(), dense()}) {
    images.row(kNetNames[static_cast<std::size_t>(net)], kGreyLevels);
    std::array<std::size_t, kMostStrengths> read;
    for (std::size_t s = 0; s < count; ++s) {
      nets_.posterior(net, {room.inputs.row(static_cast<std::ptrdiff_t>(s)), 1, kPixels, kPixels}, used, &pool());
      read[s] = static_cast<std::size_t>(std::max_element(used.begin(), used.end()) - used.begin());
    }
    const int truth = shown_class();
    const std::size_t wanted = truth >= 0 ? static_cast<std::size_t>(truth) : read[strengths.neutral];
    for (std::size_t s = 0; s < count; ++s) {
      std::snprintf(label.data(), label.size(), "%g%s→%.20s", strengths.values[s],
                    settings().transformation == Transformation::rotation ? "°" : "",
                    pictures_->class_names[read[s]].c_str());
      images.tile(label.data(), Values::row(room.inputs, static_cast<std::ptrdiff_t>(s)), kSide, kSide,
                  {.color = kGreyLevels, .frame = read[s] == wanted ? kColorGood : kColorBad});
    }
  }
}

void Invariances::describe_strength(Snapshot& snapshot) const {
  const Strengths& strengths = strengths_of(settings().transformation);
  Plane& plane =
      snapshot.curves("strength", "Accuracy on transformed test pictures", {.weight = 3, .help = kStrengthHelp});
  plane.axes({.label = strengths.axis, .range = {strengths.values.front(), strengths.values.back()}},
             {.label = "accuracy", .range = {0, 1}});
  Room& room = *room_;
  for (std::size_t k = 0; k < kNets; ++k) {
    room.x.clear();
    room.y.clear();
    for (std::size_t s = 0; s < strengths.values.size(); ++s) {
      const double share = exam(settings().transformation, s)[k];
      if (std::isnan(share)) continue;
      room.x.push_back(strengths.values[s]);
      room.y.push_back(share);
    }
    plane.line(kNetNames[k], {room.x, room.y}, {.color = k < 2 ? 0 : 1, .dashed = k % 2 == 1});
  }
  plane.level("guessing", 1.0 / pictures_->classes());
  plane.read_at = strengths.values[strengths.moderate];
  const double now = strength_in(deformation(), settings().transformation);
  if (now == strengths.values[strengths.neutral]) return;
  plane.vertical("the picture", now, {.color = kColorAccent});
  plane.read_at = now;
}

void Invariances::describe_sizes(Snapshot& snapshot) const {
  const Strengths& strengths = strengths_of(settings().transformation);
  std::array<char, 96> title;
  if (settings().transformation == Transformation::reflection)
    std::snprintf(title.data(), title.size(), "Accuracy against n, test pictures reflected");
  else
    std::snprintf(title.data(), title.size(), "Accuracy against n, test pictures %s (%g%s%s)", strengths.adjective,
                  strengths.values[strengths.moderate], strengths.unit[0] == 'p' ? " " : "", strengths.unit);
  Plane& plane = snapshot.curves("sizes", title.data(), {.weight = 3, .help = kSizesHelp});
  const double most = static_cast<double>(std::max<std::ptrdiff_t>(sizes_.front().n, 2));
  const double least = sizes_.size() > 1 ? static_cast<double>(sizes_.back().n) : 0.5 * most;
  plane.axes({.label = "training pictures n", .range = {least / 1.15, most * 1.15}, .logarithmic = true},
             {.label = "accuracy", .range = {0, 1.02}});
  Room& room = *room_;
  for (std::size_t k = 0; k < kNets; ++k) {
    room.x.clear();
    room.y.clear();
    for (auto size = sizes_.rbegin(); size != sizes_.rend(); ++size) {
      const double share = size->transformed[static_cast<std::size_t>(settings().transformation)][k];
      if (std::isnan(share)) continue;
      room.x.push_back(static_cast<double>(size->n));
      room.y.push_back(share);
    }
    plane.line(kNetNames[k], {room.x, room.y}, {.color = k < 2 ? 0 : 1, .dashed = k % 2 == 1});
    plane.points("", {room.x, room.y}, {.color = k < 2 ? 0 : 1, .size_px = 3});
  }
  plane.level("guessing", 1.0 / pictures_->classes());
}

void Invariances::describe_table(Table& table) const {
  table.head({"test pictures", "CNN", "CNN aug.", "dense", "dense aug."});
  const auto add = [&](const char* name, const Accuracies& shares, ColorRole color) {
    table.row({name, {shares[0], 3}, {shares[1], 3}, {shares[2], 3}, {shares[3], 3}}, {color});
  };
  add("as they are", plain(), kColorForeground);
  std::array<char, 64> name;
  for (std::size_t kind = 0; kind < kKinds; ++kind) {
    const Strengths& strengths = strengths_of(kTransformations[kind].value);
    if (kTransformations[kind].value == Transformation::reflection)
      std::snprintf(name.data(), name.size(), "%s", strengths.adjective);
    else
      std::snprintf(name.data(), name.size(), "%s, %g%s%s", strengths.adjective, strengths.values[strengths.moderate],
                    strengths.unit[0] == 'p' ? " " : "", strengths.unit);
    add(name.data(), exams_[kind * kMostStrengths + strengths.moderate],
        kTransformations[kind].value == settings().transformation ? kColorAccent : kColorForeground);
  }
}

void Invariances::look_by_hand(int side) const {
  Room& room = *room_;
  if (room.seen == room.picture) return;
  room.seen = room.picture;
  room.seen_maps.clear();
  nn::PlaneConvolution shape{.height = side, .width = side, .kernel_height = kHandSide, .kernel_width = kHandSide};
  shape.padding = kHandSide / 2;
  shape.border = nn::Border::edge;
  for (const std::vector<float>& filter : nn::filters_by_hand(nn::FilterSet::classic, kHandSide, kHandFilters)) {
    room.kernel.assign(filter.begin(), filter.end());
    nn::convolve_plane(shape, room.picture, room.kernel, 0, room.map);
    room.seen_maps.insert(room.seen_maps.end(), room.map.begin(), room.map.end());
  }
}

void Invariances::describe_filters(Snapshot& snapshot) const {
  Room& room = *room_;
  const bool is_ring = settings().through == Through::ring;
  const int side = is_ring ? kRingSide : kSide;
  Images& images =
      snapshot.images("filters",
                      is_ring ? "What is this? One picture through many filters" : "The picture through many filters",
                      {.weight = 3, .help = kFiltersHelp});
  images.setup({.map = ColorMap::viridis});
  if (is_ring) {
    if (room.ring.empty()) room.ring = data::glowing_ring(kRingSide);
    room.picture.assign(room.ring.begin(), room.ring.end());
  } else {
    room.input.resize(kPixels);
    data().write_input(shown_picture(), deformation(), 0, room.input.data(), room.mixing);
    room.picture.assign(room.input.begin(), room.input.end());
  }
  images.row("the picture", kGreyLevels);
  images.tile("", room.picture, side, side);
  images.row("made by hand");
  look_by_hand(side);
  const std::size_t area = room.picture.size();
  for (std::size_t f = 0; f < kHandNames.size(); ++f) {
    const char number[2] = {static_cast<char>('1' + f), '\0'};
    images.tile(settings().names_filters ? kHandNames[f] : number, std::span(room.seen_maps).subspan(f * area, area),
                side, side);
  }
  const std::vector<int>& channels = settings().channels;
  if (channels.empty()) return;
  if (room.eye_side != side) {
    std::vector<nn::LayerSpec> specs;
    for (const int count : channels) {
      specs.push_back(nn::Conv2dSpec{.channels = count, .padding = {1, 1}, .activation = {nn::ActivationKind::relu}});
      if (settings().pooling == nn::Pooling::max) specs.push_back(nn::MaxPool2dSpec{});
      if (settings().pooling == nn::Pooling::average) specs.push_back(nn::AvgPool2dSpec{});
    }
    auto eye = nn::Network<float>::build({1, side, side}, specs);
    if (!eye) return;
    room.eye = std::move(*eye);
    room.eye_side = side;
  }
  nn::Network<float>& eye = *room.eye;
  const nn::Network<float>& learned = nets_.network(cnn());
  const std::size_t stride = settings().pooling == nn::Pooling::none ? 1 : 2;
  for (std::size_t l = 0; l < channels.size(); ++l) {
    std::copy_n(learned.weights(l * stride).begin(), eye.weights(l * stride).size(), eye.weights(l * stride).begin());
    std::copy_n(learned.biases(l * stride).begin(), eye.biases(l * stride).size(), eye.biases(l * stride).begin());
  }
  room.levels.assign(room.picture.begin(), room.picture.end());
  eye.evaluate(room.pass, {room.levels.data(), 1, std::ssize(room.levels), std::ssize(room.levels)}, &pool());
  for (std::size_t l = 0; l < channels.size(); ++l) {
    std::array<char, 32> name;
    std::snprintf(name.data(), name.size(), "CNN, layer %d", static_cast<int>(l + 1));
    images.row(name.data());
    const nn::Shape out = eye.layer(l * stride).output_shape();
    const auto plane = static_cast<std::size_t>(out.plane());
    const std::span<const float> values(room.pass.activations(l * stride).row(0), static_cast<std::size_t>(out.size()));
    for (std::size_t c = 0; c < static_cast<std::size_t>(out.channels); ++c) {
      const std::span<const float> map = values.subspan(c * plane, plane);
      const auto largest = static_cast<double>(*std::max_element(map.begin(), map.end()));
      // A filter that is silent everywhere is dark.
      images.tile("", map, static_cast<int>(out.height), static_cast<int>(out.width),
                  {.color = {0, largest > 0 ? largest : 1}});
    }
  }
}

void Invariances::describe_drawing(Snapshot& snapshot) const {
  Room& room = *room_;
  if (draws_own()) {
    Images& sheet = snapshot.images("sheet", "Draw A above, B below; the last column is for the test",
                                    {.weight = 4, .help = kSheetHelp});
    sheet.setup({.map = ColorMap::greys, .columns = 1, .drawable = true});
    sheet_.write_lined(room.levels);
    sheet.tile("", room.levels, Sheet::kHeight, Sheet::kWidth, {.color = kGreyLevels});
  }
  Images& pad = snapshot.images("pad", "Draw your own", {.weight = 2, .help = kPadHelp});
  pad.setup({.map = ColorMap::greys, .columns = 2, .drawable = true});
  const ConstMatrixView<float> sheet = pad_.sheet();
  pad.tile("draw here", Values(sheet.data, static_cast<std::size_t>(data::InkPad::kSide * data::InkPad::kSide), 1),
           data::InkPad::kSide, data::InkPad::kSide, {.color = kGreyLevels});
}

void Invariances::describe_numbers(Snapshot& snapshot) const {
  const Strengths& strengths = strengths_of(settings().transformation);
  const Accuracies& shares = exam(settings().transformation, strengths.moderate);
  Numbers numbers = snapshot.numbers("Numbers", {.weight = 1, .help = kNumbersHelp});
  const ValueStyle three{.digits = 3};
  std::array<char, 64> heading;
  std::snprintf(heading.data(), heading.size(), "Test pictures %s", strengths.adjective);
  numbers.heading(heading.data())
      .add("cnn_transformed", "CNN", shares[0], three)
      .add("dense_transformed", "dense", shares[2], three)
      .add("cnn_augmented_transformed", "CNN, augmented", shares[1], three)
      .add("dense_augmented_transformed", "dense, augmented", shares[3], three);
  snapshot.metric("cnn_accuracy", "CNN, accuracy", plain()[0], three);
  snapshot.metric("dense_accuracy", "dense, accuracy", plain()[2], three);
  snapshot.metric("cnn_augmented_accuracy", "CNN augmented, accuracy", plain()[1], three);
  snapshot.metric("dense_augmented_accuracy", "dense augmented, accuracy", plain()[3], three);
  numbers.heading("This picture");
  std::array<float, kMostClasses> posterior;
  const std::span<float> used = std::span(posterior).first(static_cast<std::size_t>(pictures_->classes()));
  Room& room = *room_;
  room.input.resize(kPixels);
  data().write_input(shown_picture(), deformation(), 0, room.input.data(), room.mixing);
  const int truth = shown_class();
  const auto add = [&](Net net, const char* id, const char* label, const char* chosen_id, const char* chosen_label) {
    nets_.posterior(net, {room.input.data(), 1, kPixels, kPixels}, used, &pool());
    const auto best = static_cast<int>(std::max_element(used.begin(), used.end()) - used.begin());
    const double of_truth = truth < 0 ? kUnknown : static_cast<double>(used[static_cast<std::size_t>(truth)]);
    numbers.add(id, label, of_truth, three);
    snapshot.metric(chosen_id, chosen_label, best, {.digits = 0});
  };
  add(cnn(), "cnn_posterior", "CNN, of the true class", "cnn_class", "CNN, class");
  add(dense(), "dense_posterior", "dense, of the true class", "dense_class", "dense, class");
  const auto size = [](const nn::Network<float>& network) { return static_cast<double>(network.parameters().size()); };
  numbers.heading("Networks")
      .add("cnn_parameters", "CNN, parameters", size(nets_.network(Net::cnn)), {.digits = 0})
      .add("dense_parameters", "dense, parameters", size(nets_.network(Net::dense)), {.digits = 0});
  snapshot.metric("trained_pictures", "now learned from",
                  static_cast<double>(sizes_[static_cast<std::size_t>(stage_)].n), {.digits = 0});
  snapshot.metric("updates", static_cast<double>(learners().updates()), {.digits = 0});
  // The fewest pictures that networks have learned from.
  const SizeResult* fewest = &sizes_[0];
  for (const SizeResult& result : sizes_)
    if (!std::isnan(result.transformed[static_cast<std::size_t>(settings().transformation)][0])) fewest = &result;
  const Accuracies& few = fewest->transformed[static_cast<std::size_t>(settings().transformation)];
  snapshot.metric("fewest_pictures", "fewest pictures", static_cast<double>(fewest->n), {.digits = 0});
  snapshot.metric("cnn_few", "CNN, fewest pictures", few[0]);
  snapshot.metric("dense_few", "dense, fewest pictures", few[2]);
  snapshot.metric("cnn_augmented_few", "CNN augmented, fewest pictures", few[1]);
  snapshot.metric("dense_augmented_few", "dense augmented, fewest pictures", few[3]);
}

const RegisterDemo<Invariances> registered{{
    .id = "invariances",
    .title = "Invariances: shifted, turned, smeared",
    .lecture = 8,
    .row = "R43",
    .summary =
        "A convolutional and a dense network of equal size against shifts, turns, smearing and mixed pixels, with and "
        "without augmentation; and two classes that you draw.",
    .sources =
        {"LeCun, Bottou, Bengio, Haffner, Gradient-based learning applied to document recognition, Proc. IEEE 86 "
         "(1998) 2278",
         "Simard, Steinkraus, Platt, Best practices for convolutional neural networks, ICDAR (2003)"},
    .steps_per_second = 30,
}};

}  // namespace
}  // namespace lectern::invariances
