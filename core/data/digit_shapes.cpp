#include "core/data/digit_shapes.h"

namespace lectern::data {
namespace {

// Strokes: lists of points in the unit square, in the order in which a hand writes them.

constexpr PenPoint kZeroLoop[] = {{.52, .0},  {.2, .14}, {.06, .5},  {.2, .87}, {.5, 1.},
                                  {.82, .85}, {.94, .5}, {.82, .14}, {.5, .0},  {.4, .03}};
constexpr PenPoint kZeroOpenLoop[] = {{.7, .06}, {.4, .02}, {.12, .25}, {.06, .6},  {.25, .94},
                                      {.6, .98}, {.9, .72}, {.92, .35}, {.72, .08}, {.55, .1}};
constexpr ShapeStroke kZero[] = {kZeroLoop};
constexpr ShapeStroke kZeroOpen[] = {kZeroOpenLoop};

constexpr PenPoint kOneStem[] = {{.5, .0}, {.5, .5}, {.5, 1.}};
constexpr PenPoint kOneFlag[] = {{.26, .26}, {.42, .12}, {.56, .0}};
constexpr PenPoint kOneFlagStem[] = {{.56, .0}, {.55, .5}, {.54, 1.}};
constexpr PenPoint kOneBase[] = {{.28, 1.}, {.55, 1.}, {.84, .99}};
constexpr ShapeStroke kOnePlain[] = {kOneStem};
constexpr ShapeStroke kOneFlagged[] = {kOneFlag, kOneFlagStem};
constexpr ShapeStroke kOneFooted[] = {kOneFlag, kOneFlagStem, kOneBase};

constexpr PenPoint kTwoNeck[] = {{.1, .24}, {.3, .03}, {.66, .02}, {.87, .24}, {.74, .5}, {.4, .78}, {.1, .99}};
constexpr PenPoint kTwoFoot[] = {{.1, .99}, {.5, .96}, {.92, .97}};
constexpr PenPoint kTwoLooped[] = {{.12, .2},  {.4, .0},   {.78, .1}, {.8, .38},  {.5, .7}, {.2, .95},
                                   {.08, .86}, {.22, .76}, {.5, .9},  {.72, .99}, {.95, .9}};
constexpr ShapeStroke kTwoAngular[] = {kTwoNeck, kTwoFoot};
constexpr ShapeStroke kTwoCursive[] = {kTwoLooped};

constexpr PenPoint kThreeTop[] = {{.12, .12}, {.42, .0}, {.76, .1}, {.76, .32}, {.36, .46}};
constexpr PenPoint kThreeBottom[] = {{.36, .46}, {.76, .54}, {.88, .76}, {.56, 1.}, {.08, .88}};
constexpr PenPoint kThreeBar[] = {{.14, .03}, {.5, .03}, {.82, .03}};
constexpr PenPoint kThreeDiagonal[] = {{.82, .03}, {.62, .22}, {.42, .4}};
constexpr PenPoint kThreeBelly[] = {{.42, .4}, {.82, .48}, {.9, .76}, {.56, 1.}, {.08, .9}};
constexpr ShapeStroke kThreeRound[] = {kThreeTop, kThreeBottom};
constexpr ShapeStroke kThreeFlat[] = {kThreeBar, kThreeDiagonal, kThreeBelly};

constexpr PenPoint kFourLeft[] = {{.3, .02}, {.2, .32}, {.08, .6}};
constexpr PenPoint kFourBar[] = {{.08, .6}, {.5, .58}, {.95, .55}};
constexpr PenPoint kFourStem[] = {{.74, .2}, {.69, .6}, {.64, 1.}};
constexpr PenPoint kFourRoof[] = {{.66, .0}, {.36, .32}, {.05, .66}};
constexpr PenPoint kFourLowBar[] = {{.05, .66}, {.5, .65}, {.96, .64}};
constexpr PenPoint kFourTallStem[] = {{.66, .0}, {.66, .5}, {.65, 1.}};
constexpr ShapeStroke kFourOpen[] = {kFourLeft, kFourBar, kFourStem};
constexpr ShapeStroke kFourClosed[] = {kFourRoof, kFourLowBar, kFourTallStem};

constexpr PenPoint kFiveCap[] = {{.84, .02}, {.5, .03}, {.22, .04}};
constexpr PenPoint kFiveNeck[] = {{.22, .04}, {.19, .22}, {.15, .44}};
constexpr PenPoint kFiveBelly[] = {{.15, .44}, {.48, .36}, {.84, .52}, {.84, .82}, {.5, 1.}, {.08, .9}};
constexpr PenPoint kFiveSnake[] = {{.86, .04}, {.4, .03}, {.2, .22}, {.34, .42},
                                   {.74, .54}, {.82, .8}, {.46, 1.}, {.1, .9}};
constexpr ShapeStroke kFiveAngular[] = {kFiveCap, kFiveNeck, kFiveBelly};
constexpr ShapeStroke kFiveCursive[] = {kFiveSnake};

constexpr PenPoint kSixLoop[] = {{.72, .0},  {.36, .24}, {.12, .6},  {.18, .9}, {.5, 1.},
                                 {.83, .84}, {.78, .6},  {.48, .52}, {.18, .68}};
constexpr PenPoint kSixStraight[] = {{.5, .0},  {.26, .36}, {.12, .72}, {.34, .98}, {.74, .94},
                                     {.86, .7}, {.62, .54}, {.3, .62},  {.16, .76}};
constexpr ShapeStroke kSix[] = {kSixLoop};
constexpr ShapeStroke kSixUpright[] = {kSixStraight};

constexpr PenPoint kSevenTop[] = {{.08, .05}, {.5, .03}, {.92, .02}};
constexpr PenPoint kSevenStem[] = {{.92, .02}, {.62, .46}, {.42, 1.}};
constexpr PenPoint kSevenBar[] = {{.32, .52}, {.56, .5}, {.82, .47}};
constexpr PenPoint kSevenRoundStem[] = {{.92, .02}, {.72, .3}, {.56, .6}, {.5, 1.}};
constexpr ShapeStroke kSevenPlain[] = {kSevenTop, kSevenRoundStem};
constexpr ShapeStroke kSevenBarred[] = {kSevenTop, kSevenStem, kSevenBar};

constexpr PenPoint kEightOne[] = {{.78, .12}, {.48, .0},  {.2, .16},  {.36, .4}, {.72, .62}, {.8, .86},
                                  {.48, 1.},  {.18, .86}, {.28, .62}, {.6, .42}, {.82, .2},  {.74, .08}};
constexpr PenPoint kEightTop[] = {{.5, .0},   {.22, .1}, {.22, .36}, {.5, .46},
                                  {.78, .36}, {.78, .1}, {.5, .0},   {.42, .02}};
constexpr PenPoint kEightBottom[] = {{.5, .46},  {.14, .6}, {.14, .88}, {.5, 1.},
                                     {.86, .88}, {.86, .6}, {.5, .46},  {.4, .48}};
constexpr ShapeStroke kEight[] = {kEightOne};
constexpr ShapeStroke kEightSnowman[] = {kEightTop, kEightBottom};

constexpr PenPoint kNineLoop[] = {{.84, .2}, {.56, .0}, {.2, .1}, {.14, .38}, {.44, .52}, {.76, .36}, {.85, .14}};
constexpr PenPoint kNineStem[] = {{.85, .14}, {.82, .56}, {.72, 1.}};
constexpr PenPoint kNineHook[] = {{.85, .14}, {.86, .56}, {.7, .9}, {.26, .98}};
constexpr ShapeStroke kNineStraight[] = {kNineLoop, kNineStem};
constexpr ShapeStroke kNineHooked[] = {kNineLoop, kNineHook};

constexpr DigitShape kZeros[] = {kZero, kZeroOpen};
constexpr DigitShape kOnes[] = {kOnePlain, kOneFlagged, kOneFooted};
constexpr DigitShape kTwos[] = {kTwoAngular, kTwoCursive};
constexpr DigitShape kThrees[] = {kThreeRound, kThreeFlat};
constexpr DigitShape kFours[] = {kFourOpen, kFourClosed};
constexpr DigitShape kFives[] = {kFiveAngular, kFiveCursive};
constexpr DigitShape kSixes[] = {kSix, kSixUpright};
constexpr DigitShape kSevens[] = {kSevenPlain, kSevenBarred};
constexpr DigitShape kEights[] = {kEight, kEightSnowman};
constexpr DigitShape kNines[] = {kNineStraight, kNineHooked};

constexpr std::span<const DigitShape> kDigits[] = {kZeros, kOnes,  kTwos,   kThrees, kFours,
                                                   kFives, kSixes, kSevens, kEights, kNines};

}  // namespace

std::span<const DigitShape> digit_shapes(int digit) { return kDigits[digit]; }

}  // namespace lectern::data
