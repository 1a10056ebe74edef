#!/usr/bin/env bash
# oneDNN 3.11 (org.bytedeco:dnnl 3.11-1.5.13), float32, channels last.
# A good guess: the gradient of max pooling goes to an element of the image for every window, whatever the image holds, as the sum of the
# gradient that comes back is that which went in.
# What happens: where all elements of a window are negative infinity and the window reaches over the low border, the place that the
# forward step remembers is the padding's, and the backward step drops that gradient: three windows over three elements of negative
# infinity get 2 of 3 back. With finite elements it is 3 of 3.
# Seen: when masked scores (negative infinity where there is nothing) were pooled in training.
# In Trihorn: pooling with padding below keeps its own gradient (OneDnnMaxPooling.isExact).
set -euo pipefail
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
mvn -q -B -ntp org.apache.maven.plugins:maven-dependency-plugin:3.8.1:copy \
  -Dartifact=org.bytedeco:dnnl:3.11-1.5.13:jar:linux-x86_64 -DoutputDirectory="$dir" > "$dir/log"
(cd "$dir" && unzip -q dnnl-*.jar 'org/bytedeco/dnnl/linux-x86_64/*')
lib=$dir/org/bytedeco/dnnl/linux-x86_64
cat > "$dir/pool.cpp" <<'CPP'
#include <cmath>
#include <cstdio>
#include <vector>
#include "oneapi/dnnl/dnnl.hpp"
using namespace dnnl;
using tag = memory::format_tag;

// The sum of what comes back of three windows of three elements, stride 1, one element of padding on either side.
static float back(float value) {
  engine cpu(engine::kind::cpu, 0);
  stream run(cpu);
  memory::desc type({1, 8, 1, 3}, memory::data_type::f32, tag::nhwc);
  auto train = prop_kind::forward_training;
  auto max = algorithm::pooling_max;
  pooling_forward::primitive_desc fd(cpu, train, max, type, type, {1, 1}, {1, 3}, {0, 0}, {0, 1}, {0, 1});
  pooling_backward::primitive_desc bd(cpu, max, type, type, {1, 1}, {1, 3}, {0, 0}, {0, 1}, {0, 1}, fd);
  std::vector<float> x(24, value), y(24), dy(24, 1), dx(24);
  memory mx(type, cpu, x.data()), my(type, cpu, y.data()), mdy(type, cpu, dy.data()), mdx(type, cpu, dx.data());
  memory place(fd.workspace_desc(), cpu);
  pooling_forward(fd).execute(run, {{DNNL_ARG_SRC, mx}, {DNNL_ARG_DST, my}, {DNNL_ARG_WORKSPACE, place}});
  pooling_backward(bd).execute(run, {{DNNL_ARG_DIFF_DST, mdy}, {DNNL_ARG_DIFF_SRC, mdx}, {DNNL_ARG_WORKSPACE, place}});
  run.wait();
  float sum = 0;
  for (float each : dx) sum += each;
  return sum / 8;
}

int main() {
  float finite = back(-1), infinite = back(-INFINITY);
  std::printf("given back of 3: elements of -1 %g, of -infinity %g\n", finite, infinite);
  return finite == 3 && infinite < 3 ? 0 : 1;
}
CPP
g++ -O1 -I"$lib/include" "$dir/pool.cpp" -o "$dir/pool" -L"$lib" -l:libdnnl.so.3 -Wl,-rpath,"$lib"
"$dir/pool"
