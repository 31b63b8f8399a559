// How far one law is from another: a normal law dragged over another law and its data, with likelihood, entropy, both
// Kullback–Leibler divergences, Jensen–Shannon and Wasserstein; models that descend each of them from the dragged
// start; and one joint density from which marginals, conditionals and Bayes' theorem are read. Lecture row R57.
// Sources: Kullback, Leibler, Ann. Math. Stat. 22 (1951) 79; Lin, IEEE Trans. Inf. Theory 37 (1991) 145; Arjovsky,
// Bottou, Towards principled methods for training generative adversarial networks (2017); Bishop, Pattern Recognition
// and Machine Learning (2006), §1.6, §10.1.

#include <optional>
#include <tuple>

#include "core/experiments/divergences/divergence_settings.h"
#include "core/experiments/divergences/joint_scene.h"
#include "core/experiments/divergences/model_scene.h"
#include "core/lab/demo.h"

namespace lectern {
namespace {

using divergences::JointScene;
using divergences::ModelScene;
using divergences::Scene;
using divergences::Settings;

class Divergences final : public Demo<Divergences, Settings> {
 public:
  static Schema<Settings> schema() { return Settings::schema(); }

  explicit Divergences(const Start& start) : Demo(start) {
    if (settings().scene == Scene::joint)
      joint_.emplace(settings(), rng("draws"));
    else
      model_.emplace(settings(), data_rng("law"), settings().sampled ? rng("noise") : Rng(0));
  }

  void step() override {
    if (joint_)
      joint_->step(settings());
    else
      model_->step(settings());
  }
  void settings_changed(const Settings& before) {
    if (model_) model_->change(before, settings());
  }
  bool gesture(const Action& action) {
    if (joint_) return action.panel == "joint" && joint_->act(action.gesture);
    return (action.panel == "fit" || action.panel == "landscape") && model_->act(settings(), action.gesture);
  }
  void describe(Snapshot& snapshot) const override {
    if (joint_)
      joint_->describe(settings(), snapshot);
    else
      model_->describe(settings(), snapshot);
  }
  SeedUse seeds() const override {
    return {.run = joint_.has_value() || settings().sampled, .data = model_.has_value()};
  }
  auto state() const { return std::tie(model_, joint_); }

 private:
  std::optional<ModelScene> model_;
  std::optional<JointScene> joint_;
};

const RegisterDemo<Divergences> registered{{
    .id = "divergences",
    .title = "Divergences and probability",
    .lecture = 9,
    .row = "R57",
    .summary =
        "A normal law, dragged over two peaks, descends KL both ways, Jensen–Shannon and Wasserstein: one covers both, "
        "another picks one; a joint density, cut by hand, shows Bayes' theorem.",
    .sources = {"Kullback, Leibler, On information and sufficiency, Ann. Math. Stat. 22 (1951) 79",
                "Lin, Divergence measures based on the Shannon entropy, IEEE Trans. Inf. Theory 37 (1991) 145",
                "Arjovsky, Bottou, Towards principled methods for training generative adversarial networks (2017)",
                "Bishop, Pattern Recognition and Machine Learning (2006), §1.6, §10.1"},
    .steps_per_second = 15,
}};

}  // namespace
}  // namespace lectern
