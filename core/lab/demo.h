#pragma once

#include <concepts>
#include <exception>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/lab/experiment.h"
#include "core/lab/registry.h"
#include "core/lab/schema.h"
#include "core/math/rng.h"
#include "core/math/state.h"

// What every demo is made of, so that its file holds its subject alone.
namespace lectern {

// Thrown while a demo is made: why it cannot run with these settings or these data, as a sentence for people.
class CannotStart : public std::exception {
 public:
  explicit CannotStart(std::string sentence);
  CannotStart(const CannotStart&);
  ~CannotStart() override;
  const char* what() const noexcept override;

 private:
  std::string sentence_;
};

// The random streams of a run. Each is called by its name; those of the run and those of the data never meet, whatever
// the seeds.
class Streams {
 public:
  Streams(std::uint64_t seed, std::uint64_t data_seed) : seed_(seed), data_seed_(data_seed) {}
  // Start values, batches, noise of the training.
  Rng rng(std::string_view name) const;
  // Examples and their split.
  Rng data_rng(std::string_view name) const;

 private:
  std::uint64_t seed_, data_seed_;
};

// What the data of a demo are made from.
struct DataStart {
  const Streams& streams;
  std::span<const DrawnPoint> points;  // drawn before step 0
  const std::vector<std::shared_ptr<const DataFile>>& files;
};

// The data of a demo that has none. A block of data that demos share is a class with the same members, and
//   using Settings = …;                 with a static Schema<Settings> schema(const Settings& defaults)
//   static Result<Data> make(const Settings&, const DataStart&);   an error is a sentence
//   bool act(const Gesture&);           takes a gesture that changes points; false, and nothing changed, for any other
//   static constexpr std::string_view kBlock;   optional: ExperimentInfo::data_block
//   static FileUse file_use();                  optional
//   bool uses_seed() const;                     optional: whether another data seed would give other data
//   std::span<const std::string> notes() const; optional: see Experiment::notes
struct NoData {
  struct Settings {};
  bool act(const Gesture&) { return false; }
  std::span<const DrawnPoint> drawn_points() const { return {}; }
  std::vector<std::string> file_shapes() const { return {}; }
  bool uses_seed() const { return false; }
  auto state() const { return std::tuple<>(); }
};

// The base of a demo: Self is the demo, Settings what its schema is bound to, Data what it learns from (made from
// Settings::data). Self has
//   static Schema<Settings> schema();
//   explicit Self(const Start& start) : Demo(start), … {}      may throw CannotStart
//   void step() override;
//   auto state() const;                   what it consists of, see core/math/state.h; settings and data excepted
//   void describe(Snapshot&) const override;
// and, where there is something to do,
//   void data_changed();                  points were drawn, moved or removed
//   void settings_changed(const Settings& before);   live settings
//   bool gesture(const Action&);          any other gesture; false if it means nothing
//   static bool takes_points(std::string_view panel);   the panels in which points are drawn; without it "plane"
//   std::vector<SavedFile> networks(NetworkFormat) const override;   the networks it trains, see
//   core/parts/network_files.h SeedUse seeds() const override;       which seeds matter; without it: the run's, and the
//   data's where Data says so
template <typename Self, typename SettingsType, typename DataType = NoData>
class Demo : public Experiment {
 public:
  using Settings = SettingsType;
  using Data = DataType;

  struct Start {
    Settings settings;
    Data data;
    Streams streams;
    ThreadPool& pool;
    std::span<const DrawnPoint> points;
    const std::vector<std::shared_ptr<const DataFile>>& files;

    Rng rng(std::string_view name) const { return streams.rng(name); }
    Rng data_rng(std::string_view name) const { return streams.data_rng(name); }
  };

  static const Schema<Settings>& bound_schema() {
    static const Schema<Settings> schema = Self::schema();
    return schema;
  }

  // The one way from the registry into a demo's own code, which the page fetches when it is first gone.
  static void complete(ExperimentInfo& info) {
    info.schema = bound_schema().specs();
    info.make = make;
    if constexpr (requires { Data::file_use(); }) info.files = Data::file_use();
    info.has_networks = !std::same_as<decltype(&Self::networks), decltype(&Experiment::networks)>;
  }

  static Result<std::unique_ptr<Experiment>> make(const ExperimentStart& from) {
    const Streams streams(from.seed, from.data_seed);
    Settings settings = bound_schema().read(from.parameters);
    Result<Data> data = make_data(settings, {streams, from.points, from.files});
    if (!data) return Error{data.error()};
    try {
      return std::unique_ptr<Experiment>(std::make_unique<Self>(
          Start{std::move(settings), std::move(*data), streams, from.pool, from.points, from.files}));
    } catch (const CannotStart& refusal) {
      return Error{refusal.what()};
    }
  }

  void tune(const ParameterSet& parameters) final {
    const Settings before = std::exchange(settings_, bound_schema().read(parameters));
    self().settings_changed(before);
  }

  bool act(const Action& action) final {
    if (!Self::takes_points(action.panel) || !data_.act(action.gesture)) return self().gesture(action);
    self().data_changed();
    return true;
  }

  void hash_state(StateHasher& hasher) const final {
    add_state(hasher, data_);
    add_state(hasher, self().state());
  }
  std::size_t bytes() const final { return sizeof(Self) + heap_bytes(data_) + heap_bytes(self().state()); }
  std::unique_ptr<Experiment> clone() const final { return std::make_unique<Self>(self()); }

  std::span<const DrawnPoint> drawn_points() const final { return data_.drawn_points(); }
  std::vector<std::string> file_shapes() const final { return data_.file_shapes(); }
  std::span<const std::string> notes() const final {
    if constexpr (requires { data_.notes(); })
      return data_.notes();
    else
      return {};
  }
  SeedUse seeds() const override { return {.run = true, .data = data_.uses_seed()}; }

  // What a demo need not have.
  void data_changed() {}
  void settings_changed(const Settings&) {}
  bool gesture(const Action&) { return false; }
  static bool takes_points(std::string_view panel) { return panel == "plane"; }

 protected:
  explicit Demo(const Start& start)
      : settings_(start.settings), data_(start.data), streams_(start.streams), pool_(&start.pool) {}

  const Settings& settings() const { return settings_; }
  const Data& data() const { return data_; }
  Data& data() { return data_; }
  ThreadPool& pool() const { return *pool_; }
  Rng rng(std::string_view name) const { return streams_.rng(name); }
  Rng data_rng(std::string_view name) const { return streams_.data_rng(name); }

  // A divergence that another value of one parameter would have prevented.
  template <typename Member>
  static Divergence diverged(std::string cause, Member parameter, const FieldOf<Settings, Member>& stable_value) {
    return {std::move(cause), bound_schema().id_of(parameter), bound_schema().value_of(parameter, stable_value)};
  }

 private:
  const Self& self() const { return static_cast<const Self&>(*this); }
  Self& self() { return static_cast<Self&>(*this); }

  static Result<Data> make_data([[maybe_unused]] const Settings& settings, [[maybe_unused]] const DataStart& start) {
    if constexpr (std::same_as<Data, NoData>)
      return Data{};
    else
      return Data::make(settings.data, start);
  }

  Settings settings_;
  Data data_;
  Streams streams_;
  ThreadPool* pool_;
};

// The one registration line of a demo:  const RegisterDemo<Perceptron> registered{{.id = "perceptron", …}};
template <typename DemoType>
struct RegisterDemo {
  explicit RegisterDemo(ExperimentInfo info) {
    if constexpr (requires { DemoType::Data::kBlock; }) info.data_block = DemoType::Data::kBlock;
    info.complete = DemoType::complete;
    Registry::instance().add(std::move(info));
  }
};

}  // namespace lectern
