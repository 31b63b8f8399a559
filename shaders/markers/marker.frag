// One marker a quad, from its distance function: filled, with an outline that keeps it readable on any ground.
in vec2 v_uv;     // logical pixels from the centre, y downwards
in vec4 v_color;

uniform int u_kind;         // order of lectern::Marker
uniform float u_radius;     // logical pixels
uniform float u_outline;    // width of the outline, logical pixels
uniform vec3 u_outline_color;

out vec4 o_color;

float box(vec2 p, vec2 half_size) {
  vec2 d = abs(p) - half_size;
  return length(max(d, 0.0)) + min(max(d.x, d.y), 0.0);
}

float triangle(vec2 p, float r) {
  p.y = -p.y + 0.15 * r;
  const float k = 1.7320508;
  p.x = abs(p.x) - r;
  p.y += r / k;
  if (p.x + k * p.y > 0.0) p = vec2(p.x - k * p.y, -k * p.x - p.y) * 0.5;
  p.x -= clamp(p.x, -2.0 * r, 0.0);
  return -length(p) * sign(p.y);
}

float plus(vec2 p, float r) {
  float arm = 0.3 * r;
  return min(box(p, vec2(r, arm)), box(p, vec2(arm, r)));
}

float marker_distance(vec2 p, float r) {
  if (u_kind == 1) return box(p, vec2(0.88 * r)) ;
  if (u_kind == 2) return (abs(p.x) + abs(p.y) - 1.25 * r) * 0.70710678;
  if (u_kind == 3) return triangle(p, 1.1 * r);
  if (u_kind == 4) return plus(vec2(p.x + p.y, p.y - p.x) * 0.70710678, 1.15 * r);
  if (u_kind == 5) return plus(p, 1.1 * r);
  if (u_kind == 6) return abs(length(p) - 0.85 * r) - max(0.22 * r, 0.7);
  return length(p) - r;
}

void main() {
  float d = marker_distance(v_uv, u_radius);
  float pixel = max(fwidth(v_uv.x), 1e-4);
  float fill = clamp(0.5 - d / pixel, 0.0, 1.0);
  float cover = clamp(0.5 - (d - u_outline) / pixel, 0.0, 1.0);
  if (u_kind == 6 && length(v_uv) < 0.85 * u_radius) cover = fill;  // a ring is open in the middle
  if (cover <= 0.0) discard;
  o_color = vec4(mix(u_outline_color, v_color.rgb, fill), v_color.a * cover);
}
