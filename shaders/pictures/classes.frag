// A rectangle of decisions: class + confidence in [0, 1) in each texel. Drawn in the colour of the class that wins
// between the four texels around, faded where it wins narrowly, with a line where the winner changes.
in vec2 v_uv;
in vec4 v_color;

uniform sampler2D u_values;
uniform sampler2D u_maps;
uniform float u_palette_row;  // index of the row with the categorical colours
uniform float u_palette_size;
uniform vec3 u_surface;
uniform vec3 u_boundary;
uniform float u_contrast;

out vec4 o_color;

float value_at(ivec2 texel) { return texelFetch(u_values, clamp(texel, ivec2(0), textureSize(u_values, 0) - 1), 0).r; }

void main() {
  vec2 position = v_uv * vec2(textureSize(u_values, 0)) - 0.5;
  vec2 corner = floor(position);
  vec2 f = position - corner;
  ivec2 t = ivec2(corner);
  float v[4] = float[4](value_at(t), value_at(t + ivec2(1, 0)), value_at(t + ivec2(0, 1)), value_at(t + ivec2(1, 1)));
  float w[4] = float[4]((1.0 - f.x) * (1.0 - f.y), f.x * (1.0 - f.y), (1.0 - f.x) * f.y, f.x * f.y);

  float best = -1.0, second = 0.0, winner = 0.0, confidence = 0.0;
  for (int i = 0; i < 4; ++i) {
    float label = floor(v[i]);
    float score = 0.0, sum = 0.0, fresh = 1.0;
    for (int j = 0; j < 4; ++j) {
      if (floor(v[j]) != label) continue;
      if (j < i) fresh = 0.0;
      score += w[j] * max(fract(v[j]), 0.02);
      sum += w[j];
    }
    if (fresh == 0.0) continue;
    if (score > best) {
      second = max(second, best);
      best = score;
      winner = label;
      confidence = score;
    } else {
      second = max(second, score);
    }
  }
  vec3 class_color = texelFetch(u_maps, ivec2(int(mod(max(winner, 0.0), u_palette_size)), int(u_palette_row)), 0).rgb;
  vec3 color = mix(u_surface, class_color, u_contrast * (0.25 + 0.75 * clamp(confidence, 0.0, 1.0)));

  float margin = best - max(second, 0.0);
  float line = 1.0 - smoothstep(0.6, 1.6, margin / max(fwidth(margin), 1e-6));
  color = mix(color, u_boundary, second > 0.0 ? 0.75 * line : 0.0);
  o_color = vec4(color, 1.0) * v_color;
}
