#include "core/experiments/diffusion/diffusion_settings.h"

#include <algorithm>
#include <cmath>

#include "core/math/elementary.h"

namespace lectern {
namespace {

constexpr std::uint64_t kSweep = 200;  // steps from noise to data and back to the beginning
constexpr double kShareOfRest = 0.25;  // of these the data stay in sight

}  // namespace

Schema<DiffusionSettings> DiffusionSettings::schema() {
  using Self = DiffusionSettings;
  using enum DiffusionSubject;
  Schema<Self> schema;
  return schema.group("Data")
      .choice(&Self::subject, "subject", "What is learned",
              {{points, "points", "Points of the plane"}, {fields, "fields", "Random fields"}})
      .help("A point is two numbers, a field 1024: the same process on both.")
      .include_while(&Self::subject, {points}, &Self::data)
      .group("Data")
      .choice(&Self::law, "field_law", "Law of the fields", physics::kFieldLaws)
      .help("Cosmic web: matter has streamed together under its own gravity. Log-normal: the exponential of a Gaussian "
            "field. Gaussian: every wave has a random phase.")
      .shown_when(&Self::subject, {fields})
      .integer(&Self::fields, "fields", "Fields", {16, 256})
      .help("The training set. Others are held out to judge by.")
      .shown_when(&Self::subject, {fields})
      .real(&Self::strength, "strength", "How far from Gaussian", {0.1, 2})
      .help("Of the web: how far matter has streamed. Of the log-normal law: the exponent's standard deviation.")
      .shown_when(&Self::subject, {fields})
      .group("Forward process")
      .choice(&Self::schedule, "noise_schedule", "Schedule of the noise", generative::kNoiseSchedules)
      .help("Linear: the noise added in a step grows evenly. Cosine: the data fade more slowly, at both ends.")
      .integer(&Self::times, "times", "Times T", {10, 1000})
      .logarithmic()
      .help("Into how many steps the way from data to noise is cut.")
      .group("Network")
      .integer_list(&Self::layers, "layers", glossary_label("layers"), {4, 128}, 4)
      .help("Of the network that tells the noise in x_t from x_t and t. GELU.")
      .shown_when(&Self::subject, {points})
      .integer_list(&Self::field_layers, "field_layers", "Hidden layers at a cell", {4, 64}, 3)
      .help("Of the network that is used at every cell and sees its surroundings, filtered. GELU.")
      .shown_when(&Self::subject, {fields})
      .real(&Self::learning_rate, "learning_rate", {1e-5, 0.1})
      .logarithmic()
      .live()
      .help("Of Adam.")
      .integer(&Self::batch_size, "batch_size", {16, 512})
      .help("Points of an update, each at a time of its own.")
      .shown_when(&Self::subject, {points})
      .integer(&Self::averaging, "averaging", "Weights averaged over", {1, 1000})
      .logarithmic()
      .live()
      .unit("updates")
      .help("Samples are made with the mean of the last weights. With 1 they jump with every update.")
      .group("Reverse process")
      .integer(&Self::sampling_steps, "sampling_steps", "Steps back", {2, 100})
      .logarithmic()
      .live()
      .help("From noise to data, at most T. With fields the next run back takes them over.")
      .real(&Self::eta, "eta", "Randomness of a step η", {0, 1})
      .live()
      .help(
          "0: the way is decided by its start (DDIM). 1: each step adds as much fresh noise as the exact process (DDPM).")
      .group("Look at")
      .real(&Self::time, "time", "Time t/T", {0, 1})
      .live()
      .help("0: data. 1: noise. Both processes are shown at this time.")
      .boolean(&Self::sweep, "sweep", "Sweep from noise to data")
      .live()
      .help("The time shown runs while the network learns.")
      .boolean(&Self::arrows, "score_arrows", "Arrows: the score")
      .live()
      .help("The slope of the log density at this time, ∇ log p_t: where a step back leads.")
      .shown_when(&Self::subject, {points})
      .boolean(&Self::compare_steps, "compare_steps", "Compare numbers of steps")
      .live()
      .help("While it plays, samples are made in 2 to 50 steps, with η = 0 and η = 1, and judged.")
      .shown_when(&Self::subject, {points})
      .boolean(&Self::rivals, "rivals", "GAN, flow and VAE, too")
      .help("Learn from the same data, as many in each update. A step takes several times as long.")
      .choice(&Self::clock, "distances_against", "Distances against",
              {{RivalClock::updates, "updates", "Updates"}, {RivalClock::work, "work", "Multiplications"}})
      .live()
      .help("An update of one model takes more work than one of another.")
      .shown_when(&Self::subject, {points})
      .choice(&Self::measure, "distances_in", "Distances in",
              {{FieldMeasure::spectrum, "spectrum", "Power spectrum"},
               {FieldMeasure::one_point, "one_point", "One-point distribution"},
               {FieldMeasure::peaks, "peaks", "Peaks"},
               {FieldMeasure::bispectrum, "bispectrum", "Bispectrum"}})
      .live()
      .help("By which statistic the curves compare generated fields with the data.")
      .shown_when(&Self::subject, {fields})
      .integer(&Self::picked, "picked_field", "Field followed", {1, 3})
      .live()
      .help("The generated field whose way from noise is shown. Tap one to choose it.")
      .shown_when(&Self::subject, {fields});
}

generative::NoiseSchedule DiffusionSettings::noise_schedule() const {
  // β of a process of T times is 1000/T times that of the usual one of 1000, so that it ends in as much noise.
  // What is left of the data at last must not vanish: the data are told by dividing by it.
  const double scale = 1000.0 / times, most = 1 - math::exp(-25.0 / times);
  return generative::NoiseSchedule({.kind = schedule,
                                    .times = times,
                                    .beta_first = std::min(1e-4 * scale, most),
                                    .beta_last = std::min(0.02 * scale, most),
                                    .largest_beta = most});
}

double DiffusionSettings::shown_share(std::uint64_t steps) const {
  if (!sweep) return 1 - time;
  const double now = static_cast<double>(steps % kSweep) / kSweep;
  return std::min(1.0, now / (1 - kShareOfRest));
}

std::vector<int> sampling_times(int times, int steps) {
  const int count = std::clamp(steps, 1, times);
  std::vector<int> chosen;
  for (int j = 0; j < count; ++j) {
    const double share = count > 1 ? static_cast<double>(j) / (count - 1) : 0;
    chosen.push_back(static_cast<int>(std::floor((times - 1) * (1 - share) + 0.5)));
  }
  return chosen;
}

}  // namespace lectern
