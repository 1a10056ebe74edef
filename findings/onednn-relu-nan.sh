#!/usr/bin/env bash
# oneDNN 3.11 (org.bytedeco:dnnl 3.11-1.5.13), float32, x86-64 with AVX2 or AVX-512.
# A good guess: a rectifier gives NaN for NaN, as in Keras, PyTorch and NumPy, whether it is a step of its own or made with the product
# before it (a post-op), so that a training that has gone wrong is seen.
# What happens: relu and clip give 0 for NaN, and for clip its lower bound; a product with a NaN in it comes out clean.
# Seen: when rectifiers were to be made with the convolutions before them.
# In Trihorn: that form runs only where the sizes of what goes in show that all results are numbers (WithinRange); NaN stays NaN.
set -euo pipefail
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
mvn -q -B -ntp org.apache.maven.plugins:maven-dependency-plugin:3.8.1:copy \
  -Dartifact=org.bytedeco:dnnl:3.11-1.5.13:jar:linux-x86_64 -DoutputDirectory="$dir" > "$dir/log"
(cd "$dir" && unzip -q dnnl-*.jar 'org/bytedeco/dnnl/linux-x86_64/*')
lib=$dir/org/bytedeco/dnnl/linux-x86_64
cat > "$dir/relu.cpp" <<'CPP'
#include <cmath>
#include <cstdio>
#include <vector>
#include "oneapi/dnnl/dnnl.hpp"
using namespace dnnl;
using tag = memory::format_tag;

// What a product of 16 rows with a NaN in the first becomes in a bound that follows it: the first row's first element.
static float product(algorithm bound, float low, float high) {
  engine cpu(engine::kind::cpu, 0);
  stream run(cpu);
  memory::desc type({16, 16}, memory::data_type::f32, tag::ab);
  std::vector<float> x(256, 1), w(256, 1), z(256);
  x[0] = NAN;
  post_ops after;
  after.append_eltwise(bound, low, high);
  primitive_attr attributes;
  attributes.set_post_ops(after);
  matmul::primitive_desc wanted(cpu, type, type, type, attributes);
  matmul(wanted).execute(run, {{DNNL_ARG_SRC, memory(type, cpu, x.data())},
                               {DNNL_ARG_WEIGHTS, memory(type, cpu, w.data())},
                               {DNNL_ARG_DST, memory(type, cpu, z.data())}});
  run.wait();
  return z[0];
}

// A bound as a step of its own, of NaN.
static float alone(algorithm bound, float low, float high) {
  engine cpu(engine::kind::cpu, 0);
  stream run(cpu);
  memory::desc type({64}, memory::data_type::f32, tag::a);
  std::vector<float> x(64, NAN), z(64, 7);
  eltwise_forward::primitive_desc wanted(cpu, prop_kind::forward_inference, bound, type, type, low, high);
  eltwise_forward(wanted).execute(run, {{DNNL_ARG_SRC, memory(type, cpu, x.data())}, {DNNL_ARG_DST, memory(type, cpu, z.data())}});
  run.wait();
  return z[0];
}

int main() {
  float relu = product(algorithm::eltwise_relu, 0, 0), clip = product(algorithm::eltwise_clip, -2, 6);
  float reluAlone = alone(algorithm::eltwise_relu, 0, 0), clipAlone = alone(algorithm::eltwise_clip, -2, 6);
  std::printf("NaN becomes, after a product: relu %g, clip from -2 to 6 %g; alone: relu %g, clip %g\n", relu, clip, reluAlone, clipAlone);
  return relu == 0 && clip == -2 && reluAlone == 0 && clipAlone == -2 ? 0 : 1;
}
CPP
g++ -O1 -I"$lib/include" "$dir/relu.cpp" -o "$dir/relu" -L"$lib" -l:libdnnl.so.3 -Wl,-rpath,"$lib"
"$dir/relu"
